package drawing

import "slices"

// need is what an item takes of a column.
func (p *plan) need(i int) float64 { return p.size.up(p.items[i].h + p.size.gap) }

func (p *plan) tall(items []int) float64 {
	sum := 0.0
	for _, i := range items {
		sum += p.need(i)
	}
	return sum
}

func (p *plan) tallest(cols [][]int) float64 {
	most := 0.0
	for _, c := range cols {
		most = max(most, p.tall(c))
	}
	return most
}

// byLayer makes every layer a column, tall ones several: the least height that keeps the columns few and the picture's width
// within the aspect. nil when there are more layers than columns.
func (p *plan) byLayer(streams [streamSide][][]int) [][]int {
	z := &p.size
	layers := slices.Concat(streams[0], streams[1], streams[2])
	if len(layers) > z.maxCols {
		return nil
	}
	row := z.up(z.h + z.gap)
	top := p.tallest(layers)
	h := 5 * row
	for ; h < top; h += row {
		cols := 0
		for _, l := range layers {
			cols += p.pieces(l, h)
		}
		if cols <= z.maxCols && z.width(cols)/h <= z.aspect {
			break
		}
	}
	var out [][]int
	for _, l := range layers {
		out = append(out, p.split(l, p.pieces(l, h))...)
	}
	return out
}

// byHeight gives each stream columns by its height, and cuts its items, in the order of their layers, into columns of one
// height. Streams with more layers than columns get the columns that are left over.
func (p *plan) byHeight(streams [streamSide][][]int) [][]int {
	z := &p.size
	var all [streamSide][]int
	for s := range all {
		all[s] = slices.Concat(streams[s]...)
	}
	row := z.up(z.h + z.gap)
	var n [streamSide]int
	top := p.tallest(all[:])
	for h := 5 * row; ; h += row {
		sum := 0
		for s := range all {
			n[s] = p.pieces(all[s], h)
			sum += n[s]
		}
		if h >= top || sum <= z.maxCols && z.width(sum)/h <= z.aspect {
			break
		}
	}
	for left := z.maxCols - n[0] - n[1] - n[2]; left > 0; left-- {
		deep := -1
		for s := range n {
			if len(streams[s]) > n[s] && (deep < 0 || len(streams[s])-n[s] > len(streams[deep])-n[deep]) {
				deep = s
			}
		}
		if deep < 0 {
			break
		}
		n[deep]++
	}
	var out [][]int
	for s := range all {
		out = append(out, p.split(all[s], n[s])...)
	}
	return out
}

// pieces is into how many columns items are cut at a height.
func (p *plan) pieces(items []int, h float64) int {
	tall := p.tall(items)
	n := int(tall / h)
	if float64(n)*h < tall {
		n++
	}
	return min(n, len(items))
}

// split cuts items into n columns of about one height, in order.
func (p *plan) split(items []int, n int) [][]int {
	if len(items) == 0 {
		return nil
	}
	total := p.tall(items)
	out := make([][]int, 0, n)
	var cur []int
	run := 0.0
	for _, i := range items {
		if len(cur) > 0 && len(out) < n-1 && run+p.need(i)/2 > total*float64(len(out)+1)/float64(n) {
			out = append(out, cur)
			cur = nil
		}
		cur = append(cur, i)
		run += p.need(i)
	}
	return append(out, cur)
}
