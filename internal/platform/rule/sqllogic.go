package rule

import "strings"

// truth writes a Bool.
func (g *generator) truth(n *node) string {
	switch n.op {
	case opLiteral:
		if n.flag {
			return "TRUE"
		}
		return "FALSE"
	case opVar:
		return variable(n.v)
	case opAnd, opOr:
		return g.logic(n)
	case opNot:
		return "(NOT " + g.truth(n.kids[0]) + ")"
	case opCmp:
		return g.comparison(n)
	case opIn:
		return g.membership(n)
	case opIf:
		return "(" + g.choice(n, g.truth) + ")"
	}
	return g.truthCall(n)
}

func (g *generator) logic(n *node) string {
	join := " AND "
	if n.op == opOr {
		join = " OR "
	}
	kids := make([]string, len(n.kids))
	for i, k := range n.kids {
		kids[i] = g.truth(k)
	}
	return "(" + strings.Join(kids, join) + ")"
}

func (g *generator) comparison(n *node) string {
	l, r, sym := n.kids[0], n.kids[1], n.sym
	switch sym {
	case "==":
		sym = "="
	case "!=":
		sym = "<>"
	}
	switch {
	case l.typ == Bool:
		return "(" + g.truth(l) + " " + sym + " " + g.truth(r) + ")"
	case !l.isNumeric():
		return "(" + g.text(l) + " " + sym + " " + g.text(r) + ")"
	case tolerance(l, r) == 0:
		return "(" + g.exact(l) + " " + sym + " " + g.exact(r) + ")"
	}
	return "(" + g.near(n.sym, g.double(l), g.double(r), g.tolerance(l, r)) + ")"
}

// near compares two doubles with a tolerance, as the function order does in memory.
func (g *generator) near(sym, a, b, eps string) string {
	d := "(" + a + " - " + b + ")"
	switch sym {
	case "==":
		return "abs" + d + " <= " + eps
	case "!=":
		return "abs" + d + " > " + eps
	case "<", ">=":
		return d + " " + sym + " (-" + eps + ")"
	}
	return d + " " + sym + " " + eps
}

func (g *generator) tolerance(a, b *node) string {
	return g.placeholder(tolerance(a, b))
}

func (g *generator) membership(n *node) string {
	of := n.kids[0]
	exact := true
	for _, k := range n.kids[1:] {
		exact = exact && (!of.isNumeric() || tolerance(of, k) == 0)
	}
	if exact {
		write := g.text
		if of.isNumeric() {
			write = g.exact
		}
		list := make([]string, len(n.kids))
		for i, k := range n.kids {
			list[i] = write(k)
		}
		return "(" + list[0] + " IN (" + strings.Join(list[1:], ", ") + "))"
	}
	return g.bind(n.kids, func(x []string) string {
		either := make([]string, len(x)-1)
		for i := range either {
			if k := n.kids[i+1]; tolerance(of, k) == 0 {
				either[i] = x[0] + " = " + x[i+1]
			} else {
				either[i] = g.near("==", x[0], x[i+1], g.tolerance(of, k))
			}
		}
		return "(" + strings.Join(either, " OR ") + ")"
	})
}
