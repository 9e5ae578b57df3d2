package project_test

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/sheet"
	area "lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

// town is the small city with four projects: in time, behind, far behind, and one in the zone that a county does not see.
func town(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-22")
	s.Project(t, "电解铜箔", func(p *area.Project) { p.YearDone, p.TotalInvest = 9000_0000, 8_0000_0000 })
	s.Project(t, "铜杆线缆", func(p *area.Project) { p.YearDone, p.TotalInvest = 6500_0000, 6_0000_0000 })
	s.Project(t, "铜合金带材", func(p *area.Project) { p.YearDone, p.TotalInvest = 1000_0000, 3_0000_0000 })
	s.Project(t, "储能电芯<script>alert(1)</script>", func(p *area.Project) {
		p.Region, p.ChainID, p.UnitID, p.Stage, p.YearPlan, p.TotalInvest = webtest.Linggang, s.Chain["新型储能"], s.Units["市商务局"], area.Talks, 0, 20_0000_0000
		p.StartedActual, p.SignedActual, p.StartedPlan, p.LibraryOn, p.Investor, p.TalksActual = "", "", "2027-03", "", "启岳储能", "2026-11-01"
	})
	serve(t, s)
	return s
}

func names(a *webtest.Answer) []string { return a.Texts("#rows tbody th a") }

func TestLedgerFiltersAndSorts(t *testing.T) {
	s := town(t)
	office := s.As(t, "office")
	storage := "储能电芯<script>alert(1)</script>"
	for _, c := range []struct {
		name, query string
		want        []string
	}{
		{"largest first", "", []string{storage, "电解铜箔", "铜杆线缆", "铜合金带材"}},
		{"smallest first", "sort=total_invest", []string{"铜合金带材", "铜杆线缆", "电解铜箔", storage}},
		{"by rate", "sort=rate&stage=started", []string{"铜合金带材", "铜杆线缆", "电解铜箔"}},
		{"light", "light=red", []string{"铜合金带材"}},
		{"lights", "light=red,yellow", []string{"铜杆线缆", "铜合金带材"}},
		{"chain", "chain_id=" + s.Chain["新型储能"], []string{storage}},
		{"not a stage", "stage=!started", []string{storage}},
		{"amount", "total_invest=300000000..600000000", []string{"铜杆线缆", "铜合金带材"}},
		{"absent date", "started_actual=-", []string{storage}},
		{"words", "q=铜箔", []string{"电解铜箔"}},
		{"rule", "where=" + url.QueryEscape(`落后序时 > 10% 且 总投资 >= 6亿元`), []string{"铜杆线缆"}},
		{"page beyond the end", "page=9", []string{storage, "电解铜箔", "铜杆线缆", "铜合金带材"}},
	} {
		a := office.Get("/projects?" + c.query)
		if a.Status == http.StatusSeeOther {
			a = office.Get(a.Header.Get("Location"))
		}
		a.Want(http.StatusOK)
		if diff := cmp.Diff(c.want, names(a)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", c.name, diff)
		}
	}
}

func TestLedgerSaysTotalsAsDisplayed(t *testing.T) {
	a := town(t).As(t, "office").Get("/projects?stage=started").Want(http.StatusOK)
	// 1.65 / 3.00 = 55.0 %, due 2.50 / 3.00 = 83.3 %
	want := []string{"共3个", "总投资17.00亿元", "年度计划3.00亿元", "完成1.65亿元，55.0%", "落后序时28.3个百分点"}
	got := a.Texts(".summary-line > span")
	if diff := cmp.Diff(want, got[:len(want)]); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := a.Text(`#rows tbody tr:nth-child(1) .bar`); got != "90.0%+6.7" {
		t.Errorf("bar says %q", got)
	}
}

// The same figures from the kept sums and from the projects themselves.
func TestKeptSumsEqualReading(t *testing.T) {
	office := town(t).As(t, "office")
	for _, q := range []string{"", "light=red,yellow", "stage=!started", "region=" + webtest.Linggang, "light=!green&stage=started"} {
		fast := office.Get("/projects?" + q).Want(http.StatusOK).Text(".summary-line")
		slow := office.Get("/projects?where=" + url.QueryEscape("总投资 >= 0") + "&" + q)
		if slow.Status == http.StatusSeeOther {
			slow = office.Get(slow.Header.Get("Location"))
		}
		if got := slow.Want(http.StatusOK).Text(".summary-line"); got != fast {
			t.Errorf("%q: kept %q, read %q", q, fast, got)
		}
	}
}

