package match_test

import (
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
)

var program = authz.System("cli")

type site struct {
	t      *testing.T
	match  *match.Service
	graph  *graph.Service
	firms  *enterprise.Service
	chains *chain.Service
	chain  *chain.Chain
	nodes  map[string]string
}

func newSite(t *testing.T, d *db.DB) *site {
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-20")}
	s := &site{t: t, chains: &chain.Service{Run: run}, firms: &enterprise.Service{Run: run}}
	s.graph = &graph.Service{Run: run, Chains: s.chains}
	s.match = &match.Service{Run: run, Graph: s.graph, Chains: s.chains, Firms: s.firms}
	s.match.Hold()
	var err error
	s.chain, err = s.chains.Create(t.Context(), program, chain.Chain{Name: "新型储能", Region: "340700"})
	s.must(err)
	made, err := s.graph.Create(t.Context(), program, s.chain.ID, &graph.Doc{Nodes: []graph.DocNode{{Key: "sep", Name: "锂电池隔膜", Stream: graph.Up},
		{Key: "film", Name: "电池隔离薄膜", Stream: graph.Up}, {Key: "cell", Name: "磷酸铁锂电芯", Stream: graph.Mid}}})
	s.must(err)
	s.nodes = made.IDs
	return s
}

func (s *site) must(err error) {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) firm(name, products string) *enterprise.Enterprise {
	s.t.Helper()
	e, err := s.firms.Create(s.t.Context(), program, enterprise.Enterprise{Name: name, Region: "340705", Products: products, ChainID: s.chain.ID})
	s.must(err)
	return e
}

func (s *site) at(node string) []match.NodeFirm {
	s.t.Helper()
	rows, err := s.match.Select(s.t.Context(), program.Scope, new(db.Where).And("t.node_id = ?", s.nodes[node]), "ORDER BY t.id")
	s.must(err)
	return rows
}

func TestSuggestionsFollowTheFirmsAndNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		a := s.firm("铜陵甲有限公司", "锂电池隔膜")
		if _, err := s.match.Place(ctx, program, []string{a.ID}); err != nil {
			t.Fatal(err)
		}
		if got := s.at("sep"); len(got) != 1 || got[0].State != match.Suggested || got[0].Words != "锂电池隔膜" || got[0].Score < 0.6 {
			t.Fatalf("placed on entry: %+v", got)
		}
		// The firm turns to another product: the suggestion goes, another comes.
		after := *a
		after.Products = "磷酸铁锂电芯"
		s.must(s.firms.Save(ctx, program, a, &after))
		r, err := s.match.Suggest(ctx, program, s.chain.ID, nil)
		s.must(err)
		if r.Added != 1 || len(s.at("sep")) != 0 || len(s.at("cell")) != 1 {
			t.Errorf("%v: %v %v", r, s.at("sep"), s.at("cell"))
		}
		if r, err = s.match.Suggest(ctx, program, "", nil); err != nil || r.Added+r.Moved+r.Removed != 0 {
			t.Errorf("again: %v %v", r, err)
		}
		// A node that is deleted takes its suggestions along at the next run.
		if _, err := s.graph.Apply(ctx, program, s.chain.ID, graph.Latest, []graph.Op{{Do: graph.RemoveNode, Node: &graph.DocNode{Key: s.nodes["cell"]}}}); err != nil {
			t.Fatal(err)
		}
		s.must2(s.match.Suggest(ctx, program, "", nil))
		if got := s.at("cell"); len(got) != 0 {
			t.Errorf("left behind: %+v", got)
		}
	})
}

func (s *site) must2(_ *match.Result, err error) { s.t.Helper(); s.must(err) }

func TestVerdictsAreKept(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ctx := t.Context()
	a, b := s.firm("铜陵甲有限公司", "锂电池隔膜"), s.firm("铜陵乙有限公司", "自行车")
	s.must2(s.match.Suggest(ctx, program, "", nil))
	id := s.at("sep")[0].ID
	if _, err := s.match.Judge(ctx, program, nil, match.Confirmed, ""); err == nil {
		t.Error("nothing was ticked, yet judged")
	}
	if _, err := s.match.Judge(ctx, program, []string{id, "gone"}, match.Confirmed, ""); err == nil || s.at("sep")[0].State != match.Suggested {
		t.Error("all or none does not hold")
	}
	if n, err := s.match.Judge(ctx, program, []string{id}, match.Rejected, "只做贸易"); err != nil || n != 1 {
		t.Errorf("%d %v", n, err)
	}
	s.must2(s.match.Suggest(ctx, program, "", nil))
	if s.at("sep")[0].State != match.Rejected {
		t.Error("a person's verdict was overridden")
	}
	s.must(s.match.Add(ctx, program, s.nodes["sep"], []string{a.ID, b.ID}))
	rows := s.at("sep")
	if len(rows) != 2 || rows[0].State != match.Confirmed || rows[0].Source != match.ByMatch || rows[1].Source != match.ByHand {
		t.Errorf("%+v", rows)
	}
	by, hand, err := s.match.Outcomes(ctx, program.Scope)
	s.must(err)
	if len(by) != 1 || by[0].Confirmed != 1 || hand != 1 {
		t.Errorf("%+v %d", by, hand)
	}
	if err := s.match.Add(ctx, program, "none", []string{a.ID}); err == nil {
		t.Error("a node that does not exist took a firm")
	}
	foreign := authz.Actor{ID: "x", Roles: []authz.Role{authz.RoleOffice}, Scope: authz.Scope{Regions: []string{"340706"}}}
	if _, err := s.match.Judge(ctx, foreign, []string{id}, match.Confirmed, ""); err == nil {
		t.Error("judged outside the scope")
	}
	// Where the confirmed firms stand cannot vanish, but may merge.
	if _, err := s.graph.Apply(ctx, program, s.chain.ID, graph.Latest, []graph.Op{{Do: graph.RemoveNode, Node: &graph.DocNode{Key: s.nodes["sep"]}}}); err == nil {
		t.Error("a node with confirmed firms vanished")
	}
}

func TestOpportunitiesFindTheirNodes(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	ctx := t.Context()
	o, other := &chain.Opportunity{Name: "高端锂电池隔膜生产基地", Region: "340700", ChainID: s.chain.ID}, &chain.Opportunity{Name: "乡村旅游", Region: "340700", ChainID: s.chain.ID}
	s.must(s.chains.CreateOpportunity(ctx, program, o))
	s.must(s.chains.CreateOpportunity(ctx, program, other))
	if n, err := s.match.Tie(ctx, program, ""); err != nil || n != 1 {
		t.Errorf("tied %d %v", n, err)
	}
	got, err := s.match.Opportunities(ctx, program.Scope, s.nodes["sep"])
	s.must(err)
	if len(got) != 1 || got[0].NodeState != match.Suggested {
		t.Errorf("%+v", got)
	}
	s.must(s.match.Settle(ctx, program, o.ID, ""))
	if n, err := s.match.Tie(ctx, program, ""); err != nil || n != 0 {
		t.Errorf("a person's verdict was overridden: %d %v", n, err)
	}
	if err := s.match.Settle(ctx, program, o.ID, "none"); err == nil {
		t.Error("settled at a node that does not exist")
	}
}

// TestTheViewIsNoTable: what has no place holds no rows of its own, so checks and copies of the database pass it over.
func TestTheViewIsNoTable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tables, err := db.Tables(t.Context(), d)
		if err != nil || tables["node_firm"] == nil || tables["unmatched_firm"] != nil {
			t.Errorf("tables %v, %v", tables["unmatched_firm"], err)
		}
	})
}
