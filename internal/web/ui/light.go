package ui

// Letter is a light as the style sheet names it.
type Letter string

// The lights. None is "not judged" (no data), never green by default.
const (
	Green  Letter = "g"
	Yellow Letter = "y"
	Red    Letter = "r"
	None   Letter = "n"
)

// LetterOf reads a light from its letter or its English word; anything else is None.
func LetterOf(s string) Letter {
	switch s {
	case "g", "green":
		return Green
	case "y", "yellow", "amber":
		return Yellow
	case "r", "red":
		return Red
	}
	return None
}

// Word is the light's name: 绿灯.
func (l Letter) Word() string {
	switch l {
	case Green:
		return "绿灯"
	case Yellow:
		return "黄灯"
	case Red:
		return "红灯"
	}
	return "未评"
}

// Short is the light's name in one character: 绿.
func (l Letter) Short() string {
	switch l {
	case Green:
		return "绿"
	case Yellow:
		return "黄"
	case Red:
		return "红"
	}
	return "未评"
}

// Light is a mark with its word: never a bare dot. It may carry another word than the light's name: 受阻, 已核.
type Light struct {
	Letter Letter
	Word   string
	Big    bool // in a page head
}

// Lamp is the light with its own name.
func Lamp(l Letter) Light { return Light{Letter: l, Word: l.Word()} }

// Sign is a light with another word: Sign(Red, "受阻").
func Sign(l Letter, word string) Light { return Light{Letter: l, Word: word} }

// Lights are counts of the three lights in fixed columns.
type Lights struct {
	Green, Yellow, Red int
}

// Shift is a change of light, from and to.
type Shift struct {
	From, To Letter
}

// ExplainedLight is a light as a sentence: the rule, the numbers, the date it turns, the steps back to green. Its
// partials are "why" (a light that opens) and "why-box" (in the body of a page).
type ExplainedLight struct {
	Light   Light
	Rule    string // "黄灯：规则R3，落后序时进度14个百分点"
	Numbers Rich   // "完成27.8%，序时41.7%"
	Turn    string // "6月9日转红"; "" when it does not turn by itself
	Because string // "黄灯满30天且差距未收窄"
	Since   string // "5月10日亮黄灯"
	Debt    string // "欠账：4月、5月" ; "" for none
	Lead    string // "两步可转绿："; "" is made from the number of steps
	Steps   []WhyStep
	Links   []Link // the rule, the calculation, asking for an exemption
	Open    bool
	Load    string // address that gives "why-body" of this light when it is opened; the rest but Light is then not needed
}

// WhyStep is one step back to green and what it brings.
type WhyStep struct {
	Text   Rich
	Result string
}

// LeadText is the sentence above the steps.
func (e ExplainedLight) LeadText() string {
	if e.Lead != "" || len(e.Steps) == 0 {
		return e.Lead
	}
	return cjkCount(len(e.Steps)) + "步可转绿："
}

// cjkCount spells small counts as people do: 两步, 三步; larger ones in digits.
func cjkCount(n int) string {
	words := []string{"零", "一", "两", "三", "四", "五", "六", "七", "八", "九"}
	if n > 0 && n < len(words) {
		return words[n]
	}
	return Num(int64(n))
}

// Text is the light's word, its own name when none is given.
func (l Light) Text() string {
	if l.Word == "" {
		return l.Letter.Word()
	}
	return l.Word
}

// lightCount is one of the counts of Lights.
type lightCount struct {
	Letter Letter
	N      int
}

func newCount(l Letter, n int) lightCount { return lightCount{l, n} }
