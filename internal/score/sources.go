package score

import (
	"context"

	"lianzhang/internal/formula"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Formulas takes values from the registry of definitions: those whose cohort falls into the period, as of its end.
type Formulas struct {
	Formulas *formula.Service
	Today    func() string
}

// Name is "formula".
func (s *Formulas) Name() string { return "formula" }

// Label is the source's Chinese name.
func (s *Formulas) Label() string { return "口径" }

// Inputs are the codes that have an adopted version.
func (s *Formulas) Inputs(ctx context.Context) ([]Choice, error) {
	all, err := s.Formulas.All(ctx)
	if err != nil {
		return nil, err
	}
	var out []Choice
	seen := map[string]bool{}
	for i := range all {
		if d := &all[i]; d.State == formula.Adopted && !seen[d.Code] {
			seen[d.Code] = true
			c := Choice{Key: d.Code, Label: d.Name, Unit: d.Unit, Places: int(d.Decimals)}
			if d.Shape.Rate() {
				c.Unit, c.Places = "%", 1
			}
			out = append(out, c)
		}
	}
	return out, nil
}

// Values asks all definitions of a round at once; rates come as percentages.
func (s *Formulas) Values(ctx context.Context, asks []Ask, subjects []Subject, p period.Period) ([][]Input, error) {
	day := min(p.Last(), s.Today())
	defs := make([]*formula.Compiled, len(asks))
	for i := range asks {
		var err error
		if defs[i], err = s.Formulas.Get(ctx, asks[i].Want.Key, 0); err != nil {
			return nil, err
		}
	}
	by := formula.ByRegion
	if len(subjects) > 0 {
		by = subjects[0].Ref.Kind
	}
	out := make([][]Input, len(asks))
	for i := range out {
		out[i] = make([]Input, len(subjects))
	}
	if by == OfEnterprise {
		for i := range out {
			for k := range out[i] {
				out[i][k].Why = "口径不能按企业取数"
			}
		}
		return out, nil
	}
	rows, err := s.Formulas.Table(ctx, authz.Scope{All: true}, defs, formula.Ask{From: p.First(), To: p.Last(), AsOf: day}, by)
	if err != nil {
		return nil, err
	}
	for i := range asks {
		for k := range subjects {
			in := &out[i][k]
			values := rows[subjects[k].Ref.ID]
			if values == nil {
				in.Why = "没有可统计的记录"
				continue
			}
			v := &values[i]
			*in = Input{X: v.Rate, Known: v.OK, Num: v.Num, Den: v.Den, URL: v.NumURL, DenURL: v.DenURL, Source: v.Formula}
			if v.Shape.Rate() {
				in.X *= 100
			} else if per := map[string]float64{"亿元": 1e8, "万元": 1e4}[asks[i].Want.Unit]; per != 0 {
				in.X /= per
			}
			if in.Exact = v.Shape == formula.Count; !v.OK {
				in.Why = "分母为零"
			}
		}
	}
	return out, nil
}

// Indicators takes values from the indicators, with their targets.
type Indicators struct{ Indicators *indicator.Service }

// Name is "indicator".
func (s *Indicators) Name() string { return "indicator" }

// Label is the source's Chinese name.
func (s *Indicators) Label() string { return "指标" }

// Inputs are the indicators.
func (s *Indicators) Inputs(ctx context.Context) ([]Choice, error) {
	all, err := s.Indicators.All(ctx)
	var out []Choice
	for i := range all {
		if x := &all[i]; x.Source != indicator.Heading {
			out = append(out, Choice{Key: x.Code, Label: x.Name, Unit: x.Measure, Places: int(x.Decimals)})
		}
	}
	return out, err
}

// Values asks each indicator once for all its subjects.
func (s *Indicators) Values(ctx context.Context, asks []Ask, subjects []Subject, p period.Period) ([][]Input, error) {
	out := make([][]Input, len(asks))
	for i := range asks {
		all, err := s.Indicators.Values(ctx, asks[i].Want.Key, p)
		if err != nil {
			return nil, err
		}
		at := map[record.Ref]*indicator.Observation{}
		for k := range all {
			at[all[k].Subject] = &all[k]
		}
		out[i] = make([]Input, len(subjects))
		for k := range subjects {
			in, o := &out[i][k], at[subjects[k].Ref]
			if o == nil {
				in.Why = "指标没有这个对象"
				continue
			}
			*in = Input{X: o.Value, Known: o.Known, Target: o.Target, HasTarget: o.HasTarget, URL: o.URL, Source: asks[i].Want.Key}
			switch {
			case !o.Known:
				in.Why = "没有报数"
			case o.Estimated:
				in.Why = "估计数"
			}
		}
	}
	return out, nil
}
