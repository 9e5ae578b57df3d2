package task

import (
	"context"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/workday"
)

// EntryRecount is the entry of a term that moved because a holiday was announced after a pause had been granted.
const EntryRecount = "recount"

// resume adds the working days of a pause that ends to the term: time that who set the task took off does not count. The entry
// keeps the term before and after, from which repause reckons anew.
func (t *Task) resume(cal workday.Calendar, today string, e *Entry) {
	n := cal.Between(t.PausedOn, today)
	t.PausedDays += int64(n)
	if t.Due != "" {
		e.WasOn = t.Due
		t.Due = cal.Add(t.Due, n)
		e.NewOn = t.Due
	}
	t.PausedOn = ""
}

// repause reckons the pauses of a task anew by a calendar: what the term and the days of pause are by it. All are the task's
// entries, oldest first. It gives false where the term was last set otherwise than the entries tell, as by an imported list.
func repause(t *Task, all []Entry, cal workday.Calendar) (due string, days int64, ok bool) {
	stored, paused := "", ""
	for i := range all {
		switch e := &all[i]; e.Kind {
		case "pause":
			paused = e.OnDate
		case "resume":
			n := cal.Between(paused, e.OnDate)
			days += int64(n)
			if e.WasOn == "" {
				continue
			}
			if due == "" {
				due = e.WasOn
			}
			due, stored = cal.Add(due, n), e.NewOn
		case EntryDelay: // who set it has said what the term is
			due, stored = e.NewOn, e.NewOn
		case EntryRecount:
			stored = e.NewOn
		}
	}
	return due, days, due != "" && stored == t.Due
}

// recount brings the terms of running tasks that were paused up to the calendar of today, and says so in their histories.
func (s *Service) recount(ctx context.Context, tx *change.Tx, cal workday.Calendar) (moved int, err error) {
	rows, err := tasks.Select(ctx, tx, new(db.Where).In("t.state", Open, Doing, Paused).And("t.paused_days > 0"), "ORDER BY t.id")
	if err != nil {
		return 0, err
	}
	for i := range rows {
		all, err := entries.Select(ctx, tx, new(db.Where).And("t.task_id = ?", rows[i].ID), "ORDER BY t.created_at, t.id")
		if err != nil {
			return moved, err
		}
		after := rows[i]
		due, days, ok := repause(&after, all, cal)
		if !ok || due == after.Due {
			continue
		}
		after.Due, after.PausedDays, after.UpdatedAt = due, days, tx.Now
		after.settle(cal, tx.Clock.Today())
		if err := tasks.Update(ctx, tx, &rows[i], &after); err != nil {
			return moved, err
		}
		e := Entry{Kind: EntryRecount, Text: "放假安排变动，重算暂停顺延的时限", WasOn: rows[i].Due, NewOn: due}
		if err := s.note(ctx, tx, &after, e); err != nil {
			return moved, err
		}
		moved++
	}
	return moved, nil
}
