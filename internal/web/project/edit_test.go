package project_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"lianzhang/internal/platform/authz"
	area "lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

// formOf reads the fields of a form as a browser would send them.
func formOf(a *webtest.Answer, selector string) url.Values {
	v := url.Values{}
	a.Doc.Find(selector).First().Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		value, _ := s.Attr("value")
		switch {
		case name == "" || s.Is("[type=file]"):
		case s.Is("[type=checkbox], [type=radio]"):
			if _, on := s.Attr("checked"); on {
				v.Add(name, value)
			}
		case s.Is("select"):
			value, _ := s.Find("option[selected]").First().Attr("value")
			v.Add(name, value)
		case s.Is("textarea"):
			v.Add(name, s.Text())
		default:
			v.Add(name, value)
		}
	})
	return v
}

func TestNewProject(t *testing.T) {
	s := town(t)
	office := s.As(t, "office")
	form := formOf(office.Get("/projects/new").Want(http.StatusOK), "main form")
	form.Set("total_invest", "一点")
	form.Set("jobs", "12.5")
	a := office.Post("/projects/new", form).Want(http.StatusUnprocessableEntity)
	if got := a.Text(`.field:has(#f-total_invest) .msg`); got == "" {
		t.Error("the amount has no message at its field")
	}
	form.Set("total_invest", "3.2亿")
	form.Set("jobs", "1,200")
	form.Set("completed_plan", "2025-01-01")
	form.Set("started_plan", "2026-01-01")
	a = office.Post("/projects/new", form).Want(http.StatusUnprocessableEntity)
	for field, want := range map[string]string{"name": "填写项目名称", "region": "选择县区", "completed_plan": "早于开工（2026-01-01）"} {
		if got := a.Text(`.field:has(#f-` + field + `) .msg`); got != want {
			t.Errorf("%s says %q, want %q", field, got, want)
		}
		if a.Doc.Find(`.errs a[href="#f-`+field+`"]`).Length() != 1 {
			t.Errorf("the summary does not lead to %s", field)
		}
	}
	if got := a.Attr("#f-total_invest", "value"); got != "3.2亿" {
		t.Errorf("what was typed came back as %q", got)
	}
	form.Set("name", "  新型铜材  ")
	form.Set("region", webtest.Donghu)
	form.Set("completed_plan", "2027-12")
	form.Set("stage", area.Signed)
	office.Follow = true
	a = office.Post("/projects/new", form).Want(http.StatusOK)
	if a.Text("h1") != "新型铜材" || !strings.Contains(a.Text(".toasts"), "项目已登记") {
		t.Errorf("after saving: %q, %q", a.Text("h1"), a.Text(".toasts"))
	}
	if got := a.Text(".kpi:first-child"); !strings.Contains(got, "总投资3.20亿元") {
		t.Errorf("the amount is shown as %q", got)
	}
	if got := a.Text(".stages li:nth-child(5)"); !strings.Contains(got, "2027-12") {
		t.Errorf("a date to the month is shown as %q", got)
	}
	a = s.As(t, "park").Post("/projects/new", url.Values{"name": {"越界"}, "region": {webtest.Linggang}}).Want(http.StatusUnprocessableEntity)
	if got := a.Text(".errs"); !strings.Contains(got, "不在您的数据范围内") || a.Attr("#f-name", "value") != "越界" {
		t.Errorf("a county outside the scope says %q", got)
	}
}

