package desk

import (
	"context"

	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
)

var filings = db.NewTable[indicator.Filing](indicator.FilingKind)

// sheets are the figures of indicators that the actor's unit is to fill, and those that he may approve and did not fill himself; office
// accepts what units have approved.
func (s *Service) sheets(actor authz.Actor, r reach, today string, t Terms) source {
	until := clock.AddDays(today, t.Ahead)
	return source{kind: Sheet, table: indicator.FilingKind, order: "ORDER BY t.due, t.unit_id",
		rows: func(w *db.Where) {
			cond := "1 = 0"
			add := func(part string) { cond += " OR (" + part + ")" }
			if actor.Can(authz.IndicatorFill) && len(r.own.Units) > 0 {
				add(w.Expr("t.state = ?", indicator.Open) + " AND " + w.InExpr("t.unit_id", r.own.Units...))
			}
			if actor.Can(authz.IndicatorApprove) && len(r.own.Units) > 0 {
				add(w.Expr("t.state = ? AND t.filled_by <> ?", indicator.Filled, actor.ID) + " AND " + w.InExpr("t.unit_id", r.own.Units...))
			}
			if actor.Can(authz.IndicatorEdit) {
				part := w.Expr("t.state = ?", indicator.Approved)
				if c := actor.Scope.On(authz.Keys{Region: "region", Unit: "unit_id"}).Condition(w, "t"); c != "" {
					part += " AND " + c
				}
				add(part)
			}
			w.And("(" + cond + ")")
		},
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return w.Expr("t.due < ?", today)
			case DueToday:
				return w.Expr("t.due = ?", today)
			case Soon:
				return w.Expr("t.due > ? AND t.due <= ?", today, until)
			}
			return w.Expr("t.due > ?", until)
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			rows, err := filings.Select(ctx, s.db(), w, tail)
			out := make([]Duty, len(rows))
			for i := range rows {
				out[i] = Duty{Due: rows[i].Due, Sheet: &rows[i]}
			}
			return out, err
		}}
}
