package drawing

import (
	"lianzhang/internal/platform/document"
)

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
