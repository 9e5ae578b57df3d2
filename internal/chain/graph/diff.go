package graph

import "strings"

// Diff is how two states of a map differ. Nodes are the same when their keys are, links when their ends and kind are.
type Diff struct {
	Added   []DocNode `json:"added"`
	Removed []DocNode `json:"removed"`
	Changed []Changed `json:"changed"`

	AddedEdges   []DocEdge     `json:"addedEdges"`
	RemovedEdges []DocEdge     `json:"removedEdges"`
	ChangedEdges []ChangedEdge `json:"changedEdges"`
}

// Changed is a node that is in both, with the fields that differ.
type Changed struct {
	Node   DocNode       `json:"node"` // as it is in the later state
	Fields []FieldChange `json:"fields"`
}

// ChangedEdge is a link that is in both, with the fields that differ.
type ChangedEdge struct {
	Edge   DocEdge       `json:"edge"`
	Fields []FieldChange `json:"fields"`
}

// FieldChange is a field with both its values, for people.
type FieldChange struct {
	Field string `json:"field"`
	Label string `json:"label"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Empty reports whether the two states are the same.
func (d *Diff) Empty() bool {
	return len(d.Added)+len(d.Removed)+len(d.Changed)+len(d.AddedEdges)+len(d.RemovedEdges)+len(d.ChangedEdges) == 0
}

// Compare finds how a map differs from its earlier state. Places on the drawing count as one field.
func Compare(from, to *Doc) *Diff {
	out := &Diff{Added: []DocNode{}, Removed: []DocNode{}, Changed: []Changed{}, AddedEdges: []DocEdge{}, RemovedEdges: []DocEdge{}, ChangedEdges: []ChangedEdge{}}
	was, is := byKey(from), byKey(to)
	for i := range from.Nodes {
		if n := from.Nodes[i]; is[n.Key] == nil {
			out.Removed = append(out.Removed, n)
		}
	}
	for i := range to.Nodes {
		n := to.Nodes[i]
		old := was[n.Key]
		if old == nil {
			out.Added = append(out.Added, n)
		} else if fields := fieldChanges(old, &n, was, is); fields != nil {
			out.Changed = append(out.Changed, Changed{n, fields})
		}
	}
	links, linksNow := byEnds(from), byEnds(to)
	for i := range from.Edges {
		if e := from.Edges[i]; linksNow[ends(&e)] == nil {
			out.RemovedEdges = append(out.RemovedEdges, e)
		}
	}
	for i := range to.Edges {
		e := to.Edges[i]
		old := links[ends(&e)]
		if old == nil {
			out.AddedEdges = append(out.AddedEdges, e)
			continue
		}
		var fields []FieldChange
		for _, f := range edgeFields {
			if a, b := f.text(old), f.text(&e); a != b {
				fields = append(fields, FieldChange{f.name, f.label, a, b})
			}
		}
		if fields != nil {
			out.ChangedEdges = append(out.ChangedEdges, ChangedEdge{e, fields})
		}
	}
	return out
}

func fieldChanges(old, now *DocNode, was, is map[string]*DocNode) []FieldChange {
	var out []FieldChange
	for _, f := range nodeFields {
		a, b := f.text(old), f.text(now)
		if a == b || f.name == "y" && old.X != now.X {
			continue
		}
		c := FieldChange{f.name, f.label, a, b}
		switch f.name {
		case "parent":
			c.Old, c.New = nameIn(was, a), nameIn(is, b)
			if c.Old == c.New { // the parent itself was renamed or replaced
				c.Old, c.New = c.Old+"（原）", c.New+"（现）"
			}
		case "x", "y":
			c = FieldChange{"x", "图上位置", place(old), place(now)}
		}
		out = append(out, c)
	}
	return out
}

func nameIn(nodes map[string]*DocNode, key string) string {
	if n := nodes[key]; n != nil {
		return n.Name
	}
	return key
}

func place(n *DocNode) string {
	if n.X == 0 && n.Y == 0 {
		return "自动"
	}
	return strings.Join([]string{whole(n.X), whole(n.Y)}, "，")
}
