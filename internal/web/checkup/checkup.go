// Package checkup is the pages of the checkup (注水体检): the queue of findings by weight, one finding with its records side by side
// and the verdict, the detectors with their thresholds and precision, what a file would bring in, and a county's report on paper.
package checkup

import (
	"context"
	"embed"

	area "lianzhang/internal/checkup"
	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "checkups"
	base    = "/checkups"
	// RunJob is the kind of the job that checks the whole register; its payload is the account that asked, or a date.
	RunJob = "checkup.run"
)

// Deps is what the pages stand on.
type Deps struct {
	Run      *change.Runner
	Checkup  *area.Service
	Projects *project.Service
	Tasks    *task.Service
	Imports  *importing.Service
	Jobs     *jobs.Runner
	Lists    *listing.Kit
	Trail    *trail.Trail
	// Link gives the name and page of a record of any kind, "" when it has none.
	Link func(ctx context.Context, kind, id string) string
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("checkup", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.CheckupView, Find: "发现、编号、项目",
		Columns: []string{"severity", "title", "detector", "region", "amount", "found_on", "state"}, Fixed: []string{"title"}, First: []string{"detector", "region", "state", "severity"},
		Reads: map[string][]string{"title": {"code", "reason", "state"}, "state": {"judged_name", "effect"}},
		Heads: map[string]ui.Column{"severity": {Label: "程度"}, "title": {Label: "发现", Sub: "编号", Head: true, Wrap: true}, "detector": {Label: "体检项", Fold: "体检项", Rank: 2}, "region": {Label: "县区", Fold: "县区"},
			"amount": {Label: "涉及金额", Sub: "亿元", Num: true, Fold: "涉及金额"}, "found_on": {Label: "发现", Rank: 3, Fold: "发现"}, "state": {Label: "状态", Fold: "状态"}},
		Start: func(string) string { return "state=open" },
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "待核", Query: "state=open"}, {Name: "严重", Query: "state=open&severity=red"}, {Name: "重复签约", Query: "state=open&detector=twin,alike"},
				{Name: "属实", Query: "state=confirmed"}, {Name: "误报与已说明", Query: "state=rejected,explained"}, {Name: "全部", Query: "state=open,confirmed,rejected,explained,gone"}}
		}})
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	assign := h.assignStep()
	return []web.Route{
		row("GET /checkups", authz.CheckupView, h.queue),
		row("GET /checkups/export", authz.ExportRun, h.list.Export),
		row("GET /checkups/rules", authz.CheckupView, h.showRules),
		row("POST /checkups/rules", authz.CheckupJudge, h.adopt),
		row("GET /checkups/run", authz.CheckupJudge, h.progress),
		row("POST /checkups/run", authz.CheckupJudge, h.run),
		row("GET /checkups/report", authz.CheckupView, h.report),
		row("GET /checkups/report/word", authz.CheckupView, h.word),
		row("GET /imports/{id}/checkup", authz.ImportRun, h.file),
		row("GET /checkups/{id}", authz.CheckupView, h.show),
		row("POST /checkups/{id}/judge", authz.CheckupJudge, h.judge),
		row("GET /checkups/{id}/task", authz.TaskSet, assign.Show),
		row("POST /checkups/{id}/task", authz.TaskSet, assign.Post),
	}
}

// severityLight shows how grave a finding is; a hint has no colour.
func severityLight(s string) *ui.Light {
	l := ui.Sign(map[string]ui.Letter{string(area.Grave): ui.Red, string(area.Middle): ui.Yellow}[s], area.Severity(s).Label())
	if l.Letter == "" {
		l.Letter = ui.None
	}
	return &l
}

func stateLight(s string) *ui.Light {
	l := ui.Sign(map[string]ui.Letter{area.Open: ui.Yellow, area.Confirmed: ui.Red, area.Rejected: ui.Green, area.Explained: ui.Green}[s], area.StateLabel(s))
	if l.Letter == "" {
		l.Letter = ui.None
	}
	return &l
}

// listPage is the queue.
type listPage struct {
	ui.Page
	Parts ui.Tabs
	KPIs  []ui.KPI
	Last  *ui.Note
	Views ui.Tabs
	Bar   ui.FilterBar
	Note  *ui.Note
	Table ui.Table
	Pager ui.Pager
}

