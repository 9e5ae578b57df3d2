package opportunity

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "opportunity", files, map[string]any{"show": showPage{}})
}

func TestOpportunities(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	s.Serve(t, Routes(Deps{Run: s.Run, Chains: s.Chains, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}}), Add, listpage.Add, formpage.Add)
	office := s.As(t, "office")
	typed := url.Values{"name": {"高端铜箔"}, "region": {webtest.City}, "chain_id": {s.Chain["铜基新材料"]}, "gap_kind": {"补链"}, "priority": {"高"},
		"invest_min": {"3"}, "invest_max": {"5"}, "targets": {"某铜箔龙头"}}
	at := office.Post("/opportunities/new", typed).Want(http.StatusSeeOther).Header.Get("Location")
	a := office.Get(at).Want(http.StatusOK)
	if got := a.Text(".facts"); !strings.Contains(got, "预计投资3.00—5.00亿元") || a.Text(".tag") != "优先级高" {
		t.Errorf("page: %q %q", got, a.Text(".tag"))
	}
	if got := strings.Join(office.Get("/opportunities?priority=高").Want(http.StatusOK).Texts("tbody th a"), " "); got != "高端铜箔" {
		t.Errorf("list: %q", got)
	}
	for field, bad := range map[string]string{"name": "", "region": "", "invest_max": "1", "invest_min": "-1"} {
		form := url.Values{"name": {"甲"}, "region": {webtest.City}, "invest_min": {"2"}, "invest_max": {"3"}}
		form.Set(field, bad)
		if n := office.Post("/opportunities/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	typed.Set("version", "0")
	typed.Set("priority", "中")
	office.Post(at+"/edit", typed).Want(http.StatusSeeOther)
	typed.Set("priority", "低")
	if got := office.Post(at+"/edit", typed).Want(http.StatusUnprocessableEntity).Text("table"); !strings.Contains(got, "中") || !strings.Contains(got, "低") {
		t.Errorf("who saves second sees %q", got)
	}
	s.As(t, "park").Get(at).Want(http.StatusNotFound)
	s.As(t, "team").Get(at + "/edit").Want(http.StatusForbidden)
	s.As(t, "sysadmin").Get(at).Want(http.StatusForbidden)
	office.Get("/opportunities/none").Want(http.StatusNotFound)
}
