package formula

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/catalog"
	"lianzhang/internal/formula"
	"lianzhang/internal/project"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/webtest"
)

// newSite serves the registry over six projects: two of Linggang, one ended, one not started.
func newSite(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	svc := &formula.Service{Run: s.Run, Org: s.Org, Sources: catalog.FormulaSources(), Held: []string{"start_rate"}, Fixed: []string{"done_rate"}}
	if err := svc.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	title := func(kind string) string { return catalog.Find(kind).Title }
	s.Serve(t, Routes(Deps{Formulas: svc, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}, Title: title}), Add, formpage.Add)
	return s
}

func projects(t *testing.T, s *webtest.Site) {
	t.Helper()
	for name, edit := range map[string]func(*project.Project){
		"铜箔一期": nil,
		"铜箔二期": func(p *project.Project) { p.Stage, p.StartedActual, p.LibraryOn = project.Signed, "", "" },
		"铜杆":   func(p *project.Project) { p.Stage, p.ProducedActual = project.Produced, "2026-08-01" },
		"铜带":   func(p *project.Project) { p.Region = webtest.Linggang },
		"铜粉": func(p *project.Project) {
			p.Region, p.SignedActual, p.StartedActual = webtest.Linggang, "2026-07-01", "2026-09-01"
		},
		"铜管": func(p *project.Project) {
			p.Stage, p.StartedActual, p.EndedOn, p.EndedWhy = project.Withdrawn, "", "2026-05-01", "资金"
		},
	} {
		s.Project(t, name, edit)
	}
}

func TestTheRegistry(t *testing.T) {
	s := newSite(t)
	office := s.As(t, "office")
	// Nothing is on the ledgers: no figure is 0 % or 100 %.
	a := office.Get("/formulas").Want(http.StatusOK)
	if body := a.Text("main"); !strings.Contains(body, "分母为0") || strings.Contains(body, "NaN") || strings.Contains(body, "写错了") {
		t.Errorf("empty ledgers: %q", body)
	}
	if n := a.Doc.Find("#cases .light.g").Length(); n != len(formula.Cases()) {
		t.Errorf("%d of %d published cases agree: %q", n, len(formula.Cases()), a.Text("#cases"))
	}
	for _, want := range []string{"86.5%1,515÷1,752", "99.7%291÷292", "81.25%26÷32", "19.23%5÷26"} {
		if !strings.Contains(strings.Join(strings.Fields(a.Text("#cases")), ""), want) {
			t.Errorf("cases lack %s: %q", want, a.Text("#cases"))
		}
	}
	projects(t, s)
	a = office.Get("/formulas/start_rate?v=2").Want(http.StatusOK)
	if got := a.Text(".kpi"); !strings.Contains(got, "66.7%") || !strings.Contains(got, "4 ÷ 6") {
		t.Errorf("the figure: %q", got)
	}
	if got := a.Attr(".kpi a", "href"); !strings.HasPrefix(got, "/projects?where=") {
		t.Errorf("the numerator leads to %q", got)
	}
	rows := strings.Join(a.Texts("#places tbody tr"), "|")
	if !strings.Contains(rows, "东湖区") || !strings.Contains(rows, "50.0%") || !strings.Contains(rows, "临港经开区 100.0%") {
		t.Errorf("by county: %q", rows)
	}
	if got := a.Text("#chain"); !strings.Contains(got, "→ 开工") || !strings.Contains(got, "80.0%") || !strings.Contains(got, "66.7%") {
		t.Errorf("the chain: %q", got)
	}
	// As of a day before 铜粉 was signed, and 铜管 ended: 铜箔一期, 铜杆 and 铜带 of five.
	if got := office.Get("/formulas/开工率?v=2&as_of=2026-04-30").Want(http.StatusOK).Text(".kpi"); !strings.Contains(got, "60.0%") || !strings.Contains(got, "3 ÷ 5") {
		t.Errorf("as of April: %q", got)
	}
	if got := office.Get("/formulas/start_rate?v=2&from=2026-01-01").Want(http.StatusOK).Text(".kpi"); !strings.Contains(got, "1 ÷ 1") {
		t.Errorf("signed this year: %q", got)
	}
	if n := office.Get("/formulas/start_rate?as_of=年底").Want(http.StatusUnprocessableEntity).Doc.Find("#f-as_of[aria-invalid]").Length(); n != 1 {
		t.Error("a wrong day is not refused at its field")
	}
	if got := office.Get("/formulas/done_rate?as_of=2026-04-30").Want(http.StatusOK).Text(".note"); !strings.Contains(got, "年度完成") {
		t.Errorf("amounts without a past: %q", got)
	}
	if got := s.As(t, "park").Get("/formulas/start_rate?v=2").Want(http.StatusOK).Text(".kpi"); !strings.Contains(got, "2 ÷ 4") {
		t.Errorf("a county's person sees %q", got)
	}
	office.Get("/formulas/nothing").Want(http.StatusNotFound)
	s.As(t, "team").Get("/formulas/new").Want(http.StatusForbidden)
	s.As(t, "").Get("/formulas").Want(http.StatusSeeOther)
}

