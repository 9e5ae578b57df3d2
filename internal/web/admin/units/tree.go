package units

import (
	"html/template"
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// treePage shows the units below each other, with the people of each and of all below it.
type treePage struct {
	ui.Page
	Rows  []branch
	Total int
}

type branch struct {
	Name, Short, URL, Region, Kind string
	Depth                          int
	People, All                    int
}

// Indent is the style that moves the name to its depth.
func (b branch) Indent() template.CSS { return template.CSS("--d:" + strconv.Itoa(b.Depth)) }

func (p *pages) tree(q *web.Req) error {
	d, err := q.Directory()
	if err != nil {
		return err
	}
	out := &treePage{Page: q.Page("admin", "单位树")}
	out.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "单位", URL: "/admin/units"}, {Label: "树"}}
	out.Acts = views(q, "tree")
	if q.Actor.Can(authz.OrgEdit) {
		out.Acts = append(out.Acts, ui.Primary("新建单位", "/admin/units/new"))
	}
	scope := org.ListScope(q.Actor)
	own := map[string]int{}
	for _, a := range d.Accounts() {
		if a.Active {
			own[a.UnitID]++
		}
	}
	depth := map[string]int{}
	for _, u := range d.Units() {
		if u.ParentID != "" {
			depth[u.ID] = depth[u.ParentID] + 1
		}
		if !scope.Allows(authz.Keys{Region: u.Region, Unit: u.ID}) {
			continue
		}
		b := branch{Name: u.Name, Short: u.Short, URL: at(u), Region: d.RegionName(u.Region), Kind: u.Kind.Label(), Depth: depth[u.ID], People: own[u.ID]}
		for _, id := range d.UnitSubtree(u.ID) {
			b.All += own[id]
		}
		out.Rows = append(out.Rows, b)
	}
	out.Total = len(out.Rows)
	return q.Render("admin/units/tree", out)
}
