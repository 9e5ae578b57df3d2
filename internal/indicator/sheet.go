package indicator

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Sheet is what a unit fills for a period: all its indicators on one page.
type Sheet struct {
	Period period.Period
	Filing Filing // State is Open where none is stored yet
	Lines  []Line
	Below  []string // units below, whose figures these rest on
}

// Line is one figure of a sheet, with what it is compared to. Odd says what looks wrong with it.
type Line struct {
	Duty       Duty
	Ind        *Indicator
	Subject    string // its name
	Value      *Value // nil: not filled
	Last       Cell   // of the period before
	YearBefore Cell
	Target     float64 // what the path asks for by the end of the period; of a Flow in it
	HasTarget  bool
	Odd        []string
}

// Label names the figure: indicator and subject.
func (l *Line) Label() string { return l.Ind.Name + "（" + l.Subject + "）" }

// Sheet gives the sheet of a unit for a period. The unit must lie in the scope.
func (s *Service) Sheet(ctx context.Context, scope authz.Scope, unitID string, p period.Period) (*Sheet, error) {
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	u := d.Unit(unitID)
	if u == nil || !scope.Allows(authz.Keys{Region: u.Region, Unit: u.ID}) {
		return nil, errs.New(errs.NotFound, "没有这个单位，或不在您的数据范围内")
	}
	o, err := s.obligations(ctx, p)
	if err != nil {
		return nil, err
	}
	out, err := s.sheet(ctx, s.Run.DB, o, unitID, p)
	if err != nil {
		return nil, err
	}
	for _, id := range o.below(d, unitID) {
		out.Below = append(out.Below, d.UnitName(id))
	}
	out.Filing = Filing{UnitID: unitID, Region: u.Region, Period: string(p), Due: s.due(p), State: Open}
	have, err := filings.Select(ctx, s.Run.DB, new(db.Where).And("t.unit_id = ? AND t.period = ?", unitID, string(p)), "")
	if len(have) > 0 {
		out.Filing = have[0]
	}
	return out, err
}

func (s *Service) sheet(ctx context.Context, q db.Queryer, o *obligations, unitID string, p period.Period) (*Sheet, error) {
	out := &Sheet{Period: p}
	mine := o.duties[unitID]
	if len(mine) == 0 {
		return out, nil
	}
	ids := make([]string, 0, len(mine))
	for _, d := range mine {
		if !slices.Contains(ids, d.IndicatorID) {
			ids = append(ids, d.IndicatorID)
		}
	}
	before, year := p.Prev(), p.YearBefore()
	w := new(db.Where).In("t.indicator_id", ids...).In("t.period", string(p), string(before), string(year))
	rows, err := values.Select(ctx, q, w, "")
	if err != nil {
		return nil, err
	}
	type at struct {
		ind, period string
		of          record.Ref
	}
	have := make(map[at]*Value, len(rows))
	for i := range rows {
		have[at{rows[i].IndicatorID, rows[i].Period, rows[i].Subject()}] = &rows[i]
	}
	factors, err := s.factors(ctx)
	if err != nil {
		return nil, err
	}
	goals, err := s.targets(ctx, new(db.Where).In("t.indicator_id", ids...).And("t.span = 'year' AND t.adopted AND t.year = ?", p.First()[:4]))
	if err != nil {
		return nil, err
	}
	cell := func(d *Duty, when period.Period) Cell {
		v := have[at{d.IndicatorID, string(when), d.Subject()}]
		if v == nil {
			return Cell{}
		}
		return Cell{Amount: v.Amount * factorOf(factors, v.IndicatorID, v.Edition), Known: v.Mark != Missing, Estimated: v.Mark == Estimated, Own: true, ID: v.ID, Revised: v.Revised > 0}
	}
	for _, d := range mine {
		_, name, err := s.keysOf(ctx, d.Subject())
		if err != nil {
			return nil, err
		}
		l := Line{Duty: d, Ind: o.inds[d.IndicatorID], Subject: name, Value: have[at{d.IndicatorID, string(p), d.Subject()}], Last: cell(&d, before), YearBefore: cell(&d, year)}
		for i := range goals {
			if g := &goals[i]; g.IndicatorID == d.IndicatorID && g.Subject() == d.Subject() {
				l.Target, l.HasTarget = g.Due(l.Ind.Over, p)
			}
		}
		if l.Value != nil && l.Value.Mark != Missing {
			l.Odd = odd(l.Ind, l.Value.Amount, p, l.Last, l.YearBefore)
		}
		out.Lines = append(out.Lines, l)
	}
	return out, nil
}

// odd says what does not look right about a value: out of the plausible range, less than the sum since January a period ago, or more
// than twice or less than half of the year before.
func odd(ind *Indicator, v float64, p period.Period, last, year Cell) []string {
	var out []string
	if (ind.Low != 0 || ind.High != 0) && (v < ind.Low || v > ind.High) {
		out = append(out, "不在合理范围"+number(ind.Low)+"—"+number(ind.High))
	}
	if ind.Over == Running && last.Known && p.Prev().Year() == p.Year() && v < last.Amount {
		out = append(out, "累计数比上期"+plain(last.Amount, ind.Decimals)+"还小")
	}
	base, word := year, "上年同期"
	if !base.Known && ind.Over != Running {
		base, word = last, "上期"
	}
	if base.Known && base.Amount > 0 && ind.Measure != "%" {
		switch {
		case v > 2*base.Amount:
			out = append(out, "超过"+word+plain(base.Amount, ind.Decimals)+"的两倍")
		case v < base.Amount/2:
			out = append(out, "不到"+word+plain(base.Amount, ind.Decimals)+"的一半")
		}
	}
	return out
}
