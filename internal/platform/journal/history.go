package journal

import (
	"context"
	"strconv"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/record"
)

// Event is an entry for people: what changed from what to what.
type Event struct {
	Seq int64
	Header
	Table   string
	RowID   string
	Op      db.Op
	Changes []Change
}

// Change is one column of an event. Old and New are string, int64, float64 or bool; nil where there was no row.
type Change struct {
	Column   string
	Old, New any
}

// Page cuts a history: events older than Before (0 = from the newest), at most Size of them (0 = 50).
type Page struct {
	Before int64
	Size   int
}

// History gives the events of a record, newest first: those whose header names it, which takes in its reports, receipts and
// comments, and those of its own row in changes that were about something else, such as an import. next is the Before of
// the following page, 0 at the end. The caller has checked that the record may be seen.
func History(ctx context.Context, q db.Queryer, ref record.Ref, p Page) (events []Event, next int64, err error) {
	if p.Size <= 0 {
		p.Size = 50
	}
	if p.Before <= 0 {
		p.Before = rowSeq
	}
	w := new(db.Where)
	kind, id, before, limit := w.Arg(ref.Kind), w.Arg(ref.ID), w.Arg(p.Before), strconv.Itoa(p.Size+1)
	part := func(cond string) string {
		return "SELECT seq FROM (SELECT seq FROM journal_entry WHERE " + cond + " AND seq < " + before + " ORDER BY seq DESC LIMIT " + limit + ") h"
	}
	w.And("e.seq IN (" + part("kind = "+kind+" AND ref_id = "+id) + " UNION " + part("tbl = "+kind+" AND row_id = "+id) + ")")
	err = Scan(ctx, q, w, "ORDER BY e.seq DESC LIMIT "+limit, func(e *Entry) error {
		ev, err := e.Event()
		events = append(events, ev)
		return err
	})
	if err == nil && len(events) > p.Size {
		events = events[:p.Size]
		next = events[p.Size-1].Seq
	}
	return events, next, err
}

// Event decodes the entry's data.
func (e *Entry) Event() (Event, error) {
	ev := Event{Seq: e.Seq, Header: e.Header, Table: e.Table, RowID: e.RowID, Op: e.Op}
	cells, err := decode(nil, e.Data)
	for _, c := range cells {
		ev.Changes = append(ev.Changes, Change{Column: c.col, Old: value(c.old), New: value(c.new)})
	}
	return ev, err
}
