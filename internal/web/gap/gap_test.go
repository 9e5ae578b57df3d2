package gap

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/enterprise"
	area "lianzhang/internal/gap"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "gap", files, map[string]any{"show": showPage{}, "page": page{}})
}

// city is a site with a mapped chain, matched firms and a list of gaps.
func city(t *testing.T) (*webtest.Site, *area.Service, string) {
	t.Helper()
	s := webtest.New(t, "2026-11-20")
	ctx := t.Context()
	matches := &match.Service{Run: s.Run, Graph: s.Graph, Chains: s.Chains, Firms: s.Enterprises}
	gaps := &area.Service{Run: s.Run, Chains: s.Chains, Graph: s.Graph, Match: matches, Firms: s.Enterprises, Projects: s.Projects, Org: s.Org}
	chainID := s.Chain["新型储能"]
	_, err := s.Graph.Create(ctx, webtest.Program, chainID, &graph.Doc{Nodes: []graph.DocNode{
		{Key: "sep", Name: "锂电池隔膜", Stream: graph.Up}, {Key: "cell", Name: "磷酸铁锂电芯", Stream: graph.Mid}, {Key: "pack", Name: "储能系统集成", Stream: graph.Down}},
		Edges: []graph.DocEdge{{From: "sep", To: "cell"}, {From: "cell", To: "pack"}}})
	must(t, err)
	_, err = s.Enterprises.Create(ctx, webtest.Program, enterprise.Enterprise{Name: "景川启岳储能科技有限公司", Region: webtest.Donghu, ChainID: chainID, Products: "磷酸铁锂电芯、储能系统集成"})
	must(t, err)
	_, err = matches.Suggest(ctx, webtest.Program, "", nil)
	must(t, err)
	_, err = gaps.Refresh(ctx, webtest.Program, "", nil)
	must(t, err)
	extra := func(_ *web.Req, g *area.Gap) (*Section, error) {
		return &Section{ID: "targets", Title: "目标企业", Empty: "还没有" + g.Name + "的目标企业"}, nil
	}
	s.Serve(t, Routes(Deps{Run: s.Run, Chains: s.Chains, Graph: s.Graph, Match: matches, Gaps: gaps, Projects: s.Projects, Comments: s.Comments, Lists: s.Lists,
		Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}, More: []func(*web.Req, *area.Gap) (*Section, error){extra}}), Add, listpage.Add, formpage.Add)
	rows, err := gaps.Select(ctx, webtest.Program.Scope, new(db.Where).And("t.name = ?", "锂电池隔膜"), "")
	must(t, err)
	if len(rows) != 1 {
		t.Fatalf("%d gaps of the separator", len(rows))
	}
	return s, gaps, rows[0].ID
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestAGapOnItsPage(t *testing.T) {
	s, _, id := city(t)
	office := s.As(t, "office")
	a := office.Get("/gaps?state=open,working").Want(http.StatusOK)
	if got := strings.Join(a.Texts("tbody th a"), " "); !strings.Contains(got, "锂电池隔膜") {
		t.Errorf("list: %q", got)
	}
	a = office.Get("/gaps/" + id).Want(http.StatusOK)
	if a.Text(".tag") != "补链" || !strings.Contains(a.Text("#rules"), "下游需求 >= 需求线") || !strings.Contains(a.Text("#targets"), "还没有锂电池隔膜的目标企业") {
		t.Errorf("page: %q %q %q", a.Text(".tag"), a.Text("#rules"), a.Text("#targets"))
	}
	owner := s.Actor(t, "lead").ID
	office.Post("/gaps/"+id+"/assign", url.Values{"owner_id": {owner}, "due": {"31日"}}).Want(http.StatusUnprocessableEntity)
	office.Post("/gaps/"+id+"/assign", url.Values{"owner_id": {owner}, "unit_id": {s.Units["市商务局"]}, "due": {"2027-03-31"}}).Want(http.StatusSeeOther)
	office.Post("/gaps/"+id+"/comments", url.Values{"body": {"拜访了两家隔膜厂"}, "contact": {"1"}}).Want(http.StatusSeeOther)
	a = office.Get("/gaps/" + id).Want(http.StatusOK)
	if got := a.Text(".facts"); !strings.Contains(got, "lead同志") || !strings.Contains(got, "推进中") || !strings.Contains(got, "2026-11-20") {
		t.Errorf("facts: %q", got)
	}
	if !strings.Contains(a.Text("#comments"), "拜访了两家隔膜厂") {
		t.Error("the contact is not shown")
	}
	office.Get("/gaps/" + id + "/move?action=fill").Want(http.StatusOK)
	office.Get("/gaps/" + id + "/move?action=reopen").Want(http.StatusConflict)
	form := url.Values{"action": {"fill"}, "reason": {"已引进"}, "firm": {"没有这家"}}
	if n := office.Post("/gaps/"+id+"/move", form).Want(http.StatusUnprocessableEntity).Doc.Find("#f-firm[aria-invalid]").Length(); n != 1 {
		t.Error("an unknown firm is not refused at its field")
	}
	form.Set("firm", "景川启岳储能科技有限公司")
	office.Post("/gaps/"+id+"/move", form).Want(http.StatusSeeOther)
	if got := office.Get("/gaps/" + id).Text(".note"); !strings.Contains(got, "已补上：已引进") {
		t.Errorf("note: %q", got)
	}
	s.As(t, "park").Get("/gaps/" + id).Want(http.StatusNotFound)
	s.As(t, "factor").Get("/gaps/" + id + "/assign").Want(http.StatusForbidden)
}

