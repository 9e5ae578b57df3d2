package visit

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// For how many days after it was noted a visit can be put right by its author, and taken back. Later it stands as a record of what
// was said then.
const (
	AmendDays    = 7
	WithdrawDays = 1
)

// Amendable says whether the actor may still put the visit right, and why not.
func (v *Visit) Amendable(actor authz.Actor, today string) error {
	switch {
	case v.ByID != actor.ID:
		return errs.New(errs.Forbidden, "这次走访是%s登记的，只有本人能改", v.ByName)
	case clock.AddDays(dateOf(v.CreatedAt), AmendDays) < today:
		return errs.New(errs.Conflict, "登记已超过%d天，不能再改；有新情况请再登记一次", AmendDays)
	}
	return nil
}

// Withdrawable says whether the actor may take the visit back, and why not.
func (v *Visit) Withdrawable(actor authz.Actor, today string) error {
	switch {
	case v.ByID != actor.ID:
		return errs.New(errs.Forbidden, "这次走访是%s登记的，只有本人能撤销", v.ByName)
	case v.TicketID != "":
		return errs.New(errs.Conflict, "已生成诉求%s，正在办理，不能撤销；写错的可以修改", v.TicketCode)
	case clock.AddDays(dateOf(v.CreatedAt), WithdrawDays) < today:
		return errs.New(errs.Conflict, "只能撤销当天和前一天登记的走访；写错的可以修改")
	}
	return nil
}

func dateOf(micro int64) string { return clock.FromMicro(micro).Format("2006-01-02") }

// Amend puts a visit right. The firm stays: a visit to another firm is another visit; and so does a problem that has become a ticket.
// One that was forgotten becomes a ticket now. version is that which the author saw, -1 = whichever.
func (s *Service) Amend(ctx context.Context, actor authz.Actor, id string, d Draft, version int64) (*Visit, error) {
	if d.Firm == "" {
		d.Firm = "-" // not asked for
	}
	if err := d.check(s.Run.Clock.Today()); err != nil {
		return nil, err
	}
	kind := s.kindOf(ctx, d.Problem)
	var out *Visit
	err := s.own(ctx, actor, "visit.edit", id, func(tx *change.Tx, v *Visit) error {
		if err := v.Amendable(actor, tx.Clock.Today()); err != nil {
			return err
		}
		if version >= 0 {
			v.Version = version
		}
		after := *v
		after.OnDate, after.Met, after.Said, after.Told, after.NextOn, after.Satisfaction = d.On, d.Met, d.Said, d.Told, d.NextOn, d.Satisfaction
		switch {
		case v.TicketID != "" && d.Problem != v.Problem:
			return errs.Fields{{Name: "problem", Message: "已生成诉求" + v.TicketCode + "，补充情况请写到诉求的留言里"}}.Err()
		case v.TicketID == "" && d.Problem != "":
			t, err := s.toTicket(ctx, tx, v.EnterpriseID, d.Problem, kind, d.Met)
			if err != nil {
				return err
			}
			after.Problem, after.TicketID, after.TicketCode = d.Problem, t.ID, t.Code
		}
		if out = v; after == *v {
			return nil
		}
		after.UpdatedAt = tx.Now
		out = &after
		return visits.Update(ctx, tx, v, &after)
	})
	return out, err
}

// Withdraw takes back a visit that was noted by mistake. The journal keeps that it was.
func (s *Service) Withdraw(ctx context.Context, actor authz.Actor, id string) error {
	return s.own(ctx, actor, "visit.withdraw", id, func(tx *change.Tx, v *Visit) error {
		if err := v.Withdrawable(actor, tx.Clock.Today()); err != nil {
			return err
		}
		return visits.Delete(ctx, tx, v)
	})
}

// own lets fn change a visit of the actor's in one write.
func (s *Service) own(ctx context.Context, actor authz.Actor, action, id string, fn func(tx *change.Tx, v *Visit) error) error {
	what := change.What{Action: action, Perm: authz.VisitMake, Ref: record.Ref{Kind: Kind, ID: id}}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		v, err := visits.Get(ctx, tx, scopeOf(Sees(actor)), id)
		if db.NotFound(err) {
			return errs.New(errs.NotFound, "没有这次走访，可能已撤销，或不在您的数据范围内")
		}
		if err != nil {
			return err
		}
		tx.Guard = nil // the author's own, wherever the firm is
		return fn(tx, v)
	})
}
