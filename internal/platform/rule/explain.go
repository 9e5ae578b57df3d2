package rule

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
