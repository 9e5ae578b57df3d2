package dispatch

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	area "lianzhang/internal/report"
	"lianzhang/internal/web/report"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) { uitest.Check(t, "dispatch", files, map[string]any{"show": page{}}) }

func newSite(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	shelf := &report.Shelf{DB: s.DB, Report: &area.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: workday.Default}}
	routes := append(Routes(Deps{Shelf: shelf, Lists: s.Lists}), report.Routes(report.Deps{DB: s.DB, Shelf: shelf, Lists: s.Lists})...)
	s.Serve(t, routes, Add, report.Add)
	return s
}

func TestTheBoardOfTheWeek(t *testing.T) {
	s := newSite(t)
	s.Project(t, "高精铜板带", func(p *project.Project) { p.CompletedPlan = "2026-10-31" })
	s.Project(t, "铜箔二期", func(p *project.Project) { p.StartedActual, p.UnitID = "2026-11-18", s.Units["市商务局"] })
	s.Project(t, "漆包线", func(p *project.Project) { p.Stage, p.CompletedActual = project.Completed, "2026-11-17" })
	office := s.As(t, "office")
	a := office.Get("/dispatch").Want(http.StatusOK)
	if got := a.Text("h1"); got != "第47周调度" {
		t.Errorf("title %q", got)
	}
	columns := a.Texts(".duo section")
	if len(columns) != 3 || !strings.Contains(columns[0], "漆包线竣工") || !strings.Contains(columns[0], "铜箔二期开工") ||
		!strings.Contains(columns[1], "高精铜板带") || !strings.Contains(columns[2], "10月没报的 1 市发改委缺2个") {
		t.Errorf("the board: %q", columns)
	}
	if got := a.Text("#chains tbody th"); got != "铜基新材料" {
		t.Errorf("chains: %q", got)
	}
	n := 0
	a.Doc.Find("#chains a.src, .kpi a.src").Each(func(_ int, x *goquery.Selection) {
		text := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSpace(x.Text()), "个项目"), "个")
		if text == "是哪些项目" {
			text = strings.TrimSuffix(strings.TrimSpace(x.Closest(".kpi").Find(".v").Text()), "个")
		}
		n++
		if got := office.Get(x.AttrOr("href", "")).Want(http.StatusOK).Text(".summary-line > span:first-child"); got != "共"+strings.TrimSpace(text)+"个" {
			t.Errorf("%q opens %q at %s", x.Text(), got, x.AttrOr("href", ""))
		}
	})
	if n < 8 {
		t.Errorf("only %d figures can be opened", n)
	}
	if got := a.Text("#tasks tbody"); !strings.Contains(got, "高精铜板带") {
		t.Errorf("tasks: %q", got)
	}
	last := office.Get("/dispatch?week=2026-W46").Want(http.StatusOK)
	if got := strings.Join(last.Texts(".page-head .acts a"), " "); !strings.Contains(got, "下一周") {
		t.Errorf("acts: %q", got)
	}
	office.Get("/dispatch?" + url.Values{"week": {"nonsense"}}.Encode()).Want(http.StatusUnprocessableEntity)
	office.Get("/dispatch?week=2027-W10").Want(http.StatusUnprocessableEntity)
	s.As(t, "factor").Get("/dispatch").Want(http.StatusForbidden)
	s.As(t, "").Get("/dispatch").Want(http.StatusSeeOther)
}
