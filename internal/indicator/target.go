package indicator

import (
	"context"
	"math"
	"strconv"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

var targetKeys = authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}

// Due is what the target asks for in a period of its year: its share of a Flow, else what stands at its end; ok is false without a
// path or outside the year.
func (t *Target) Due(over string, p period.Period) (float64, bool) {
	y, ok := t.Way()
	if !ok || strconv.Itoa(p.Year()) != t.Year || p.Kind() == period.Week || p.Kind() == period.TenDay {
		return 0, false
	}
	v := y.due(over, p)
	return v, !math.IsNaN(v)
}

// ToDate is what the path asks for from January to the end of a period.
func (t *Target) ToDate(p period.Period) (float64, bool) {
	y, ok := t.Way()
	months := p.Months()
	if !ok || len(months) == 0 || strconv.Itoa(p.Year()) != t.Year {
		return 0, false
	}
	return y[month(months[len(months)-1])-1], true
}

// convert turns the amounts of a target into the unit of measure in force.
func (t *Target) convert(factor float64) {
	if factor == 1 {
		return
	}
	t.Amount, t.Base = t.Amount*factor, t.Base*factor
	if y, ok := t.Way(); ok {
		for m := range y {
			y[m] *= factor
		}
		t.Months = y.encode()
	}
}

// plan are the adopted yearly targets of an indicator in a year, by subject.
func (s *Service) plan(ctx context.Context, ind *Indicator, year int) (map[record.Ref]*Target, error) {
	rows, err := s.targets(ctx, new(db.Where).And("t.indicator_id = ? AND t.span = 'year' AND t.year = ? AND t.adopted", ind.ID, strconv.Itoa(year)))
	out := make(map[record.Ref]*Target, len(rows))
	for i := range rows {
		out[rows[i].Subject()] = &rows[i]
	}
	return out, err
}

// Plans are the adopted yearly targets of a subject in a year, by indicator.
func (s *Service) Plans(ctx context.Context, of record.Ref, year int) (map[string]*Target, error) {
	rows, err := s.targets(ctx, new(db.Where).And("t.subject_kind = ? AND t.subject_id = ? AND t.span = 'year' AND t.year = ? AND t.adopted", of.Kind, of.ID, strconv.Itoa(year)))
	out := make(map[string]*Target, len(rows))
	for i := range rows {
		out[rows[i].IndicatorID] = &rows[i]
	}
	return out, err
}

// Targets are all targets of an indicator inside the scope, the nearest year first.
func (s *Service) Targets(ctx context.Context, scope authz.Scope, indicatorID string) ([]Target, error) {
	return s.targets(ctx, new(db.Where).And("t.indicator_id = ?", indicatorID).Scope(scope.On(targetKeys), "t"))
}

func (s *Service) targets(ctx context.Context, w *db.Where) ([]Target, error) {
	rows, err := targets.Select(ctx, s.Run.DB, w, "ORDER BY t.year, t.span, t.subject_kind, t.subject_id")
	if err != nil || len(rows) == 0 {
		return rows, err
	}
	factors, err := s.factors(ctx)
	for i := range rows {
		rows[i].convert(factorOf(factors, rows[i].IndicatorID, rows[i].Edition))
	}
	return rows, err
}

// putTarget stores one target in place of what was stored for the subject and year.
func (s *Service) putTarget(ctx context.Context, tx *change.Tx, ind *Indicator, d *Split, ref record.Ref, amount float64, way Year) error {
	keys, name, err := s.keysOf(ctx, ref)
	if err != nil {
		return err
	}
	if name == "" {
		return errs.New(errs.Invalid, "没有“%s”这个对象，请刷新后重填", ref)
	}
	t := &Target{IndicatorID: ind.ID, SubjectKind: ref.Kind, SubjectID: ref.ID, Span: SpanYear, Year: strconv.Itoa(d.Year), Amount: amount, Path: d.Path, Months: way.encode(),
		Basis: d.Basis, Adopted: d.Adopt, Region: keys.Region, UnitID: keys.Unit, ChainID: keys.Chain}
	if ref == d.Of {
		t.Reason = strings.TrimSpace(d.Reason)
	}
	return s.storeTarget(ctx, tx, ind, t)
}

func (s *Service) storeTarget(ctx context.Context, tx *change.Tx, ind *Indicator, t *Target) error {
	if math.IsNaN(t.Amount) || math.IsInf(t.Amount, 0) {
		return errs.Fields{{Name: "amount", Message: "填一个数"}}.Err()
	}
	have, err := targets.Select(ctx, tx, new(db.Where).And("t.indicator_id = ? AND t.span = ? AND t.year = ? AND t.subject_kind = ? AND t.subject_id = ?", t.IndicatorID, t.Span, t.Year, t.SubjectKind, t.SubjectID), "")
	if err != nil {
		return err
	}
	t.Edition, t.ByID, t.ByName, t.UpdatedAt = ind.Edition, tx.Actor.ID, tx.Actor.Name, tx.Now
	if len(have) == 0 {
		t.ID, t.CreatedAt = tx.NewID(), tx.Now
		return targets.Insert(ctx, tx, t)
	}
	t.ID, t.CreatedAt, t.Version = have[0].ID, have[0].CreatedAt, have[0].Version
	return targets.Update(ctx, tx, &have[0], t)
}
