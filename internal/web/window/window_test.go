package window

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/policy"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "window", files, map[string]any{"show": &showPage{}})
}

func TestWindows(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	svc := &policy.Service{Run: s.Run, Chains: s.Chains, Projects: s.Projects}
	s.Serve(t, Routes(Deps{Run: s.Run, Policy: svc, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}}), Add, listpage.Add, formpage.Add)
	if _, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: "东湖铜业", Region: webtest.Donghu, ChainID: s.Chain["铜基新材料"], Revenue: 9000_0000}); err != nil {
		t.Fatal(err)
	}
	office := s.As(t, "office")
	typed := url.Values{"name": {"技术改造奖补"}, "issuer": {"省工业和信息化厅"}, "doc_no": {"皖经信〔2026〕8号"}, "level": {"province"}, "closes": {"2026-11-25"}, "state": {"active"},
		"chains": {s.Chain["铜基新材料"]}, "supports": {"设备更新"}, "amount_max": {"500"}, "ratio": {"20"}, "rule_on": {"enterprise"}, "rule": {"营业收入 >= 2000万元"}, "source": {"https://example.gov.cn/1"}}
	at := office.Post("/windows/new", typed).Want(http.StatusSeeOther).Header.Get("Location")
	a := office.Get(at).Want(http.StatusOK)
	if got := a.Text(".facts"); !strings.Contains(got, "最高金额500万元") || !strings.Contains(got, "支持比例20.0%") || !strings.Contains(got, "产业链铜基新材料") {
		t.Errorf("facts: %q", got)
	}
	if a.Attr(".facts a", "href") != "https://example.gov.cn/1" || a.Text("#eligible h2") != "符合条件的企业 1" || !strings.Contains(a.Text("#eligible tbody"), "东湖铜业") {
		t.Errorf("eligible: %q", a.Text("#eligible"))
	}
	if got := office.Get("/windows?sort=-closes").Want(http.StatusOK); got.Text("tbody .light.r") != "剩5天" {
		t.Errorf("five days left without a project: %q", got.Text("tbody"))
	}
	made := url.Values{"name": {"铜箔产线技改\n\n铜杆节能\n"}, "chain_id": {s.Chain["铜基新材料"]}, "plan_on": {"2026-11-24"}}
	office.Post(at+"/yield", made).Want(http.StatusSeeOther)
	if got := office.Get(at).Texts("#projects tbody tr"); len(got) != 2 || !strings.Contains(got[0], "谋划") || !strings.Contains(got[0], "2026-11-24") {
		t.Errorf("yielded: %v", got)
	}
	if got := office.Get("/windows?sort=-closes").Text("tbody .light.y"); got != "剩5天" {
		t.Errorf("with projects: %q", got)
	}
	for field, bad := range map[string]string{"name": " ", "chain_id": "none", "plan_on": "2026-12-01"} {
		form := url.Values{"name": {"甲"}, "chain_id": made["chain_id"]}
		form.Set(field, bad)
		if n := office.Post(at+"/yield", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("yield %s = %q is not refused at its field", field, bad)
		}
	}
	for field, bad := range map[string]string{"name": "", "closes": "年底", "ratio": "140", "rule": "营收 >", "rule_on": ""} {
		form := url.Values{"name": {"甲"}, "rule_on": {"enterprise"}, "rule": {"营业收入 > 1亿元"}}
		form.Set(field, bad)
		if n := office.Post("/windows/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	s.As(t, "park").Get(at).Want(http.StatusOK)
	s.As(t, "factor").Post(at+"/yield", made).Want(http.StatusForbidden)
	s.As(t, "sysadmin").Get("/windows").Want(http.StatusForbidden)
	office.Get("/windows/none").Want(http.StatusNotFound)
	typed.Set("version", "0")
	typed.Set("closes", "2026-11-10")
	office.Post(at+"/edit", typed).Want(http.StatusSeeOther)
	office.Post(at+"/yield", made).Want(http.StatusUnprocessableEntity)
	typed.Set("closes", "2026-12-10")
	if got := office.Post(at+"/edit", typed).Want(http.StatusUnprocessableEntity).Text("table"); !strings.Contains(got, "2026-11-10") {
		t.Errorf("who saves second sees %q", got)
	}
}
