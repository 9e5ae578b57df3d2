package rule

import "github.com/expr-lang/expr/ast"

func (c *checker) binary(n *ast.BinaryNode, depth int) (*node, error) {
	switch n.Operator {
	case "and", "&&", "or":
		return c.logic(n, depth)
	case "+", "-", "*", "/":
		kids, err := c.kids(depth, n.Left, n.Right)
		if err != nil {
			return nil, err
		}
		return c.calc(n.Operator, kids[0], kids[1])
	}
	if not := stripNot(&n.Left); not != nil {
		return c.negated(n, not, depth)
	}
	if n.Operator == "in" {
		return c.membership(n, depth)
	}
	return c.comparison(n, depth)
}

// stripNot takes a leading "not" away from the left side of a comparison. To the parser "not a < b" is "(not a) < b";
// here it is "not (a < b)", which is the same where both are possible (a is a Bool) and the only sense where not.
func stripNot(p *ast.Node) *ast.UnaryNode {
	for {
		switch n := (*p).(type) {
		case *ast.BinaryNode:
			switch n.Operator {
			case "and", "or", "==", "!=", "in":
				return nil
			}
			p = &n.Left
		case *ast.UnaryNode:
			if n.Operator != "not" {
				return nil
			}
			*p = n.Node
			return n
		default:
			return nil
		}
	}
}

// negated checks a comparison from which stripNot took a "not".
func (c *checker) negated(n ast.Node, not *ast.UnaryNode, depth int) (*node, error) {
	kid, err := c.expr(n, depth+1)
	if err != nil {
		return nil, err
	}
	return c.negate(kid, c.tokenAt(not).from)
}

// logic joins the operands of a chain of the same operator into one node, so that each is a clause of its own.
func (c *checker) logic(n *ast.BinaryNode, depth int) (*node, error) {
	kind, sym := opAnd, "且"
	if n.Operator == "or" {
		kind, sym = opOr, "或"
	}
	if n.Operator == "&&" { // a < b < c, which the parser writes so; our own tokens say "and"
		if not := stripNot(&n.Left); not != nil {
			return c.negated(n, not, depth)
		}
	}
	out := &node{op: kind, typ: Bool}
	for _, side := range []ast.Node{n.Left, n.Right} {
		level := depth + 1
		if b, ok := side.(*ast.BinaryNode); ok && b.Operator == n.Operator {
			level = depth // a chain is one level deep
		}
		k, err := c.expr(side, level)
		if err != nil {
			return nil, err
		}
		if k.typ != Bool {
			return nil, c.at(k, "“%s”两边都要是条件，这里是%s", sym, k.typ)
		}
		if k.op == kind {
			out.kids = append(out.kids, k.kids...)
		} else {
			out.kids = append(out.kids, k)
		}
	}
	out.from, out.to = out.kids[0].from, out.kids[len(out.kids)-1].to
	return out, nil
}
