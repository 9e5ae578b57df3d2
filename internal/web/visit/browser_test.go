package visit

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// What can be wrong with a send: the answer is lost after the visit was taken, or the session has expired.
const (
	lost    = 1
	expired = 2
)

// open serves the site to a browser in which the person is signed in. wrong says what happens to what is posted.
func (s *site) open(t *testing.T, login string) (srv *httptest.Server, wrong, posts *atomic.Int64) {
	t.Helper()
	wrong, posts = new(atomic.Int64), new(atomic.Int64)
	cookie := s.SignIn(t, login, webtest.Password)
	srv = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost || wrong.Load() != expired {
			r.AddCookie(cookie)
		}
		if r.Method != http.MethodPost {
			s.Handler.ServeHTTP(w, r)
			return
		}
		posts.Add(1)
		if wrong.Load() != lost {
			s.Handler.ServeHTTP(w, r)
			return
		}
		s.Handler.ServeHTTP(&swallow{ResponseWriter: w}, r)
		if hj, ok := w.(http.Hijacker); ok {
			if c, _, err := hj.Hijack(); err == nil {
				_ = c.Close()
			}
		}
	}))
	t.Cleanup(srv.Close)
	return srv, wrong, posts
}

// swallow lets a handler work and keeps what it answers.
type swallow struct {
	http.ResponseWriter
	bytes.Buffer
	head http.Header
}

func (s *swallow) Header() http.Header {
	if s.head == nil {
		s.head = http.Header{}
	}
	return s.head
}
func (s *swallow) WriteHeader(int)             {}
func (s *swallow) Write(b []byte) (int, error) { return s.Buffer.Write(b) }

func picture(t *testing.T, b *uitest.Tab, name string) {
	t.Helper()
	if dir := os.Getenv("SHOTS"); dir != "" {
		must(t, os.WriteFile(filepath.Join(dir, name+".png"), b.Shot(), 0o644))
	}
}

func (s *site) count(t *testing.T, table string) (n int) {
	t.Helper()
	must(t, s.DB.QueryRow(t.Context(), "SELECT count(*) FROM "+table).Scan(&n))
	return n
}

const fill = `const put = (n, v) => { const el = document.querySelector("#f-" + n); el.value = v; el.dispatchEvent(new Event("input", { bubbles: true })); };`

// TestOffline notes two visits without a network, and one whose answer is lost; each arrives once.
func TestOffline(t *testing.T) {
	uitest.Need(t)
	s := serve(t)
	s.assign(t)
	srv, wrong, posts := s.open(t, "ma")
	b := uitest.Browser(t, 390, 844)
	b.Size(390, 844)
	b.Open(srv.URL + "/visits/new")
	picture(t, b, "new-phone")
	state := `document.querySelector("[data-outbox-state]")`

	b.Offline(true)
	b.Do(fill + `put("firm", "启岳储能"); put("met", "王总"); put("said", "二期厂房封顶"); put("problem", "外线没有按期送电")`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(state + `.textContent.includes("待发送 1 条")`)
	b.Wait(`document.querySelector("#f-said").value === "" && document.querySelector("#f-on").value !== ""`)
	b.Do(fill + `put("firm", "没有这家厂"); put("said", "写错了名字")`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(state + `.textContent.includes("待发送 2 条")`)
	picture(t, b, "offline-phone")
	if s.count(t, "visit") != 0 || posts.Load() != 0 {
		t.Fatalf("%d requests came through", posts.Load())
	}

	b.Offline(false)
	b.Wait(state + `.textContent.includes("走访被退回") && !` + state + `.textContent.includes("待发送")`)
	if s.count(t, "visit") != 1 || s.count(t, "ticket") != 1 {
		t.Errorf("%d visits, %d tickets", s.count(t, "visit"), s.count(t, "ticket"))
	}
	picture(t, b, "refused-phone")
	b.Do(`[...document.querySelectorAll("[data-outbox-state] button")].find((x) => x.textContent === "改正").click()`)
	b.Wait(`document.querySelector("#f-said").value === "写错了名字"`)

	wrong.Store(lost)
	b.Do(fill + `put("firm", "星辉铜箔")`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(state + `.textContent.includes("待发送 1 条")`)
	if s.count(t, "visit") != 2 {
		t.Errorf("%d visits after the answer was lost", s.count(t, "visit"))
	}
	wrong.Store(0)
	b.Open(srv.URL + "/visits") // another page sends what waits
	b.Wait(`Object.keys(localStorage).every((k) => !k.startsWith("lz:outbox:"))`)
	if s.count(t, "visit") != 2 || s.count(t, "ticket") != 1 {
		t.Errorf("%d visits, %d tickets after it was sent again", s.count(t, "visit"), s.count(t, "ticket"))
	}

	b.Open(srv.URL + "/visits/new")
	wrong.Store(expired)
	b.Do(fill + `put("firm", "星辉铜箔"); put("said", "登录过期时写的")`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(state + `.textContent.includes("登录后自动发送")`)
	wrong.Store(0)
	b.Click("[data-outbox-state] button")
	b.Wait(state + `.textContent === "已发送存在本机的 1 条"`)
	if s.count(t, "visit") != 3 {
		t.Errorf("%d visits after signing in again", s.count(t, "visit"))
	}

	b.Open(srv.URL + "/visits/new") // with a network it is an ordinary form
	if got := b.Text(`document.querySelector("#f-said").value`); got != "" {
		t.Errorf("what was sent comes back as a draft: %s", got)
	}
	b.Do(fill + `put("firm", "星辉铜箔"); put("said", ""); document.querySelector("#f-said").required = false`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(`document.querySelector("#f-said[aria-invalid]") !== null`)
	b.Do(fill + `put("said", "补写")`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(`/^\/visits\/[0-9A-Z]{26}$/.test(location.pathname)`)
	picture(t, b, "show-phone")
	for _, p := range []string{"/visits", "/visits/coverage", "/visits/charges?until_on=-", "/visits/new"} {
		for _, w := range []int{390, 1366} {
			b.Size(w, 844)
			b.Open(srv.URL + p)
			if b.Is(`document.documentElement.scrollWidth > innerWidth + 1`) {
				t.Errorf("%s is wider than the window of %d", p, w)
			}
			picture(t, b, map[int]string{390: "phone", 1366: "wide"}[w]+"-"+filepath.Base(p[:min(len(p), 16)]))
		}
	}
	office, _, _ := s.open(t, "office")
	b.Open(office.URL + "/visits/charges/new")
	time.Sleep(100 * time.Millisecond)
	picture(t, b, "assign-wide")
	b.Clean()
}
