// Package burden is the pages of 减负: what forms cost units and people, the records behind it, and what each form replaces.
package burden

import (
	"embed"
	"net/url"

	area "lianzhang/internal/burden"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Base is the address of the page.
const (
	Base    = "/burden"
	section = "burden"
	records = Base + "/records"
)

// Deps is what the pages stand on.
type Deps struct {
	Burden *area.Service
	Lists  *listing.Kit
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("burden", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table. Everybody signed in sees what his own forms cost him; the areas' scopes do the rest.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listing.List{Spec: area.Spec, Base: records, Section: section, Perm: authz.SignedIn, Out: authz.SignedIn, Find: "表名", Scope: area.People,
		Columns: []string{"title", "person_id", "on_date", "minutes", "by_hand", "taken_over", "left_empty", "via"}, Fixed: []string{"title"},
		First: []string{"on_date", "unit_id", "person_id", "via"}, Reads: map[string][]string{"title": {"form"}, "person_id": {"unit_id"}},
		Heads: map[string]ui.Column{"title": {Label: "表", Head: true, Grow: true}, "person_id": {Label: "填报人", Sub: "单位", Fold: "填报人"}, "on_date": {Label: "日期", Fold: "日期"},
			"minutes": {Label: "打开到提交", Sub: "分钟", Num: true, Fold: "用时分钟"}, "by_hand": {Label: "手填", Sub: "项", Num: true, Fold: "手填"},
			"taken_over": {Label: "带出", Sub: "项", Num: true, Fold: "带出"}, "left_empty": {Label: "留空", Sub: "项", Num: true, Rank: 2, Fold: "留空"}, "via": {Label: "途径", Rank: 2, Fold: "途径"}},
		Presets: func(today string) []listing.Preset {
			return []listing.Preset{{Name: "本月", Query: "on_date=" + today[:7]}, {Name: "超过半小时", Query: "minutes=30.."}, {Name: "企业填的", Query: "via=" + area.ViaLink}, {Name: "全部", Query: ""}}
		}})
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET "+Base, authz.SignedIn, h.show),
		row("GET "+records, authz.SignedIn, h.showRecords),
		row("GET "+records+"/export", authz.SignedIn, h.list.Export),
		row("GET "+Base+"/forms/edit", authz.BurdenEdit, h.showForm),
		row("POST "+Base+"/forms/edit", authz.BurdenEdit, h.saveForm),
		row("GET "+Base+"/idle", authz.BurdenEdit, h.showIdle),
		row("POST "+Base+"/idle", authz.BurdenEdit, h.saveIdle),
	}
}

func (h *handlers) showRecords(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	said, err := h.Burden.Said(q.Ctx())
	if err != nil {
		return err
	}
	head := q.Page(section, "填报记录")
	head.Crumbs = []ui.Link{{Label: "减负", URL: Base}, {Label: "记录"}}
	head.Wide, head.Lede = true, ui.Plain(sight(q)+"　只记用时和项数，不记填了什么")
	head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(records + "/export"), WideOnly: true})
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "title":
			name := r.Str("title")
			if f := said[r.Str("form")]; f != nil && f.Name != "" && f.Name != name {
				return ui.Cell{Text: f.Name, Sub: name}, true
			}
			if name == "" {
				name = r.Str("form")
			}
			return ui.Cell{Text: name}, true
		case "person_id":
			if r.Str("person_id") == "" {
				return ui.Cell{Text: "企业（凭链接）", Quiet: true}, true
			}
			return ui.Cell{Text: a.Names.Label("account", r.Str("person_id")), Sub: a.Names.Label("unit", r.Str("unit_id"))}, true
		}
		return ui.Cell{}, false
	}, nil)
}

// sight says whose forms the page shows by name.
func sight(q *web.Req) string {
	who := area.People(q.Actor)
	switch {
	case who.All || len(who.Regions) > 0:
		return "您数据范围内的全部填报记录"
	case len(who.Units) > 0:
		return "本单位的填报记录"
	}
	return "您自己的填报记录"
}

// recordsAt is the address of the records under conditions: name, value, name, value ….
func recordsAt(from, to string, pairs ...string) string {
	v := url.Values{"on_date": {from + ".." + to}}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	return records + "?" + v.Encode()
}
