package rule

import "github.com/expr-lang/expr/ast"

// checker turns the parser's tree into typed nodes and refuses what the language does not have.
type checker struct {
	*source
	nodes int
}

// at makes an error for a node.
func (c *checker) at(n *node, format string, args ...any) error {
	return c.errorf(n.from, n.to, format, args...)
}

// tokenAt finds the token that the parser gave as a node's place.
func (c *checker) tokenAt(n ast.Node) token {
	return c.tokens[c.tokenIndex(n.Location().From)]
}

// refuse makes the error for a form that expr has and this language does not.
func (c *checker) refuse(n ast.Node, format string, args ...any) error {
	t := c.tokenAt(n)
	return c.errorf(t.from, t.to, format, args...)
}

// expr checks one node of the parser's tree.
func (c *checker) expr(n ast.Node, depth int) (*node, error) {
	if c.nodes++; c.nodes > maxNodes || depth > maxDepth {
		return nil, c.refuse(n, "规则太复杂（最多%d个运算、%d层），请拆成几条", maxNodes, maxDepth)
	}
	switch n := n.(type) {
	case *ast.IdentifierNode:
		return c.operandNode(n)
	case *ast.CallNode:
		return c.call(n, depth)
	case *ast.UnaryNode:
		return c.unary(n, depth)
	case *ast.ConditionalNode:
		return c.conditional(n, depth)
	case *ast.BinaryNode:
		return c.binary(n, depth)
	case *ast.ArrayNode:
		return nil, c.refuse(n, "列表只能写在 in（在）后面")
	case *ast.MemberNode:
		return nil, c.refuse(n, "“[”前面缺少 in（在）")
	}
	return nil, c.refuse(n, "规则里不能这样写")
}

// kids checks several nodes at the next level.
func (c *checker) kids(depth int, list ...ast.Node) ([]*node, error) {
	out := make([]*node, len(list))
	for i, n := range list {
		k, err := c.expr(n, depth+1)
		if err != nil {
			return nil, err
		}
		out[i] = k
	}
	return out, nil
}

func (c *checker) unary(n *ast.UnaryNode, depth int) (*node, error) {
	t := c.tokenAt(n)
	kids, err := c.kids(depth, n.Node)
	if err != nil {
		return nil, err
	}
	kid := kids[0]
	if n.Operator == "not" {
		return c.negate(kid, t.from)
	}
	if !kid.isNumeric() {
		return nil, c.at(kid, "“%s”后面要是数或金额，这里是%s", n.Operator, kid.typ)
	}
	switch {
	case n.Operator == "+":
		return kid, nil
	case kid.op == opLiteral:
		kid.number, kid.from = 0-kid.number, t.from // 0-x, because -0 has a sign
		return kid, nil
	}
	return &node{op: opNeg, typ: kid.typ, kids: kids, computed: kid.computed, from: t.from, to: kid.to}, nil
}

func (c *checker) negate(kid *node, from int) (*node, error) {
	if kid.typ != Bool {
		return nil, c.at(kid, "“非”后面要是一个条件，这里是%s", kid.typ)
	}
	return &node{op: opNot, typ: Bool, kids: []*node{kid}, from: min(from, kid.from), to: kid.to}, nil
}

func (c *checker) conditional(n *ast.ConditionalNode, depth int) (*node, error) {
	kids, err := c.kids(depth, n.Cond, n.Exp1, n.Exp2)
	if err != nil {
		return nil, err
	}
	if kids[0].typ != Bool {
		return nil, c.at(kids[0], "“?”前面要是一个条件，这里是%s", kids[0].typ)
	}
	if err := c.unify(kids[1], kids[2]); err != nil {
		return nil, err
	}
	out := &node{op: opIf, typ: kids[1].typ, kids: kids, from: kids[0].from, to: kids[2].to}
	out.inherit()
	return out, nil
}

// inherit takes over from the kids what holds for a value that is one of them.
func (n *node) inherit() {
	for _, k := range n.selects() {
		n.computed = n.computed || k.computed
		if k.coded != nil {
			n.coded = k.coded
		}
	}
}
