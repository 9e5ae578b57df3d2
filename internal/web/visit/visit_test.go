package visit

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/ticket"
	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "visit", files, map[string]any{"new": &newPage{}, "show": &showPage{}, "coverage": &coveragePage{}})
}

type site struct {
	*webtest.Site
	visits *area.Service
	ma     string // a commissioner of 市商务局, who looks after two of the firms
}

var firms = []string{"景川星辉铜箔股份有限公司", "景川启岳储能科技有限公司", "临港精密铜管有限公司"}

func serve(t *testing.T) *site {
	t.Helper()
	s := &site{Site: webtest.New(t, "2026-09-28")}
	s.visits = &area.Service{Run: s.Run, Org: s.Org, Firms: s.Enterprises, Tickets: ticket.New(s.Run, s.Org, s.Chains)}
	s.Serve(t, append(append(Routes(Deps{Run: s.Run, Visits: s.visits, Lists: s.Lists}), s.Lists.Routes()...),
		web.Route{Pattern: "GET /sections/{id}", Perm: authz.FirmView, Handle: func(q *web.Req) error {
			sec, err := Of(s.visits, s.Lists)(q, q.Path("id"))
			if err != nil {
				return err
			}
			return answer(q, http.StatusOK, sec)
		}}), Add, listpage.Add, formpage.Add, listing.Add)
	for _, name := range firms {
		_, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: name, Region: webtest.Donghu, ChainID: s.Chain["铜基新材料"]})
		must(t, err)
	}
	a, err := s.Org.CreateAccount(t.Context(), webtest.Program, org.Account{Login: "ma", Name: "马特派", UnitID: s.Units["市商务局"]}, webtest.Password, "")
	must(t, err)
	must(t, s.Org.Settle(t.Context(), a.ID))
	_, err = s.Org.GrantRole(t.Context(), webtest.Program, org.Grant{AccountID: a.ID, Role: authz.RoleCommission, UnitID: s.Units["市商务局"]}, "")
	must(t, err)
	s.ma = a.ID
	return s
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) assign(t *testing.T) {
	t.Helper()
	_, err := s.visits.Assign(t.Context(), s.Actor(t, "office"), area.Order{AccountID: s.ma, Role: area.Commissioner, Since: "2026-01-05", Firms: firms[:2]})
	must(t, err)
}

func note() url.Values {
	return url.Values{"client_key": {"0123456789abcdef"}, "firm": {"启岳储能"}, "met": {"王总"}, "said": {"二期厂房封顶"}, "told": {"9月用电86万度"}, "problem": {"110千伏外线没有按期送电"},
		"satisfaction": {"4"}, "next_on": {"2026-10-20"}, "on": {"2026-09-28"}}
}

