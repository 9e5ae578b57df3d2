package rule

import (
	"strconv"
	"strings"
)

// The strength with which operators bind, weakest first.
const (
	bindIf = iota
	bindOr
	bindAnd
	bindCmp
	bindAdd
	bindMul
	bindUnary
	bindAll
)

// binding is the strength of a node's operator.
func (n *node) binding() int {
	switch n.op {
	case opIf:
		return bindIf
	case opOr:
		return bindOr
	case opAnd:
		return bindAnd
	case opCmp, opIn, opNot:
		return bindCmp
	case opCalc:
		if n.sym == "*" || n.sym == "/" {
			return bindMul
		}
		return bindAdd
	case opNeg:
		return bindUnary
	case opLiteral:
		if n.number < 0 {
			return bindUnary
		}
	}
	return bindAll
}

// within writes n as an operand beside an operator of the given strength.
func (n *node) within(strength int, write func(*node) string) string {
	if n.binding() < strength {
		return "(" + write(n) + ")"
	}
	return write(n)
}

// String writes the node with labels; the text compiles to the same node.
func (n *node) String() string {
	text := (*node).String
	switch n.op {
	case opLiteral:
		return n.literal()
	case opVar:
		return quoteName(n.v.Label)
	case opAnd, opOr:
		return n.joined(text)
	case opNot:
		if n.kids[0].op == opIn {
			return n.kids[0].membership(" 不在 ")
		}
		return "非 " + n.kids[0].within(bindAll, text)
	case opIn:
		return n.membership(" 在 ")
	case opCmp:
		return n.kids[0].within(bindAdd, text) + " " + n.sym + " " + n.kids[1].within(bindAdd, text)
	case opIf:
		return n.kids[0].within(bindOr, text) + " ? " + n.kids[1].within(bindOr, text) + " : " + n.kids[2].within(bindOr, text)
	case opNeg:
		return "-" + n.kids[0].within(bindAll, text)
	case opCalc:
		return n.kids[0].within(n.binding(), text) + " " + n.sym + " " + n.kids[1].within(n.binding()+1, text)
	}
	if n.f.id == fnToday {
		return n.f.zh
	}
	args := make([]string, len(n.kids))
	for i, k := range n.kids {
		args[i] = k.String()
	}
	return n.f.zh + "(" + strings.Join(args, ", ") + ")"
}

// joined writes the clauses of 且 or 或.
func (n *node) joined(text func(*node) string) string {
	sign := " 且 "
	if n.op == opOr {
		sign = " 或 "
	}
	clauses := make([]string, len(n.kids))
	for i, k := range n.kids {
		clauses[i] = k.within(n.binding()+1, text)
	}
	return strings.Join(clauses, sign)
}

func (n *node) membership(sign string) string {
	list := make([]string, len(n.kids)-1)
	for i, k := range n.kids[1:] {
		list[i] = k.String()
	}
	return n.kids[0].within(bindAdd, (*node).String) + sign + "[" + strings.Join(list, ", ") + "]"
}

func (n *node) literal() string {
	switch {
	case n.typ == Bool && n.flag:
		return "真"
	case n.typ == Bool:
		return "假"
	case n.typ == Money:
		return moneyLiteral(n.number)
	case n.typ == Number && n.percent:
		return percentLiteral(n.number)
	case n.typ == Number:
		return strconv.FormatFloat(n.number, 'f', -1, 64)
	}
	text := n.content
	if n.coded != nil {
		text = n.coded.label(text)
	}
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `＂`, `\＂`).Replace(text) + `"`
}

// percentLiteral writes 0.3 as 30%, by moving the point of its decimal text, so that it reads back as the same double.
func percentLiteral(v float64) string {
	sign := ""
	if v < 0 {
		sign, v = "-", -v
	}
	units, decimals, _ := strings.Cut(strconv.FormatFloat(v, 'f', -1, 64), ".")
	decimals += "00"
	units = strings.TrimLeft(units+decimals[:2], "0")
	if units == "" {
		units = "0"
	}
	if decimals = strings.TrimRight(decimals[2:], "0"); decimals != "" {
		units += "." + decimals
	}
	return sign + units + "%"
}

// moneyLiteral writes yuan in the largest unit that needs no more than four decimals.
func moneyLiteral(yuan float64) string {
	v := int64(yuan)
	size := max(v, -v)
	switch {
	case size == 0 || size%10000 != 0:
		return strconv.FormatInt(v, 10) + "元"
	case size >= 1e8:
		return strconv.FormatFloat(yuan/1e8, 'f', -1, 64) + "亿元"
	}
	return strconv.FormatInt(v/10000, 10) + "万元"
}

// quoteName writes a label, in 「」 when it would not be read as one name.
func quoteName(label string) string {
	plain := label != "" && !isDigit(fold([]rune(label)[0])) && operatorWord(label) == "" && !literalWord(label)
	for _, r := range label {
		plain = plain && nameRune(fold(r))
	}
	if plain {
		return label
	}
	if strings.Contains(label, "」") {
		return "`" + label + "`"
	}
	return "「" + label + "」"
}
