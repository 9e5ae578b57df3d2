// Package units is the administration of units: list, tree, one unit, and the verbs that change it.
package units

import (
	"embed"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on.
type Deps struct {
	Run   *change.Runner
	Org   *org.Service
	Kit   *listing.Kit
	Trail *trail.Trail
}

type pages struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table. Whoever sees the organisation sees units inside the own scope; changing them is the
// system administrator's.
func Routes(d Deps) []web.Route {
	p := &pages{d, d.Kit.Register(listing.List{
		Spec: org.UnitSpec, Base: "/admin/units", Section: "admin", Perm: authz.OrgView, Out: authz.OrgView, Find: "单位名称、简称、曾用名", Scope: org.ListScope,
		Columns: []string{"name", "parent_id", "region", "kind", "people", "active"}, Fixed: []string{"name"},
		Reads: map[string][]string{"name": {"short", "successor_id"}},
		Heads: map[string]ui.Column{"name": {Label: "单位", Sub: "简称", Head: true, Grow: true}, "parent_id": {Rank: 2, Fold: "上级"},
			"region": {Rank: 2, Fold: "区域"}, "kind": {Fold: "类别"}, "people": {Label: "在用账号", Sub: "个", Num: true, Fold: "账号"}, "active": {Fold: "在用"}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "在用", Query: "active=true"}, {Name: "没有账号", Query: "active=true&people=0"}, {Name: "已撤并", Query: "active=false"}}
		},
	})}
	edit := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.OrgEdit, Handle: h, Body: 64 << 10}
	}
	return []web.Route{
		{Pattern: "GET /admin/units", Perm: authz.OrgView, Handle: p.showList},
		{Pattern: "GET /admin/units/export", Perm: authz.OrgView, Handle: p.list.Export},
		{Pattern: "GET /admin/units/tree", Perm: authz.OrgView, Handle: p.tree},
		{Pattern: "GET /admin/units/{id}", Perm: authz.OrgView, Handle: p.show},
		edit("GET /admin/units/new", p.showNew), edit("POST /admin/units", p.create),
		edit("GET /admin/units/{id}/edit", p.showEdit), edit("POST /admin/units/{id}/edit", p.edit),
		edit("GET /admin/units/{id}/move", p.showMove), edit("POST /admin/units/{id}/move", p.move),
		edit("GET /admin/units/{id}/merge", p.showMerge), edit("POST /admin/units/{id}/merge", p.merge),
		edit("GET /admin/units/{id}/dissolve", p.showDissolve), edit("POST /admin/units/{id}/dissolve", p.dissolve),
	}
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("admin/units", files) }

// unit finds a unit that the person may see.
func (p *pages) unit(q *web.Req) (*org.Directory, *org.Unit, error) {
	d, err := q.Directory()
	if err != nil {
		return nil, nil, err
	}
	u := d.Unit(q.Path("id"))
	if u == nil || !org.ListScope(q.Actor).Allows(authz.Keys{Region: u.Region, Unit: u.ID}) {
		return nil, nil, errs.New(errs.NotFound, "没有这个单位，或不在您的数据范围内")
	}
	return d, u, nil
}

// page is the chrome of a page about one unit.
func page(q *web.Req, u *org.Unit, title string) ui.Page {
	p := q.Page("admin", title)
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "单位", URL: "/admin/units"}}
	if u != nil {
		p.Crumbs = append(p.Crumbs, ui.Link{Label: u.Name, URL: at(u)})
	}
	return p
}

func at(u *org.Unit) string { return "/admin/units/" + u.ID }

// tabs lead from the list to the tree and back.
func views(q *web.Req, on string) []ui.Action {
	acts := []ui.Action{ui.Act("单位树", "/admin/units/tree")}
	if on == "tree" {
		acts = []ui.Action{ui.Act("清单", "/admin/units")}
	}
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.OrgEdit) {
		acts = append(acts, ui.Action{Label: "导入表格", URL: "/imports/new?list=unit", WideOnly: true})
	}
	return acts
}

func (p *pages) showList(q *web.Req) error {
	a, err := p.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page("admin", "单位")
	head.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "单位"}}
	head.Acts = append(views(q, "list"), ui.Action{Label: "导出", URL: a.WithAt("/admin/units/export"), WideOnly: true})
	if q.Actor.Can(authz.OrgEdit) {
		head.Acts = append(head.Acts, ui.Primary("新建单位", "/admin/units/new"))
	}
	return listpage.Show(q, a, head, cell(a), nil, "active")
}

func cell(a *listing.Ask) func(c *list.Column, r list.Row) (ui.Cell, bool) {
	return func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "name":
			out := ui.Cell{Text: r.Str("name"), URL: "/admin/units/" + r.ID, Sub: r.Str("short")}
			if next := r.Str("successor_id"); next != "" {
				out.Sub = "并入" + a.Names.Label("unit", next)
			}
			return out, true
		case "active":
			if !r.Bool("active") {
				return ui.Cell{Text: "已撤并", Quiet: true}, true
			}
		}
		return ui.Cell{}, false
	}
}
