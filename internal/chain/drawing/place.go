package drawing

import (
	"strconv"
)

// picture reads the places off the plan.
func (p *plan) picture() *Picture {
	out := &Picture{Title: p.m.Title, Dense: p.size.dense, Crossings: p.cross, Naive: p.naive}
	at := make([]int, len(p.m.Nodes)) // box of a node
	for i := range at {
		at[i] = -1
	}
	for i := range p.items {
		if p.items[i].node >= 0 {
			p.boxes(out, i, at)
		}
	}
	out.Curves = p.routes(out.Boxes, at)
	out.Width, out.Height = fullWidth, headRoom+p.foot+8
	for i := range out.Boxes {
		out.Width = max(out.Width, out.Boxes[i].X+out.Boxes[i].W)
	}
	out.Width += 2 // the stroke of the last column
	for i := range out.Curves {
		x, y := extent(out.Curves[i].Path)
		out.Width, out.Height = max(out.Width, x+2), max(out.Height, y+2)
	}
	out.Heads = p.heads(out)
	out.Notes = p.notes
	return out
}

func (p *plan) boxes(out *Picture, i int, at []int) {
	it := &p.items[i]
	n := &p.m.Nodes[it.node]
	z := &p.size
	top := z.boxHeight(n)
	y := it.y + headRoom
	if len(it.kids) > 0 {
		out.Frames = append(out.Frames, Rect{it.x, y, z.w, it.h})
	}
	b := Box{Rect: Rect{it.x, y, z.w, top}, Node: n, Name: z.name(n, z.w), Line: z.line(n, z.w), Parts: p.parts[it.node]}
	if b.Parts > 0 && b.Line == "" && z.fullLine {
		b.Line = "含" + strconv.Itoa(b.Parts) + "个细分环节"
	}
	at[it.node] = len(out.Boxes)
	out.Boxes = append(out.Boxes, b)
	for k, kid := range it.kids {
		c := &p.m.Nodes[kid.node]
		in := float64(6 + 8*min(kid.depth-1, 3))
		w := z.w - in - 6
		small := *z
		small.left, small.dense = 14, Tight
		at[kid.node] = len(out.Boxes)
		out.Boxes = append(out.Boxes, Box{Rect: Rect{it.x + in, y + top + kidGap + float64(k)*(z.kidH+kidGap), w, z.kidH}, Node: c, Child: true, Name: small.name(c, w)})
	}
}
