// Package backtrack tells, from the journal alone, who held a record from when to when, how many working days it lay at each desk,
// what was done there and what was missing (倒查). Every event comes with its proof that it stands in the log.
package backtrack

import (
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
)

// Event is an entry of the journal with what came of checking it.
type Event struct {
	journal.Event
	Entry *journal.Entry
	Proof *journal.Inclusion // against Story.Head; nil when there is none
	Bad   string             // why it does not hold, "" = it stands in the log as it is shown
}

// Group is what was done at once: one change with the entries of this record.
type Group struct {
	journal.Header
	Events []*Event
}

// Auto reports whether the program did it by itself.
func (g *Group) Auto() bool { return g.ActorID == "system" || g.Via == "job" }

// Desk is a stretch during which one unit and one person had the record. Times are UTC microseconds; To is 0 while it lasts.
type Desk struct {
	Unit, Owner string
	From, To    int64
	Seq         int64 // the entry that brought it
	Days        int   // working days after the day of From up to that of To
	Held        int   // of these, days on which a clock stood still with consent or for the firm
	By          string
	Reason      string // why it was given on, "" = it is still here, or nobody said
	Groups      []*Group
	Own         int // changes by people of the unit
}

// Stay is a stretch in one state.
type Stay struct {
	State    string
	On       string // the day on which the state was reached as people gave it, "" = not given
	From, To int64
	Seq      int64
	Days     int
	End      bool // nothing more need happen in this state; no days are counted
	Desk     int  // index of the desk that passed it
	By       string
	Reason   string
	Override bool
	Missing  []string // proofs that were not there when the record came into the state
}

// Missed is a month without a report.
type Missed struct {
	Period string
	Unit   string // who had it at the month's end
	Owner  string
	Filed  int64 // when it was filed after all, 0 = not yet
	Seq    int64 // of the late report, -1 = none
}

// Order is an instruction on the record.
type Order struct {
	Body, By, Due string
	At, Done      int64
	Seq           int64
	DoneSeq       int64 // -1 = open
	Days          int   // working days until it was done, or until now
	Late          bool
	Unit          string // who had the record when it was given
}

// Total is the sum of a unit's desks.
type Total struct {
	Unit                    string
	Desks, Days, Held, Own  int
	Missed, Lacking, Orders int
}

// Story is all of it.
type Story struct {
	Kind        *Kind
	ID          string
	Title, Code string
	Head        journal.Head
	At          int64
	Events      []Event // oldest first
	Desks       []Desk
	After       []*Group // what was done while nobody had to do anything
	Stays       []Stay
	Units       []Total
	Missed      []Missed
	Orders      []Order
	Days        int
	Unknown     []int    // years without a notice of holidays: counted Monday to Friday
	Faults      []string // what does not fit although every entry may: gaps in the row's history, a row that differs
}

// Failed counts the entries that do not hold.
func (s *Story) Failed() (n int) {
	for i := range s.Events {
		if s.Events[i].Bad != "" {
			n++
		}
	}
	return n
}

// Whole reports whether everything holds.
func (s *Story) Whole() bool { return s.Failed() == 0 && len(s.Faults) == 0 }

// Now is the desk at which the record lies, nil when nobody has to do anything.
func (s *Story) Now() *Desk {
	if n := len(s.Desks); n > 0 && s.Desks[n-1].To == 0 {
		return &s.Desks[n-1]
	}
	return nil
}

// day is the local date of a time.
func day(micro int64) string { return clock.FromMicro(micro).Format("2006-01-02") }

// between counts working days between two times; to 0 is now.
func (w *walker) between(from, to int64) int {
	if to == 0 {
		to = w.now
	}
	return w.cal.Between(day(from), day(to))
}

// walker goes through the events once.
type walker struct {
	*Story
	cal workday.Calendar
	now int64
	row row // the record's own row, as the entries have left it so far

	open   int      // index in Desks, -1 = nobody has to do anything
	labels []string // of the files that are attached
	filed  map[string]filing
	holds  map[string]*hold
	orders map[string]int // index in Orders by comment
}

