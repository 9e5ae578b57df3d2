package drawing

// columns gives every item of the three streams its column: streams in a row, inside a stream by the longest path of links,
// tall layers split into neighbouring columns.
func (p *plan) columns() {
	p.breakCycles()
	for s := range streamSide {
		p.layer(s)
	}
	for i := range p.items {
		p.items[i].h = p.itemHeight(&p.items[i])
	}
	var streams [streamSide][][]int
	for s := range streamSide {
		streams[s] = p.spread(p.layersOf(s))
	}
	p.cols = p.byLayer(streams)
	if even := p.byHeight(streams); p.cols == nil || p.tallest(p.cols) > 1.4*p.tallest(even) {
		p.cols = even
	}
	for c := range p.cols {
		for _, i := range p.cols[c] {
			p.items[i].col = c
		}
	}
	side := 0
	for i := range p.items {
		if p.items[i].stream == streamSide {
			side++
		}
	}
	p.size.widen(max(len(p.cols), min(side, 5), 1))
	for i := range p.items {
		p.items[i].h = p.itemHeight(&p.items[i])
	}
}
