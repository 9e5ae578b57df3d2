package task

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	area "lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// dayPage is the day sheet.
type dayPage struct {
	ui.Page
	Fields []ui.Field
	KPIs   []ui.KPI
	Due    ui.Table
	Left   ui.Table
	Moved  ui.Log
	Sign   bool
}

// day draws up the day sheet of a day for a unit or a person. Without a choice it is the person's own unit; for office and supervision, who see to all of them, every unit.
func (h *handlers) day(q *web.Req) error {
	day := q.Query("on")
	if !clock.IsDate(day) {
		day = q.Today()
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	unit, who := q.Query("unit"), q.Query("who")
	if !q.R.URL.Query().Has("unit") && who == "" && !slices.Contains(q.Actor.Roles, authz.RoleOffice) && !slices.Contains(q.Actor.Roles, authz.RoleSupervise) {
		unit = q.Actor.UnitID
	}
	of := area.Of{OwnerID: who}
	if unit != "" {
		of.Units = names.Dir.UnitSubtree(unit)
	}
	sheet, err := h.Tasks.Sheet(q.Ctx(), q.Actor.Scope, day, of)
	if err != nil {
		return err
	}
	p := &dayPage{Page: q.Page(section, "日清日结"), Sign: true}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "任务", URL: base}, {Label: p.Title}}
	of1 := names.Label("unit", unit)
	if who != "" {
		of1 = names.Label("account", who)
	}
	if of1 == "" {
		of1 = "全部单位"
	}
	p.Lede = ui.Plain(ui.Joined(ui.DateProse(day), of1))
	p.Acts = []ui.Action{{Label: "前一天", URL: dayAt(clock.AddDays(day, -1), unit, who), WideOnly: true}, {Label: "后一天", URL: dayAt(clock.AddDays(day, 1), unit, who), WideOnly: true}, ui.PrintPage()}
	all := func(kind, label string) []ui.Option {
		return append([]ui.Option{{Label: label}}, names.Options(kind)...)
	}
	p.Fields = []ui.Field{{Kind: ui.KindDate, Name: "on", Label: "日期", Value: day}, {Kind: ui.KindSelect, Name: "unit", Label: "单位", Value: unit, Options: all("unit", "全部单位")},
		{Kind: ui.KindSelect, Name: "who", Label: "责任人", Value: who, Options: all("account", "全部人员")}}
	kpi := func(label string, n int, bad bool) ui.KPI {
		return ui.KPI{Label: label, Value: ui.Num(int64(n)), Unit: "项", Down: bad && n > 0}
	}
	p.KPIs = []ui.KPI{kpi("今日应清", len(sheet.Due), false), kpi("已清", sheet.Cleared, false), kpi("结转", sheet.Carried, false), kpi("未清也未结转", sheet.Open(), true), kpi("以前未清", len(sheet.Left), true)}
	p.Due, p.Left = sheetTable("今日应清", sheet.Due, names, true), sheetTable("以前应清未清", sheet.Left, names, false)
	for _, e := range sheet.Moved {
		p.Moved = append(p.Moved, ui.LogItem{Time: ui.Stamp(e.CreatedAt), DateTime: e.OnDate, Body: ui.Rich{ui.A(sheet.Names[e.TaskID], base+"/"+e.TaskID), ui.T("　" + entryLabels[e.Kind] + "　" + e.Text)}, Note: ui.Plain(e.ByName)})
	}
	return q.Render("task/day", p)
}

func dayAt(day, unit, who string) string {
	return base + "/day?on=" + day + "&unit=" + unit + "&who=" + who
}

