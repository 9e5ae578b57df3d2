package graph

import (
	"slices"
)

// Steps are the steps that lead from one state of a map to another; nodes are the same when their keys are.
func Steps(from, to *Doc) []Op {
	was, is := byKey(from), byKey(to)
	links, linksNow := byEnds(from), byEnds(to)
	var ops []Op
	for i := range from.Edges {
		e := from.Edges[i]
		if _, stays := linksNow[ends(&e)]; !stays && is[e.From] != nil && is[e.To] != nil { // with a node its links go anyway
			ops = append(ops, Op{Do: RemoveEdge, Edge: &DocEdge{From: e.From, To: e.To, Kind: e.Kind}})
		}
	}
	for i := range from.Nodes {
		if n := &from.Nodes[i]; is[n.Key] == nil {
			ops = append(ops, Op{Do: RemoveNode, Node: &DocNode{Key: n.Key, Name: n.Name}})
		}
	}
	for i := range to.Nodes {
		now := to.Nodes[i]
		old := was[now.Key]
		if old == nil {
			ops = append(ops, Op{Do: AddNode, Node: &now})
			continue
		}
		if set := changedFields(old, &now); len(set) > 0 {
			ops = append(ops, Op{Do: EditNode, Node: &now, Set: set})
		}
	}
	for i := range to.Edges {
		now := to.Edges[i]
		old := links[ends(&now)]
		if old == nil {
			ops = append(ops, Op{Do: AddEdge, Edge: &now})
			continue
		}
		var set []string
		for _, f := range edgeFields {
			if f.text(old) != f.text(&now) {
				set = append(set, f.name)
			}
		}
		if set != nil {
			ops = append(ops, Op{Do: EditEdge, Edge: &now, Set: set})
		}
	}
	return ops
}

func changedFields(a, b *DocNode) []string {
	var out []string
	for _, f := range nodeFields {
		if f.text(a) != f.text(b) {
			out = append(out, f.name)
		}
	}
	return out
}

func byKey(d *Doc) map[string]*DocNode {
	out := make(map[string]*DocNode, len(d.Nodes))
	for i := range d.Nodes {
		out[d.Nodes[i].Key] = &d.Nodes[i]
	}
	return out
}

func ends(e *DocEdge) edgeKey {
	kind, _ := kindOf(e.Kind)
	return edgeKey{e.From, e.To, kind}
}

func byEnds(d *Doc) map[edgeKey]*DocEdge {
	out := make(map[edgeKey]*DocEdge, len(d.Edges))
	for i := range d.Edges {
		out[ends(&d.Edges[i])] = &d.Edges[i]
	}
	return out
}

// Invert gives the steps that take back what ops do to the map as it stood before. An edit that cannot be made gives its
// error.
func Invert(before *Doc, ops []Op) ([]Op, error) {
	after, err := Try(before, ops)
	if err != nil {
		return nil, err
	}
	return Steps(after, before), nil
}

// Align gives the nodes of a file the keys that the map has for them: by key, else by name. New nodes keep the file's keys.
func Align(now, file *Doc) *Doc {
	known, named := byKey(now), map[string]string{}
	for i := range now.Nodes {
		named[fold(now.Nodes[i].Name)] = now.Nodes[i].Key
	}
	keys, used := map[string]string{}, map[string]bool{}
	for i := range file.Nodes {
		if n := &file.Nodes[i]; known[n.Key] != nil && n.Key != "" && !used[n.Key] {
			keys[n.Key], used[n.Key] = n.Key, true
		}
	}
	for i := range file.Nodes {
		n := &file.Nodes[i]
		at, ok := named[fold(n.Name)]
		if _, done := keys[n.Key]; !done && ok && !used[at] {
			keys[n.Key], used[at] = at, true
		}
	}
	key := func(k string) string {
		if at, ok := keys[k]; ok {
			return at
		}
		return k
	}
	out := &Doc{Name: file.Name, Summary: file.Summary, Source: file.Source, Nodes: slices.Clone(file.Nodes), Edges: slices.Clone(file.Edges)}
	for i := range out.Nodes {
		n := &out.Nodes[i]
		n.Key, n.Parent = key(n.Key), key(n.Parent)
	}
	for i := range out.Edges {
		e := &out.Edges[i]
		e.From, e.To = key(e.From), key(e.To)
	}
	return out
}

// Union lays a file over a map: nodes and links of both, where both have one as the file says.
func Union(now, file *Doc) *Doc {
	out := Align(now, file)
	known, links := byKey(out), byEnds(out)
	for i := range now.Nodes {
		if known[now.Nodes[i].Key] == nil {
			out.Nodes = append(out.Nodes, now.Nodes[i])
		}
	}
	for i := range now.Edges {
		if links[ends(&now.Edges[i])] == nil {
			out.Edges = append(out.Edges, now.Edges[i])
		}
	}
	return out
}
