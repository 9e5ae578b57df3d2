package indicator

import (
	"context"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
)

// Create adds an indicator, with its first edition, and sets its id.
func (s *Service) Create(ctx context.Context, actor authz.Actor, ind *Indicator) error {
	return s.Run.Run(ctx, actor, change.What{Action: "indicator.create", Perm: authz.IndicatorEdit}, func(tx *change.Tx) error {
		all, err := indicators.Select(ctx, tx, everything(), "")
		if err != nil {
			return err
		}
		ind.ID, ind.Edition, ind.CreatedAt, ind.UpdatedAt = tx.NewID(), 1, tx.Now, tx.Now
		if ind.Code == "" {
			ind.Code = fmt.Sprintf("ZB%03d", len(all)+1)
		}
		if err := s.check(ctx, ind, all); err != nil {
			return err
		}
		tx.About(ind.Ref())
		if err := indicators.Insert(ctx, tx, ind); err != nil {
			return err
		}
		return editions.Insert(ctx, tx, &Edition{ID: tx.NewID(), IndicatorID: ind.ID, No: 1, Measure: ind.Measure, Factor: 1, ByID: actor.ID, ByName: actor.Name, At: tx.Now})
	})
}

// Save stores an edited indicator. Another unit of measure, once there are values or targets, makes a new edition: known pairs are
// converted, for others after.ChangeFactor must say how.
func (s *Service) Save(ctx context.Context, actor authz.Actor, before, after *Indicator) error {
	what := change.What{Action: "indicator.edit", Perm: authz.IndicatorEdit, Ref: before.Ref(), Reason: after.ChangeReason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		all, err := indicators.Select(ctx, tx, everything(), "")
		if err != nil {
			return err
		}
		if err := s.check(ctx, after, all); err != nil {
			return err
		}
		if after.Measure != before.Measure {
			if err := remeasure(ctx, tx, before, after); err != nil {
				return err
			}
		}
		if err := refrequent(ctx, tx, before, after); err != nil {
			return err
		}
		after.UpdatedAt = tx.Now
		return indicators.Update(ctx, tx, before, after)
	})
}
