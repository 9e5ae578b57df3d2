package rule

// op is what a node does.
type op uint8

const (
	opLiteral op = iota
	opVar
	opAnd  // two or more kids
	opOr   // two or more kids
	opNot  // one kid
	opCmp  // sym is == != < <= > >=
	opIn   // the first kid is looked for among the others
	opIf   // condition, then, else
	opNeg  // one kid
	opCalc // sym is + - * /
	opCall // f
)

// node is a typed expression. It is built by the checker and read only after compile.
type node struct {
	op       op
	typ      Type
	sym      string
	kids     []*node
	v        *Var      // opVar
	f        *function // opCall
	coded    *Var      // of a Text that holds codes: the variable whose Enum tells them
	number   float64   // opLiteral: Number, Money in yuan
	content  string    // opLiteral: Text (a code when coded), Date
	flag     bool      // opLiteral: Bool
	percent  bool      // opLiteral: was written with %
	computed bool      // a number that may carry a rounding error: compared with a tolerance
	from, to int       // characters of the source

	// Closures made by compile; which one is set depends on typ.
	num   func(scope) (float64, bool)
	text  func(scope) (string, bool)
	truth func(scope) truth
}

// walk visits n and everything below it.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for _, k := range n.kids {
		k.walk(visit)
	}
}

// isNumeric reports whether n is calculated with: a Number or Money.
func (n *node) isNumeric() bool { return n.typ == Number || n.typ == Money }

// zero reports whether n is the literal 0, which is also an amount of money.
func (n *node) zero() bool {
	return n.op == opLiteral && n.typ == Number && n.number == 0 && !n.percent
}

// leaf reports whether n costs nothing to write twice in SQL.
func (n *node) leaf() bool {
	return n.op == opLiteral || n.op == opVar && plainColumn(n.v.SQL) || n.op == opCall && n.f.id == fnToday
}

// selects reports whether n gives one of its kids unchanged, and which kids these are.
func (n *node) selects() []*node {
	switch {
	case n.op == opIf:
		return n.kids[1:]
	case n.op == opCall && (n.f.id == fnDefault || n.f.id == fnMin || n.f.id == fnMax):
		return n.kids
	}
	return nil
}
