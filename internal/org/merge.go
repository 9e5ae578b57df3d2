package org

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// MergeUnit hands all that a unit has to another and ends it: people, units below, roles rooted in it, posts held now, and
// the records of every area that can move them. Its names lead to the other from then on.
func (s *Service) MergeUnit(ctx context.Context, actor authz.Actor, fromID, intoID, reason string) error {
	return s.change(ctx, actor, orgEdit("unit.merge", "unit", fromID, reason), func(tx *change.Tx) error {
		from, err := units.Get(ctx, tx, db.Everything, fromID)
		if err != nil {
			return err
		}
		into, err := units.Get(ctx, tx, db.Everything, intoID)
		if err != nil {
			return err
		}
		if fromID == intoID || !from.Active || !into.Active {
			return errs.New(errs.Invalid, "请选择另一个在用的单位来承接")
		}
		if err := s.handOver(ctx, tx, from, into); err != nil {
			return err
		}
		if err := s.unused(ctx, tx, "unit", fromID, unitUses(), "“"+from.Name+"”名下还有"); err != nil {
			return err
		}
		after := *from
		after.Active, after.SuccessorID = false, intoID
		return units.Update(ctx, tx, from, &after)
	})
}

func (s *Service) handOver(ctx context.Context, tx *change.Tx, from, into *Unit) error {
	if err := s.handBelow(ctx, tx, from, into); err != nil {
		return err
	}
	if err := moveAccounts(ctx, tx, from.ID, into.ID, into.Region); err != nil {
		return err
	}
	if err := handRoles(ctx, tx, from, into); err != nil {
		return err
	}
	if err := handPosts(ctx, tx, from, into); err != nil {
		return err
	}
	for _, h := range s.holders {
		if h.MoveUnit != nil {
			if err := h.MoveUnit(ctx, tx, from.ID, into.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

// handBelow moves the units below; the one that takes over, when it is among them, moves up into the place of the other.
func (s *Service) handBelow(ctx context.Context, tx *change.Tx, from, into *Unit) error {
	below, err := units.Select(ctx, tx, new(db.Where).And("t.parent_id = ?", from.ID).And("t.active"), "")
	if err != nil {
		return err
	}
	for i := range below {
		after := below[i]
		after.ParentID = into.ID
		if after.ID == into.ID {
			after.ParentID = from.ParentID
		}
		if err := s.saveUnit(ctx, tx, &below[i], &after); err != nil {
			return err
		}
	}
	return nil
}

func handRoles(ctx context.Context, tx *change.Tx, from, into *Unit) error {
	rooted, err := grants.Select(ctx, tx, new(db.Where).And("t.unit_id = ?", from.ID), "")
	if err != nil {
		return err
	}
	for i := range rooted {
		g := &rooted[i]
		same, err := grants.Select(ctx, tx, new(db.Where).And("t.account_id = ?", g.AccountID).And("t.role = ?", g.Role).And("t.unit_id = ?", into.ID), "")
		if err != nil {
			return err
		}
		if len(same) > 0 { // the person has it there already
			err = grants.Delete(ctx, tx, g)
		} else {
			after := *g
			after.UnitID = into.ID
			err = grants.Update(ctx, tx, g, &after)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// handPosts moves the posts held now. A lead unit's post ends yesterday and begins anew today, so that history tells which
// unit led when; of a person's post only the unit changes.
func handPosts(ctx context.Context, tx *change.Tx, from, into *Unit) error {
	held, err := posts.Select(ctx, tx, new(db.Where).And("t.unit_id = ?", from.ID).And("t.end_on = ''"), "")
	if err != nil {
		return err
	}
	for i := range held {
		p := &held[i]
		after := *p
		if today := tx.Clock.Today(); p.Kind == PostLeadUnit && p.StartOn < today {
			next := *p
			next.ID, next.UnitID, next.Holder, next.StartOn, next.CreatedAt, next.Version = tx.NewID(), into.ID, into.Name, today, tx.Now, 0
			if err := posts.Insert(ctx, tx, &next); err != nil {
				return err
			}
			after.EndOn = clock.AddDays(today, -1)
		} else {
			after.UnitID = into.ID
			if p.Kind == PostLeadUnit {
				after.Holder = into.Name
			}
		}
		if err := posts.Update(ctx, tx, p, &after); err != nil {
			return err
		}
	}
	return nil
}
