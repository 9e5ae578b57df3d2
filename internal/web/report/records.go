package report

import (
	"net/url"
	"strconv"

	"lianzhang/internal/project"
	"lianzhang/internal/report"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// recordsPage lists the records behind a figure, as they stood on the paper's day.
type recordsPage struct {
	ui.Page
	Sum   ui.Summary
	Table ui.Table
	Pager ui.Pager
}

// perPage is how many records a page shows.
const perPage = 100

func (d Deps) records(q *web.Req, p *Paper) error {
	v := q.R.URL.Query()
	s, err := p.Select(v)
	if err != nil {
		return err
	}
	names, err := d.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	page := &recordsPage{Page: q.Page(section, "数的来处"), Sum: summary(&s.Line)}
	page.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: p.name() + p.kind.label, URL: p.base()}, {Label: "数的来处"}}
	page.Lede = ui.Plain("截至" + ui.DateProse(p.Day) + "的样子；现在的情况点项目看")
	page.Wide = true
	at, _ := strconv.Atoi(v.Get("page"))
	last := max((len(s.Items)+perPage-1)/perPage, 1)
	at = min(max(at, 1), last)
	from, to := (at-1)*perPage, min(at*perPage, len(s.Items))
	page.Table = ui.Table{Label: "项目", Fold: true, Columns: []ui.Column{{Label: "灯"}, {Label: "项目", Sub: "原因", Head: true, Grow: true}, {Label: "阶段", Fold: "阶段"},
		{Label: "总投资", Sub: "亿元", Num: true, Rank: 2, Fold: "总投资"}, {Label: "年度计划", Sub: "万元", Num: true, Rank: 2, Fold: "年度计划"},
		{Label: "年度完成", Sub: "万元", Num: true, Fold: "年度完成"}, {Label: "完成与序时", Width: "13rem", Rank: 2, Fold: "进度"}, {Label: "责任单位", Rank: 3}},
		Empty: &ui.Empty{Title: "这个数后面没有项目", Text: "条件可能与通报的范围不一致；回到文稿重新点开",
			Acts: []ui.Action{{Label: "回到文稿", URL: p.base(), Small: true}}}}
	for _, it := range s.Items[from:to] {
		page.Table.Rows = append(page.Table.Rows, recordRow(it, names))
	}
	page.Pager = pager(p.base()+"/projects", v, at, last, from, to, len(s.Items))
	return q.Render("report/records", page)
}

func recordRow(it *report.Item, names *listing.Names) ui.Row {
	light := ui.Lamp(ui.LetterOf(it.Light))
	why := it.Text
	if why == "" {
		why = names.Label("chain", it.ChainID) + "　" + names.Label("region", it.Region)
	}
	cells := []ui.Cell{{Light: &light}, {Text: it.Name, URL: "/projects/" + it.ID, Sub: why}, {Text: project.StageLabel(it.Stage)}, {Text: ui.Yi(it.TotalInvest)},
		{Text: ui.Wan(it.YearPlan)}, {Text: ui.Wan(it.YearDone)}, {Text: "无年度计划", Quiet: true}, {Text: names.Label("unit", it.UnitID)}}
	if rate, ok := it.Rate(); ok {
		letter := ui.LetterOf(it.Light)
		if rate >= it.Schedule {
			letter = ui.None
		}
		b := ui.NewBar(rate*100, it.Schedule*100, letter)
		cells[6] = ui.Cell{Bar: &b}
	}
	return ui.Row{Key: it.ID, Label: it.Name, Cells: cells}
}

func summary(l *report.Line) ui.Summary {
	s := ui.Summary{Key: true, Items: []ui.SummaryItem{{Label: "共", Value: ui.Num(l.N), Unit: "个"}, {Label: "总投资", Value: ui.Yi(l.TotalInvest), Unit: "亿元"},
		{Label: "到位资金", Value: ui.Yi(l.FundsIn), Unit: "亿元"}}}
	if l.YearPlan > 0 {
		s.Items = append(s.Items, ui.SummaryItem{Label: "年度计划", Value: ui.Yi(l.YearPlan), Unit: "亿元"},
			ui.SummaryItem{Label: "完成", Value: ui.Yi(l.YearDone), Unit: "亿元，" + ui.Pct(float64(l.YearDone)/float64(l.YearPlan))},
			ui.SummaryItem{Label: "序时应完成", Value: ui.Yi(l.YearDue), Unit: "亿元"})
	}
	return s
}

func pager(base string, v url.Values, at, last, from, to, total int) ui.Pager {
	page := func(n int) string {
		out := url.Values{}
		for name, values := range v {
			out[name] = values
		}
		out.Set("page", strconv.Itoa(n))
		return base + "?" + out.Encode()
	}
	p := ui.Pager{From: int64(from + 1), To: int64(to), Total: int64(total)}
	if at > 1 {
		p.Prev = page(at - 1)
	}
	if at < last {
		p.Next = page(at + 1)
	}
	for n := max(1, at-3); n <= min(last, at+3) && last > 1; n++ {
		p.Pages = append(p.Pages, ui.Tab{Label: strconv.Itoa(n), URL: page(n), On: n == at})
	}
	return p
}
