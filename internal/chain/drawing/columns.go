package drawing

import "slices"

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

// breakCycles marks the links that run against the flow: to an earlier stream, or, inside a stream, back to an item on the path
// that a search in the order of the input has come by.
func (p *plan) breakCycles() {
	out := make([][]int, len(p.items))
	for i := range p.links {
		l := &p.links[i]
		a, b := p.items[l.a].stream, p.items[l.b].stream
		switch {
		case a == streamSide || b == streamSide:
		case a > b:
			l.back = true
		case a == b:
			out[l.a] = append(out[l.a], i)
		}
	}
	const unseen, open, done = 0, 1, 2
	state := make([]int, len(p.items))
	type step struct{ item, next int }
	for start := range p.items {
		if state[start] != unseen {
			continue
		}
		state[start] = open
		stack := []step{{start, 0}}
		for len(stack) > 0 {
			top := &stack[len(stack)-1]
			if top.next == len(out[top.item]) {
				state[top.item] = done
				stack = stack[:len(stack)-1]
				continue
			}
			l := &p.links[out[top.item][top.next]]
			top.next++
			switch state[l.b] {
			case open:
				l.back = true
			case unseen:
				state[l.b] = open
				stack = append(stack, step{l.b, 0})
			}
		}
	}
	back := 0
	for i := range p.links {
		if p.links[i].back {
			back++
		}
	}
	if back > 0 {
		p.say("有%d条供需关系逆着上下游方向（回流），在图中以点划线加箭头画出", back)
	}
}

// layer numbers the items of a stream by the longest path of links that leads to them; those without links inside it get −1.
func (p *plan) layer(stream int) {
	in := make([]int, len(p.items))
	out := make([][]int, len(p.items))
	for i := range p.links {
		l := &p.links[i]
		if !l.back && p.items[l.a].stream == stream && p.items[l.b].stream == stream && !p.items[l.a].fixed && !p.items[l.b].fixed {
			in[l.b]++
			out[l.a] = append(out[l.a], l.b)
		}
	}
	var queue []int
	for i := range p.items {
		if p.items[i].stream != stream || p.items[i].fixed {
			continue
		}
		p.items[i].sub = 0
		if in[i] == 0 {
			queue = append(queue, i)
			if len(out[i]) == 0 {
				p.items[i].sub = -1 // free: spread later
			}
		}
	}
	for len(queue) > 0 {
		i := queue[0]
		queue = queue[1:]
		for _, j := range out[i] {
			p.items[j].sub = max(p.items[j].sub, p.items[i].sub+1)
			if in[j]--; in[j] == 0 {
				queue = append(queue, j)
			}
		}
	}
}

// layersOf are the items of a stream by layer, in the order of the input; those without links inside the stream come last in
// a list of their own that spread deals out.
func (p *plan) layersOf(stream int) [][]int {
	var layers [][]int
	var free []int
	for i := range p.items {
		it := &p.items[i]
		if it.stream != stream || it.fixed {
			continue
		}
		if it.sub < 0 {
			free = append(free, i)
			continue
		}
		for len(layers) <= it.sub {
			layers = append(layers, nil)
		}
		layers[it.sub] = append(layers[it.sub], i)
	}
	if len(free) == 0 {
		return layers
	}
	if len(layers) == 0 {
		return [][]int{free}
	}
	return append(layers, free)
}

// spread deals the free items of a stream (its last layer, if any is free) to the other layers so that their heights are even.
func (p *plan) spread(layers [][]int) [][]int {
	n := len(layers) - 1
	if n < 1 || p.items[layers[n][0]].sub >= 0 {
		return layers
	}
	free := layers[n]
	layers = layers[:n]
	heights := make([]float64, n)
	sum := p.tall(free)
	for k := range n {
		heights[k] = p.tall(layers[k])
		sum += heights[k]
	}
	k := 0
	for _, i := range free {
		for k < n-1 && heights[k]+p.need(i)/2 > sum/float64(n) {
			k++
		}
		layers[k] = append(layers[k], i)
		heights[k] += p.need(i)
	}
	for k := range n {
		slices.Sort(layers[k])
	}
	return layers
}

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
