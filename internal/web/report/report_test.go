package report

import (
	"bytes"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	area "lianzhang/internal/report"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "report", files, map[string]any{"index": indexPage{}, "paper": paperPage{}, "check": checkPage{}, "records": recordsPage{}})
}

// newSite is a small city with so many projects that each report a part of their plan.
func newSite(t *testing.T, projects int) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	for i := range projects {
		p := s.Project(t, fmt.Sprintf("高精铜板带第%d条生产线", i+1), func(p *project.Project) {
			if i%3 == 1 {
				p.ChainID, p.Region = s.Chain["新型储能"], webtest.Linggang
			}
		})
		for m := 1; m <= 10 && i%4 != 3; m++ {
			r := project.Report{ProjectID: p.ID, Period: fmt.Sprintf("2026-%02d", m), Done: int64(2+i%3*4) * 100_0000, Progress: "主体施工"}
			if err := s.Projects.FillReport(t.Context(), webtest.Program, r); err != nil {
				t.Fatal(err)
			}
		}
	}
	service := &area.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: workday.Default}
	s.Serve(t, Routes(Deps{DB: s.DB, Shelf: &Shelf{Report: service, DB: s.DB}, Lists: s.Lists}), Add)
	return s
}

// TestAPaperAsksForItsOwnProjects asks the checkup about what the bulletin reports on, and about nothing else.
func TestAPaperAsksForItsOwnProjects(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	in := s.Project(t, "高精铜板带生产线", nil)
	s.Project(t, "只在谈的项目", func(p *project.Project) {
		p.Stage, p.SignedActual, p.StartedActual, p.YearPlan = project.Talks, "", "", 0
	})
	var asked []string
	service := &area.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: workday.Default}
	s.Serve(t, Routes(Deps{DB: s.DB, Shelf: &Shelf{Report: service, DB: s.DB}, Lists: s.Lists, Waiting: func(_ *web.Req, ids []string) (*ui.Note, error) {
		asked = ids
		return &ui.Note{Body: ui.Plain("有待核发现")}, nil
	}}), Add)
	page := s.As(t, "office").Get("/reports/bulletin/2026-10").Want(http.StatusOK)
	if diff := cmp.Diff([]string{in.ID}, asked); diff != "" || !strings.Contains(page.Text("main"), "有待核发现") {
		t.Errorf("the paper asked about other projects (-want +got)\n%s", diff)
	}
}

func TestTheBulletinAsLeaves(t *testing.T) {
	s := newSite(t, 12)
	office := s.As(t, "office")
	a := office.Get("/reports/bulletin/2026-10").Want(http.StatusOK)
	if got := a.Text(".leaf .red-head"); got != "景川市产业链链长制工作通报" {
		t.Errorf("red head: %q", got)
	}
	body := a.Doc.Find(".leaf").First()
	if got := strings.Join(strings.Fields(body.Find("p.h1").Text()), ""); !strings.HasPrefix(got, "一、总体情况二、分链情况") {
		t.Errorf("headings: %.60q", got)
	}
	if n := a.Doc.Find(".leaf").Length(); n != 5 {
		t.Errorf("%d leaves before the browser cuts them, want the body and four annexes", n)
	}
	if n := body.Find("a.src").Length(); n < 20 {
		t.Errorf("only %d figures of the body can be opened", n)
	}
	if a.Doc.Find(".no-print .page-head").Length() != 1 || a.Doc.Find("aside.no-print").Length() != 1 {
		t.Error("more than the document would be printed")
	}
	a.Doc.Find(".leaf a.src").Each(func(i int, x *goquery.Selection) {
		if i%9 == 0 && strings.HasPrefix(x.AttrOr("href", ""), "/reports/") { // each costs a page
			r := office.Get(x.AttrOr("href", "")).Want(http.StatusOK)
			if text := strings.TrimSpace(x.Text()); strings.HasSuffix(text, "个") && !strings.Contains(x.AttrOr("title", ""), "增减") {
				if got := r.Text(".summary-line > span:first-child"); got != "共"+text {
					t.Errorf("%s opens %s: %q", text, x.AttrOr("href", ""), got)
				}
			}
		}
	})
	check := office.Fragment("/reports/bulletin/2026-10/check", "check").Want(http.StatusOK)
	if got := check.Text("header .sub"); !strings.Contains(got, "处一致") || strings.Contains(got, "要核") {
		t.Errorf("the check of numbers says %q: %q", got, check.Text(".lines"))
	}
	for path, head := range map[string]string{"/word": "PK", "/excel": "PK"} {
		f := office.Get("/reports/bulletin/2026-10" + path).Want(http.StatusOK)
		if !bytes.HasPrefix(f.Body, []byte(head)) || !strings.Contains(f.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("%s: %q", path, f.Header.Get("Content-Disposition"))
		}
	}
}

