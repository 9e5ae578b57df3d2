package journal

import (
	"context"
	"strconv"
	"strings"
	"time"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

// Criteria say which entries an auditor looks for; zero values do not count.
type Criteria struct {
	ActorID   string
	ActorName string // part of it
	Action    string
	Ref       record.Ref // Kind alone finds all records of the kind
	From, To  int64      // UTC microseconds, From inclusive, To exclusive
	Whole     bool       // only the first entry of each change
}

// slack is how far the times of neighbouring entries may run against their order: changes of one group began apart.
const slack = int64(time.Hour / time.Microsecond)

// Find gives the entries under the criteria, newest first. next is the Before of the following page, 0 at the end. Entries
// stand in the order of their times but for slack, so a span of time is found by halving and not by reading the log.
func Find(ctx context.Context, q db.Queryer, c Criteria, p Page) (events []Event, next int64, err error) {
	if p.Size <= 0 {
		p.Size = 50
	}
	w := new(db.Where)
	if p.Before > 0 {
		w.And("e.seq < ?", p.Before)
	}
	if err := c.span(ctx, q, w); err != nil {
		return nil, 0, err
	}
	c.conditions(w)
	err = Scan(ctx, q, w, "ORDER BY e.seq DESC LIMIT "+strconv.Itoa(p.Size+1), func(e *Entry) error {
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

func (c Criteria) conditions(w *db.Where) {
	for _, part := range [][2]string{{"e.actor_id", c.ActorID}, {"e.action", c.Action}, {"e.kind", c.Ref.Kind}, {"e.ref_id", c.Ref.ID}} {
		if part[1] != "" {
			w.And(part[0]+" = ?", part[1])
		}
	}
	if c.ActorName != "" {
		w.Contains("e.actor_name", c.ActorName)
	}
	if c.Whole {
		w.And("NOT EXISTS (SELECT 1 FROM journal_entry p WHERE p.seq = e.seq - 1 AND " + sameChange("p") + ")")
	}
}

// sameChange compares the headers of two entries; the entries of one change stand together.
func sameChange(other string) string {
	var parts []string
	for _, col := range []string{"at", "actor_id", "request", "action", "reason"} {
		parts = append(parts, other+"."+col+" = e."+col)
	}
	return strings.Join(parts, " AND ")
}

// span bounds the sequence numbers by the times.
func (c Criteria) span(ctx context.Context, q db.Queryer, w *db.Where) error {
	if c.From == 0 && c.To == 0 {
		return nil
	}
	h, err := readHead(ctx, q)
	if err != nil {
		return err
	}
	if c.From != 0 {
		first, err := firstSince(ctx, q, h.Size, c.From-slack)
		if err != nil {
			return err
		}
		w.And("e.seq >= ?", first).And("e.at >= ?", c.From)
	}
	if c.To != 0 {
		end, err := firstSince(ctx, q, h.Size, c.To+slack)
		if err != nil {
			return err
		}
		w.And("e.seq < ?", end).And("e.at < ?", c.To)
	}
	return nil
}

// firstSince is the number of the first entry at or after the time, size when there is none.
func firstSince(ctx context.Context, q db.Queryer, size, at int64) (int64, error) {
	lo, hi := int64(0), size
	for lo < hi {
		mid := (lo + hi) / 2
		var seq, then int64
		err := q.QueryRow(ctx, "SELECT seq, at FROM journal_entry WHERE seq >= $1 ORDER BY seq LIMIT 1", mid).Scan(&seq, &then)
		switch {
		case db.NotFound(err): // the end was cut off; verification says so
			hi = mid
		case err != nil:
			return 0, errs.Wrap(err, errs.Internal, "读不出日志第%d条", mid)
		case then >= at:
			hi = mid
		default:
			lo = max(seq, mid) + 1
		}
	}
	return lo, nil
}

// Together gives the entries of the change to which an entry belongs, in order, at most most of them before and after it.
func Together(ctx context.Context, q db.Queryer, seq, most int64) (events []Event, err error) {
	w := new(db.Where).And("e.seq >= ?", seq-most).And("e.seq <= ?", seq+most)
	var run []Event
	var found bool
	err = Scan(ctx, q, w, "ORDER BY e.seq", func(e *Entry) error {
		if n := len(run); n > 0 && (run[n-1].Seq != e.Seq-1 || !run[n-1].together(&e.Header)) {
			if found {
				return nil // beyond its end
			}
			run = run[:0]
		}
		ev, err := e.Event()
		run = append(run, ev)
		found = found || e.Seq == seq
		return err
	})
	if err == nil && !found {
		return nil, errs.New(errs.NotFound, "日志没有第%d条", seq)
	}
	return run, err
}

func (h *Header) together(o *Header) bool {
	return h.At == o.At && h.ActorID == o.ActorID && h.Request == o.Request && h.Action == o.Action && h.Reason == o.Reason
}

// Several says of each of the entries whether the next one belongs to the same change.
func Several(ctx context.Context, q db.Queryer, events []Event) (map[int64]bool, error) {
	out := map[int64]bool{}
	if len(events) == 0 {
		return out, nil
	}
	w := new(db.Where)
	marks := make([]string, len(events))
	for i := range events {
		marks[i] = w.Arg(events[i].Seq)
	}
	w.And("e.seq IN (" + strings.Join(marks, ", ") + ")")
	rows, err := q.Query(ctx, "SELECT e.seq FROM journal_entry e JOIN journal_entry n ON n.seq = e.seq + 1 AND "+sameChange("n")+w.SQL(), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var seq int64
		if err := rows.Scan(&seq); err != nil {
			return nil, err
		}
		out[seq] = true
	}
	return out, rows.Err()
}

// ReadEntry reads one entry, as proofs need it.
func ReadEntry(ctx context.Context, q db.Queryer, seq int64) (*Entry, error) {
	var out *Entry
	err := Scan(ctx, q, new(db.Where).And("e.seq = ?", seq), "", func(e *Entry) error {
		copied := *e
		out = &copied
		return nil
	})
	if err == nil && out == nil {
		err = errs.New(errs.NotFound, "日志没有第%d条", seq)
	}
	return out, err
}
