// Package trail puts the journal into words: who did what to which record, and which fields went from what to what.
package trail

import (
	"context"
	"strings"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// Trail reads and words events.
type Trail struct {
	DB  *db.DB
	Kit *listing.Kit
}

// Log is the history of a record, newest first, at most size events; older is the Before of the next part, 0 at the end. The
// caller has checked that the record may be seen.
func (t *Trail) Log(ctx context.Context, ref record.Ref, before int64, size int) (log ui.Log, older int64, err error) {
	events, older, err := journal.History(ctx, t.DB, ref, journal.Page{Before: before, Size: size})
	if err != nil {
		return nil, 0, err
	}
	names, err := t.Kit.Names(ctx)
	if err != nil {
		return nil, 0, err
	}
	for i := range events {
		log = append(log, Item(&events[i], names))
	}
	return log, older, nil
}

// Item is an event as an entry of a log.
func Item(e *journal.Event, names *listing.Names) ui.LogItem {
	item := ui.LogItem{Time: ui.Stamp(e.At), Body: ui.Rich{ui.B(Action(e.Action)), ui.Gap(), ui.T(e.ActorName)}, Auto: e.Via == "job" || e.ActorID == "system"}
	if e.Reason != "" {
		item.Body = append(item.Body, ui.Gap(), ui.Quiet(e.Reason))
	}
	if said := Brief(e, names, 4); said != "" {
		item.Note = ui.Plain(said)
	}
	return item
}

// Brief says in one line what changed, at most n fields.
func Brief(e *journal.Event, names *listing.Names, n int) string {
	if e.Op != db.Updated {
		return ""
	}
	var parts []string
	more := 0
	for _, d := range Diffs(e, names) {
		if d.Minor {
			continue
		}
		if len(parts) == n {
			more++
			continue
		}
		parts = append(parts, d.Label+"："+orNone(d.Old)+"→"+orNone(d.New))
	}
	if more > 0 {
		parts = append(parts, "另有"+ui.Num(int64(more))+"处")
	}
	return strings.Join(parts, "；")
}

func orNone(s string) string {
	if s == "" {
		return "（空）"
	}
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// Diff is one field of an event in words. Minor ones, such as sort keys and version numbers, follow from the others.
type Diff struct {
	Column, Label, Old, New string
	Minor                   bool
}

// Diffs are the fields of an event: of an update those that changed, of a new or removed row those that are not empty.
func Diffs(e *journal.Event, names *listing.Names) []Diff {
	var out []Diff
	for _, c := range e.Changes {
		d := Diff{Column: c.Column, Minor: minor(c.Column)}
		var col = column(e.Table, c.Column)
		d.Label = col.Label
		d.Old, d.New = value(col, c.Old, names), value(col, c.New, names)
		if d.Old == "" && d.New == "" || e.Op != db.Updated && zero(c.Old) && zero(c.New) {
			continue
		}
		out = append(out, d)
	}
	return out
}

// zero reports whether a value says nothing: absent, empty, 0 or false.
func zero(v any) bool {
	switch v := v.(type) {
	case string:
		return v == ""
	case int64:
		return v == 0
	case float64:
		return v == 0
	case bool:
		return !v
	}
	return v == nil
}
