package drawing

import (
	"cmp"
	"slices"
)

// tops is the uppermost node above each node. A parent that is unknown or that leads back to the node itself is none.
func (p *plan) tops(at map[string]int) []int {
	n := len(p.m.Nodes)
	top := make([]int, n)
	for i := range top {
		top[i] = -1
	}
	for i := range p.m.Nodes {
		var trail []int
		j := i
		for top[j] == -1 {
			top[j] = -2 // on the way
			trail = append(trail, j)
			up, ok := at[p.m.Nodes[j].Parent]
			if !ok || up == j || top[up] == -2 {
				top[j] = j
				break
			}
			j = up
		}
		for _, k := range trail {
			if top[k] == -2 {
				top[k] = top[j]
			}
		}
	}
	return top
}

// gather makes the items: all nodes in frames of their uppermost ones, or, when there are too many, the uppermost alone, each
// stream with its share of the room.
func (p *plan) gather(at map[string]int, top []int, whole bool) {
	kids := map[int][]int{} // by parent, in order
	var upper []int
	var count [4]int
	for i := range p.m.Nodes {
		if at[p.m.Nodes[i].ID] != i {
			continue
		}
		if top[i] == i {
			upper = append(upper, i)
			count[streamOf(p.m.Nodes[i].Stream)]++
			continue
		}
		up := at[p.m.Nodes[i].Parent]
		kids[up] = append(kids[up], i)
		p.parts[top[i]]++
	}
	var quota [4]int
	for s := range quota {
		quota[s] = count[s]
		if len(upper) > MaxBoxes {
			quota[s] = (count[s]*MaxBoxes + len(upper) - 1) / len(upper)
		}
	}
	for _, i := range upper {
		s := streamOf(p.m.Nodes[i].Stream)
		if quota[s]--; quota[s] < 0 || len(p.items) >= MaxBoxes {
			continue
		}
		it := item{node: i, stream: s, fixed: p.m.Nodes[i].X != 0 || p.m.Nodes[i].Y != 0}
		p.home[i] = len(p.items)
		if whole {
			it.kids = p.below(kids, i, 1, nil)
			p.parts[i] = 0
			for _, k := range it.kids {
				p.home[k.node] = len(p.items)
			}
		}
		p.items = append(p.items, it)
	}
	switch {
	case len(upper) > MaxBoxes:
		p.say("共%d个环节，图中只画出各段靠前的%d个，其余见大纲", len(at), len(p.items))
	case !whole:
		p.say("共%d个环节，图中只画出上层%d个，细分环节见大纲", len(at), len(p.items))
	}
}

func (p *plan) below(kids map[int][]int, i, depth int, out []kid) []kid {
	for _, k := range kids[i] {
		if p.home[k] >= 0 || depth > 50 { // a parent met on its own way down
			continue
		}
		out = p.below(kids, k, depth+1, append(out, kid{k, depth}))
	}
	return out
}

// connect takes the links whose two ends are drawn; ends inside a closed node move to it, doubles become one.
func (p *plan) connect(at map[string]int, top []int) {
	seen := map[[2]int]int{}
	lost, hidden := 0, 0
	for i := range p.m.Links {
		l := &p.m.Links[i]
		from, ok1 := at[l.From]
		to, ok2 := at[l.To]
		if !ok1 || !ok2 {
			lost++
			continue
		}
		if p.home[from] < 0 {
			from = top[from]
		}
		if p.home[to] < 0 {
			to = top[to]
		}
		if p.home[from] < 0 || p.home[to] < 0 {
			hidden++
			continue
		}
		x := link{from: from, to: to, a: p.home[from], b: p.home[to], src: l}
		if x.a == x.b { // the frame says it
			continue
		}
		if k, ok := seen[[2]int{from, to}]; ok {
			if p.links[k].src.Supply == "" && l.Supply != "" {
				p.links[k].src = l
			}
			continue
		}
		seen[[2]int{from, to}] = len(p.links)
		p.links = append(p.links, x)
	}
	if lost > 0 {
		p.say("有%d条供需关系的一端不在图中，没有画出", lost)
	}
	if len(p.links) > MaxCurves {
		hidden += len(p.links) - MaxCurves
		slices.SortStableFunc(p.links, func(a, b link) int { return cmp.Compare(b.src.Weight, a.src.Weight) })
		p.links = p.links[:MaxCurves]
	}
	if hidden > 0 {
		p.say("另有%d条供需关系没有画出，见环节页", hidden)
	}
}