func TestLedgerFoldsFormsIntoOneAddress(t *testing.T) {
	office := town(t).As(t, "office")
	a := office.Get("/projects?q=&light=red&light=yellow&total_invest_from=1&total_invest_to=7&sort=-total_invest&cols=light&cols=stage").Want(http.StatusSeeOther)
	to, err := url.QueryUnescape(a.Header.Get("Location"))
	if err != nil || to != "/projects?cols=light,name,stage&light=red,yellow&total_invest=100000000..700000000" {
		t.Errorf("leads to %q, %v", to, err)
	}
	a = office.Get(a.Header.Get("Location")).Want(http.StatusOK)
	if diff := cmp.Diff([]string{"灯红、黄×", "总投资1—7亿元×"}, a.Texts(".chip.on")); diff != "" {
		t.Errorf("chips (-want +got):\n%s", diff)
	}
	if got, _ := url.QueryUnescape(a.Attr(`.chip.on a[aria-label="去掉灯条件"]`, "href")); got != "/projects?cols=light,name,stage&total_invest=100000000..700000000" {
		t.Errorf("removing a condition leads to %q", got)
	}
	if got := a.Attr(`input[name=total_invest_from]`, "value"); got != "1" {
		t.Errorf("the field shows %q", got)
	}
	if a.Doc.Find(`input[name=light][checked]`).Length() != 2 {
		t.Error("the boxes in force are not ticked")
	}
	if diff := cmp.Diff([]string{"灯", "项目企业、产业链、园区", "阶段"}, a.Texts("#rows thead th:not(.tick)")); diff != "" {
		t.Errorf("columns (-want +got):\n%s", diff)
	}
}

func TestLedgerShowsWhereARuleIsWrong(t *testing.T) {
	office := town(t).As(t, "office")
	a := office.Get("/projects?where=" + url.QueryEscape("总投资 > 1亿元 且 序时计划 > 3"))
	a.Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "第13个字") || !strings.Contains(got, "序时计划") {
		t.Errorf("note says %q", got)
	}
	if got := a.Text(".note .fault"); got != "序时计划" {
		t.Errorf("the marked part is %q", got)
	}
	if a.Doc.Find("#rows").Length() != 0 {
		t.Error("rows are shown for a question that was not understood")
	}
	if got := a.Text(`textarea[name=where]`); got != "总投资 > 1亿元 且 序时计划 > 3" {
		t.Errorf("what was typed is lost: %q", got)
	}
	a = office.Get("/projects?total_invest=abc").Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "总投资：看不懂“abc”") {
		t.Errorf("note says %q", got)
	}
	for _, q := range []string{"page=0", "size=9999", "sort=nothing", "debt=maybe", "page=x"} {
		if got := office.Get("/projects?" + q).Want(http.StatusOK).Text(".note"); !strings.Contains(got, "条件有误") {
			t.Errorf("%s: %q", q, got)
		}
	}
}

func TestLedgerFoldsOnPhones(t *testing.T) {
	a := town(t).As(t, "office").Get("/projects?stage=started").Want(http.StatusOK)
	row := `#rows.fold tbody tr:nth-child(2) `
	if got := a.Text(row + `th[scope=row].grow`); got != "铜杆线缆铜杆线缆公司 铜基新材料 东湖区" {
		t.Errorf("head of the row %q", got)
	}
	for selector, want := range map[string]string{`td[data-l="年度计划"]`: "10,000", `td[data-l="完成"] .bar b`: "65.0%", `td.wide-only.p3.num:nth-of-type(4)`: "6.00"} {
		if got := a.Text(row + selector); got != want {
			t.Errorf("%s: %q, want %q", selector, got, want)
		}
	}
	if a.Doc.Find(row+"td.wide-only .stage").Length() != 1 || a.Doc.Find("main.is-wide").Length() != 1 {
		t.Error("the stage stays on the phone, or the page does not print across")
	}
}

