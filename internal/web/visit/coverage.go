package visit

import (
	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// coveragePage says per unit and per person how well firms are visited.
type coveragePage struct {
	ui.Page
	Units, People ui.Table
}

func (h *handlers) coverage(q *web.Req) error {
	c, err := h.Visits.Coverage(q.Ctx(), q.Actor)
	if err != nil {
		return err
	}
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	p := &coveragePage{Page: q.Page(section, "走访覆盖情况")}
	p.Crumbs = []ui.Link{{Label: "走访", URL: base}, {Label: p.Title}}
	t := &c.Total
	p.Lede = ui.Rich{ui.T("近" + ui.Num(area.Term) + "天（" + c.From + "起）包联企业" + ui.Num(t.Firms) + "家，责任人走访过" + ui.Num(t.Visited) + "家"), ui.Gap(), ui.B(share(t)), ui.Gap(), ui.A("未走访的", charges+"?until_on=-&idle_from=.."+area.Idle(q.Today()))}
	p.Acts = append(p.Acts, ui.PrintPage(), ui.Act("包联名单", charges))
	p.Units = lines("单位", c.Units, c.From, func(x *area.Cover) (name, sub, key string) { return dir.UnitName(x.UnitID), "", "unit_id=" + x.UnitID })
	p.People = lines("责任人", c.People, c.From, func(x *area.Cover) (name, sub, key string) {
		return dir.AccountName(x.AccountID), dir.UnitName(x.UnitID), "account_id=" + x.AccountID
	})
	p.Units.Foot = append([]ui.Cell{{Text: "合计"}}, cells(t, c.From, "", "")...)
	return q.Render("visit/coverage", p)
}

func share(c *area.Cover) string {
	if c.Firms == 0 {
		return "—"
	}
	return ui.Pct(c.Share())
}

func lines(head string, rows []*area.Cover, from string, of func(*area.Cover) (name, sub, key string)) ui.Table {
	t := ui.Table{Label: head, Fold: true, Columns: []ui.Column{{Label: head, Head: true, Grow: true}, {Label: "包联企业", Num: true, Fold: "包联企业"}, {Label: "已走访", Num: true, Fold: "已走访"},
		{Label: "未走访", Num: true, Fold: "未走访"}, {Label: "覆盖率", Num: true, Fold: "覆盖率"}, {Label: "走访次数", Num: true, Fold: "走访次数", Rank: 2}, {Label: "带回诉求", Num: true, Fold: "带回诉求", Rank: 2},
		{Label: "满意度", Sub: "平均，人次", Num: true, Fold: "满意度", Rank: 2}}, Empty: &ui.Empty{Title: "还没有包联和走访", Text: "链长办在包联名单里安排特派员和挂点干部后，这里按" + head + "列出"}}
	for _, c := range rows {
		name, sub, key := of(c)
		who := key
		if c.AccountID != "" {
			who = "by_id=" + c.AccountID
		}
		t.Rows = append(t.Rows, ui.Row{Cells: append([]ui.Cell{{Text: name, Sub: sub}}, cells(c, from, key, who)...)})
	}
	return t
}

// cells are the figures of a line; key and who are the conditions by which the lists of charges and visits show what is counted.
func cells(c *area.Cover, from, key, who string) []ui.Cell {
	idle := c.Firms - c.Visited
	out := []ui.Cell{{Text: ui.Num(c.Firms)}, {Text: ui.Num(c.Visited)}, {Text: ui.Num(idle), Down: idle > 0}, {Text: share(c), Quiet: c.Firms == 0}, {Text: ui.Num(c.Visits)}, {Text: ui.Num(c.Tickets)},
		{Text: "—", Quiet: true}}
	if c.Rated > 0 {
		out[6] = ui.Cell{Text: ui.Dec(c.Satisfaction(), 1), Sub: ui.Num(c.Rated) + "人次"}
	}
	if key != "" {
		out[0].URL = charges + "?until_on=-&" + key
		out[4].URL = base + "?on_date=" + from + "..&" + who
	}
	return out
}
