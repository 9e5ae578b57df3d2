package forecast

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/project"
	"lianzhang/internal/view"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "forecast", files, map[string]any{"show": showPage{}, "stays": staysPage{}, "backtest": backPage{}, "project": projectPage{}, "runs": runsPage{}})
}

func site(t *testing.T, d *db.DB) *webtest.Site {
	s := webtest.NewOn(t, d, "2026-11-22")
	lists := listing.New(s.Run, s.Org, s.Chains, &view.Service{Run: s.Run})
	s.Serve(t, Routes(Deps{Forecast: &forecast.Service{Run: s.Run, Projects: s.Projects, Org: s.Org}, Lists: lists}), Add, listpage.Add, formpage.Add)
	return s
}

// history fills the register with projects of the past two years, and some on their way; one has dates that contradict each other.
func history(t *testing.T, s *webtest.Site) {
	for i := range 40 {
		s.Project(t, fmt.Sprintf("项目%02d", i), func(p *project.Project) {
			*p = project.Project{Name: p.Name, Region: p.Region, ChainID: p.ChainID, UnitID: p.UnitID, Investor: p.Investor, TotalInvest: p.TotalInvest, BuildKind: "制造业"}
			m := i%20 + 1
			p.Stage, p.TalksActual = project.Talks, fmt.Sprintf("%d-%02d-03", 2025+m/13, (m-1)%12+1)
			if i < 30 {
				p.Stage, p.SignedActual = project.Signed, fmt.Sprintf("%d-%02d-%02d", 2025+(m+2)/13, (m+1)%12+1, 1+i%27)
			}
			if i < 15 {
				p.Stage, p.StartedActual = project.Started, "2026-10-15"
			}
		})
	}
	// A form refuses such dates; a workbook of the years before it may bring them.
	wrong := &project.Project{Name: "<b>反了的", Region: webtest.Linggang, UnitID: s.Units["市发改委"], Stage: project.Started, SignedActual: "2026-05-01", StartedActual: "2026-04-01"}
	err := s.Run.Run(t.Context(), webtest.Program, change.What{Action: "project.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
		return s.Projects.Insert(t.Context(), tx, []*project.Project{wrong})
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestPages(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site(t, d)
		history(t, s)
		office, chief := s.As(t, "office"), s.As(t, "zong")
		if text := chief.Get(base).Want(http.StatusOK).Text(".state"); !strings.Contains(text, "还没有预测") {
			t.Errorf("without a run: %s", text)
		}
		if text := office.Get(base + "/stays").Want(http.StatusOK).Text(".state"); !strings.Contains(text, "还没有历史") {
			t.Errorf("curves without a run: %s", text)
		}
		a := office.Post(base+"/targets", url.Values{"year": {"2026"}, "signed_amount": {"120"}, "started": {"-3"}})
		if a.Status != http.StatusUnprocessableEntity {
			t.Errorf("a target below zero: %d", a.Status)
		}
		office.Post(base+"/targets", url.Values{"year": {"2026"}, "signed_amount": {"120"}, "started": {"15"}, "source": {"政府工作报告"}}).Want(http.StatusSeeOther)
		text := chief.Get(base).Want(http.StatusOK).Text("main")
		for _, want := range []string{"完成目标120.0亿元的可能", "十次里八次", "本月推什么", "没有计入的日期", "<b>反了的", "早于", "历史上到达投产的不足5次"} {
			if !strings.Contains(text, want) {
				t.Errorf("without %q: %s", want, text)
			}
		}
		if n := chief.Get(base).Doc.Find("svg.chart").Length(); n < 2 {
			t.Errorf("%d pictures", n)
		}
		if a := office.Get(base + "/targets"); a.Doc.Find(`input[name=signed_amount]`).AttrOr("value", "") != "120" {
			t.Errorf("the target is not in the form again: %q", a.Doc.Find(`input[name=signed_amount]`).AttrOr("value", ""))
		}
		list := office.Get(base + "/projects").Want(http.StatusOK)
		href := list.Doc.Find("tbody th a").First().AttrOr("href", "")
		page := office.Get(href).Want(http.StatusOK)
		if text := page.Text("main"); !strings.Contains(text, "推这一步要什么") || !strings.Contains(text, "没有折算的") {
			t.Errorf("%s: %s", href, text)
		}
		office.Get(base + "/projects/none").Want(http.StatusNotFound)
		office.Get(base + "/runs/none").Want(http.StatusNotFound)
		for _, x := range presets() {
			office.Get(base + "/projects?" + x.Query).Want(http.StatusOK)
		}
		if text := office.Get(base + "/stays").Want(http.StatusOK).Text("main"); !strings.Contains(text, "在谈") || !strings.Contains(text, "Kaplan–Meier") {
			t.Errorf("curves: %s", text)
		}
		office.Post(base+"/backtest", nil).Want(http.StatusSeeOther)
		if text := chief.Get(base + "/backtest").Want(http.StatusOK).Text("main"); !strings.Contains(text, "演示城市的历史是按规则模拟的") {
			t.Errorf("the back-test: %s", text)
		}
		if got := office.Get(base + "/projects/export").Want(http.StatusOK).Header.Get("Content-Type"); !strings.Contains(got, "spreadsheet") {
			t.Errorf("export: %s", got)
		}
		runs := chief.Get(base + "/runs").Want(http.StatusOK)
		chief.Get(runs.Doc.Find("tbody th a").First().AttrOr("href", "")).Want(http.StatusOK)
		chief.Post(base+"/new", nil).Want(http.StatusForbidden)
		if a := office.Post(base+"/new", url.Values{"as_of": {"2027-01-01"}, "until": {"2026-12-31"}, "runs": {"5"}}); a.Status != http.StatusUnprocessableEntity || !strings.Contains(a.Text("main"), "还没发生的事") {
			t.Errorf("%d %s", a.Status, a.Text("main"))
		}
		office.Post(base+"/new", url.Values{"as_of": {"2026-06-30"}, "until": {"2027-03-31"}, "runs": {"200"}, "seed": {"5"}, "shock": {"0.1"}}).Want(http.StatusSeeOther)
		if text := chief.Get(base).Want(http.StatusOK).Text("main"); !strings.Contains(text, "到2027-03-31会怎样") || !strings.Contains(text, "人工给定") {
			t.Errorf("%s", text)
		}
		park := s.As(t, "park").Get(base).Want(http.StatusOK).Text("main")
		if !strings.Contains(park, "以下是东湖区的") || strings.Contains(park, "反了的") || strings.Contains(park, "临港") {
			t.Errorf("东湖区 sees %s", park)
		}
		if text := s.As(t, "park").Get(base + "/backtest").Want(http.StatusOK).Text("main"); !strings.Contains(text, "回测是全市的") {
			t.Errorf("the park sees the back-test: %s", text)
		}
	})
}

func TestWords(t *testing.T) {
	for chance, want := range map[float64]string{1: "有把握", .75: "较有把握", .5: "胜负难料", .2: "较难完成", 0: "基本完不成"} {
		if got := hope(chance).Word; got != want {
			t.Errorf("%.2f is %s, want %s", chance, got, want)
		}
	}
	if odds(0) != "几乎不可能" || odds(1) != "几乎一定" || odds(.333) != "33.3%" {
		t.Error("odds")
	}
	if quarter("2024-09-30") != "24Q3" || quarter("2024-12-31") != "24Q4" {
		t.Error(quarter("2024-09-30"))
	}
}
