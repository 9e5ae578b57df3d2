// Package talent is the pages of 双招双引: talent needs, introductions and platforms, each as list, page and form, and the docking
// of needs with introductions.
package talent

import (
	"embed"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/talent"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const section = "talent"

// The addresses of the three registers.
const (
	needs     = "/talent/needs"
	intros    = "/talent/introductions"
	platforms = "/talent/platforms"
)

// Deps is what the pages stand on.
type Deps struct {
	Run    *change.Runner
	Talent *talent.Service
	Lists  *listing.Kit
	Trail  *trail.Trail
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("talent", files) }

type handlers struct {
	Deps
	needs, intros, platforms *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.register()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	out := []web.Route{
		row("GET /talent", authz.ChainView, func(q *web.Req) error { return q.Redirect(needs, "") }),
		row("POST /talent/introductions/{id}/move", authz.FirmEdit, h.move),
		row("POST /talent/introductions/{id}/dock", authz.FirmEdit, h.dock),
	}
	add := func(base string, l *listing.List, show web.Handler, page web.Handler, fresh, create, edit, save web.Handler) {
		out = append(out, row("GET "+base, authz.ChainView, page), row("GET "+base+"/export", authz.ExportRun, l.Export),
			row("GET "+base+"/new", authz.FirmEdit, fresh), row("POST "+base+"/new", authz.FirmEdit, create), row("GET "+base+"/{id}", authz.ChainView, show),
			row("GET "+base+"/{id}/edit", authz.FirmEdit, edit), row("POST "+base+"/{id}/edit", authz.FirmEdit, save))
	}
	n, i, p := h.needEditor(), h.introEditor(), h.platformEditor()
	add(needs, h.needs, h.showNeed, h.listNeeds, n.ShowNew, n.New, n.ShowEdit, n.Edit)
	add(intros, h.intros, h.showIntro, h.listIntros, i.ShowNew, i.New, i.ShowEdit, i.Edit)
	add(platforms, h.platforms, h.showPlatform, h.listPlatforms, p.ShowNew, p.New, p.ShowEdit, p.Edit)
	return out
}

func (h *handlers) register() {
	h.needs = h.Lists.Register(listing.List{Spec: talent.NeedSpec, Base: needs, Section: section, Perm: authz.ChainView, Find: "岗位、用人单位、专业",
		Columns: []string{"name", "kind", "chain_id", "node_id", "employer", "people", "arrived", "rate", "due", "state"}, Fixed: []string{"name"},
		First: []string{"state", "kind", "chain_id"}, Heads: map[string]ui.Column{"name": {Label: "需求岗位", Head: true, Grow: true}, "kind": {Label: "类型", Rank: 3, Fold: "类型"},
			"chain_id": {Label: "产业链", Rank: 2, Fold: "产业链"}, "node_id": {Label: "环节", Rank: 3, Fold: "环节"}, "employer": {Label: "用人单位", Fold: "用人单位"},
			"people": {Label: "需求", Sub: "人", Num: true, Fold: "需求"}, "arrived": {Label: "到岗", Sub: "人", Num: true, Fold: "到岗"}, "rate": {Label: "满足率", Num: true, Rank: 2, Fold: "满足率"},
			"due": {Label: "到岗期限", Fold: "到岗期限"}, "state": {Label: "状态", Fold: "状态"}},
		Presets: func(today string) []listing.Preset {
			return []listing.Preset{{Name: "招引中", Query: "state=open"}, {Name: "过期未满足", Query: "state=open&due=.." + yesterday(today)}, {Name: "全部", Query: ""}, {Name: "已满足", Query: "state=filled"}}
		}})
	h.intros = h.Lists.Register(listing.List{Spec: talent.IntroSpec, Base: intros, Section: section, Perm: authz.ChainView, Find: "姓名、团队、来源地、用人单位",
		Columns: []string{"name", "kind", "origin", "chain_id", "node_id", "employer", "need", "people", "on_date", "state"}, Fixed: []string{"name"},
		First: []string{"state", "kind", "chain_id"}, Heads: map[string]ui.Column{"name": {Label: "人才（团队）", Head: true, Grow: true}, "kind": {Label: "类型", Rank: 3, Fold: "类型"},
			"origin": {Label: "来源地", Rank: 2, Fold: "来源地"}, "chain_id": {Label: "产业链", Rank: 2, Fold: "产业链"}, "node_id": {Label: "环节", Rank: 3, Fold: "环节"},
			"employer": {Label: "用人单位", Fold: "用人单位"}, "need": {Label: "对应需求", Rank: 2, Fold: "对应需求"}, "people": {Label: "人数", Num: true, Fold: "人数"},
			"on_date": {Label: "引进日期", Fold: "引进日期"}, "state": {Label: "状态", Fold: "状态"}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "在谈", Query: "state=contact,intent,signed"}, {Name: "已到岗", Query: "state=arrived,settled"}, {Name: "未对接需求", Query: "need=-"}}
		}})
	h.platforms = h.Lists.Register(listing.List{Spec: talent.PlatformSpec, Base: platforms, Section: section, Perm: authz.ChainView, Find: "平台、依托单位、方向",
		Columns: []string{"level", "name", "kind", "chain_id", "node_id", "employer", "on_date"}, Fixed: []string{"name"}, First: []string{"level", "kind", "chain_id"},
		Heads: map[string]ui.Column{"level": {Label: "级别"}, "name": {Label: "平台名称", Head: true, Grow: true}, "kind": {Label: "类型", Fold: "类型"}, "chain_id": {Label: "产业链", Rank: 2, Fold: "产业链"},
			"node_id": {Label: "环节", Rank: 3, Fold: "环节"}, "employer": {Label: "依托单位", Fold: "依托单位"}, "on_date": {Label: "认定日期", Rank: 2, Fold: "认定日期"}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "省级以上", Query: "level=national,province"}}
		}})
}

// listPage is the list of one of the three registers, with the way to the other two.
type listPage struct {
	listpage.Page
	Parts ui.Tabs
}

func parts(on string) ui.Tabs {
	t := ui.Tabs{Label: "双招双引"}
	for _, p := range []struct{ label, url string }{{"人才需求", needs}, {"人才引进", intros}, {"创新平台", platforms}} {
		t.Items = append(t.Items, ui.Tab{Label: p.label, URL: p.url, On: p.url == on})
	}
	return t
}

// list answers with the list at base; cell is as for listing.Ask.Table.
func (h *handlers) list(q *web.Req, l *listing.List, base, fresh string, lede ui.Rich, cell listpage.Cell) error {
	a, err := l.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "双招双引")
	head.Wide, head.Lede = true, lede
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.FirmEdit) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入表格", URL: "/imports/new?list=" + l.Spec.Name, WideOnly: true})
	}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.FirmEdit) {
		head.Acts = append(head.Acts, ui.Primary(fresh, base+"/new"))
	}
	rows, err := a.Rows(q.Ctx())
	if err != nil {
		return err
	}
	p := &listPage{Page: listpage.Page{Page: head, Bar: a.Bar(), Note: a.Note, Pager: a.Pager(rows)}, Parts: parts(base)}
	p.Table = a.Table(rows, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		if c.Name == "name" {
			return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID}, true
		}
		if cell != nil {
			return cell(c, r)
		}
		return ui.Cell{}, false
	})
	p.Table.Empty = a.Nothing()
	if p.Views, err = a.Tabs(q.Ctx(), rows); err != nil {
		return err
	}
	return q.RenderList("talent/list", listing.Block, p)
}
