package task

import (
	"context"
	"strings"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// Validate checks a task that comes from a list.
func (s *Service) Validate(t *Task) error {
	var bad errs.Fields
	if t.Source != "" && SourceLabel(t.Source) == t.Source {
		bad.Add("source", "没有这种来源")
	}
	if t.Due != "" && t.StartOn != "" && t.Due < t.StartOn {
		bad.Add("due", "早于开始日期")
	}
	return bad.Err()
}

// whole completes dates that name only a month: a term of a month is its last day.
func (t *Task) whole() {
	if p := period.Period(t.Due); len(t.Due) == len("2026-11") && p.Valid() {
		t.Due = p.Last()
	}
	if p := period.Period(t.StartOn); len(t.StartOn) == len("2026-11") && p.Valid() {
		t.StartOn = p.First()
	}
}

// Replace writes a task that a list has changed.
func (s *Service) Replace(ctx context.Context, tx *change.Tx, before, after *Task) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	if u := dir.Unit(after.UnitID); u != nil {
		after.Region = u.Region
	}
	after.whole()
	after.settle(s.Calendar(), tx.Clock.Today())
	after.UpdatedAt = tx.Now
	if err := tasks.Update(ctx, tx, before, after); err != nil {
		return err
	}
	return s.setDuties(ctx, tx, dir, after)
}

// Remove deletes tasks with what hangs on them, when an import is taken back.
func (s *Service) Remove(ctx context.Context, tx *change.Tx, rows []Task) error {
	for i := range rows {
		t := &rows[i]
		w := func() *db.Where { return new(db.Where).And("t.task_id = ?", t.ID) }
		ds, err := duties.Select(ctx, tx, w(), "")
		if err != nil {
			return err
		}
		for j := range ds {
			ds[j].home = t.ScopeKeys()
			if err := duties.Delete(ctx, tx, &ds[j]); err != nil {
				return err
			}
		}
		ss, err := steps.Select(ctx, tx, w(), "")
		if err != nil {
			return err
		}
		for j := range ss {
			if err := steps.Delete(ctx, tx, &ss[j]); err != nil {
				return err
			}
		}
		es, err := entries.Select(ctx, tx, w(), "")
		if err != nil {
			return err
		}
		for j := range es {
			if err := entries.Delete(ctx, tx, &es[j]); err != nil {
				return err
			}
		}
		if err := tasks.Delete(ctx, tx, t); err != nil {
			return err
		}
	}
	return nil
}

// MoveUnit hands the tasks of one unit to another inside a change, when units merge: as leader, as helper, and as who set them.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	dir, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	w := new(db.Where)
	w.And("(t.unit_id = ? OR t.set_unit = ? OR EXISTS (SELECT 1 FROM task_duty d WHERE d.task_id = t.id AND d.unit_id = ?))", from, from, from)
	rows, err := tasks.Select(ctx, tx, w, "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		if after.UnitID == from {
			after.UnitID = to
			if u := dir.Unit(to); u != nil {
				after.Region = u.Region
			}
		}
		if after.SetUnit == from {
			after.SetUnit = to
		}
		d := Draft{UnitID: after.UnitID}
		for _, id := range after.Helpers() {
			if id == from {
				id = to
			}
			d.CoUnits = append(d.CoUnits, id)
		}
		after.CoUnits = d.helpers()
		if err := tasks.Update(ctx, tx, &rows[i], &after); err != nil {
			return err
		}
		if err := s.setDuties(ctx, tx, dir, &after); err != nil {
			return err
		}
	}
	return nil
}

// ParseSteps reads milestones as people type them, one a line: "2026-12-15 完成选址".
func ParseSteps(text string) []Step {
	var out []Step
	for _, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		date, name, _ := strings.Cut(strings.ReplaceAll(line, "　", " "), " ")
		if !clock.IsDate(date) {
			date, name = "", line
		}
		out = append(out, Step{Name: strings.TrimSpace(name), Due: date})
	}
	return out
}
