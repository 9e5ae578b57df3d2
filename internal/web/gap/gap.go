// Package gap is the pages of the gaps of chains (缺口): the list, one gap with its numbers down to the records behind them, who
// answers for it and what came of it, comparison with another place, the rules, and the quality of matching and ranking.
package gap

import (
	"embed"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	area "lianzhang/internal/gap"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "gaps"
	base    = "/gaps"
)

// Section is a part that another area adds to a page: of a gap, or of the quality page.
type Section struct {
	ID, Title string
	Note      ui.Rich
	Acts      []ui.Action
	KPIs      []ui.KPI
	Tables    []ui.Table
	Empty     string // said when there is nothing else
}

// Deps is what the pages stand on.
type Deps struct {
	Run      *change.Runner
	Chains   *chain.Service
	Graph    *graph.Service
	Match    *match.Service
	Gaps     *area.Service
	Projects *project.Service
	Comments *comment.Service
	Lists    *listing.Kit
	Trail    *trail.Trail
	// More are further sections of a gap's page, such as its targets and leads; nil sections are left out.
	More []func(q *web.Req, g *area.Gap) (*Section, error)
	// Quality are further sections of the page on the quality of suggestions, such as the ranking's.
	Quality []func(q *web.Req) (*Section, error)
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("gap", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listOf())
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 1 << 20}
	}
	return []web.Route{
		row("GET /gaps", authz.ChainView, h.showList),
		row("GET /gaps/export", authz.ExportRun, h.list.Export),
		row("POST /gaps/export", authz.ExportRun, h.list.Export),
		row("POST /gaps/assign", authz.GapWork, h.assignMany),
		row("GET /gaps/new", authz.GapWork, h.showNew),
		row("POST /gaps/new", authz.GapWork, h.create),
		row("GET /gaps/history", authz.ChainView, h.history),
		row("GET /gaps/compare", authz.ChainView, h.compare),
		row("POST /gaps/compare", authz.GapWork, h.typeFigures),
		row("GET /gaps/rules", authz.ChainView, h.showRules),
		row("POST /gaps/rules", authz.LightAdopt, h.adoptRules),
		row("GET /gaps/{id}", authz.ChainView, h.show),
		row("GET /gaps/{id}/assign", authz.GapWork, h.showAssign),
		row("POST /gaps/{id}/assign", authz.GapWork, h.assign),
		row("GET /gaps/{id}/move", authz.GapWork, h.showMove),
		row("POST /gaps/{id}/move", authz.GapWork, h.move),
		row("GET /gaps/{id}/note", authz.GapWork, h.showNote),
		row("POST /gaps/{id}/note", authz.GapWork, h.note),
		row("POST /gaps/{id}/comments", authz.ChainView, h.comment),
		row("POST /gaps/{id}/opportunity", authz.GapWork, h.opportunity),
		row("GET /quality", authz.ChainView, h.quality),
	}
}

func listOf() listing.List {
	return listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.ChainView, Find: "环节、说明",
		Columns: []string{"kind", "name", "score", "unit_id", "owner_id", "due", "last_touch", "state", "light"}, Fixed: []string{"name"},
		Reads: map[string][]string{"name": {"chain_id", "rank", "note", "opportunities", "projects"}, "light": {"light_text"}, "kind": {"verdict"}},
		First: []string{"chain_id", "kind", "state", "light"},
		Heads: map[string]ui.Column{"kind": {Label: "类型", Fold: "类型"}, "name": {Label: "环节", Sub: "产业链", Head: true, Grow: true},
			"score": {Label: "紧迫度", Sub: "满分100", Num: true, Fold: "紧迫度"}, "unit_id": {Label: "责任单位", Rank: 2, Fold: "责任单位"},
			"owner_id": {Label: "责任人", Fold: "责任人"}, "due": {Label: "时限", Fold: "时限"}, "last_touch": {Label: "最近接触", Rank: 2, Fold: "最近接触"},
			"state": {Label: "状态", Rank: 2, Fold: "状态"}, "light": {Label: "灯", Sub: "原因", Fold: "灯"}},
		Start: func(string) string { return "state=open,working" },
		Presets: func(today string) []listing.Preset {
			open := "state=open,working"
			return []listing.Preset{{Name: "未办结", Query: open}, {Name: "无责任人", Query: open + "&owner_id=-"}, {Name: "超期", Query: open + "&where=时限 < 今天"},
				{Name: "建链", Query: open + "&kind=build"}, {Name: "补链", Query: open + "&kind=repair"}, {Name: "延链", Query: open + "&kind=extend"},
				{Name: "强链", Query: open + "&kind=strengthen"}, {Name: "已补上", Query: "state=filled"}, {Name: "全部", Query: "state=open,working,filled,dropped"}}
		}}
}

