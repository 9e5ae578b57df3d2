package atlas

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/atlas"
	"lianzhang/internal/project"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "atlas", files, map[string]any{"index": &indexPage{}, "set": &setPage{}, "sheet": &sheetPage{}, "edit": &editPage{}})
}

func site(t *testing.T) *webtest.Site {
	s := webtest.New(t, "2026-11-20")
	s.Serve(t, Routes(Deps{Run: s.Run, Atlas: &atlas.Service{Run: s.Run}, Chains: s.Chains, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}}), Add)
	return s
}

func TestASetFillsChainByChain(t *testing.T) {
	s := site(t)
	s.Project(t, "高精铜板带", nil)
	s.Project(t, "六微米铜箔", func(p *project.Project) { p.Region, p.TotalInvest = webtest.Linggang, 8_0000_0000 })
	copper, storage := s.Chain["铜基新材料"], s.Chain["新型储能"]
	office := s.As(t, "office")
	if got := office.Get("/atlas").Want(http.StatusOK); !strings.Contains(got.Text("main"), "还没有启用任何一套") || got.Doc.Find("#ready form").Length() < 6 {
		t.Errorf("empty: %q", got.Text("main"))
	}
	office.Post("/atlas/adopt", url.Values{"key": {"basic"}}).Want(http.StatusSeeOther)
	office.Post("/atlas/adopt", url.Values{"key": {"basic"}}).Want(http.StatusConflict)
	office.Post("/atlas/adopt", url.Values{"key": {"none"}}).Want(http.StatusNotFound)
	matrix := office.Get("/atlas/basic").Want(http.StatusOK)
	found := false
	for _, row := range matrix.Texts("#sheets tbody tr") {
		found = found || row == "在建项目清单 2 0"
	}
	if !found {
		t.Errorf("matrix: %q", matrix.Texts("#sheets tbody tr"))
	}
	a := office.Get("/atlas/basic/projects?chain=" + copper).Want(http.StatusOK)
	if got := a.Texts("tr.group"); strings.Join(got, "|") != "东湖区 1个 5.00 10,000 0 10,000|临港经开区 1个 8.00 10,000 0 10,000" {
		t.Errorf("groups: %v", got)
	}
	if got := a.Text("main"); !strings.Contains(got, "共2个 总投资合计13.00亿元") || !strings.HasPrefix(a.Attr("tbody th a", "href"), "/projects/") {
		t.Errorf("list: %q", got)
	}
	if got := a.Text(".tabs a[aria-current]"); got != "在建项目清单 2" {
		t.Errorf("tab: %q", got)
	}
	if got := office.Get("/atlas/basic/firms?chain=" + storage).Want(http.StatusOK).Text(".state"); !strings.Contains(got, "登记或导入企业") {
		t.Errorf("an empty list says %q", got)
	}
	if got := office.Get("/atlas/basic/gaps-map?chain=" + copper).Want(http.StatusOK).Text(".state"); !strings.Contains(got, "还没有图谱") {
		t.Errorf("a map that is not there: %q", got)
	}
	office.Get("/atlas/basic/projects?chain=all&page=99").Want(http.StatusOK)
	for _, path := range []string{"/atlas/none", "/atlas/basic/none", "/atlas/basic/projects?chain=none", "/atlas/none/export"} {
		office.Get(path).Want(http.StatusNotFound)
	}
	for _, as := range []string{"xlsx", "docx"} {
		if b := office.Get("/atlas/basic/export?as=" + as + "&chain=" + copper).Want(http.StatusOK).Body; string(b[:2]) != "PK" {
			t.Errorf("%s is no zip", as)
		}
	}
	park := s.As(t, "park")
	if got := park.Get("/atlas/basic/projects?chain=all").Want(http.StatusOK).Texts("tr.group th"); strings.Join(got, "|") != "东湖区 1个" {
		t.Errorf("the park sees %v", got)
	}
	park.Get("/atlas/lists/new?set=basic").Want(http.StatusForbidden)
	s.As(t, "sysadmin").Get("/atlas").Want(http.StatusForbidden)
	office.Post("/atlas/basic/retire", url.Values{"reason": {"换新版"}}).Want(http.StatusSeeOther)
	office.Get("/atlas/basic").Want(http.StatusNotFound)
}

