package drill

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Service reads networks.
type Service struct {
	DB          *db.DB
	Graph       *graph.Service
	Enterprises *enterprise.Service
	Match       *match.Service
}

var supplies = db.NewTable[enterprise.Supply]("enterprise_supply")

// Load reads the network of a chain inside the scope: its local firms at nodes and those registered for the chain, and firms from
// outside that a link of the register ties to one of them.
func (s *Service) Load(ctx context.Context, scope authz.Scope, chainID string) (*Network, error) {
	nodes, err := s.Graph.Nodes(ctx, scope, new(db.Where).And("t.chain_id = ?", chainID), "ORDER BY t.sort, t.id")
	if err != nil {
		return nil, err
	}
	edges, err := s.Graph.Edges(ctx, scope, new(db.Where).And("t.chain_id = ?", chainID), "ORDER BY t.id")
	if err != nil {
		return nil, err
	}
	places, err := s.places(ctx, scope, chainID)
	if err != nil {
		return nil, err
	}
	const mine = "t.outside = FALSE AND (t.chain_id = ? OR t.id IN (SELECT enterprise_id FROM node_firm WHERE chain_id = ? AND state <> 'rejected'))"
	firms, err := s.Enterprises.Select(ctx, s.DB, scope, new(db.Where).And(mine, chainID, chainID), "ORDER BY t.revenue DESC, t.id")
	if err != nil {
		return nil, err
	}
	const near = "t.outside = TRUE AND t.id IN (SELECT from_id FROM enterprise_supply UNION SELECT to_id FROM enterprise_supply)"
	outside, err := s.Enterprises.Select(ctx, s.DB, scope, new(db.Where).And(near), "ORDER BY t.revenue DESC, t.id")
	if err != nil {
		return nil, err
	}
	keys := scope.On(authz.Keys{Region: "region", Unit: "unit_id"})
	links, err := supplies.Select(ctx, s.DB, new(db.Where).Scope(keys, "t"), "ORDER BY t.id")
	if err != nil {
		return nil, err
	}
	return Build(nodes, edges, gathered(nodes, firms, tied(firms, outside, links), places), links)
}

// places are the best seat of each firm: a confirmed one before suggestions, then the highest score.
func (s *Service) places(ctx context.Context, scope authz.Scope, chainID string) (map[string]match.NodeFirm, error) {
	rows, err := s.Match.Select(ctx, scope, new(db.Where).And("t.chain_id = ?", chainID).And("t.state <> ?", match.Rejected), "")
	if err != nil {
		return nil, err
	}
	slices.SortFunc(rows, func(a, b match.NodeFirm) int {
		return cmp.Or(cmp.Compare(a.State, b.State), cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID)) // "confirmed" sorts before "suggested"
	})
	out := map[string]match.NodeFirm{}
	for _, r := range rows {
		if _, have := out[r.EnterpriseID]; !have {
			out[r.EnterpriseID] = r
		}
	}
	return out, nil
}

// tied are the outside firms that supply a local one or buy from it.
func tied(local, outside []enterprise.Enterprise, links []enterprise.Supply) (out []enterprise.Enterprise) {
	mine, ends := map[string]bool{}, map[string]bool{}
	for i := range local {
		mine[local[i].ID] = true
	}
	for _, l := range links {
		ends[l.FromID] = ends[l.FromID] || mine[l.ToID]
		ends[l.ToID] = ends[l.ToID] || mine[l.FromID]
	}
	for i := range outside {
		if ends[outside[i].ID] {
			out = append(out, outside[i])
		}
	}
	return out
}

func gathered(nodes []graph.Node, local, outside []enterprise.Enterprise, places map[string]match.NodeFirm) (out []Firm) {
	names := map[string]string{}
	for i := range nodes {
		names[nodes[i].ID] = nodes[i].Name
	}
	for _, list := range [][]enterprise.Enterprise{local, outside} {
		for i := range list {
			e := &list[i]
			f := Firm{ID: e.ID, Name: e.Name, Revenue: e.Revenue, Outside: e.Outside}
			if seat, ok := places[e.ID]; ok && names[seat.NodeID] != "" {
				f.NodeID, f.Node, f.Suggested = seat.NodeID, names[seat.NodeID], seat.State == match.Suggested
			}
			out = append(out, f)
		}
	}
	return out
}
