package chainmap

import (
	"context"
	"embed"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/project"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

//go:embed show.html node.html
var shownPages embed.FS

func TestShowTemplates(t *testing.T) {
	uitest.Check(t, "chainmap", shownPages, map[string]any{"show": showPage{}, "node": nodePage{}})
}

// told are facts as a test tells them.
type told map[string]drawing.Facts

func (f told) Facts(context.Context, authz.Scope, string) (map[string]drawing.Facts, error) {
	return f, nil
}

type mapSite struct {
	*webtest.Site
	graph *graph.Service
	facts told
	ids   map[string]string // nodes by name
}

func newMapSite(t *testing.T) *mapSite {
	t.Helper()
	s := &mapSite{Site: webtest.New(t, "2026-11-20"), facts: told{}, ids: map[string]string{}}
	s.graph = s.Graph
	s.Serve(t, Routes(Deps{Run: s.Run, Chains: s.Chains, Graph: s.graph, Match: &match.Service{Run: s.Run, Graph: s.graph, Chains: s.Chains, Firms: s.Enterprises},
		Enterprises: s.Enterprises, Projects: s.Projects, Facts: s.facts, Lists: s.Lists, Trail: &trail.Trail{DB: s.DB, Kit: s.Lists}}), Add, listpage.Add, formpage.Add)
	return s
}

// copper draws a small map with a part, a cycle and gaps.
func (s *mapSite) copper(t *testing.T) {
	t.Helper()
	doc := &graph.Doc{Name: "铜基新材料"}
	for _, n := range [][3]string{{"a", "铜矿采选", "up"}, {"b", "铜冶炼", "up"}, {"c", "铜合金板带", "mid"}, {"c1", "高精板带", "mid"}, {"d", "电线电缆", "down"}, {"e", "检验检测<服务>", "support"}} {
		doc.Nodes = append(doc.Nodes, graph.DocNode{Key: n[0], Name: n[1], Stream: n[2], Source: "手工", Confidence: 0.8})
	}
	doc.Nodes[1].Products, doc.Nodes[1].Codes = []string{"阴极铜"}, []string{"3211"}
	doc.Nodes[3].Parent = "c"
	for _, e := range [][2]string{{"a", "b"}, {"b", "c"}, {"c", "d"}, {"d", "b"}, {"e", "c"}} {
		doc.Edges = append(doc.Edges, graph.DocEdge{From: e[0], To: e[1], Kind: graph.LinkSupply, Weight: 0.25, Source: "手工", Confidence: 0.6})
	}
	if _, err := s.graph.Create(t.Context(), s.Actor(t, "lead"), s.Chain["铜基新材料"], doc); err != nil {
		t.Fatal(err)
	}
	now, _, err := s.graph.Doc(t.Context(), authz.Scope{All: true}, s.Chain["铜基新材料"])
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range now.Nodes {
		s.ids[n.Name] = n.Key
	}
	s.facts[s.ids["铜冶炼"]] = drawing.Facts{Matched: true, Firms: 3, Revenue: 86_4000_0000, Strength: drawing.Strong, Risk: drawing.Weak, Invest: &drawing.Invest{Projects: 2, Amount: 12_0000_0000}}
	s.facts[s.ids["电线电缆"]] = drawing.Facts{Matched: true, Strength: drawing.Blank, Gap: &drawing.GapFacts{ID: "g1", Kind: drawing.Build, Rank: 1, Score: 88, Text: "下游需求大，本地无企业", State: "待处理"}}
	s.facts[s.ids["铜合金板带"]] = drawing.Facts{Matched: true, Firms: 1, Strength: drawing.Weak, Gap: &drawing.GapFacts{ID: "g2", Kind: drawing.Repair, Rank: 2, Score: 62, Owner: "链办", State: "推进中",
		Numbers: []drawing.Number{{Label: "存在度", Text: "0.31"}}}}
}

func (s *mapSite) at(path string) string {
	return "/chains/" + s.Chain["铜基新材料"] + "/map" + path
}

func TestTheMapOfAChain(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	a := s.As(t, "lead").Get(s.at("")).Want(http.StatusOK)
	if got := a.Text("h1"); got != "铜基新材料图谱" {
		t.Errorf("the title is %q", got)
	}
	if got, want := a.Text(".lede"), "6个环节，5条供需关系；缺口2处，其中1处没有责任人"; got != want {
		t.Errorf("the lede is %q, want %q", got, want)
	}
	if n := a.Doc.Find("svg.map a.k").Length(); n != 6 {
		t.Errorf("%d boxes are links, want 6", n)
	}
	if got := a.Attr("svg.map a.k4", "href"); got != "/nodes/"+s.ids["铜冶炼"] {
		t.Errorf("the strong box leads to %q", got)
	}
	if got := a.Text("svg.map a.k4 text"); got != "铜冶炼3家 86.4亿元" {
		t.Errorf("the strong box says %q", got)
	}
	if a.Doc.Find("svg.map a.alarm").Length() != 1 || a.Doc.Find("svg.map .gm").Length() != 2 || a.Doc.Find("svg.map .lk.back").Length() != 1 {
		t.Error("marks, the ownerless gap or the flow back are not drawn")
	}
	if strings.Contains(string(a.Body), "<服务>") {
		t.Error("a name is not escaped")
	}
	if html, _ := a.Doc.Find("svg.map").Html(); strings.Contains(html, "style=") || strings.Contains(html, "<script") {
		t.Error("the picture has style attributes or scripts")
	}
	if diff := cmp.Diff([]string{"电线电缆", "铜合金板带"}, a.Texts("#gaps tbody th")); diff != "" {
		t.Errorf("gaps by rank (-want +got):\n%s", diff)
	}
	if got := a.Texts(".outline h2"); len(got) != 4 || got[0] != "上游2个环节" {
		t.Errorf("the outline has %q", got)
	}
	if got := a.Text(".outline li:has(.turn)"); got != "电线电缆空白无企业 建链第1位 无责任人" {
		t.Errorf("the line of the ownerless gap is %q", got)
	}
	if got := a.Text(".outline li.d1"); got != "高精板带未评" {
		t.Errorf("the part of a node is %q", got)
	}
	if got := a.Attr(".acts .primary", "href"); got != s.at("/edit") {
		t.Errorf("the editor is at %q", got)
	}
	if s.As(t, "factor").Get(s.at("")).Want(http.StatusOK).Doc.Find(".acts .primary").Length() != 0 {
		t.Error("who may not edit is offered to")
	}
}

func TestModesAndViews(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	c := s.As(t, "zong")
	for mode, want := range map[string]string{"gap": "紧急", "risk": "未评", "invest": "无在建"} {
		a := c.Get(s.at("?by=" + mode)).Want(http.StatusOK)
		if !strings.Contains(a.Text(".map-key"), want) {
			t.Errorf("%s: the key lacks %q: %q", mode, want, a.Text(".map-key"))
		}
	}
	if got := c.Get(s.at("?by=invest")).Want(http.StatusOK).Text("svg.map a.k3"); !strings.Contains(got, "在建2个 12.0亿元") {
		t.Errorf("investment: the box says %q", got)
	}
	table := c.Get(s.at("?view=table")).Want(http.StatusOK)
	if table.Doc.Find("svg.map").Length() != 0 || table.Doc.Find(".map-table tbody tr").Length() != 6 {
		t.Error("the table has not a row for each node, or the picture is there too")
	}
	if got := table.Text(".map-table tbody tr:first-child td:nth-child(3)"); got != "—" {
		t.Errorf("an unknown number of firms is %q, want a dash", got)
	}
	if c.Get(s.at("?view=outline")).Want(http.StatusOK).Doc.Find("svg.map").Length() != 0 {
		t.Error("the outline draws the picture too")
	}
}

func TestVersionsOfTheMap(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	c := s.As(t, "lead")
	c.Get(s.at("?version=1")).Want(http.StatusNotFound)
	if _, err := s.graph.Publish(t.Context(), s.Actor(t, "lead"), s.Chain["铜基新材料"], "首版", ""); err != nil {
		t.Fatal(err)
	}
	a := c.Get(s.at("?version=1")).Want(http.StatusOK)
	if !strings.Contains(a.Text(".note"), "第1版“首版”") || a.Doc.Find("svg.map a.k").Length() != 0 || a.Doc.Find("svg.map g.k").Length() != 6 {
		t.Errorf("the first version is shown as %q", a.Text(".note"))
	}
	c.Get(s.at("?version=x")).Want(http.StatusNotFound)
}

func TestAChainWithoutAMap(t *testing.T) {
	s := newMapSite(t)
	a := s.As(t, "lead").Get(s.at("")).Want(http.StatusOK)
	if diff := cmp.Diff([]string{"从模板开始", "从投入产出表", "导入表格", "画一张"}, a.Texts(".state a")); diff != "" {
		t.Errorf("ways to begin (-want +got):\n%s", diff)
	}
	if s.As(t, "zong").Get(s.at("")).Want(http.StatusOK).Doc.Find(".state a").Length() != 0 {
		t.Error("who may not edit is offered to begin")
	}
	s.As(t, "lead").Get("/chains/none/map").Want(http.StatusNotFound)
	s.As(t, "park").Get(s.at("")).Want(http.StatusNotFound)
	s.Project(t, "铜箔", nil)
	s.As(t, "park").Get(s.at("")).Want(http.StatusOK)
	s.As(t, "lead").Get(s.at(".docx")).Want(http.StatusOK)
	s.As(t, "lead").Get(s.at(".svg")).Want(http.StatusOK)
}

func TestFilesOfTheMap(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	svg := s.As(t, "zong").Get(s.at(".svg?by=gap")).Want(http.StatusOK)
	if !strings.HasPrefix(svg.Header.Get("Content-Type"), "image/svg+xml") || !strings.Contains(string(svg.Body), "铜基新材料　按缺口") {
		t.Errorf("the SVG file: %s %.200s", svg.Header.Get("Content-Type"), svg.Body)
	}
	word := s.As(t, "zong").Get(s.at(".docx")).Want(http.StatusOK)
	if word.Header.Get("Content-Type") != docx.ContentType || !strings.HasPrefix(string(word.Body), "PK") {
		t.Errorf("the Word file: %s", word.Header.Get("Content-Type"))
	}
}

func TestANode(t *testing.T) {
	s := newMapSite(t)
	s.copper(t)
	s.Project(t, "年产十万吨铜杆", func(p *project.Project) { p.Node = "铜冶炼" })
	a := s.As(t, "lead").Get("/nodes/" + s.ids["铜冶炼"]).Want(http.StatusOK)
	for sel, want := range map[string]string{"h1": "铜冶炼", "#in tbody th": "铜矿采选 电线电缆空白", "#out tbody th": "铜合金板带弱", "#codes": "行业代码GB/T 4754-2017 3211 铜冶炼"} {
		if got := strings.Join(a.Texts(sel), " "); got != want {
			t.Errorf("%s says %q, want %q", sel, got, want)
		}
	}
	if got := a.Text("#projects tbody th"); !strings.Contains(got, "年产十万吨铜杆") {
		t.Errorf("projects: %q", got)
	}
	if a.Doc.Find("#gap").Length() != 0 {
		t.Error("a node without a gap shows a verdict")
	}
	gap := s.As(t, "lead").Get("/nodes/" + s.ids["铜合金板带"]).Want(http.StatusOK)
	if got := gap.Text("#gap"); !strings.Contains(got, "补链") || !strings.Contains(got, "存在度") || !strings.Contains(got, "链办") {
		t.Errorf("the verdict says %q", got)
	}
	if got := gap.Text("#parts"); !strings.Contains(got, "高精板带") {
		t.Errorf("parts: %q", got)
	}
	s.As(t, "lead").Get("/nodes/none").Want(http.StatusNotFound)
	s.As(t, "park").Get("/nodes/" + s.ids["铜矿采选"]).Want(http.StatusOK) // a project of the chain lies in the county
}

// A map of ten thousand nodes answers: the picture shows the upper layer and says so, the outline stops and says so.
func TestALargeMap(t *testing.T) {
	m := &shown{chain: &chain.Chain{Name: "大链"}, doc: &graph.Doc{}, mode: drawing.ByStrength}
	for i := range 10000 {
		m.doc.Nodes = append(m.doc.Nodes, graph.DocNode{Key: fmt.Sprint(i), Name: fmt.Sprint("环节", i), Stream: graph.Mid})
	}
	out, more := newWords(m).outline()
	if len(out) != 1 || len(out[0].Nodes) != mostLines || !strings.Contains(more, "共10000个环节") {
		t.Errorf("the outline has %d streams and says %q", len(out), more)
	}
	if said := strings.Join(drawing.Layout(m.drawn()).Notes, ""); !strings.Contains(said, "共10000个环节") {
		t.Errorf("the picture says %q", said)
	}
}
