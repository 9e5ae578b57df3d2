// Package rule is the one rule language of the program, over the columns of a list. The same text filters a list (SQL),
// lights a lamp or decides who is eligible (in memory, for one row), and is explained clause by clause with its numbers.
//
// A rule is one expression in expr syntax with Chinese or English names:
//
//	阶段 == "开工" 且 已完成投资 / 年度计划 < 序时进度 - 10%
//
// Values are Text, Number, Money (whole yuan), Date ("2026-11-22") and Bool. Literals: 30, 0.3, 30%, 1亿元, 500万, "文字",
// "2026-11-22" where a date is expected, 真, 假, 今天. Operators: + - * / == != < <= > >= in, 且 或 非 (and or not), ?: and
// parentheses. A name with other characters than letters, digits and _ is written 「总投资（合同）」. Full-width punctuation
// and ≥ ≤ ≠ × ÷ − are the same as their ASCII forms outside strings. The functions are listed in functions.go.
//
// A missing value (NULL, an empty text) is unknown. A comparison with an unknown is unknown, arithmetic with an unknown
// and a division by zero are unknown, and 且 或 非 follow Kleene's three-valued logic, which is also SQL's. The one place
// where that differs from SQL is ?: with an unknown condition, which is unknown here.
//
// Arithmetic is IEEE double in the written order, in memory and in both engines, so all three give the same bits. A
// computed Number is compared with a tolerance of 1e-9 and computed Money with one fen, so that 40% - 10% equals 30%;
// columns, literals, counts of days and sums of Money are compared exactly. This holds for Money up to 2^53 yuan and for
// Numbers whose products stay finite. Dates range from 0001-01-01 to 9999-12-31; a result outside is unknown.
//
// What cannot be translated to SQL is refused by Compile with its position, so a rule is never evaluated by a scan
// that nobody asked for.
package rule

import (
	"math"
	"slices"

	"lianzhang/internal/platform/errs"
)

// Limits of a rule; they keep a hostile text cheap to refuse, and its SQL within what both engines can nest.
const (
	maxSource = 4000 // characters
	maxDepth  = 60   // levels of nesting
	maxNodes  = 600  // variables, literals, operators and calls
)

// Type is the type of a variable or of an expression.
type Type uint8

// The types, with the Go type of their value in Eval.
const (
	Text   Type = iota // string; "" counts as missing
	Number             // float64
	Money              // int64 whole yuan
	Date               // string "2026-11-22"
	Bool               // bool
)

// String is the type's Chinese name.
func (t Type) String() string {
	return [...]string{"文本", "数", "金额", "日期", "是否"}[t]
}

// Row gives the value of a variable by its Name: nil, string, float64, int64 or bool.
type Row func(name string) any

// Env is what an evaluation depends on besides the row.
type Env struct {
	Today string // as-of date "2026-11-22"; 今天 is unknown without it
}

// Rule is a compiled rule. It is immutable and safe for concurrent use.
type Rule struct {
	root *node
	vars []string
	text string
}

// Compile reads a rule that gives a value of type want. The error is an *errs.Error with code Invalid and a *Problem
// that holds the position.
func Compile(src string, vars *Vars, want Type) (*Rule, error) {
	s := &source{runes: []rune(src), vars: vars}
	root, err := compile(s, want)
	if err != nil {
		return nil, err
	}
	return ready(root), nil
}

// ready makes a rule of a checked tree that nobody else holds.
func ready(root *node) *Rule {
	root.compile()
	r := &Rule{root: root, text: root.String()}
	root.walk(func(n *node) {
		if n.op == opVar && !slices.Contains(r.vars, n.v.Name) {
			r.vars = append(r.vars, n.v.Name)
		}
	})
	slices.Sort(r.vars)
	return r
}

func compile(s *source, want Type) (*node, error) {
	if err := s.lex(); err != nil {
		return nil, err
	}
	tree, err := s.parse()
	if err != nil {
		return nil, err
	}
	c := &checker{source: s}
	root, err := c.expr(tree, 0)
	if err != nil {
		return nil, err
	}
	return root, c.coerce(root, want, nil)
}

// Type is the type of the rule's value.
func (r *Rule) Type() Type { return r.root.typ }

// Vars are the names of the variables used, sorted.
func (r *Rule) Vars() []string { return slices.Clone(r.vars) }

// String is the canonical text, with labels instead of names. It compiles to the same rule.
func (r *Rule) String() string { return r.text }

// Eval gives the value in the Go type of the rule's type; nil means unknown. Money is rounded to whole yuan, halves up.
func (r *Rule) Eval(env Env, row Row) any { return r.root.value(newScope(env, row)) }

// True reports whether a Bool rule holds; unknown counts as false.
func (r *Rule) True(env Env, row Row) bool {
	return r.root.typ == Bool && r.root.truth(newScope(env, row)) == yes
}

// SQL gives the rule as an expression of an engine, "sqlite" or "postgres": a condition for a Bool rule, otherwise a
// value (Number as DOUBLE PRECISION, Money as BIGINT, others as TEXT). arg binds a value and gives its placeholder ("$7").
func (r *Rule) SQL(engine string, env Env, arg func(any) string) (string, error) {
	d, ok := dialectOf(engine)
	if !ok {
		return "", errs.New(errs.Internal, "规则不能翻译给数据库“%s”", engine)
	}
	g := &generator{dialect: d, arg: arg, today: newScope(env, nil).today}
	return g.value(r.root), nil
}

// value evaluates a node of any type.
func (n *node) value(s scope) any {
	switch n.typ {
	case Bool:
		if v := n.truth(s); v != unknown {
			return v == yes
		}
	case Number:
		if v, ok := n.num(s); ok {
			return v
		}
	case Money:
		if v, ok := n.num(s); ok && math.Abs(v) <= maxYuan {
			return int64(math.Floor(v + 0.5))
		}
	default:
		if v, ok := n.text(s); ok {
			return v
		}
	}
	return nil
}
