package project_test

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/project"
	"lianzhang/internal/web/webtest"
)

func TestBoard(t *testing.T) {
	s := town(t)
	for i := range 33 {
		s.Project(t, fmt.Sprintf("签约%02d", i), func(p *area.Project) {
			p.Stage, p.StartedActual, p.LibraryOn, p.StartedPlan, p.TotalInvest = area.Signed, "", "", "2027-01", 1_0000_0000
		})
	}
	office := s.As(t, "office")
	a := office.Get("/projects/board").Want(http.StatusOK)
	col := func(stage string) string { return `.board-col:has([data-key="` + stage + `"]) ` }
	if got := a.Text(col("signed") + "header"); got != "签约33个 33.00亿元" {
		t.Errorf("head of the column: %q", got)
	}
	if n := a.Doc.Find(col("signed") + ".card").Length(); n != 30 {
		t.Errorf("%d cards", n)
	}
	if got := a.Attr(col("signed")+"a.more", "href"); got != "/projects?stage=signed" {
		t.Errorf("the rest is at %q", got)
	}
	if got := a.Text(".summary-line"); !strings.HasPrefix(got, "共37个") {
		t.Errorf("totals: %q", got)
	}
	if got := a.Attr(".board", "data-board"); got != "/projects/{id}/move?to={to}" {
		t.Errorf("a drop leads to %q", got)
	}
	a = office.Get("/projects/board?stage=started&light=red").Want(http.StatusOK)
	if diff := cmp.Diff([]string{"铜合金带材"}, a.Texts(".card > a")); diff != "" {
		t.Errorf("with conditions (-want +got):\n%s", diff)
	}
	if got := a.Texts(".board-col h2"); len(got) != 1 || got[0] != "开工" {
		t.Errorf("columns %v", got)
	}
	if s.As(t, "park").Get("/projects/board").Want(http.StatusOK).Doc.Find("[data-board]").Length() != 0 {
		t.Error("who may not move is offered to")
	}
	if got := office.Get("/projects/board?where=" + url.QueryEscape("总投资 >")).Want(http.StatusOK).Text(".note"); !strings.Contains(got, "个字有误") {
		t.Errorf("a wrong rule says %q", got)
	}
}

func TestGantt(t *testing.T) {
	s := town(t)
	s.Project(t, "晚竣工", func(p *area.Project) {
		p.Stage, p.StartedPlan, p.StartedActual, p.CompletedPlan, p.CompletedActual = area.Completed, "2025-09", "2025-09-10", "2026-03-31", "2026-06-30"
	})
	office := s.As(t, "office")
	a := office.Get("/projects/gantt?q=晚竣工")
	if a.Status == http.StatusSeeOther {
		a = office.Get(a.Header.Get("Location"))
	}
	a.Want(http.StatusOK)
	if diff := cmp.Diff([]string{"计划建设 2025-09-01—2026-03-31", "实际建设 2025-09-10—2026-03-31", "晚于计划 2026-03-31—2026-06-30"}, a.Texts(".track i")); diff != "" {
		t.Errorf("bars (-want +got):\n%s", diff)
	}
	if got := a.Attr(".tabs[aria-label=时间跨度] a[aria-current]", "href"); !strings.Contains(got, "from=2025&") {
		t.Errorf("the stretch in force is %q", got)
	}
	a = office.Get("/projects/gantt?from=2026&to=2026").Want(http.StatusOK)
	if got := a.Texts(".gantt thead b"); len(got) != 1 || got[0] != "2026年" {
		t.Errorf("years %v", got)
	}
	if n := a.Doc.Find(".gantt tbody tr").Length(); n != 5 {
		t.Errorf("%d rows", n)
	}
	office.Get("/projects/gantt?from=1&to=9999").Want(http.StatusOK)
}

func TestCalendar(t *testing.T) {
	s := town(t)
	s.Project(t, "本月的", func(p *area.Project) {
		p.SignedActual, p.StartedPlan, p.StartedActual, p.CompletedPlan, p.Stage, p.LibraryOn = "2026-11-03", "2026-11-10", "", "2026-11", area.Signed, ""
	})
	office := s.As(t, "office")
	a := office.Get("/projects/calendar?chain_id=" + s.Chain["铜基新材料"]).Want(http.StatusOK)
	if got := a.Text(".cal-nav h2"); got != "2026年11月" {
		t.Errorf("shows %q", got)
	}
	day := func(date string) string {
		return strings.Join(a.Texts(`.cal td:has(time[datetime="`+date+`"]) li a`), "|")
	}
	for date, want := range map[string]string{"2026-11-03": "签约 本月的", "2026-11-10": "应开工 本月的", "2026-11-30": "计划竣工 本月的", "2026-11-04": ""} {
		if got := day(date); got != want {
			t.Errorf("%s: %q, want %q", date, got, want)
		}
	}
	if a.Doc.Find(`.cal td:has(time[datetime="2026-11-10"]) .light.r`).Length() != 1 {
		t.Error("what is overdue is not red")
	}
	a = office.Get("/projects/calendar?month=2025-09").Want(http.StatusOK)
	if got := day("2025-09-10"); !strings.Contains(got, "开工 电解铜箔") {
		t.Errorf("a month of the past: %q", got)
	}
	if got := a.Text(`.cal td:has(time[datetime="2025-09-28"]) .mark`); got != "班" {
		t.Errorf("a working Sunday is marked %q", got)
	}
	a = office.Get("/projects/calendar?month=2026-11&day=2026-11-03").Want(http.StatusOK)
	if got := a.Text("#day"); !strings.Contains(got, "签约 本月的") {
		t.Errorf("one day: %q", got)
	}
	office.Get("/projects/calendar?month=nonsense").Want(http.StatusOK)
}

