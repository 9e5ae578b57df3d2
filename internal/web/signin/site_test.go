package signin

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

const password = "Copper#Basin8"

// site is a small city behind a real server, with a clock that can be put forward. These pages are what signs people in, so
// their tests start one step before those of all other pages.
type site struct {
	t    *testing.T
	org  *org.Service
	now  time.Time
	url  string
	http *http.Client
}

func newSite(t *testing.T, opt org.Options) *site {
	t.Helper()
	s := &site{t: t, now: clock.At("2026-11-20").Now()}
	d := dbtest.SQLite(t)
	now := clock.Clock(func() time.Time { return s.now })
	opt.Cost = org.Cost{MemoryKiB: 32, Passes: 1}
	s.org = org.New(&change.Runner{DB: d, Journal: journal.New(d), Clock: now}, opt)
	if _, err := s.org.Bootstrap(t.Context(), org.Setup{Site: "景川市产业链链长制", RegionCode: "340700", RegionName: "景川市", Password: password,
		Settled: true}); err != nil {
		t.Fatal(err)
	}
	assets, err := ui.NewAssets()
	if err != nil {
		t.Fatal(err)
	}
	set, err := ui.NewSet(assets)
	if err != nil {
		t.Fatal(err)
	}
	if err := Add(set); err != nil {
		t.Fatal(err)
	}
	pages := append(Routes(Deps{Org: s.org}), web.Route{Pattern: "GET /inside", Perm: authz.ProjectView, Handle: func(q *web.Req) error {
		_, err := io.WriteString(q.W, "inside as "+q.Actor.Name)
		return err
	}}, web.Route{Pattern: "POST /inside", Perm: authz.ProjectView, Handle: func(*web.Req) error { return nil }})
	mux := http.NewServeMux()
	mux.Handle("GET "+ui.Prefix, assets)
	mux.Handle("/", (&web.Site{Org: s.org, Set: set, Clock: now}).Handler(pages))
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	s.url = srv.URL
	s.http = &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return s
}

// page is an answer: its status, where it leads, and its content.
type page struct {
	*goquery.Document
	status int
	to     string
}

func (s *site) get(path string) page {
	s.t.Helper()
	r, err := s.http.Get(s.url + path)
	return s.read(r, err)
}

// post posts name-value pairs.
func (s *site) post(path string, pairs ...string) page {
	s.t.Helper()
	v := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		v.Set(pairs[i], pairs[i+1])
	}
	r, err := s.http.PostForm(s.url+path, v)
	return s.read(r, err)
}

func (s *site) read(r *http.Response, err error) page {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	defer r.Body.Close()
	doc, err := goquery.NewDocumentFromReader(r.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return page{doc, r.StatusCode, r.Header.Get("Location")}
}

func (p page) text(selector string) string { return strings.TrimSpace(p.Find(selector).Text()) }

func (s *site) account(login string) *org.Account {
	s.t.Helper()
	d, err := s.org.Directory(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return d.AccountByLogin(login)
}
