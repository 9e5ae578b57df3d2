package trail

import (
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// Group is what was done at once: one change with all the rows it touched.
type Group struct {
	journal.Header
	Seq    int64 // of its last entry
	Events []journal.Event
}

// Groups puts events that belong to one change together; both are newest first. Within a group the order is that of the
// change.
func Groups(events []journal.Event) []Group {
	var out []Group
	for _, e := range events {
		if n := len(out); n > 0 && out[n-1].Header == e.Header {
			g := &out[n-1]
			g.Events = append([]journal.Event{e}, g.Events...)
			continue
		}
		out = append(out, Group{Header: e.Header, Seq: e.Seq, Events: []journal.Event{e}})
	}
	return out
}

// Auto reports whether the program did it by itself.
func (g *Group) Auto() bool { return g.ActorID == "system" }

// Row finds the first event of the group on a table; nil when there is none.
func (g *Group) Row(table string) *journal.Event {
	for i := range g.Events {
		if g.Events[i].Table == table {
			return &g.Events[i]
		}
	}
	return nil
}

// Count is how many events of the group are on a table.
func (g *Group) Count(table string) (n int) {
	for i := range g.Events {
		if g.Events[i].Table == table {
			n++
		}
	}
	return n
}

// Is gives the new text of a column of an event, "" when it is absent or no text.
func Is(e *journal.Event, column string) string {
	s, _ := changed(e, column).New.(string)
	return s
}

// Was gives the old text of a column.
func Was(e *journal.Event, column string) string {
	s, _ := changed(e, column).Old.(string)
	return s
}

// IsNumber gives the new number of a column, 0 when it is absent.
func IsNumber(e *journal.Event, column string) int64 {
	n, _ := changed(e, column).New.(int64)
	return n
}

// WasNumber gives the old number of a column.
func WasNumber(e *journal.Event, column string) int64 {
	n, _ := changed(e, column).Old.(int64)
	return n
}

// IsTrue gives the new truth of a column.
func IsTrue(e *journal.Event, column string) bool {
	b, _ := changed(e, column).New.(bool)
	return b
}

// Touches reports whether the event changed the column.
func Touches(e *journal.Event, column string) bool { return changed(e, column).Column != "" }

func changed(e *journal.Event, column string) journal.Change {
	if e != nil {
		for _, c := range e.Changes {
			if c.Column == column {
				return c
			}
		}
	}
	return journal.Change{}
}

// Teller knows the words.
type Teller struct {
	Names *listing.Names
	Skip  func(column string) bool
	Today string
	// Most is how many changed columns are named; 0 names all.
	Most int
}

// Changes tells what an event changed: 年度计划8.00亿元→8.60亿元、责任单位市商务局→市发改委. Columns that the list does not have, or that
// are skipped, are left out; nil when nothing is left. Of an insertion only what is filled in is told.
func (t *Teller) Changes(e *journal.Event) ui.Rich {
	spec := spec(e.Table)
	if spec == nil {
		return nil
	}
	var out ui.Rich
	n := 0
	for _, c := range e.Changes {
		col := spec.Column(c.Column)
		if col == nil || col.Hidden || t.Skip != nil && t.Skip(c.Column) {
			continue
		}
		was, is := t.value(col, c.Old), t.value(col, c.New)
		if was == is || e.Op == db.Inserted && is == "" {
			continue
		}
		if n++; t.Most > 0 && n > t.Most {
			continue
		}
		if len(out) > 0 {
			out = append(out, ui.T("，"))
		}
		if e.Op == db.Inserted {
			out = append(out, ui.T(col.Label+"："), ui.B(is))
			continue
		}
		out = append(out, ui.T(col.Label+" "), ui.Quiet(orNone(was)), ui.T("→"), ui.B(orNone(is)))
	}
	if t.Most > 0 && n > t.Most {
		out = append(out, ui.T("等"+ui.Num(int64(n))+"项"))
	}
	return out
}

// value writes a value with its unit; absent amounts are "".
func (t *Teller) value(c *list.Column, v any) string {
	if i, ok := v.(int64); ok && (c.Kind == list.Number || c.Kind == list.Percent) {
		v = float64(i) // a whole number is written without a point
	}
	if zero(v) && c.Kind != list.Int && c.Kind != list.Bool {
		return ""
	}
	text := value(c, v, t.Names)
	if text != "" && c.Kind != list.Money {
		text += c.Unit // an amount has it already
	}
	return text
}

// Item is an entry of the log with the group's time.
func (t *Teller) Item(g *Group, body ui.Rich) ui.LogItem {
	at := clock.FromMicro(g.At)
	item := ui.LogItem{Time: at.Format("1-02 15:04"), DateTime: at.Format(time.RFC3339), Body: body, Auto: g.Auto()}
	if len(t.Today) >= 4 && at.Format("2006") != t.Today[:4] {
		item.Time = at.Format("06-01-02 15:04")
	}
	if g.Reason != "" {
		item.Note = ui.Plain("理由：" + g.Reason)
	}
	return item
}