func TestEditKeepsWhatItDoesNotShow(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", func(p *area.Project) { p.CompletedPlan, p.Content, p.LandMu = "2027-06", "一期\n二期", 33.5 })
	office := s.As(t, "office")
	form := formOf(office.Get("/projects/"+p.ID+"/edit").Want(http.StatusOK), "main form")
	form.Set("content", "一期\r\n二期") // as browsers send it
	form.Set("note", "只改备注")
	office.Post("/projects/"+p.ID+"/edit", form).Want(http.StatusSeeOther)
	after, err := s.Projects.Get(t.Context(), authz.Scope{All: true}, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	want := *p
	want.Note, want.Version, want.UpdatedBy = "只改备注", p.Version+1, after.UpdatedBy
	if *after != want {
		t.Errorf("saved\n%+v\nwant\n%+v", *after, want)
	}
}

// Two officers open the form; the second to save sees both versions, chooses, and nothing is lost.
func TestConflictShowsBothVersions(t *testing.T) {
	s := town(t)
	p := s.Project(t, "精铜管", func(p *area.Project) { p.Note, p.Leader, p.Park = "原备注", "副市长", "东湖产业园" })
	path := "/projects/" + p.ID + "/edit"
	first, second := s.As(t, "office"), s.As(t, "lead")
	theirs, mine := formOf(first.Get(path), "main form"), formOf(second.Get(path), "main form")
	theirs.Set("note", "办里改的")
	theirs.Set("total_invest", "6")
	theirs.Set("park", "东湖新材料园")
	first.Post(path, theirs).Want(http.StatusSeeOther)

	mine.Set("note", "专班改的")
	mine.Set("leader", "常务副市长")
	mine.Set("total_invest", "6")
	a := second.Post(path, mine).Want(http.StatusConflict)
	if got := a.Text(".note"); !strings.Contains(got, "没有保存") || !strings.Contains(got, "链长办") || !strings.Contains(got, "有1处双方都改了") {
		t.Errorf("note says %q", got)
	}
	row := func(field string) *goquery.Selection { return a.Doc.Find(`tr[data-field="` + field + `"]`) }
	for field, want := range map[string]string{
		"note":   "备注原备注 专班改的 办里改的",
		"leader": "牵头领导副市长 常务副市长 副市长",
		"park":   "园区东湖产业园 东湖产业园 东湖新材料园",
	} {
		if got := strings.Join(strings.Fields(row(field).Text()), " "); got != want {
			t.Errorf("%s: %q, want %q", field, got, want)
		}
	}
	if row("total_invest").Length() != 0 {
		t.Error("a field in which both agree is asked about")
	}
	picked := func(field string) string { v, _ := row(field).Find("input[checked]").Attr("value"); return v }
	if picked("note") != "" || picked("leader") != "常务副市长" || picked("park") != "东湖新材料园" {
		t.Errorf("picked: note %q, leader %q, park %q", picked("note"), picked("leader"), picked("park"))
	}

	chosen := formOf(a, "main form")
	chosen.Set("note", "专班改的")
	second.Post(path, chosen).Want(http.StatusSeeOther)
	after, err := s.Projects.Get(t.Context(), authz.Scope{All: true}, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	if after.Note != "专班改的" || after.Leader != "常务副市长" || after.Park != "东湖新材料园" || after.TotalInvest != 6_0000_0000 {
		t.Errorf("merged: %q %q %q %d", after.Note, after.Leader, after.Park, after.TotalInvest)
	}

	// what cannot be read is asked for before the versions are compared, and nothing typed is lost
	chosen.Set("jobs", "很多")
	b := second.Post(path, chosen).Want(http.StatusUnprocessableEntity)
	if b.Text(`.field:has(#f-jobs) .msg`) == "" || b.Attr("#f-jobs", "value") != "很多" {
		t.Error("a fault in a stale form is not shown at its field")
	}
	second.Post(path, url.Values{"seen": {"{broken"}}).Want(http.StatusUnprocessableEntity)
}

func TestBulkChange(t *testing.T) {
	s := town(t)
	office := s.As(t, "office")
	list := office.Get("/projects?stage=started")
	ids := []string{}
	list.Doc.Find("#rows input[name=id]").Each(func(_ int, i *goquery.Selection) { v, _ := i.Attr("value"); ids = append(ids, v) })
	a := office.Post("/projects/bulk", url.Values{"id": ids[:2], "query": {"stage=started"}, "do": {"ask"}}).Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "选中2个项目") {
		t.Errorf("note says %q", got)
	}
	form := formOf(a, "main form")
	a = office.Post("/projects/bulk", form).Want(http.StatusUnprocessableEntity)
	if got := a.Text(".field .msg"); got != "选择要改的字段" {
		t.Errorf("without a field it says %q", got)
	}
	form.Set("field", "unit_id")
	form.Set("to_unit_id", s.Units["市商务局"])
	form.Set("reason", "职能划转")
	office.Follow = true
	a = office.Post("/projects/bulk", form).Want(http.StatusOK)
	if got := a.Text(".toasts"); !strings.Contains(got, "已改2个项目的责任单位") || a.Path != "/projects?stage=started" {
		t.Errorf("after: %q at %s", got, a.Path)
	}
	if n := len(names(office.Get("/projects?stage=started&unit_id=" + s.Units["市商务局"]))); n != 2 {
		t.Errorf("%d projects have the unit", n)
	}
	a = office.Post("/projects/bulk", url.Values{"all": {"1"}, "query": {"stage=started"}, "do": {"ask"}}).Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "选中3个项目") {
		t.Errorf("all under the question: %q", got)
	}
	office.Post("/projects/bulk", url.Values{"query": {""}}).Want(http.StatusUnprocessableEntity)
	office.Post("/projects/bulk", url.Values{"do": {"set"}, "field": {"total_invest"}, "to_total_invest": {"1"}, "id": ids}).Want(http.StatusUnprocessableEntity)
	// all or none: one of them lies outside what the county may change
	outside := strings.TrimPrefix(office.Get("/projects?stage=talks").Attr("#rows tbody th a", "href"), "/projects/")
	s.As(t, "park").Post("/projects/bulk", url.Values{"do": {"set"}, "field": {"team"}, "to_team": {"甲"}, "id": {ids[2], outside}}).Want(http.StatusNotFound)
	if n := len(names(office.Get("/projects?team=甲"))); n != 0 {
		t.Errorf("%d projects were changed in spite of the refusal", n)
	}
}
