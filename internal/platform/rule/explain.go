package rule

import (
	"slices"
	"strings"
)

// Verdict is what a clause comes to for one row.
type Verdict string

// The verdicts. Unknown means that an input is missing or that a division by zero stands in the way.
const (
	Holds   Verdict = "true"
	Fails   Verdict = "false"
	Unknown Verdict = "unknown"
)

// Label is the verdict's Chinese name.
func (v Verdict) Label() string {
	switch v {
	case Holds:
		return "成立"
	case Fails:
		return "不成立"
	}
	return "无法判断"
}

// Explanation is one clause of a rule with its verdict for one row, and the clauses it consists of.
type Explanation struct {
	Text    string        `json:"text"`              // the clause with labels: 已完成投资 / 年度计划 < 30%
	Verdict Verdict       `json:"verdict"`           // of a rule that is not a condition: Holds when it has a value
	Join    string        `json:"join,omitempty"`    // how Clauses are joined: 且, 或, 非 or 则 (condition, then what applies); "" for a leaf
	Detail  string        `json:"detail,omitempty"`  // a leaf with its numbers: 已完成投资 2.39亿元 ÷ 年度计划 8.60亿元 = 27.8% < 30%
	Value   any           `json:"value,omitempty"`   // of a rule that is not a condition, as Eval gives it
	Missing []string      `json:"missing,omitempty"` // labels of the inputs whose absence makes the verdict unknown
	Clauses []Explanation `json:"clauses,omitempty"` //
}

// Explain evaluates the rule for a row and says why.
func (r *Rule) Explain(env Env, row Row) Explanation {
	s := newScope(env, row)
	if r.root.typ == Bool {
		return s.clause(r.root)
	}
	e := Explanation{Text: r.text, Verdict: Unknown, Value: r.root.value(s), Missing: s.missing(r.root)}
	show := figures{percent: ratio(r.root)}
	if e.Value != nil {
		e.Verdict = Holds
		e.Detail = s.side(r.root, show)
	} else {
		e.Detail = s.side(r.root, show) + "，" + s.reason(r.root)
	}
	return e
}

// clause explains a condition.
func (s scope) clause(n *node) Explanation {
	e := Explanation{Text: n.String(), Verdict: verdictOf(n.truth(s))}
	if e.Verdict == Unknown {
		e.Missing = s.missing(n)
	}
	switch {
	case n.op == opAnd || n.op == opOr:
		e.Join = "且"
		if n.op == opOr {
			e.Join = "或"
		}
		for _, k := range n.kids {
			e.Clauses = append(e.Clauses, s.clause(k))
		}
	case n.op == opNot && n.kids[0].op != opIn:
		e.Join, e.Clauses = "非", []Explanation{s.clause(n.kids[0])}
	case n.op == opIf:
		e.Join, e.Clauses = "则", []Explanation{s.clause(n.kids[0])}
		if chosen := s.chosen(n); chosen != nil {
			e.Clauses = append(e.Clauses, s.clause(chosen))
		}
	default:
		e.Detail = s.detail(n)
		if e.Verdict == Unknown {
			e.Detail += "，" + s.reason(n)
		}
	}
	return e
}

func verdictOf(t truth) Verdict { return [...]Verdict{Fails, Unknown, Holds}[t] }

// chosen is the side that ?: takes, nil when its condition is unknown.
func (s scope) chosen(n *node) *node {
	switch n.kids[0].truth(s) {
	case yes:
		return n.kids[1]
	case no:
		return n.kids[2]
	}
	return nil
}

// detail writes a leaf with its values.
func (s scope) detail(n *node) string {
	switch {
	case n.op == opCmp:
		return s.comparison(n)
	case n.op == opIn:
		return s.membership(n, n.truth(s) != no)
	case n.op == opNot:
		return s.membership(n.kids[0], n.truth(s) == no)
	case n.op == opCall && (n.f.id == fnEmpty || n.f.id == fnFilled):
		k := n.kids[0]
		if present(k)(s) {
			return s.side(k, figures{percent: ratio(k)}) + "（有值）"
		}
		return s.render(k, figures{percent: ratio(k)}) + "（为空）"
	case n.op == opCall && (n.f.id == fnContains || n.f.id == fnStarts):
		verb := map[fn]string{fnContains: "包含", fnStarts: "开头是"}[n.f.id]
		if n.truth(s) == no {
			verb = map[fn]string{fnContains: "不包含", fnStarts: "开头不是"}[n.f.id]
		}
		return s.render(n.kids[0], figures{}) + " " + verb + " " + n.kids[1].String()
	}
	return s.render(n, figures{})
}

// comparison writes both sides and the sign that is true of them: 27.8% < 30% also where the rule asks for ≥.
func (s scope) comparison(n *node) string {
	l, r, sym := n.kids[0], n.kids[1], n.sym
	if n.truth(s) == no {
		sym = opposite(sym)
	}
	show := figures{percent: ratio(l) || ratio(r)}
	if l.isNumeric() {
		show.digits = s.digits(l, r, show)
	}
	left, right := s.side(l, show), ""
	if value := s.format(r, show); simple(r) || value == "" {
		right = s.render(r, show)
	} else {
		right = value + "（" + s.render(r, show.plain()) + "）"
	}
	return left + " " + shown(sym) + " " + right
}

func opposite(sym string) string {
	switch sym {
	case "==":
		return "!="
	case "!=":
		return "=="
	case "<":
		return ">="
	case "<=":
		return ">"
	case ">":
		return "<="
	}
	return "<"
}

func (s scope) membership(n *node, inside bool) string {
	show := figures{percent: ratio(n.kids[0])}
	list := make([]string, len(n.kids)-1)
	for i, k := range n.kids[1:] {
		list[i] = s.render(k, show)
	}
	verb := " 在 "
	if !inside {
		verb = " 不在 "
	}
	return s.side(n.kids[0], show) + verb + strings.Join(list, "、") + " 之中"
}

// missing lists the labels of the absent variables that make n unknown; empty when n has a value.
func (s scope) missing(n *node) []string {
	var labels []string
	var visit func(n *node)
	visit = func(n *node) {
		if present(n)(s) {
			return
		}
		label := ""
		switch {
		case n.op == opVar:
			label = n.v.Label
		case n.op == opCall && n.f.id == fnToday:
			label = n.f.zh
		case n.op == opIf && s.chosen(n) != nil:
			visit(s.chosen(n))
			return
		case n.op == opIf:
			visit(n.kids[0])
			return
		}
		if label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
		for _, k := range n.kids {
			visit(k)
		}
	}
	visit(n)
	return labels
}

// reason says why n is unknown.
func (s scope) reason(n *node) string {
	if m := s.missing(n); m != nil {
		return "缺" + strings.Join(m, "、")
	}
	zero := false
	n.walk(func(n *node) {
		if n.op == opCalc && n.sym == "/" {
			v, ok := n.kids[1].num(s)
			zero = zero || ok && v == 0
		}
	})
	if zero {
		return "除数为零"
	}
	return "结果超出范围"
}