func TestPapersAreMadeAnewAfterAChange(t *testing.T) {
	s := newSite(t, 3)
	office := s.As(t, "office")
	first := office.Get("/reports/dispatch/2026-W47").Want(http.StatusOK).Text(".leaf")
	if again := office.Get("/reports/dispatch/2026-W47").Text(".leaf"); again != first {
		t.Error("the same paper twice differs")
	}
	s.Project(t, "铜箔", nil)
	if after := office.Get("/reports/dispatch/2026-W47").Text(".leaf"); after == first || !strings.Contains(after, "在推项目4个") {
		t.Errorf("a new project does not show: %.200s", after)
	}
	if got := s.As(t, "factor").Get("/reports/dispatch/2026-W47").Status; got != http.StatusForbidden {
		t.Errorf("a department without the permission: %d", got)
	}
	if got := s.As(t, "lead").Get("/reports/dispatch/2026-W47").Want(http.StatusOK).Text(".leaf"); got == first {
		t.Error("a lead unit reads the paper of another scope")
	}
}

func TestTheListOfPapers(t *testing.T) {
	s := newSite(t, 2)
	a := s.As(t, "office").Get("/reports").Want(http.StatusOK)
	months := a.Texts("section:first-child tbody th a")
	if len(months) != 10 || months[0] != "2026年10月工作通报" || months[9] != "2026年1月工作通报" {
		t.Errorf("months: %q", months)
	}
	if weeks := a.Texts("section:nth-child(2) tbody th a"); len(weeks) != mostWeeks || weeks[0] != "2026年第47周调度清单" {
		t.Errorf("weeks: %q", weeks)
	}
	for _, bad := range []string{"/reports/bulletin/2026-11", "/reports/bulletin/nonsense", "/reports/bulletin/2026-W47", "/reports/dispatch/2027-W01", "/reports/bulletin/2019-01"} {
		if got := s.As(t, "office").Get(bad).Want(http.StatusUnprocessableEntity).Text(".state"); got == "" {
			t.Errorf("%s says nothing", bad)
		}
	}
	s.As(t, "").Get("/reports").Want(http.StatusSeeOther)
	s.As(t, "factor").Get("/reports").Want(http.StatusForbidden)
}

func TestPrintedFigures(t *testing.T) {
	for text, want := range map[string]struct{ v, step float64 }{"45.6亿元": {45.6e8, 1e6}, "12亿元": {12e8, 1e6}, "380万元": {380e4, 100}, "76.8%": {0.768, 0.001},
		"6.5个百分点": {6.5, 0.1}, "98个": {98, 0}, "1,234个": {1234, 0}} {
		v, step, ok := number(text)
		if !ok || fmt.Sprintf("%.6g %.6g", v, step) != fmt.Sprintf("%.6g %.6g", want.v, want.step) {
			t.Errorf("%s: %g ± %g, %v", text, v, step, ok)
		}
	}
	for _, text := range []string{"", "若干个", "第3期", "个"} {
		if _, _, ok := number(text); ok {
			t.Errorf("%q is read as a figure", text)
		}
	}
}

