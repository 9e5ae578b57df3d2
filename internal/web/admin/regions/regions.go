// Package regions is the administration of the site's regions: the tree by administrative code, and the zones beside it.
package regions

import (
	"embed"
	"html/template"
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on.
type Deps struct {
	Org *org.Service
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	edit := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.OrgEdit, Handle: h, Body: 64 << 10}
	}
	return []web.Route{
		{Pattern: "GET /admin/regions", Perm: authz.OrgView, Handle: d.list},
		edit("GET /admin/regions/new", d.showNew), edit("POST /admin/regions", d.create),
		edit("GET /admin/regions/{code}/edit", d.showEdit), edit("POST /admin/regions/{code}/edit", d.edit),
		edit("GET /admin/regions/{code}/remove", d.showRemove), edit("POST /admin/regions/{code}/remove", d.remove),
	}
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("admin/regions", files) }

func page(q *web.Req, title string) ui.Page {
	p := q.Page("admin", title)
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "区域", URL: "/admin/regions"}, {Label: title}}
	return p
}

func at(r *org.Region) string { return "/admin/regions/" + r.ID }

// listPage is the tree of regions.
type listPage struct {
	ui.Page
	Rows []branch
	Edit bool
}

type branch struct {
	Name, Code, Kind, URL, Units string
	UnitCount, Depth             int
}

// Indent is the style that moves the name to its depth.
func (b branch) Indent() template.CSS { return template.CSS("--d:" + strconv.Itoa(b.Depth)) }

func (d Deps) list(q *web.Req) error {
	dir, err := q.Directory()
	if err != nil {
		return err
	}
	out := &listPage{Page: q.Page("admin", "区域"), Edit: q.Actor.Can(authz.OrgEdit)}
	out.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "区域"}}
	out.Lede = ui.Plain("本站用到的行政区和功能区。数据范围按这棵树授予：授到上级，下级都看得到")
	if out.Edit {
		out.Acts = []ui.Action{ui.Primary("新建区域", "/admin/regions/new")}
	}
	scope := org.ListScope(q.Actor)
	units, depth := map[string]int{}, map[string]int{}
	for _, u := range dir.Units() {
		units[u.Region]++
	}
	for _, r := range dir.Regions() {
		if r.Parent != "" {
			depth[r.ID] = depth[r.Parent] + 1
		}
		if scope.Allows(authz.Keys{Region: r.ID}) {
			out.Rows = append(out.Rows, branch{Name: r.Name, Code: r.ID, Kind: r.Kind.Label(), URL: at(r), Units: "/admin/units?region=" + r.ID,
				UnitCount: units[r.ID], Depth: depth[r.ID]})
		}
	}
	return q.Render("admin/regions/list", out)
}

func region(q *web.Req) (*org.Directory, *org.Region, error) {
	d, err := q.Directory()
	if err != nil {
		return nil, nil, err
	}
	r := d.Region(q.Path("code"))
	if r == nil {
		return nil, nil, errs.New(errs.NotFound, "没有代码为%s的区域", q.Path("code"))
	}
	return d, r, nil
}
