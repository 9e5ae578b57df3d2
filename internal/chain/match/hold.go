package match

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// Hold registers the firms and opportunities of nodes with the map, so that a node with confirmed ones is not lost in an edit
// and a
// merge of nodes takes them along; and with the register of enterprises, so that a merge of two records does too.
func (s *Service) Hold() {
	s.Graph.Holds(graph.Holder{Label: "家已确认企业", Count: s.count, Move: s.move})
	s.Firms.Moves(enterprise.Mover{Name: Kind, Move: s.moveFirm, Undo: s.returnFirm})
	s.Graph.Holds(graph.Holder{Label: "项招引机会", Count: graph.CountBy(chain.OpportunityKind), Move: s.moveOpportunities})
}

// count leaves suggestions out: they come back by themselves, at whatever node then fits.
func (s *Service) count(ctx context.Context, q db.Queryer, nodeIDs []string) (map[string]int, error) {
	out := map[string]int{}
	all, err := rows.Select(ctx, q, new(db.Where).In("t.node_id", nodeIDs...).And("t.state = ?", Confirmed), "")
	for i := range all {
		out[all[i].NodeID]++
	}
	return out, err
}

func (s *Service) move(ctx context.Context, tx *change.Tx, from, into string) error {
	all, err := rows.Select(ctx, tx, new(db.Where).In("t.node_id", from, into), "")
	if err != nil {
		return err
	}
	there := map[string]*NodeFirm{}
	for i := range all {
		if all[i].NodeID == into {
			there[all[i].EnterpriseID] = &all[i]
		}
	}
	for i := range all {
		row := &all[i]
		if row.NodeID != from {
			continue
		}
		if other := there[row.EnterpriseID]; other != nil {
			if row.State == Confirmed && other.State != Confirmed {
				after := *other
				after.State, after.ByID, after.ByName, after.At = Confirmed, row.ByID, row.ByName, row.At
				if err := rows.Update(ctx, tx, other, &after); err != nil {
					return err
				}
			}
			if err := rows.Delete(ctx, tx, row); err != nil {
				return err
			}
			continue
		}
		after := *row
		after.NodeID = into
		if err := rows.Update(ctx, tx, row, &after); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) moveOpportunities(ctx context.Context, tx *change.Tx, from, into string) error {
	all, err := s.Chains.SelectOpportunities(ctx, tx, authz.Scope{All: true}, new(db.Where).And("t.node_id = ?", from), "")
	if err != nil {
		return err
	}
	for i := range all {
		after := all[i]
		after.NodeID = into
		if err := s.Chains.ReplaceOpportunity(ctx, tx, &all[i], &after); err != nil {
			return err
		}
	}
	return nil
}

// moveFirm gives the nodes of one firm to another when their records merge; where both stand, the other's own row stays.
func (s *Service) moveFirm(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise) ([]string, error) {
	all, err := rows.Select(ctx, tx, new(db.Where).In("t.enterprise_id", from.ID, to.ID), "")
	if err != nil {
		return nil, err
	}
	there := map[string]bool{}
	for i := range all {
		if all[i].EnterpriseID == to.ID {
			there[all[i].NodeID] = true
		}
	}
	var ids []string
	for i := range all {
		row := &all[i]
		if row.EnterpriseID != from.ID || there[row.NodeID] || !tx.Actor.Scope.Allows(row.ScopeKeys()) {
			continue
		}
		after := *row
		after.EnterpriseID, after.Outside = to.ID, to.Outside
		if err := rows.Update(ctx, tx, row, &after); err != nil {
			return nil, err
		}
		ids = append(ids, row.ID)
	}
	return ids, nil
}

// returnFirm gives back what a merge moved.
func (s *Service) returnFirm(ctx context.Context, tx *change.Tx, ids []string, from, _ *enterprise.Enterprise) error {
	if len(ids) == 0 {
		return nil
	}
	all, err := rows.Select(ctx, tx, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		return err
	}
	for i := range all {
		after := all[i]
		after.EnterpriseID, after.Outside = from.ID, from.Outside
		if err := rows.Update(ctx, tx, &all[i], &after); err != nil {
			return err
		}
	}
	return nil
}
