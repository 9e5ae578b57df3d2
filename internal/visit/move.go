package visit

import (
	"context"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// MoveFirm gives the visits to one firm, and who looks after it, to the one into which it is merged; it gives their ids.
// Of somebody who looks after both, one charge ends today.
func (s *Service) MoveFirm(ctx context.Context, tx *change.Tx, from, to *enterprise.Enterprise) ([]string, error) {
	return s.refirm(ctx, tx, new(db.Where).And("t.enterprise_id = ?", from.ID), new(db.Where).And("t.enterprise_id = ?", from.ID), to)
}

// ReturnFirm gives the named records to the firm that comes back when the merge is undone.
func (s *Service) ReturnFirm(ctx context.Context, tx *change.Tx, ids []string, _, to *enterprise.Enterprise) error {
	_, err := s.refirm(ctx, tx, new(db.Where).In("t.id", ids...), new(db.Where).In("t.id", ids...), to)
	return err
}

func (s *Service) refirm(ctx context.Context, tx *change.Tx, v, c *db.Where, to *enterprise.Enterprise) (ids []string, err error) {
	if ids, err = visits.Edit(ctx, tx, v, "ORDER BY t.id", func(v *Visit) { v.EnterpriseID = to.ID }); err != nil {
		return nil, err
	}
	held, err := charges.Select(ctx, tx, c, "ORDER BY t.id")
	if err != nil {
		return nil, err
	}
	for i := range held {
		after := held[i]
		after.EnterpriseID = to.ID
		if after.UntilOn == "" {
			twins, err := charges.Select(ctx, tx, open(after.AccountID).And("t.enterprise_id = ?", to.ID).And("t.role = ?", after.Role), "")
			if err != nil {
				return nil, err
			}
			if len(twins) > 0 {
				after.UntilOn = max(tx.Clock.Today(), after.Since)
			}
		}
		if err := charges.Update(ctx, tx, &held[i], &after); err != nil {
			return nil, err
		}
		ids = append(ids, after.ID)
	}
	return ids, nil
}

// MoveUnit gives the visits and charges of one unit to another inside the change that merges them.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	if _, err := visits.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "ORDER BY t.id", func(v *Visit) { v.UnitID = to }); err != nil {
		return err
	}
	_, err := charges.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "ORDER BY t.id", func(c *Charge) { c.UnitID = to })
	return err
}
