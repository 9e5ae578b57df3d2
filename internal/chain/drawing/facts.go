package drawing

// Facts are what is known of a node. What is not known is absent, not zero.
type Facts struct {
	Matched  bool  // firms were matched to the node: Firms 0 then means that there is none
	Firms    int64 // confirmed firms of the scope
	Revenue  int64 // of these, yuan a year; 0 = not known
	Strength Level
	Gap      *GapFacts // nil: no gap
	Risk     Level     // Blank none … Strong high; Unrated not computed
	RiskText string    // why, in a few words
	Invest   *Invest   // nil: not known
}

// Invest is the investment under way at a node.
type Invest struct {
	Projects int64
	Amount   int64 // total investment, yuan
}

// GapFacts are the gap of a node with what its verdict rests on.
type GapFacts struct {
	ID      string
	Kind    Gap
	State   string // in words: 待办、推进中
	Rank    int64
	Score   float64  // 0..100
	Owner   string   // who answers for it; "" is nobody, which is red
	Due     string   // date
	Text    string   // the verdict in a sentence
	Numbers []Number // presence, demand, supply, density, risk, worth
}

// Number is one figure of a verdict, with its unit.
type Number struct{ Label, Text string }

// Label is the kind of a gap in words.
func (g Gap) Label() string {
	return map[Gap]string{Build: "建链", Repair: "补链", Extend: "延链", Strengthen: "强链"}[g]
}

// Mark is the character inside the mark of a gap.
func (g Gap) Mark() string {
	return map[Gap]string{Build: "建", Repair: "补", Extend: "延", Strengthen: "强"}[g]
}

// Gaps are the kinds of gap in their order.
func Gaps() []Gap { return []Gap{Build, Repair, Extend, Strengthen} }