func TestLedgerEscapes(t *testing.T) {
	a := town(t).As(t, "office").Get("/projects").Want(http.StatusOK)
	if bytes.Contains(a.Body, []byte("<script>alert")) {
		t.Error("a name is written as it is")
	}
	a = town(t).As(t, "office").Get(`/projects?q=` + url.QueryEscape(`"><script>alert("无此项目")</script>`)).Want(http.StatusOK)
	if bytes.Contains(a.Body, []byte("<script>alert")) {
		t.Error("the search is written as it is")
	}
	if got := a.Text(".state h3"); got != "没有符合条件的项目" {
		t.Errorf("empty state says %q", got)
	}
}

func TestLedgerFragments(t *testing.T) {
	office := town(t).As(t, "office")
	a := office.Fragment("/projects?q=铜箔&light=", "list").Want(http.StatusOK)
	if a.Doc.Find("#view #views, #view #bar-rest, #view #list #rows").Length() != 3 || bytes.Contains(a.Body, []byte("<head>")) {
		t.Error("the fragment lacks a part, or is a whole page")
	}
	if got := a.Header.Get("HX-Push-Url"); got != "/projects?q="+url.QueryEscape("铜箔") {
		t.Errorf("address becomes %q", got)
	}
}

func TestScopeOfTheLedger(t *testing.T) {
	s := town(t)
	a := s.As(t, "park").Get("/projects").Want(http.StatusOK)
	if diff := cmp.Diff([]string{"电解铜箔", "铜杆线缆", "铜合金带材"}, names(a)); diff != "" {
		t.Errorf("a county sees (-want +got):\n%s", diff)
	}
	if got := a.Text(".tabs a[aria-current] .n"); got != "3" {
		t.Errorf("its view counts %s", got)
	}
}

func TestExportReadsBack(t *testing.T) {
	s := town(t)
	a := s.As(t, "office").Get("/projects/export?light=red,yellow&all=1&sort=total_invest")
	a.Want(http.StatusOK)
	if got, _ := url.QueryUnescape(a.Header.Get("Content-Disposition")); !strings.Contains(got, "项目清单20261122.xlsx") {
		t.Errorf("file name %q", got)
	}
	heads, rows := readBook(t, a.Body)
	if len(rows) != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	at := func(row []string, head string) string {
		for i, h := range heads {
			if h == head {
				return row[i]
			}
		}
		t.Fatalf("no column %s in %v", head, heads)
		return ""
	}
	want := map[string]string{"项目名称": "铜合金带材", "产业链": "铜基新材料", "县区": "东湖区", "责任单位": "市发改委", "阶段": "开工", "总投资（亿元）": "3", "年度计划（万元）": "10000",
		"开工日期": "2025-09-10", "灯": "红"}
	for head, text := range want {
		if got := at(rows[0], head); got != text {
			t.Errorf("%s: %q, want %q", head, got, text)
		}
	}

	// the bulk bar takes out what was ticked
	park := s.As(t, "park")
	id := strings.TrimPrefix(park.Get("/projects?q=铜箔").Attr("#rows tbody th a", "href"), "/projects/")
	_, rows = readBook(t, park.Post("/projects/export", url.Values{"id": {id}, "query": {""}}).Want(http.StatusOK).Body)
	if len(rows) != 1 {
		t.Errorf("%d rows of one ticked", len(rows))
	}
	other := strings.TrimPrefix(s.As(t, "office").Get("/projects?q=启岳").Attr("#rows tbody th a", "href"), "/projects/")
	if _, rows = readBook(t, park.Post("/projects/export", url.Values{"id": {other}, "query": {""}}).Want(http.StatusOK).Body); len(rows) != 0 {
		t.Error("a county takes out a project that it does not see")
	}
	park.Post("/projects/export", url.Values{"query": {""}}).Want(http.StatusUnprocessableEntity)
	s.As(t, "office").Get("/projects/export?where=" + url.QueryEscape("总投资 >")).Want(http.StatusUnprocessableEntity)
}

// readBook reads the first sheet of a workbook: heads and rows as shown.
func readBook(t *testing.T, data []byte) (heads []string, rows [][]string) {
	t.Helper()
	b, err := sheet.Open(t.Context(), bytes.NewReader(data), int64(len(data)), "x.xlsx", sheet.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for r, err := range b.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		var texts []string
		for i := range r.Cells {
			texts = append(texts, r.Cells[i].Text)
		}
		if heads == nil {
			heads = texts
		} else {
			rows = append(rows, texts)
		}
	}
	return heads, rows
}
