package importing

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// serve puts the pages behind a real address, where one page signs the office in.
func serve(t *testing.T, s *webtest.Site) string {
	t.Helper()
	cookie := s.SignIn(t, "office", webtest.Password)
	mux := http.NewServeMux()
	mux.Handle("/", s.Handler)
	mux.HandleFunc("GET /signin-as-office", func(w http.ResponseWriter, _ *http.Request) { http.SetCookie(w, cookie) })
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

// TestCellsAreCorrectedInPlace: a click into a cell, the right text, and the row is good; a choice in a head is sent at once.
func TestCellsAreCorrectedInPlace(t *testing.T) {
	tab := uitest.Browser(t, 1366, 768)
	s := newSite(t)
	at := upload(t, s, "office", "project", "清单.csv", ledger).Want(http.StatusOK).Path
	base := serve(t, s)
	tab.Open(base + "/signin-as-office")
	tab.Open(base + at)
	tab.Wait(`document.querySelector(".sheet-in").dataset.live`)
	tab.Click(`td[data-ref=E4]`)
	tab.Wait(`document.querySelector("td[data-ref=E4] input.edit") === document.activeElement`)
	tab.Keys("12000\r")
	tab.Wait(`document.querySelector("td[data-ref=E4]:not(.is-bad)")`)
	if got := tab.Text(`document.querySelector("td[data-ref=E4]").textContent`); !strings.Contains(got, "12000") {
		t.Errorf("the corrected cell says %q", got)
	}
	tab.Click(`td[data-ref=D6]`)
	tab.Wait(`document.querySelector("td[data-ref=D6] input.edit")`)
	tab.Keys("\x1b")
	tab.Wait(`!document.querySelector("td[data-ref=D6] input.edit")`)
	if got := tab.Text(`document.querySelector("td[data-ref=D6]").textContent`); !strings.HasPrefix(got, "滨江区") {
		t.Errorf("a correction that was given up left %q", got)
	}
	tab.Click(`td[data-ref=D6] button.as-link, td[data-ref=D6]`)
	tab.Open(base + at)
	tab.Do(`const s = document.querySelector("select[name='col.0.6']"); s.value = "+note"; s.dispatchEvent(new Event("change", { bubbles: true }))`)
	tab.Wait(`document.querySelector("select[name='col.0.6'] option[selected]").value === "+note"`)
	tab.Clean()
}

// TestALargeFileIsWaitedFor: the page shows how far it is and goes on to the preview by itself.
func TestALargeFileIsWaitedFor(t *testing.T) {
	s := newLargeSite(t)
	var b strings.Builder
	b.WriteString("项目名称,所属产业链,县区,总投资（万元）,建设内容\n")
	for i := range 40_000 {
		fmt.Fprintf(&b, "高精铜板带第%d条生产线,铜基新材料,东湖区,%d,建设年产五万吨高精铜板带生产线及配套设施\n", i, i+100)
	}
	office := s.As(t, "office")
	at := office.Upload("/imports/new", url.Values{"list": {"project"}}, "大台账.csv", []byte(b.String())).Want(http.StatusSeeOther).Header.Get("Location")
	first := office.Get(at).Want(http.StatusOK)
	if first.Text("h1") == "导入表格" && first.Attr(".job", "hx-get") != at+"/state" {
		t.Errorf("the page that waits asks %s", first.Attr(".job", "hx-get"))
	}
	for range 300 {
		if a := office.Get(at + "/state"); a.Status == http.StatusSeeOther {
			break
		}
		time.Sleep(100 * time.Millisecond)
	}
	a := office.Get(at).Want(http.StatusOK)
	if got := a.Text(".summary-line"); !strings.Contains(got, "读到40,000行新增40,000条") {
		t.Errorf("after the wait: %q %q", a.Text("h1"), got)
	}
	if n := len(a.Texts(".sheet-in tbody tr")); n != perPage {
		t.Errorf("%d rows on a page", n)
	}
	if got := office.Get(at + "?page=800").Text(".pager > span:first-child"); got != "第39,951—40,000行，共40,000行" {
		t.Errorf("the last page: %q", got)
	}
}
