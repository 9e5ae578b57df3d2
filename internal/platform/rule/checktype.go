package rule

import (
	"maps"
	"slices"
	"strings"

	"github.com/expr-lang/expr/ast"
)

// operandNode makes a variable or literal.
func (c *checker) operandNode(n *ast.IdentifierNode) (*node, error) {
	t, ok := c.operand(n)
	if !ok {
		return nil, c.refuse(n, "规则里不能这样写")
	}
	out := &node{from: t.from, to: t.to}
	switch t.kind {
	case tokText:
		out.typ, out.content = Text, t.text
		return out, nil
	case tokNumber:
		out.typ, out.number, out.percent = Number, t.num, t.percent
		if t.money {
			out.typ = Money
		}
		return out, nil
	case tokName:
		switch strings.ToLower(t.text) {
		case "真", "是", "true":
			out.typ, out.flag = Bool, true
			return out, nil
		case "假", "否", "false":
			out.typ = Bool
			return out, nil
		case "今天", "today":
			out.op, out.typ, out.f = opCall, Date, functionNamed("今天")
			return out, nil
		case "nil", "null", "空":
			return nil, c.at(out, "判断有没有填写请用 为空(…) 或 有值(…)")
		}
	}
	return c.variable(t, out)
}

func (c *checker) variable(t token, out *node) (*node, error) {
	v := c.vars.index[t.text]
	if v == nil {
		if f := functionNamed(t.text); f != nil && t.kind == tokName {
			return nil, c.at(out, "“%s”是函数，要写成 %s", t.text, f.signature())
		}
		if near := c.vars.similar(t.text); near != "" {
			return nil, c.at(out, "没有“%s”这一项，是不是“%s”？", clip(t.text), near)
		}
		return nil, c.at(out, "没有“%s”这一项；文字要加引号", clip(t.text))
	}
	if v.SQL == "" {
		return nil, c.at(out, "“%s”不能用于查询", v.Label)
	}
	out.op, out.typ, out.v = opVar, v.Type, v
	if v.Type == Text && v.Enum != nil {
		out.coded = v
	}
	return out, nil
}

func (c *checker) calc(sym string, l, r *node) (*node, error) {
	out := &node{op: opCalc, sym: sym, kids: []*node{l, r}, computed: true, from: l.from, to: r.to}
	for _, k := range out.kids {
		switch {
		case k.isNumeric():
		case k.typ == Date && sym == "-":
			return nil, c.at(out, "日期相减请用 天数(早, 晚) 或 月数(早, 晚)，日期减几天请用 加天(日期, -n)")
		case k.typ == Date:
			return nil, c.at(out, "日期加几天请用 加天(日期, n)，加几个月请用 加月(日期, n)")
		default:
			return nil, c.at(k, "“%s”两边要是数或金额，这里是%s", sym, k.typ)
		}
	}
	switch sym {
	case "+", "-":
		if err := c.unify(l, r); err != nil {
			return nil, err
		}
		out.typ = l.typ
		out.computed = l.typ != Money || l.computed || r.computed
	case "*":
		if l.typ == Money && r.typ == Money {
			return nil, c.at(out, "金额不能乘金额")
		}
		out.typ = max(l.typ, r.typ) // Money wins over Number
	case "/":
		switch {
		case r.op == opLiteral && r.number == 0:
			return nil, c.at(r, "除数不能是0")
		case l.typ == Number && r.typ == Money:
			return nil, c.at(out, "数不能除以金额；前面若是金额，请写单位，例如 1亿元")
		case l.typ == Money && r.typ == Number:
			out.typ = Money
		default:
			out.typ = Number
		}
	}
	return out, nil
}

