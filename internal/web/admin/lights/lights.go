// Package lights is the administration of light rule sets: the ones in force with every rule in words, copying and changing
// a set, replaying it over the past, and putting it in force; and the list of exemptions.
package lights

import (
	"embed"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the pages stand on.
type Deps struct {
	Review *review.Service
	Kit    *listing.Kit
}

type pages struct {
	Deps
	exemptions *listing.List
}

// Routes are the rows of the route table. Rules are read by all who see projects; changing and adopting them is the office's.
func Routes(d Deps) []web.Route {
	p := &pages{d, d.Kit.Register(exemptionList())}
	row := func(perm authz.Perm, pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: perm, Handle: h, Body: 256 << 10}
	}
	return []web.Route{
		row(authz.ProjectView, "GET /admin/lights", p.list), row(authz.ProjectView, "GET /admin/lights/{id}", p.show),
		row(authz.ProjectView, "GET /admin/lights/replay", p.replay),
		row(authz.LightAdopt, "GET /admin/lights/{id}/copy", p.showCopy), row(authz.LightAdopt, "POST /admin/lights", p.create),
		row(authz.LightAdopt, "GET /admin/lights/{id}/edit", p.showEdit), row(authz.LightAdopt, "POST /admin/lights/{id}/edit", p.edit),
		row(authz.LightAdopt, "GET /admin/lights/{id}/adopt", p.showAdopt), row(authz.LightAdopt, "POST /admin/lights/{id}/adopt", p.adopt),
		row(authz.ProjectView, "GET /admin/exemptions", p.showExemptions), row(authz.ProjectView, "GET /admin/exemptions/export", p.exemptions.Export),
	}
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("admin/lights", files) }

func at(id string) string { return "/admin/lights/" + id }

func page(q *web.Req, set *review.Stored, title string) ui.Page {
	p := q.Page("admin", title)
	p.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "亮灯规则", URL: "/admin/lights"}}
	if set != nil {
		p.Crumbs = append(p.Crumbs, ui.Link{Label: set.Name, URL: at(set.ID)})
	}
	p.Crumbs = append(p.Crumbs, ui.Link{Label: title})
	return p
}

// levelName is the Chinese name of a level.
func levelName(level string) string {
	for _, l := range review.Levels() {
		if l[0] == level {
			return l[1]
		}
	}
	return level
}

// inForce is the adoption that holds at a level now; nil when there is none.
func inForce(adoptions []review.Adoption, level string) *review.Adoption {
	i := slices.IndexFunc(adoptions, func(a review.Adoption) bool { return a.Level == level && a.Until == "" })
	if i < 0 {
		return nil
	}
	return &adoptions[i]
}

func adopted(adoptions []review.Adoption, setID string) bool {
	return slices.ContainsFunc(adoptions, func(a review.Adoption) bool { return a.RuleSetID == setID })
}

// open reads the set that the address names.
func (p *pages) open(q *web.Req) (*review.Stored, review.RuleSet, error) {
	stored, err := p.Review.Set(q.Ctx(), q.Path("id"))
	if err != nil {
		if errs.CodeOf(err) == errs.NotFound {
			err = errs.New(errs.NotFound, "没有这个规则集")
		}
		return nil, review.RuleSet{}, err
	}
	set, err := stored.RuleSet()
	return stored, set, err
}
