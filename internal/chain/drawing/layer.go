package drawing

import "slices"

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
