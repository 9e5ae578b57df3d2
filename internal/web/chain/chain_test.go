package chain

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/catalog"
	"lianzhang/internal/desk"
	"lianzhang/internal/formula"
	"lianzhang/internal/handover"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/chainmap"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "chain", files, map[string]any{"cockpit": cockpitPage{}, "show": showPage{}, "history": historyPage{}, "screen": screenPage{}})
}

func newSite(t *testing.T) *webtest.Site {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	d := &desk.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: s.Org.Working}
	s.Serve(t, Routes(Deps{Run: s.Run, Desk: d, Chains: s.Chains, Projects: s.Projects, Enterprises: s.Enterprises, Comments: s.Comments, Lists: s.Lists,
		Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}, Handover: pack(s), Map: noMap}), Add, listpage.Add, formpage.Add)
	return s
}

// noMap is a site whose chains have no maps.
func noMap(*web.Req, string) (*chainmap.Overview, error) { return nil, nil }

func pack(s *webtest.Site) *handover.Service {
	return &handover.Service{DB: s.DB, Org: s.Org, Journal: s.Run.Journal, Comments: s.Comments, Clock: s.Run.Clock,
		Label: func(ctx context.Context) (func(kind, id string) string, error) {
			n, err := s.Lists.Names(ctx)
			if err != nil {
				return nil, err
			}
			return n.Label, nil
		}}
}

// projects fills the register: one of each fate.
func projects(t *testing.T, s *webtest.Site) map[string]*project.Project {
	t.Helper()
	out := map[string]*project.Project{}
	add := func(name string, edit func(*project.Project)) { out[name] = s.Project(t, name, edit) }
	add("高精铜板带", func(p *project.Project) { p.YearDone, p.FundsIn = 9000_0000, 2_0000_0000 })
	add("铜箔二期", func(p *project.Project) { p.YearDone, p.UnitID = 1000_0000, s.Units["市商务局"] })
	add("漆包线", func(p *project.Project) { p.Stage, p.StartedActual, p.YearPlan = project.Signed, "", 0 })
	add("铜杆", func(p *project.Project) {
		p.Stage, p.CompletedActual, p.ProducedActual, p.YearPlan = project.Produced, "2026-03-01", "2026-05-01", 0
	})
	add("废铜", func(p *project.Project) {
		p.Stage, p.EndedOn, p.EndedWhy = project.Withdrawn, "2026-06-01", "转到外地"
	})
	add("钠电池", func(p *project.Project) {
		p.ChainID, p.Region, p.YearDone = s.Chain["新型储能"], webtest.Linggang, 8500_0000
	})
	return out
}

// figures are the linked figures of a page and what the ledger counts under each link.
func figures(t *testing.T, s *webtest.Site, login string, doc *goquery.Selection) {
	t.Helper()
	actor := s.Actor(t, login)
	n := 0
	doc.Find("a.src[href^='/projects?']").Each(func(_ int, a *goquery.Selection) {
		text := strings.TrimSuffix(strings.TrimSpace(a.Text()), "个")
		if strings.ContainsAny(text, "/.亿") {
			return // sums of money: the ledger's own line of totals shows them
		}
		u, err := url.Parse(a.AttrOr("href", ""))
		if err != nil {
			t.Fatal(err)
		}
		q, err := project.Spec.Parse(u.Query())
		if err != nil {
			t.Errorf("%s: %v", u, err)
			return
		}
		got, err := project.Spec.Count(t.Context(), s.DB, q, list.Asker{Scope: actor.Scope, Today: "2026-11-20"})
		if err != nil {
			t.Fatal(err)
		}
		if n++; strconv.FormatInt(got, 10) != text {
			t.Errorf("%s sees %s, and behind it %d projects: %s", login, text, got, u)
		}
	})
	if n < 4 {
		t.Errorf("%s: only %d figures can be opened", login, n)
	}
}

