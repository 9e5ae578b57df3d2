package drawing

import (
	"fmt"

	"lianzhang/internal/chain/graph"
)

// link is a link between drawn nodes: indices of nodes and of the items they stand in.
type link struct {
	from, to int // nodes
	a, b     int // items
	src      *Link
	back     bool
	via      []int // dummies on its way, from a to b
}

// item is what takes a place in a column: a node with the nodes below it, or a dummy on a long link.
type item struct {
	node   int   // -1 of a dummy
	kids   []kid // nodes inside, in order
	stream int
	fixed  bool
	col    int
	x, y   float64
	h      float64
	slot   float64 // of a dummy: the height that it takes
	sub    int     // layer inside the stream
}

type kid struct{ node, depth int }

// plan is a layout at work.
type plan struct {
	m      *Map
	size   size
	items  []item
	home   []int // item of a node, -1 when it is not drawn
	parts  []int // nodes below a node that are not drawn
	links  []link
	cols   [][]int // items by column, dummies among them
	segs   []seg
	right  [][]int // segments by their left item
	left   [][]int // segments by their right item
	naive  int
	cross  int
	height float64 // of the columns
	foot   float64 // lower edge of all
	notes  []string
}

// The streams in a row; the supporting one stands apart.
const (
	streamUp = iota
	streamMid
	streamDown
	streamSide
)

func streamOf(s string) int {
	switch s {
	case graph.Up:
		return streamUp
	case graph.Down:
		return streamDown
	case graph.Support:
		return streamSide
	}
	return streamMid
}

// prepare drops what cannot be drawn and gathers nodes under their uppermost ones.
func prepare(m *Map) *plan {
	p := &plan{m: m, home: make([]int, len(m.Nodes)), parts: make([]int, len(m.Nodes))}
	at := make(map[string]int, len(m.Nodes))
	doubled := 0
	for i := range m.Nodes {
		p.home[i] = -1
		if _, ok := at[m.Nodes[i].ID]; ok {
			doubled++
			continue
		}
		at[m.Nodes[i].ID] = i
	}
	if doubled > 0 {
		p.say("有%d个环节编号重复，只画了各自的第一个", doubled)
	}
	top := p.tops(at)
	whole := len(at) <= MaxBoxes
	p.gather(at, top, whole)
	p.connect(at, top)
	boxes := 0
	for i := range p.items {
		boxes += 1 + len(p.items[i].kids)
	}
	p.size = sizeFor(boxes)
	return p
}

func (p *plan) say(format string, args ...any) {
	p.notes = append(p.notes, fmt.Sprintf(format, args...))
}