func parts(on string) ui.Tabs {
	t := ui.Tabs{Label: "注水体检"}
	for _, p := range []struct{ label, url string }{{"发现", base}, {"体检项与准确率", base + "/rules"}, {"县区体检单", base + "/report"}} {
		t.Items = append(t.Items, ui.Tab{Label: p.label, URL: p.url, On: p.url == on})
	}
	return t
}

func (h *handlers) queue(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	p := &listPage{Page: q.Page(section, "注水体检"), Parts: parts(base)}
	p.Wide = true
	if q.Actor.Can(authz.ExportRun) {
		p.Acts = append(p.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	p.Acts = append(p.Acts, ui.PrintPage())
	if q.Actor.Can(authz.CheckupJudge) && q.Actor.Scope.All {
		p.Acts = append(p.Acts, ui.Action{Label: "全册体检", URL: base + "/run", Primary: true})
	}
	if err := h.head(q, p); err != nil {
		return err
	}
	rows, err := a.Rows(q.Ctx())
	if err != nil {
		return err
	}
	p.Bar, p.Note, p.Pager = a.Bar(), a.Note, a.Pager(rows)
	p.Table = a.Table(rows, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "severity":
			return ui.Cell{Light: severityLight(r.Str("severity"))}, true
		case "title":
			return ui.Cell{Text: r.Str("title"), URL: base + "/" + r.ID, Sub: ui.Joined(r.Str("code"), r.Str("reason"))}, true
		case "state":
			return ui.Cell{Light: stateLight(r.Str("state")), Sub: r.Str("judged_name")}, true
		}
		return ui.Cell{}, false
	})
	p.Table.Empty = a.Nothing()
	if p.Views, err = a.Tabs(q.Ctx(), rows); err != nil {
		return err
	}
	return q.RenderList("checkup/list", listing.Block, p)
}

// head are the three numbers over the queue and what the last run found.
func (h *handlers) head(q *web.Req, p *listPage) error {
	all, err := h.Checkup.Precisions(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	var sum area.Precision
	for _, x := range all {
		sum.Open, sum.OpenAmount, sum.Confirmed, sum.Judged, sum.FoundedAmount = sum.Open+x.Open, sum.OpenAmount+x.OpenAmount, sum.Confirmed+x.Confirmed, sum.Judged+x.Judged, sum.FoundedAmount+x.FoundedAmount
	}
	p.KPIs = []ui.KPI{{Label: "待核", Value: ui.Num(int64(sum.Open)), Unit: "条", Parts: []ui.Rich{{ui.Src("看清单", base+"?state=open")}}},
		{Label: "待核涉及金额", Value: ui.Yi(sum.OpenAmount), Unit: "亿元", Parts: []ui.Rich{ui.Plain("同一项目在几条里会重复计")}},
		{Label: "已核属实", Value: ui.Num(int64(sum.Confirmed)), Unit: "条", Parts: []ui.Rich{{ui.Src(ui.Yi(sum.FoundedAmount)+"亿元", base+"?state=confirmed")}}}, precisionKPI(sum)}
	runs, err := h.Checkup.Runs(q.Ctx(), 1)
	if err != nil {
		return err
	}
	if len(runs) > 0 {
		r := runs[0]
		p.Lede = ui.Plain("上次全册体检" + ui.Stamp(r.At) + "，" + r.String() + "。每晚自动做一次；保存项目时就近查一次。发现只是线索，核实前不改任何数据。")
	} else {
		p.Lede = ui.Plain("还没有做过全册体检。每晚自动做一次；发现只是线索，核实前不改任何数据。")
	}
	return nil
}

func precisionKPI(p area.Precision) ui.KPI {
	k := ui.KPI{Label: "准确率", Value: "—", Parts: []ui.Rich{ui.Plain("还没有核实过")}}
	if p.Judged > 0 {
		share := float64(p.Confirmed) / float64(p.Judged)
		k.Value, k.Parts = ui.Pct(share), []ui.Rich{{ui.Src(ui.Num(int64(p.Confirmed))+"/"+ui.Num(int64(p.Judged)), base+"?state=confirmed,rejected,explained")}}
	}
	return k
}
