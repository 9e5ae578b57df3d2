package project_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	area "lianzhang/internal/project"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

// signedIn serves the site as one person sees it.
func signedIn(t *testing.T, s *webtest.Site, login string) *httptest.Server {
	t.Helper()
	cookie := s.SignIn(t, login, webtest.Password)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.AddCookie(cookie)
		s.Handler.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	return srv
}

// picture keeps a picture of the window in the folder that SHOTS names.
func picture(t *testing.T, b *uitest.Tab, name string) {
	t.Helper()
	if dir := os.Getenv("SHOTS"); dir != "" {
		if err := os.WriteFile(filepath.Join(dir, name+".png"), b.Shot(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// TestBrowser walks through the ledger as an officer does, with script.
func TestBrowser(t *testing.T) {
	uitest.Need(t)
	s := webtest.New(t, "2026-11-22")
	for i := range 60 {
		s.Project(t, fmt.Sprintf("铜箔%02d号项目", i), func(p *area.Project) {
			p.YearDone = int64(i) * 1_800_000
			if i%2 == 0 {
				p.Name, p.ChainID = fmt.Sprintf("储能%02d号项目", i), s.Chain["新型储能"]
			}
		})
	}
	serve(t, s)
	srv := signedIn(t, s, "office")
	b := uitest.Browser(t, 1366, 768)
	b.Open(srv.URL + "/projects")
	picture(t, b, "ledger")

	b.Click("tbody tr:nth-child(3) .why > summary") // the explanation is fetched when it is opened
	b.Wait(`document.querySelector(".why[open] .why-steps, .why[open] .sub")`)
	picture(t, b, "why")
	b.Keys("\x1b")

	b.Do(`const q = document.querySelector("#q"); q.focus(); q.value = "储能"; q.dispatchEvent(new Event("input", {bubbles: true}))`)
	b.Wait(`document.querySelector(".summary-line b").textContent === "30"`)
	if !b.Is(`document.activeElement.id === "q" && location.search.includes("q=")`) {
		t.Error("after typing, the box lost the focus or the address did not follow")
	}
	b.Click(`thead th:nth-child(5) a`) // sort while a search is on
	b.Wait(`location.search.includes("sort=")`)
	b.Click(`.filters .pick > summary`)
	picture(t, b, "conditions")
	b.Click(`.cond:nth-of-type(1) > summary`)
	b.Click(`input[name=light][value=red]`)
	b.Click(`.menu.conds .btn.primary`)
	b.Wait(`document.querySelector(".chip.on")`)
	if !b.Is(`location.search.includes("sort=") && location.search.includes("q=") && location.search.includes("light=red")`) {
		t.Errorf("a condition dropped the search or the order: %s", b.Text("decodeURIComponent(location.search)"))
	}
	b.Click(`.chip .x`)
	b.Wait(`!document.querySelector(".chip.on")`)
	b.Click(`thead input[data-all]`)
	b.Wait(`document.querySelector(".bulk.is-on")`)
	picture(t, b, "bulk")
	b.Click(`.filters .push .pick > summary`)
	picture(t, b, "columns")
	b.Clean()

	two := s.Project(t, "两人同改", func(p *area.Project) { p.Note, p.Leader = "原备注", "副市长" })
	b.Open(srv.URL + "/projects/" + two.ID + "/edit")
	lead := s.As(t, "lead")
	form := formOf(lead.Get("/projects/"+two.ID+"/edit"), "main form")
	form.Set("note", "专班改的")
	lead.Post("/projects/"+two.ID+"/edit", form).Want(http.StatusSeeOther)
	b.Do(`document.querySelector("#f-note").value = "办里改的"; document.querySelector("#f-leader").value = "市长"`)
	b.Click(`.form-foot .btn.primary`)
	b.Wait(`document.querySelector("tr[data-field=note]")`)
	picture(t, b, "conflict")
	b.Click(`tr[data-field=note] td:nth-of-type(2) input`)
	b.Click(`.form-foot .btn.primary`)
	b.Wait(`document.querySelector(".toast")`)
	if !b.Is(`document.querySelector("h1").textContent === "两人同改"`) {
		t.Error("choosing between the versions did not save")
	}
	b.Clean()
}
