package graph

import (
	"strconv"

	"lianzhang/internal/chain"
)

// Try makes the steps on a copy of a file, without a database, and gives the result; keys of added nodes stay as they are.
// It tells what Apply would refuse, but for what hangs on nodes.
func Try(d *Doc, ops []Op) (*Doc, error) {
	g := graphOf(d)
	e := newEditor(g, nil, nil)
	e.keep = true
	if err := e.run(ops); err != nil {
		return nil, err
	}
	if err := e.check(ops); err != nil {
		return nil, err
	}
	out := e.doc()
	out.Name, out.Summary, out.Source = d.Name, d.Summary, d.Source
	return out, nil
}

// Mend brings a file into the form in which its map would be stored: links and nodes complete, codes of 2017. It tells
// what is wrong with the file, step by step, and what was put right.
func Mend(d *Doc) (out *Doc, notices []string, err error) {
	if err := tooMany(len(d.Nodes), len(d.Edges)); err != nil {
		return nil, nil, err
	}
	e := newEditor(graphOf(&Doc{}), nil, nil)
	e.keep = true
	ops := Steps(&Doc{}, d)
	if err := e.run(ops); err != nil {
		return nil, nil, err
	}
	if err := e.check(ops); err != nil {
		return nil, nil, err
	}
	out = e.doc()
	out.Name, out.Summary, out.Source = d.Name, d.Summary, d.Source
	return out, e.notices, nil
}

func graphOf(d *Doc) *graph {
	g := &graph{chain: &chain.Chain{}, nodes: map[string]*Node{}, edges: map[edgeKey]*Edge{}}
	for i := range d.Nodes {
		n := &Node{ID: d.Nodes[i].Key, Sort: int64(i + 1)}
		n.fill(&d.Nodes[i])
		g.addNode(n)
	}
	for i := range d.Edges {
		e := &d.Edges[i]
		k := ends(e)
		g.addEdge(&Edge{ID: strconv.Itoa(i + 1), From: e.From, To: e.To, Kind: k.kind, Weight: e.Weight, Source: e.Source, Confidence: e.Confidence})
	}
	return g
}
