package rule

import "github.com/expr-lang/expr/ast"

// call checks a function call against the function table.
func (c *checker) call(n *ast.CallNode, depth int) (*node, error) {
	t, ok := c.operand(n.Callee)
	if !ok || t.kind != tokName {
		return nil, c.refuse(n, "括号前面要是函数名或运算符")
	}
	name := &node{from: t.from, to: t.to}
	f := functionNamed(t.text)
	if f == nil {
		if c.vars.index[t.text] != nil {
			return nil, c.at(name, "“%s”不是函数，后面不能写括号；是不是少了运算符？", t.text)
		}
		if near := c.vars.similar(t.text); near != "" {
			return nil, c.at(name, "没有函数“%s”，是不是“%s”？", clip(t.text), near)
		}
		return nil, c.at(name, "没有函数“%s”", clip(t.text))
	}
	if len(n.Arguments) != len(f.args) {
		return nil, c.at(name, "%s 要%d个参数，这里写了%d个", f.signature(), len(f.args), len(n.Arguments))
	}
	kids, err := c.kids(depth, n.Arguments...)
	if err != nil {
		return nil, err
	}
	out := &node{op: opCall, typ: f.result, f: f, kids: kids, from: t.from, to: t.to}
	for i, k := range kids {
		if err := c.argument(out, rune(f.args[i]), k); err != nil {
			return nil, err
		}
		out.to = max(out.to, k.to)
	}
	if f.same {
		out.typ = kids[0].typ
		out.computed = f.id == fnAbs && kids[0].computed
		out.inherit()
	}
	return out, nil
}

// argument checks one argument by its letter in the function table.
func (c *checker) argument(call *node, kind rune, k *node) error {
	switch kind {
	case 'd':
		return c.coerce(k, Date, nil)
	case 'n':
		if k.typ != Number {
			return c.at(k, "%s 的这个参数要是数，这里是%s", call.f.signature(), k.typ)
		}
		return c.shift(call, k)
	case 'm':
		if !k.isNumeric() {
			return c.at(k, "%s 的参数要是数或金额，这里是%s", call.f.signature(), k.typ)
		}
	case 't':
		if k.typ != Text {
			return c.at(k, "%s 的第一个参数要是文本，这里是%s", call.f.signature(), k.typ)
		}
		if k.coded != nil {
			return c.at(k, "“%s”是选项，请用 == 或 in", k.coded.Label)
		}
	case 'l':
		if k.op != opLiteral || k.typ != Text {
			return c.at(k, "%s 的第二个参数要直接写带引号的文字", call.f.signature())
		}
	case 's', 'o':
		first := call.kids[0]
		if k == first {
			return nil
		}
		if err := c.unify(first, k); err != nil {
			return err
		}
		if kind == 'o' && (k.typ == Bool || k.typ == Text) {
			return c.at(k, "%s 不能用于%s", call.f.signature(), k.typ)
		}
	}
	return nil
}

// maxShift bounds the days and months that are added to a date: more than the whole calendar.
const maxShift = 4e6

// shift checks a count of days or months that is written as a literal.
func (c *checker) shift(call, k *node) error {
	if call.f.id != fnAddDays && call.f.id != fnAddMonths || k.op != opLiteral {
		return nil
	}
	if k.number != float64(int64(k.number)) || k.number > maxShift || k.number < -maxShift {
		return c.at(k, "%s 的第二个参数要是整数，不超过%d", call.f.signature(), int(maxShift))
	}
	return nil
}