func TestTheCockpit(t *testing.T) {
	s := newSite(t)
	projects(t, s)
	a := s.As(t, "zong").Get("/chains").Want(http.StatusOK)
	if got := a.Text("h1"); got != "两条产业链" {
		t.Errorf("the title is %q", got)
	}
	if diff := cmp.Diff([]string{"铜基新材料", "新型储能"}, a.Texts("tbody th")); diff != "" {
		t.Errorf("the red chain stands first (-want +got):\n%s", diff)
	}
	lights := a.Texts("tbody td:first-child")
	if diff := cmp.Diff([]string{"红灯", "绿灯"}, lights); diff != "" {
		t.Errorf("lights (-want +got):\n%s", diff)
	}
	if got := a.Text(".kpi:nth-child(2)"); got != "开工率66.7%= 4/6口径v2" {
		t.Errorf("the start rate says %q", got)
	}
	figures(t, s, "zong", a.Doc.Selection)
	by := s.As(t, "zong").Get("/chains?by=county").Want(http.StatusOK)
	if diff := cmp.Diff([]string{"东湖区", "临港经开区"}, by.Texts("tbody th")); diff != "" {
		t.Errorf("counties (-want +got):\n%s", diff)
	}
	figures(t, s, "zong", by.Doc.Selection)
	park := s.As(t, "park").Get("/chains").Want(http.StatusOK)
	if diff := cmp.Diff([]string{"铜基新材料"}, park.Texts("tbody th")); diff != "" {
		t.Errorf("a county sees the chains of its own projects (-want +got):\n%s", diff)
	}
	if got := park.Text("tfoot td:nth-child(2)"); got != "东湖区" {
		t.Errorf("the total of a county is called %q", got)
	}
	if park.Doc.Find("[data-open]").Length() != 0 {
		t.Error("who may not instruct is offered to")
	}
}

// TestRatesAreTheFormulas: the rates of the cockpit are those that the papers' registry defines.
func TestRatesAreTheFormulas(t *testing.T) {
	s := newSite(t)
	rows := projects(t, s)
	d := &desk.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Run.Clock, Calendar: s.Org.Working}
	c, err := d.Cockpit(t.Context(), s.Actor(t, "zong"), desk.ByChain)
	if err != nil {
		t.Fatal(err)
	}
	defs, err := formula.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all, err := formula.Compile(catalog.FormulaSources(), defs)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string][2]int64{"开工率v2": {c.All.Rates.Started, c.All.Rates.Signed}, "投产率v2": {c.All.Rates.Produced, c.All.Rates.Started}}
	for _, f := range all {
		w, ok := want[f.Label()]
		if !ok {
			continue
		}
		delete(want, f.Label())
		b, err := f.Bind(formula.Ask{}, "2026-11-20")
		if err != nil {
			t.Fatal(err)
		}
		got := b.Over(func(yield func(rule.Row)) {
			for _, p := range rows {
				yield(p.Value)
			}
		})
		if got.Num != float64(w[0]) || got.Den != float64(w[1]) {
			t.Errorf("%s is %v on the cockpit, the formula says %v/%v", f.Label(), w, got.Num, got.Den)
		}
	}
	if len(want) > 0 {
		t.Errorf("no such formulas: %v", want)
	}
}

func TestOneLineInstructions(t *testing.T) {
	s := newSite(t)
	p := projects(t, s)["铜箔二期"]
	zong := s.As(t, "zong")
	a := zong.Get("/chains")
	if got := a.Text(".decide li:first-child p:first-child"); !strings.HasPrefix(got, "铜基新材料：铜箔二期，年度投资完成10.0%") {
		t.Errorf("the first decision is %q", got)
	}
	on := "dialog#on-" + p.ID
	if got := a.Text(on + " textarea"); got != "请市商务局查明原因，11月27日前报转绿措施和时间表。" {
		t.Errorf("the word offered is %q", got)
	}
	if zong.Get("/chains?instruct=on-"+p.ID).Doc.Find(on+"[open]").Length() != 1 {
		t.Error("without script the button does not open its dialog")
	}
	bad := zong.Post("/chains/instruct", url.Values{"dialog": {"on-" + p.ID}, "on": {"project/" + p.ID}, "body": {"抓紧"}, "due": {"2026-11-01"}}).Want(http.StatusUnprocessableEntity)
	if got := bad.Text(on + "[open] .msg"); got != "期限早于今天" {
		t.Errorf("a refused instruction says %q", got)
	}
	if got := bad.Text(on + " textarea"); got != "抓紧" {
		t.Errorf("what was typed is %q", got)
	}
	zong.Post("/chains/instruct", url.Values{"on": {"project/" + p.ID}, "body": {"三日内约谈"}, "due": {"2026-11-23"}}).Want(http.StatusSeeOther)
	list, err := s.Comments.List(t.Context(), s.DB, p.Ref())
	if err != nil || len(list) != 1 || !list[0].Instruction || list[0].Due != "2026-11-23" {
		t.Fatalf("%+v, %v", list, err)
	}
	after := zong.Get("/chains")
	if strings.Contains(after.Text(".decide"), "铜箔二期") {
		t.Error("a project with an open instruction still waits for a word")
	}
	if got := after.Text("tbody tr:first-child .pair"); got != "10" {
		t.Errorf("open and late instructions of the chain: %q", got)
	}
	chain := "chain/" + s.Chain["新型储能"]
	zong.Post("/chains/instruct", url.Values{"on": {chain}, "body": {"下周专题研究"}}).Want(http.StatusSeeOther)
	zong.Post("/chains/instruct", url.Values{"on": {"project/none"}, "body": {"x"}}).Want(http.StatusNotFound)
	zong.Post("/chains/instruct", url.Values{"on": {"account/none"}, "body": {"x"}}).Want(http.StatusNotFound)
	zong.Post("/chains/instruct", url.Values{"body": {"x"}}).Want(http.StatusUnprocessableEntity)
	s.As(t, "team").Post("/chains/instruct", url.Values{"on": {chain}, "body": {"x"}}).Want(http.StatusForbidden)
}

