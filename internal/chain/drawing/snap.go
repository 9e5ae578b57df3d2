package drawing

// isotonic gives the places nearest to the wanted ones, by weighted squares, that lie between lo and hi and at least sep apart.
// Pool adjacent violators; clamping its result to the bounds is optimal.
func isotonic(want, weight, sep []float64, lo, hi float64) []float64 {
	type block struct {
		sum, weight float64
		n           int
	}
	shift := make([]float64, len(want))
	var blocks []block
	for i := range want {
		if i > 0 {
			shift[i] = shift[i-1] + sep[i-1]
		}
		b := block{(want[i] - shift[i]) * weight[i], weight[i], 1}
		for n := len(blocks); n > 0 && blocks[n-1].sum/blocks[n-1].weight >= b.sum/b.weight; n = len(blocks) {
			b = block{b.sum + blocks[n-1].sum, b.weight + blocks[n-1].weight, b.n + blocks[n-1].n}
			blocks = blocks[:n-1]
		}
		blocks = append(blocks, b)
	}
	out := make([]float64, 0, len(want))
	for _, b := range blocks {
		for range b.n {
			i := len(out)
			v := max(min(b.sum/b.weight, hi-shift[len(shift)-1]), lo)
			out = append(out, v+shift[i])
		}
	}
	return out
}

// snap sets the boxes of a column on whole units, so that rows line up over the picture, and the dummies between them.
func (p *plan) snap(col []int) {
	var boxes, between []int // dummies before each box
	n := 0
	for _, it := range col {
		if p.items[it].node < 0 {
			n++
			continue
		}
		boxes = append(boxes, it)
		between = append(between, n)
		n = 0
	}
	limit := p.height - p.run(n)
	y := 0.0
	last := -1
	for i, it := range boxes {
		free := p.nextFree(y, last, between[i])
		y = max(p.size.up(p.items[it].y-p.size.unit/2), free)
		p.items[it].y, last = y, it
	}
	for i := len(boxes) - 1; i >= 0; i-- {
		it := &p.items[boxes[i]]
		it.y = min(it.y, p.down(limit-it.h))
		limit = it.y - p.size.gap - p.run(between[i])
	}
	p.threads(col)
}

// down rounds down to whole units.
func (p *plan) down(v float64) float64 {
	u := p.size.up(v)
	if u > v+0.001 {
		u -= p.size.unit
	}
	return u
}

// threads settles the dummies between the boxes of a column.
func (p *plan) threads(col []int) {
	top := 0.0
	for i := 0; i < len(col); {
		if it := &p.items[col[i]]; it.node >= 0 {
			top = it.y + it.h + p.size.gap/2
			i++
			continue
		}
		j := i
		var want, weight, sep []float64
		for ; j < len(col) && p.items[col[j]].node < 0; j++ {
			want = append(want, p.items[col[j]].y)
			weight = append(weight, 1)
			sep = append(sep, p.items[col[j]].slot)
		}
		bottom := p.height
		if j < len(col) {
			bottom = p.items[col[j]].y - p.size.gap/2
		}
		half := p.items[col[i]].slot / 2
		lo, hi := top+half, bottom-half
		for k, y := range isotonic(want, weight, sep, lo, max(hi, lo)) {
			p.items[col[i+k]].y = y
		}
		i = j
	}
}
