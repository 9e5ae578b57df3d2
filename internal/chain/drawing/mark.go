package drawing

import "lianzhang/internal/platform/document"

// outline is the silhouette of a gap's mark around its middle, 30 pixels wide: diamond, plus, flag, house. The four can be told
// apart without colour and without reading the character.
func outline(g Gap) document.Path {
	p := document.Path(nil)
	switch g {
	case Build:
		return p.Move(0, -15).Line(15, 0).Line(0, 15).Line(-15, 0).Close()
	case Repair:
		return p.Move(-7, -12).Line(7, -12).Line(7, -7).Line(12, -7).Line(12, 7).Line(7, 7).Line(7, 12).Line(-7, 12).Line(-7, 7).Line(-12, 7).
			Line(-12, -7).Line(-7, -7).Close()
	case Extend:
		return p.Move(-11, -10).Line(5, -10).Line(14, 0).Line(5, 10).Line(-11, 10).Close()
	case Strengthen:
		return p.Move(0, -14).Line(11, -4).Line(11, 11).Line(-11, 11).Line(-11, -4).Close()
	}
	return nil
}

// scaled is a path made smaller and moved.
func scaled(path document.Path, k, dx, dy float64) document.Path {
	out := make(document.Path, len(path))
	for i, s := range path {
		out[i].Op = s.Op
		for j, pt := range s.P {
			out[i].P[j] = document.Point{X: pt.X*k + dx, Y: pt.Y*k + dy}
		}
	}
	return out
}

// gauge is the four-step bar at the left edge of a box: the steps that are lit, and those that are not. It says in black and
// white what the fill says in colour. An unrated node has none.
func (b *Box) gauge(dense Density) (on, off document.Path) {
	lit := int(b.Node.Level) - 1
	if lit < 0 {
		return nil, nil
	}
	x, w, h, gap := 8.0, 3.0, 7.0, 2.0
	switch {
	case b.Child || dense == Tight:
		x, h, gap = 6, 4, 1.5
	case dense == Snug:
		x, h, gap = 7, 6, 1.5
	}
	bottom := b.Y + b.H/2 + 2*h + 1.5*gap
	for i := range 4 {
		y := bottom - h - float64(i)*(h+gap)
		bar := func(p document.Path) document.Path {
			return p.Move(b.X+x, y).Line(b.X+x+w, y).Line(b.X+x+w, y+h).Line(b.X+x, y+h).Close()
		}
		if i < lit {
			on = bar(on)
		} else {
			off = bar(off)
		}
	}
	return on, off
}

// markScale is the size of a gap's mark, 1 being that of the design.
func (b *Box) markScale(dense Density) float64 {
	if b.Child || dense == Tight {
		return 0.66
	}
	if dense == Snug {
		return 0.75
	}
	return 1
}

// markAt is the middle of a gap's mark.
func (b *Box) markAt(dense Density) (x, y float64) {
	k := b.markScale(dense)
	return b.X + b.W - 5 - 15*k, b.Y + b.H/2
}

// lines are the texts of a box with the place of their baselines.
type lineAt struct {
	text string
	y    float64
	name bool
}

func (b *Box) lines(z *size) []lineAt {
	var out []lineAt
	n := len(b.Name)
	if b.Line != "" {
		n++
	}
	y := b.Y + b.H/2 - float64(n-1)*z.row/2 + z.type1*0.36
	for _, s := range b.Name {
		out = append(out, lineAt{s, round(y), true})
		y += z.row
	}
	if b.Line != "" {
		out = append(out, lineAt{b.Line, round(y), false})
	}
	return out
}

// left is where the text of a box begins.
func (b *Box) left(z *size) float64 {
	if b.Child {
		return b.X + 14
	}
	return b.X + z.left
}
