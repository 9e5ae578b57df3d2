package project

import (
	"slices"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// list describes the ledger: its columns are cells of two lines, which read more columns than they are named after.
func (h *handlers) list() listing.List {
	return listing.List{
		Spec: area.Spec, Base: "/projects", Section: section, Perm: authz.ProjectView, Find: "项目、企业、编号",
		Columns: []string{"light", "name", "stage", "total_invest", "year_plan", "rate", "completed_plan", "unit_id", "updated_at"},
		Fixed:   []string{"name"},
		First: []string{"light", "stage", "chain_id", "region", "unit_id", "total_invest", "lag", "level", "class", "started_plan", "completed_plan", "debt",
			"fives_missing", "reported"},
		Heads: map[string]ui.Column{
			"light": {Label: "灯"}, "name": {Label: "项目", Sub: "企业、产业链、园区", Head: true, Grow: true}, "stage": {Label: "阶段", Rank: 2},
			"total_invest": {Label: "总投资", Sub: "亿元", Num: true, Rank: 3}, "year_plan": {Label: "年度计划", Sub: "万元", Num: true, Fold: "年度计划"},
			"rate": {Label: "完成与序时", Sub: "差距为百分点", Fold: "完成"}, "completed_plan": {Label: "竣工计划", Sub: "预计与偏差", Rank: 2},
			"unit_id": {Label: "责任单位", Rank: 2}, "updated_at": {Label: "更新", Num: true, Rank: 3},
		},
		Reads: map[string][]string{
			"name": {"investor", "chain_id", "region", "park"}, "rate": {"year_plan", "year_done", "schedule", "light"},
			"completed_plan": {"completed_actual", "stage"},
		},
		Keep: []string{"dense", "month", "day", "from", "to"}, Presets: presets, Total: h.Projects.Total,
	}
}

// presets are the views that come with the ledger; each is a question that somebody asks every week.
func presets(today string) []listing.Preset {
	month := func(m string) string {
		n, _ := strconv.Atoi(m[5:])
		return strconv.Itoa(n) + "月"
	}
	now, last := today[:7], area.PreviousMonth(today[:7])
	return []listing.Preset{
		{Name: "全部", Query: ""},
		{Name: "红灯", Query: "light=red"},
		{Name: "黄灯", Query: "light=yellow"},
		{Name: month(now) + "应开工", Query: "started_plan=" + now + "&started_actual=-"},
		{Name: "竣工未投产", Query: "stage=completed"},
		{Name: month(last) + "未报", Query: "stage=started&reported=!" + last + ".."},
	}
}

// totals are the totals of a list from a sum.
func totals(s area.Sum) *list.Totals {
	t := &list.Totals{Rows: s.N, Sums: map[string]float64{}, Yuan: map[string]int64{"total_invest": s.TotalInvest, "year_plan": s.YearPlan,
		"year_done": s.YearDone, "year_due": s.YearDue}}
	for name, yuan := range t.Yuan {
		t.Sums[name] = float64(yuan)
	}
	return t
}

type listPage struct {
	ui.Page
	Views ui.Tabs
	Bar   ui.FilterBar
	Note  *ui.Note
	Sum   ui.Summary
	Table ui.Table
	Bulk  *ui.BulkBar
	Pager ui.Pager
}

func (h *handlers) showList(q *web.Req) error {
	a, err := h.ledger.Ask(q)
	if err != nil || a.Done {
		return err
	}
	rows, err := a.Rows(q.Ctx(), "name", "total_invest")
	if err != nil {
		return err
	}
	p := listPage{Page: h.ledgerPage(q, a, ""), Bar: a.Bar(), Note: a.Note, Sum: summary(rows.Totals), Pager: a.Pager(rows)}
	if p.Views, err = a.Tabs(q.Ctx(), rows); err != nil {
		return err
	}
	if err := h.table(q, a, rows, &p); err != nil {
		return err
	}
	return q.RenderList("project/list", listing.Block, p)
}

func (h *handlers) table(q *web.Req, a *listing.Ask, rows *listing.Page, p *listPage) error {
	ids := make([]string, len(rows.Rows))
	for i := range rows.Rows {
		ids[i] = rows.Rows[i].ID
	}
	c := &cells{names: a.Names, today: q.Today()}
	if slices.Contains(a.Cols, "completed_plan") {
		var err error
		if c.forecast, err = h.Projects.Forecasts(q.Ctx(), ids); err != nil {
			return err
		}
	}
	p.Table = a.Table(rows, c.cell)
	for i := range p.Table.Rows {
		p.Table.Rows[i].Label, p.Table.Rows[i].Sum = rows.Rows[i].Str("name"), rows.Rows[i].Int("total_invest")
	}
	p.Table.Empty = empty(q, a)
	edit, export := q.Actor.Can(authz.ProjectEdit), q.Actor.Can(authz.ExportRun)
	if !edit && !export {
		return nil
	}
	p.Table.Select = "bulk"
	p.Bulk = &ui.BulkBar{Form: "bulk", Action: "/projects/bulk", Unit: "个", All: rows.Totals.Rows, Sum: "总投资",
		Hidden: []ui.Param{{Name: "query", Value: a.Encoded()}}}
	if edit {
		p.Bulk.Acts = append(p.Bulk.Acts, ui.Action{Label: "批量改", Name: "do", Value: "ask", Small: true, Primary: true})
	}
	if export {
		p.Bulk.Acts = append(p.Bulk.Acts, ui.Action{Label: "导出所选", URL: "/projects/export", Form: "bulk", Small: true})
	}
	return nil
}

// ledgerPage is the chrome of the ledger and of the other ways to look at it, which keep the question.
func (h *handlers) ledgerPage(q *web.Req, a *listing.Ask, way string) ui.Page {
	p := q.Page(section, "项目"+way)
	p.Wide = true
	for _, w := range []struct{ label, path string }{{"清单", "/projects"}, {"看板", "/projects/board"}, {"甘特图", "/projects/gantt"}, {"日历", "/projects/calendar"}} {
		if w.path != q.R.URL.Path {
			p.Acts = append(p.Acts, ui.Action{Label: w.label, URL: a.WithAt(w.path, "cols", "", "sort", "", "size", ""), Plain: true, WideOnly: true})
		}
	}
	if way != "" {
		p.Crumbs = []ui.Link{{Label: "项目", URL: a.WithAt("/projects")}, {Label: way}}
		return p
	}
	if q.Actor.Can(authz.ImportRun) {
		p.Acts = append(p.Acts, ui.Action{Label: "导入表格", URL: "/imports", WideOnly: true})
	}
	if q.Actor.Can(authz.ExportRun) {
		p.Acts = append(p.Acts, ui.Action{Label: "导出", URL: a.WithAt("/projects/export"), Open: "export", WideOnly: true})
		p.Dialogs = []ui.Dialog{{ID: "export", Title: "导出" + area.Spec.Label, Text: "按当前条件和排序导出全部页。导出的表格可以原样再导入。", Action: "/projects/export",
			Hidden: []ui.Param{{Name: "query", Value: a.Encoded()}, {Name: "all", Value: "1"}}, Submit: "导出",
			Fields: []ui.Field{{Kind: ui.KindRadio, Name: "columns", Label: "哪些列", Options: []ui.Option{{Value: "", Label: "页面上的列", On: true}, {Value: "1", Label: "全部列"}}}}}}
	}
	if q.Actor.Can(authz.ProjectEdit) {
		p.Acts = append(p.Acts, ui.Primary("新建项目", "/projects/new"))
	}
	return p
}

func empty(q *web.Req, a *listing.Ask) *ui.Empty {
	if len(a.Filters) == 0 && a.Search == "" && a.Where == "" {
		e := &ui.Empty{Title: "还没有项目", Text: "导入手上的台账，或新建第一个项目"}
		if q.Actor.Can(authz.ImportRun) {
			e.Acts = append(e.Acts, ui.Action{Label: "导入表格", URL: "/imports", Small: true})
		}
		if q.Actor.Can(authz.ProjectEdit) {
			e.Acts = append(e.Acts, ui.Action{Label: "新建项目", URL: "/projects/new", Small: true, Primary: true})
		} else {
			e.Text = "您的数据范围内没有项目"
		}
		return e
	}
	return a.Nothing()
}
