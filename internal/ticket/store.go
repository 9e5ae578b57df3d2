package ticket

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/search"
	"lianzhang/internal/platform/workday"
)

// writer writes tickets with what is kept beside them.
type writer struct {
	tx     *change.Tx
	cal    workday.Calendar
	sums   map[key]int64 // differences of the kept counts, for flush
	events []*Event      // for flush
}

func (s *Service) writer(tx *change.Tx) *writer {
	return &writer{tx: tx, cal: s.Calendar(), sums: map[key]int64{}}
}

// moved notes that a ticket counts elsewhere; flush stores it, with the events gathered.
func (w *writer) moved(before, after *Ticket) {
	w.sums[sumKey(before)]--
	w.sums[sumKey(after)]++
}

func (w *writer) flush(ctx context.Context) error {
	for k, n := range w.sums {
		if n == 0 {
			continue
		}
		if _, err := w.tx.Exec(ctx, addSum, k.region, k.unit, k.chain, k.state, k.level, n); err != nil {
			return err
		}
	}
	clear(w.sums)
	if len(w.events) == 0 {
		return nil
	}
	err := events.Insert(ctx, w.tx, w.events...)
	w.events = nil
	return err
}

func (w *writer) insert(ctx context.Context, t *Ticket) error {
	if err := tickets.Insert(ctx, w.tx, t); err != nil {
		return err
	}
	if err := search.Add(ctx, w.tx.Tx, Spec.Search, search.Doc{No: t.No, Texts: indexed(t)}); err != nil {
		return err
	}
	return w.count(ctx, t, 1)
}

// update stores a changed ticket and moves what hangs on it along when its place changed.
func (w *writer) update(ctx context.Context, before, after *Ticket) error {
	after.UpdatedAt = w.tx.Now
	if err := tickets.Update(ctx, w.tx, before, after); err != nil {
		return err
	}
	if err := w.index(ctx, before, after); err != nil {
		return err
	}
	if sumKey(before) == sumKey(after) {
		return nil
	}
	if err := w.count(ctx, before, -1); err != nil {
		return err
	}
	return w.count(ctx, after, 1)
}

// Indexed are the columns that are searched, in the order of indexed.
const Indexed = "name, code, firm, text"

func indexed(t *Ticket) []string { return []string{t.Name, t.Code, t.Firm, t.Text} }

// index brings the search up to date when a ticket reads otherwise than before.
func (w *writer) index(ctx context.Context, before, after *Ticket) error {
	if slices.Equal(indexed(before), indexed(after)) {
		return nil
	}
	return search.Put(ctx, w.tx.Tx, Spec.Search, after.No, false, indexed(after)...)
}

type key struct {
	place
	state string
	level int64
}

func sumKey(t *Ticket) key { return key{place{t.Region, t.UnitID, t.ChainID}, t.State, t.Level} }

const addSum = `INSERT INTO ticket_sum (region, unit_id, chain_id, state, level, n) VALUES ($1, $2, $3, $4, $5, $6)
	ON CONFLICT (region, unit_id, chain_id, state, level) DO UPDATE SET n = ticket_sum.n + excluded.n`

func (w *writer) count(ctx context.Context, t *Ticket, n int64) error {
	_, err := w.tx.Exec(ctx, addSum, t.Region, t.UnitID, t.ChainID, t.State, t.Level, n)
	return err
}

// open begins the stretch of the ticket's present owner and state.
func (w *writer) open(ctx context.Context, t *Ticket) error {
	return steps.Insert(ctx, w.tx, &Step{ID: w.tx.NewID(), TicketID: t.ID, Region: t.Region, ChainID: t.ChainID, UnitID: t.UnitID, HandlerID: t.HandlerID,
		State: t.State, FromAt: w.tx.Now, LimitDays: t.StepLimit})
}

// shut ends the stretch that runs.
func (w *writer) shut(ctx context.Context, id, action string) error {
	rows, err := steps.Select(ctx, w.tx, new(db.Where).And("t.ticket_id = ?", id).And("t.to_at = 0"), "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		after.ToAt, after.Ended = w.tx.Now, action
		if err := steps.Update(ctx, w.tx, &rows[i], &after); err != nil {
			return err
		}
	}
	return nil
}

func (w *writer) event(ctx context.Context, t *Ticket, action, said, note string) error {
	return events.Insert(ctx, w.tx, w.newEvent(t, action, said, note))
}

func (w *writer) newEvent(t *Ticket, action, said, note string) *Event {
	return &Event{ID: w.tx.NewID(), TicketID: t.ID, Region: t.Region, ChainID: t.ChainID, UnitID: t.UnitID, At: w.tx.Now, Action: action,
		State: t.State, ByID: w.tx.Actor.ID, ByName: w.tx.Actor.Name, Said: said, Note: note}
}