// TestFromAssignmentToCoverage goes the way of the office and of a commissioner through the pages.
func TestFromAssignmentToCoverage(t *testing.T) {
	s := serve(t)
	office, ma := s.As(t, "office"), s.As(t, "ma")
	ma.Get("/visits/charges/new").Want(http.StatusForbidden)
	office.Get("/visits/charges/new").Want(http.StatusOK)
	order := url.Values{"account_id": {s.ma}, "role": {"commissioner"}, "firms": {firms[0] + "\r\n" + firms[1] + "\n" + firms[1] + "\n没有这家"}, "since": {"2026-01-05"}, "note": {"景链办〔2026〕5号"}}
	if got := office.Post("/visits/charges/new", order).Want(http.StatusUnprocessableEntity).Text(".field .msg"); !strings.Contains(got, "没有这家") {
		t.Error(got)
	}
	order.Set("firms", firms[0]+"\r\n"+firms[1]+"\n")
	office.Post("/visits/charges/new", order).Want(http.StatusSeeOther)
	idle := office.Get("/visits/charges?until_on=-&idle_from=..2026-06-30").Want(http.StatusOK)
	if got := idle.Text("tbody"); strings.Count(got, "满90天未走访") != 2 {
		t.Error(got)
	}
	form := ma.Get("/visits/new").Want(http.StatusOK)
	if n := form.Doc.Find("form[data-outbox] input:not([type=hidden]), form[data-outbox] select, form[data-outbox] textarea").Length(); n > 8 {
		t.Errorf("%d fields", n)
	}
	if n := form.Doc.Find("#f-firm-l option").Length(); n != 2 {
		t.Errorf("%d firms offered", n)
	}
	at := ma.Post("/visits/new", note()).Want(http.StatusSeeOther).Header.Get("Location")
	if again := ma.Post("/visits/new", note()).Want(http.StatusSeeOther).Header.Get("Location"); again != at {
		t.Errorf("sent twice: %s and %s", at, again)
	}
	if got := ma.Get(at).Want(http.StatusOK).Text("main"); !strings.Contains(got, firms[1]) || !strings.Contains(got, "SQ-2026-000001") || !strings.Contains(got, "9月用电86万度") {
		t.Error(got)
	}
	if got := ma.Get("/visits").Want(http.StatusOK).Text("tbody"); strings.Count(got, "二期厂房封顶") != 1 {
		t.Error(got)
	}
	ma.Follow, office.Follow = true, true
	for path, want := range map[string]int{"/visits?mine=1": 1, "/visits?mine=unit": 1} {
		if n := ma.Get(path).Want(http.StatusOK).Doc.Find("tbody tr").Length(); n != want {
			t.Errorf("%s: %d rows", path, n)
		}
	}
	if n := office.Get("/visits?mine=1").Want(http.StatusOK).Doc.Find("tbody tr").Length(); n != 0 {
		t.Errorf("the office has %d visits", n)
	}
	office.Follow = false
	cover := office.Get("/visits/coverage").Want(http.StatusOK)
	if got := cover.Text("main"); !strings.Contains(got, "包联企业2家，责任人走访过1家") || !strings.Contains(got, "50") || !strings.Contains(got, "马特派") {
		t.Error(got)
	}
	firm, err := s.Enterprises.Named(t.Context(), webtest.Program.Scope, firms[1], 1)
	must(t, err)
	if got := string(office.Get("/sections/" + firm[0].ID).Want(http.StatusOK).Body); !strings.Contains(got, "企业特派员马特派") || !strings.Contains(got, "二期厂房封顶") {
		t.Error(got)
	}
	if got := ma.Get("/visits/new?firm="+firm[0].ID).Want(http.StatusOK).Attr("#f-firm", "value"); got != firms[1] {
		t.Errorf("firm %q", got)
	}
	office.Get("/visits/export").Want(http.StatusOK)
	office.Get("/visits/charges/export").Want(http.StatusOK)
	id := office.Get("/visits/charges").Doc.Find("tbody input[name=id]").First().AttrOr("value", "")
	if id == "" { // the bare address leads to the question it starts with
		id = office.Get("/visits/charges?until_on=-").Attr("tbody input[name=id]", "value")
	}
	office.Post("/visits/charges/end", url.Values{}).Want(http.StatusUnprocessableEntity)
	office.Post("/visits/charges/end", url.Values{"id": {id}}).Want(http.StatusOK)
	office.Post("/visits/charges/end", url.Values{"id": {id}, "reason": {""}}).Want(http.StatusUnprocessableEntity)
	office.Post("/visits/charges/end", url.Values{"id": {id}, "reason": {"轮岗"}}).Want(http.StatusSeeOther)
}

func TestRefusals(t *testing.T) {
	s := serve(t)
	s.assign(t)
	ma := s.As(t, "ma")
	for field, bad := range map[string]string{"firm": "别处的厂", "said": "", "on": "2027-01-01", "next_on": "2026-09-01", "satisfaction": "满意"} {
		form := note()
		form.Set(field, bad)
		if n := ma.Post("/visits/new", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-" + field + "[aria-invalid]").Length(); n != 1 {
			t.Errorf("%s = %q is not refused at its field", field, bad)
		}
	}
	s.As(t, "").Post("/visits/new", note()).Want(http.StatusSeeOther) // to sign in
	s.As(t, "sysadmin").Get("/visits").Want(http.StatusForbidden)
	s.As(t, "factor").Get("/visits/none").Want(http.StatusNotFound)
	var found []string
	must(t, json.Unmarshal(ma.Get("/visits/firms?q="+url.QueryEscape("铜")).Want(http.StatusOK).Body, &found))
	if len(found) != 1 || found[0] != firms[0] { // the third lies outside of the scope
		t.Error(found)
	}
}
