// Package dispatch is the board of the week: what moved, what did not, and who has not reported, by chain; and what is to be
// done about it next week.
package dispatch

import (
	"embed"
	"net/url"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	area "lianzhang/internal/report"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/report"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const section = "dispatch"

// Deps is what the page stands on.
type Deps struct {
	Shelf *report.Shelf
	Lists *listing.Kit
}

// Add adds the page to the set.
func Add(set *ui.Set) error { return set.Add("dispatch", files) }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	return []web.Route{{Pattern: "GET /dispatch", Perm: authz.ReportMake, Handle: d.show}}
}

// page is the board.
type page struct {
	ui.Page
	KPIs   []ui.KPI
	Chains ui.Table
	Moved  column
	Still  column
	Silent column
	Tasks  []task
	All    *ui.Link
}

// column is a column of the board.
type column struct {
	Title, Count string
	Lines        []ui.Line
	More         *ui.Link
	None         string
}

// board makes the parts of the page from the facts of a week.
type board struct {
	week  *area.Week
	base  string // address of the records behind figures
	names *listing.Names
}

func (d Deps) show(q *web.Req) error {
	asked := q.Query("week")
	now := period.Of(period.Week, q.Today())
	if asked == "" {
		asked = string(now)
	}
	paper, err := d.Shelf.Dispatch(q.Ctx(), q.Actor, asked)
	if err != nil {
		return err
	}
	names, err := d.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	w := paper.Period
	at := "/reports/dispatch/" + string(w)
	b := &board{week: paper.Week, base: at + "/projects", names: names}
	p := &page{Page: q.Page(section, title(w)), KPIs: b.kpis(), Chains: b.chains(), Moved: b.moved(), Still: b.still(), Silent: b.silent(), Tasks: b.tasks()}
	p.Crumbs = []ui.Link{{Label: "周调度", URL: "/dispatch"}, {Label: string(w)}}
	p.Lede = ui.Plain(b.lede(w == now))
	p.Acts = []ui.Action{{Label: "上一周", URL: "/dispatch?week=" + string(w.Prev()), Plain: true}}
	if w < now {
		p.Acts = append(p.Acts, ui.Action{Label: "下一周", URL: "/dispatch?week=" + string(w.Next()), Plain: true})
	}
	p.Acts = append(p.Acts, ui.PrintPage(), ui.Action{Label: "导出Excel", URL: at + "/excel", WideOnly: true},
		ui.Action{Label: "导出Word", URL: at + "/word", WideOnly: true}, ui.Primary("看清单文稿", at))
	p.Wide = true
	if n := len(paper.Week.Rows); n > mostTasks {
		p.All = &ui.Link{Label: "全部" + ui.Num(int64(n)) + "条", URL: at}
	}
	return q.Render("dispatch/show", p)
}

// records is the address of the records behind a figure: name, value, name, value …
func (b *board) records(pairs ...string) string {
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return b.base + "?" + v.Encode()
}
