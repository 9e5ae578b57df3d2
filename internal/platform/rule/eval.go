package rule

import "math"

// truth is a value of Kleene's logic, ordered so that 且 is the least and 或 the greatest.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

// Differences up to these are rounding errors of computed values, not facts. SQL uses the same constants.
const (
	numberTolerance = 1e-9
	moneyTolerance  = 0.01 // yuan
)

// tolerance is what a comparison of a and b overlooks.
func tolerance(a, b *node) float64 {
	switch {
	case !a.computed && !b.computed:
		return 0
	case a.typ == Money:
		return moneyTolerance
	}
	return numberTolerance
}

// scope is what closures see of one evaluation. It is passed by value, so that an evaluation allocates nothing.
type scope struct {
	row   Row
	today string // "" when there is no valid date
}

func newScope(env Env, row Row) scope {
	if _, ok := parseDate(env.Today); !ok {
		return scope{row: row}
	}
	return scope{row: row, today: env.Today}
}

// compile makes the closures of n and of everything below it.
func (n *node) compile() {
	for _, k := range n.kids {
		k.compile()
	}
	switch n.typ {
	case Bool:
		n.truth = n.compileTruth()
	case Number, Money:
		n.num = n.compileNum()
	default:
		n.text = n.compileText()
	}
}

func (n *node) compileNum() func(scope) (float64, bool) {
	switch n.op {
	case opLiteral:
		v := n.number
		return func(scope) (float64, bool) { return v, true }
	case opVar:
		return numVar(n.v.Name)
	case opNeg:
		x := n.kids[0].num
		return func(s scope) (float64, bool) { v, ok := x(s); return -v, ok }
	case opCalc:
		return n.compileCalc()
	case opIf:
		c, a, b := n.kids[0].truth, n.kids[1].num, n.kids[2].num
		return func(s scope) (float64, bool) {
			switch c(s) {
			case yes:
				return a(s)
			case no:
				return b(s)
			}
			return 0, false
		}
	}
	return n.compileNumCall()
}

func numVar(name string) func(scope) (float64, bool) {
	return func(s scope) (float64, bool) {
		switch v := s.row(name).(type) {
		case int64:
			return float64(v), true
		case float64:
			return v, v-v == 0 // not a number and infinity count as missing
		case int:
			return float64(v), true
		}
		return 0, false
	}
}

func (n *node) compileCalc() func(scope) (float64, bool) {
	a, b := n.kids[0].num, n.kids[1].num
	both := func(s scope) (x, y float64, ok bool) {
		if x, ok = a(s); !ok {
			return 0, 0, false
		}
		y, ok = b(s)
		return x, y, ok
	}
	switch n.sym {
	case "+":
		return func(s scope) (float64, bool) { x, y, ok := both(s); return x + y, ok }
	case "-":
		return func(s scope) (float64, bool) { x, y, ok := both(s); return x - y, ok }
	case "*": // the conversion forbids a fused multiply-add, which would round differently
		return func(s scope) (float64, bool) { x, y, ok := both(s); return float64(x * y), ok }
	}
	return func(s scope) (float64, bool) {
		x, y, ok := both(s)
		if !ok || y == 0 {
			return 0, false
		}
		return x / y, true
	}
}

func (n *node) compileText() func(scope) (string, bool) {
	switch n.op {
	case opLiteral:
		v := n.content
		return func(scope) (string, bool) { return v, true }
	case opVar:
		name := n.v.Name
		return func(s scope) (string, bool) {
			v, _ := s.row(name).(string)
			return v, v != ""
		}
	case opIf:
		c, a, b := n.kids[0].truth, n.kids[1].text, n.kids[2].text
		return func(s scope) (string, bool) {
			switch c(s) {
			case yes:
				return a(s)
			case no:
				return b(s)
			}
			return "", false
		}
	}
	return n.compileTextCall()
}

// whole rounds down; a computed value just under a whole number is that number.
func whole(n *node) func(scope) (float64, bool) {
	x, eps := n.num, tolerance(n, n)
	return func(s scope) (float64, bool) {
		v, ok := x(s)
		return math.Floor(v + eps), ok
	}
}
