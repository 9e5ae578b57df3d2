package ui

// KPI is a figure with its unit and its formula; a figure that cannot be opened does not go on a page.
type KPI struct {
	Label string
	Value string // "40.8"
	Unit  string // "%", "个", "亿元"
	Down  bool   // red value: below zero, overdue
	Parts []Rich // formula and definition version, parted by a dot: [[Src("1515/1752", …)], [Src("口径v3", …)]]
	Lead  string // "= " before a formula
}

// Facts are labelled values of a record.
type Facts []Fact

// Fact is one label and its value.
type Fact struct {
	Label string
	Value Rich
}

// F makes a fact of plain text; an empty text shows 未填.
func F(label, text string) Fact {
	if text == "" {
		return Fact{Label: label, Value: Rich{Quiet("未填")}}
	}
	return Fact{Label: label, Value: Plain(text)}
}

// Five are the five ones (五个一) of a chain or a project.
type Five []FiveItem

// FiveItem is one of them; an empty Name shows 缺 in red.
type FiveItem struct {
	Label, Name, URL, Note string
}

// Line is an entry of a narrow list: text or link, a light or a short text at its end, a quiet second line.
type Line struct {
	Text, URL string
	Light     *Light
	Shift     *Shift
	End       string
	Note      Rich
}
