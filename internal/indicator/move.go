package indicator

import (
	"context"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/period"
)

// Move takes a unit's figures of a period to their next state.
func (s *Service) Move(ctx context.Context, actor authz.Actor, unitID string, p period.Period, action, reason string) error {
	o, err := s.obligations(ctx, p)
	if err != nil {
		return err
	}
	if _, owes := o.duties[unitID]; !owes {
		return errs.New(errs.NotFound, "这个单位在%s没有要填报的指标", p.Label())
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	what := change.What{Action: "indicator." + action, Perm: authz.IndicatorView, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		before, err := s.file(ctx, tx, o, unitID, p)
		if err != nil {
			return err
		}
		tx.About(before.Ref())
		if !actor.Scope.Allows(before.ScopeKeys()) {
			return errs.New(errs.NotFound, "没有这条记录，或不在您的数据范围内")
		}
		row, err := FilingFlow.Find(before.State, action)
		if err != nil {
			return err
		}
		guards := map[string]flow.Guard[Filing]{
			"full":  func(ctx context.Context, f *Filing) error { return s.full(ctx, tx, o, f) },
			"below": func(ctx context.Context, f *Filing) error { return s.ready(ctx, tx, o, d, actor, f) },
		}
		if err := flow.Check(ctx, row, actor, reason, guards, before); err != nil {
			return err
		}
		after := *before
		after.State, after.UpdatedAt, after.Said, after.Wanted = row.To, tx.Now, strings.TrimSpace(reason), int64(len(o.duties[unitID]))
		switch action {
		case "submit":
			after.FilledBy, after.FilledName, after.FilledAt = actor.ID, actor.Name, tx.Now
		case "approve":
			after.HeadBy, after.HeadName, after.HeadAt = actor.ID, actor.Name, tx.Now
		case "accept", "take":
			after.OfficeBy, after.OfficeName, after.OfficeAt = actor.ID, actor.Name, tx.Now
		}
		if row.Notify != "" {
			tx.Emit(row.Notify, after.Ref(), after.ID)
		}
		return filings.Update(ctx, tx, before, &after)
	})
}

// full demands that every figure is there or marked as missing, and that those that look odd are explained.
func (s *Service) full(ctx context.Context, q db.Queryer, o *obligations, f *Filing) error {
	sheet, err := s.sheet(ctx, q, o, f.UnitID, period.Period(f.Period))
	if err != nil {
		return err
	}
	var bad errs.Fields
	for i := range sheet.Lines {
		l := &sheet.Lines[i]
		switch {
		case l.Value == nil:
			bad.Add("v-"+l.Duty.ID, "%s还没有填；确实没有数的标“缺报”并写备注", l.Label())
		case (l.Value.Mark == Missing || len(l.Odd) > 0) && strings.TrimSpace(l.Value.Note) == "":
			why := "标了缺报"
			if l.Value.Mark != Missing {
				why = strings.Join(l.Odd, "，")
			}
			bad.Add("n-"+l.Duty.ID, "%s%s，写明原因", l.Label(), why)
		}
	}
	return bad.Err()
}

// ready demands that those below are approved, and that another person than the one who filled approves.
func (s *Service) ready(ctx context.Context, q db.Queryer, o *obligations, d *org.Directory, actor authz.Actor, f *Filing) error {
	have, err := filings.Select(ctx, q, new(db.Where).And("t.period = ?", f.Period), "")
	if err != nil {
		return err
	}
	state := map[string]string{}
	for i := range have {
		state[have[i].UnitID] = have[i].State
	}
	var waits []string
	for _, id := range o.below(d, f.UnitID) {
		if !Locked(state[id]) {
			waits = append(waits, d.UnitName(id))
		}
	}
	if n := len(waits); n > 0 {
		more := ""
		if n > 5 {
			waits, more = waits[:5], "等"
		}
		return errs.New(errs.Conflict, "下级还有%d个单位没有审定：%s%s；都审定后才能审定本级", n, strings.Join(waits, "、"), more)
	}
	if f.FilledBy == actor.ID && actor.ID != "system" {
		return errs.New(errs.Conflict, "填报和审定不能是同一个人，请单位负责人审定；单位只有一人的，由链长办审定")
	}
	return nil
}
