// Package signin is the way in and out: password, second factor, and back to the page that was asked for.
package signin

import (
	"embed"
	"net"
	"net/url"
	"strings"

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

// Routes are the rows of the route table. They are open to all; signing out is too, since a session that has run out must
// not lead from there to the sign-in page and back.
func Routes(d Deps) []web.Route {
	return []web.Route{
		{Pattern: "GET /login", Perm: authz.Public, Handle: d.show},
		{Pattern: "POST /login", Perm: authz.Public, Handle: d.login, Body: 16 << 10},
		{Pattern: "GET /login/code", Perm: authz.Public, Handle: d.showCode},
		{Pattern: "POST /login/code", Perm: authz.Public, Handle: d.code, Body: 16 << 10},
		{Pattern: "POST /logout", Perm: authz.Public, Handle: d.logout, Body: 16 << 10},
	}
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("signin", files) }

// enter gives the browser its session and leads on: to the password page when it must be changed, else to next.
func (d Deps) enter(q *web.Req, in *org.SignIn, next string) error {
	q.SetSession(in.Token)
	if in.MustChange {
		return q.Redirect(with("/account/password", next), "")
	}
	return q.Redirect(next, "")
}

// goal is the page to go to after signing in. Pages of this package, and whatever is no page of this site, become the first
// page; web.Req.Redirect refuses other sites once more.
func goal(next string) string {
	u, err := url.Parse(next)
	if err != nil || u.IsAbs() || u.Host != "" || !strings.HasPrefix(u.Path, "/") || u.Path == "/logout" ||
		u.Path == "/login" || strings.HasPrefix(u.Path, "/login/") {
		return "/"
	}
	return u.RequestURI()
}

// with adds next to an address unless it is the first page anyway.
func with(path, next string) string {
	if next == "/" {
		return path
	}
	return path + "?" + url.Values{"next": {next}}.Encode()
}

// address is the network address of the browser, or of the proxy before it, without the port.
func address(q *web.Req) string {
	host, _, err := net.SplitHostPort(q.R.RemoteAddr)
	if err != nil {
		return q.R.RemoteAddr
	}
	return host
}
