package drill

import (
	"net/http"
	"strings"
	"testing"

	"lianzhang/internal/chain/drill"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/web/ui/uitest"
	"lianzhang/internal/web/webtest"
)

func TestTemplates(t *testing.T) {
	uitest.Check(t, "drill", files, map[string]any{"show": showPage{}})
}

const yi = 100_000_000

// city is a chain with ore → foil → cell; two foil makers; a firm of another county.
func city(t *testing.T, d *db.DB) (s *webtest.Site, chainID string, firms map[string]string) {
	s = webtest.NewOn(t, d, "2026-11-22")
	m := &match.Service{Run: s.Run, Graph: s.Graph, Chains: s.Chains, Firms: s.Enterprises}
	s.Serve(t, Routes(Deps{Chains: s.Chains, Drill: &drill.Service{DB: s.DB, Graph: s.Graph, Enterprises: s.Enterprises, Match: m}}), Add)
	chainID, firms = s.Chain["铜基新材料"], map[string]string{}
	_, err := s.Graph.Create(t.Context(), webtest.Program, chainID, &graph.Doc{Name: "铜", Nodes: []graph.DocNode{{Key: "o", Name: "铜冶炼", Stream: graph.Up},
		{Key: "f", Name: "铜箔", Stream: graph.Mid}, {Key: "c", Name: "电池", Stream: graph.Down}},
		Edges: []graph.DocEdge{{From: "o", To: "f", Weight: 0.4}, {From: "f", To: "c"}}})
	if err != nil {
		t.Fatal(err)
	}
	nodes, err := s.Graph.Nodes(t.Context(), webtest.Program.Scope, new(db.Where).And("t.chain_id = ?", chainID), "")
	if err != nil || len(nodes) != 3 {
		t.Fatal(len(nodes), err)
	}
	at := map[string]string{}
	for _, n := range nodes {
		at[n.Name] = n.ID
	}
	for _, f := range []struct {
		name, node, region string
		revenue            int64
	}{{"景川铜业有限公司", "铜冶炼", webtest.City, 10 * yi}, {"东湖铜箔有限公司", "铜箔", webtest.Donghu, 6 * yi}, {"临港<b>铜箔股份有限公司", "铜箔", webtest.Linggang, 2 * yi}, {"景川电池有限公司", "电池", webtest.City, 0}} {
		e, err := s.Enterprises.Create(t.Context(), webtest.Program, enterprise.Enterprise{Name: f.name, Region: f.region, ChainID: chainID, Revenue: f.revenue})
		if err != nil {
			t.Fatal(err)
		}
		firms[f.name] = e.ID
		if err := m.Add(t.Context(), webtest.Program, at[f.node], []string{e.ID}); err != nil {
			t.Fatal(err)
		}
	}
	return s, chainID, firms
}

func TestRankingAndStop(t *testing.T) {
	s, chainID, firms := city(t, dbtest.SQLite(t))
	office, page := s.As(t, "office"), "/chains/"+chainID+"/drill"
	a := office.Get(page).Want(http.StatusOK)
	if got := a.Texts("tbody th"); len(got) != 4 || got[0] != "景川铜业有限公司" {
		t.Errorf("ranking: %q", got)
	}
	if text := a.Text("main"); !strings.Contains(text, "供货关系是推算的") || !strings.Contains(text, "1家没有营业收入") {
		t.Errorf("the page does not say what it rests on: %s", text)
	}
	a = office.Get(page + "?firm=" + firms["景川铜业有限公司"]).Want(http.StatusOK)
	text := a.Text("main")
	for _, want := range []string{"波及3家", "景川铜业 → 东湖铜箔 → 景川电池", "缺料", "同环节没有别的企业能顶上", "100.0"} {
		if !strings.Contains(text, want) {
			t.Errorf("without %q: %s", want, text)
		}
	}
	a = office.Get(page + "?firm=" + firms["临港<b>铜箔股份有限公司"]).Want(http.StatusOK)
	if text := a.Text("main"); !strings.Contains(text, "同环节1家可顶上它供货的66.7%") || a.Doc.Find("tbody b").Length() != 0 {
		t.Errorf("substitutes: %s", text)
	}
	if got := office.Get(page + "?q=电池").Want(http.StatusSeeOther).Header.Get("Location"); !strings.HasSuffix(got, firms["景川电池有限公司"]) {
		t.Errorf("one firm of that name: %q", got)
	}
	if got := office.Get(page + "?q=没有的").Want(http.StatusOK).Text(".state"); !strings.Contains(got, "没有的") {
		t.Errorf("no firm of that name: %q", got)
	}
	office.Get(page + "?firm=none").Want(http.StatusNotFound)
	office.Get("/chains/none/drill").Want(http.StatusNotFound)
	if got := office.Get("/chains/" + s.Chain["新型储能"] + "/drill").Want(http.StatusOK).Text(".state"); !strings.Contains(got, "还没有企业") {
		t.Errorf("an empty chain: %q", got)
	}
	s.As(t, "sysadmin").Get(page).Want(http.StatusForbidden)
}

func TestTheRegisterIsUsed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, chainID, firms := city(t, d)
		_, err := s.Enterprises.AddSupply(t.Context(), webtest.Program, enterprise.Supply{FromID: firms["东湖铜箔有限公司"], ToID: firms["景川电池有限公司"], Amount: yi, Source: "合同", Confidence: 1})
		if err != nil {
			t.Fatal(err)
		}
		office, page := s.As(t, "office"), "/chains/"+chainID+"/drill"
		text := office.Get(page).Want(http.StatusOK).Text("main")
		if strings.Contains(text, "供货关系是推算的") || !strings.Contains(text, "登记的供货1条，按图谱环节推算2条") {
			t.Errorf("%s", text)
		}
		if n := len(s.As(t, "park").Get(page).Want(http.StatusOK).Texts("tbody th")); n != 1 {
			t.Errorf("the park of 东湖区 sees %d firms", n)
		}
	})
}