func TestLayingOutADocument(t *testing.T) {
	d := &document.Doc{Mark: "某市文件", Number: "某发〔2026〕1号", Title: "关于\n印发办法的通知", To: "各县区", Blocks: []document.Block{
		document.H(1, "总则"), document.H(2, "目的。", document.Text("为了")), document.H(3, "其一"), document.H(4, "其二"), document.P(document.Text("正文")), document.PageBreak{},
		document.Signature{Unit: "某市政府\n某市人大", Date: "2026-06-03"}, document.AttachmentNote{Titles: []string{"甲", "乙"}},
		document.Table{Columns: []document.Column{{Header: "一"}, {Header: "绿", Group: "灯"}, {Header: "红", Group: "灯"}}, Rows: []document.Row{
			{Kind: document.Section, Cells: document.Cells("一组").Cells}, document.Cells("a", "b", "c")}},
	}, Imprint: &document.Imprint{Copies: []document.Copy{{Label: "抄送", To: "各部门。"}}, Office: "办公室", Date: "2026-06-03"}}
	f := flows(d)
	if len(f) != 1 || f[0].Imprint == nil || f[0].Imprint.Copies[0] != "抄送：各部门。" || f[0].Head.Periodical || len(f[0].Title) != 2 {
		t.Fatalf("%+v", f)
	}
	var kinds []string
	for _, b := range f[0].Blocks {
		kinds = append(kinds, b.Kind+b.Label)
	}
	if got := strings.Join(kinds, " "); got != "plain h1一、 h2（一） h31. h4（1） p break sign note table" {
		t.Errorf("blocks: %s", got)
	}
	g := f[0].Blocks[9].Table
	if len(g.Groups) != 2 || g.Groups[0] != (group{"一", 1, 2}) || g.Groups[1] != (group{"灯", 2, 1}) || g.Rows[0].Span != 3 {
		t.Errorf("table: %+v", g)
	}
}

// TestLeavesAreCutInTheBrowser: in a real browser no leaf holds more than fits, nothing is lost, and paper has as many pages.
func TestLeavesAreCutInTheBrowser(t *testing.T) {
	tab := uitest.Browser(t, 1366, 768)
	s := newSite(t, 60)
	srv := serve(t, s)
	tab.Open(srv + "/signin-as-office")
	tab.Open(srv + "/reports/bulletin/2026-10")
	before := s.As(t, "office").Get("/reports/bulletin/2026-10").Doc.Find(".leaf")
	tab.Wait(`document.querySelector("[data-cut=done]")`)
	for _, c := range []struct{ what, expr string }{
		{"several leaves", `document.querySelectorAll(".leaf").length > 8`},
		{"none is left uncut", `!document.querySelector(".leaf.is-flow")`},
		{"leaves lie and stand", `!!document.querySelector(".leaf.is-land") && !!document.querySelector(".leaf:not(.is-land)")`},
		{"nothing runs over", `[...document.querySelectorAll(".leaf")].every(l => [...l.children].every(c => c.matches(".folio, .colophon") || c.getBoundingClientRect().bottom <= l.getBoundingClientRect().bottom - 60))`},
		{"heads of tables repeat", `[...document.querySelectorAll(".leaf table")].every(t => t.tHead)`},
		{"pages are numbered", `[...document.querySelectorAll(".leaf")].every((l, i) => l.querySelector(".folio").textContent === "— " + (i + 1) + " —")`},
		{"the imprint is on the last", `document.querySelectorAll(".leaf")[document.querySelectorAll(".leaf").length - 1].querySelector(".colophon") !== null`},
	} {
		if !tab.Is(c.expr) {
			t.Errorf("%s: no", c.what)
		}
	}
	squeeze := func(s string) string { return strings.Join(strings.Fields(s), "") }
	before.Find("thead").Remove()
	got := tab.Text(`(() => { const l = document.querySelector("[data-leaves]").cloneNode(true); l.querySelectorAll(".folio, thead").forEach(x => x.remove()); return l.textContent; })()`)
	if squeeze(got) != squeeze(before.Text()) {
		t.Errorf("cutting changed the text: %d characters became %d", len(squeeze(before.Text())), len(squeeze(got)))
	}
	tab.Wait(`document.querySelector("#check .light")`)
	tab.Clean()
}

// TestAPaperIsSignedByItsMakersUnit: two who see the same projects, from two units, each get the paper of their own.
func TestAPaperIsSignedByItsMakersUnit(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	s.Project(t, "铜箔一期", func(p *project.Project) { p.YearPlan = 1e8 })
	shelf := &Shelf{Report: &area.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: s.Org.Working}, DB: s.DB}
	first, second := s.Actor(t, "office"), s.Actor(t, "office")
	second.UnitID = s.Actor(t, "zong").UnitID
	if first.UnitID == second.UnitID {
		t.Fatal("both are of one unit")
	}
	a, err := shelf.paper(t.Context(), first, bulletin, "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	b, err := shelf.paper(t.Context(), second, bulletin, "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	if a.Doc.Issuer == b.Doc.Issuer {
		t.Errorf("both papers are by %s", a.Doc.Issuer)
	}
}
