package chainmap

import (
	"html/template"

	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/chaintabs"
	"lianzhang/internal/web/ui"
)

// showPage is the map of a chain.
type showPage struct {
	ui.Page
	Tabs    ui.Tabs
	Notice  *ui.Note // an old version
	Empty   *ui.Empty
	Modes   []ui.Tab
	Views   []ui.Tab
	View    string // "" the picture, on phones the outline; "picture", "outline", "table"
	Scale   string // what the colours measure
	Legend  []legendItem
	Picture template.HTML // made by drawing, which escapes
	Said    []string      // what the picture does not show
	Outline []outlineStream
	More    string // what the outline leaves out
	Table   ui.Table
	Gaps    *ui.Table
	GapsN   string
	GapsURL string
	Files   []ui.Link
	Foot    string
}

// legendItem is a colour of the key with its word.
type legendItem struct{ Class, Word string }

func (h *handlers) show(q *web.Req) error {
	m, err := h.load(q)
	if err != nil {
		return err
	}
	p := &showPage{Page: h.head(q, m), Tabs: chaintabs.Of(q, m.chain.ID, chaintabs.Map)}
	if len(m.doc.Nodes) == 0 {
		p.Empty = h.nothing(q, m)
		return q.Render("chainmap/show", p)
	}
	p.View = view(q.Query("view"))
	for _, mode := range drawing.Modes() {
		p.Modes = append(p.Modes, ui.Tab{Label: mode.Label(), URL: m.at(address(m.chain.ID), "by", string(mode), "view", p.View), On: mode == m.mode})
	}
	for _, v := range []struct{ key, label string }{{"picture", "图"}, {"outline", "大纲"}, {"table", "表格"}} {
		p.Views = append(p.Views, ui.Tab{Label: v.label, URL: m.at(address(m.chain.ID), "view", v.key), On: p.View == v.key})
	}
	p.Scale, p.Legend = m.mode.Scale(), legend(m.mode)
	words := newWords(m)
	if p.View == "table" {
		p.Table = words.table()
		if n := len(m.doc.Nodes); n > mostLines {
			p.More = "共" + ui.Num(int64(n)) + "个环节，这里列出前" + ui.Num(mostLines) + "个，全部的见Excel"
		}
	}
	if p.View != "table" {
		p.Outline, p.More = words.outline()
	}
	if p.View == "" || p.View == "picture" {
		picture := drawing.Layout(m.drawn())
		p.Picture, p.Said = template.HTML(picture.SVG()), picture.Notes //nolint:gosec // drawing escapes all text
		p.Foot = "供应按上家环节在本地的实力画：一般以上为本地为主，空白为外购为主，其余用细线"
	}
	if t := words.gaps(); t != nil {
		p.Gaps, p.GapsN, p.GapsURL = t, ui.Num(int64(len(t.Rows))), "/gaps?chain_id="+m.chain.ID
	}
	p.Notice = h.notice(m)
	p.Files = []ui.Link{{Label: "Word", URL: m.at(address(m.chain.ID) + ".docx")}, {Label: "SVG图", URL: m.at(address(m.chain.ID) + ".svg")}}
	if m.version == nil && m.sees && q.Actor.Can(authz.ExportRun) {
		p.Files = append(p.Files, ui.Link{Label: "Excel", URL: address(m.chain.ID) + ".xlsx"}, ui.Link{Label: "JSON", URL: address(m.chain.ID) + ".json"})
	}
	return q.Render("chainmap/show", p)
}

func view(s string) string {
	switch s {
	case "picture", "outline", "table":
		return s
	}
	return ""
}

// legend is the key of a mode. What is unknown has its word like every colour.
func legend(mode drawing.Mode) []legendItem {
	words := mode.Words()
	lowest := "k0"
	if mode != drawing.ByStrength {
		lowest = "kp"
	}
	out := make([]legendItem, 0, len(words))
	for i, class := range []string{lowest, "k1", "k2", "k3", "k4"} {
		out = append(out, legendItem{class, words[i+1]})
	}
	return append(out, legendItem{"kn", words[0]})
}

func (h *handlers) svg(q *web.Req) error {
	m, err := h.load(q)
	if err != nil {
		return err
	}
	q.Download(m.chain.Name+"产业链图谱.svg", "image/svg+xml; charset=utf-8")
	_, err = q.W.Write([]byte(drawing.Layout(m.drawn()).File(m.mode)))
	return err
}
