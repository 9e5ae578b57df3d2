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
