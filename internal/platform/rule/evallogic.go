package rule

func (n *node) compileTruth() func(scope) truth {
	switch n.op {
	case opLiteral:
		v := truthOf(n.flag)
		return func(scope) truth { return v }
	case opVar:
		return truthVar(n.v.Name)
	case opAnd, opOr:
		return n.compileLogic()
	case opNot:
		x := n.kids[0].truth
		return func(s scope) truth { return yes - x(s) }
	case opCmp:
		return compileCmp(n.kids[0], n.kids[1], n.sym)
	case opIn:
		return n.compileIn()
	case opIf:
		c, a, b := n.kids[0].truth, n.kids[1].truth, n.kids[2].truth
		return func(s scope) truth {
			switch c(s) {
			case yes:
				return a(s)
			case no:
				return b(s)
			}
			return unknown
		}
	}
	return n.compileTruthCall()
}

func truthVar(name string) func(scope) truth {
	return func(s scope) truth {
		switch v := s.row(name).(type) {
		case bool:
			return truthOf(v)
		case int64:
			return truthOf(v != 0)
		}
		return unknown
	}
}

// compileLogic joins the clauses; the first that decides ends it.
func (n *node) compileLogic() func(scope) truth {
	kids := make([]func(scope) truth, len(n.kids))
	for i, k := range n.kids {
		kids[i] = k.truth
	}
	if n.op == opAnd {
		return func(s scope) truth {
			all := yes
			for _, k := range kids {
				if all = min(all, k(s)); all == no {
					break
				}
			}
			return all
		}
	}
	return func(s scope) truth {
		one := no
		for _, k := range kids {
			if one = max(one, k(s)); one == yes {
				break
			}
		}
		return one
	}
}

// holds tells whether a sign such as "<=" fits the order of its sides: -1, 0 or 1.
func holds(sym string, order int) bool {
	switch sym {
	case "==":
		return order == 0
	case "!=":
		return order != 0
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	}
	return order >= 0
}

func compileCmp(l, r *node, sym string) func(scope) truth {
	answer := [3]truth{truthOf(holds(sym, -1)), truthOf(holds(sym, 0)), truthOf(holds(sym, 1))}
	switch l.typ {
	case Bool:
		a, b := l.truth, r.truth
		return func(s scope) truth {
			x := a(s)
			y := b(s)
			if x == unknown || y == unknown {
				return unknown
			}
			return answer[1+order(float64(x), float64(y), 0)]
		}
	case Number, Money:
		a, b, eps := l.num, r.num, tolerance(l, r)
		return func(s scope) truth {
			x, ok := a(s)
			if !ok {
				return unknown
			}
			y, ok := b(s)
			if !ok {
				return unknown
			}
			return answer[1+order(x, y, eps)]
		}
	}
	a, b := l.text, r.text
	return func(s scope) truth {
		x, ok := a(s)
		if !ok {
			return unknown
		}
		y, ok := b(s)
		switch {
		case !ok:
			return unknown
		case x < y:
			return answer[0]
		case x > y:
			return answer[2]
		}
		return answer[1]
	}
}

// order compares x and y, overlooking differences up to eps. With an eps it looks at the difference, as SQL does.
func order(x, y, eps float64) int {
	d := x - y
	switch {
	case d < -eps:
		return -1
	case d > eps:
		return 1
	}
	return 0
}

// compileIn is the 或 of the comparisons with each element.
func (n *node) compileIn() func(scope) truth {
	equal := make([]func(scope) truth, len(n.kids)-1)
	for i, k := range n.kids[1:] {
		equal[i] = compileCmp(n.kids[0], k, "==")
	}
	return func(s scope) truth {
		found := no
		for _, e := range equal {
			if found = max(found, e(s)); found == yes {
				break
			}
		}
		return found
	}
}
