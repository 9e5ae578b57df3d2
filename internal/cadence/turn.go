package cadence

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// program is the actor of what the clock does.
func program() authz.Actor { return authz.System("job") }

// Turned tells what a Turn did.
type Turned struct{ Made, Moved, Reminded, Frozen int }

// String says it for the list of jobs.
func (t Turned) String() string {
	return fmt.Sprintf("新建周期%d个，日期变动%d个，催报%d个，冻结%d个", t.Made, t.Moved, t.Reminded, t.Frozen)
}

// Turn brings the periods up to the hour: it makes those that are missing, moves dates that the calendar moved, reminds of what
// falls due, and freezes what has reached its moment. Several nodes may call it at once; each thing happens once.
func (s *Service) Turn(ctx context.Context) (Turned, error) {
	var out Turned
	made, err := s.Ensure(ctx)
	if err != nil {
		return out, err
	}
	out.Made = made
	what := change.What{Action: "cadence.move", Perm: authz.PeriodEdit, Ref: record.Ref{Kind: Kind}}
	err = s.Run.Run(ctx, program(), what, func(tx *change.Tx) error {
		var err error
		out.Moved, err = s.recompute(ctx, tx, "放假通知")
		return err
	})
	if err != nil {
		return out, err
	}
	if out.Reminded, err = s.remind(ctx); err != nil {
		return out, err
	}
	if out.Frozen, err = s.freezeDue(ctx); err != nil {
		return out, err
	}
	return out, s.settle(ctx)
}

// mostMissed is how many periods of a kind are made up for when the site was down.
const mostMissed = 60

// Ensure makes the records of the periods from the last known one to the one after today's, and gives how many were made. A new
// site begins with the period of today, and with the one before when that is still to be frozen.
func (s *Service) Ensure(ctx context.Context) (int, error) {
	all, err := s.Rules(ctx)
	if err != nil {
		return 0, err
	}
	missing := map[period.Kind]period.Period{} // the first one to make
	today := s.Run.Clock.Today()
	for i := range all {
		kind := period.Kind(all[i].Kind)
		if !all[i].Active {
			continue
		}
		first, err := s.firstMissing(ctx, s.Run.DB, &all[i], today)
		if err != nil {
			return 0, err
		}
		if period.Compare(first, period.Of(kind, today).Next()) <= 0 {
			missing[kind] = first
		}
	}
	if len(missing) == 0 {
		return 0, nil
	}
	made := 0
	what := change.What{Action: "cadence.make", Perm: authz.PeriodEdit, Ref: record.Ref{Kind: Kind}}
	err = s.Run.Run(ctx, program(), what, func(tx *change.Tx) error {
		for i := range all {
			kind := period.Kind(all[i].Kind)
			if missing[kind] == "" {
				continue
			}
			first, err := s.firstMissing(ctx, tx, &all[i], today) // another node may have been faster
			if err != nil {
				return err
			}
			for p := first; period.Compare(p, period.Of(kind, today).Next()) <= 0; p = p.Next() {
				if err := periods.Insert(ctx, tx, s.fresh(tx, p, &all[i])); err != nil {
					return err
				}
				made++
			}
		}
		return nil
	})
	return made, err
}

// firstMissing is the first period of the kind to be made.
func (s *Service) firstMissing(ctx context.Context, q db.Queryer, r *Rule, today string) (period.Period, error) {
	kind := period.Kind(r.Kind)
	now := period.Of(kind, today)
	var last string
	err := q.QueryRow(ctx, "SELECT COALESCE(max(period), '') FROM cadence_period WHERE kind = $1 AND period <= $2", r.Kind, string(now.Next())).Scan(&last)
	if err != nil {
		return "", err
	}
	if last != "" {
		p := period.Period(last).Next()
		if first := now.Shift(-mostMissed); period.Compare(p, first) < 0 {
			return first, nil
		}
		return p, nil
	}
	before := now.Prev()
	_, _, due, freeze := r.Dates(before, s.Calendar())
	if freeze > s.Run.Clock.Micro() || due >= today {
		return before, nil
	}
	return now, nil
}

// fresh is a new period with its dates.
func (s *Service) fresh(tx *change.Tx, p period.Period, r *Rule) *Period {
	row := &Period{ID: tx.NewID(), Period: string(p), Kind: string(p.Kind()), State: Open, CreatedAt: tx.Now}
	row.OpensOn, row.RemindOn, row.DueOn, row.FreezeAt = r.Dates(p, s.Calendar())
	return row
}

