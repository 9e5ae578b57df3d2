package drawing

import (
	"cmp"
	"slices"
)

// end is where a link meets a box: on which side, and what it comes from, by which ends on one side are put in order.
type end struct {
	curve int
	first bool // the link's beginning
	right bool // side of the box
	other float64
	via   int // the dummy that it comes from, -1: a box
}

type point struct{ x, y float64 }

// sides tells on which side a link leaves its first box and whether it enters the second on its left.
func sides(a, b *Rect) (right, left bool) {
	switch {
	case b.X >= a.X+a.W:
		return true, true
	case a.X >= b.X+b.W:
		return false, false
	}
	return true, false
}

// ports spreads the ends on one side of a box, nine pixels apart where there is room; links that share a dummy share a port.
func ports(r *Rect, list []end, right bool, from, to []point) {
	var on []end
	for _, e := range list {
		if e.right == right {
			on = append(on, e)
		}
	}
	slices.SortStableFunc(on, func(a, b end) int { return cmp.Or(cmp.Compare(a.other, b.other), cmp.Compare(a.via, b.via)) })
	slot := make([]int, len(on))
	n := 0
	for i := range on {
		if i > 0 && !(on[i].via >= 0 && on[i].via == on[i-1].via && on[i].first == on[i-1].first) {
			n++
		}
		slot[i] = n
	}
	step := 0.0
	if n > 0 {
		step = min(9, (r.H-10)/float64(n))
	}
	x := r.X
	if right {
		x += r.W
	}
	for i, e := range on {
		pt := point{x, round(r.Y + r.H/2 + (float64(slot[i])-float64(n)/2)*step)}
		if e.first {
			from[e.curve] = pt
		} else {
			to[e.curve] = pt
		}
	}
}
