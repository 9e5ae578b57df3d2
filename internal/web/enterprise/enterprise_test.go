package enterprise

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	area "lianzhang/internal/enterprise"
	"lianzhang/internal/project"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "enterprise", files, map[string]any{"show": showPage{}, "sources": sourcesPage{}, "duplicates": duplicatesPage{}, "corrections": correctionsPage{}, "own": ownPage{}})
}

func newSite(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	s.Serve(t, Routes(Deps{Run: s.Run, Enterprises: s.Enterprises, Projects: s.Projects, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}}),
		Add, listpage.Add, formpage.Add)
	return s
}

func TestEnterprises(t *testing.T) {
	s := newSite(t)
	office := s.As(t, "office")
	typed := url.Values{"name": {"景川硕科铜业有限公司"}, "region": {webtest.Donghu}, "chain_id": {s.Chain["铜基新材料"]}, "revenue": {"3.2"}, "staff": {"1,200"}, "stream": {"mid"}}
	at := office.Post("/enterprises/new", typed).Want(http.StatusSeeOther).Header.Get("Location")
	s.Project(t, "高精铜板带", func(p *project.Project) { p.Investor = "景川硕科铜业有限公司" })
	s.Project(t, "别家的", nil)
	a := office.Get(at).Want(http.StatusOK)
	if got := strings.Join(a.Texts("tbody th a"), " "); got != "高精铜板带" {
		t.Errorf("its projects: %q", got)
	}
	if got := a.Text(".facts"); !strings.Contains(got, "营业收入3.20亿元") || !strings.Contains(got, "从业人员1,200人") || !strings.Contains(got, "环节中游") {
		t.Errorf("facts: %q", got)
	}
	if got := strings.Join(office.Get("/enterprises?q=硕科").Want(http.StatusOK).Texts("tbody th a"), " "); got != "景川硕科铜业有限公司" {
		t.Errorf("list: %q", got)
	}
	for field, bad := range map[string]string{"name": "", "uscc": "91310000MA1FL5XU7L", "revenue": "很多", "staff": "-3", "region": ""} {
		form := url.Values{"name": {"甲公司"}, "region": {webtest.Donghu}}
		form.Set(field, bad)
		if got := office.Post("/enterprises/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); got != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	typed.Set("version", "0")
	typed.Set("scale", "大型")
	office.Post(at+"/edit", typed).Want(http.StatusSeeOther)
	typed.Set("scale", "小型")
	if got := office.Post(at+"/edit", typed).Want(http.StatusUnprocessableEntity).Text("table"); !strings.Contains(got, "大型") || !strings.Contains(got, "小型") {
		t.Errorf("who saves second sees %q", got)
	}
}

func TestScopeAndRoles(t *testing.T) {
	s := newSite(t)
	e, err := s.Enterprises.Create(t.Context(), webtest.Program, area.Enterprise{Name: "临港储能有限公司", Region: webtest.Linggang})
	if err != nil {
		t.Fatal(err)
	}
	at := "/enterprises/" + e.ID
	s.As(t, "park").Get(at).Want(http.StatusNotFound)
	s.As(t, "park").Post(at+"/edit", url.Values{"name": {"x"}}).Want(http.StatusNotFound)
	s.As(t, "factor").Get(at + "/edit").Want(http.StatusForbidden)
	s.As(t, "sysadmin").Get(at).Want(http.StatusForbidden)
	s.As(t, "").Get(at).Want(http.StatusSeeOther)
	s.As(t, "office").Get("/enterprises/none").Want(http.StatusNotFound)
	s.As(t, "park").Post("/enterprises/new", url.Values{"name": {"外县公司"}, "region": {webtest.Linggang}}).Want(http.StatusForbidden)
}
