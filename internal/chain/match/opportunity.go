package match

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/insight/matching"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// tieAt is the least score at which an opportunity is tied to a node: its texts are short, and one word is often all there is.
const tieAt = 0.15

// Tie proposes for each opportunity of a chain, or of all (""), the node that it would fill, by its name, category and note. What a
// person decided stays. One without a chain is tied to the best node of all. It gives how many proposals changed.
func (s *Service) Tie(ctx context.Context, actor authz.Actor, chainID string) (changed int, err error) {
	r, err := s.prepare(ctx, actor, chainID)
	if err != nil {
		return 0, err
	}
	w := new(db.Where)
	if chainID != "" {
		w.And("t.chain_id = ?", chainID)
	}
	all, err := s.Chains.SelectOpportunities(ctx, s.Run.DB, actor.Scope, w, "ORDER BY t.id")
	if err != nil {
		return 0, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "match.tie", Perm: authz.MapEdit}, func(tx *change.Tx) error {
		changed = 0
		for i := range all {
			o := &all[i]
			if o.NodeState == Confirmed || o.NodeState == Rejected {
				continue
			}
			after := *o
			after.NodeID, after.NodeState = "", ""
			for _, m := range r.index.Match(&matching.Firm{ID: o.ID, Group: o.ChainID, Products: o.Name + "、" + o.Category, Business: o.Note}, tieAt) {
				if n := &r.nodes[m.Node]; o.ChainID == "" || n.ChainID == o.ChainID {
					after.NodeID, after.NodeState = n.ID, Suggested
					break
				}
			}
			if after.NodeID == o.NodeID && after.NodeState == o.NodeState {
				continue
			}
			if err := s.Chains.ReplaceOpportunity(ctx, tx, o, &after); err != nil {
				return err
			}
			changed++
		}
		return nil
	})
	return changed, err
}

// Settle says that an opportunity belongs to a node; "" says that it belongs to none.
func (s *Service) Settle(ctx context.Context, actor authz.Actor, opportunityID, nodeID string) error {
	all, err := s.Chains.SelectOpportunities(ctx, s.Run.DB, actor.Scope, new(db.Where).And("t.id = ?", opportunityID), "")
	if err != nil {
		return err
	}
	if len(all) == 0 {
		return errs.New(errs.NotFound, "没有这项招引机会，或不在您的数据范围内")
	}
	before := &all[0]
	after := *before
	after.NodeID, after.NodeState = nodeID, Confirmed
	if nodeID == "" {
		after.NodeState = Rejected
	} else {
		nodes, err := s.Graph.Nodes(ctx, actor.Scope, new(db.Where).And("t.id = ?", nodeID), "")
		if err != nil {
			return err
		}
		if len(nodes) == 0 || before.ChainID != "" && nodes[0].ChainID != before.ChainID {
			return errs.New(errs.Invalid, "选择“%s”所在产业链的环节", before.Name)
		}
		after.ChainID = nodes[0].ChainID
	}
	return s.Run.Run(ctx, actor, change.What{Action: "match.settle", Perm: authz.GapWork, Ref: before.Ref()}, func(tx *change.Tx) error {
		return s.Chains.ReplaceOpportunity(ctx, tx, before, &after)
	})
}

// Opportunities are the opportunities tied to a node inside the scope, suggested or confirmed.
func (s *Service) Opportunities(ctx context.Context, scope authz.Scope, nodeID string) ([]chain.Opportunity, error) {
	w := new(db.Where).And("t.node_id = ?", nodeID).And("t.node_state <> ?", Rejected)
	return s.Chains.SelectOpportunities(ctx, s.Run.DB, scope, w, "ORDER BY t.node_state, t.name")
}
