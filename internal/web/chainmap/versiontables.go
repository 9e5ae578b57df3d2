package chainmap

import (
	"strings"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/web/ui"
)

// diffTables are the lists of what differs between two states of a map.
type diffTables struct {
	Nodes []ui.Table // added and removed, side by side
	Heads []string
	Field ui.Table // changed nodes, field by field
	Edges ui.Table
}

// maxRows is how many rows a list of differences shows.
const maxRows = 300

func tables(d *graph.Diff, from, to *graph.Doc, kept map[string]string) diffTables {
	names := map[string]string{}
	for _, doc := range []*graph.Doc{from, to} {
		for i := range doc.Nodes {
			names[doc.Nodes[i].Key] = doc.Nodes[i].Name
		}
	}
	out := diffTables{Heads: []string{"新增的环节", "删除的环节"}, Nodes: []ui.Table{gone("新增", d.Added, nil), gone("删除", d.Removed, kept)}}
	out.Field = ui.Table{Label: "修改的环节", Fold: true, Columns: []ui.Column{{Label: "环节", Head: true}, {Label: "项", Fold: "项"}, {Label: "原来", Fold: "原来"}, {Label: "现在", Fold: "现在", Grow: true}},
		Empty: &ui.Empty{Title: "没有修改"}}
	for _, c := range d.Changed {
		for i, f := range c.Fields {
			name := c.Node.Name
			if i > 0 {
				name = ""
			}
			out.Field.Rows = append(out.Field.Rows, ui.Row{Class: "is-changed", Cells: []ui.Cell{{Text: name}, {Text: f.Label}, {Text: orNone(f.Old), Quiet: f.Old == ""},
				{Text: orNone(f.New), Quiet: f.New == ""}}})
		}
	}
	out.Edges = ui.Table{Label: "关系", Fold: true, Columns: []ui.Column{{Label: "变化"}, {Label: "从", Fold: "从"}, {Label: "到", Fold: "到"}, {Label: "关系", Fold: "关系"}, {Label: "说明", Grow: true, Fold: "说明"}},
		Empty: &ui.Empty{Title: "关系没有变化"}}
	edge := func(word, class string, e *graph.DocEdge, note string) {
		out.Edges.Rows = append(out.Edges.Rows, ui.Row{Class: class, Cells: []ui.Cell{{Text: word}, {Text: names[e.From]}, {Text: names[e.To]},
			{Text: graph.KindLabel(e.Kind)}, {Text: note, Quiet: true}}})
	}
	for i := range d.AddedEdges {
		edge("新增", "is-added", &d.AddedEdges[i], "")
	}
	for i := range d.RemovedEdges {
		edge("删除", "is-removed", &d.RemovedEdges[i], "")
	}
	for i := range d.ChangedEdges {
		var words []string
		for _, f := range d.ChangedEdges[i].Fields {
			words = append(words, f.Label+" "+orNone(f.Old)+"→"+orNone(f.New))
		}
		edge("修改", "is-changed", &d.ChangedEdges[i].Edge, strings.Join(words, "；"))
	}
	out.Field.Rows, out.Edges.Rows = out.Field.Rows[:min(len(out.Field.Rows), maxRows)], out.Edges.Rows[:min(len(out.Edges.Rows), maxRows)]
	return out
}

func orNone(s string) string {
	if s == "" {
		return "（空）"
	}
	return s
}

// gone lists nodes that came or went.
func gone(word string, nodes []graph.DocNode, kept map[string]string) ui.Table {
	t := ui.Table{Label: word + "的环节", Compact: true, Columns: []ui.Column{{Label: "环节", Head: true}, {Label: "位置"}, {Label: "产品", Grow: true, Rank: 2}},
		Empty: &ui.Empty{Title: "没有" + word}}
	class := map[string]string{"新增": "is-added", "删除": "is-removed"}[word]
	for i := range nodes[:min(len(nodes), maxRows)] {
		n := &nodes[i]
		row := ui.Row{Class: class, Cells: []ui.Cell{{Text: n.Name}, {Text: graph.StreamLabel(n.Stream)}, {Text: graph.Join(n.Products), Quiet: true}}}
		if what := kept[n.Key]; what != "" {
			row.Class, row.Cells[0].Sub = "", "挂着"+what+"，保留"
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// union is both states of a map in one, with a mark on each node that differs.
func union(d *graph.Diff, from, to *graph.Doc) (*graph.Doc, map[string]string) {
	marks := map[string]string{}
	for i := range d.Added {
		marks[d.Added[i].Key] = "新增"
	}
	for i := range d.Removed {
		marks[d.Removed[i].Key] = "已删除"
	}
	for _, c := range d.Changed {
		var words []string
		for _, f := range c.Fields {
			words = append(words, f.Label)
		}
		marks[c.Node.Key] = "改：" + strings.Join(words, "、")
	}
	return graph.Union(from, to), marks
}
