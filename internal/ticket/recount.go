package ticket

import (
	"context"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// recount reckons all clocks that run anew when the calendar or the ladder is another than last time: a holiday notice that
// came late moves dues, and each ticket that it moved says so in its history.
func (s *Service) recount(ctx context.Context) (moved int, err error) {
	r, err := s.Rule(ctx)
	if err != nil {
		return 0, err
	}
	stamp, err := stampOf(s.Calendar(), r.Steps)
	if err != nil {
		return 0, err
	}
	var known string
	if err := one(ctx, s.db(), "SELECT value FROM ticket_stamp WHERE id = 'calendar'", nil, &known); err != nil || known == stamp {
		return 0, err
	}
	for last := int64(0); ; {
		n := 0
		err := s.Run.Run(ctx, authz.System("job"), change.What{Action: "ticket.recount", Perm: authz.TicketJudge}, func(tx *change.Tx) error {
			w := new(db.Where).And("t.no > ?", last).In("t.state", Open, Accepted, Handling, Reopened, Merged)
			rows, err := tickets.Select(ctx, tx, w, fmt.Sprintf("ORDER BY t.no LIMIT %d", perTurn))
			if err != nil {
				return err
			}
			if n = len(rows); n > 0 {
				last = rows[n-1].No
			}
			k, err := s.recountSome(ctx, tx, r.Steps, rows)
			moved += k
			return err
		})
		if err != nil {
			return moved, err
		}
		if n < perTurn {
			break
		}
	}
	return moved, s.db().Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec(ctx, "INSERT INTO ticket_stamp (id, value) VALUES ('calendar', $1) ON CONFLICT (id) DO UPDATE SET value = excluded.value", stamp)
		return err
	})
}

func (s *Service) recountSome(ctx context.Context, tx *change.Tx, ladder Steps, rows []Ticket) (moved int, err error) {
	hs, err := holdsOfMany(ctx, tx, rows)
	if err != nil {
		return 0, err
	}
	w := s.writer(tx)
	for i := range rows {
		before, after := &rows[i], rows[i]
		after.reckon(w.cal, ladder, hs[after.ID], tx.Now)
		if before.StepDue == after.StepDue && before.WholeDue == after.WholeDue && before.Level == after.Level {
			continue
		}
		after.UpdatedAt = tx.Now
		if err := tickets.Update(ctx, tx, before, &after); err != nil {
			return moved, err
		}
		w.moved(before, &after)
		moved++
		w.events = append(w.events, w.newEvent(&after, "recount", "放假安排变动，重算期限", "本环节"+shift(before.StepDue, after.StepDue)+"，全程"+shift(before.WholeDue, after.WholeDue)))
	}
	return moved, w.flush(ctx)
}

func shift(from, to int64) string {
	if from == to {
		return "不变"
	}
	day := func(at int64) string {
		if at == 0 {
			return "停表"
		}
		return dateOf(at)
	}
	return day(from) + "→" + day(to)
}
