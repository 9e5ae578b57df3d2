package api

import (
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
)

// gapStory matches a firm with a small map, assesses it, and works its gap.
func gapStory(t *testing.T, s *site) {
	program := authz.System("cli")
	c, err := s.Chains.Create(t.Context(), program, chain.Chain{Name: "高端覆铜板", Region: "340700"})
	if err != nil {
		t.Fatal(err)
	}
	made, err := s.Graph.Create(t.Context(), program, c.ID, &graph.Doc{Nodes: []graph.DocNode{{Key: "a", Name: "极薄电解铜箔", Stream: graph.Up}, {Key: "b", Name: "覆铜板基材", Stream: graph.Mid}},
		Edges: []graph.DocEdge{{From: "a", To: "b"}}})
	if err != nil {
		t.Fatal(err)
	}
	var firms []*enterprise.Enterprise
	for _, name := range []string{"铜陵乙覆铜板有限公司", "铜陵丙贸易有限公司"} {
		e, err := s.Enterprises.Create(t.Context(), program, enterprise.Enterprise{Name: name, Region: "340705", ChainID: c.ID, Products: map[bool]string{true: "覆铜板基材"}[firms == nil]})
		if err != nil {
			t.Fatal(err)
		}
		firms = append(firms, e)
	}
	if got := s.want(200, "office", "POST", "/chains/"+c.ID+"/matches/suggest", nil).json(t); got["added"] != 1.0 {
		t.Errorf("suggested %v", got)
	}
	one := s.want(200, "office", "GET", "/matches?chain_id="+c.ID, nil).json(t)["rows"].([]any)[0].(object)
	at := "/matches/" + one["id"].(string)
	s.want(422, "office", "POST", "/matches/judge", object{"ids": []any{one["id"]}, "state": "maybe"})
	s.want(403, "factor", "POST", "/matches/judge", object{"ids": []any{one["id"]}, "state": "confirmed"})
	if got := s.want(200, "office", "POST", "/matches/judge", object{"ids": []any{one["id"]}, "state": "confirmed"}).json(t); got["changed"] != 1.0 {
		t.Errorf("judged %v", got)
	}
	s.want(204, "office", "POST", "/matches", object{"node_id": made.IDs["b"], "firms": []string{firms[1].ID}})
	s.want(200, "office", "GET", at, nil)
	s.want(200, "office", "GET", at+"/history", nil)
	s.book("office", "/matches/export?chain_id="+c.ID)

	if got := s.want(200, "office", "POST", "/chains/"+c.ID+"/gaps/refresh", nil).json(t); got["opened"] != 1.0 {
		t.Errorf("refreshed %v", got)
	}
	gap := s.want(200, "office", "GET", "/gaps?cols=name,kind&chain_id="+c.ID, nil).json(t)["rows"].([]any)[0].(object)
	if gap["name"] != "极薄电解铜箔" || gap["kind"] != "repair" {
		t.Errorf("gap %v", gap)
	}
	id := gap["id"].(string)
	s.want(422, "office", "POST", "/gaps/assign", object{"ids": []string{id}, "due": "soon"})
	s.want(204, "office", "POST", "/gaps/assign", object{"ids": []string{id}, "co_work": "市科技局"})
	s.want(422, "office", "POST", "/gaps/"+id+"/move", object{"action": "drop"})
	s.want(409, "office", "POST", "/gaps/"+id+"/move", object{"action": "reopen", "reason": "试"})
	s.want(200, "office", "POST", "/gaps/"+id+"/move", object{"action": "start"})
	if g := s.want(200, "office", "POST", "/gaps/"+id+"/touch", nil).json(t); g["last_touch"] == "" || g["state"] != "working" {
		t.Errorf("touched %v", g)
	}
	s.want(200, "office", "GET", "/gaps/"+id, nil)
	s.want(200, "office", "GET", "/gaps/"+id+"/history", nil)
	s.book("office", "/gaps/export?chain_id="+c.ID)
	if st := s.want(200, "office", "GET", "/nodes/"+made.IDs["a"]+"/standing", nil).json(t); st["verdict"] != "repair" || st["demand"] != 1.0 {
		t.Errorf("standing %v", st)
	}
	s.want(422, "office", "POST", "/gaps", object{"chain_id": c.ID, "kind": "build"})
	s.want(201, "office", "POST", "/gaps", object{"chain_id": c.ID, "kind": "build", "name": "检测认证"})
}
