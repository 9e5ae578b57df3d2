package drawing

import (
	"lianzhang/internal/platform/document"
)

// wordKey is the height of the legend above the picture.
const wordKey = 30.0

// shift moves all shapes down.
func shift(shapes []document.Shape, dy float64) {
	for i := range shapes {
		shapes[i].Y += dy
		shapes[i].Path = scaled(shapes[i].Path, 1, 0, dy)
		if len(shapes[i].Path) == 0 {
			shapes[i].Path = nil
		}
	}
}

// key is the legend.
func (p *Picture) key(mode Mode) []document.Shape {
	var out []document.Shape
	x := 0.0
	y := -wordKey + 6
	label := func(text string, w float64) {
		out = append(out, document.Shape{X: x, Y: y - 3, W: w, H: 18, Text: []document.TextLine{{Text: text, Size: 12, Color: ink2}}, Name: "图例" + text})
		x += w
	}
	words := mode.Words()
	label(mode.Scale(), Width(mode.Scale(), 12)+10)
	for _, l := range []Level{Blank, Weak, Fair, Good, Strong, Unrated} {
		b := Box{Node: &Node{Level: l, Plain: mode != ByStrength}, Rect: Rect{x, y, 20, 12}}
		out = append(out, b.shape())
		x += 24
		label(words[l], Width(words[l], 12)+14)
	}
	for _, g := range Gaps() {
		out = append(out, document.Shape{Path: scaled(outline(g), 0.55, x+9, y+6), Fill: ink, Name: g.Label()})
		x += 20
		label(g.Label(), Width(g.Label(), 12)+12)
	}
	for _, s := range []Supply{Local, Outside} {
		c := Curve{Link: &Link{Supply: s}, Path: document.Path(nil).Move(x, y+6).Line(x+24, y+6)}
		out = append(out, c.word(Roomy))
		x += 28
		label(map[Supply]string{Local: "本地为主", Outside: "外购为主"}[s], 64)
	}
	return out
}
