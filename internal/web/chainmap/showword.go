package chainmap

import (
	"strconv"

	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// word answers with the map as an official document: the picture, the outline and the gaps.
func (h *handlers) word(q *web.Req) error {
	m, err := h.load(q)
	if err != nil {
		return err
	}
	w := newWords(m)
	head := q.Page(section, "")
	doc := w.document(head.Site, head.AsOf)
	if err := doc.Check(); err != nil {
		return err
	}
	q.Download(m.chain.Name+"产业链图谱.docx", docx.ContentType)
	return docx.Write(q.W, doc, docx.Options{Creator: head.Site, Time: h.Run.Clock.Now()})
}

func (w *words) document(site, asOf string) *document.Doc {
	d := &document.Doc{Title: w.chain.Name + "产业链图谱"}
	text := w.chain.Name + "产业链" + counts(w.shown) + "。"
	if len(w.doc.Nodes) > 0 {
		text = w.chain.Name + "产业链图谱有" + counts(w.shown) + "。"
	}
	if w.version != nil {
		text += "图谱为第" + strconv.FormatInt(w.version.No, 10) + "版。"
	}
	text += site + "，数据截至" + asOf + "。"
	d.Blocks = append(d.Blocks, document.P(document.Text(text)))
	if len(w.doc.Nodes) == 0 {
		return d
	}
	picture := drawing.Layout(w.drawn())
	for _, n := range picture.Notes {
		d.Blocks = append(d.Blocks, document.P(document.Text(n+"。")))
	}
	shapes := picture.Word(w.mode)
	shapes.Caption = "图　" + w.chain.Name + "产业链图谱（按" + w.mode.Label() + "着色）"
	if rows := w.ranking(); len(rows) > 0 { // first what is to be done: the picture begins a page of its own
		d.Blocks = append(d.Blocks, document.H(1, "缺口"), gapsTable(rows))
	}
	d.Blocks = append(d.Blocks, shapes, document.H(1, "环节"), w.nodesTable())
	return d
}

func (w *words) nodesTable() document.Table {
	t := document.Table{Columns: []document.Column{{Header: "环节", Align: document.Left}, {Header: "产品", Align: document.Left}, {Header: "企业", Unit: "家", Align: document.Right},
		{Header: "营业收入", Unit: "亿元", Align: document.Right}, {Header: "实力"}, {Header: "风险"}, {Header: "缺口"}, {Header: "责任人"}}}
	stream := ""
	w.walk(func(i, depth int) {
		n := &w.doc.Nodes[i]
		if depth == 0 && n.Stream != stream {
			stream = n.Stream
			t.Rows = append(t.Rows, document.Row{Kind: document.Section, Cells: document.Cells(graph.StreamLabel(stream)).Cells})
		}
		f := w.facts[n.Key]
		firms, revenue, gap, owner := "—", "—", "—", "—"
		if f.Matched {
			firms = strconv.FormatInt(f.Firms, 10)
		}
		if f.Revenue > 0 {
			revenue = ui.Yi1(f.Revenue)
		}
		if f.Gap != nil {
			gap, owner = f.Gap.Kind.Label(), f.Gap.Owner
			if owner == "" {
				owner = "无责任人"
			}
		}
		name := n.Name
		for range depth {
			name = "　" + name
		}
		t.Rows = append(t.Rows, document.Cells(name, graph.Join(n.Products), firms, revenue, drawing.ByStrength.Words()[f.Strength], drawing.ByRisk.Words()[f.Risk], gap, owner))
	})
	return t
}

func gapsTable(rows []gapRow) document.Table {
	t := document.Table{Columns: []document.Column{{Header: "序"}, {Header: "类型"}, {Header: "环节", Align: document.Left}, {Header: "说明", Align: document.Left}, {Header: "紧迫度", Align: document.Right},
		{Header: "责任人"}, {Header: "状态"}, {Header: "时限"}}}
	for i, g := range rows {
		owner := g.Owner
		if owner == "" {
			owner = "无责任人"
		}
		t.Rows = append(t.Rows, document.Cells(strconv.Itoa(i+1), g.Kind.Label(), g.node, g.Text, ui.Dec(g.Score, 0), owner, g.State, g.Due))
	}
	return t
}
