package drawing

import (
	"slices"
)

// slots gives the dummies their height: neighbours share what a lane may take.
func (p *plan) slots() {
	for _, col := range p.cols {
		for i := 0; i < len(col); i++ {
			j := i
			for j < len(col) && p.items[col[j]].node < 0 {
				j++
			}
			for k := i; k < j; k++ {
				p.items[col[k]].slot = min(p.size.slot, p.size.lane/float64(j-i))
			}
			i = max(i, j)
		}
	}
}

// dummies cuts the links between columns into stretches from column to column. Links from one box share their dummies, so that
// they leave it as a bundle that opens where they part.
func (p *plan) dummies() {
	type key struct{ item, col int }
	shared := map[key]int{}
	for i := range p.links {
		l := &p.links[i]
		if !p.placed(l.a) || !p.placed(l.b) {
			continue
		}
		a, b := l.a, l.b
		na, nb := l.from, l.to
		if p.items[a].col > p.items[b].col {
			a, b, na, nb = b, a, nb, na
		}
		from, to := p.items[a].col, p.items[b].col
		if from == to {
			continue
		}
		at, y := a, p.middle(a, na)
		for c := from + 1; c < to; c++ {
			k := key{l.from, c}
			d, ok := shared[k]
			if !ok {
				d = len(p.items)
				shared[k] = d
				p.items = append(p.items, item{node: -1, stream: -1, col: c})
				p.cols[c] = append(p.cols[c], d)
			}
			p.join(at, d, y, 0)
			l.via = append(l.via, d)
			at, y = d, 0
		}
		p.join(at, b, y, p.middle(b, nb))
		if l.a != a {
			slices.Reverse(l.via)
		}
	}
}

// join adds a stretch, once.
func (p *plan) join(a, b int, ya, yb float64) {
	s := seg{a, b, ya, yb}
	if p.items[a].node < 0 && p.items[b].node < 0 {
		for i := len(p.segs) - 1; i >= 0 && i > len(p.segs)-64; i-- {
			if p.segs[i] == s {
				return
			}
		}
	}
	p.segs = append(p.segs, s)
}

// placed reports whether an item stands in a column.
func (p *plan) placed(i int) bool { return p.items[i].stream != streamSide && !p.items[i].fixed }

// middle is how far below an item's upper edge the middle of one of its nodes stands.
func (p *plan) middle(i, node int) float64 {
	it := &p.items[i]
	top := p.size.boxHeight(&p.m.Nodes[it.node])
	if it.node == node {
		return top / 2
	}
	for k, kid := range it.kids {
		if kid.node == node {
			return top + kidGap + float64(k)*(p.size.kidH+kidGap) + p.size.kidH/2
		}
	}
	return top / 2
}
