package indicator

import (
	"context"
	"slices"
	"sort"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Duties are those of an indicator ("" = of all).
func (s *Service) Duties(ctx context.Context, indicatorID string) ([]Duty, error) {
	w := everything()
	if indicatorID != "" {
		w.And("t.indicator_id = ?", indicatorID)
	}
	return duties.Select(ctx, s.Run.DB, w, "ORDER BY t.indicator_id, t.subject_kind, t.subject_id")
}

// SetDuties says which unit fills an indicator for which subject, in place of what was said for the subjects named; "" takes the
// duty away.
func (s *Service) SetDuties(ctx context.Context, actor authz.Actor, indicatorID string, units map[record.Ref]string) error {
	ind, err := s.Get(ctx, indicatorID)
	if err != nil {
		return err
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	if ind.Source != Reported {
		return errs.New(errs.Invalid, "“%s”不由单位填报，不用分派", ind.Name)
	}
	return s.Run.Run(ctx, actor, change.What{Action: "indicator.duties", Perm: authz.IndicatorEdit, Ref: ind.Ref()}, func(tx *change.Tx) error {
		have, err := duties.Select(ctx, tx, new(db.Where).And("t.indicator_id = ?", ind.ID), "")
		if err != nil {
			return err
		}
		for _, ref := range sortedRefs(units) {
			unit := d.Unit(units[ref])
			if units[ref] != "" && (unit == nil || !unit.Active) {
				return errs.Fields{{Name: "unit-" + ref.String(), Message: "没有这个单位，或已撤并"}}.Err()
			}
			i := slices.IndexFunc(have, func(x Duty) bool { return x.Subject() == ref })
			switch {
			case unit == nil && i >= 0:
				err = duties.Delete(ctx, tx, &have[i])
			case unit == nil:
			case i >= 0:
				after := have[i]
				after.UnitID, after.Region = unit.ID, unit.Region
				err = duties.Update(ctx, tx, &have[i], &after)
			default:
				err = duties.Insert(ctx, tx, &Duty{ID: tx.NewID(), IndicatorID: ind.ID, SubjectKind: ref.Kind, SubjectID: ref.ID, Region: unit.Region, UnitID: unit.ID})
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

func sortedRefs[V any](m map[record.Ref]V) []record.Ref {
	var out []record.Ref
	for r := range m {
		out = append(out, r)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].String() < out[j].String() })
	return out
}
