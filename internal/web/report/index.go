package report

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// indexPage lists the papers that can be made.
type indexPage struct {
	ui.Page
	Months ui.Table
	Weeks  ui.Table
}

// The most months and weeks that the page lists.
const (
	mostMonths = 24
	mostWeeks  = 12
)

func (d Deps) index(q *web.Req) error {
	first, err := d.firstMonth(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	p := &indexPage{Page: q.Page(section, "通报"), Months: table("工作通报", "月份"), Weeks: table("调度清单", "周")}
	p.Lede = ui.Plain("数字都从项目台账和月报算出；历史月份按当时的样子算，每个数可以点开")
	p.Acts = []ui.Action{{Label: "口径", URL: "/formulas", Plain: true}, {Label: "自定义报告", URL: "/studio"}}
	today := q.Today()
	last := period.Of(period.Month, today)
	if last.Last() > today {
		last = last.Prev()
	}
	for m := last; len(p.Months.Rows) < mostMonths && first != "" && string(m) >= first; m = m.Prev() {
		p.Months.Rows = append(p.Months.Rows, row(bulletin, m, m.Label()+"工作通报", "截至"+ui.DateProse(m.Last())))
	}
	week := period.Of(period.Week, today)
	for w := week; len(p.Weeks.Rows) < mostWeeks && first != "" && w.Last() >= first; w = w.Prev() {
		note := w.Span()
		if w == week {
			note += "　本周，按现在的样子"
		}
		p.Weeks.Rows = append(p.Weeks.Rows, row(dispatch, w, weekName(w)+"调度清单", note))
	}
	if len(p.Months.Rows) > 0 {
		p.Acts = append(p.Acts, ui.Primary("看"+monthName(last)+"通报", bulletin.base+string(last)))
	}
	p.Months.Empty = &ui.Empty{Title: "还没有可以通报的月份", Text: "导入项目清单并填报月报后，上一个完整月份会列在这里",
		Acts: []ui.Action{{Label: "导入表格", URL: "/imports/new", Small: true}}}
	p.Weeks.Empty = &ui.Empty{Title: "还没有可以调度的周"}
	return q.Render("report/index", p)
}

// firstMonth is the first month of which anything is known, "" when nothing is.
func (d Deps) firstMonth(ctx context.Context, scope authz.Scope) (month string, err error) {
	keys := authz.Keys(project.Spec.Scope)
	w := new(db.Where).Scope(scope.On(keys), "t")
	if err = d.DB.QueryRow(ctx, "SELECT COALESCE(min(t.period), '') FROM project_report t"+w.SQL(), w.Args()...).Scan(&month); err != nil || month != "" {
		return month, err
	}
	w = new(db.Where).And("t.signed_actual <> ''").Scope(scope.On(keys), "t")
	err = d.DB.QueryRow(ctx, "SELECT COALESCE(min(t.signed_actual), '') FROM project t"+w.SQL(), w.Args()...).Scan(&month)
	return month[:min(len(month), 7)], err
}

func table(label, head string) ui.Table {
	return ui.Table{Label: label, Columns: []ui.Column{{Label: head, Head: true, Grow: true}, {Label: "文稿"}, {Label: "下载"}}}
}

func row(k kind, p period.Period, title, note string) ui.Row {
	at := k.base + string(p)
	open := ui.Cell{Acts: []ui.Action{{Label: "看文稿", URL: at, Small: true}}}
	if k == dispatch {
		open.Acts = append([]ui.Action{{Label: "调度板", URL: "/dispatch?week=" + string(p), Small: true, Plain: true}}, open.Acts...)
	}
	return ui.Row{Key: string(p), Label: title, Cells: []ui.Cell{{Text: title, URL: at, Sub: note}, open,
		{Acts: []ui.Action{{Label: "Word", URL: at + "/word", Small: true}, {Label: "Excel", URL: at + "/excel", Small: true}}}}}
}
