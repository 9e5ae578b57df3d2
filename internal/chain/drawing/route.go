package drawing

import (
	"cmp"
	"slices"

	"lianzhang/internal/platform/document"
)

// end is where a link meets a box: on which side, and what it comes from, by which ends on one side are put in order.
type end struct {
	curve int
	first bool // the link's beginning
	right bool // side of the box
	other float64
	via   int // the dummy that it comes from, -1: a box
}

// routes draws the links. Ends on one side of a box stand apart, in the order of where they come from.
func (p *plan) routes(boxes []Box, at []int) []Curve {
	curves := make([]Curve, len(p.links))
	ends := make([][]end, len(boxes))
	for i := range p.links {
		l := &p.links[i]
		a, b := at[l.from], at[l.to]
		curves[i] = Curve{Link: l.src, Back: l.back, Side: p.items[l.a].stream == streamSide || p.items[l.b].stream == streamSide}
		if curves[i].Side {
			continue
		}
		right, left := sides(&boxes[a].Rect, &boxes[b].Rect)
		ya, yb := boxes[b].Y+boxes[b].H/2, boxes[a].Y+boxes[a].H/2
		va, vb := -1, -1
		if len(l.via) > 0 {
			va, vb = l.via[0], l.via[len(l.via)-1]
			ya, yb = p.items[va].y+headRoom, p.items[vb].y+headRoom
		}
		ends[a] = append(ends[a], end{i, true, right, ya, va})
		ends[b] = append(ends[b], end{i, false, !left, yb, vb})
	}
	from, to := make([]point, len(curves)), make([]point, len(curves))
	for b := range ends {
		for _, right := range []bool{false, true} {
			ports(&boxes[b].Rect, ends[b], right, from, to)
		}
	}
	side := 0
	for i := range curves {
		l := &p.links[i]
		a, b := &boxes[at[l.from]], &boxes[at[l.to]]
		switch {
		case curves[i].Side:
			curves[i].Path = p.sideways(a, b, side)
			side++
		case len(l.via) > 0:
			curves[i].Path = p.long(l, from[i], to[i])
		default:
			curves[i].Path = p.short(a, b, from[i], to[i], boxes)
		}
		if l.back {
			curves[i].Path = append(curves[i].Path, arrow(curves[i].Path)...)
		}
	}
	return curves
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

// bend is a curve that leaves and arrives level.
func bend(path document.Path, a, b point) document.Path {
	if a.y == b.y {
		return path.Line(b.x, b.y)
	}
	mid := round((a.x + b.x) / 2)
	return path.Curve(mid, a.y, mid, b.y, b.x, b.y)
}

// long runs over the dummies: level through their columns, bending in the gutters.
func (p *plan) long(l *link, from, to point) document.Path {
	path := document.Path(nil).Move(from.x, from.y)
	at := from
	leftward := to.x < from.x
	for _, v := range l.via {
		it := &p.items[v]
		in, out := point{it.x, round(it.y + headRoom)}, point{it.x + p.size.w, round(it.y + headRoom)}
		if leftward {
			in, out = out, in
		}
		path = bend(path, at, in).Line(out.x, out.y)
		at = out
	}
	return bend(path, at, to)
}

// short runs from box to box: a bend through the gutter; between neighbours of a column straight down; else round the side.
func (p *plan) short(a, b *Box, from, to point, boxes []Box) document.Path {
	path := document.Path(nil)
	if r, l := sides(&a.Rect, &b.Rect); r == l {
		return bend(path.Move(from.x, from.y), from, to)
	}
	upper, lower := a, b
	if b.Y < a.Y {
		upper, lower = b, a
	}
	if lower.Y-upper.Y-upper.H < 2.5*p.size.gap+4 && lower.Y >= upper.Y+upper.H && clear(upper, lower, boxes) {
		x := max(a.X, b.X) + 30
		if upper == a {
			return path.Move(x, a.Y+a.H).Line(x, b.Y)
		}
		return path.Move(x, a.Y).Line(x, b.Y+b.H)
	}
	out := max(from.x, to.x) + min(p.size.gutter*0.45, 12+(lower.Y-upper.Y)*0.08)
	return path.Move(from.x, from.y).Curve(out, from.y, out, to.y, to.x, to.y)
}

// clear reports whether nothing stands between two boxes of a column.
func clear(upper, lower *Box, boxes []Box) bool {
	for i := range boxes {
		b := &boxes[i]
		if b != upper && b != lower && b.X < upper.X+upper.W && upper.X < b.X+b.W && b.Y >= upper.Y && b.Y < lower.Y {
			return false
		}
	}
	return true
}

// sideways runs between the supporting band and a box of the columns: up the gutter beside the box, so that it stands behind no
// other. Between two of the band it bows over them.
func (p *plan) sideways(a, b *Box, n int) document.Path {
	low, high := a, b
	if streamOf(high.Node.Stream) == streamSide {
		low, high = b, a
	}
	if streamOf(high.Node.Stream) == streamSide {
		x1, x2 := round(a.X+a.W/2), round(b.X+b.W/2)
		top := min(a.Y, b.Y) - 14
		return document.Path(nil).Move(x1, a.Y).Curve(x1, top, x2, top, x2, b.Y)
	}
	lane := 8 + float64(n%4)*4
	x := high.X - lane
	y := high.Y + high.H - min(8, high.H/4)
	edge := high.X
	if high.X < 24 {
		x, edge = high.X+high.W+lane, high.X+high.W
	}
	sx := round(low.X + low.W*(0.3+0.1*float64(n%5)))
	path := document.Path(nil)
	foot := headRoom + p.columnsFoot() + 8
	if low.Y-foot < 10 {
		foot = low.Y - 10
	}
	path = path.Move(sx, low.Y).Curve(sx, foot+4, x, low.Y-6, x, foot).Line(x, y+8).Curve(x, y, x, y, edge, y)
	if low == a {
		return path
	}
	return path.Reverse()
}

// columnsFoot is the lower edge of the columns.
func (p *plan) columnsFoot() float64 {
	foot := 0.0
	for _, col := range p.cols {
		for _, i := range col {
			foot = max(foot, p.items[i].y+p.items[i].h)
		}
	}
	return foot
}

// arrow is a small head at the end of a path: links against the flow need one, the others run from left to right.
func arrow(path document.Path) document.Path {
	s := path[len(path)-1]
	end, before := s.Last(), s.Before()
	if s.Op == 'L' && len(path) > 1 {
		before = path[len(path)-2].Last()
	}
	out := document.Path(nil)
	switch {
	case before.X == end.X && before.Y < end.Y:
		return out.Move(end.X-3.5, end.Y-6).Line(end.X, end.Y).Line(end.X+3.5, end.Y-6)
	case before.X == end.X && before.Y > end.Y:
		return out.Move(end.X-3.5, end.Y+6).Line(end.X, end.Y).Line(end.X+3.5, end.Y+6)
	case before.X > end.X:
		return out.Move(end.X+6, end.Y-3.5).Line(end.X, end.Y).Line(end.X+6, end.Y+3.5)
	}
	return out.Move(end.X-6, end.Y-3.5).Line(end.X, end.Y).Line(end.X-6, end.Y+3.5)
}

// extent is the right and the lower edge of a path.
func extent(path document.Path) (x, y float64) {
	for _, s := range path {
		for _, pt := range s.Points() {
			x, y = max(x, pt.X), max(y, pt.Y)
		}
	}
	return x, y
}

// round keeps half pixels: places print short and lines stay sharp.
func round(v float64) float64 { return float64(int64(v*2+0.5)) / 2 }
