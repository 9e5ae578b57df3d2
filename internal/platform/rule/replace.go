package rule

import "lianzhang/internal/platform/errs"

// With gives the set with further variables, such as parameters that Replace fills in later; SQL "NULL" makes one unknown
// until then. A variable whose name is taken is passed over: the columns of a list come first.
func (vs *Vars) With(more ...Var) *Vars {
	all := vs.All()
	for _, v := range more {
		if _, taken := vs.Lookup(v.Name); taken {
			continue
		}
		if _, taken := vs.Lookup(v.Label); !taken {
			all = append(all, v)
		}
	}
	return NewVars(all...)
}

// Today is the name by which Replace takes 今天.
const Today = "today"

// Replace gives the rule with variables, by Name, replaced by rules of the same type: a parameter by its value, a name by
// the definition behind it, a column by what it was at another time. 今天 is replaced under the name Today. What stands in
// the place of a variable is not searched again. The result is a rule like any other: it evaluates, explains and becomes
// SQL; its text is that of a rule over the variables that are left.
func (r *Rule) Replace(with map[string]*Rule) (*Rule, error) {
	root, err := r.root.replaced(with)
	if err != nil {
		return nil, err
	}
	return ready(root), nil
}

// replaced copies the tree, since a tree is read by others while this one is made.
func (n *node) replaced(with map[string]*Rule) (*node, error) {
	name := ""
	switch {
	case n.op == opVar:
		name = n.v.Name
	case n.op == opCall && n.f.id == fnToday:
		name = Today
	}
	if r := with[name]; name != "" && r != nil {
		if r.root.typ != n.typ {
			return nil, errs.New(errs.Internal, "“%s”是%s，不能换成%s", name, n.typ, r.root.typ)
		}
		return r.root.replaced(nil)
	}
	c := *n
	c.kids = make([]*node, len(n.kids))
	for i, k := range n.kids {
		var err error
		if c.kids[i], err = k.replaced(with); err != nil {
			return nil, err
		}
		if c.passes() {
			c.computed = c.computed || c.kids[i].computed
		}
	}
	return &c, nil
}

// passes reports whether a rounding error of a kid is one of the node.
func (n *node) passes() bool {
	switch n.op {
	case opNeg, opIf, opCalc:
		return true
	case opCall:
		return n.selects() != nil || n.f.id == fnAbs
	}
	return false
}
