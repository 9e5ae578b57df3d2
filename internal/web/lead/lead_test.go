package lead

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	area "lianzhang/internal/lead"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/target"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "lead", files, map[string]any{"board": boardPage{}, "edit": &editPage{}, "show": &showPage{}, "admission": &admissionPage{}, "disputes": &disputesPage{},
		"rules": &rulesPage{}, "past": &pastPage{}})
}

type site struct {
	*webtest.Site
	leads *area.Service
}

func serve(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t, "2026-09-28")}
	targets := &target.Service{Run: s.Run}
	s.leads = &area.Service{Run: s.Run, Projects: s.Projects, Targets: targets, Calendar: workday.Default}
	s.Serve(t, append(Routes(Deps{Run: s.Run, Leads: s.leads, Targets: targets, Projects: s.Projects, Chains: s.Chains, Files: s.Files, Lists: s.Lists, MaxFile: 1 << 20}),
		s.Lists.Routes()...), Add, listpage.Add, formpage.Add, listing.Add)
	for _, p := range []struct{ login, unit string }{{"one", "市商务局"}, {"two", "东湖区发改局"}} {
		a, err := s.Org.CreateAccount(t.Context(), webtest.Program, org.Account{Login: p.login, Name: p.login + "同志", UnitID: s.Units[p.unit]}, webtest.Password, "")
		must(t, err)
		must(t, s.Org.Settle(t.Context(), a.ID))
		// The second has the whole city for a scope, and still must not see the first's clients.
		_, err = s.Org.GrantRole(t.Context(), webtest.Program, org.Grant{AccountID: a.ID, Role: authz.RoleInvest, Region: webtest.City}, "")
		must(t, err)
	}
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func report() url.Values {
	return url.Values{"investor": {"深圳市星辉铜箔股份有限公司"}, "name": {"星辉锂电铜箔项目"}, "size": {"12"}, "place": {"临港经开区"}, "source": {"驻深联络处"}, "evidence": {"8月来访"}}
}

