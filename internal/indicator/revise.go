package indicator

import (
	"context"
	"math"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// Revised is a change of a locked value.
type Revised struct {
	ValueID string
	Amount  float64
	Mark    string
	Reason  string
	Version int64
}

// Revise changes a value that was approved; what it was, who changed it, when, why, and whether the period was closed by then are
// kept beside it for good.
func (s *Service) Revise(ctx context.Context, actor authz.Actor, r Revised) error {
	what := change.What{Action: "indicator.revise", Perm: authz.IndicatorApprove, Ref: record.Ref{Kind: ValueKind, ID: r.ValueID}, Reason: r.Reason}
	before, err := s.GetValue(ctx, actor.Scope, r.ValueID)
	if err != nil {
		return err
	}
	closed, err := s.frozen(ctx, period.Period(before.Period))
	if err != nil {
		return err
	}
	ind, err := s.Get(ctx, before.IndicatorID)
	if err != nil {
		return err
	}
	factors, err := s.factors(ctx)
	if err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := values.Get(ctx, tx, actor.Scope.On(valueKeys), r.ValueID)
		if err != nil {
			return err
		}
		if before.Version != r.Version {
			return &errs.Error{Code: errs.Conflict, Message: "您打开之后有人先改了，请刷新后对照再修订", Detail: before}
		}
		state, err := stateOf(ctx, tx, before.UnitID, before.Period)
		if err != nil {
			return err
		}
		was := before.Amount * factorOf(factors, before.IndicatorID, before.Edition)
		var bad errs.Fields
		switch {
		case !Locked(state) && !closed:
			return errs.New(errs.Conflict, "这个数还没有审定，在填报页上直接改")
		case r.Mark != Known && r.Mark != Estimated && r.Mark != Missing:
			bad.Add("mark", "没有这种标记")
		case math.IsNaN(r.Amount) || math.IsInf(r.Amount, 0) || math.Abs(r.Amount) > 1e15:
			bad.Add("amount", "填一个数")
		case r.Amount == was && r.Mark == before.Mark:
			bad.Add("amount", "和现在的数一样，没有要修订的")
		}
		if strings.TrimSpace(r.Reason) == "" {
			bad.Add("reason", "写明修订原因，将与原数一起留存")
		}
		if err := bad.Err(); err != nil {
			return err
		}
		after := *before
		after.Amount, after.Mark, after.Edition, after.Revised, after.ByID, after.ByName, after.UpdatedAt = r.Amount, r.Mark, ind.Edition, before.Revised+1, actor.ID, actor.Name, tx.Now
		if err := values.Update(ctx, tx, before, &after); err != nil {
			return err
		}
		tx.Emit(TopicRevised, after.Ref(), after.ID)
		return revisions.Insert(ctx, tx, revision(tx, before, &after, was, strings.TrimSpace(r.Reason), closed))
	})
}
