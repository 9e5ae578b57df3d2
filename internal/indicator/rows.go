package indicator

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// SelectValues reads values under a condition over alias t inside the scope.
func (s *Service) SelectValues(ctx context.Context, q db.Queryer, scope authz.Scope, w *db.Where, tail string) ([]Value, error) {
	return values.Select(ctx, q, w.Scope(scope.On(valueKeys), "t"), tail)
}

// InsertValues adds values inside a write under way. They are filed with the unit whose duty they are, else with the actor's own.
func (s *Service) InsertValues(ctx context.Context, tx *change.Tx, rows []*Value) error {
	for _, v := range rows {
		ind, err := s.Get(ctx, v.IndicatorID)
		if err != nil {
			return err
		}
		keys, name, err := s.keysOf(ctx, v.Subject())
		if err != nil {
			return err
		}
		if name == "" {
			return errs.New(errs.Invalid, "没有“%s”这个对象", v.Subject())
		}
		if v.UnitID, err = s.fillerOf(ctx, tx, ind.ID, v.Subject()); err != nil {
			return err
		}
		if v.UnitID == "" {
			v.UnitID = tx.Actor.UnitID
		}
		if v.Mark == "known" {
			v.Mark = Known
		}
		if v.Edition == 0 {
			v.Edition = ind.Edition
		}
		v.ID, v.Region, v.ChainID, v.ByID, v.ByName, v.CreatedAt, v.UpdatedAt = tx.NewID(), keys.Region, keys.Chain, tx.Actor.ID, tx.Actor.Name, tx.Now, tx.Now
	}
	return values.Insert(ctx, tx, rows...)
}

// ReplaceValue writes a changed value inside a write under way; a locked one changes by revision only.
func (s *Service) ReplaceValue(ctx context.Context, tx *change.Tx, before, after *Value) error {
	state, err := stateOf(ctx, tx, before.UnitID, before.Period)
	if err != nil {
		return err
	}
	if state != Open {
		return errs.New(errs.Conflict, "%s的数据现在是“%s”，改动请走修订", period.Period(before.Period).Label(), FilingFlow.Label(state))
	}
	if after.Mark == "known" {
		after.Mark = Known
	}
	ind, err := s.Get(ctx, after.IndicatorID)
	if err != nil {
		return err
	}
	after.Edition, after.ByID, after.ByName, after.UpdatedAt = ind.Edition, tx.Actor.ID, tx.Actor.Name, tx.Now
	return values.Update(ctx, tx, before, after)
}

// RemoveValues deletes values inside a write under way; only the undoing of an import does so. Locked ones stay.
func (s *Service) RemoveValues(ctx context.Context, tx *change.Tx, rows []Value) error {
	for i := range rows {
		state, err := stateOf(ctx, tx, rows[i].UnitID, rows[i].Period)
		if err != nil {
			return err
		}
		if Locked(state) {
			return errs.New(errs.Conflict, "%s的数据已审定，不能撤销导入；改动请走修订", period.Period(rows[i].Period).Label())
		}
		if err := values.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// MoveUnit gives what one unit fills to another inside a write under way, when units merge.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	if _, err := duties.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(d *Duty) { d.UnitID = to }); err != nil {
		return err
	}
	_, err := indicators.Edit(ctx, tx, new(db.Where).And("t.lead_unit_id = ?", from), "", func(i *Indicator) { i.LeadUnitID = to })
	return err
}

// CountBy tells how many duties hang on a unit or a region.
func (s *Service) CountBy(ctx context.Context, q db.Queryer, kind, id string) (n int64, err error) {
	switch kind {
	case "unit":
		err = q.QueryRow(ctx, "SELECT (SELECT count(*) FROM indicator_duty d WHERE d.unit_id = $1) + (SELECT count(*) FROM indicator i WHERE i.lead_unit_id = $2)", id, id).Scan(&n)
	case "region":
		err = q.QueryRow(ctx, "SELECT count(*) FROM indicator_value v WHERE v.subject_kind = 'region' AND v.subject_id = $1", id).Scan(&n)
	}
	return n, err
}
