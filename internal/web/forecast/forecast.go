// Package forecast is the pages of the year's forecast: will the targets be met, what to push this month, how long projects stay in a
// stage, and how good such forecasts were.
package forecast

import (
	"embed"
	"net/url"
	"strings"

	"lianzhang/internal/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "forecast"
	base    = "/forecast"
)

// Deps is what the pages stand on.
type Deps struct {
	Forecast *forecast.Service
	Lists    *listing.Kit
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("forecast", files) }

type handlers struct {
	Deps
	items *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.items = d.Lists.Register(listing.List{Spec: forecast.Spec, Base: base + "/projects", Section: section, Perm: authz.ForecastView, Find: "项目名称",
		Columns: []string{"name", "chain_id", "region", "stage", "next", "days", "signed_amount", "push_signed", "median_signed"}, Fixed: []string{"name"}, First: []string{"stage", "region", "chain_id"},
		Reads: map[string][]string{"name": {"total_invest"}, "days": {"median", "stratum", "blind"}},
		Heads: map[string]ui.Column{"name": {Label: "项目名称", Sub: "总投资", Head: true, Grow: true}, "days": {Label: "已停留", Sub: "同类中位，天", Num: true, Fold: "已停留"},
			"next": {Label: "推到", Fold: "推到"}, "stage": {Label: "阶段", Fold: "阶段"}, "chain_id": {Label: "产业链", Rank: 3, Fold: "产业链"}, "region": {Label: "县区", Rank: 2, Fold: "县区"}, "signed_amount": {Label: "预期签约额", Sub: "亿元", Num: true, Fold: "预期签约额"},
			"push_signed": {Label: "推一步多签约额", Sub: "亿元", Num: true, Fold: "推一步多出"}, "median_signed": {Label: "签约额中位移动", Sub: "亿元", Num: true, Fold: "中位移动"},
			"push_started": {Label: "推一步多开工", Sub: "个", Num: true, Fold: "推一步多出"}, "median_started": {Label: "开工中位移动", Sub: "个", Num: true, Fold: "中位移动"},
			"push_investment": {Label: "推一步多完成投资", Sub: "亿元", Num: true, Fold: "推一步多出"}, "median_investment": {Label: "投资中位移动", Sub: "亿元", Num: true, Fold: "中位移动"},
			"push_produced": {Label: "推一步多投产", Sub: "个", Num: true, Fold: "推一步多出"}, "median_produced": {Label: "投产中位移动", Sub: "个", Num: true, Fold: "中位移动"},
			"push_output": {Label: "推一步多达产产值", Sub: "亿元", Num: true, Fold: "推一步多出"}, "median_output": {Label: "产值中位移动", Sub: "亿元", Num: true, Fold: "中位移动"}},
		Presets: func(string) []listing.Preset { return presets() }})
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /forecast", authz.ForecastView, h.show),
		row("GET /forecast/runs/{id}", authz.ForecastView, h.showRun),
		row("GET /forecast/runs", authz.ForecastView, h.showRuns),
		row("GET /forecast/projects", authz.ForecastView, h.showProjects),
		row("GET /forecast/projects/export", authz.ExportRun, h.items.Export),
		row("GET /forecast/projects/{id}", authz.ForecastView, h.showProject),
		row("GET /forecast/stays", authz.ForecastView, h.showStays),
		row("GET /forecast/backtest", authz.ForecastView, h.showBackTest),
		row("POST /forecast/backtest", authz.ForecastRun, h.backTest),
		row("GET /forecast/new", authz.ForecastRun, h.showNew),
		row("POST /forecast/new", authz.ForecastRun, h.run),
		row("GET /forecast/targets", authz.ForecastRun, h.showTargets),
		row("POST /forecast/targets", authz.ForecastRun, h.setTargets),
	}
}

// pushes are the five figures for which pushes are ranked: the columns of what a push adds, and of what the project brings anyway.
var pushes = []struct{ measure, push, median, brings string }{
	{"signed_amount", "push_signed", "median_signed", "signed_amount"}, {"started", "push_started", "median_started", "p_started"},
	{"investment", "push_investment", "median_investment", "investment"}, {"produced", "push_produced", "median_produced", "p_produced"},
	{"output", "push_output", "median_output", "output"},
}

// presets are the views of the list: for each figure what to push, and what is brought anyway.
func presets() (out []listing.Preset) {
	query := func(sort string, more ...string) url.Values {
		v := url.Values{"cols": {strings.Join(append([]string{"name", "chain_id", "region"}, more...), ",")}}
		if sort != forecast.Spec.Sort {
			v.Set("sort", sort)
		}
		return v
	}
	for i, p := range pushes {
		v := listing.Preset{Name: "推" + forecast.MeasureOf(p.measure).Label} // the first is what the list shows unasked
		if i > 0 {
			v.Query = query("-"+p.push, "stage", "next", "days", p.brings, p.push, p.median).Encode()
		}
		out = append(out, v)
	}
	blind := query(forecast.Spec.Sort, "stage", "days", "unit_id", "total_invest")
	blind.Set("blind", "true")
	return append(out, listing.Preset{Name: "没有历史可依", Query: blind.Encode()})
}

// pushURL is the list of what to push for a figure.
func pushURL(measure string) string {
	for i, p := range presets() {
		if i < len(pushes) && pushes[i].measure == measure {
			return base + "/projects?" + p.Query
		}
	}
	return base + "/projects"
}

// tabs are the parts of the forecast.
func tabs(on string) ui.Tabs {
	t := ui.Tabs{Label: "预测"}
	for _, x := range []struct{ label, url string }{{"今年目标", base}, {"本月推什么", base + "/projects"}, {"阶段停留", base + "/stays"}, {"准不准", base + "/backtest"}, {"历次预测", base + "/runs"}} {
		t.Items = append(t.Items, ui.Tab{Label: x.label, URL: x.url, On: x.url == on})
	}
	return t
}

// showProjects is the list of what to push and what each project brings.
func (h *handlers) showProjects(q *web.Req) error {
	a, err := h.items.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "本月推什么")
	head.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "本月推什么"}}
	head.Wide = true
	head.Lede = ui.Plain("假设把一个项目在本月推到下一阶段，年底平均多出多少，按多出的排序；“中位移动”是全市的可能结果随之移动多少（只算每项前30名）。推一步要花的功夫没有折算：看已停留多久、下一步缺哪些要件，点项目名。")
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/projects/export"), WideOnly: true})
	}
	head.Acts = append(head.Acts, ui.PrintPage())
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "name":
			return ui.Cell{Text: r.Str("name"), URL: base + "/projects/" + r.ID, Sub: ui.Yi(r.Int("total_invest")) + "亿元"}, true
		case "days":
			return ui.Cell{Text: ui.Num(r.Int("days")), Sub: usual(r.Int("median")), SubLate: r.Int("median") > 0 && r.Int("days") > r.Int("median")}, true
		case "median_signed", "median_started", "median_investment", "median_produced", "median_output":
			if r.Int(c.Name) == 0 {
				return ui.Cell{}, true
			}
		}
		return ui.Cell{}, false
	}, nil)
}

func usual(median int64) string {
	if median == 0 {
		return "中位不详"
	}
	return "中位" + ui.Num(median)
}
