package ticket

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/comment"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "ticket", files, map[string]any{"queue": &queuePage{}, "board": &boardPage{}, "table": &tablePage{}, "show": &showPage{}, "figures": &figuresPage{}, "rules": &rulesPage{},
		"routing": &routingPage{}, "calls": &callsPage{}, "links": &linksPage{}, "paper": &paperPage{}, "own": &ownPage{}})
}

type site struct {
	*webtest.Site
	tickets *area.Service
	firm    string
}

func newSite(t testing.TB) *site {
	t.Helper()
	s := webtest.New(t, "2026-09-21")
	svc := area.New(s.Run, s.Org, s.Chains)
	dir, err := attach.Open(t.TempDir(), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	s.Serve(t, Routes(Deps{Run: s.Run, Tickets: svc, Comments: &comment.Service{Run: s.Run}, Files: dir, Lists: s.Lists, MaxFile: 1 << 20}), Add, listpage.Add, formpage.Add, listing.Add)
	e, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: "启岳储能科技有限公司", Region: webtest.Donghu, ChainID: s.Chain["新型储能"]})
	if err != nil {
		t.Fatal(err)
	}
	return &site{s, svc, e.ID}
}

func (s *site) raise(t testing.TB, name string) *area.Ticket {
	t.Helper()
	x, err := s.tickets.Raise(t.Context(), s.Actor(t, "office"), area.Ticket{Name: name, Text: "外线未按期送电，首条线设备无法带电调试", Kind: "energy", EnterpriseID: s.firm, UnitID: s.Units["市供电公司"], Contact: "李工", Phone: "13800000000"})
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var linkText = regexp.MustCompile(`/t/(new/)?[A-Za-z0-9_-]{32}`)

// TestAFirmsJourney: poster, ticket, answer with proof, rejection, answer, rating, all by pages.
func TestAFirmsJourney(t *testing.T) {
	s := newSite(t)
	office, power, firm := s.As(t, "office"), s.As(t, "factor"), s.As(t, "")
	office.Post(base+"/routing", url.Values{"kind": {"energy"}, "unit_id": {s.Units["市供电公司"]}}).Want(http.StatusSeeOther)
	made := office.Post("/ticket-links", url.Values{"label": {"政务大厅"}, "region": {webtest.Donghu}}).Want(http.StatusOK)
	poster := linkText.FindString(made.Text("code"))
	if !strings.HasPrefix(poster, "/t/new/") || made.Attr("svg path", "d") == "" {
		t.Fatal(made.Text("main"))
	}
	firm.Get(poster).Want(http.StatusOK)
	bad := firm.Post(poster, url.Values{"text": {"电"}, "firm": {"某厂"}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(bad.Text(".errs"), "电话") {
		t.Error(bad.Text(".errs"))
	}
	got := firm.Post(poster, url.Values{"text": {"110千伏外线未按期送电。设备无法调试"}, "kind": {"energy"}, "firm": {"启岳储能科技有限公司"}, "contact": {"李工"}, "phone": {"13800000000"}}).Want(http.StatusOK)
	follow := linkText.FindString(got.Attr("main a[href*='/t/']", "href"))
	if follow == "" || !strings.Contains(got.Text("main"), "SQ-2026-") {
		t.Fatal(got.Text("main"))
	}
	x := power.Get(base + "/queue").Want(http.StatusOK)
	at := x.Attr(".queue .what a", "href")
	power.Post(at+"/do/accept", url.Values{}).Want(http.StatusSeeOther)
	power.Post(at+"/do/begin", url.Values{"reason": {"9月28日踏勘"}}).Want(http.StatusSeeOther)
	a := power.Post(at+"/do/answer", url.Values{"reason": {"已经全部送电"}}).Want(http.StatusUnprocessableEntity)
	if !strings.Contains(a.Text(".errs"), "佐证") {
		t.Error(a.Text(".errs"))
	}
	power.Upload(at+"/files", url.Values{"label": {area.ProofLabel}}, "送电单.txt", []byte("送电单")).Want(http.StatusSeeOther)
	power.Post(at+"/do/answer", url.Values{"reason": {"已经全部送电"}}).Want(http.StatusSeeOther)
	power.Post(at+"/do/confirm", url.Values{"rating": {"5"}}).Want(http.StatusForbidden)
	page := firm.Get(follow).Want(http.StatusOK)
	if !strings.Contains(page.Text("main"), "已经全部送电") || strings.Contains(page.Text("main"), "office") {
		t.Error(page.Text("main"))
	}
	firm.Post(follow, url.Values{"action": {"reject"}, "round": {"1"}}).Want(http.StatusUnprocessableEntity)
	firm.Post(follow, url.Values{"action": {"reject"}, "text": {"只送了一路"}, "round": {"1"}}).Want(http.StatusSeeOther)
	firm.Post(follow, url.Values{"action": {"confirm"}, "rating": {"5"}, "round": {"1"}}).Want(http.StatusConflict)
	show := office.Get(at).Want(http.StatusOK)
	for _, want := range []string{"全程时钟", "环节时钟", "升级阶梯", "只送了一路", "谁手上多久"} {
		if !strings.Contains(show.Text("main"), want) {
			t.Errorf("no %s", want)
		}
	}
	for range 6 {
		firm.Get("/t/" + strings.Repeat("x", 32))
	}
	firm.Get(follow).Want(http.StatusForbidden) // who guessed wrongly too often waits
}

// TestPagesOpen asks for every page, empty and with something on it.
func TestPagesOpen(t *testing.T) {
	s := newSite(t)
	office := s.As(t, "office")
	for round := range 2 {
		for _, page := range []string{"", "/queue", "/board", "/standing", "/figures", "/figures?from=2026-01-01&to=2026-12-31", "/routing", "/rules", "/new", "?level=2..&state=open", "?q=送电"} {
			office.Get(base + page).Want(http.StatusOK)
		}
		for _, page := range []string{"/ticket-classes", "/ticket-classes/new", "/ticket-calls", "/ticket-links"} {
			office.Get(page).Want(http.StatusOK)
		}
		x := s.raise(t, "外线未按期送电")
		for _, action := range []string{"accept", "object", "ask_extend", "ask_pause", "ask_refuse", "hand", "assign", "merge", "help", "classify"} {
			office.Get(at(x) + "/do/" + action).Want(http.StatusOK)
		}
		office.Get(at(x) + "/edit").Want(http.StatusOK)
		office.Get(at(x) + "/do/answer").Want(http.StatusConflict)
		office.Get(at(x) + "/do/nothing").Want(http.StatusConflict)
		if round == 0 {
			office.Post(at(x)+"/edit", url.Values{"version": {"0"}, "name": {"改了"}, "kind": {"energy"}, "firm": {"启岳储能科技有限公司"}}).Want(http.StatusSeeOther)
			office.Post(at(x)+"/edit", url.Values{"version": {"0"}, "name": {"又改"}, "kind": {"energy"}}).Want(http.StatusUnprocessableEntity)
			office.Post(at(x)+"/comments", url.Values{"body": {"请加快"}}).Want(http.StatusSeeOther)
			office.Post(at(x)+"/link", nil).Want(http.StatusOK)
			office.Post(base+"/rules", url.Values{"preset": {"quanzhou"}, "accept": {"1"}, "answer": {"3"}, "handle": {"7"}, "solve": {"10"}, "hard": {"20"}, "reason": {"会议纪要"}}).Want(http.StatusSeeOther)
			office.Post(base+"/rules", url.Values{"preset": {"quanzhou"}, "accept": {"0"}}).Want(http.StatusUnprocessableEntity)
			office.Post("/ticket-links", url.Values{"firm": {"没有这家"}}).Want(http.StatusUnprocessableEntity)
			office.Post("/ticket-links", url.Values{"firm": {"启岳储能科技有限公司"}}).Want(http.StatusOK)
			office.Post("/ticket-links", url.Values{"label": {""}}).Want(http.StatusUnprocessableEntity)
			office.Post("/ticket-calls", url.Values{"n": {"5"}, "seed": {"1"}}).Want(http.StatusSeeOther)
			office.Post("/ticket-classes/new", url.Values{"name": {"外线征地"}, "kind": {"land"}}).Want(http.StatusSeeOther)
			office.Post(base+"/new", url.Values{"name": {""}}).Want(http.StatusUnprocessableEntity)
			office.Post(base+"/new", url.Values{"name": {"用工缺口"}, "kind": {"labour"}, "source": {"team"}, "firm": {"启岳储能科技有限公司"}}).Want(http.StatusSeeOther)
		}
	}
	s.As(t, "park").Get("/ticket-calls").Want(http.StatusForbidden)
	s.As(t, "").Get(base).Want(http.StatusSeeOther)
	s.As(t, "").Get("/t/none").Want(http.StatusNotFound)
	s.As(t, "").Get("/t/new/none").Want(http.StatusNotFound)
}

func at(x *area.Ticket) string { return base + "/" + x.ID }

// TestClockFace: what a clock shows adds up to its whole.
func TestClockFace(t *testing.T) {
	s := newSite(t)
	c := area.Clock{Start: "2026-09-21", Limit: 5, Holds: []area.Hold{{Kind: area.HoldPause, From: "2026-09-22", To: "2026-09-24"}}}
	f := face(s.tickets.Calendar(), "全程时钟", c, 1, "2026-10-12", "")
	sum := 0.0
	for _, r := range f.Runs {
		sum += r.Share
	}
	if sum < 99.9 || sum > 100.1 || f.Clock.State != "over" {
		t.Errorf("%v %+v", sum, f)
	}
	if l := light(&area.Ticket{State: area.Open, Level: area.RungOver}); l.Letter != ui.Red {
		t.Error(l)
	}
}
