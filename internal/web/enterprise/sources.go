package enterprise

import (
	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// sourcesPage says of each fact of a firm where it comes from.
type sourcesPage struct {
	ui.Page
	Table ui.Table
}

func (h *handlers) showSources(q *web.Req) error {
	e, err := h.Enterprises.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	found, err := h.Enterprises.Facts(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	p := &sourcesPage{Page: q.Page(section, "各项的来源")}
	p.Crumbs = []ui.Link{{Label: "企业", URL: base}, {Label: e.Name, URL: base + "/" + e.ID}, {Label: "各项的来源"}}
	p.Lede = ui.Plain("每一项是谁、什么时候、从哪里给的；后来的覆盖先来的，先来的在经过里")
	p.Table = ui.Table{Label: "各项的来源", Fold: true, Columns: []ui.Column{{Label: "项", Head: true}, {Label: "现在的值", Grow: true, Fold: "值"}, {Label: "来源", Fold: "来源"}, {Label: "截至", Fold: "截至"},
		{Label: "可信度", Num: true, Fold: "可信度"}, {Label: "经手", Rank: 2, Fold: "经手"}}, Empty: &ui.Empty{Title: "没有来源记录", Text: "这家企业是在记录来源之前登记的"}}
	p.Table.Rows = sourceRows(e, found, names)
	return q.Render("enterprise/sources", p)
}

func sourceRows(e *area.Enterprise, found map[string]area.Source, names *listing.Names) []ui.Row {
	var out []ui.Row
	for i := range area.Spec.Columns {
		c := &area.Spec.Columns[i]
		s, ok := found[c.Name]
		if !ok || c.Hidden {
			continue
		}
		text := e.Name
		if c.Name != "name" {
			text = listing.Text(c, value(e, c.Name), names)
		}
		out = append(out, ui.Row{Key: c.Name, Label: c.Label, Cells: []ui.Cell{{Text: c.Label}, {Text: text}, {Text: ui.Joined(s.Label(), s.Source), Sub: s.Note}, {Text: s.Date},
			{Text: ui.Dec(100*s.Confidence, 0) + "%"}, {Text: s.ByName, Sub: clock.FromMicro(s.At).Format("2006-01-02 15:04")}}})
	}
	return out
}
