package task

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Sheet is the day sheet (日清日结) of one day: what was to be cleared and how it was, what is left from before, and what moved.
type Sheet struct {
	Day     string
	Due     []DayRow // to be cleared on the day
	Left    []DayRow // was to be cleared before, and still is not
	Moved   []Entry  // what was done on the day, oldest first
	Names   map[string]string
	Cleared int // of Due: reported or closed by the day's end
	Carried int // of Due: carried over by name
}

// Open is how many of the day's tasks are neither cleared nor carried over.
func (s *Sheet) Open() int { return len(s.Due) - s.Cleared - s.Carried }

// Outcome is what became of a task on its day.
type Outcome string

// The outcomes.
const (
	Cleared Outcome = "cleared"
	Carried Outcome = "carried"
	NotYet  Outcome = "open"
)

// DayRow is a task on a day sheet.
type DayRow struct {
	Task
	Outcome Outcome
	Carry   *Entry // how it was carried over on the day
}

// Of narrows a day sheet to a unit with those below it, or to a person; zero values do not.
type Of struct {
	Units   []string
	OwnerID string
}

func (o Of) on(w *db.Where) *db.Where {
	if len(o.Units) > 0 {
		w.In("t.unit_id", o.Units...)
	}
	if o.OwnerID != "" {
		w.And("t.owner_id = ?", o.OwnerID)
	}
	return w
}

// Sheet draws up the day sheet of a day, also of a day long past: it follows from the terms and the dated carry-overs.
func (s *Service) Sheet(ctx context.Context, scope authz.Scope, day string, of Of) (*Sheet, error) {
	out := &Sheet{Day: day, Names: map[string]string{}}
	w := of.on(new(db.Where).And("t.state <> ?", Cancelled))
	w.And("(t.due = ? OR EXISTS (SELECT 1 FROM task_entry e WHERE e.task_id = t.id AND e.kind = 'carry' AND e.new_on = ?))", day, day)
	rows, err := s.Select(ctx, s.Run.DB, scope, w, "ORDER BY t.unit_id, t.code")
	if err != nil {
		return nil, err
	}
	carries, err := s.carriesFrom(ctx, day)
	if err != nil {
		return nil, err
	}
	for i := range rows {
		r := DayRow{Task: rows[i], Outcome: NotYet, Carry: carries[rows[i].ID]}
		switch {
		case doneBy(&rows[i], day):
			r.Outcome = Cleared
			out.Cleared++
		case r.Carry != nil:
			r.Outcome = Carried
			out.Carried++
		case rows[i].ActOn > day && rows[i].Due <= day && rows[i].CarryOn > day: // carried over before its day came
			r.Outcome = Carried
			out.Carried++
		}
		out.Due = append(out.Due, r)
	}
	left := of.on(new(db.Where).In("t.state", Open, Doing).And("t.act_on <> ''").And("t.act_on < ?", day))
	if rows, err = s.Select(ctx, s.Run.DB, scope, left, "ORDER BY t.act_on, t.code"); err != nil {
		return nil, err
	}
	for i := range rows {
		out.Left = append(out.Left, DayRow{Task: rows[i], Outcome: NotYet})
	}
	return out, s.moved(ctx, scope, day, of, out)
}

// doneBy reports whether the task had been reported done by the end of the day.
func doneBy(t *Task, day string) bool {
	return (t.State == Reported || t.State == Closed) && t.ReportedOn != "" && t.ReportedOn <= day
}

// carriesFrom gives the carry-overs away from a day, by task.
func (s *Service) carriesFrom(ctx context.Context, day string) (map[string]*Entry, error) {
	rows, err := entries.Select(ctx, s.Run.DB, new(db.Where).And("t.kind = ?", EntryCarry).And("t.was_on = ?", day), "")
	out := map[string]*Entry{}
	for i := range rows {
		out[rows[i].TaskID] = &rows[i]
	}
	return out, err
}

// mostMoved bounds what a sheet lists as done on the day.
const mostMoved = 500

