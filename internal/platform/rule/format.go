package rule

import (
	"math"
	"strconv"
	"strings"
)

// figures says how numbers are shown.
type figures struct {
	percent bool // Numbers as percentages
	digits  int  // decimals beyond the usual, to tell two sides apart that would look the same
}

func (f figures) plain() figures { return figures{percent: f.percent} }

// ratio reports whether a Number is best shown as a percentage: one amount over another, or beside a written percentage.
func ratio(n *node) bool {
	switch n.op {
	case opLiteral:
		return n.percent
	case opCalc:
		if n.sym == "/" {
			return n.kids[0].typ == Money && n.kids[1].typ == Money
		}
		return n.typ == Number && n.sym != "*" && (ratio(n.kids[0]) || ratio(n.kids[1]))
	case opNeg:
		return ratio(n.kids[0])
	}
	for _, k := range n.selects() {
		if ratio(k) {
			return true
		}
	}
	return n.op == opCall && n.f.id == fnAbs && ratio(n.kids[0])
}

// simple reports whether a rendered node already shows its value.
func simple(n *node) bool {
	return n.op == opLiteral || n.op == opVar || n.op == opCall && n.f.id == fnToday
}

// side writes one side of a comparison: what it consists of, and its value.
func (s scope) side(n *node, show figures) string {
	if simple(n) {
		return s.render(n, show)
	}
	text := s.render(n, show.plain())
	if value := s.format(n, show); value != "" {
		text += " = " + value
	}
	return text
}

// render writes a node with the values of its variables.
func (s scope) render(n *node, show figures) string {
	text := func(k *node) string { return s.render(k, s.inner(n, k, show)) }
	switch n.op {
	case opLiteral:
		return n.display(show)
	case opVar:
		if value := s.format(n, show); value != "" {
			return n.v.Label + " " + value
		}
		return n.v.Label + " 未填"
	case opNeg:
		return "−" + n.kids[0].within(bindAll, text)
	case opCalc:
		return n.kids[0].within(n.binding(), text) + " " + shown(n.sym) + " " + n.kids[1].within(n.binding()+1, text)
	case opIf:
		if chosen := s.chosen(n); chosen != nil {
			return text(chosen)
		}
		return n.String()
	case opCall:
		if n.f.id == fnToday {
			return strings.TrimSpace(n.f.zh + " " + s.today)
		}
		args := make([]string, len(n.kids))
		for i, k := range n.kids {
			args[i] = text(k)
		}
		return n.f.zh + "(" + strings.Join(args, ", ") + ")"
	case opAnd, opOr:
		return n.joined(text)
	case opNot:
		return "非 " + n.kids[0].within(bindAll, text)
	}
	return "(" + s.detail(n) + ")"
}

// inner says how the kid k of n is shown: percentages go through sums, not through products.
func (s scope) inner(n, k *node, show figures) figures {
	sum := n.op == opNeg || n.op == opIf || n.selects() != nil || n.op == opCalc && (n.sym == "+" || n.sym == "-")
	return figures{percent: sum && show.percent || ratio(k)}
}

// display writes a literal for an explanation.
func (n *node) display(show figures) string {
	switch {
	case n.typ == Number && show.percent:
		return percentLiteral(n.number)
	case n.typ == Text && n.coded != nil:
		return n.coded.label(n.content)
	case n.typ == Text || n.typ == Date:
		return n.content
	}
	return n.literal()
}

// shown is an operator as it is printed.
func shown(sym string) string {
	switch sym {
	case "==":
		return "="
	case "!=":
		return "≠"
	case "<=":
		return "≤"
	case ">=":
		return "≥"
	case "*":
		return "×"
	case "/":
		return "÷"
	case "-":
		return "−"
	}
	return sym
}

// format writes the value of a node, "" when it is unknown.
func (s scope) format(n *node, show figures) string {
	switch n.typ {
	case Bool:
		return [...]string{"否", "", "是"}[n.truth(s)]
	case Number, Money:
		if v, ok := n.num(s); ok {
			return show.number(v, n.typ)
		}
		return ""
	}
	v, _ := n.text(s)
	if n.coded != nil && v != "" {
		return n.coded.label(v)
	}
	return v
}

// scale gives the factor, decimals and unit with which a number is shown.
func (f figures) scale(v float64, t Type) (factor float64, digits int, unit string) {
	switch size := math.Abs(v); {
	case t == Number && f.percent:
		return 0.01, 1 + f.digits, "%"
	case t == Number:
		return 1, 2 + f.digits, ""
	case size >= 1e8-0.5e4/math.Pow10(2+f.digits): // what rounds to 10000万元 is 1亿元
		return 1e8, 2 + f.digits, "亿元"
	case size >= 1e4:
		return 1e4, 2 + f.digits, "万元"
	}
	return 1, f.digits, "元"
}

// number writes 27.8%, 8.60亿元, 3200万元, 1234元 or 12.5.
func (f figures) number(v float64, t Type) string {
	factor, digits, unit := f.scale(v, t)
	text := strconv.FormatFloat(v/factor, 'f', digits, 64)
	if unit != "%" && unit != "亿元" {
		text = trimZeros(text)
	}
	return text + unit
}

// rounded is the number that a reader of number's text sees.
func (f figures) rounded(v float64, t Type) float64 {
	factor, digits, _ := f.scale(v, t)
	return math.Round(v/factor*math.Pow10(digits)) / math.Pow10(digits) * factor
}

func trimZeros(s string) string {
	if strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if s == "-0" {
		return "0"
	}
	return s
}

// digits gives the decimals needed beyond the usual so that two sides that differ do not look the same.
func (s scope) digits(l, r *node, show figures) int {
	x, ok1 := l.num(s)
	y, ok2 := r.num(s)
	if !ok1 || !ok2 || order(x, y, tolerance(l, r)) == 0 {
		return 0
	}
	const most = 8
	for show.digits = 0; show.digits < most; show.digits++ {
		if a, b := show.rounded(x, l.typ), show.rounded(y, r.typ); math.Abs(a-b) > 1e-12*math.Abs(a+b) {
			break
		}
	}
	return show.digits
}
