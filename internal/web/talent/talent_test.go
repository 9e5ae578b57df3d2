package talent

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/talent"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "talent", files, map[string]any{"list": &listPage{}, "show": &showPage{}})
}

func TestTalent(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	s.Lists.Graph = &graph.Service{Run: s.Run, Chains: s.Chains}
	copper := s.Chain["铜基新材料"]
	if _, err := s.Lists.Graph.Create(t.Context(), webtest.Program, copper, &graph.Doc{Name: "铜", Nodes: []graph.DocNode{{Key: "a", Name: "铜箔", Stream: graph.Mid}}}); err != nil {
		t.Fatal(err)
	}
	s.Serve(t, Routes(Deps{Run: s.Run, Talent: talent.New(s.Run), Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}}), Add, listpage.Add, formpage.Add)
	office := s.As(t, "office")
	need := url.Values{"name": {"铜箔工艺工程师"}, "kind": {"engineer"}, "chain_id": {copper}, "node": {"铜箔"}, "employer": {"东湖铜箔"}, "people": {"2"}, "salary_min": {"20"}, "salary_max": {"35"}, "due": {"2026-11-10"}, "state": {"open"}}
	at := office.Post("/talent/needs/new", need).Want(http.StatusSeeOther).Header.Get("Location")
	page := office.Get(at).Want(http.StatusOK)
	if got := page.Text(".facts"); !strings.Contains(got, "环节铜箔") || !strings.Contains(got, "年薪上限35万元") || !strings.HasPrefix(page.Attr(".facts a", "href"), "/nodes/") {
		t.Errorf("facts: %q", got)
	}
	if got := office.Get("/talent/needs?state=open").Text("tbody .light.r"); got != "招引中" {
		t.Errorf("a need past its date: %q", got)
	}
	intro := office.Post("/talent/introductions/new", url.Values{"name": {"张工等二人"}, "kind": {"engineer"}, "chain_id": {copper}, "node": {"铜箔"}, "people": {"2"}, "origin": {"上海"}, "on_date": {"2026-10-01"}}).
		Want(http.StatusSeeOther).Header.Get("Location")
	if got := office.Get(at).Text("#fitting tbody"); !strings.Contains(got, "张工等二人") {
		t.Errorf("fitting: %q", got)
	}
	id := strings.TrimPrefix(at, "/talent/needs/")
	office.Post(intro+"/dock", url.Values{"need": {id}, "back": {at}}).Want(http.StatusSeeOther)
	for _, step := range []string{"to_signed", "to_arrived"} {
		office.Post(intro+"/move", url.Values{"action": {step}, "on": {"2026-11-01"}}).Want(http.StatusSeeOther)
	}
	if got := office.Get(at); got.Text("main .light.g") != "已满足" || !strings.Contains(got.Text("#docked"), "张工等二人") || !strings.Contains(got.Text(".facts"), "满足率100.0%") {
		t.Errorf("filled: %q", got.Text("main"))
	}
	if got := office.Get(intro).Want(http.StatusOK).Text(".tag"); got != "到岗" {
		t.Errorf("state: %q", got)
	}
	if n := office.Post(intro+"/move", url.Values{"action": {"to_left"}, "on": {"2026-11-02"}}).Want(http.StatusUnprocessableEntity).Doc.Find("#f-reason[aria-invalid]").Length(); n != 1 {
		t.Error("leaving without a reason passed")
	}
	office.Post(intro+"/dock", nil).Want(http.StatusSeeOther)
	lab := office.Post("/talent/platforms/new", url.Values{"name": {"铜箔中试基地"}, "kind": {"pilot"}, "level": {"province"}, "chain_id": {copper}, "node": {"铜箔"}, "employer": {"东湖铜箔"}}).Want(http.StatusSeeOther).Header.Get("Location")
	office.Get(lab).Want(http.StatusOK)
	if got := office.Get("/talent/platforms?level=national,province").Text("tbody"); !strings.Contains(got, "铜箔中试基地") || !strings.Contains(got, "中试基地") {
		t.Errorf("platforms: %q", got)
	}
	office.Get("/talent").Want(http.StatusSeeOther)
	office.Get("/talent/introductions").Want(http.StatusOK)
	for field, bad := range map[string]string{"name": "", "people": "两人", "due": "年底", "salary_max": "1"} {
		form := url.Values{"name": {"甲"}, "chain_id": {copper}, "salary_min": {"5"}, "salary_max": {"6"}}
		form.Set(field, bad)
		if n := office.Post("/talent/needs/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	office.Post("/talent/platforms/new", url.Values{"name": {"甲"}}).Want(http.StatusUnprocessableEntity)
	need.Set("version", "0")
	need.Set("people", "5")
	office.Post(at+"/edit", need).Want(http.StatusSeeOther)
	need.Set("people", "6")
	office.Post(at+"/edit", need).Want(http.StatusUnprocessableEntity)
	office.Get(intro + "/edit").Want(http.StatusOK)
	office.Get(lab + "/edit").Want(http.StatusOK)
	s.As(t, "park").Get(at).Want(http.StatusNotFound)
	s.As(t, "factor").Post(intro+"/move", nil).Want(http.StatusForbidden)
}