func TestGapsBesides(t *testing.T) {
	s, gaps, id := city(t)
	office := s.As(t, "office")
	chainID := s.Chain["新型储能"]
	// by hand
	office.Get("/gaps/new?chain_id=" + chainID).Want(http.StatusOK)
	office.Post("/gaps/new", url.Values{"chain_id": {chainID}, "kind": {"build"}}).Want(http.StatusUnprocessableEntity)
	at := office.Post("/gaps/new", url.Values{"chain_id": {chainID}, "kind": {"build"}, "name": {"检测认证"}}).Want(http.StatusSeeOther).Header.Get("Location")
	office.Get(at).Want(http.StatusOK)
	office.Post(at+"/note", url.Values{"kind": {"extend"}, "note": {"省里提过"}}).Want(http.StatusSeeOther)
	if got := office.Get(at).Text(".tag"); got != "延链" {
		t.Errorf("kind: %q", got)
	}
	// many at once
	office.Post("/gaps/assign", url.Values{"id": {id}}).Want(http.StatusOK)
	office.Post("/gaps/assign", url.Values{"id": {id}, "do": {"set"}, "co_work": {"市科技局"}}).Want(http.StatusSeeOther)
	// rules
	office.Get("/gaps/rules").Want(http.StatusOK)
	office.Post("/gaps/rules", url.Values{"measure": {"firms"}, "need": {"价值 +"}, "reason": {"试"}}).Want(http.StatusUnprocessableEntity)
	typed := url.Values{"reason": {"需求线放宽"}}
	r, err := area.Shipped()
	must(t, err)
	for _, f := range rulesFields(&r) {
		if f.Name != "reason" {
			typed.Set(f.Name, f.Value)
		}
	}
	typed.Set("t_asked", "0.2")
	office.Post("/gaps/rules", typed).Want(http.StatusSeeOther)
	j, err := gaps.InForce(t.Context(), s.DB)
	must(t, err)
	if j.No != 1 || j.Thresholds[2].Value != 0.2 {
		t.Errorf("in force: %d %+v", j.No, j.Thresholds)
	}
	// another place
	bad := office.Post("/gaps/compare", url.Values{"chain": {chainID}, "place": {"对标市"}, "lines": {"锂电池隔膜 三 5\n没有的环节 1"}}).Want(http.StatusUnprocessableEntity)
	if got := string(bad.Body); !strings.Contains(got, "第1行：企业数“三”") {
		t.Error("a line that cannot be read is not named")
	}
	office.Post("/gaps/compare", url.Values{"chain": {chainID}, "place": {"对标市"}, "source": {"统计公报"}, "lines": {"锂电池隔膜\t3\t5.2亿元"}}).Want(http.StatusSeeOther)
	if got := office.Get("/gaps/compare?chain=" + chainID + "&place=" + url.QueryEscape("对标市")).Text("tbody"); !strings.Contains(got, "对方有、本地无") || !strings.Contains(got, "5.20") {
		t.Errorf("side by side: %q", got)
	}
	if got := office.Get("/gaps/history").Text("tbody"); !strings.Contains(got, "2026-11") {
		t.Errorf("history: %q", got)
	}
	if got := office.Get("/quality").Want(http.StatusOK).Text("main"); !strings.Contains(got, "一律判最多的一类") || !strings.Contains(got, "本办认定结果") {
		t.Errorf("quality: %.200q", got)
	}
}