type filing struct{ at, seq int64 }

type hold struct{ from, to string }

// row is a row by its columns.
type row map[string]any

func (r row) text(column string) string {
	s, _ := r[column].(string)
	return s
}

// tell works out who held the record and what was missing. events are oldest first; now is UTC microseconds.
func (s *Story) tell(cal workday.Calendar, now int64) *walker {
	w := &walker{Story: s, cal: cal, now: now, row: row{}, open: -1, filed: map[string]filing{}, holds: map[string]*hold{}, orders: map[string]int{}}
	s.At = now
	for _, g := range groups(s.Events) {
		before := w.open
		w.group(g)
		switch {
		case before >= 0:
			w.at(&s.Desks[before], g)
		case w.open >= 0:
			w.at(&s.Desks[w.open], g)
		default:
			s.After = append(s.After, g)
		}
	}
	w.finish()
	return w
}

func (w *walker) at(d *Desk, g *Group) {
	d.Groups = append(d.Groups, g)
	if !g.Auto() && g.UnitID == d.Unit && d.Unit != "" {
		d.Own++
	}
}

func groups(events []Event) (out []*Group) {
	for i := range events {
		e := &events[i]
		if n := len(out); n > 0 && out[n-1].Header.At == e.At && same(&out[n-1].Header, &e.Header) {
			out[n-1].Events = append(out[n-1].Events, e)
			continue
		}
		out = append(out, &Group{Header: e.Header, Events: []*Event{e}})
	}
	return out
}

// same compares all of a header but the record it names, which differs within a load of many.
func same(a, b *journal.Header) bool {
	return a.ActorID == b.ActorID && a.Request == b.Request && a.Action == b.Action && a.Reason == b.Reason && a.Via == b.Via
}

func (w *walker) group(g *Group) {
	for _, e := range g.Events { // files and reports first: what comes in the same change counts for the move
		w.part(e)
	}
	for _, e := range g.Events {
		if e.Table == w.Kind.Name && e.RowID == w.ID {
			w.step(e)
		}
	}
}

// step takes in a change of the record's own row.
func (w *walker) step(e *Event) {
	was := row{}
	for k, v := range w.row {
		was[k] = v
	}
	w.replay(e)
	if e.Op == db.Deleted {
		return
	}
	k, is := w.Kind, w.row
	state := is.text(k.State)
	if was.text(k.State) != state || e.Op == db.Inserted {
		w.pass(e, was, state)
	}
	ended := k.ended(state)
	moved := was.text(k.Unit) != is.text(k.Unit) || was.text(k.Owner) != is.text(k.Owner)
	if w.open >= 0 && (moved || ended) {
		w.close(e)
	}
	if w.open < 0 && !ended {
		w.Desks = append(w.Desks, Desk{Unit: is.text(k.Unit), Owner: is.text(k.Owner), From: e.At, Seq: e.Seq})
		w.open = len(w.Desks) - 1
		for i := len(w.Stays) - 1; i >= 0 && w.Stays[i].Seq == e.Seq && w.Stays[i].Desk < 0; i-- {
			w.Stays[i].Desk = w.open
		}
	}
}

func (w *walker) close(e *Event) {
	d := &w.Desks[w.open]
	d.To, d.By, d.Reason = e.At, e.ActorName, e.Reason
	w.open = -1
}

// pass takes the record into another state.
func (w *walker) pass(e *Event, was row, state string) {
	if n := len(w.Stays); n > 0 && w.Stays[n-1].To == 0 {
		w.Stays[n-1].To = e.At
	}
	s := Stay{State: state, From: e.At, Seq: e.Seq, End: w.Kind.ended(state), Desk: w.open, By: e.ActorName, Reason: e.Reason, Override: e.Action == "project.override"}
	if w.Kind.Since != "" {
		s.On = w.row.text(w.Kind.Since)
	}
	if w.Kind.Missing != nil && e.Op == db.Updated {
		s.Missing = w.Kind.Missing(was.text(w.Kind.State), state, w.row, w.labels)
	}
	w.Stays = append(w.Stays, s)
}
