package chainmap

import (
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
)

// words puts the nodes of a map into lines of an outline, of tables and of a document.
type words struct {
	*shown
	names  map[string]string // of nodes by key
	kids   map[string][]int  // by parent
	order  map[string][]int  // uppermost nodes by stream
	lines  []drawing.Node    // as painted
	levels [6]string
}

func newWords(m *shown) *words {
	w := &words{shown: m, names: map[string]string{}, kids: map[string][]int{}, order: map[string][]int{}, lines: m.drawn().Nodes, levels: m.mode.Words()}
	for i := range m.doc.Nodes {
		w.names[m.doc.Nodes[i].Key] = m.doc.Nodes[i].Name
	}
	for i := range m.doc.Nodes {
		n := &m.doc.Nodes[i]
		if _, ok := w.names[n.Parent]; ok && n.Parent != n.Key {
			w.kids[n.Parent] = append(w.kids[n.Parent], i)
			continue
		}
		w.order[n.Stream] = append(w.order[n.Stream], i)
	}
	return w
}

// walk visits the nodes in the order of streams, parts below what they are part of.
func (w *words) walk(fn func(i, depth int)) {
	seen := make([]bool, len(w.doc.Nodes))
	var down func(i, depth int)
	down = func(i, depth int) {
		if seen[i] {
			return
		}
		seen[i] = true
		fn(i, depth)
		for _, k := range w.kids[w.doc.Nodes[i].Key] {
			down(k, min(depth+1, 3))
		}
	}
	for _, s := range graph.Streams() {
		for _, i := range w.order[s.Code] {
			down(i, 0)
		}
	}
	for i := range w.doc.Nodes { // parents in a circle
		down(i, 0)
	}
}