func TestOneChain(t *testing.T) {
	s := newSite(t)
	projects(t, s)
	copper := "/chains/" + s.Chain["铜基新材料"]
	a := s.As(t, "office").Get(copper).Want(http.StatusOK)
	if got := a.Text(".title h1") + " " + a.Text(".title .light"); got != "铜基新材料 红灯" {
		t.Errorf("head: %q", got)
	}
	five := a.Texts(".five > div")
	if len(five) != 5 || five[0] != "链长市长" || five[1] != "副链长缺" || five[2] != "牵头单位市发改委" {
		t.Errorf("the five: %q", five)
	}
	if got := a.Text("#trouble tbody th"); !strings.HasPrefix(got, "铜箔二期年度投资完成10.0%") {
		t.Errorf("the troubled projects begin with %q", got)
	}
	figures(t, s, "office", a.Doc.Selection)
	s.As(t, "park").Get(copper).Want(http.StatusOK)
	s.As(t, "park").Get("/chains/" + s.Chain["新型储能"]).Want(http.StatusNotFound)
	s.As(t, "office").Get("/chains/none").Want(http.StatusNotFound)

	zong := s.As(t, "zong")
	zong.Post("/chains/instruct", url.Values{"dialog": {"instruct-here"}, "on": {"chain/" + s.Chain["铜基新材料"]}, "body": {"一周内报方案"}, "due": {"2026-11-27"}}).Want(http.StatusSeeOther)
	s.As(t, "office").Post(copper+"/comments", url.Values{"body": {"方案已在拟"}}).Want(http.StatusSeeOther)
	if got := s.As(t, "office").Post(copper+"/comments", url.Values{"body": {" "}}).Want(http.StatusUnprocessableEntity).Text("#comments .msg"); got == "" {
		t.Error("an empty remark is not refused at its field")
	}
	a = s.As(t, "office").Get(copper)
	if got := a.Text("#comments .remark"); !strings.Contains(got, "待办11-20 12:00 11月27日前办结 一周内报方案") || !strings.Contains(got, "方案已在拟") {
		t.Errorf("orders: %q", got)
	}
	form := a.Attr("#comments .remark form", "action")
	s.As(t, "park").Post(form, nil).Want(http.StatusSeeOther) // may edit projects of the chain
	if got := s.As(t, "office").Get(copper).Text("#comments .remark .light"); got != "已办结" {
		t.Errorf("after its end the instruction says %q", got)
	}
	if got := s.As(t, "office").Get(copper + "/history").Want(http.StatusOK).Text(".log"); !strings.Contains(got, "批示") {
		t.Errorf("history: %q", got)
	}
}

func TestTheRegisterOfChains(t *testing.T) {
	s := newSite(t)
	office := s.As(t, "office")
	if n := len(office.Get("/chains/list").Want(http.StatusOK).Texts("tbody tr")); n != 2 {
		t.Errorf("%d chains", n)
	}
	if got := office.Post("/chains/new", url.Values{"name": {""}, "region": {webtest.City}}).Want(http.StatusUnprocessableEntity).Text(".msg"); got != "填写产业链名称" {
		t.Errorf("a chain without a name: %q", got)
	}
	made := office.Post("/chains/new", url.Values{"name": {"肉羊"}, "region": {webtest.City}, "chief": {"副市长"}, "sort": {"3"}}).Want(http.StatusSeeOther).Header.Get("Location")
	edit := office.Get(made + "/edit").Want(http.StatusOK)
	version := edit.Attr("input[name=version]", "value")
	typed := url.Values{"name": {"肉羊"}, "region": {webtest.City}, "chief": {"市长"}, "sort": {"3"}, "active": {"1"}, "version": {version}}
	office.Post(made+"/edit", typed).Want(http.StatusSeeOther)
	typed.Set("chief", "书记")
	again := office.Post(made+"/edit", typed).Want(http.StatusUnprocessableEntity)
	if got := again.Text("table"); !strings.Contains(got, "市长") || !strings.Contains(got, "书记") {
		t.Errorf("who saves second sees %q", got)
	}
	s.As(t, "team").Get("/chains/new").Want(http.StatusForbidden)
	s.As(t, "park").Post(made+"/edit", typed).Want(http.StatusForbidden)
}
