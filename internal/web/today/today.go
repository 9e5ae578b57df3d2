// Package today is the first page: what is due from the person who opens it, and what has changed since yesterday.
package today

import (
	"embed"
	"slices"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Deps is what the page stands on.
type Deps struct {
	Desk *desk.Service
}

// Add adds the page to the set.
func Add(set *ui.Set) error { return set.Add("today", files) }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	return []web.Route{
		{Pattern: "GET /{$}", Perm: authz.SignedIn, Handle: d.land},
		{Pattern: "GET /today", Perm: authz.ProjectView, Handle: d.show},
	}
}

// land shows everybody the page on which his day begins: chiefs the chains, administrators their administration.
func (d Deps) land(q *web.Req) error {
	switch {
	case slices.Contains(q.Actor.Roles, authz.RoleChief):
		return q.Redirect("/chains", "")
	case q.Actor.Can(authz.ProjectView):
		return d.show(q)
	case q.Actor.Can(authz.OrgView):
		return q.Redirect("/admin", "")
	}
	return q.Redirect("/account", "")
}
