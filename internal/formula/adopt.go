package formula

import (
	"context"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Adopt puts a draft in force from today on; the version that stood in its place is in force up to yesterday.
func (s *Service) Adopt(ctx context.Context, actor authz.Actor, d *Definition, reason string) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	if d.State != Draft {
		return errs.New(errs.Conflict, "%s已经采用过，不能再采用；要恢复旧口径请加一个新版本", d.Label())
	}
	if slices.Contains(s.Fixed, d.slot()) && taken(s.adopted(ctx), d) {
		return errs.New(errs.Conflict, "通报的范围、排名和缺口都按现行的%s计算，不能换版本；要用别的算法，请另起名称", d.Name)
	}
	if strings.TrimSpace(reason) == "" {
		return (&errs.Fields{{Name: "reason", Message: "写明采用依据，例如文件号或会议"}}).Err()
	}
	c, err := s.Check(ctx, *d)
	if err != nil {
		return err
	}
	defs, _, _, err := s.read(ctx)
	if err != nil {
		return err
	}
	for _, o := range defs {
		if o.State == Draft && !o.Shipped && slices.Contains(c.uses, o.Label()) {
			return errs.New(errs.Conflict, "它用到的%s还是草案，请先采用那一个", o.Label())
		}
	}
	what := change.What{Action: "formula.adopt", Perm: authz.FormulaEdit, Ref: d.Ref(), Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		today := tx.Clock.Today()
		old, err := definitions.Select(ctx, tx, new(db.Where).And("t.code = ? AND t.state = 'adopted'", d.Code), "")
		if err != nil {
			return err
		}
		for i := range old {
			if old[i].slot() != d.slot() {
				continue
			}
			if err := retire(ctx, tx, &old[i], today); err != nil {
				return err
			}
		}
		after := *d
		after.State, after.AdoptedOn, after.ByName, after.Reason = Adopted, today, tx.Actor.Name, reason
		return definitions.Update(ctx, tx, d, &after)
	})
}

// adopted are the versions in force.
func (s *Service) adopted(ctx context.Context) []Definition {
	defs, _, _, err := s.read(ctx)
	if err != nil {
		return nil // the write that follows meets the same fault
	}
	return slices.DeleteFunc(slices.Clone(defs), func(d Definition) bool { return d.State != Adopted })
}

func retire(ctx context.Context, tx *change.Tx, d *Definition, today string) error {
	after := *d
	after.State, after.RetiredOn = Retired, today
	return definitions.Update(ctx, tx, d, &after)
}

// Retire takes an adopted version out of force from today on without another in its place.
func (s *Service) Retire(ctx context.Context, actor authz.Actor, d *Definition, reason string) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	if d.State != Adopted {
		return errs.New(errs.Conflict, "%s没有在用", d.Label())
	}
	if slices.Contains(s.Held, d.slot()) {
		return errs.New(errs.Conflict, "通报要用%s，不能停用；请采用一个新版本来替换它", d.Name)
	}
	if strings.TrimSpace(reason) == "" {
		return (&errs.Fields{{Name: "reason", Message: "写明停用依据，例如文件号或会议"}}).Err()
	}
	what := change.What{Action: "formula.retire", Perm: authz.FormulaEdit, Ref: d.Ref(), Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		tx.AfterCommit(s.forget)
		return retire(ctx, tx, d, tx.Clock.Today())
	})
}