// recompute gives the open periods the dates of the rules and the calendar as they are now, and notes what moved and why. Dates
// set by hand stay.
func (s *Service) recompute(ctx context.Context, tx *change.Tx, why string) (moved int, err error) {
	all, err := readRules(ctx, tx)
	if err != nil {
		return 0, err
	}
	byKind := map[string]*Rule{}
	for i := range all {
		byKind[all[i].Kind] = &all[i]
	}
	rows, err := periods.Select(ctx, tx, new(db.Where).And("t.state <> ?", Frozen), "ORDER BY t.period")
	if err != nil {
		return 0, err
	}
	cal := s.Calendar()
	for i := range rows {
		r := byKind[rows[i].Kind]
		if r == nil || rows[i].ByHand || rows[i].P().Last() < clock.AddDays(tx.Clock.Today(), -100) {
			continue
		}
		after := rows[i]
		after.OpensOn, after.RemindOn, after.DueOn, after.FreezeAt = r.Dates(after.P(), cal)
		said := moves(&rows[i], &after)
		if said == "" {
			continue
		}
		after.Moved, after.MovedAt = why+"："+said, tx.Now
		if after.RemindOn > tx.Clock.Today() {
			after.RemindedAt = 0
		}
		if err := periods.Update(ctx, tx, &rows[i], &after); err != nil {
			return moved, err
		}
		tx.Emit(TopicMoved, after.Ref(), after.Label()+"："+after.Moved)
		moved++
	}
	return moved, nil
}

// moves says how the dates changed, "" when they did not.
func moves(was, now *Period) string {
	var out []string
	for _, x := range []struct{ label, was, now string }{{"开报", was.OpensOn, now.OpensOn}, {"提醒", was.RemindOn, now.RemindOn}, {"截止", was.DueOn, now.DueOn}} {
		if x.was != x.now {
			out = append(out, x.label+dayWord(x.was)+"→"+dayWord(x.now))
		}
	}
	if was.FreezeAt != now.FreezeAt {
		out = append(out, "冻结"+when(was.FreezeAt)+"→"+when(now.FreezeAt))
	}
	return strings.Join(out, "，")
}

// Reminder is the payload of a reminder: what a unit still owes.
type Reminder struct {
	Unit  string `json:"unit"`
	Label string `json:"label"` // 月报
	Open  int64  `json:"open"`
	All   int64  `json:"all"`
	Due   string `json:"due"`
	URL   string `json:"url"`
}

// remind tells the units, once for each period, what they owe on the day of its reminder.
func (s *Service) remind(ctx context.Context) (int, error) {
	today := s.Run.Clock.Today()
	w := new(db.Where).And("t.state <> ? AND t.reminded_at = 0 AND t.remind_on <= ? AND t.due_on >= ?", Frozen, today, today)
	rows, err := periods.Select(ctx, s.Run.DB, w, "ORDER BY t.period")
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range rows {
		p := &rows[i]
		owed, err := s.Owed(ctx, authz.Scope{All: true}, p.P())
		if err != nil {
			return n, err
		}
		what := change.What{Action: "cadence.remind", Perm: authz.PeriodEdit, Ref: p.Ref()}
		err = s.Run.Run(ctx, program(), what, func(tx *change.Tx) error {
			now, err := periods.Get(ctx, tx, db.Everything, p.ID)
			if err != nil || now.RemindedAt != 0 {
				return err // another node was faster
			}
			after := *now
			after.RemindedAt = tx.Now
			if err := periods.Update(ctx, tx, now, &after); err != nil {
				return err
			}
			n++
			return emitReminders(tx, now, owed)
		})
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func emitReminders(tx *change.Tx, p *Period, owed []Owed) error {
	for _, o := range owed {
		for _, it := range o.Items {
			if it.Open() == 0 || it.Unit == "" {
				continue
			}
			text, err := json.Marshal(Reminder{Unit: it.Unit, Label: o.Label, Open: it.Open(), All: it.All, Due: p.DueOn, URL: it.URL})
			if err != nil {
				return err
			}
			tx.Emit(TopicRemind, p.Ref(), string(text))
		}
	}
	return nil
}

// freezeDue freezes what has reached its moment. A period that has nothing to keep is held, so that it is not tried for ever; a
// failure of one does not keep the others.
func (s *Service) freezeDue(ctx context.Context) (int, error) {
	w := new(db.Where).And("t.state = ? AND t.freeze_at > 0 AND t.freeze_at <= ?", Open, s.Run.Clock.Micro())
	rows, err := periods.Select(ctx, s.Run.DB, w, "ORDER BY t.freeze_at, t.period")
	if err != nil {
		return 0, err
	}
	n := 0
	var failed error
	for i := range rows {
		_, err := s.freeze(ctx, program(), rows[i].P(), "")
		switch errs.CodeOf(err) {
		case "":
			n++
		case errs.Conflict: // another node froze it
		case errs.Invalid:
			err = s.Hold(ctx, program(), rows[i].Period, "到冻结时间时没有可冻结的内容："+err.Error())
			if err != nil && errs.CodeOf(err) != errs.Conflict {
				failed = err
			}
		default:
			slog.Error("freeze period", "period", rows[i].Period, "err", err)
			failed = err
		}
	}
	return n, failed
}
