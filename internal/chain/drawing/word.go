package drawing

import (
	"strconv"

	"lianzhang/internal/platform/document"
)

// Word is the picture as a drawing of a document: boxes with their text, lines and marks as shapes that can be edited there.
func (p *Picture) Word(mode Mode) document.Drawing {
	z := sizeOf(p.Dense)
	d := document.Drawing{Width: p.Width + 2, Height: p.Height + wordKey, Alt: p.Title + "产业链图谱：" + p.Summary(), Landscape: p.Width > p.Height*0.8}
	d.Shapes = append(d.Shapes, p.key(mode)...)
	for _, h := range p.Heads {
		sub := document.Shape{X: h.X, Y: h.Y + 3, W: h.W, H: 18, Text: []document.TextLine{{Text: h.Sub, Size: 12, Color: ink3}}, Name: h.Text + "小计"}
		if h.Y > headRoom {
			sub.X, sub.Y, sub.W = h.X+40, h.Y-20, max(h.W-40, 80)
		}
		d.Shapes = append(d.Shapes, document.Shape{X: h.X, Y: h.Y - 21, W: 60, H: 20, Text: []document.TextLine{{Text: h.Text, Size: 13, Bold: true, Color: ink}}, Name: h.Text}, sub,
			document.Shape{Path: document.Path(nil).Move(h.X, h.Y).Line(h.X+h.W, h.Y), Stroke: ink, Line: 1, Name: h.Text + "线"})
	}
	for i := range p.Curves {
		d.Shapes = append(d.Shapes, p.Curves[i].word(p.Dense))
	}
	for _, f := range p.Frames {
		d.Shapes = append(d.Shapes, document.Shape{X: f.X, Y: f.Y, W: f.W, H: f.H, Fill: paper2, Stroke: rule2, Line: 1, Name: "细分"})
	}
	for i := range p.Boxes {
		d.Shapes = append(d.Shapes, p.Boxes[i].word(&z)...)
	}
	shift(d.Shapes[:], wordKey)
	return d
}

func (c *Curve) word(dense Density) document.Shape {
	s := document.Shape{Path: c.Path, Stroke: rule2, Line: 1.25, Name: "供需"}
	switch c.Link.Supply {
	case Local:
		s.Stroke, s.Line = accentLine, 3
	case Outside:
		s.Stroke, s.Dash = ruleCtl, document.Dashed
	}
	if c.Back {
		s.Stroke, s.Line, s.Dash, s.Name = ink3, 1, document.DashDot, "回流"
	}
	if dense == Tight {
		s.Line *= 0.6
	}
	return s
}

// shape is the box without its text.
func (b *Box) shape() document.Shape {
	s := document.Shape{X: b.X, Y: b.Y, W: b.W, H: b.H, Round: true, Fill: fills()[b.Node.Level], Stroke: accentLine, Line: 1, Name: b.Node.Name}
	switch {
	case b.Node.Level == Blank && !b.Node.Plain:
		s.Stroke, s.Dash = ink2, document.Dashed
	case b.Node.Level == Unrated:
		s.Stroke = rule2
	}
	if b.Node.Alarm {
		s.Stroke, s.Line = redMark, 2
	}
	return s
}

func (b *Box) word(z *size) []document.Shape {
	s := b.shape()
	name, quiet := ink, ink2
	if b.Node.Level == Strong {
		name, quiet = paper, paper
	}
	for _, l := range b.lines(z) {
		t := document.TextLine{Text: l.text, Size: z.type2, Color: quiet}
		if l.name {
			t.Color, t.Bold = name, !b.Child && z.dense != Tight
			if !b.Child {
				t.Size = z.type1
			}
		}
		s.Text = append(s.Text, t)
	}
	s.Inset = b.left(z) - b.X
	out := []document.Shape{s}
	on, off := b.gauge(z.dense)
	if on != nil {
		out = append(out, document.Shape{Path: on, Fill: quiet, Name: "刻度"})
	}
	if off != nil {
		out = append(out, document.Shape{Path: off, Fill: rule2, Name: "刻度"})
	}
	if b.Node.Gap == NoGap {
		return out
	}
	x, y := b.markAt(z.dense)
	k := b.markScale(z.dense)
	out = append(out, document.Shape{Path: scaled(outline(b.Node.Gap), k, x, y), Fill: ink, Stroke: paper, Line: 1, Name: b.Node.Gap.Label()})
	if k > 0.7 {
		out = append(out, document.Shape{X: x - 12*k, Y: y - 9*k, W: 24 * k, H: 18 * k, Inset: -1, Text: []document.TextLine{{Text: b.Node.Gap.Mark(), Size: 12 * max(k, 0.8), Bold: true, Color: paper}}, Name: b.Node.Gap.Label()})
	}
	if b.Node.Rank > 0 {
		out = append(out, document.Shape{X: x - 16*k - 19, Y: y - 9, W: 24, H: 18, Inset: -1, Name: "序",
			Text: []document.TextLine{{Text: strconv.FormatInt(b.Node.Rank, 10), Size: 12, Bold: true, Color: name}}})
	}
	return out
}
