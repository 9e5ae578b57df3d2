package indicator

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// Entry is what was typed into a line. Amount is nil for an empty cell, which takes the value away; Mark Missing needs none.
type Entry struct {
	DutyID string
	Amount *float64
	Mark   string
	Note   string
}

// Fill stores what was typed, as far as it goes; a sheet that was handed in takes no more. In a period that is closed a figure is
// stored as a revision, for which the remark must give the reason.
func (s *Service) Fill(ctx context.Context, actor authz.Actor, unitID string, p period.Period, entries []Entry) (n int, err error) {
	o, err := s.obligations(ctx, p)
	if err != nil {
		return 0, err
	}
	mine := o.duties[unitID]
	if len(mine) == 0 {
		return 0, errs.New(errs.NotFound, "这个单位在%s没有要填报的指标", p.Label())
	}
	if p.First() > s.Run.Clock.Today() {
		return 0, errs.New(errs.Invalid, "%s还没到，不能填报", p.Label())
	}
	closed, err := s.frozen(ctx, p)
	if err != nil {
		return 0, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "indicator.fill", Perm: authz.IndicatorFill}, func(tx *change.Tx) error {
		f, err := s.file(ctx, tx, o, unitID, p)
		if err != nil {
			return err
		}
		tx.About(f.Ref())
		if !actor.Scope.Allows(f.ScopeKeys()) {
			return errs.New(errs.NotFound, "没有这条记录，或不在您的数据范围内")
		}
		if f.State != Open {
			return errs.New(errs.Conflict, "%s的数据现在是“%s”，不能再改；要改的先请退回，已审定的走修订", p.Label(), FilingFlow.Label(f.State))
		}
		var bad errs.Fields
		for _, e := range entries {
			i := slices.IndexFunc(mine, func(d Duty) bool { return d.ID == e.DutyID })
			if i < 0 {
				continue // the duty went to another unit while the page was open
			}
			ind := o.inds[mine[i].IndicatorID]
			if e.Amount != nil {
				if v := *e.Amount; math.IsNaN(v) || math.IsInf(v, 0) || math.Abs(v) > 1e15 {
					bad.Add("v-"+e.DutyID, "数太大，请核对单位（%s）", ind.Measure)
					continue
				}
			}
			if utf8.RuneCountInString(e.Note) > 300 {
				bad.Add("n-"+e.DutyID, "备注最多300字")
				continue
			}
			changed, err := s.lay(ctx, tx, ind, &mine[i], p, e, closed)
			var told *errs.Error
			if errors.As(err, &told) && told.Code == errs.Invalid {
				bad = append(bad, told.Fields...)
				continue
			}
			if err != nil {
				return err
			}
			if changed {
				n++
			}
		}
		return bad.Err()
	})
	return n, err
}

// lay stores one figure, and tells whether it changed anything. In a closed period the change is kept as a revision too.
func (s *Service) lay(ctx context.Context, tx *change.Tx, ind *Indicator, d *Duty, p period.Period, e Entry, closed bool) (bool, error) {
	have, err := values.Select(ctx, tx, new(db.Where).And("t.indicator_id = ? AND t.period = ? AND t.subject_kind = ? AND t.subject_id = ?", ind.ID, string(p), d.SubjectKind, d.SubjectID), "")
	if err != nil {
		return false, err
	}
	note := strings.TrimSpace(e.Note)
	gone := e.Amount == nil && e.Mark != Missing
	if gone && len(have) == 0 {
		return false, nil
	}
	after := Value{ID: tx.NewID(), IndicatorID: ind.ID, SubjectKind: d.SubjectKind, SubjectID: d.SubjectID, Period: string(p), CreatedAt: tx.Now}
	was := Value{Mark: Missing}
	if len(have) > 0 {
		was, after = have[0], have[0]
	} else if keys, _, err := s.keysOf(ctx, d.Subject()); err != nil {
		return false, err
	} else {
		after.Region, after.ChainID = keys.Region, keys.Chain
	}
	after.Amount, after.Mark, after.Note, after.Edition = 0, e.Mark, note, ind.Edition
	if e.Amount != nil && e.Mark != Missing {
		after.Amount = *e.Amount
	}
	if len(have) > 0 && !gone && after.Amount == was.Amount && after.Mark == was.Mark && after.Note == was.Note && after.Edition == was.Edition {
		return false, nil
	}
	after.UnitID, after.ByID, after.ByName, after.UpdatedAt = d.UnitID, tx.Actor.ID, tx.Actor.Name, tx.Now
	if closed {
		switch {
		case note == "":
			return false, errs.Fields{{Name: "n-" + d.ID, Message: p.Label() + "已经封存，补报和改动要在备注里写明原因"}}.Err()
		case gone:
			return false, errs.Fields{{Name: "v-" + d.ID, Message: p.Label() + "已经封存，不能清空；确无此数的标“缺报”"}}.Err()
		}
		after.Revised = was.Revised + 1
		if err := revisions.Insert(ctx, tx, revision(tx, &was, &after, was.Amount, note, true)); err != nil {
			return false, err
		}
	}
	switch {
	case gone:
		err = values.Delete(ctx, tx, &have[0])
	case len(have) == 0:
		err = values.Insert(ctx, tx, &after)
	default:
		err = values.Update(ctx, tx, &have[0], &after)
	}
	return true, err
}

// revision is what is kept of a change; amount is what stood before, in the unit of measure in force.
func revision(tx *change.Tx, was, now *Value, amount float64, reason string, closed bool) *Revision {
	return &Revision{ID: tx.NewID(), ValueID: now.ID, IndicatorID: now.IndicatorID, SubjectKind: now.SubjectKind, SubjectID: now.SubjectID, Period: now.Period, Was: amount, WasMark: was.Mark,
		Amount: now.Amount, Mark: now.Mark, Reason: reason, Frozen: closed, Region: now.Region, UnitID: now.UnitID, ChainID: now.ChainID, ByID: tx.Actor.ID, ByName: tx.Actor.Name, At: tx.Now}
}