// hold begins a stretch that the clocks do not count.
func (w *writer) hold(ctx context.Context, t *Ticket, kind, from, reason, by, consent string) (*HoldRow, error) {
	h := &HoldRow{ID: w.tx.NewID(), TicketID: t.ID, Region: t.Region, ChainID: t.ChainID, UnitID: t.UnitID, Kind: kind, FromOn: from, Reason: reason,
		ByName: by, Consent: consent}
	return h, holds.Insert(ctx, w.tx, h)
}

// holdsIn are the holds of a ticket, oldest first.
func holdsIn(ctx context.Context, q db.Queryer, id string) ([]HoldRow, error) {
	return holds.Select(ctx, q, new(db.Where).And("t.ticket_id = ?", id), "ORDER BY t.from_on, t.id")
}

// release ends the hold that runs; the rows given are brought up to date.
func (w *writer) release(ctx context.Context, hs []HoldRow) error {
	for i := range hs {
		if hs[i].ToOn != "" {
			continue
		}
		after := hs[i]
		after.ToOn = w.tx.Clock.Today()
		if err := holds.Update(ctx, w.tx, &hs[i], &after); err != nil {
			return err
		}
		hs[i] = after
	}
	return nil
}

// void ends the requests that are open, when events have overtaken them.
func (w *writer) void(ctx context.Context, id string) error {
	rows, err := asks.Select(ctx, w.tx, new(db.Where).And("t.ticket_id = ?", id).And("t.state = ?", AskOpen), "")
	if err != nil {
		return err
	}
	for i := range rows {
		after := rows[i]
		after.State, after.JudgedAt = AskVoid, w.tx.Now
		if err := asks.Update(ctx, w.tx, &rows[i], &after); err != nil {
			return err
		}
	}
	return nil
}

// Whole is a ticket with all that hangs on it.
type Whole struct {
	*Ticket
	Holds   []HoldRow
	Steps   []Step
	Asks    []Ask
	Events  []Event
	CoUnits []CoUnit
	Merged  []Ticket // those that were merged into it
}

// Read gives a ticket inside the scope with all that hangs on it.
func (s *Service) Read(ctx context.Context, scope authz.Scope, id string) (*Whole, error) {
	t, err := s.Get(ctx, scope, id)
	if err != nil {
		return nil, err
	}
	return s.around(ctx, t)
}

func (s *Service) around(ctx context.Context, t *Ticket) (w *Whole, err error) {
	w = &Whole{Ticket: t}
	of := func() *db.Where { return new(db.Where).And("t.ticket_id = ?", t.ID) }
	if w.Holds, err = holdsIn(ctx, s.db(), t.ID); err != nil {
		return nil, err
	}
	if w.Steps, err = steps.Select(ctx, s.db(), of(), "ORDER BY t.from_at, t.id"); err != nil {
		return nil, err
	}
	if w.Asks, err = asks.Select(ctx, s.db(), of(), "ORDER BY t.asked_at, t.id"); err != nil {
		return nil, err
	}
	if w.Events, err = events.Select(ctx, s.db(), of(), "ORDER BY t.at, t.id"); err != nil {
		return nil, err
	}
	if w.CoUnits, err = coUnits.Select(ctx, s.db(), of(), "ORDER BY t.asked_at, t.id"); err != nil {
		return nil, err
	}
	w.Merged, err = tickets.Select(ctx, s.db(), new(db.Where).And("t.main_id = ?", t.ID), "ORDER BY t.no")
	return w, err
}

// OpenAsk is the request that waits for the office; nil when there is none.
func (w *Whole) OpenAsk() *Ask {
	for i := range w.Asks {
		if w.Asks[i].State == AskOpen {
			return &w.Asks[i]
		}
	}
	return nil
}

// Remove deletes tickets inside a write under way; only the undoing of an import does so.
func (s *Service) Remove(ctx context.Context, tx *change.Tx, rows []Ticket) error {
	w := s.writer(tx)
	for i := range rows {
		if err := w.drop(ctx, rows[i].ID); err != nil {
			return err
		}
		if err := tickets.Delete(ctx, tx, &rows[i]); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, "DELETE FROM "+Spec.Search+" WHERE rowid = $1", rows[i].No); err != nil {
			return err
		}
		if err := w.count(ctx, &rows[i], -1); err != nil {
			return err
		}
	}
	return nil
}

// drop deletes the stretches and events of a ticket.
func (w *writer) drop(ctx context.Context, id string) error {
	ss, err := steps.Select(ctx, w.tx, new(db.Where).And("t.ticket_id = ?", id), "")
	if err != nil {
		return err
	}
	for i := range ss {
		if err := steps.Delete(ctx, w.tx, &ss[i]); err != nil {
			return err
		}
	}
	es, err := events.Select(ctx, w.tx, new(db.Where).And("t.ticket_id = ?", id), "")
	if err != nil {
		return err
	}
	for i := range es {
		if err := events.Delete(ctx, w.tx, &es[i]); err != nil {
			return err
		}
	}
	return nil
}
