package indicator

import (
	"slices"
	"strings"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// approvePage is what waits for approval in a period.
type approvePage struct {
	ui.Page
	Parts  ui.Tabs
	Fields []ui.Field
	KPIs   []ui.KPI
	Table  ui.Table
}

func (h *handlers) approve(q *web.Req) error {
	per, err := asked(q, period.Month)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	owing, err := h.Indicators.Owing(q.Ctx(), q.Actor.Scope, per)
	if err != nil {
		return err
	}
	p := &approvePage{Page: q.Page(section, "指标审核"), Parts: parts(q, base+"/approve")}
	p.Wide, p.Lede = true, ui.Plain(ui.Joined(per.Label(), "单位填报、单位审定、链长办验收；下级都审定后才能审定上级"))
	p.Acts = []ui.Action{ui.PrintPage()}
	p.Fields = []ui.Field{months(q, per.Kind(), per, 14)}
	counts := map[string]int64{}
	t := ui.Table{ID: "filings", Label: "填报", Fold: true, Columns: []ui.Column{{Label: "单位", Head: true, Grow: true}, {Label: "填了", Num: true, Fold: "填了"}, {Label: "状态", Fold: "状态"}, {Label: "时限", Fold: "时限"},
		{Label: "填报人", Rank: 2, Fold: "填报人"}, {Label: "审定人", Rank: 2, Fold: "审定人"}, {Label: "等下级", Rank: 2, Fold: "等下级"}, {}}}
	order := map[string]int{area.Filled: 0, area.Approved: 1, area.Open: 2, area.Accepted: 3}
	slices.SortStableFunc(owing, func(a, b area.Owed) int { return order[a.State] - order[b.State] })
	for _, o := range owing {
		counts[o.State]++
		late := o.State == area.Open && o.Due < q.Today()
		word := ui.Light{Letter: map[string]ui.Letter{area.Open: ui.None, area.Filled: ui.Yellow, area.Approved: ui.Green, area.Accepted: ui.Green}[o.State], Word: area.FilingFlow.Label(o.State)}
		if late {
			word = ui.Light{Letter: ui.Red, Word: map[bool]string{true: "逾期未汇总", false: "逾期未报"}[o.Wanted == 0]}
		}
		acts := []ui.Action{{Label: "看表", URL: base + "/sheet?unit=" + o.UnitID + "&period=" + string(per), Small: true, Plain: true}}
		for _, r := range area.FilingFlow.Next(o.State) {
			if !r.Why && r.Action != "submit" && q.Actor.Can(r.Perm) && !(r.Action == "approve" && len(o.Waits) > 0) {
				acts = append(acts, ui.Action{Label: r.Label, URL: base + "/move", Method: "post", Small: true, Hidden: []ui.Param{{Name: "unit", Value: o.UnitID}, {Name: "period", Value: string(per)}, {Name: "action", Value: r.Action}, {Name: "back", Value: "approve"}}})
			}
		}
		t.Rows = append(t.Rows, ui.Row{Key: o.UnitID, Label: names.Label("unit", o.UnitID), Cells: []ui.Cell{{Text: names.Label("unit", o.UnitID), URL: base + "/sheet?unit=" + o.UnitID + "&period=" + string(per)},
			{Text: ui.Num(o.Filled) + "/" + ui.Num(o.Wanted)}, {Light: &word}, {Text: ui.DateProse(o.Due)}, {Text: o.FilledName, Sub: ui.Stamp(o.FilledAt)}, {Text: o.HeadName, Sub: ui.Stamp(o.HeadAt)},
			{Text: joinMost(o.Waits, 3), Title: strings.Join(o.Waits, "、")}, {Acts: acts}}})
	}
	t.Empty = &ui.Empty{Title: per.Label() + "没有要审核的填报", Text: "换一个周期看看；填报由链长办在指标页“填报分派”里定"}
	p.Table = t
	for _, s := range area.FilingFlow.States {
		p.KPIs = append(p.KPIs, ui.KPI{Label: s.Label, Value: ui.Num(counts[s.Code]), Unit: "个单位"})
	}
	return q.Render("indicator/approve", p)
}
