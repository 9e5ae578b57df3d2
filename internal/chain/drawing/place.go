package drawing

import (
	"cmp"
	"slices"
	"strconv"
)

// bandRoom is the height between the columns and the boxes of the supporting band.
const bandRoom = 58

// band sets the supporting nodes in rows below the columns.
func (p *plan) band() {
	top := 0.0
	for c := range p.cols {
		for _, i := range p.cols[c] {
			if p.items[i].node >= 0 {
				top = max(top, p.items[i].y+p.items[i].h)
			}
		}
	}
	p.foot = top
	if len(p.cols) > 0 {
		top += bandRoom
	} else {
		top = 0
	}
	var row []int
	n := 0
	var side []int
	for i := range p.items {
		if p.items[i].stream == streamSide && !p.items[i].fixed {
			side = append(side, i)
		}
	}
	cols := max(len(p.cols), min(len(side), 5))
	for _, i := range side {
		p.items[i].col = n % max(cols, 1)
		p.items[i].x = float64(p.items[i].col) * (p.size.w + p.size.gutter)
		p.items[i].y = top
		row = append(row, i)
		if n++; n%cols == 0 {
			top += p.rowHeight(row)
			row = nil
		}
		p.foot = max(p.foot, p.items[i].y+p.items[i].h)
	}
}

func (p *plan) rowHeight(row []int) float64 {
	h := 0.0
	for _, i := range row {
		h = max(h, p.need(i))
	}
	return h
}

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

// heads are the names of the streams above their columns and of the supporting band. Where hand-set boxes pull streams over
// each other, a head ends where the next begins.
func (p *plan) heads(out *Picture) []Head {
	type reach struct{ left, right float64 }
	var span [3]*reach
	var count, gaps [4]int
	for i := range out.Boxes {
		b := &out.Boxes[i]
		s := streamOf(b.Node.Stream)
		count[s]++
		if b.Node.Gap != NoGap {
			gaps[s]++
		}
		if b.Child || s == streamSide {
			continue
		}
		if span[s] == nil {
			span[s] = &reach{b.X, b.X + b.W}
		}
		span[s].left, span[s].right = min(span[s].left, b.X), max(span[s].right, b.X+b.W)
	}
	var heads []Head
	for s, r := range span {
		if r == nil {
			continue
		}
		for _, other := range span {
			if other != nil && other.left > r.left && other.left < r.right {
				r.right = other.left - 12
			}
		}
		if r.right-r.left >= 60 {
			heads = append(heads, Head{X: r.left, Y: 20.5, W: r.right - r.left, Text: [...]string{"上游", "中游", "下游"}[s], Sub: counted(count[s], gaps[s])})
		}
	}
	top := -1.0
	right := 0.0
	for i := range p.items {
		if it := &p.items[i]; it.stream == streamSide && !it.fixed && (top < 0 || it.y < top) {
			top = it.y
		}
	}
	for i := range out.Boxes {
		right = max(right, out.Boxes[i].X+out.Boxes[i].W)
	}
	if top >= 0 {
		y := top + headRoom - 26 + 0.5
		heads = append(heads, Head{Y: y, W: right, Text: "配套", Sub: counted(count[streamSide], gaps[streamSide])})
	}
	return heads
}

func counted(n, gaps int) string {
	s := strconv.Itoa(n) + "个环节"
	if gaps > 0 {
		s += "　缺口" + strconv.Itoa(gaps) + "处"
	}
	return s
}
