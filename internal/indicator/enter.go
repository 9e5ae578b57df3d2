package indicator

import (
	"context"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Validate says what does not hold of a value on its way in from a workbook: it asks the indicator, and whether the period is locked.
func (s *Service) Validate(v *Value) error {
	ctx := context.Background() // a check of a row, within a request that waits for it
	var bad errs.Fields
	p := period.Period(v.Period)
	ind, err := s.Get(ctx, v.IndicatorID)
	switch {
	case v.IndicatorID == "":
		bad.Add("indicator_id", "写明指标名称或编码")
	case err != nil:
		bad.Add("indicator_id", "没有这个指标")
	case ind.Source == Heading:
		bad.Add("indicator_id", "“%s”是分组标题，没有数据", ind.Name)
	case ind.Source != Reported:
		bad.Add("indicator_id", "“%s”由系统计算，不接受填报", ind.Name)
	case !p.Valid():
		bad.Add("period", "周期写成2026-10、2026-Q3或2026")
	case p.Kind() != period.Kind(ind.Frequency):
		bad.Add("period", "“%s”按%s填报，周期写成%s", ind.Name, period.Kind(ind.Frequency).Label(), string(period.Of(period.Kind(ind.Frequency), s.Run.Clock.Today()).Prev()))
	case p.First() > s.Run.Clock.Today():
		bad.Add("period", "%s还没到", p.Label())
	case !ind.Valid(p):
		bad.Add("period", "“%s”在%s不启用", ind.Name, p.Label())
	}
	if len(bad) > 0 {
		return bad.Err()
	}
	s.checkSubject(ctx, &bad, ind, v.Subject(), p)
	if v.Mark == "known" {
		v.Mark = Known
	}
	unit, err := s.fillerOf(ctx, s.Run.DB, ind.ID, v.Subject())
	if err != nil {
		return err
	}
	state, err := stateOf(ctx, s.Run.DB, unit, v.Period)
	if err != nil {
		return err
	}
	closed, err := s.frozen(ctx, p)
	switch {
	case err != nil:
		return err
	case closed:
		bad.Add("period", "%s已经封存，补报请在填报页或修订页逐条写明原因", p.Label())
	case state != Open:
		bad.Add("period", "%s现在是“%s”，改动请走修订", p.Label(), FilingFlow.Label(state))
	}
	return bad.Err()
}

// checkSubject looks whether an indicator is counted by a subject in a period.
func (s *Service) checkSubject(ctx context.Context, bad *errs.Fields, ind *Indicator, of record.Ref, p period.Period) {
	fits := false
	for _, by := range ind.Dimensions() {
		fits = fits || by == of.Kind
	}
	t, err := s.Subjects(ctx, ByRegion)
	if err != nil {
		bad.Add("subject", "现在读不到县区，请稍后再试")
		return
	}
	if root := t.Root(); !fits && (root == nil || root.Ref != of) {
		bad.Add("subject", "“%s”不按这类对象统计", ind.Name)
		return
	}
	if of.Kind != ByRegion || t.Find(of) >= 0 {
		return
	}
	heirs, err := s.heirs(ctx)
	if err != nil {
		bad.Add("subject", "现在读不到区划变更，请稍后再试")
		return
	}
	h, ok := heirs.of(of, t)
	switch {
	case !ok:
		bad.Add("subject", "没有这个县区；撤并的县区先在“区划变更”登记")
	case h.From != "" && p.First()[:7] >= h.From:
		at := t.Find(record.Ref{Kind: ByRegion, ID: h.NewCode})
		bad.Add("subject", "%s已于%s并入%s，此后的数据填%s", h.OldName, period.Period(h.From).Label(), t.List[at].Name, t.List[at].Name)
	}
}

// fillerOf is the unit that fills an indicator for a subject, "" when none does.
func (s *Service) fillerOf(ctx context.Context, q db.Queryer, indicatorID string, of record.Ref) (unit string, err error) {
	err = q.QueryRow(ctx, "SELECT d.unit_id FROM indicator_duty d WHERE d.indicator_id = $1 AND d.subject_kind = $2 AND d.subject_id = $3", indicatorID, of.Kind, of.ID).Scan(&unit)
	if db.NotFound(err) {
		return "", nil
	}
	return unit, err
}
