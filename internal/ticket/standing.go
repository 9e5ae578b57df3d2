package ticket

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// Standing is how many tickets of a unit stand in a state on a rung.
type Standing struct {
	UnitID string
	Region string
	State  string
	Level  int64
	N      int64
}

// Standings are the kept counts inside the scope: a few rows for each unit, at any number of tickets.
func (s *Service) Standings(ctx context.Context, scope authz.Scope) ([]Standing, error) {
	w := new(db.Where).And("t.n > 0").Scope(scopeOf(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.unit_id, t.region, t.state, t.level, CAST(sum(t.n) AS BIGINT) FROM ticket_sum t"+w.SQL()+
		" GROUP BY t.unit_id, t.region, t.state, t.level ORDER BY t.unit_id, t.region, t.state, t.level", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Standing
	for rows.Next() {
		var st Standing
		if err := rows.Scan(&st.UnitID, &st.Region, &st.State, &st.Level, &st.N); err != nil {
			return nil, err
		}
		out = append(out, st)
	}
	return out, rows.Err()
}

// Queue is what a unit has to do, the soonest due first, at most n; tickets on hold come last. units are the unit and those
// below it.
func (s *Service) Queue(ctx context.Context, units []string, n int) ([]Ticket, error) {
	var out []Ticket
	for _, unit := range units { // one by one: each is a range of the index
		for _, state := range []string{Open, Accepted, Handling, Reopened} {
			for _, part := range []string{"t.next_due > 0", "t.next_due = 0"} {
				w := new(db.Where).And("t.unit_id = ?", unit).And("t.state = ?", state).And(part)
				rows, err := tickets.Select(ctx, s.db(), w, limited("ORDER BY t.next_due, t.no", n))
				if err != nil {
					return nil, err
				}
				out = append(out, rows...)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Ticket) int { return soonest(a.NextDue, b.NextDue) })
	return out[:min(n, len(out))], nil
}

func soonest(a, b int64) int {
	switch {
	case a == b:
		return 0
	case a == 0 || b != 0 && b < a:
		return 1
	}
	return -1
}

// Column is the first tickets of a state inside the scope, the soonest due first.
func (s *Service) Column(ctx context.Context, scope authz.Scope, state string, n int) ([]Ticket, error) {
	order := "ORDER BY t.next_due, t.no"
	if !Working(state) {
		order = "ORDER BY t.next_due DESC, t.no DESC" // all 0: the newest first, from the same index
	}
	return s.Select(ctx, s.db(), scope, new(db.Where).And("t.state = ?", state), limited(order, n))
}

// Waiting are the requests that the office has to decide, the soonest due first, with their tickets.
func (s *Service) Waiting(ctx context.Context, scope authz.Scope, n int) ([]Ask, map[string]Ticket, error) {
	rows, err := asks.Select(ctx, s.db(), new(db.Where).And("t.state = ?", AskOpen).Scope(scopeOf(scope), "t"), limited("ORDER BY t.due, t.id", n))
	if err != nil {
		return nil, nil, err
	}
	var ids []string
	for _, a := range rows {
		ids = append(ids, a.TicketID)
	}
	ts, err := tickets.Select(ctx, s.db(), new(db.Where).In("t.id", ids...), "")
	byID := map[string]Ticket{}
	for _, t := range ts {
		byID[t.ID] = t
	}
	return rows, byID, err
}

// Helping are the tickets on which a unit still owes its opinion, with those of the units below it.
func (s *Service) Helping(ctx context.Context, units []string, n int) ([]Ticket, error) {
	open, err := coUnits.Select(ctx, s.db(), new(db.Where).In("t.unit_id", units...).And("t.done_at = 0"), limited("ORDER BY t.asked_at DESC", 5*n))
	if err != nil || len(open) == 0 {
		return nil, err
	}
	ids := make([]string, len(open))
	for i, c := range open {
		ids[i] = c.TicketID
	}
	w := new(db.Where).In("t.id", ids...).In("t.state", Open, Accepted, Handling, Reopened)
	return tickets.Select(ctx, s.db(), w, limited("ORDER BY t.next_due, t.no", n))
}

// MoveUnit gives the tickets of one unit to another inside a write under way, when units merge: the clocks run on, because the
// people stay the same. What is closed moves too, so that nothing is left behind without an owner.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	rows, err := tickets.Select(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "ORDER BY t.no")
	if err != nil {
		return err
	}
	w := s.writer(tx)
	for i := range rows {
		after := rows[i]
		after.UnitID = to
		if Working(after.State) {
			if err := w.shut(ctx, after.ID, "unit"); err != nil {
				return err
			}
			if err := w.open(ctx, &after); err != nil {
				return err
			}
		}
		if err := w.update(ctx, &rows[i], &after); err != nil {
			return err
		}
		if err := w.event(ctx, &after, "unit", "单位合并，承接办理，时限不变", ""); err != nil {
			return err
		}
	}
	_, err = routes.Edit(ctx, tx, new(db.Where).And("t.unit_id = ?", from), "", func(r *Route) { r.UnitID = to })
	return err
}

// CountBy counts the tickets that keep a unit or region from going: of a unit those that are not closed, of a region all.
func (s *Service) CountBy(ctx context.Context, q db.Queryer, kind, id string) (n int64, err error) {
	sql := "SELECT count(*) FROM ticket WHERE region = $1"
	if kind == "unit" {
		sql = "SELECT count(*) FROM ticket WHERE unit_id = $1 AND state NOT IN ('closed', 'refused')"
	}
	err = q.QueryRow(ctx, sql, id).Scan(&n)
	return n, err
}
