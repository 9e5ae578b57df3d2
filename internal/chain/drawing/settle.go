package drawing

// headRoom is the height above the columns: the stream's name, its rule and a quiet line.
const headRoom = 46

// settle gives every item of the columns its place: as near to its neighbours as the others of its column let it.
func (p *plan) settle() {
	for _, col := range p.cols {
		p.height = max(p.height, p.columnHeight(col))
	}
	for c, col := range p.cols {
		y := p.lead(col)
		for i, it := range col {
			p.items[it].x = float64(c) * (p.size.w + p.size.gutter)
			p.items[it].y = y
			if i+1 < len(col) {
				y += p.apart(it, col[i+1])
			}
		}
	}
	for pass := range 10 {
		for k := range p.cols {
			c, near := k, 1
			if pass%2 == 1 {
				c, near = len(p.cols)-1-k, 2
			}
			if pass >= 6 {
				near = 3
			}
			p.pull(p.cols[c], near)
		}
	}
	for _, col := range p.cols {
		p.snap(col)
	}
}

// apart is the distance between the upper edges of neighbours.
func (p *plan) apart(a, b int) float64 {
	z := &p.size
	switch {
	case p.items[a].node < 0 && p.items[b].node < 0:
		return p.items[a].slot
	case p.items[a].node < 0:
		return (p.items[a].slot + z.gap) / 2
	case p.items[b].node < 0:
		return p.items[a].h + (p.items[b].slot+z.gap)/2
	}
	return z.up(p.items[a].h + z.gap)
}

// lead is the room above the first item, which a dummy needs.
func (p *plan) lead(col []int) float64 {
	n := 0
	for n < len(col) && p.items[col[n]].node < 0 {
		n++
	}
	if n == 0 {
		return 0
	}
	return p.items[col[0]].slot / 2
}

// run is the height that n dummies side by side take.
func (p *plan) run(n int) float64 { return min(float64(n)*p.size.slot, p.size.lane) }

// columnHeight is the least height of a column with its boxes on whole units.
func (p *plan) columnHeight(col []int) float64 {
	y, bottom, last, dummies := 0.0, 0.0, -1, 0
	for _, it := range col {
		if p.items[it].node < 0 {
			dummies++
			continue
		}
		y = p.nextFree(y, last, dummies)
		bottom = y + p.items[it].h
		last, dummies = it, 0
	}
	if dummies > 0 {
		bottom = p.nextFree(y, last, dummies)
	}
	return bottom
}

// nextFree is where a box may begin below box last at y (-1: none) with dummies in between.
func (p *plan) nextFree(y float64, last, dummies int) float64 {
	room := p.run(dummies)
	if last < 0 {
		return p.size.up(room)
	}
	return y + p.size.up(p.items[last].h+p.size.gap+room)
}

// pull moves the items of a column towards the mean of their neighbours on the left (1), the right (2) or both (3).
func (p *plan) pull(col []int, near int) {
	want := make([]float64, len(col))
	weight := make([]float64, len(col))
	sep := make([]float64, len(col))
	for i, it := range col {
		sum, n := 0.0, 0
		if near&1 != 0 {
			for _, s := range p.left[it] {
				sg := p.segs[s]
				sum += p.items[sg.a].y + sg.ya - sg.yb
				n++
			}
		}
		if near&2 != 0 {
			for _, s := range p.right[it] {
				sg := p.segs[s]
				sum += p.items[sg.b].y + sg.yb - sg.ya
				n++
			}
		}
		want[i], weight[i] = p.items[it].y, 0.05
		if n > 0 {
			want[i], weight[i] = sum/float64(n), 1
			if p.items[it].node < 0 {
				weight[i] = 2
			}
		}
		if i+1 < len(col) {
			sep[i] = p.apart(it, col[i+1])
		}
	}
	hi := p.height
	if n := len(col); n > 0 {
		hi -= p.items[col[n-1]].h
	}
	for i, y := range isotonic(want, weight, sep, 0, hi) {
		p.items[col[i]].y = y
	}
}

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
