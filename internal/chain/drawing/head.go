package drawing

import (
	"strconv"
)

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
