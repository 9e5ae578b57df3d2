package target

import (
	"context"
	"slices"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// MoveFirm gives the targets and evidence of an enterprise to another when two records turn out to be one firm. A gap that
// already has the other keeps its target as it is.
func (s *Service) MoveFirm(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise) ([]string, error) {
	return s.rename(ctx, tx, from, to, nil)
}

// ReturnFirm gives back what a merge moved.
func (s *Service) ReturnFirm(ctx context.Context, tx *change.Tx, ids []string, from, to *enterprise.Enterprise) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.rename(ctx, tx, from, to, ids)
	return err
}

// rename moves what lies in the actor's scope, or of that only what is named.
func (s *Service) rename(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise, only []string) ([]string, error) {
	taken := map[string]bool{}
	there, err := targets.Select(ctx, tx, new(db.Where).And("t.enterprise_id = ?", to.ID), "")
	if err != nil {
		return nil, err
	}
	for _, t := range there {
		taken[t.GapID] = true
	}
	rows, err := s.Select(ctx, tx, tx.Actor.Scope, new(db.Where).And("t.enterprise_id = ?", from.ID), "")
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range rows {
		if taken[rows[i].GapID] || only != nil && !slices.Contains(only, rows[i].ID) {
			continue
		}
		after := rows[i]
		after.EnterpriseID, after.Firm = to.ID, to.Name
		if err := targets.Update(ctx, tx, &rows[i], &after); err != nil {
			return nil, err
		}
		ids = append(ids, after.ID)
	}
	signs, err := evidence.Select(ctx, tx, new(db.Where).And("t.enterprise_id = ?", from.ID).Scope(scopeOf(tx.Actor.Scope), "t"), "")
	if err != nil {
		return nil, err
	}
	for i := range signs {
		if only != nil && !slices.Contains(only, signs[i].ID) {
			continue
		}
		after := signs[i]
		after.EnterpriseID = to.ID
		if err := evidence.Update(ctx, tx, &signs[i], &after); err != nil {
			return nil, err
		}
		ids = append(ids, after.ID)
	}
	return ids, nil
}

// MoveNode hangs the targets of one node on another inside the change that merges them.
func (s *Service) MoveNode(ctx context.Context, tx *change.Tx, from, into string) error {
	_, err := targets.Edit(ctx, tx, new(db.Where).And("t.node_id = ?", from), "", func(t *Target) { t.NodeID = into })
	return err
}
