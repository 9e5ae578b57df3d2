package ticket

import (
	"context"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// AskHelp makes a unit help with a ticket. The owner stays the owner: the clocks are his.
func (s *Service) AskHelp(ctx context.Context, actor authz.Actor, id, unit string) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	u := dir.Unit(unit)
	if u == nil || !u.Active {
		return errs.Fields{{Name: "unit_id", Message: "选择协办单位"}}.Err()
	}
	return s.Run.Run(ctx, actor, change.What{Action: "ticket.help", Perm: authz.TicketWork, Ref: record.Ref{Kind: Kind, ID: id}}, func(tx *change.Tx) error {
		t, err := tickets.Get(ctx, tx, scopeOf(actor.Scope), id)
		if err != nil {
			return err
		}
		known, err := coUnits.Select(ctx, tx, new(db.Where).And("t.ticket_id = ?", id).And("t.unit_id = ?", unit), "")
		switch {
		case err != nil:
			return err
		case !Working(t.State):
			return errs.New(errs.Conflict, "这件诉求现在是“%s”，不用协办", Flow.Label(t.State))
		case len(known) > 0 || unit == t.UnitID:
			return errs.Fields{{Name: "unit_id", Message: "这个单位已经在办或协办"}}.Err()
		}
		c := &CoUnit{ID: tx.NewID(), TicketID: id, Region: t.Region, ChainID: t.ChainID, UnitID: unit, AskedAt: tx.Now}
		if err := coUnits.Insert(ctx, tx, c); err != nil {
			return err
		}
		tx.Emit("ticket.helped", t.Ref(), t.message(RungNone, "help", people(dir, unit)))
		return s.writer(tx).event(ctx, t, "help", "请"+u.Name+"协办", "")
	})
}

// Opine is a helping unit's word.
func (s *Service) Opine(ctx context.Context, actor authz.Actor, id, text string) error {
	if text = strings.TrimSpace(text); text == "" {
		return errs.Fields{{Name: "reason", Message: "写明协办意见"}}.Err()
	}
	return s.Run.Run(ctx, actor, change.What{Action: "ticket.opine", Perm: authz.TicketWork, Ref: record.Ref{Kind: Kind, ID: id}}, func(tx *change.Tx) error {
		rows, err := coUnits.Select(ctx, tx, new(db.Where).And("t.ticket_id = ?", id).And("t.unit_id = ?", actor.UnitID), "")
		if err != nil {
			return err
		}
		if len(rows) == 0 {
			return errs.New(errs.Forbidden, "这件诉求没有请您的单位协办")
		}
		t, err := tickets.Get(ctx, tx, helped{actor.Scope}, id)
		if err != nil {
			return err
		}
		after := rows[0]
		after.Opinion, after.ByName, after.DoneAt = text, actor.Name, tx.Now
		if err := coUnits.Update(ctx, tx, &rows[0], &after); err != nil {
			return err
		}
		e := &Event{ID: tx.NewID(), TicketID: id, Region: t.Region, ChainID: t.ChainID, UnitID: actor.UnitID, At: tx.Now, Action: "opine", State: t.State,
			ByID: actor.ID, ByName: actor.Name, Said: text}
		return events.Insert(ctx, tx, e)
	})
}

// Edit changes what a ticket says and whom it is about. Neither clock, nor owner, nor state can be reached from here.
func (s *Service) Edit(ctx context.Context, actor authz.Actor, before, after *Ticket) error {
	next := *before
	next.Name, next.Text, next.Kind, next.Contact, next.Phone, next.Urgent = after.Name, after.Text, after.Kind, after.Contact, after.Phone, after.Urgent
	next.EnterpriseID, next.Firm, next.ProjectID, next.ChainID, next.NodeID, next.RefCode = after.EnterpriseID, after.Firm, after.ProjectID, after.ChainID, after.NodeID, after.RefCode
	if err := next.validate(s.Run.Clock.Today()); err != nil {
		return err
	}
	what := change.What{Action: "ticket.edit", Perm: authz.TicketRaise, Ref: before.Ref()}
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		w := s.writer(tx)
		if err := s.settle(ctx, tx, &next); err != nil {
			return err
		}
		if err := w.update(ctx, before, &next); err != nil {
			return err
		}
		return w.event(ctx, &next, "edit", "", "")
	})
	*after = next
	return err
}

// Replace writes a ticket that an import changed, inside a write under way: what Edit may change, and no more.
func (s *Service) Replace(ctx context.Context, tx *change.Tx, before, after *Ticket) error {
	next := *before
	next.Name, next.Text, next.Kind, next.Contact, next.Phone, next.Firm, next.RefCode = after.Name, after.Text, after.Kind, after.Contact, after.Phone, after.Firm, after.RefCode
	if err := next.validate(tx.Clock.Today()); err != nil {
		return err
	}
	*after = next
	return s.writer(tx).update(ctx, before, after)
}

// Validate says what does not hold of a new ticket, field by field.
func (s *Service) Validate(t *Ticket) error { return t.validate(s.Run.Clock.Today()) }