func TestAnOfficeWritesItsOwn(t *testing.T) {
	s := newSite(t)
	projects(t, s)
	office := s.As(t, "office")
	office.Get("/formulas/start_rate/next?from=2").Want(http.StatusOK)
	typed := url.Values{"shape": {"flat"}, "num": {`阶段 在 ["开工", "竣工", "投产", "达产"]`}, "den": {`开工率v2分母 且 阶段 != "终止"`}, "cohort": {"signed_actual"}, "decimals": {"1"}, "note": {"已开工÷未终止签约"}}
	tried := url.Values{"code": {"start_rate"}, "name": {"开工率"}, "list": {"project"}}
	for k, v := range typed {
		tried[k] = v
	}
	if got := office.Post("/formulas/check", tried).Want(http.StatusOK).Text("#check"); !strings.Contains(got, "80.0%") || !strings.Contains(got, "4 ÷ 5") {
		t.Errorf("the live check: %q", got)
	}
	for field, bad := range map[string]string{"num": "开工量 > 3", "den": "开工率v4分母", "note": " ", "cohort": "stage"} {
		form := url.Values{}
		for k, v := range typed {
			form[k] = v
		}
		form.Set(field, bad)
		a := office.Post("/formulas/start_rate/next", form).Want(http.StatusUnprocessableEntity)
		if a.Doc.Find("#f-"+field+"[aria-invalid]").Length() != 1 {
			t.Errorf("%s = %q is not refused at its field: %q", field, bad, a.Text(".errs"))
		}
		if field == "num" && !strings.Contains(a.Text("#f-num-m"), "第1列") {
			t.Errorf("no position: %q", a.Text("#f-num-m"))
		}
		if field == "den" && !strings.Contains(a.Text("#f-den-m"), "开工率v4 → 开工率v4") {
			t.Errorf("a circle is not named: %q", a.Text("#f-den-m"))
		}
	}
	at := office.Post("/formulas/start_rate/next", typed).Want(http.StatusSeeOther).Header.Get("Location")
	if at != "/formulas/start_rate?v=4" {
		t.Fatalf("the draft stands at %q", at)
	}
	if got := office.Get(at).Want(http.StatusOK); !strings.Contains(got.Text("main"), "开工率v4草案") || !strings.Contains(got.Text(".kpi"), "80.0%") {
		t.Errorf("the draft: %q", got.Text("main"))
	}
	a := office.Get("/formulas/start_rate/compare?a=2&b=4").Want(http.StatusOK)
	if got := a.Text("main"); !strings.Contains(got, "只在开工率v2分母 1") || !strings.Contains(got, "铜管") || !strings.Contains(got, "只在开工率v2分子 0") || !strings.Contains(got, "+16.7") {
		t.Errorf("what if: %q", got)
	}
	office.Post("/formulas/start_rate/4/adopt", url.Values{}).Want(http.StatusUnprocessableEntity)
	office.Post("/formulas/start_rate/4/adopt", url.Values{"reason": {"链办〔2026〕5号"}}).Want(http.StatusSeeOther)
	if got := office.Get("/formulas/start_rate").Want(http.StatusOK); !strings.Contains(got.Text("h1"), "开工率v4") || !strings.Contains(got.Text(".facts"), "链办〔2026〕5号") || !strings.Contains(got.Text("#versions"), "停用") {
		t.Errorf("after adoption: %q", got.Text("main"))
	}
	office.Get("/formulas/start_rate/4/edit").Want(http.StatusConflict)
	office.Post("/formulas/start_rate/4/edit", typed).Want(http.StatusUnprocessableEntity)
	if got := office.Post("/formulas/start_rate/4/retire", url.Values{"reason": {"试"}}).Want(http.StatusUnprocessableEntity).Text(".errs"); !strings.Contains(got, "通报要用") {
		t.Errorf("a rate that the bulletin needs: %q", got)
	}
	if got := office.Post("/formulas/start_rate/2/adopt", url.Values{"reason": {"改回"}}).Want(http.StatusSeeOther).Header.Get("Location"); got != "/formulas/start_rate?v=2" {
		t.Errorf("adopted the shipped draft: %q", got)
	}
	fresh := url.Values{"code": {"own_rate"}, "name": {"自定率"}, "list": {"project"}, "shape": {"flat"}, "num": {"总投资"}, "den": {"年度计划"}, "note": {"试"}, "decimals": {"2"}}
	own := office.Post("/formulas/new", fresh).Want(http.StatusSeeOther).Header.Get("Location")
	fresh.Set("den", "总投资 - 总投资")
	fresh.Set("version", "0")
	office.Post("/formulas/own_rate/1/edit", fresh).Want(http.StatusSeeOther)
	if got := office.Get(own).Want(http.StatusOK).Text(".kpi"); !strings.Contains(got, "—") || !strings.Contains(got, "分母为0") {
		t.Errorf("a division by zero shows %q", got)
	}
	office.Post("/formulas/own_rate/1/remove", nil).Want(http.StatusSeeOther)
	office.Get(own).Want(http.StatusNotFound)
	s.As(t, "zong").Post("/formulas/start_rate/3/retire", url.Values{"reason": {"试"}}).Want(http.StatusForbidden)
}
