package cadence

import (
	"context"
	"fmt"
	"slices"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// Rule says how the periods of a kind open, fall due and freeze.
type Rule struct {
	Kind       string `db:"id"`
	Active     bool   `db:"active"`
	OpensDay   int64  `db:"opens_day"`   // day of the period's last month; of the period itself for weeks and ten-day periods
	DueDays    int64  `db:"due_days"`    // working days after the period's end
	RemindDays int64  `db:"remind_days"` // working days before it is due
	Freezes    bool   `db:"freezes"`     // by itself; otherwise by hand alone
	FreezeDays int64  `db:"freeze_days"` // working days after the period's end
	FreezeHour int64  `db:"freeze_hour"` // 8 to 20
	Version    int64  `db:"version"`
}

// The hours of the day at which a period may freeze: those at which the program looks.
const firstHour, lastHour = 8, 20

// Hours are the hours at which a period may freeze.
func Hours() (out []int64) {
	for h := int64(firstHour); h <= lastHour; h++ {
		out = append(out, h)
	}
	return out
}

// defaults are the rules of a site that has set none: month — opens on the 25th, due on the 3rd working day after, reminder one
// working day before, frozen on the 5th at 18:00.
var defaults = []Rule{
	{Kind: string(period.Week), Active: true, OpensDay: 4, DueDays: 0, RemindDays: 1, FreezeDays: 1, FreezeHour: 12},
	{Kind: string(period.TenDay), Active: true, OpensDay: 8, DueDays: 2, RemindDays: 1, FreezeDays: 3, FreezeHour: 18},
	{Kind: string(period.Month), Active: true, OpensDay: 25, DueDays: 3, RemindDays: 1, Freezes: true, FreezeDays: 5, FreezeHour: 18},
	{Kind: string(period.Quarter), Active: true, OpensDay: 25, DueDays: 5, RemindDays: 2, Freezes: true, FreezeDays: 8, FreezeHour: 18},
	{Kind: string(period.Half), Active: true, OpensDay: 20, DueDays: 8, RemindDays: 3, Freezes: true, FreezeDays: 10, FreezeHour: 18},
	{Kind: string(period.Year), Active: true, OpensDay: 20, DueDays: 10, RemindDays: 5, Freezes: true, FreezeDays: 15, FreezeHour: 18},
}

// Rules are the rules in force, from the shortest kind to the longest.
func (s *Service) Rules(ctx context.Context) ([]Rule, error) { return readRules(ctx, s.Run.DB) }

func readRules(ctx context.Context, q db.Queryer) ([]Rule, error) {
	stored, err := rules.Select(ctx, q, new(db.Where), "")
	out := slices.Clone(defaults)
	for i := range out {
		if k := slices.IndexFunc(stored, func(r Rule) bool { return r.Kind == out[i].Kind }); k >= 0 {
			out[i] = stored[k]
		}
	}
	return out, err
}

// Dates computes the dates of a period by the rule.
func (r *Rule) Dates(p period.Period, cal workday.Calendar) (opens, remind, due string, freeze int64) {
	last := p.Last()
	from := p.First()
	if k := p.Kind(); k != period.Week && k != period.TenDay {
		from = last[:8] + "01"
	}
	opens = min(clock.AddDays(from, int(r.OpensDay)-1), last)
	due = after(cal, last, int(r.DueDays))
	remind = max(cal.Add(due, -int(r.RemindDays)), opens)
	if r.Freezes {
		freeze = moment(after(cal, last, int(r.FreezeDays)), int(r.FreezeHour))
	}
	return opens, remind, due, freeze
}

// after is the nth working day after a day; the last working day up to it for 0.
func after(cal workday.Calendar, day string, n int) string {
	if n > 0 {
		return cal.Add(day, n)
	}
	for back := 0; back < 15 && !cal.IsWorkday(day); back++ {
		day = clock.AddDays(day, -1)
	}
	return day
}

func moment(day string, hour int) int64 {
	t, err := time.ParseInLocation(time.DateOnly, day, clock.Zone)
	if err != nil {
		return 0
	}
	return t.Add(time.Duration(hour) * time.Hour).UnixMicro()
}

func (r *Rule) check() error {
	var bad errs.Fields
	if !slices.ContainsFunc(defaults, func(d Rule) bool { return d.Kind == r.Kind }) {
		bad.Add("kind", "没有“%s”这种周期，可选周、旬、月、季度、半年、年", r.Kind)
	}
	most := map[string]int64{string(period.Week): 7, string(period.TenDay): 11}[r.Kind]
	if most == 0 {
		most = 28
	}
	if r.OpensDay < 1 || r.OpensDay > most {
		bad.Add("opens_day", "填1到%d", most)
	}
	for _, x := range []struct {
		name string
		n    int64
	}{{"due_days", r.DueDays}, {"remind_days", r.RemindDays}, {"freeze_days", r.FreezeDays}} {
		if x.n < 0 || x.n > 40 {
			bad.Add(x.name, "填0到40个工作日")
		}
	}
	if r.Freezes && r.FreezeDays < 1 {
		bad.Add("freeze_days", "冻结至少在周期结束后1个工作日，否则当期的数还没齐")
	}
	if r.Freezes && r.FreezeDays < r.DueDays {
		bad.Add("freeze_days", "冻结不能早于上报截止（第%d个工作日）", r.DueDays)
	}
	if r.FreezeHour < firstHour || r.FreezeHour > lastHour {
		bad.Add("freeze_hour", "填%d到%d点", firstHour, lastHour)
	}
	return bad.Err()
}

// SaveRule changes the rule of a kind; the dates of its periods that are not frozen follow at once.
func (s *Service) SaveRule(ctx context.Context, actor authz.Actor, r Rule, reason string) error {
	if err := wholeSite(actor); err != nil {
		return err
	}
	if err := r.check(); err != nil {
		return err
	}
	if reason == "" {
		return (&errs.Fields{{Name: "reason", Message: "写明调整依据，例如文件号或会议"}}).Err()
	}
	what := change.What{Action: "cadence.rule", Perm: authz.PeriodEdit, Ref: record.Ref{Kind: "cadence_rule", ID: r.Kind}, Reason: reason}
	return s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		was, err := rules.Get(ctx, tx, db.Everything, r.Kind)
		switch {
		case db.NotFound(err):
			r.Version = 0
			err = rules.Insert(ctx, tx, &r)
		case err == nil:
			r.Version = was.Version
			err = rules.Update(ctx, tx, was, &r)
		}
		if err != nil {
			return err
		}
		_, err = s.recompute(ctx, tx, "规则调整")
		return err
	})
}

// when is a date and hour as people say them, 11月6日18时.
func when(us int64) string {
	if us == 0 {
		return "不自动冻结"
	}
	t := clock.FromMicro(us)
	return fmt.Sprintf("%d月%d日%d时", t.Month(), t.Day(), t.Hour())
}

func dayWord(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "无"
	}
	return fmt.Sprintf("%d月%d日", t.Month(), t.Day())
}
