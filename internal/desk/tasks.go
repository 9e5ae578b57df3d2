package desk

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/task"
)

var tasks = db.NewTable[task.Task](task.Kind)

const running = "t.state IN ('open', 'doing')"

// tasks are those that the actor is to clear: his own, those of his unit that name nobody, and as its head all of its unit's. What
// came of an instruction is left to the kind Instruct where the person has that.
func (s *Service) tasks(actor authz.Actor, r reach, today string, t Terms) source {
	until := clock.AddDays(today, t.Ahead)
	return source{kind: Task, table: task.Kind, order: "ORDER BY t.act_on = '', t.act_on, t.code",
		rows: func(w *db.Where) {
			w.And(running)
			if !empty(r.orders) {
				w.And("t.source_kind <> 'comment'")
			}
			cond := w.Expr("t.owner_id = ?", actor.ID)
			if len(r.own.Units) > 0 {
				ours := w.InExpr("t.unit_id", r.own.Units...)
				if r.head {
					cond += " OR " + ours
				} else {
					cond += " OR t.owner_id = '' AND " + ours
				}
			}
			w.And("(" + cond + ")")
		},
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return w.Expr("t.act_on <> '' AND t.act_on < ?", today)
			case DueToday:
				return w.Expr("t.act_on = ?", today)
			case Soon:
				return w.Expr("t.act_on > ? AND t.act_on <= ?", today, until)
			}
			return w.Expr("(t.act_on = '' OR t.act_on > ?)", until)
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) { return s.readTasks(ctx, w, tail) }}
}

// back are the tasks that the actor set and that were reported done.
func (s *Service) back(actor authz.Actor) source {
	return source{kind: Back, table: task.Kind, order: "ORDER BY t.reported_on, t.code",
		rows: func(w *db.Where) { w.And("t.set_by = ? AND t.state = 'reported'", actor.ID) },
		part: func(_ *db.Where, when When) string {
			if when == DueToday {
				return "1 = 1"
			}
			return ""
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) { return s.readTasks(ctx, w, tail) }}
}

func (s *Service) readTasks(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
	rows, err := tasks.Select(ctx, s.db(), w, tail)
	out := make([]Duty, len(rows))
	for i := range rows {
		out[i] = Duty{Due: rows[i].ActOn, Task: &rows[i]}
	}
	return out, err
}