// sheetTable lays the tasks of a sheet under their heads.
func sheetTable(label string, rows []area.DayRow, names *listing.Names, outcome bool) ui.Table {
	t := ui.Table{Label: label, Fold: true, Columns: []ui.Column{{Label: "任务", Sub: "来源", Head: true, Grow: true}, {Label: "牵头单位", Sub: "责任人", Fold: "牵头"}, {Label: "完成时限", Sub: "结转", Fold: "时限"}, {Label: "情况", Sub: "说明", Width: "22rem"}}}
	for _, r := range rows {
		state := ui.Cell{Text: area.StateLabel(r.State), Sub: r.Said}
		red, green, yellow := ui.Sign(ui.Red, "未清"), ui.Sign(ui.Green, "已清"), ui.Sign(ui.Yellow, "结转")
		switch {
		case !outcome:
			if r.CarryOn != "" {
				state = ui.Cell{Text: "应于" + ui.DateProse(r.ActOn) + "清", Sub: r.Said}
			}
		case r.Outcome == area.Cleared:
			state = ui.Cell{Light: &green, Sub: ui.Joined(ui.DateProse(r.ReportedOn)+"报完成", r.Said)}
		case r.Outcome == area.Carried && r.Carry != nil:
			state = ui.Cell{Light: &yellow, Sub: r.Carry.ByName + "结转到" + ui.DateProse(r.Carry.NewOn) + "：" + r.Carry.Text}
		case r.Outcome == area.Carried:
			state = ui.Cell{Light: &yellow, Sub: "已结转到" + ui.DateProse(r.CarryOn)}
		default:
			state = ui.Cell{Light: &red, Sub: r.Said}
		}
		due := ui.Cell{Text: ui.DateTable(r.Due)}
		if r.Carries > 0 {
			due.Sub = ui.Num(r.Carries) + "次"
		}
		t.Rows = append(t.Rows, ui.Row{Key: r.ID, Cells: []ui.Cell{{Text: r.Name, URL: base + "/" + r.ID, Sub: area.SourceLabel(r.Source)},
			{Text: names.Label("unit", r.UnitID), Sub: names.Label("account", r.OwnerID)}, due, state}})
	}
	return t
}

// unitsPage is the responsibility list in figures.
type unitsPage struct {
	ui.Page
	Table ui.Table
}

func (h *handlers) units(q *web.Req) error {
	loads, err := h.Tasks.Loads(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &unitsPage{Page: q.Page(section, "任务按单位")}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "任务", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("超期按工作日累计，含已销号的；已取消的不计。")
	p.Table = ui.Table{Label: p.Title, Fold: true, Columns: []ui.Column{{Label: "单位", Head: true, Grow: true}}}
	for _, c := range []string{"牵头", "配合", "在办", "红灯", "黄灯", "待销号", "已销号", "按时率", "超期天数", "结转", "退回", "改期", "有问题"} {
		p.Table.Columns = append(p.Table.Columns, ui.Column{Label: c, Num: true, Fold: c})
	}
	p.Table.Empty = &ui.Empty{Title: "还没有任务", Text: "交办任务，或导入年度计划"}
	for _, l := range loads {
		row := ui.Row{Key: l.UnitID, Cells: []ui.Cell{{Text: names.Label("unit", l.UnitID), URL: base + "/duties?unit_id=" + l.UnitID}}}
		for _, n := range []int{l.Lead, l.Co, l.Running, l.Late, l.Yellow, l.Reported, l.Closed} {
			row.Cells = append(row.Cells, ui.Cell{Text: ui.Num(int64(n))})
		}
		row.Cells[4].Down = l.Late > 0
		rate := ui.Cell{Text: "—", Quiet: true}
		if share, ok := l.Rate(); ok {
			rate = ui.Cell{Text: ui.Pct(share), Title: ui.Num(int64(l.InTime)) + "/" + ui.Num(int64(l.Closed))}
		}
		row.Cells = append(row.Cells, rate)
		for _, n := range []int64{l.LateDays, l.Carries, l.Returns, l.Delays, l.Trouble} {
			row.Cells = append(row.Cells, ui.Cell{Text: ui.Num(n)})
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	return q.Render("task/units", p)
}

const mediaXLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// book gives the four lists as one workbook; the progress list is that of the days asked for, else of this week.
func (h *handlers) book(q *web.Req) error {
	from, to := q.Query("from"), q.Query("to")
	if !clock.IsDate(from) || !clock.IsDate(to) {
		from, to = monday(q.Today()), q.Today()
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	book, _, err := area.Book(q.Ctx(), h.Run.DB, q.Asker(), from, to, names.Label)
	if err != nil {
		return err
	}
	q.Download("四张清单"+q.Today()+".xlsx", mediaXLSX)
	return book.Write(q.W)
}
