package drawing

import (
	"lianzhang/internal/platform/document"
)

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