// TestFromReportToProject is a lead's whole way through the pages.
func TestFromReportToProject(t *testing.T) {
	s := serve(t)
	one, office := s.As(t, "one"), s.As(t, "office")
	for field, bad := range map[string]string{"investor": "", "name": "", "size": "很多", "uscc": "123"} {
		form := report()
		form.Set(field, bad)
		if n := one.Post("/leads/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	if n := one.Get("/leads/new").Want(http.StatusOK).Doc.Find("form[data-guard] input:not([type=hidden]), form[data-guard] select, form[data-guard] textarea").Length(); n > 10 {
		t.Errorf("%d fields", n)
	}
	at := one.Post("/leads/new", report()).Want(http.StatusSeeOther).Header.Get("Location")
	page := one.Get(at).Want(http.StatusOK)
	if got := page.Text("main"); !strings.Contains(got, "星辉锂电铜箔项目") || !strings.Contains(got, "登记答复") || !strings.Contains(got, "还有1个工作日") {
		t.Error(got)
	}
	one.Post(at+"/move", url.Values{"action": {"answer"}, "text": {"已电话答复"}}).Want(http.StatusSeeOther)
	one.Post(at+"/move", url.Values{"action": {"refuse"}}).Want(http.StatusUnprocessableEntity)
	one.Post(at+"/move", url.Values{"action": {"accept"}, "text": {"符合铜箔缺口"}}).Want(http.StatusSeeOther)
	one.Post(at+"/progress", url.Values{"text": {""}}).Want(http.StatusUnprocessableEntity)
	one.Post(at+"/progress", url.Values{"text": {"赴深圳回访"}, "next_on": {"2026-10-12"}}).Want(http.StatusSeeOther)
	file := one.Upload(at+"/files", url.Values{"label": {"合作意向"}}, "星辉来函.pdf", []byte("%PDF-1.4")).Want(http.StatusSeeOther)
	_ = file
	link := one.Get(at).Want(http.StatusOK).Attr("#files .files a", "href")
	if got := one.Get(link).Want(http.StatusOK).Header.Get("Content-Disposition"); !strings.Contains(got, url.PathEscape("星辉来函.pdf")) {
		t.Error(got)
	}
	one.Post(at+"/admission", url.Values{"size": {"120000"}, "fixed": {"90000"}, "land": {"300"}, "tax": {"4000"}}).Want(http.StatusSeeOther)
	one.Get(at + "/admission").Want(http.StatusOK)
	one.Post(at+"/admission/score", url.Values{}).Want(http.StatusForbidden)
	office.Post(at+"/admission/score", url.Values{"class": {"9"}}).Want(http.StatusUnprocessableEntity)
	points := url.Values{"class": {"5"}, "technology": {"4"}, "size": {"17"}, "intensity": {"15"}, "investor": {"8"}, "environment": {"5"}, "safety": {"5"}, "land": {"8"}, "design": {"5"},
		"tax": {"11"}, "jobs": {"5"}, "remark": {"同意"}}
	office.Post(at+"/admission/score", points).Want(http.StatusSeeOther)
	office.Post(at+"/admission/decide", url.Values{"state": {"passed"}}).Want(http.StatusUnprocessableEntity)
	office.Post(at+"/admission/decide", url.Values{"state": {"passed"}, "minutes": {"会议同意准入"}, "ground": {"租用厂房"}}).Want(http.StatusSeeOther)
	if a := office.Get(at + "/admission.docx").Want(http.StatusOK); len(a.Body) < 5000 {
		t.Errorf("%d bytes of Word", len(a.Body))
	}
	to := one.Post(at+"/move", url.Values{"action": {"to_project"}}).Want(http.StatusSeeOther).Header.Get("Location")
	if !strings.HasPrefix(to, "/projects/") {
		t.Fatal(to)
	}
	if got := one.Get(to + "/lead").Want(http.StatusOK).Text("main"); !strings.Contains(got, "赴深圳回访") {
		t.Error(got)
	}
	if got := one.Get("/leads?state=project").Want(http.StatusOK).Text("tbody"); !strings.Contains(got, "星辉") {
		t.Error(got)
	}
}

// TestTheOtherUnitSeesNothing by any page, address, export or error, though its scope is the whole city.
func TestTheOtherUnitSeesNothing(t *testing.T) {
	s := serve(t)
	one, two, office := s.As(t, "one"), s.As(t, "two"), s.As(t, "office")
	at := one.Post("/leads/new", report()).Want(http.StatusSeeOther).Header.Get("Location")
	one.Upload(at+"/files", url.Values{}, "星辉来函.pdf", []byte("%PDF-1.4")).Want(http.StatusSeeOther)
	link := one.Get(at).Attr("#files .files a", "href")
	one.Post(at+"/admission", url.Values{"size": {"120000"}}).Want(http.StatusSeeOther)
	for _, path := range []string{at, at + "/edit", at + "/admission", at + "/admission.docx", at + "/move?action=answer", link} {
		if a := two.Get(path); a.Status != http.StatusNotFound || strings.Contains(string(a.Body), "星辉") {
			t.Errorf("%s answers %d", path, a.Status)
		}
	}
	for _, path := range []string{"/leads", "/leads?q=星辉", "/leads/board", "/leads?" + url.Values{"where": {`投资方 contains "星辉"`}}.Encode(), "/views?list=lead"} {
		two.Follow = true
		a := two.Get(path).Want(http.StatusOK)
		if got := a.Text("table, .board"); strings.Contains(got, "星辉") {
			t.Errorf("%s: %s", path, got)
		}
	}
	two.Follow = false
	if a := two.Get("/leads/export"); strings.Contains(string(a.Body), "星辉") {
		t.Error("the export tells")
	}
	for _, path := range []string{at + "/progress", at + "/edit", at + "/move", at + "/admission"} {
		if a := two.Post(path, url.Values{"text": {"x"}, "action": {"answer"}, "investor": {"甲公司"}, "name": {"乙"}}); a.Status != http.StatusNotFound || strings.Contains(string(a.Body), "星辉") {
			t.Errorf("POST %s answers %d", path, a.Status)
		}
	}
	probe := url.Values{"investor": {"深圳星辉铜箔有限公司"}, "name": {"铜箔"}, "do": {"check"}}
	a := two.Post("/leads/new", probe).Want(http.StatusOK)
	if got := a.Text(".note"); !strings.Contains(got, "有撞单") || strings.Contains(got, "商务局") || strings.Contains(got, "股份") {
		t.Errorf("the blind check says %q", got)
	}
	two.Get("/leads/disputes").Want(http.StatusForbidden)
	probe.Del("do")
	second := two.Post("/leads/new", probe).Want(http.StatusSeeOther).Header.Get("Location")
	if got := two.Get(second).Want(http.StatusOK).Text("main"); !strings.Contains(got, "与在册首报冲突") || strings.Contains(got, "商务局") || strings.Contains(got, strings.TrimPrefix(at, "/leads/")) {
		t.Error(got)
	}
	d := office.Get("/leads/disputes").Want(http.StatusOK)
	if got := d.Text("main"); !strings.Contains(got, "市商务局") || !strings.Contains(got, "东湖区发改局") {
		t.Error(got)
	}
	id := d.Attr("input[name=id]", "value")
	office.Post("/leads/disputes", url.Values{"id": {id}, "winner": {strings.TrimPrefix(at, "/leads/")}}).Want(http.StatusUnprocessableEntity)
	office.Post("/leads/disputes", url.Values{"id": {id}, "winner": {strings.TrimPrefix(at, "/leads/")}, "grounds": {"先报先得"}}).Want(http.StatusSeeOther)
	if got := two.Get(second).Want(http.StatusOK).Text("main"); !strings.Contains(got, "归另一单位") || strings.Contains(got, "商务局") {
		t.Error(got)
	}
}

func TestRules(t *testing.T) {
	s := serve(t)
	office := s.As(t, "office")
	if n := s.As(t, "one").Get("/leads/rules").Want(http.StatusOK).Doc.Find("form[action='/leads/rules']").Length(); n != 0 {
		t.Error("an officer is offered the rules")
	}
	office.Get("/leads/rules").Want(http.StatusOK)
	office.Post("/leads/rules", url.Values{"kind": {"clocks"}, "body": {`{"name":"快","answer":0}`}, "reason": {"x"}}).Want(http.StatusUnprocessableEntity)
	r, err := s.leads.Rule(t.Context(), area.ClockRules)
	must(t, err)
	office.Post("/leads/rules", url.Values{"kind": {"clocks"}, "body": {strings.Replace(r.Body, `"judge":3`, `"judge":2`, 1)}, "reason": {"办公会"}}).Want(http.StatusSeeOther)
	if got := office.Get("/leads/rules").Want(http.StatusOK).Text("table"); !strings.Contains(got, "第1版（现行）") {
		t.Error(got)
	}
}
