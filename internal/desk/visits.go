package desk

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/visit"
)

var charges = db.NewTable[visit.Charge](visit.ChargeKind)

// visits are the firms that the actor looks after and is to visit: on the day agreed on at the last visit, else visit.Term days after it.
func (s *Service) visits(actor authz.Actor, today string, t Terms) source {
	idle := func(days int) string { return clock.AddDays(today, days-visit.Term) } // a firm idle since then is due in so many days
	until := clock.AddDays(today, t.Ahead)
	either := func(w *db.Where, agreed, idle string, args ...any) string {
		return w.Expr("("+visit.NextSQL+" <> '' AND "+visit.NextSQL+agreed+" OR "+visit.NextSQL+" = '' AND "+visit.IdleSQL+idle+")", args...)
	}
	return source{kind: Visit, table: visit.ChargeKind, order: "ORDER BY " + visit.IdleSQL + ", t.id",
		rows: func(w *db.Where) { w.And("t.account_id = ?", actor.ID).And("t.until_on = ''") },
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return either(w, " < ?", " < ?", today, idle(0))
			case DueToday:
				return either(w, " = ?", " = ?", today, idle(0))
			case Soon:
				return w.Expr("("+visit.NextSQL+" > ? AND "+visit.NextSQL+" <= ? OR "+visit.NextSQL+" = '' AND "+visit.IdleSQL+" > ? AND "+visit.IdleSQL+" <= ?)", today, until, idle(0), idle(t.Ahead))
			}
			return either(w, " > ?", " > ?", until, idle(t.Ahead))
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			rows, err := charges.Select(ctx, s.db(), w, tail)
			if err != nil {
				return nil, err
			}
			dues, err := visit.DuesOf(ctx, s.db(), rows)
			out := make([]Duty, len(dues))
			for i := range dues {
				out[i] = Duty{Visit: &dues[i], Due: dues[i].DueOn}
			}
			return out, err
		}}
}
