// Package inbox is the pages of messages: the bell, a person's inbox and settings, and the administrators' page of channels and
// failed deliveries.
package inbox

import (
	"embed"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

// Base is the address of the inbox; the bell leads there.
const Base = "/inbox"

// Deps is what the pages stand on.
type Deps struct {
	Notify *notify.Service
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("inbox", files) }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: settled(fn), Body: 64 << 10}
	}
	return []web.Route{
		row("GET /inbox", authz.SignedIn, d.list),
		{Pattern: "GET /inbox/bell", Perm: authz.Public, Handle: d.bell, Quiet: true},
		row("POST /inbox/read", authz.SignedIn, d.readAll),
		row("GET /inbox/{id}", authz.SignedIn, d.open),
		row("GET /inbox/{id}/lines", authz.SignedIn, d.lines),
		row("POST /inbox/{id}/read", authz.SignedIn, d.read),
		row("POST /inbox/{id}/mute", authz.SignedIn, d.mute),
		row("GET /me/notify", authz.SignedIn, d.settings),
		row("POST /me/notify", authz.SignedIn, d.save),
		row("POST /me/notify/mail", authz.SignedIn, d.mail),
		row("POST /me/notify/test", authz.SignedIn, d.testOwn),
		row("GET /admin/notify", authz.SiteConfig, d.admin),
		row("POST /admin/notify", authz.SiteConfig, d.saveSite),
		row("POST /admin/notify/test", authz.SiteConfig, d.testMail),
		row("POST /admin/notify/resend", authz.SiteConfig, d.resend),
		row("POST /admin/notify/retell", authz.SiteConfig, d.retell),
		row("GET /admin/notify/hooks/new", authz.SiteConfig, d.newHook),
		row("POST /admin/notify/hooks/new", authz.SiteConfig, d.createHook),
		row("GET /admin/notify/hooks/{id}", authz.SiteConfig, d.showHook),
		row("POST /admin/notify/hooks/{id}", authz.SiteConfig, d.saveHook),
		row("POST /admin/notify/hooks/{id}/test", authz.SiteConfig, d.testHook),
		row("POST /admin/notify/hooks/{id}/drop", authz.SiteConfig, d.dropHook),
	}
}

// settled sends a person who still has the first password to change it before anything else.
func settled(fn web.Handler) web.Handler {
	return func(q *web.Req) error {
		if q.MustChange() {
			return q.Redirect("/account/password", "")
		}
		return fn(q)
	}
}

// bell is the bell by itself, for the page that asks again each minute. Whoever is signed out meanwhile is left in peace: what he
// was typing must not be swept away by a sign-in page.
func (d Deps) bell(q *web.Req) error {
	if q.Session == nil || !ui.IsFragment(q.R) {
		q.W.WriteHeader(204)
		return nil
	}
	return q.RenderList("inbox/list", "bell", q.Page("", ""))
}
