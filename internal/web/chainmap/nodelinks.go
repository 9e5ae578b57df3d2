package chainmap

import (
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// around is what stands beside the node on the map: links, the node above it and those inside it, and what it is.
func (h *handlers) around(q *web.Req, n *graph.Node, scope authz.Scope, known map[string]drawing.Facts, p *nodePage) error {
	edges, err := h.Graph.Edges(q.Ctx(), scope, new(db.Where).And("(t.from_id = ? OR t.to_id = ?)", n.ID, n.ID), "ORDER BY t.weight DESC, t.id")
	if err != nil {
		return err
	}
	nodes, err := h.Graph.Nodes(q.Ctx(), scope, new(db.Where).And("t.chain_id = ?", n.ChainID), "ORDER BY t.sort, t.id")
	if err != nil {
		return err
	}
	by := make(map[string]*graph.Node, len(nodes))
	for i := range nodes {
		by[nodes[i].ID] = &nodes[i]
		if nodes[i].Parent == n.ID {
			p.Parts = append(p.Parts, ui.Line{Text: nodes[i].Name, URL: "/nodes/" + nodes[i].ID, End: strengthWord(known, nodes[i].ID)})
		}
	}
	p.In, p.Out = linkTable("上家", "没有登记上家环节"), linkTable("下家", "没有登记下家环节")
	for i := range edges {
		e := &edges[i]
		t, other := &p.In, e.From
		if e.From == n.ID {
			t, other = &p.Out, e.To
		}
		if o := by[other]; o != nil {
			t.Rows = append(t.Rows, ui.Row{Label: o.Name, Cells: []ui.Cell{{Text: o.Name, URL: "/nodes/" + o.ID, Sub: strengthWord(known, o.ID)}, {Text: graph.KindLabel(e.Kind)},
				weightCell(e.Weight), {Text: e.Source, Quiet: true}, percentCell(e.Confidence)}})
		}
	}
	p.Facts = ui.Facts{ui.F("产品", n.Products), ui.F("投入权重", percentCell(n.Weight).Text), ui.F("进口依存", percentCell(n.ImportShare).Text), ui.F("说明", n.Note),
		ui.F("来源", n.Source), ui.F("可信度", percentCell(n.Confidence).Text)}
	if up := by[n.Parent]; up != nil {
		p.Facts = append(ui.Facts{{Label: "上级环节", Value: ui.Rich{ui.A(up.Name, "/nodes/"+up.ID)}}}, p.Facts...)
	}
	for _, code := range graph.CodeNames(graph.Split(n.Codes)) {
		p.Codes = append(p.Codes, ui.Line{Text: code})
	}
	return nil
}

func strengthWord(known map[string]drawing.Facts, id string) string {
	if f := known[id]; f.Strength != drawing.Unrated {
		return drawing.ByStrength.Words()[f.Strength]
	}
	return ""
}

func linkTable(label, none string) ui.Table {
	return ui.Table{Label: label, Compact: true, Columns: []ui.Column{{Label: label, Head: true, Grow: true}, {Label: "关系"}, {Label: "权重", Num: true}, {Label: "来源", Rank: 2},
		{Label: "可信度", Num: true}}, Empty: &ui.Empty{Title: none}}
}

// weightCell is a number of which 0 means unknown.
func weightCell(v float64) ui.Cell {
	if v == 0 {
		return ui.Cell{Text: "—", Quiet: true}
	}
	return ui.Cell{Text: ui.Dec(v, 3)}
}

// percentCell is a share of which 0 means unknown; its text is then "" for facts and a dash in tables.
func percentCell(v float64) ui.Cell {
	if v == 0 {
		return ui.Cell{}
	}
	return ui.Cell{Text: ui.Dec(v*100, 0) + "%"}
}
