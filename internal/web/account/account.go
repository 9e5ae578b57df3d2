// Package account is what a person manages of the own access: contacts, password, second factor, sessions and tokens.
package account

import (
	"embed"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
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
	row := func(pattern string, h web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: authz.SignedIn, Handle: settled(h), Body: 64 << 10}
	}
	return []web.Route{
		row("GET /account", d.show),
		row("POST /account", d.save),
		row("POST /account/sessions/end", d.endSessions),
		row("GET /account/tokens/new", d.newToken),
		row("POST /account/tokens", d.createToken),
		row("POST /account/tokens/{id}/revoke", d.revokeToken),
		row("POST /account/totp/enrol", d.enrol),
		row("POST /account/totp/confirm", d.confirm),
		row("GET /account/totp/drop", d.showDrop),
		row("POST /account/totp/drop", d.drop),
		{Pattern: "GET /account/password", Perm: authz.SignedIn, Handle: d.showPassword},
		{Pattern: "POST /account/password", Perm: authz.SignedIn, Handle: d.password, Body: 16 << 10},
	}
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("account", files) }

// settled sends a person who still has the first password to change it before anything else.
func settled(h web.Handler) web.Handler {
	return func(q *web.Req) error {
		if q.MustChange() {
			return q.Redirect("/account/password", "")
		}
		return h(q)
	}
}

// self is the row of the person who asks.
func self(q *web.Req) (*org.Directory, *org.Account, error) {
	d, err := q.Directory()
	if err != nil {
		return nil, nil, err
	}
	return d, d.Account(q.Actor.ID), nil // admitted, so there is one
}

// page is the chrome of a page below the account's.
func page(q *web.Req, title string) ui.Page {
	p := q.Page("account", title)
	p.Crumbs = []ui.Link{{Label: "我的账号", URL: "/account"}, {Label: title}}
	return p
}
