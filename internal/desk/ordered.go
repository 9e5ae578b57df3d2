package desk

import (
	"context"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// orders reads comments as instructions; nothing is written through it.
var orders = db.NewTable[comment.Comment]("comment")

// within adds the condition that the record a comment (alias t) is about lies inside the scope. A project's instruction
// concerns whoever sees the project, a chain's whoever sees the chain.
func within(w *db.Where, kind string, scope authz.Scope) {
	keys := authz.Keys(project.Spec.Scope)
	if kind == "chain" {
		keys = authz.Keys{Region: "region", Unit: "unit_id", Chain: "id"}
	}
	w.And("t.kind = ?", kind)
	if cond := scope.On(keys).Condition(w, "r"); cond != "" {
		w.And("EXISTS (SELECT 1 FROM " + kind + " r WHERE r.id = t.ref_id AND " + cond + ")")
	}
}

// ordered are the instructions on records of a kind that are not done.
func (s *Service) ordered(kind string, scope authz.Scope, today string, t Terms) source {
	until := clock.AddDays(today, t.Ahead)
	return source{kind: Instruct, table: "comment", order: "ORDER BY t.due = '', t.due, t.created_at",
		rows: func(w *db.Where) {
			w.And("t.instruction AND t.done_at = 0")
			within(w, kind, scope)
		},
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return w.Expr("t.due <> '' AND t.due < ?", today)
			case DueToday:
				return w.Expr("t.due = ?", today)
			case Soon:
				return w.Expr("(t.due = '' OR t.due > ? AND t.due <= ?)", today, until)
			}
			return w.Expr("t.due > ?", until)
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) { return s.readOrders(ctx, w, tail) }}
}

func (s *Service) readOrders(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
	rows, err := orders.Select(ctx, s.db(), w, tail)
	if err != nil {
		return nil, err
	}
	var ids []string
	for i := range rows {
		if rows[i].Kind == project.Kind {
			ids = append(ids, rows[i].RefID)
		}
	}
	byID, err := s.byID(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Duty, len(rows))
	for i := range rows {
		o := &rows[i]
		out[i] = Duty{Due: o.Due, Order: o, Project: byID[o.RefID]}
		if out[i].Project != nil {
			out[i].Subject = out[i].Project.Name
		} else {
			out[i].Subject = s.Chains.Name(ctx, o.RefID)
		}
	}
	return out, nil
}

// Orders gives the newest instructions inside the scope, done ones too, at most n.
func (s *Service) Orders(ctx context.Context, scope authz.Scope, n int) ([]Duty, error) {
	var all []Duty
	for _, kind := range []string{"project", "chain"} {
		w := new(db.Where).And("t.instruction")
		within(w, kind, scope)
		part, err := s.readOrders(ctx, w, "ORDER BY t.created_at DESC, t.id DESC"+limit(Ask{Most: n}))
		if err != nil {
			return nil, err
		}
		all = append(all, part...)
	}
	newest(all)
	return all[:min(n, len(all))], nil
}

var batches = db.NewTable[importing.Batch](importing.Kind)

// uploaded are the actor's own lists that wait for their confirmation.
func (s *Service) uploaded(actor authz.Actor) source {
	return source{kind: Import, table: importing.Kind, order: "ORDER BY t.created_at DESC, t.id",
		rows: func(w *db.Where) { w.And("t.state = ? AND t.account_id = ?", importing.Open, actor.ID) },
		part: func(_ *db.Where, when When) string {
			if when == Soon {
				return "1 = 1"
			}
			return ""
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			rows, err := batches.Select(ctx, s.db(), w, tail)
			out := make([]Duty, len(rows))
			for i := range rows {
				out[i].Batch = &rows[i]
			}
			return out, err
		}}
}
