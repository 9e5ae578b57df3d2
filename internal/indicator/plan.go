package indicator

import (
	"context"
	"fmt"
	"math"
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// PlanDraft is a goal of several years: from Base in BaseYear to Amount by the end of Year.
type PlanDraft struct {
	IndicatorID    string
	Of             record.Ref
	BaseYear, Year int
	Base, Amount   float64
	Basis          string
}

// SetPlan stores a goal of several years, adopted at once: yearly targets are set one by one.
func (s *Service) SetPlan(ctx context.Context, actor authz.Actor, d PlanDraft) error {
	ind, err := s.Get(ctx, d.IndicatorID)
	if err != nil {
		return err
	}
	var bad errs.Fields
	switch {
	case ind.Source == Heading:
		bad.Add("indicator", "“%s”是分组标题，不能定目标", ind.Name)
	case d.BaseYear < 2000 || d.BaseYear > 2100:
		bad.Add("base_year", "填基年，例如2025")
	case d.Year <= d.BaseYear || d.Year > d.BaseYear+30:
		bad.Add("year", "目标年要晚于基年，且不超过30年")
	case d.Base <= 0:
		bad.Add("base", "基数要大于0，否则算不出每年要增长多少")
	case d.Amount <= 0:
		bad.Add("amount", "目标要大于0")
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "indicator.plan", Perm: authz.IndicatorEdit, Ref: ind.Ref()}, func(tx *change.Tx) error {
		keys, name, err := s.keysOf(ctx, d.Of)
		if err != nil {
			return err
		}
		if name == "" {
			return errs.New(errs.Invalid, "没有“%s”这个对象", d.Of)
		}
		return s.storeTarget(ctx, tx, ind, &Target{IndicatorID: ind.ID, SubjectKind: d.Of.Kind, SubjectID: d.Of.ID, Span: SpanPlan, Year: strconv.Itoa(d.Year), BaseYear: strconv.Itoa(d.BaseYear),
			Base: d.Base, Amount: d.Amount, Basis: d.Basis, Adopted: true, Region: keys.Region, UnitID: keys.Unit, ChainID: keys.Chain})
	})
}

// Years is how many years a plan runs, 0 for a yearly target.
func (t *Target) Years() int {
	a, _ := strconv.Atoi(t.BaseYear)
	b, _ := strconv.Atoi(t.Year)
	if a == 0 {
		return 0
	}
	return b - a
}

// PlanWords says what a plan asks for: 三年翻番，每年须增长25.99%.
func (t *Target) PlanWords() string {
	rate, ok := Compound(t.Base, t.Amount, t.Years())
	if !ok {
		return ""
	}
	times := t.Amount / t.Base
	what := "到" + t.Year + "年"
	switch {
	case math.Abs(times-2) < 0.005:
		what = fmt.Sprintf("%d年翻番", t.Years())
	case math.Abs(times-4) < 0.01:
		what = fmt.Sprintf("%d年翻两番", t.Years())
	}
	return fmt.Sprintf("%s，每年须增长%.2f%%", what, rate*100)
}

// DropTarget removes a target.
func (s *Service) DropTarget(ctx context.Context, actor authz.Actor, id, reason string) error {
	return s.Run.Run(ctx, actor, change.What{Action: "indicator.drop", Perm: authz.IndicatorEdit, Ref: record.Ref{Kind: TargetKind, ID: id}, Reason: reason}, func(tx *change.Tx) error {
		t, err := targets.Get(ctx, tx, actor.Scope.On(targetKeys), id)
		if err != nil {
			return err
		}
		return targets.Delete(ctx, tx, t)
	})
}
