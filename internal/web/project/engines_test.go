package project_test

import (
	"net/http"
	"net/url"
	"testing"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	area "lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

// Every way to look at projects answers alike on both engines.
func TestPagesOnEachEngine(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := webtest.NewOn(t, d, "2026-11-22")
		p := s.Project(t, "精铜管", func(p *area.Project) { p.YearDone = 1000_0000 })
		serve(t, s)
		office := s.As(t, "office")
		for path, want := range map[string]string{
			"/projects?light=red":                    "#rows tbody tr",
			"/projects?q=" + url.QueryEscape("铜管"):   "#rows tbody tr",
			"/projects?started_plan=2025-09":         "#rows tbody tr",
			"/projects?sort=rate,name&stage=!lost":   "#rows tbody tr",
			"/projects?fives_missing=3..&debt=false": "#rows tbody tr",
			"/projects/board":                        ".card",
			"/projects/gantt":                        ".gantt tbody tr",
			"/projects/calendar?month=2025-09":       ".cal li",
			"/projects/" + p.ID:                      ".why-box.r",
			"/projects/" + p.ID + "/history":         ".log li",
			"/projects?where=" + url.QueryEscape("阶段 == \"开工\" 且 落后序时 > 30%"): "#rows tbody tr",
		} {
			a := office.Get(path)
			if a.Status == http.StatusSeeOther {
				a = office.Get(a.Header.Get("Location"))
			}
			if n := a.Want(http.StatusOK).Doc.Find(want).Length(); n != 1 {
				t.Errorf("%s: %d of %s", path, n, want)
			}
		}
	})
}
