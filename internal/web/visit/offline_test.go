package visit

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// phone serves the site to one browser, at the sign-in of a person that can be changed, or to nobody; without a network its requests
// break off, those of the worker too.
type phone struct {
	*httptest.Server
	login, gone atomic.Value // http.Cookie, bool
	posts       atomic.Int64
}

func (s *site) phone(t *testing.T) *phone {
	t.Helper()
	p := &phone{}
	p.gone.Store(false)
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.gone.Load() == true {
			if hj, ok := w.(http.Hijacker); ok {
				if c, _, err := hj.Hijack(); err == nil {
					_ = c.Close()
				}
			}
			return
		}
		if c, ok := p.login.Load().(*http.Cookie); ok && c != nil {
			r.AddCookie(c)
		}
		if r.Method == http.MethodPost {
			p.posts.Add(1)
		}
		s.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(p.Close)
	return p
}

// TestOpensWithoutNetwork: after one page with a network the form opens without one, is filled in twice and kept, and what was written
// arrives once each; the next person at this phone, and who has signed out, find nothing of it.
func TestOpensWithoutNetwork(t *testing.T) {
	uitest.Need(t)
	s := serve(t)
	s.assign(t)
	srv := s.phone(t)
	srv.login.Store(s.SignIn(t, "ma", webtest.Password))
	b := uitest.Browser(t, 390, 844)
	b.Size(390, 844)
	kept := `window.kept === true`
	has := func(want string) {
		t.Helper()
		b.Do(`window.kept = undefined; (async () => { for (;;) { const r = await caches.match("/visits/new"); const text = r ? await r.text() : ""; if (` + want + `) { window.kept = true; return } await new Promise((f) => setTimeout(f, 50)) } })()`)
		b.Wait(kept)
	}
	b.Open(srv.URL + "/visits") // not the form itself
	has(`text.includes("` + firms[0] + `")`)

	srv.gone.Store(true)
	b.Offline(true)
	fillIn := func(n int, firm, said string) {
		t.Helper()
		b.Open(srv.URL + "/visits/new")
		b.Wait(`document.querySelector("form[data-outbox]") && document.querySelector("[data-outbox-state]").dataset.live`)
		if got := b.Text(`document.querySelector(".lede").textContent`); !strings.Contains(got, "没有网络") {
			t.Errorf("the kept form says %q", got)
		}
		if !b.Is(`getComputedStyle(document.querySelector(".btn.primary")).backgroundColor !== "rgba(0, 0, 0, 0)"`) {
			t.Error("the kept form has no style")
		}
		b.Do(fill + `put("firm", "` + firm + `"); put("said", "` + said + `")`)
		b.Click("form[data-outbox] .btn.primary")
		b.Wait(`document.querySelector("[data-outbox-state]").textContent.includes("待发送 ` + string(rune('0'+n)) + ` 条")`)
	}
	fillIn(1, "启岳储能", "离线打开后写的")
	picture(t, b, "kept-phone")
	fillIn(2, "星辉铜箔", "同一张存下的表，第二次走访")
	if s.count(t, "visit") != 0 || srv.posts.Load() != 0 {
		t.Fatalf("%d requests came through", srv.posts.Load())
	}

	srv.gone.Store(false)
	b.Offline(false)
	b.Wait(`Object.keys(localStorage).every((k) => !k.startsWith("lz:outbox:"))`)
	b.Open(srv.URL + "/visits")
	b.Wait(`document.querySelector("tbody")`)
	if n := s.count(t, "visit"); n != 2 {
		t.Errorf("%d visits, want each of the two once", n)
	}

	// The next person at the phone signs in: what is kept becomes his, or goes.
	srv.login.Store(s.SignIn(t, "office", webtest.Password))
	b.Open(srv.URL + "/visits")
	has(`text && !text.includes("` + firms[0] + `") && text.includes(document.documentElement.dataset.user)`)
	// Signing out takes it away at once.
	srv.login.Store(s.SignIn(t, "ma", webtest.Password))
	b.Open(srv.URL + "/visits")
	has(`text.includes("` + firms[0] + `")`)
	b.Do(`document.querySelector('form[action="/logout"]').addEventListener("submit", (e) => e.preventDefault()); document.querySelector('form[action="/logout"]').requestSubmit()`)
	has(`text === ""`)
	srv.gone.Store(true)
	b.Do(`window.kept = undefined; fetch("/visits/new").then(() => { window.kept = false }, () => { window.kept = true })`)
	b.Wait(kept)
}
