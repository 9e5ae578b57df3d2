package chainmap

import (
	"slices"
	"strconv"

	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
)

// outlineStream is a part of the outline.
type outlineStream struct {
	Label, Sub string
	Nodes      []outlineNode
}

type outlineNode struct {
	Name, URL, Class, Word, Line string
	Depth                        int
	Gap                          string // 建链
	Rank                         string
	Owner                        string
	Free                         bool // a gap without an owner
}

// mostLines is how many nodes an outline shows; the list of nodes has them all.
const mostLines = 1200

func (w *words) outline() ([]outlineStream, string) {
	by := map[string]*outlineStream{}
	var out []outlineStream
	for _, s := range graph.Streams() {
		out = append(out, outlineStream{Label: s.Label})
	}
	for i, s := range graph.Streams() {
		by[s.Code] = &out[i]
	}
	n := 0
	stream := ""
	w.walk(func(i, depth int) {
		if n++; n > mostLines {
			return
		}
		d, line := &w.doc.Nodes[i], &w.lines[i]
		if depth == 0 {
			stream = d.Stream
		}
		s := by[stream]
		if s == nil {
			s = by[graph.Mid]
		}
		x := outlineNode{Name: d.Name, URL: line.URL, Depth: depth, Class: "kn", Word: w.levels[line.Level], Line: line.Line}
		switch {
		case line.Level == drawing.Blank && line.Plain:
			x.Class = "kp"
		case line.Level > drawing.Unrated:
			x.Class = "k" + strconv.Itoa(int(line.Level)-1)
		}
		if g := w.facts[d.Key].Gap; g != nil {
			x.Gap, x.Owner, x.Free = g.Kind.Label(), g.Owner, g.Owner == ""
			if g.Rank > 0 {
				x.Rank = strconv.FormatInt(g.Rank, 10)
			}
		}
		s.Nodes = append(s.Nodes, x)
	})
	for i := range out {
		out[i].Sub = strconv.Itoa(len(out[i].Nodes)) + "个环节"
	}
	out = slices.DeleteFunc(out, func(s outlineStream) bool { return len(s.Nodes) == 0 })
	if n > mostLines {
		return out, "共" + strconv.Itoa(n) + "个环节，这里列出前" + strconv.Itoa(mostLines) + "个，全部的见Excel"
	}
	return out, ""
}
