package drawing

import (
	"strconv"
	"strings"
)

// size is the measure of boxes and of the room between them.
type size struct {
	dense    Density
	w, h     float64 // a box with one line of name and one below
	gap      float64 // between boxes of a column
	gutter   float64 // between columns
	slot     float64 // a dummy on a long link
	lane     float64 // the most that dummies side by side take: then they run closer, as a bundle
	unit     float64 // heights are multiples of it, so that rows line up
	type1    float64 // size of names
	type2    float64 // size of the line below
	left     float64 // from the edge of a box to its text
	row      float64 // from line to line
	kidH     float64 // a box inside a frame
	maxCols  int
	aspect   float64 // width to height that splitting of tall layers aims at
	fullLine bool    // the line below the name is shown
}

// sizeFor chooses by the number of boxes. The roomy one is that of the design: five columns of 178×50 with gutters of 69.
func sizeFor(boxes int) size {
	switch {
	case boxes <= 48:
		return size{dense: Roomy, w: 178, h: 50, gap: 12, gutter: 69, slot: 12, lane: 36, unit: 31, type1: 13, type2: 12, left: 20, row: 17, kidH: 26,
			maxCols: 7, aspect: 1.9, fullLine: true}
	case boxes <= 140:
		return size{dense: Snug, w: 160, h: 38, gap: 8, gutter: 60, slot: 6, lane: 15, unit: 23, type1: 12, type2: 12, left: 17, row: 15, kidH: 22,
			maxCols: 7, aspect: 1.7, fullLine: true}
	}
	return size{dense: Tight, w: 144, h: 26, gap: 5, gutter: 46, unit: 15.5, type1: 12, type2: 12, left: 14, row: 14, kidH: 21,
		maxCols: 9, aspect: 1.6}
}

// fullWidth is the width of the page's main column at 1366 pixels.
const fullWidth = 1166

// widen fits the widths to a number of columns, so that up to seven fill the page exactly.
func (z *size) widen(cols int) {
	if cols > 7 {
		return
	}
	z.w = [...]float64{320, 320, 300, 260, 210, 178, 158, 134}[cols]
	if cols > 1 {
		z.gutter = min((fullWidth-float64(cols)*z.w)/float64(cols-1), 220)
	}
}

func (z *size) width(cols int) float64 {
	zz := *z
	zz.widen(cols)
	return float64(cols)*(zz.w+zz.gutter) - zz.gutter
}

// up rounds up to whole units.
func (z *size) up(v float64) float64 {
	n := int(v / z.unit)
	if float64(n)*z.unit < v-0.001 {
		n++
	}
	return float64(n) * z.unit
}

// markRoom is what a gap's mark with its rank takes of the width.
func (z *size) markRoom(n *Node) float64 {
	if n.Gap == NoGap {
		return 0
	}
	room := z.mark() + 6
	if n.Rank > 0 {
		room += Width(strconv.FormatInt(n.Rank, 10), z.type2)
	}
	return room
}

// mark is the width of a gap's mark.
func (z *size) mark() float64 {
	if z.dense == Roomy {
		return 30
	}
	return 22
}

// name breaks a node's name to the width of its box.
func (z *size) name(n *Node, width float64) []string {
	lines := 2
	if z.dense == Tight {
		lines = 1
	}
	return wrap(n.Name, z.type1, width-z.left-8-z.markRoom(n), lines)
}

// line fits the line below the name: whole, or without its last facts, which stand apart by a full-width space.
func (z *size) line(n *Node, width float64) string {
	if !z.fullLine {
		return ""
	}
	room := width - z.left - 8 - z.markRoom(n)
	text := n.Line
	for Width(text, z.type2) > room {
		i := strings.LastIndex(text, "　")
		if i < 0 {
			return strings.Join(wrap(text, z.type2, room, 1), "")
		}
		text = text[:i]
	}
	return text
}

// boxHeight is the height that a node's text needs.
func (z *size) boxHeight(n *Node) float64 {
	extra := float64(len(z.name(n, z.w))-1) * z.row
	if z.line(n, z.w) == "" || extra < 0 {
		extra = 0
	}
	return z.h + extra
}

// itemHeight is the height of a node with its frame.
func (p *plan) itemHeight(it *item) float64 {
	if it.node < 0 {
		return 0
	}
	h := p.size.boxHeight(&p.m.Nodes[it.node])
	if n := len(it.kids); n > 0 {
		h += float64(n)*(p.size.kidH+kidGap) + 2*kidGap
	}
	return h
}

// kidGap is the room between the boxes of a frame.
const kidGap = 4.0
