package rule

import (
	"slices"
	"strings"
)

// detail writes a leaf with its values.
func (s scope) detail(n *node) string {
	switch {
	case n.op == opCmp:
		return s.comparison(n)
	case n.op == opIn:
		return s.membership(n, n.truth(s) != no)
	case n.op == opNot:
		return s.membership(n.kids[0], n.truth(s) == no)
	case n.op == opCall && (n.f.id == fnEmpty || n.f.id == fnFilled):
		k := n.kids[0]
		if present(k)(s) {
			return s.side(k, figures{percent: ratio(k)}) + "（有值）"
		}
		return s.render(k, figures{percent: ratio(k)}) + "（为空）"
	case n.op == opCall && (n.f.id == fnContains || n.f.id == fnStarts):
		verb := map[fn]string{fnContains: "包含", fnStarts: "开头是"}[n.f.id]
		if n.truth(s) == no {
			verb = map[fn]string{fnContains: "不包含", fnStarts: "开头不是"}[n.f.id]
		}
		return s.render(n.kids[0], figures{}) + " " + verb + " " + n.kids[1].String()
	}
	return s.render(n, figures{})
}

// comparison writes both sides and the sign that is true of them: 27.8% < 30% also where the rule asks for ≥.
func (s scope) comparison(n *node) string {
	l, r, sym := n.kids[0], n.kids[1], n.sym
	if n.truth(s) == no {
		sym = opposite(sym)
	}
	show := figures{percent: ratio(l) || ratio(r)}
	if l.isNumeric() {
		show.digits = s.digits(l, r, show)
	}
	left, right := s.side(l, show), ""
	if value := s.format(r, show); simple(r) || value == "" {
		right = s.render(r, show)
	} else {
		right = value + "（" + s.render(r, show.plain()) + "）"
	}
	return left + " " + shown(sym) + " " + right
}

func opposite(sym string) string {
	switch sym {
	case "==":
		return "!="
	case "!=":
		return "=="
	case "<":
		return ">="
	case "<=":
		return ">"
	case ">":
		return "<="
	}
	return "<"
}

func (s scope) membership(n *node, inside bool) string {
	show := figures{percent: ratio(n.kids[0])}
	list := make([]string, len(n.kids)-1)
	for i, k := range n.kids[1:] {
		list[i] = s.render(k, show)
	}
	verb := " 在 "
	if !inside {
		verb = " 不在 "
	}
	return s.side(n.kids[0], show) + verb + strings.Join(list, "、") + " 之中"
}

// missing lists the labels of the absent variables that make n unknown; empty when n has a value.
func (s scope) missing(n *node) []string {
	var labels []string
	var visit func(n *node)
	visit = func(n *node) {
		if present(n)(s) {
			return
		}
		label := ""
		switch {
		case n.op == opVar:
			label = n.v.Label
		case n.op == opCall && n.f.id == fnToday:
			label = n.f.zh
		case n.op == opIf && s.chosen(n) != nil:
			visit(s.chosen(n))
			return
		case n.op == opIf:
			visit(n.kids[0])
			return
		}
		if label != "" && !slices.Contains(labels, label) {
			labels = append(labels, label)
		}
		for _, k := range n.kids {
			visit(k)
		}
	}
	visit(n)
	return labels
}

// reason says why n is unknown.
func (s scope) reason(n *node) string {
	if m := s.missing(n); m != nil {
		return "缺" + strings.Join(m, "、")
	}
	zero := false
	n.walk(func(n *node) {
		if n.op == opCalc && n.sym == "/" {
			v, ok := n.kids[1].num(s)
			zero = zero || ok && v == 0
		}
	})
	if zero {
		return "除数为零"
	}
	return "结果超出范围"
}