// moved adds what was done on the day to the sheet.
func (s *Service) moved(ctx context.Context, scope authz.Scope, day string, of Of, out *Sheet) error {
	w := of.on(new(db.Where).And("EXISTS (SELECT 1 FROM task_entry e WHERE e.task_id = t.id AND e.on_date = ?)", day))
	rows, err := s.Select(ctx, s.Run.DB, scope, w, "ORDER BY t.code LIMIT 500")
	if err != nil || len(rows) == 0 {
		return err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ID
		out.Names[rows[i].ID] = rows[i].Name
	}
	all, err := entries.Select(ctx, s.Run.DB, new(db.Where).And("t.on_date = ?", day).In("t.task_id", ids...), "ORDER BY t.created_at, t.id")
	if err != nil {
		return err
	}
	out.Moved = all[:min(mostMoved, len(all))]
	return nil
}

// Load is what one unit has on its hands: the responsibility list in figures.
type Load struct {
	UnitID                                      string
	Lead, Co                                    int // tasks it leads and helps in
	Running, Late, Yellow, Reported, Closed     int // of those it leads
	InTime                                      int // closed ones that were reported by their term
	LateDays, Carries, Returns, Delays, Trouble int64
}

// Rate is the share of closed tasks that were reported in time; ok is false without any.
func (l *Load) Rate() (share float64, ok bool) {
	return float64(l.InTime) / float64(max(1, l.Closed)), l.Closed > 0
}

// Loads gives the load of every unit inside the scope, those with the most working days of delay first.
func (s *Service) Loads(ctx context.Context, scope authz.Scope) ([]Load, error) {
	w := new(db.Where).And("k.state <> ?", Cancelled)
	cond := scope.On(scopeColumns).Condition(w, "d")
	if cond != "" {
		w.And(cond)
	}
	rows, err := s.Run.DB.Query(ctx, `SELECT d.unit_id, sum(CASE d.role WHEN 'lead' THEN 1 ELSE 0 END), sum(CASE d.role WHEN 'co' THEN 1 ELSE 0 END),
		sum(CASE WHEN d.role = 'lead' AND k.state IN ('open', 'doing') THEN 1 ELSE 0 END), sum(CASE WHEN d.role = 'lead' AND k.light = 'red' THEN 1 ELSE 0 END),
		sum(CASE WHEN d.role = 'lead' AND k.light = 'yellow' THEN 1 ELSE 0 END), sum(CASE WHEN d.role = 'lead' AND k.state = 'reported' THEN 1 ELSE 0 END),
		sum(CASE WHEN d.role = 'lead' AND k.state = 'closed' THEN 1 ELSE 0 END),
		sum(CASE WHEN d.role = 'lead' AND k.state = 'closed' AND (k.due = '' OR k.reported_on <= k.due) THEN 1 ELSE 0 END),
		CAST(sum(CASE d.role WHEN 'lead' THEN k.late_days ELSE 0 END) AS BIGINT), CAST(sum(CASE d.role WHEN 'lead' THEN k.carries ELSE 0 END) AS BIGINT),
		CAST(sum(CASE d.role WHEN 'lead' THEN k.returns ELSE 0 END) AS BIGINT), CAST(sum(CASE d.role WHEN 'lead' THEN k.delays ELSE 0 END) AS BIGINT),
		sum(CASE WHEN d.role = 'lead' AND k.problem <> '' AND k.state IN ('open', 'doing') THEN 1 ELSE 0 END)
		FROM task_duty d JOIN task k ON k.id = d.task_id`+w.SQL()+" GROUP BY d.unit_id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Load
	for rows.Next() {
		var l Load
		if err := rows.Scan(&l.UnitID, &l.Lead, &l.Co, &l.Running, &l.Late, &l.Yellow, &l.Reported, &l.Closed, &l.InTime, &l.LateDays, &l.Carries, &l.Returns, &l.Delays, &l.Trouble); err != nil {
			return nil, err
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b Load) int {
		return cmp.Or(cmp.Compare(b.LateDays, a.LateDays), cmp.Compare(b.Late, a.Late), cmp.Compare(b.Lead, a.Lead), cmp.Compare(a.UnitID, b.UnitID))
	})
	return out, rows.Err()
}
