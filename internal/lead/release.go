package lead

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// Turn does what the calendar demands: it releases leads whose exclusive time has run out, and brings the lights of the
// others up to the day. It bears repetition: what is released or lit already stays as it is. It gives how many were released
// and how many lights turned.
func (s *Service) Turn(ctx context.Context) (released, turned int, err error) {
	today := s.Run.Clock.Today()
	what := change.What{Action: "lead.turn", Perm: authz.LeadEdit}
	err = s.Run.Run(ctx, authz.System("job"), what, func(tx *change.Tx) error {
		r, err := s.Clocks(ctx, tx)
		if err != nil {
			return err
		}
		rows, err := leads.Select(ctx, tx, new(db.Where).In("t.state", open...), "ORDER BY t.sealed_at, t.id")
		if err != nil {
			return err
		}
		for i := range rows {
			after := rows[i]
			if after.SealUntil < today {
				if err := s.step(ctx, tx, &after, r, Step{Action: "release", Text: "首报保护到" + after.SealUntil + "，期内没有进展，自动释放"}); err != nil {
					return err
				}
				after.Clash = ""
				released++
			}
			after.settle(r, s.Calendar(), today)
			if after == rows[i] {
				continue
			}
			if after.Light != rows[i].Light {
				turned++
			}
			after.UpdatedAt = tx.Now
			// A release may have freed another lead of this round, which then has another version.
			fresh, err := leads.Get(ctx, tx, db.Everything, after.ID)
			if err != nil {
				return err
			}
			if fresh.Version != rows[i].Version {
				after.Version, after.Clash = fresh.Version, fresh.Clash
			}
			if err := leads.Update(ctx, tx, fresh, &after); err != nil {
				return err
			}
		}
		return nil
	})
	return released, turned, err
}