func TestWhyFragment(t *testing.T) {
	s := town(t)
	office := s.As(t, "office")
	a := office.Get("/projects?light=red")
	load := a.Attr("#rows details.why", "hx-get")
	why := office.Fragment(load, "").Want(http.StatusOK)
	if got := why.Text("body"); !strings.Contains(got, "红灯：规则YC2") || !strings.Contains(got, "转黄灯") || strings.Contains(got, "<html") {
		t.Errorf("the explanation says %q", got)
	}
	if to := office.Get(load).Want(http.StatusSeeOther).Header.Get("Location"); to != strings.TrimSuffix(load, "/why") {
		t.Errorf("without script it leads to %q", to)
	}
}

func TestViews(t *testing.T) {
	s := town(t)
	office, team := s.As(t, "office"), s.As(t, "team")
	save := office.Get("/projects?light=red,yellow&sort=name").Attr(".tabs a.push", "href")
	a := office.Get(save).Want(http.StatusOK)
	if got := a.Text(".chip"); got != "灯红、黄" {
		t.Errorf("the view is of %q", got)
	}
	form := formOf(a, "main form")
	office.Post("/views", form).Want(http.StatusUnprocessableEntity)
	form.Set("name", "黄红灯")
	form.Set("shared", "1")
	office.Follow = true
	a = office.Post("/views", form).Want(http.StatusOK)
	if got := a.Text(".tabs a[aria-current]"); got != "黄红灯 2" || a.Path != "/projects?light=red%2Cyellow&sort=name" {
		t.Errorf("current view %q at %s", got, a.Path)
	}
	a = team.Get("/projects").Want(http.StatusOK)
	if got := a.Texts(".tabs a"); got[6] != "黄红灯 2" {
		t.Errorf("the team sees %v", got)
	}
	list := office.Get("/views?list=project").Want(http.StatusOK)
	drop := list.Attr(`form[action$="/delete"]`, "action")
	team.Post(drop, url.Values{"list": {"project"}}).Want(http.StatusNotFound)
	team.Post(strings.Replace(drop, "delete", "share", 1), url.Values{"list": {"project"}}).Want(http.StatusForbidden)
	office.Post(strings.Replace(drop, "delete", "share", 1), url.Values{"list": {"project"}}).Want(http.StatusOK)
	if got := team.Get("/projects").Texts(".tabs a"); len(got) != 7 {
		t.Errorf("after taking back, the team sees %v", got)
	}
	office.Post(drop, url.Values{"list": {"project"}}).Want(http.StatusOK)
	office.Get("/views?list=nothing").Want(http.StatusNotFound)
	s.As(t, "sysadmin").Get("/views?list=project").Want(http.StatusForbidden)
	form.Set("query", "where="+url.QueryEscape("总投资 >"))
	office.Post("/views", form).Want(http.StatusUnprocessableEntity)
}

// Every route as nobody, as somebody without the right, for a record outside the scope, and for one that does not exist.
func TestRoutesAreGuarded(t *testing.T) {
	s := webtest.New(t, "2026-11-22")
	routes := project.Routes(project.Deps{Run: s.Run, Chains: s.Chains, Projects: s.Projects, Review: s.Review, Comments: s.Comments, Files: s.Files, Lists: s.Lists})
	routes = append(routes, s.Lists.Routes()...)
	mount(t, s, routes)
	far := s.Project(t, "经开区项目", func(p *area.Project) { p.Region, p.UnitID = webtest.Linggang, s.Units["市商务局"] })
	ask := func(c *webtest.Client, r web.Route, id string) *webtest.Answer {
		method, path, _ := strings.Cut(r.Pattern, " ")
		path = strings.NewReplacer("{id}", id, "{file}", id, "{comment}", id).Replace(path)
		if method == "GET" {
			return c.Get(path)
		}
		return c.Post(path, url.Values{"id": {id}, "list": {"project"}, "action": {"to_completed"}, "do": {"ask"}})
	}
	for _, r := range routes {
		if a := ask(s.As(t, ""), r, far.ID); a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Header.Get("Location"), "/login") {
			t.Errorf("%s: nobody gets %d to %s", r.Pattern, a.Status, a.Header.Get("Location"))
		}
		if strings.Contains(r.Pattern, "/views") {
			continue
		}
		if a := ask(s.As(t, "secadmin"), r, far.ID); a.Status != http.StatusForbidden {
			t.Errorf("%s: an administrator gets %d", r.Pattern, a.Status)
		}
		if !strings.Contains(r.Pattern, "{id}") {
			continue
		}
		for name, id := range map[string]string{"outside": far.ID, "absent": "01ZZZZZZZZZZZZZZZZZZZZZZZZ", "odd": "%27%20OR%201=1"} {
			who := "park" // a county; it may fill in, but not move
			if a := ask(s.As(t, who), r, id); a.Status != http.StatusNotFound && a.Status != http.StatusForbidden {
				t.Errorf("%s: a county asking for what is %s gets %d", r.Pattern, name, a.Status)
			}
		}
		if a := ask(s.As(t, "office"), r, "01ZZZZZZZZZZZZZZZZZZZZZZZZ"); a.Status != http.StatusNotFound {
			t.Errorf("%s: the office asking for nothing gets %d", r.Pattern, a.Status)
		}
	}
}
