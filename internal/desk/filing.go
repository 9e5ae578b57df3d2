package desk

import (
	"context"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
)

// owing are the projects that owe a report of every month: under construction, with a plan for the year. It is written as the
// index project_filing is, and the papers of report count by the same rule.
const owing = "(CASE WHEN t.stage IN ('started', 'completed') AND t.year_plan > 0 THEN 1 ELSE 0 END)"

func owes(s authz.Scope) string { return lone(s, owing, "0") + " = 1" }

// scoped is a scope on the columns of projects and of what hangs on them.
func scoped(s authz.Scope) db.Scope { return s.On(authz.Keys(project.Spec.Scope)) }

// inIndex is a scope on the columns of projects as part of an index that answers the rest of the question. SQLite would
// rather join indexes by region and unit, and read every row of a county for it; as expressions the columns are none of theirs.
// A scope of units alone is small, and best read by unit.
func inIndex(s authz.Scope) db.Scope {
	if ofUnits(s) {
		return scoped(s)
	}
	return s.On(authz.Keys{Region: "region || ''", Unit: "unit_id || ''", Chain: "chain_id || ''"})
}

// ofUnits reports whether a scope is that of units alone.
func ofUnits(s authz.Scope) bool { return !s.All && !s.ByRegion() && len(s.Chains) == 0 }

// lone is an expression as it is asked of units alone: none that an index of the whole site holds, for the one by unit,
// project_unit, has all columns of the question and a few hundred rows.
func lone(s authz.Scope, expr, absent string) string {
	if !ofUnits(s) {
		return expr
	}
	return "COALESCE(" + expr + ", " + absent + ")"
}

// FilingDue is the day on which the reports of a month are due.
func (s *Service) FilingDue(month period.Period) string {
	return fmt.Sprintf("%s-%02d", month.Next(), s.Terms.orDefault().FilingDay)
}

// unfiled adds the condition that a project's report of the month is still to be filed. Works that began after the month
// owe none.
func unfiled(w *db.Where, scope authz.Scope, month period.Period) {
	w.And(owes(scope)).Scope(inIndex(scope), "t").And("t.reported < ?", string(month)).And("t.started_actual < ?", string(month.Next()))
}

// whenOf is how urgent a date is.
func whenOf(due, today string, t Terms) When {
	switch {
	case due == "":
		return Soon
	case due < today:
		return Overdue
	case due == today:
		return DueToday
	case due <= clock.AddDays(today, t.Ahead):
		return Soon
	}
	return Later
}

// filing are the reports of the last full month that have not come.
func (s *Service) filing(scope authz.Scope, today string, t Terms) source {
	month := lastMonth(today)
	due := s.FilingDue(month)
	at := whenOf(due, today, t)
	return source{kind: Report, table: project.Kind, order: "ORDER BY t.reported, t.total_invest DESC, t.id",
		rows: func(w *db.Where) { unfiled(w, scope, month) },
		part: func(_ *db.Where, when When) string {
			if when == at {
				return "1 = 1"
			}
			return ""
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			return s.aboutProjects(ctx, w, tail, func(d *Duty) { d.Due, d.Month = due, string(month) })
		}}
}

// aboutProjects reads projects as duties: which they are from an index, and the rest of those few by id.
func (s *Service) aboutProjects(ctx context.Context, w *db.Where, tail string, fill func(*Duty)) ([]Duty, error) {
	ids, err := s.ids(ctx, w, tail)
	if err != nil {
		return nil, err
	}
	byID, err := s.byID(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Duty, 0, len(ids))
	for _, id := range ids {
		if p := byID[id]; p != nil {
			d := Duty{Project: p}
			fill(&d)
			out = append(out, d)
		}
	}
	return out, nil
}

// ids are those of the projects under w, in the order of tail.
func (s *Service) ids(ctx context.Context, w *db.Where, tail string) (ids []string, err error) {
	return db.Strings(ctx, s.db(), "SELECT t.id FROM "+project.Kind+" t"+w.SQL()+" "+tail, w.Args()...)
}

var filed = db.NewTable[Filed]("project_report")

// checkedMonths is how many months back filed reports are still put on the desk.
const checkedMonths = 3

// checking are the filed reports that wait to be checked.
func (s *Service) checking(scope authz.Scope, today string, t Terms) source {
	var months []string // one by one, so that each is a stretch of the index by the time of filing
	for m := range checkedMonths + 1 {
		months = append(months, string(period.Period(today[:7]).Shift(-m)))
	}
	// A report filed on a day is due CheckDays working days later; turned round, days before the bound are overdue.
	bounds := [3]int64{}
	for i, day := range []string{today, clock.AddDays(today, 1), clock.AddDays(today, t.Ahead+1)} {
		bounds[i] = dayStart(s.firstDueFrom(day, t.CheckDays))
	}
	return source{kind: Check, table: "project_report", order: "ORDER BY t.period, t.filled_at",
		rows: func(w *db.Where) {
			w.And("t.state = 'filed'").In("t.period", months...).Scope(scoped(scope), "t")
		},
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return w.Expr("t.filled_at < ?", bounds[0])
			case DueToday:
				return w.Expr("t.filled_at >= ? AND t.filled_at < ?", bounds[0], bounds[1])
			case Soon:
				return w.Expr("t.filled_at >= ? AND t.filled_at < ?", bounds[1], bounds[2])
			}
			return ""
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			return s.readFiled(ctx, w, tail, t)
		}}
}

// firstDueFrom is the first day from which n working days later lead to the day or beyond it.
func (s *Service) firstDueFrom(day string, n int) string {
	from := clock.AddDays(day, -3*n-30)
	for s.Calendar().Add(from, n) < day {
		from = clock.AddDays(from, 1)
	}
	return from
}

// dayStart is midnight of the date in CST as a stored time.
func dayStart(day string) int64 { return clock.At(day).Micro() - 12*3600*1_000_000 }

func (s *Service) readFiled(ctx context.Context, w *db.Where, tail string, t Terms) ([]Duty, error) {
	rows, err := filed.Select(ctx, s.db(), w, tail)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(rows))
	for i := range rows {
		ids[i] = rows[i].ProjectID
	}
	byID, err := s.byID(ctx, ids)
	if err != nil {
		return nil, err
	}
	var out []Duty
	for i := range rows {
		if p := byID[rows[i].ProjectID]; p != nil {
			day := clock.FromMicro(rows[i].FilledAt).Format("2006-01-02")
			out = append(out, Duty{Due: s.Calendar().Add(day, t.CheckDays), Project: p, Month: rows[i].Period, Filed: &rows[i]})
		}
	}
	return out, nil
}

// byID reads projects that have been found inside the scope already.
func (s *Service) byID(ctx context.Context, ids []string) (map[string]*Brief, error) {
	out := map[string]*Brief{}
	if len(ids) == 0 {
		return out, nil
	}
	rows, err := briefs.Select(ctx, s.db(), new(db.Where).In("t.id", ids...), "")
	for i := range rows {
		out[rows[i].ID] = &rows[i]
	}
	return out, err
}