func (c *checker) comparison(n *ast.BinaryNode, depth int) (*node, error) {
	switch n.Operator {
	case "==", "!=", "<", "<=", ">", ">=":
	default:
		return nil, c.refuse(n, "规则里不能用“%s”", n.Operator)
	}
	kids, err := c.kids(depth, n.Left, n.Right)
	if err != nil {
		return nil, err
	}
	if err := c.unify(kids[0], kids[1]); err != nil {
		return nil, err
	}
	out := &node{op: opCmp, typ: Bool, sym: n.Operator, kids: kids, from: kids[0].from, to: kids[1].to}
	if t := kids[0].typ; (t == Text || t == Bool) && n.Operator != "==" && n.Operator != "!=" {
		return nil, c.at(out, "%s只能比较是否相同，请用 == 或 !=", t)
	}
	for whole := out; kids[0].op == opNot; whole = out { // (非 a) == b is 非 (a == b), see stripNot
		kids[0] = kids[0].kids[0]
		out = &node{op: opNot, typ: Bool, kids: []*node{whole}, from: whole.from, to: whole.to}
	}
	return out, nil
}

func (c *checker) membership(n *ast.BinaryNode, depth int) (*node, error) {
	list, ok := n.Right.(*ast.ArrayNode)
	if !ok || len(list.Nodes) == 0 {
		return nil, c.refuse(n, `in（在）后面要写列表，例如 ["签约", "开工"]`)
	}
	kids, err := c.kids(depth, append([]ast.Node{n.Left}, list.Nodes...)...)
	if err != nil {
		return nil, err
	}
	if kids[0].typ == Bool {
		return nil, c.at(kids[0], "条件不能放进列表里找，请直接写条件")
	}
	for _, k := range kids[1:] {
		if err := c.unify(kids[0], k); err != nil {
			return nil, err
		}
	}
	return &node{op: opIn, typ: Bool, kids: kids, from: kids[0].from, to: kids[len(kids)-1].to}, nil
}

// unify brings two nodes to one type: a text beside a date is a date, a zero beside money is money, a label beside a
// coded column is its code.
func (c *checker) unify(a, b *node) error {
	switch {
	case a.typ == b.typ && a.coded != nil:
		return c.coerce(b, b.typ, a.coded)
	case a.typ == b.typ:
		return c.coerce(a, a.typ, b.coded)
	case a.typ == Date || a.typ == Money && b.typ == Number:
		return c.coerce(b, a.typ, nil)
	case b.typ == Date || b.typ == Money && a.typ == Number:
		return c.coerce(a, b.typ, nil)
	}
	return c.at(b, "%s不能和%s放在一起", b.typ, a.typ)
}

// coerce brings n to a type, and to the codes of a variable when coded is not nil.
func (c *checker) coerce(n *node, want Type, coded *Var) error {
	switch {
	case n.typ == want && coded == nil:
		return nil
	case n.typ == want && n.coded != nil:
		if maps.Equal(n.coded.Enum, coded.Enum) {
			return nil
		}
		return c.at(n, "“%s”和“%s”的选项不同，不能比较", n.coded.Label, coded.Label)
	case n.selects() != nil && (n.op == opIf || n.f.id == fnDefault || n.isNumeric()):
		for _, k := range n.selects() {
			if err := c.coerce(k, want, coded); err != nil {
				return err
			}
		}
		n.typ, n.coded = want, coded
		return nil
	case n.typ == want && n.op == opLiteral:
		code, ok := coded.code(n.content)
		if !ok {
			return c.at(n, "“%s”没有“%s”这个选项，可选：%s", coded.Label, clip(n.content), options(coded))
		}
		n.content, n.coded = code, coded
		return nil
	case n.typ == want:
		return c.at(n, "这里不是“%s”的选项，不能比较", coded.Label)
	case n.op == opLiteral && n.typ == Text && want == Date:
		if _, ok := parseDate(n.content); !ok {
			return c.at(n, "日期要写成 \"2026-11-22\" 这样，并且真有这一天")
		}
		n.typ = Date
		return nil
	case n.zero() && want == Money:
		n.typ = Money
		return nil
	case want == Money && n.typ == Number:
		return c.at(n, "这里是金额，请写单位，例如 1亿元")
	}
	return c.at(n, "这里要%s，写的是%s", want, n.typ)
}

// options lists the labels of a coded variable, at most twelve.
func options(v *Var) string {
	labels := slices.Sorted(maps.Keys(v.Enum))
	if len(labels) > 12 {
		labels = append(labels[:12], "…")
	}
	return strings.Join(labels, "、")
}
