package drawing

import (
	"cmp"
	"slices"
)

// seg is a stretch of a link from one column to the next, and where it touches the two items, from their upper edges.
type seg struct {
	a, b   int // items, a in the column to the left
	ya, yb float64
}

// order puts dummies on long links and then the items of each column into an order with few crossings. The best order met is
// kept, the input's among them, so that links never cross more often than they did.
func (p *plan) order() {
	p.dummies()
	p.right = make([][]int, len(p.items))
	p.left = make([][]int, len(p.items))
	for i, s := range p.segs {
		p.right[s.a] = append(p.right[s.a], i)
		p.left[s.b] = append(p.left[s.b], i)
	}
	pos := make([]int, len(p.items))
	p.naive = p.crossings(p.cols, pos)
	p.cross = p.naive
	best := clone(p.cols)
	cur := clone(p.cols)
	sweeps := 24
	if len(p.segs) > 1500 {
		sweeps = 10
	}
	for n, idle := 0, 0; n < sweeps && idle < 5 && p.cross > 0; n++ {
		if n == sweeps/2 { // a fresh start from the other side
			cur = clone(p.cols)
		}
		p.sweep(cur, pos, (n+n/(sweeps/2))%2 == 0, n%4 < 2)
		p.transpose(cur, pos)
		if x := p.crossings(cur, pos); x < p.cross {
			p.cross, best, idle = x, clone(cur), 0
		} else {
			idle++
		}
	}
	p.cols = best
	p.slots()
}

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

func clone(cols [][]int) [][]int {
	out := make([][]int, len(cols))
	for i, c := range cols {
		out[i] = slices.Clone(c)
	}
	return out
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

// crossings counts the pairs of stretches that cross, in n log n (Barth, Mutzel and Jünger 2002). pos is scratch and afterwards
// holds the place of each item in its column.
func (p *plan) crossings(cols [][]int, pos []int) int {
	for _, c := range cols {
		for i, it := range c {
			pos[it] = i
		}
	}
	sum := 0
	for c := 0; c+1 < len(cols); c++ {
		var ends []int
		for _, it := range cols[c] {
			n := len(ends)
			for _, s := range p.right[it] {
				ends = append(ends, pos[p.segs[s].b])
			}
			slices.Sort(ends[n:])
		}
		sum += inversions(ends, len(cols[c+1]))
	}
	return sum
}

// inversions counts the pairs out of order of numbers in 0..n-1.
func inversions(list []int, n int) int {
	tree := make([]int, n+1)
	sum := 0
	for i, v := range list {
		below := 0
		for k := v + 1; k > 0; k -= k & -k {
			below += tree[k]
		}
		sum += i - below
		for k := v + 1; k <= n; k += k & -k {
			tree[k]++
		}
	}
	return sum
}

// sweep orders the columns one after the other by where their neighbours on one side stand: by the mean, or by the median.
func (p *plan) sweep(cols [][]int, pos []int, rightward, mean bool) {
	n := len(cols)
	value := make([]float64, len(p.items))
	for k := 1; k < n; k++ {
		c, near := k, p.left
		if !rightward {
			c, near = n-1-k, p.right
		}
		var moving, slots []int
		for i, it := range cols[c] {
			if len(near[it]) == 0 {
				continue
			}
			value[it] = p.centre(near[it], pos, rightward, mean)
			moving = append(moving, it)
			slots = append(slots, i)
		}
		slices.SortStableFunc(moving, func(a, b int) int { return cmp.Compare(value[a], value[b]) })
		for i, it := range moving { // those without neighbours keep their places
			cols[c][slots[i]] = it
		}
		for i, it := range cols[c] {
			pos[it] = i
		}
	}
}

func (p *plan) centre(segs, pos []int, leftEnds, mean bool) float64 {
	at := make([]int, len(segs))
	sum := 0
	for i, s := range segs {
		at[i] = pos[p.segs[s].b]
		if leftEnds {
			at[i] = pos[p.segs[s].a]
		}
		sum += at[i]
	}
	if mean {
		return float64(sum) / float64(len(at))
	}
	slices.Sort(at)
	m := len(at) / 2
	if len(at)%2 == 1 {
		return float64(at[m])
	}
	return float64(at[m-1]+at[m]) / 2
}

// transpose swaps neighbours in a column while that takes crossings away, at most a few rounds.
func (p *plan) transpose(cols [][]int, pos []int) {
	for range 4 {
		better := false
		for _, col := range cols {
			for i := 0; i+1 < len(col); i++ {
				if p.gain(col[i], col[i+1], pos) > 0 {
					col[i], col[i+1] = col[i+1], col[i]
					pos[col[i]], pos[col[i+1]] = i, i+1
					better = true
				}
			}
		}
		if !better {
			return
		}
	}
}

// gain is how many crossings go away when a, standing above b, changes places with it.
func (p *plan) gain(a, b int, pos []int) int {
	sum := 0
	for _, s := range p.left[a] {
		for _, t := range p.left[b] {
			sum += cmp.Compare(pos[p.segs[s].a], pos[p.segs[t].a])
		}
	}
	for _, s := range p.right[a] {
		for _, t := range p.right[b] {
			sum += cmp.Compare(pos[p.segs[s].b], pos[p.segs[t].b])
		}
	}
	return sum
}
