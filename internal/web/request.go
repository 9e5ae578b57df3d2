package web

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/ui"
)

// SessionCookie carries the session's token.
const SessionCookie = "lz_session"

// Req is one request on its way: who asks, and the means to answer.
type Req struct {
	W       *answer
	R       *http.Request
	Actor   authz.Actor
	Session *org.Session // nil when nobody is signed in

	site   *Site
	route  Route
	id     string
	toasts []ui.Toast
	files  int // that came with the form
}

// admit finds out who asks and whether he may.
func (q *Req) admit() error {
	if strings.ContainsRune(q.R.URL.Path, 0) { // no name holds one, and PostgreSQL takes none
		return notFound()
	}
	if c, err := q.R.Cookie(SessionCookie); err == nil {
		session, err := q.site.Org.Authenticate(q.Ctx(), c.Value)
		if err == nil {
			if q.Actor, err = q.site.Org.Actor(q.Ctx(), session.AccountID, "web", q.id); err != nil {
				return err
			}
			q.Session = session
			if !q.route.Quiet {
				q.site.Org.Touch(q.Ctx(), session)
			}
		} else if errs.CodeOf(err) != errs.Unauthenticated {
			return err
		}
	}
	switch q.route.Perm {
	case authz.Public:
		return nil
	case authz.SignedIn:
		if q.Session != nil {
			return nil
		}
	default:
		if q.Session != nil {
			if q.MustChange() {
				return errs.New(errs.Unauthenticated, "请先修改初始密码")
			}
			return q.Actor.Need(q.route.Perm)
		}
	}
	return errs.New(errs.Unauthenticated, "请先登录")
}

// MustChange reports whether the person must choose a new password before anything else.
func (q *Req) MustChange() bool {
	if q.Session == nil {
		return false
	}
	d, err := q.site.Org.Directory(q.Ctx())
	if err != nil {
		return false
	}
	a := d.Account(q.Session.AccountID)
	return a != nil && a.MustChange
}

// Ctx is the request's context.
func (q *Req) Ctx() context.Context { return q.R.Context() }

// ID is the request's identity, which the log and the journal share.
func (q *Req) ID() string { return q.id }

// Path gives a part of the path, as {id} in "/projects/{id}".
func (q *Req) Path(name string) string { return q.R.PathValue(name) }

// logged is the path as the log has it: a link's secret is not written down.
func (q *Req) logged() string {
	if q.Path("token") != "" {
		_, path, _ := strings.Cut(q.route.Pattern, " ")
		return path
	}
	return q.R.URL.Path
}

// Query gives a parameter of the address.
func (q *Req) Query(name string) string { return q.R.URL.Query().Get(name) }

// Today is the local date.
func (q *Req) Today() string { return q.site.Clock.Today() }

// Asker is who asks of a list.
func (q *Req) Asker() list.Asker { return list.Asker{Scope: q.Actor.Scope, Today: q.Today()} }

// Directory are the names of units, regions and people.
func (q *Req) Directory() (*org.Directory, error) { return q.site.Org.Directory(q.Ctx()) }

// Toast leaves a message on the next page that is rendered.
func (q *Req) Toast(text string) { q.toasts = append(q.toasts, ui.Toast{Text: text}) }

// Page gives the chrome of a page with its section and title.
func (q *Req) Page(section, title string) ui.Page {
	p := ui.Page{Section: section, Title: title, Toasts: q.toasts}
	if c, err := q.R.Cookie(ui.ThemeCookie); err == nil {
		p.Theme = ui.ThemeOf(c.Value)
	}
	d, err := q.Directory()
	if err == nil {
		p.Site = d.Site()
	}
	if c, err := q.R.Cookie(flashCookie); err == nil {
		if text, err := url.QueryUnescape(c.Value); err == nil && text != "" {
			p.Toasts = append(p.Toasts, ui.Toast{Text: text})
		}
		http.SetCookie(q.W, &http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1})
	}
	if q.Session == nil {
		return p
	}
	p.UserID = q.Actor.ID
	p.User = q.Actor.Name
	if err == nil {
		if a := d.Account(q.Session.AccountID); a != nil && a.Title != "" {
			p.User = a.Title
		}
	}
	p.AsOf = q.site.Clock.Now().Format("1月2日 15:04")
	p.Menu = []ui.Action{ui.Act("我的账号", "/account"), ui.Act("消息设置", "/me/notify"), ui.Post("退出", "/logout")}
	if q.site.Nav != nil {
		p.Nav = q.site.Nav(q)
	}
	if q.site.Unread != nil && !q.MustChange() {
		if n, err := q.site.Unread(q.Ctx(), q.Actor.ID); err == nil {
			p.Inbox, p.Unread = q.site.Inbox, n
		}
	}
	if q.Actor.Can(authz.VisitMake) && !q.MustChange() {
		p.Offline = "/visits/new"
	}
	if q.Actor.Can(authz.ProjectView) {
		p.Search = "/search"
		p.Query = q.Query("q")
		if section != "search" {
			p.Query = ""
		}
	}
	return p
}

// Assets are the browser files of the site.
func (q *Req) Assets() *ui.Assets { return q.site.Set.Assets() }

// Render answers with a page.
func (q *Req) Render(page string, data any) error {
	return q.render(http.StatusOK, page, "", data)
}

// RenderInvalid answers with a form that was refused: status 422, so that scripts see it too.
func (q *Req) RenderInvalid(page string, data any) error {
	return q.render(http.StatusUnprocessableEntity, page, "", data)
}

// RenderStatus answers with a page under another status.
func (q *Req) RenderStatus(status int, page string, data any) error {
	return q.render(status, page, "", data)
}

// RenderList answers with the page, or only with its named block when htmx asks for a part.
func (q *Req) RenderList(page, block string, data any) error {
	if ui.IsFragment(q.R) {
		return q.render(http.StatusOK, page, block, data)
	}
	return q.Render(page, data)
}

const flashCookie = "lz_flash"

// Redirect answers 303 to an address of this site; text, if any, is shown there once.
func (q *Req) Redirect(to, text string) error {
	if !strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n") {
		to = "/" // never to another site
	}
	if text != "" {
		http.SetCookie(q.W, &http.Cookie{Name: flashCookie, Value: url.QueryEscape(text), Path: "/", MaxAge: 60, HttpOnly: true,
			SameSite: http.SameSiteLaxMode, Secure: q.site.Secure})
	}
	if ui.IsFragment(q.R) {
		q.W.Header().Set("HX-Redirect", to)
		q.W.WriteHeader(http.StatusNoContent)
		return nil
	}
	http.Redirect(q.W, q.R, to, http.StatusSeeOther)
	return nil
}

// SetSession gives the browser a session token; "" takes it away.
func (q *Req) SetSession(token string) {
	c := &http.Cookie{Name: SessionCookie, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: q.site.Secure}
	if token == "" {
		c.MaxAge = -1
	}
	http.SetCookie(q.W, c)
}

// Token is the session token that the browser sent, or "".
func (q *Req) Token() string {
	if c, err := q.R.Cookie(SessionCookie); err == nil {
		return c.Value
	}
	return ""
}

// Download heads the answer as a file with the name; the caller then writes to W.
func (q *Req) Download(name, media string) {
	h := q.W.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Disposition", "attachment; filename*=UTF-8''"+url.PathEscape(name))
}

// Address is the site's address as the browser knows it, "https://lz.example.gov.cn", for links that people send on.
func (q *Req) Address() string {
	if q.site.Secure {
		return "https://" + q.R.Host
	}
	return "http://" + q.R.Host
}