func TestTheOfficeAddsAList(t *testing.T) {
	s := site(t)
	s.Project(t, "高精铜板带", nil)
	s.Project(t, "小项目", func(p *project.Project) { p.TotalInvest, p.YearPlan = 1000_0000, 500_0000 })
	office := s.As(t, "office")
	office.Post("/atlas/adopt", url.Values{"key": {"basic"}}).Want(http.StatusSeeOther)
	fresh := office.Get("/atlas/lists/new?set=basic").Want(http.StatusOK)
	if got := fresh.Text("#check"); !strings.Contains(got, "现在有2个") || fresh.Doc.Find("#record-columns option").Length() < 30 {
		t.Errorf("check of a new list: %q", got)
	}
	typed := url.Values{"set": {"basic"}, "chain": {s.Chain["铜基新材料"]}, "name": {"亿元以上"}, "record": {"project"}, "filter": {"总投资 >= 1亿元"},
		"place": {"2", "1", "3", "4"}, "value": {"总投资", "项目名称", "年度计划 / 总投资", ""}, "label": {"", "", "年内占比", ""}, "unit": {"万元", "", "%", ""},
		"sort": {"-总投资"}, "totals": {"总投资"}, "reason": {"市长要的"}}
	if got := office.Post("/atlas/check", typed).Want(http.StatusOK).Text("#check"); !strings.Contains(got, "现在有1个") || !strings.Contains(got, "高精铜板带 50,000") {
		t.Errorf("check: %q", got)
	}
	for field, bad := range map[string]string{"filter": "总投资 >", "name": "", "sort": "没有", "totals": "项目名称", "group": "总投资"} {
		form := url.Values{}
		for k, v := range typed {
			form[k] = v
		}
		form.Set(field, bad)
		a := office.Post("/atlas/lists/new", form).Want(http.StatusUnprocessableEntity)
		if a.Doc.Find("#f-"+field+"[aria-invalid]").Length() != 1 || a.Attr("input[name=value]", "value") != "项目名称" {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	form := url.Values{}
	for k, v := range typed {
		form[k] = v
	}
	form["value"] = []string{"总投资", "没有这列", "", ""}
	if got := office.Post("/atlas/lists/new", form).Want(http.StatusUnprocessableEntity).Text("#columns .msg"); !strings.Contains(got, "没有“没有这列”这一项") {
		t.Errorf("a column that is not there: %q", got)
	}
	form.Set("do", "check")
	if got := office.Post("/atlas/lists/new", form).Want(http.StatusOK).Text("#check .note"); !strings.Contains(got, "第1列：") {
		t.Errorf("the check says %q", got)
	}
	at := office.Post("/atlas/lists/new", typed).Want(http.StatusSeeOther).Header.Get("Location")
	a := office.Get(at).Want(http.StatusOK)
	if got := a.Texts("thead th"); strings.Join(got, "|") != "项目名称|总投资万元|年内占比" || !strings.Contains(a.Text("tbody"), "20.0%") {
		t.Errorf("the list: %v %q", got, a.Text("tbody"))
	}
	edit := strings.Split(a.Attr(".page-head a.primary, header a.primary, a.btn.primary", "href"), "?")[0]
	typed.Set("filter", "总投资 < 1亿元")
	typed.Set("version", "0")
	office.Post(edit, typed).Want(http.StatusSeeOther)
	if got := office.Get(at).Text("tbody"); !strings.Contains(got, "小项目") {
		t.Errorf("changed: %q", got)
	}
	typed.Set("filter", "总投资 < 2亿元")
	if n := office.Post(edit, typed).Want(http.StatusUnprocessableEntity).Attr("input[name=version]", "value"); n != "1" {
		t.Errorf("who saves second goes on from version %s", n)
	}
	if got := office.Get(edit).Want(http.StatusOK).Texts("#versions tbody tr"); len(got) != 2 || !strings.Contains(got[0], "第2版") {
		t.Errorf("versions: %v", got)
	}
	drop := strings.TrimSuffix(edit, "/edit")
	office.Post(drop+"/restore", url.Values{"no": {"1"}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Text("tbody"); !strings.Contains(got, "高精铜板带") {
		t.Errorf("restored: %q", got)
	}
	office.Post(drop+"/drop", nil).Want(http.StatusSeeOther)
	office.Get(at).Want(http.StatusNotFound)
	if got := office.Get("/atlas/basic").Text("#dropped"); !strings.Contains(got, "亿元以上") {
		t.Errorf("dropped: %q", got)
	}
	office.Post(drop+"/drop", url.Values{"back": {"1"}}).Want(http.StatusSeeOther)
	office.Get(at).Want(http.StatusOK)
	office.Get("/atlas/lists/new?set=none").Want(http.StatusNotFound)
	office.Get("/atlas/lists/none/edit").Want(http.StatusNotFound)
	s.As(t, "lead").Post("/atlas/check", typed).Want(http.StatusForbidden)
}
