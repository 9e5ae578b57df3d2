package rule

import (
	"regexp"
	"strconv"
	"strings"
)

// generator writes one rule as SQL. Numbers are calculated as DOUBLE PRECISION in the order of the source, which gives
// the same bits as memory; texts are bound, whole numbers are written out.
type generator struct {
	dialect
	arg    func(any) string
	today  string
	bound  int            // derived tables so far, for their names
	values map[any]string // placeholders of values bound before
}

// A column, and a column whose empty text is NULL.
var (
	column   = regexp.MustCompile(`^[A-Za-z_"][\w".]*$`)
	nullable = regexp.MustCompile(`^(?i:NULLIF)\([A-Za-z_"][\w".]*, ?''\)$`)
)

// plainColumn reports whether a variable's SQL is a column, so that it costs nothing to write it twice.
func plainColumn(sql string) bool { return column.MatchString(sql) || nullable.MatchString(sql) }

// value writes a node as the rule's value.
func (g *generator) value(n *node) string {
	switch n.typ {
	case Bool:
		return g.truth(n)
	case Number:
		return g.double(n)
	case Text, Date:
		return g.text(n)
	}
	if !n.computed {
		return "CAST(" + g.exact(n) + " AS BIGINT)"
	}
	limit := strconv.FormatInt(maxYuan, 10)
	return g.bind([]*node{n}, func(x []string) string {
		return "CASE WHEN " + x[0] + " BETWEEN -" + limit + " AND " + limit + " THEN CAST(floor(" + x[0] + " + 0.5) AS BIGINT) END"
	})
}

// bind writes body over the SQL of some nodes. What is more than a column or literal is calculated once, in a derived
// table, so that body may repeat it; LIMIT 1 keeps PostgreSQL from copying it back into the body.
func (g *generator) bind(nodes []*node, body func(x []string) string) string {
	x, derived := make([]string, len(nodes)), []string(nil)
	for i, n := range nodes {
		switch n.typ {
		case Bool:
			x[i] = g.truth(n)
		case Number, Money:
			x[i] = g.double(n)
		default:
			x[i] = g.text(n)
		}
	}
	table := g.table()
	for i, n := range nodes {
		if !n.leaf() {
			name := "rule_x" + strconv.Itoa(i)
			derived = append(derived, x[i]+" AS "+name)
			x[i] = table + "." + name
		}
	}
	if derived == nil {
		return body(x)
	}
	return "(SELECT " + body(x) + " FROM (SELECT " + strings.Join(derived, ", ") + " LIMIT 1) " + table + ")"
}

// table names a derived table; the name is new in this rule.
func (g *generator) table() string {
	g.bound++
	return "rule_q" + strconv.Itoa(g.bound)
}

// placeholder binds a text or a float64 once, however often the rule says it.
func (g *generator) placeholder(v any) string {
	if p, ok := g.values[v]; ok {
		return p
	}
	if g.values == nil {
		g.values = make(map[any]string)
	}
	p := "CAST(" + g.arg(v)
	if _, ok := v.(string); ok {
		p += " AS TEXT)"
	} else {
		p += " AS DOUBLE PRECISION)"
	}
	g.values[v] = p
	return p
}

// variable writes a variable of any type but Text and Date.
func variable(v *Var) string {
	if plainColumn(v.SQL) {
		return v.SQL
	}
	return "(" + v.SQL + ")"
}

// double writes a Number or Money as DOUBLE PRECISION.
func (g *generator) double(n *node) string {
	switch n.op {
	case opVar:
		return "CAST(" + variable(n.v) + " AS DOUBLE PRECISION)"
	case opLiteral:
		if n.number == float64(int64(n.number)) {
			return "CAST(" + g.exact(n) + " AS DOUBLE PRECISION)"
		}
		return g.placeholder(n.number)
	case opNeg:
		return "(-" + g.double(n.kids[0]) + ")"
	case opCalc:
		a, b := g.double(n.kids[0]), g.double(n.kids[1])
		if n.sym == "/" && n.kids[1].op != opLiteral {
			b = "NULLIF(" + b + ", 0)"
		}
		return "(" + a + " " + n.sym + " " + b + ")"
	case opIf:
		return g.choice(n, g.double)
	}
	return g.numberCall(n)
}

// exact writes a Number or Money for a comparison with another exact one: columns as they are stored, so that an index
// serves, and literals as they are written.
func (g *generator) exact(n *node) string {
	switch {
	case n.op == opVar:
		return variable(n.v)
	case n.op != opLiteral || n.number != float64(int64(n.number)):
		return g.double(n)
	case n.number < 0:
		return "(" + strconv.FormatInt(int64(n.number), 10) + ")"
	}
	return strconv.FormatInt(int64(n.number), 10)
}

// choice writes ?: so that an unknown condition gives NULL.
func (g *generator) choice(n *node, side func(*node) string) string {
	return "CASE " + g.truth(n.kids[0]) + " WHEN TRUE THEN " + side(n.kids[1]) + " WHEN FALSE THEN " + side(n.kids[2]) + " END"
}

// text writes a Text or Date.
func (g *generator) text(n *node) string {
	switch n.op {
	case opLiteral:
		return g.placeholder(n.content)
	case opVar:
		if nullable.MatchString(n.v.SQL) {
			return n.v.SQL
		}
		return "NULLIF(" + variable(n.v) + ", '')"
	case opIf:
		return g.choice(n, g.text)
	}
	return g.dateCall(n)
}
