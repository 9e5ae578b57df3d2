package drawing

import (
	"cmp"
	"slices"
)

// byHand sets the items that people have placed, and moves others of the same column out of their way.
func (p *plan) byHand() {
	var fixed []int
	for i := range p.items {
		it := &p.items[i]
		if !it.fixed {
			continue
		}
		n := &p.m.Nodes[it.node]
		it.x = float64(min(max(n.X, 0), 20000))
		it.y = max(float64(min(n.Y, 20000))-headRoom, 0)
		fixed = append(fixed, i)
		p.foot = max(p.foot, it.y+it.h)
	}
	if len(fixed) == 0 {
		return
	}
	slices.SortStableFunc(fixed, func(a, b int) int { return cmp.Compare(p.items[a].y, p.items[b].y) })
	lanes := map[[2]float64][]int{}
	for i := range p.items {
		it := &p.items[i]
		if it.node >= 0 && !it.fixed {
			k := [2]float64{it.x}
			lanes[k] = append(lanes[k], i)
		}
	}
	for _, lane := range lanes {
		slices.SortStableFunc(lane, func(a, b int) int { return cmp.Compare(p.items[a].y, p.items[b].y) })
		low := 0.0
		for _, i := range lane {
			it := &p.items[i]
			it.y = max(it.y, low)
			for _, f := range fixed {
				o := &p.items[f]
				if o.x < it.x+p.size.w+p.size.gap && it.x < o.x+p.size.w+p.size.gap && o.y < it.y+it.h+p.size.gap && it.y < o.y+o.h+p.size.gap {
					it.y = o.y + o.h + p.size.gap
				}
			}
			low = it.y + it.h + p.size.gap
			p.foot = max(p.foot, it.y+it.h)
		}
	}
}
