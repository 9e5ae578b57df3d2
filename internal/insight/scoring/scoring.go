// Package scoring is the arithmetic of scores: methods per item, totals, ranks, how far a rank moves when weights and inputs do,
// grades by quantile and lists of the first and the last. It knows no database. Every line is printed with its numbers put in, so
// that a person with a calculator gets the same.
package scoring

// Method is how an item turns a value into points.
type Method string

// The methods. x is the value, W the weight, rounded as its item says.
const (
	Efficacy Method = "efficacy" // 功效系数: 0.6W + 0.4W·(x−min)/(max−min) over those scored; all equal → W
	Ratio    Method = "ratio"    // W·min(x/target, cap)
	Steps    Method = "steps"    // the points of the first step that x reaches
	Place    Method = "place"    // by rank among those scored
	Given    Method = "given"    // the points that somebody gave, 0 to W
	Deduct   Method = "deduct"   // −each·x, at most Most; outside the 100
	Bonus    Method = "bonus"    // +each·x, at most Most; outside the 100
	Veto     Method = "veto"     // x above Limit bars from rank and awards, or sets the score to zero
)

// Weighted reports whether the method's points are part of the 100.
func (m Method) Weighted() bool { return m != Deduct && m != Bonus && m != Veto }

// Missing says what becomes of a subject without a value.
type Missing string

// What may be done about an absent value.
const (
	MissingZero Missing = "zero" // no points
	MissingOut  Missing = "out"  // the item is left out and the rest is brought to 100
	MissingMean Missing = "mean" // the mean of those known stands in
)

// Step is one row of a step table: from this value on, so many points. With Down it reads "up to this value".
type Step struct {
	At     float64 `json:"at"`
	Points float64 `json:"points"`
}

// Item is one line of a scheme as the arithmetic needs it.
type Item struct {
	Key     string
	Weight  float64 // points of 100; 0 for what stands outside
	Method  Method
	Down    bool    // less is better
	Base    float64 // efficacy: the share that all get; 0 = 0.6
	Cap     float64 // ratio: the most that x/target counts; 0 = 1
	Each    float64 // deduct, bonus: points a piece; place: points a place, 0 = shared out evenly
	Most    float64 // deduct, bonus: at most so many points; 0 = no limit
	Limit   float64 // veto: above it
	ToZero  bool    // veto: the score becomes 0 instead of standing outside the ranks
	Steps   []Step
	Places  int // decimals to which values are rounded
	Missing Missing
	Bounds  bool // efficacy: Min and Max are stated, not those of the subjects
	Min     float64
	Max     float64
}

// Value is what a subject brings to an item.
type Value struct {
	X         float64
	Known     bool
	Exact     bool // a count, or points given by hand: nothing was rounded away
	Target    float64
	HasTarget bool
}

// Line is one item's outcome for one subject.
type Line struct {
	X      float64 // as used: rounded, or the mean that stands in
	Known  bool
	Out    bool // left out: the rest is brought to 100
	Filled bool // the mean stands in
	Struck bool // the veto holds
	Min    float64
	Max    float64
	Target float64
	Points float64 // rounded to two decimals
	Expr   string  // "0.6×30 + 0.4×30×(86.5−40.2)/(91.0−40.2)": worked out it gives Points before rounding
	Words  string  // what the expression does not say: 缺报，按零分计
}

// Result is the outcome for one subject.
type Result struct {
	Lines   []Line
	Score   float64
	Scored  bool    // false: no item could be counted
	Barred  bool    // a veto keeps it out of the ranks
	Zeroed  bool    // a veto set the score to 0
	Weight  float64 // of the items counted; 100 unless some were left out
	Expr    string  // the total with its numbers put in
	Rank    int     // 0 = not ranked
	TieWord string  // how a tie was broken
}

const decimals = 2 // of points

// Run works out all subjects: values[subject][item].
func Run(items []Item, values [][]Value) []Result {
	out := make([]Result, len(values))
	for i := range out {
		out[i].Lines = make([]Line, len(items))
	}
	for j := range items {
		f := newField(&items[j], values, j)
		for i := range values {
			out[i].Lines[j] = f.line(i, values[i][j])
		}
	}
	for i := range out {
		out[i].total(items)
	}
	return out
}

// total adds the rounded lines up: those within the 100, brought to 100 when some were left out, then what stands outside.
func (r *Result) total(items []Item) {
	var in, extra float64
	var inText, extraText string
	for j := range items {
		l := &r.Lines[j]
		switch m := items[j].Method; {
		case m == Veto:
			if l.Struck {
				r.Barred, r.Zeroed = r.Barred || !items[j].ToZero, r.Zeroed || items[j].ToZero
			}
		case m.Weighted() && !l.Out:
			r.Weight += items[j].Weight
			in += l.Points
			if inText == "" {
				inText = inside(Plain(l.Points, decimals))
			} else {
				inText += next(l.Points)
			}
		case l.Points != 0:
			extra += l.Points
			extraText += next(l.Points)
		}
	}
	if r.Scored = r.Weight > 0; !r.Scored {
		return
	}
	r.Expr = inText
	if full := Full(items); Round(r.Weight, 6) != Round(full, 6) {
		in *= full / r.Weight
		r.Expr = "(" + inText + ")×" + trim(full) + "/" + trim(r.Weight)
	}
	r.Expr += extraText
	if r.Score = Round(in+extra, decimals); r.Zeroed {
		r.Score = 0
	}
}

// next writes points as a further term of a sum.
func next(p float64) string {
	if p < 0 {
		return " − " + Plain(-p, decimals)
	}
	return " + " + Plain(p, decimals)
}

// Full is the sum of the weights, 100 in a scheme that may be adopted.
func Full(items []Item) (w float64) {
	for i := range items {
		if items[i].Method.Weighted() {
			w += items[i].Weight
		}
	}
	return w
}
