package drawing

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
