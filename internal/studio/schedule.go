package studio

import (
	"context"
	"encoding/json"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// maxDays bounds how late a paper may be sent, in working days after the end of its period.
const maxDays = 60

// Schedules are those of a template.
func (s *Service) Schedules(ctx context.Context, templateID string) ([]Schedule, error) {
	return schedules.Select(ctx, s.Run.DB, new(db.Where).And("t.template_id = ?", templateID), "ORDER BY t.created_at, t.id")
}

// Deliver lets the account get the paper of every period from now on: days working days after its end, or at its freeze (0). It
// is made with the account's own rights when he opens it.
func (s *Service) Deliver(ctx context.Context, actor authz.Actor, templateID, accountID string, days int64) error {
	t, err := s.Get(ctx, templateID)
	if err != nil {
		return err
	}
	var bad errs.Fields
	if days < 0 || days > maxDays {
		bad.Add("days", "填0（冻结时）到%d个工作日", maxDays)
	}
	to, err := s.Org.Actor(ctx, accountID, "job", "")
	switch {
	case errs.CodeOf(err) == errs.Unauthenticated:
		bad.Add("account_id", "选择在用的账号")
	case err != nil:
		return err
	case !to.Can(authz.ReportMake):
		bad.Add("account_id", "%s没有“出通报”的权限，收到了也打不开", to.Name)
	}
	if err := bad.Err(); err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: Kind + ".deliver", Perm: authz.ReportEdit, Ref: t.Ref()}, func(tx *change.Tx) error {
		had, err := schedules.Select(ctx, tx, new(db.Where).And("t.template_id = ? AND t.account_id = ?", templateID, accountID), "")
		if err != nil {
			return err
		}
		if len(had) > 0 {
			after := had[0]
			after.Days = days
			return schedules.Update(ctx, tx, &had[0], &after)
		}
		last := period.Of(period.Kind(t.Cadence), tx.Clock.Today()).Prev() // those that are over already are not sent
		return schedules.Insert(ctx, tx, &Schedule{ID: tx.NewID(), TemplateID: t.ID, AccountID: accountID, Days: days, Region: t.Region, Last: string(last), CreatedAt: tx.Now})
	})
}

// Stop ends a delivery.
func (s *Service) Stop(ctx context.Context, actor authz.Actor, templateID, id string) error {
	return s.Run.Run(ctx, actor, change.What{Action: Kind + ".stop", Perm: authz.ReportEdit}, func(tx *change.Tx) error {
		row, err := schedules.Get(ctx, tx, db.Everything, id)
		if err != nil || row.TemplateID != templateID {
			return errs.New(errs.NotFound, "没有这条送达安排，可能已经取消")
		}
		tx.About((&Template{ID: templateID}).Ref())
		return schedules.Delete(ctx, tx, row)
	})
}

// Turn sends what is due: one message for each receiver and period, on any number of nodes, since what was sent last is read and
// written in the same change.
func (s *Service) Turn(ctx context.Context) (sent int, err error) {
	rows, err := schedules.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.id")
	if err != nil {
		return 0, err
	}
	for i := range rows {
		n, err := s.send(ctx, rows[i].ID)
		if err != nil {
			return sent, err
		}
		sent += n
	}
	return sent, nil
}

func (s *Service) send(ctx context.Context, id string) (n int, err error) {
	row, err := schedules.Get(ctx, s.Run.DB, db.Everything, id)
	if errs.CodeOf(err) == errs.NotFound {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	t, err := s.Get(ctx, row.TemplateID)
	if err != nil || !t.Active {
		return 0, err
	}
	p, err := s.due(ctx, t, row)
	if err != nil || string(p) <= row.Last {
		return 0, err
	}
	err = s.Run.Run(ctx, authz.System("job"), change.What{Action: Kind + ".send", Perm: authz.ReportMake, Ref: t.Ref()}, func(tx *change.Tx) error {
		n = 0
		before, err := schedules.Get(ctx, tx, db.Everything, id)
		if err != nil || string(p) <= before.Last {
			return err // stopped, or sent by another node
		}
		after := *before
		after.Last = string(p)
		text, err := json.Marshal(Ready{Name: t.Name, Period: string(p), Account: row.AccountID})
		if err != nil {
			return fmt.Errorf("studio: %w", err)
		}
		tx.Emit(TopicReady, t.Ref(), string(text))
		n = 1
		return schedules.Update(ctx, tx, before, &after)
	})
	return n, err
}

// due is the latest period whose paper is to have been sent by now.
func (s *Service) due(ctx context.Context, t *Template, row *Schedule) (period.Period, error) {
	today := s.Run.Clock.Today()
	p := period.Of(period.Kind(t.Cadence), today).Prev()
	for range 3 {
		if row.Days > 0 {
			if s.Calendar().Add(p.Last(), int(row.Days)) <= today {
				return p, nil
			}
		} else if _, frozen, err := s.at(ctx, p); err != nil || frozen {
			return p, err
		}
		p = p.Prev()
	}
	return "", nil
}
