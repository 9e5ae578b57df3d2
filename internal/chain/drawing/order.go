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

func clone(cols [][]int) [][]int {
	out := make([][]int, len(cols))
	for i, c := range cols {
		out[i] = slices.Clone(c)
	}
	return out
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
