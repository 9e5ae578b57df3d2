package tour

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// TestScoresWithoutNetwork: after the page of the tour the sheets open without a network; what is saved twice waits once, the newer
// in the place of the older, and arrives as one sheet.
func TestScoresWithoutNetwork(t *testing.T) {
	uitest.Need(t)
	s := serve(t)
	at, stops := s.begun(t)
	cookie := s.SignIn(t, "zong", webtest.Password)
	var gone atomic.Bool
	var posts atomic.Int64
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if gone.Load() {
			if hj, ok := w.(http.Hijacker); ok {
				if c, _, err := hj.Hijack(); err == nil {
					_ = c.Close()
				}
			}
			return
		}
		if r.Method == http.MethodPost {
			posts.Add(1)
		}
		r.AddCookie(cookie)
		s.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	b := uitest.Browser(t, 390, 844)
	b.Size(390, 844)
	b.Open(srv.URL + at)
	b.Do(`window.kept = undefined; (async () => { for (;;) { if (await caches.match("` + stops[0] + `/sheet") && await caches.match("` + stops[1] + `/sheet")) { window.kept = true; return } await new Promise((f) => setTimeout(f, 50)) } })()`)
	b.Wait(`window.kept === true`)

	gone.Store(true)
	b.Offline(true)
	b.Open(srv.URL + stops[1] + "/sheet")
	state := `document.querySelector("[data-outbox-state]")`
	b.Wait(`document.querySelector("form[data-marked]") && ` + state + `.dataset.live`)
	if got := b.Text(`document.querySelector(".lede").textContent`); !strings.Contains(got, "没有网络") {
		t.Errorf("the kept sheet says %q", got)
	}
	b.Click(`[aria-label="项目进度9分"]`)
	b.Click(`[aria-label="带动7分"]`)
	b.Wait(`document.querySelector("[data-marks-sum]").textContent === "总分 82.00"`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(state + `.textContent.includes("待发送 1 条")`)
	b.Click(`[aria-label="带动9.5分"]`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(state + `.textContent.includes("待发送 1 条") && Object.keys(localStorage).some((k) => k.startsWith("lz:outbox:") && localStorage.getItem(k).includes("mark-1=9.5"))`)
	b.Open(srv.URL + stops[1] + "/sheet") // what waits stands in the sheet again
	b.Wait(`document.querySelector("#f-mark-1")?.value === "9.5"`)
	if posts.Load() != 0 {
		t.Fatalf("%d requests came through", posts.Load())
	}

	gone.Store(false)
	b.Offline(false)
	b.Wait(`Object.keys(localStorage).every((k) => !k.startsWith("lz:outbox:"))`)
	n, total := 0, 0.0
	must(t, s.DB.QueryRow(t.Context(), "SELECT count(*), max(total) FROM tour_sheet").Scan(&n, &total))
	if n != 1 || total != 92 {
		t.Errorf("%d sheets, total %v", n, total)
	}
	b.Open(srv.URL + stops[0] + "/sheet")
	b.Wait(`document.querySelector("form[data-marked]")`)
	b.Click(`[aria-label="项目进度9分"]`)
	b.Click(`[aria-label="带动9分"]`)
	b.Click("form[data-outbox] .btn.primary")
	b.Wait(`document.querySelector(".toasts, .tour-sheet")?.textContent.includes("已存")`)
	for _, p := range []string{at, stops[0], stops[0] + "/sheet", at + "/paper", "/tours"} {
		for _, w := range []int{390, 1366} {
			b.Size(w, 844)
			b.Open(srv.URL + p)
			if b.Is(`document.documentElement.scrollWidth > innerWidth + 1`) {
				t.Errorf("%s is wider than the window of %d", p, w)
			}
		}
	}
	b.Clean()
}
