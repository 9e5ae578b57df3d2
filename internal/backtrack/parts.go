package backtrack

import (
	"slices"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
)

// part takes in what hangs on the record: files, reports, holds of a clock, instructions.
func (w *walker) part(e *Event) {
	switch e.Table {
	case "attachment":
		if label, _ := value(e, "label", e.Op != db.Deleted).(string); e.Op == db.Inserted {
			w.labels = append(w.labels, label)
		} else if i := slices.Index(w.labels, label); e.Op == db.Deleted && i >= 0 {
			w.labels = slices.Delete(slices.Clone(w.labels), i, i+1)
		}
	case "project_report":
		period, _ := value(e, "period", true).(string)
		if _, known := w.filed[period]; e.Op == db.Inserted && !known {
			w.filed[period] = filing{e.At, e.Seq}
		}
	case "ticket_hold":
		h := w.holds[e.RowID]
		if h == nil {
			h = &hold{}
			w.holds[e.RowID] = h
		}
		if s, ok := value(e, "from_on", true).(string); ok {
			h.from = s
		}
		if s, ok := value(e, "to_on", true).(string); ok {
			h.to = s
		}
	case "comment":
		w.order(e)
	}
}

func (w *walker) order(e *Event) {
	if i, known := w.orders[e.RowID]; known {
		if at, _ := value(e, "done_at", true).(int64); at > 0 {
			w.Orders[i].Done, w.Orders[i].DoneSeq = at, e.Seq
		}
		return
	}
	if is, _ := value(e, "instruction", true).(bool); !is || e.Op != db.Inserted {
		return
	}
	o := Order{At: e.At, Seq: e.Seq, DoneSeq: -1}
	o.Body, _ = value(e, "body", true).(string)
	o.By, _ = value(e, "author_name", true).(string)
	o.Due, _ = value(e, "due", true).(string)
	if w.open >= 0 {
		o.Unit = w.Desks[w.open].Unit
	}
	w.orders[e.RowID] = len(w.Orders)
	w.Orders = append(w.Orders, o)
}

// value is the new or the old value of a column of an event, nil when it does not name it.
func value(e *Event, column string, now bool) any {
	i := slices.IndexFunc(e.Changes, func(c journal.Change) bool { return c.Column == column })
	switch {
	case i < 0:
		return nil
	case now:
		return e.Changes[i].New
	}
	return e.Changes[i].Old
}

// finish counts days and adds up.
func (w *walker) finish() {
	for i := range w.Stays {
		if s := &w.Stays[i]; !s.End {
			s.Days = w.between(s.From, s.To)
		}
	}
	for i := range w.Desks {
		d := &w.Desks[i]
		d.Days = w.between(d.From, d.To)
		d.Held = w.held(d)
		w.Days += d.Days
	}
	for i := range w.Orders {
		o := &w.Orders[i]
		o.Days = w.between(o.At, o.Done)
		until := day(w.now)
		if o.Done > 0 {
			until = day(o.Done)
		}
		o.Late = o.Due != "" && until > o.Due
	}
	if len(w.Events) > 0 {
		w.Unknown = w.cal.Unknown(day(w.Events[0].At), day(w.now))
	}
	w.months()
	w.totals()
}

// held counts the working days of a desk on which a clock stood still. Holds do not overlap: one clock has one pause.
func (w *walker) held(d *Desk) (n int) {
	from, to := day(d.From), day(w.now)
	if d.To > 0 {
		to = day(d.To)
	}
	for _, h := range w.holds {
		end := h.to
		if end == "" {
			end = day(w.now)
		}
		if a, b := max(from, h.from), min(to, end); a < b {
			n += w.cal.Between(a, b)
		}
	}
	return min(n, d.Days)
}

// months finds the months at whose end the record stood in the state that reports each month, and for which no report was filed by
// the end of the following month. Months before the record came into the register do not count.
func (w *walker) months() {
	if w.Kind.Reported == "" || len(w.Desks) == 0 {
		return
	}
	today := clock.FromMicro(w.now)
	first := clock.FromMicro(w.Desks[0].From)
	for m := time.Date(first.Year(), first.Month(), 1, 0, 0, 0, 0, clock.Zone); ; m = m.AddDate(0, 1, 0) {
		end := m.AddDate(0, 1, 0)
		if end.After(today) {
			return
		}
		last := end.UnixMicro() - 1
		d := w.holder(last)
		if d == nil || w.state(last) != w.Kind.Reported {
			continue
		}
		period := m.Format("2006-01")
		f, ok := w.filed[period]
		switch {
		case !ok:
			w.Missed = append(w.Missed, Missed{Period: period, Unit: d.Unit, Owner: d.Owner, Seq: -1})
		case f.at >= end.AddDate(0, 1, 0).UnixMicro():
			w.Missed = append(w.Missed, Missed{Period: period, Unit: d.Unit, Owner: d.Owner, Filed: f.at, Seq: f.seq})
		}
	}
}

func (w *walker) holder(at int64) *Desk {
	for i := range w.Desks {
		if d := &w.Desks[i]; d.From <= at && (d.To == 0 || at < d.To) {
			return d
		}
	}
	return nil
}

func (w *walker) state(at int64) string {
	state := ""
	for i := range w.Stays {
		if w.Stays[i].From <= at {
			state = w.Stays[i].State
		}
	}
	return state
}

func (w *walker) totals() {
	index := map[string]int{}
	of := func(unit string) *Total {
		i, ok := index[unit]
		if !ok {
			i = len(w.Units)
			index[unit] = i
			w.Units = append(w.Units, Total{Unit: unit})
		}
		return &w.Units[i]
	}
	for i := range w.Desks {
		d := &w.Desks[i]
		t := of(d.Unit)
		t.Desks, t.Days, t.Held, t.Own = t.Desks+1, t.Days+d.Days, t.Held+d.Held, t.Own+d.Own
	}
	for i := range w.Missed {
		of(w.Missed[i].Unit).Missed++
	}
	for i := range w.Orders {
		if w.Orders[i].Unit != "" {
			of(w.Orders[i].Unit).Orders++
		}
	}
	for i := range w.Stays {
		if s := &w.Stays[i]; len(s.Missing) > 0 && s.Desk >= 0 && s.Desk < len(w.Desks) {
			of(w.Desks[s.Desk].Unit).Lacking++
		}
	}
}
