package project

import (
	"context"
	"slices"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// MoveInvestor gives the projects of a firm to the one whose record stays when two records are merged, as far as they lie in
// the actor's scope, and tells which; others are found by the name that the firm keeps as an alias.
func (s *Service) MoveInvestor(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise) ([]string, error) {
	return s.reinvest(ctx, tx, from, to, nil)
}

// ReturnInvestor gives the projects back that a merge moved.
func (s *Service) ReturnInvestor(ctx context.Context, tx *change.Tx, ids []string, from, to *enterprise.Enterprise) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := s.reinvest(ctx, tx, from, to, ids)
	return err
}

func (s *Service) reinvest(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise, only []string) ([]string, error) {
	w := new(db.Where).And("(t.investor = ? OR t.investor_uscc <> '' AND t.investor_uscc = ?)", from.Name, from.USCC)
	rows, err := s.Select(ctx, tx, tx.Actor.Scope, w, "")
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range rows {
		if only != nil && !slices.Contains(only, rows[i].ID) {
			continue
		}
		after := rows[i]
		after.Investor, after.InvestorUSCC = to.Name, to.USCC
		if err := s.Replace(ctx, tx, &rows[i], &after); err != nil {
			return nil, err
		}
		ids = append(ids, after.ID)
	}
	return ids, nil
}