func (h *handlers) showList(q *web.Req) error {
	if q.Query("mine") != "" { // 我的: the person is not known when presets are made
		return q.Redirect(base+"?state=open,working&owner_id="+q.Actor.ID, "")
	}
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "缺口清单")
	head.Wide = true
	head.Lede = ui.Rich{ui.A("我的", base+"?mine=1"), ui.T("　"), ui.A("各月情况", base+"/history"), ui.T("　"), ui.A("对标", base+"/compare"), ui.T("　"), ui.A("判定规则", base+"/rules"),
		ui.T("　"), ui.A("企业归环节", "/matches"), ui.T("　"), ui.A("匹配质量", "/quality")}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	var bulk *ui.BulkBar
	if q.Actor.Can(authz.GapWork) {
		head.Acts = append(head.Acts, ui.Action{Label: "重新评估", URL: "/matches/run", WideOnly: true}, ui.Primary("登记缺口", base+"/new"))
		bulk = &ui.BulkBar{Form: "bulk", Action: base + "/assign", Unit: "个", Hidden: []ui.Param{{Name: "query", Value: a.Encoded()}},
			Acts: []ui.Action{{Label: "指定责任", Form: "bulk", Small: true, Primary: true}}}
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) { return cell(a, c, r, q.Today()) }, bulk)
}

func cell(a *listing.Ask, c *list.Column, r list.Row, today string) (ui.Cell, bool) {
	switch c.Name {
	case "name":
		sub := a.Names.Label("chain", r.Str("chain_id"))
		if n := r.Int("rank"); n > 0 {
			sub += "　第" + ui.Num(n) + "位"
		}
		if n := r.Int("opportunities"); n > 0 {
			sub += "　机会" + ui.Num(n)
		}
		if n := r.Int("projects"); n > 0 {
			sub += "　项目" + ui.Num(n)
		}
		return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID, Sub: sub}, true
	case "kind":
		cell := ui.Cell{Text: c.OptionLabel(r.Str("kind"))}
		if v := r.Str("verdict"); v == "" {
			cell.Sub = "现已不判"
		} else if v != r.Str("kind") {
			cell.Sub = "现判" + area.KindLabel(v)
		}
		return cell, true
	case "score":
		return ui.Cell{Text: ui.Dec(r.Float("score"), 0)}, true
	case "presence", "demand", "supply", "density", "risk", "worth":
		if r.Float(c.Name) < 0 {
			return ui.Cell{Text: "—", Quiet: true}, true
		}
	case "owner_id":
		if r.Str("owner_id") == "" {
			return ui.Cell{Rich: ui.Rich{ui.Turn("无")}}, true
		}
	case "due":
		if d := r.Str("due"); d != "" {
			return ui.Cell{Text: d, Down: d < today}, true
		}
	case "light":
		light := ui.Lamp(ui.LetterOf(r.Str("light")))
		return ui.Cell{Light: &light, Sub: r.Str("light_text")}, true
	}
	return ui.Cell{}, false
}
