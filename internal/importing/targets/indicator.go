package targets

import (
	"context"

	"lianzhang/internal/importing"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/platform/record"
)

// Indicator reads values of indicators, one a row. Matrices are unfolded into such rows before they come here.
func Indicator(s *indicator.Service) importing.Target {
	return &importing.Area[indicator.Value]{
		List: indicator.ValueSpec, Need: authz.IndicatorFill, Policy: map[string]intake.Policy{indicator.Kind: intake.Known, indicator.SubjectKind: intake.Known},
		By: importing.Identity{Code: "slot"}, Valid: s.Validate, Work: func(r *importing.Record) { completeValue(s, r) },
		Add: s.InsertValues, Select: s.SelectValues, Replace: s.ReplaceValue, Delete: s.RemoveValues,
	}
}

// completeValue writes the period in one way, parts the subject, and converts a number in another unit of measure.
func completeValue(s *indicator.Service, r *importing.Record) {
	ctx := context.Background() // within the analysis, which waits for it
	when := r.Given("period")
	if p := periodOf(when); p != "" {
		when = p
		r.Set("period", p)
	}
	of, ok := record.Parse(r.Given("subject"))
	if ok {
		r.Set("subject_kind", of.Kind)
		r.Set("subject_id", of.ID)
		if code, err := s.RegionOf(ctx, of); err == nil {
			r.Set("region", code)
		}
	}
	id := r.Given("indicator_id")
	if id != "" && ok && when != "" {
		r.Set("slot", id+"/"+of.String()+"/"+when)
	}
	if r.Given("mark") != indicator.Missing && r.Own(r.Layout.Field("amount")) == nil && !r.Faulty("amount") {
		r.Fault("amount", "没有数；确实没有的在“标记”写缺报", "")
	}
	measure := r.Given("measure")
	if measure == "" || id == "" {
		return
	}
	ind, err := s.Get(ctx, id)
	if err != nil {
		return
	}
	v, given := r.Own(r.Layout.Field("amount")).(float64)
	factor, known := indicator.Convert(measure, ind.Measure)
	switch {
	case !known:
		r.Fault("measure", "单位“"+measure+"”与指标的单位“"+ind.Measure+"”不能换算，请核对是不是同一个指标", ind.Measure)
	case factor != 1 && given:
		r.Set("amount", v*factor)
		r.Fix("amount", indicator.Plain(v)+measure, indicator.Plain(v*factor)+ind.Measure, "换成指标的单位", false)
	}
}

// IndicatorNames finds indicators and their subjects.
func IndicatorNames(s *indicator.Service) Finder { return indicatorNames{s} }

type indicatorNames struct{ s *indicator.Service }

// Find finds an indicator by its name or code, a subject by its name.
func (n indicatorNames) Find(ctx context.Context, kind, words string) (id, name string, ok bool) {
	switch kind {
	case indicator.Kind:
		if i, ok := n.s.FindIndicator(ctx, words); ok {
			return i.ID, i.Name, true
		}
	case indicator.SubjectKind:
		if ref, name, ok := n.s.FindSubject(ctx, words); ok {
			return ref.String(), name, true
		}
	}
	return "", "", false
}

// Names are the names of the indicators, or of the places and chains.
func (n indicatorNames) Names(ctx context.Context, kind string) (out []string) {
	switch kind {
	case indicator.Kind:
		all, err := n.s.Choices(ctx)
		if err != nil {
			return nil
		}
		for _, c := range all {
			out = append(out, c.Label)
		}
	case indicator.SubjectKind:
		for _, by := range []string{indicator.ByRegion, indicator.ByChain} {
			t, err := n.s.Subjects(ctx, by)
			if err != nil {
				return out
			}
			for i := range t.List {
				out = append(out, t.List[i].Name)
			}
		}
	}
	return out
}
