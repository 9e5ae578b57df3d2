package ui

// Inline is a stretch of text: plain, marked, or a link. Kind is a class of the style sheet; use the constructors.
type Inline struct {
	Text, URL, Kind string
}

// Rich is a line of text with marks and links, without any HTML in Go.
type Rich []Inline

// Plain makes a Rich of unmarked text; an empty text gives nil, so that {{with}} skips it.
func Plain(text string) Rich {
	if text == "" {
		return nil
	}
	return Rich{{Text: text}}
}

// T is plain text.
func T(text string) Inline { return Inline{Text: text} }

// B is strong text.
func B(text string) Inline { return Inline{Text: text, Kind: "b"} }

// A is a link.
func A(text, url string) Inline { return Inline{Text: text, URL: url} }

// Src is a figure that opens its source: numerator, denominator, formula version, snapshot.
func Src(text, url string) Inline { return Inline{Text: text, URL: url, Kind: "src"} }

// Quiet is text of second rank.
func Quiet(text string) Inline { return Inline{Text: text, Kind: "quiet"} }

// Turn is the date on which a light changes, in red.
func Turn(text string) Inline { return Inline{Text: text, Kind: "turn"} }

// Late is a delay, in amber.
func Late(text string) Inline { return Inline{Text: text, Kind: "is-late"} }

// Tag is a small framed word: a state, a kind of file.
func Tag(text string) Inline { return Inline{Text: text, Kind: "tag"} }

// Gap is the full-width space between parallel facts.
func Gap() Inline { return Inline{Text: "　"} }

// String gives the text without marks.
func (r Rich) String() string {
	var s string
	for _, i := range r {
		s += i.Text
	}
	return s
}

// Link is a labelled address. Title is the tooltip.
type Link struct {
	Label, URL, Title string
}

// Action is a button or a link that looks like one. Without Method it is a link (GET); with "post" a one-button form,
// which works without script. Form names the id of a form elsewhere on the page that the button submits.
type Action struct {
	Label, URL string
	Method     string // "" or "post"
	Form       string // id of the form to submit
	Name       string // name and value the button adds to its form
	Value      string
	Confirm    string // question asked before it happens
	Open       string // id of the dialog it opens; URL is the page that does the same without script
	Print      bool   // prints the page
	Key        string // a letter that does it for the rows ticked, or the row under the keys
	Primary    bool   // at most one per page head, the last
	Danger     bool
	Plain      bool
	Small      bool
	Disabled   bool
	WideOnly   bool    // hidden on phones
	Hidden     []Param // fields of the one-button form
}

// Param is a name and a value carried by a form or an address.
type Param struct {
	Name, Value string
}

// Primary is the one main action of a page head.
func Primary(label, url string) Action { return Action{Label: label, URL: url, Primary: true} }

// Act is an ordinary action, hidden on phones when wideOnly is wanted: set the field.
func Act(label, url string) Action { return Action{Label: label, URL: url} }

// Post is an action that changes something, sent as a form of one button.
func Post(label, url string, hidden ...Param) Action {
	return Action{Label: label, URL: url, Method: "post", Hidden: hidden}
}

// PrintPage is the action that prints the page.
func PrintPage() Action { return Action{Label: "打印", Print: true, WideOnly: true} }
