package server_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/burden"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/meter"
)

// TestEveryFormRouteIsMetered sends a form to every POST route of the table, whose handlers are taken out so that all accept it:
// each is measured, or is named with a reason among those that are not.
func TestEveryFormRouteIsMetered(t *testing.T) {
	app := open(t, t.TempDir(), "", 0)
	routes, err := app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	m := &meter.Meter{Key: []byte("test")}
	var told []string
	site := &web.Site{Org: app.Org, Clock: app.Clock, Meter: m, Filled: func(q *web.Req, pattern string, f *meter.Filled) {
		told = append(told, pattern)
		if f.ByHand != 1 {
			t.Errorf("%s: %+v", pattern, f)
		}
		_, form, _ := strings.Cut(pattern, " ")
		if err := app.Burden.Note(q.Ctx(), authz.System("web"), burden.Fill{Form: form, Via: burden.ViaWeb}); err != nil {
			t.Fatal(err)
		}
	}}
	var posts []web.Route
	want := map[string]bool{}
	named := burden.Exemptions()
	for _, r := range routes {
		method, form, _ := strings.Cut(r.Pattern, " ")
		if method != http.MethodPost {
			continue
		}
		posts = append(posts, web.Route{Pattern: r.Pattern, Perm: authz.Public, Handle: func(q *web.Req) error {
			if _, err := q.Form(); err != nil {
				return err
			}
			return q.Redirect("/", "")
		}})
		want[form] = named[form] == ""
		delete(named, form)
	}
	for form := range named {
		t.Errorf("%s is named among the exemptions and is no route", form)
	}
	h := site.Handler(posts)
	for form := range want {
		path := strings.NewReplacer("{", "", "}", "").Replace(form)
		page := m.Stamp(fmt.Appendf(nil, `<form method="post" action="%s"><input name="x"></form>`, path), "/", 1, nil)
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(page)))
		if err != nil {
			t.Fatal(err)
		}
		slip, _ := doc.Find("input[name=" + meter.Field + "]").Attr("value")
		r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(url.Values{meter.Field: {slip}, "x": {"1"}}.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	if len(told) != len(want) || len(want) < 150 {
		t.Errorf("%d of %d form routes were told of", len(told), len(want))
	}
	lines, _, err := app.Burden.Figures(t.Context(), authz.Scope{All: true}, burden.ByForm, "2000-01-01", "2100-01-01")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range lines {
		if !want[l.Key] {
			t.Errorf("%s is stored and is named among those that are not measured", l.Key)
		}
		delete(want, l.Key)
	}
	for form, measured := range want {
		if measured {
			t.Errorf("%s is neither measured nor named with a reason", form)
		}
	}
	for _, f := range burden.Shipped() {
		if !slices.ContainsFunc(routes, func(r web.Route) bool { return r.Pattern == "POST "+f.Form }) {
			t.Errorf("%s came with a name and is no route", f.Form)
		}
	}
}

// TestEveryFormOnAPageCarriesItsSlip walks the pages of the demonstration city by their links, a few of each route.
func TestEveryFormOnAPageCarriesItsSlip(t *testing.T) {
	app := city(t)
	h, err := app.Handler()
	if err != nil {
		t.Fatal(err)
	}
	routes, err := app.Routes()
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for _, r := range routes {
		mux.HandleFunc(r.Pattern, func(http.ResponseWriter, *http.Request) {})
	}
	forms := map[string]bool{}
	for _, login := range []string{"office", "sysadmin"} {
		v, asked := visit(t, app, h, login), map[string]int{}
		queue := []string{"/today", "/projects", "/visits/new", "/burden", "/admin"}
		for len(queue) > 0 {
			path := queue[0]
			queue = queue[1:]
			r := httptest.NewRequest(http.MethodGet, path, nil)
			_, pattern := mux.Handler(r)
			if asked[pattern]++; asked[pattern] > 2 || strings.HasSuffix(pattern, "export") || strings.Contains(pattern, ".") {
				continue
			}
			r.AddCookie(v.cookie)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if to := w.Header().Get("Location"); strings.HasPrefix(to, "/") {
				queue = append(queue, to)
			}
			if !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") {
				continue
			}
			doc, err := goquery.NewDocumentFromReader(w.Body)
			if err != nil {
				t.Fatal(err)
			}
			doc.Find("a[href]").Each(func(_ int, a *goquery.Selection) {
				if to, _ := a.Attr("href"); strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "//") {
					queue = append(queue, to)
				}
			})
			doc.Find("form[method=post]").Each(func(_ int, f *goquery.Selection) {
				if f.Find("textarea, select, input:not([type=hidden]):not([readonly])").Not("[disabled]").Length() == 0 {
					return // a button
				}
				to, _ := f.Attr("action")
				_, form := mux.Handler(httptest.NewRequest(http.MethodPost, to, nil))
				forms[form] = true
				if f.Find("input[name="+meter.Field+"]").Length() != 1 {
					t.Errorf("%s: the form to %s carries no slip", path, form)
				}
			})
		}
	}
	if len(forms) < 45 {
		t.Errorf("only %d forms were seen: %v", len(forms), forms)
	}
	t.Logf("%d forms", len(forms))
}
