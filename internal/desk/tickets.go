package desk

import (
	"context"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/ticket"
)

var tickets = db.NewTable[ticket.Ticket](ticket.Kind)

// tickets are those of the actor's unit that he is to bring on: the ones he handles and those that name nobody, as its head all of
// them. Their date is that of the nearer of the two clocks; those on hold have none and wait until later.
func (s *Service) tickets(actor authz.Actor, r reach, today string, t Terms) source {
	start, end, until := midnight(today), midnight(clock.AddDays(today, 1)), midnight(clock.AddDays(today, t.Ahead+1))
	return source{kind: Ticket, table: ticket.Kind, order: "ORDER BY t.next_due = 0, t.next_due, t.no",
		rows: func(w *db.Where) {
			w.In("t.state", ticket.Open, ticket.Accepted, ticket.Handling, ticket.Reopened)
			w.In("t.unit_id", r.own.Units...)
			if !r.head {
				w.And("t.handler_id IN ('', ?)", actor.ID)
			}
		},
		part: func(w *db.Where, when When) string {
			switch when {
			case Overdue:
				return w.Expr("t.next_due > 0 AND t.next_due < ?", start)
			case DueToday:
				return w.Expr("t.next_due >= ? AND t.next_due < ?", start, end)
			case Soon:
				return w.Expr("t.next_due >= ? AND t.next_due < ?", end, until)
			}
			return w.Expr("(t.next_due = 0 OR t.next_due >= ?)", until)
		},
		read: func(ctx context.Context, w *db.Where, tail string) ([]Duty, error) {
			rows, err := tickets.Select(ctx, s.db(), w, tail)
			out := make([]Duty, len(rows))
			for i := range rows {
				out[i] = Duty{Ticket: &rows[i]}
				if due := rows[i].NextDue; due > 0 {
					out[i].Due = clock.FromMicro(due).Format(time.DateOnly)
				}
			}
			return out, err
		}}
}

// midnight is when a date begins, UTC microseconds.
func midnight(date string) int64 {
	t, err := time.ParseInLocation(time.DateOnly, date, clock.Zone)
	if err != nil {
		return 0
	}
	return t.UnixMicro()
}
