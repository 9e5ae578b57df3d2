package chainmap

import (
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
)

// shown is a map as a person asks for it: the chain, the nodes and links now or of a version, and what is known of the nodes.
type shown struct {
	chain    *area.Chain
	sees     bool // the chain lies inside the scope: its map may be changed
	doc      *graph.Doc
	version  *graph.Version // nil: as it stands now
	revision int64
	facts    map[string]drawing.Facts
	mode     drawing.Mode
}

// drawn is the map as the picture wants it.
func (m *shown) drawn() *drawing.Map {
	out := &drawing.Map{Title: m.chain.Name, Nodes: make([]drawing.Node, len(m.doc.Nodes)), Links: make([]drawing.Link, len(m.doc.Edges))}
	for i := range m.doc.Nodes {
		n := &m.doc.Nodes[i]
		out.Nodes[i] = drawing.Node{ID: n.Key, Name: n.Name, Stream: n.Stream, Parent: n.Parent, X: n.X, Y: n.Y}
		if m.version == nil { // a node of an old version may be gone
			out.Nodes[i].URL = "/nodes/" + n.Key
		}
		if len(n.Products) > 0 {
			out.Nodes[i].Tip = "产品：" + graph.Join(n.Products)
		}
	}
	drawing.Paint(out.Nodes, m.facts, m.mode)
	for i := range m.doc.Edges {
		e := &m.doc.Edges[i]
		out.Links[i] = drawing.Link{From: e.From, To: e.To, Weight: e.Weight, Supply: supply(m.facts, e.From)}
	}
	return out
}

// supply tells from where a link is served by how its supplier stands here.
func supply(facts map[string]drawing.Facts, from string) drawing.Supply {
	f, ok := facts[from]
	switch {
	case !ok || f.Strength == drawing.Unrated:
		return ""
	case f.Strength == drawing.Blank:
		return drawing.Outside
	case f.Strength >= drawing.Fair:
		return drawing.Local
	}
	return ""
}

// at is an address of this map with the mode and version in force.
func (m *shown) at(path string, pairs ...string) string {
	by, view, version := string(m.mode), "", ""
	if m.version != nil {
		version = strconv.FormatInt(m.version.No, 10)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		switch pairs[i] {
		case "by":
			by = pairs[i+1]
		case "view":
			view = pairs[i+1]
		case "version":
			version = pairs[i+1]
		}
	}
	sep := "?"
	for _, p := range [][2]string{{"by", by}, {"view", view}, {"version", version}} {
		if p[1] != "" && !(p[0] == "by" && p[1] == string(drawing.ByStrength)) {
			path += sep + p[0] + "=" + p[1]
			sep = "&"
		}
	}
	return path
}
