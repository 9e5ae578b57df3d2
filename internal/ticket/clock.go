package ticket

import (
	"math"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/workday"
)

// Hold is a stretch of dates (From, To] that a clock does not count; To "" = still.
type Hold struct{ Kind, From, To string }

// Clock counts working days after its start, less holds. Holds follow one another in time and do not overlap.
type Clock struct {
	Start string // date; not counted itself, as the law counts terms
	Limit int    // working days
	Holds []Hold
}

// Ran is how many working days the clock has counted up to and including a date.
func (c Clock) Ran(cal workday.Calendar, on string) int {
	if on <= c.Start {
		return 0
	}
	n := cal.Between(c.Start, on)
	for _, h := range c.Holds {
		n -= c.off(cal, h, on)
	}
	return n
}

// off is how many working days up to a date fall into a hold.
func (c Clock) off(cal workday.Calendar, h Hold, on string) int {
	from, to := max(h.From, c.Start), h.To
	if to == "" || to > on {
		to = on
	}
	if to <= from {
		return 0
	}
	return cal.Between(from, to)
}

// Held is how many working days up to a date the holds of a kind took off.
func (c Clock) Held(cal workday.Calendar, kind, on string) (n int) {
	for _, h := range c.Holds {
		if h.Kind == kind {
			n += c.off(cal, h, on)
		}
	}
	return n
}

// At is the date on which the clock has counted n working days; ok is false while a hold without an end stands before it.
func (c Clock) At(cal workday.Calendar, n int) (date string, ok bool) {
	day := cal.Add(c.Start, n)
	for _, h := range c.Holds {
		from := max(h.From, c.Start)
		switch {
		case h.To != "" && h.To <= from:
			continue
		case from >= day:
			return day, true
		case h.To == "":
			return "", false
		}
		day = cal.Add(day, cal.Between(from, h.To))
	}
	return day, true
}

// The rungs of the ladder.
const (
	RungNone    = 0
	RungWarn    = 1 // 80 %: the handler
	RungOver    = 2 // over: the head of the unit
	RungDeputy  = 3 // +3 working days: the deputy chief of the chain
	RungChief   = 4 // +5: the chief
	RungGeneral = 5 // +10: the general chief's red list
)

// After is the working day at whose closing a rung is reached, counted like the limit.
func (s Steps) After(rung, limit int) int {
	if rung == RungWarn {
		return max(0, min(int(math.Ceil(s.Warn*float64(limit))), limit-1))
	}
	return limit + s.Climb[rung-RungOver]
}

// stand tells the rung that a clock has reached at a moment, and when it reaches the next; 0 = never, or not while it is held.
func (c Clock) stand(cal workday.Calendar, s Steps, now int64) (rung int64, next int64) {
	for r := RungWarn; r <= RungGeneral; r++ {
		date, ok := c.At(cal, s.After(r, c.Limit))
		if !ok {
			return rung, 0
		}
		at := closing(date)
		if at > now {
			return rung, at
		}
		rung = int64(r)
	}
	return rung, 0
}

// closing is the end of the working day on a date, UTC microseconds.
func closing(date string) int64 {
	t, err := time.ParseInLocation(time.DateOnly, date, clock.Zone)
	if err != nil {
		return 0
	}
	return t.Add(workday.Close).UnixMicro()
}

// Whole is the clock of the ticket as the firm sees it: from raising, never begun anew.
func (t *Ticket) Whole(hs []HoldRow) Clock {
	return Clock{Start: t.RaisedOn, Limit: int(t.WholeLimit + t.Extended), Holds: holdsOf(hs)}
}

// Step is the clock of the unit that has it now: begun anew with every hand-over.
func (t *Ticket) Step(hs []HoldRow) Clock {
	return Clock{Start: t.StepOn, Limit: int(t.StepLimit), Holds: holdsOf(hs)}
}

func holdsOf(hs []HoldRow) []Hold {
	out := make([]Hold, len(hs))
	for i, h := range hs {
		out[i] = Hold{h.Kind, h.FromOn, h.ToOn}
	}
	return out
}

// reckon sets what follows from the clocks after a change: dues, rungs and the next turn. A rung that is newly reached is not
// taken here but left for Climb, which tells those who stand on it; it is made due at once.
func (t *Ticket) reckon(cal workday.Calendar, s Steps, hs []HoldRow, now int64) {
	step, whole := t.StepLevel, t.WholeLevel
	t.climb(cal, s, hs, now)
	if !Working(t.State) || t.StepLevel <= step && t.WholeLevel <= whole {
		return
	}
	t.StepLevel, t.WholeLevel, t.TurnAt = min(step, t.StepLevel), min(whole, t.WholeLevel), now
	t.Level = max(t.StepLevel, t.WholeLevel)
}

// climb is reckon with the rungs that the clocks have reached by now. While its due stays the same a clock never climbs down, so
// that a machine whose time was set back tells nobody twice.
func (t *Ticket) climb(cal workday.Calendar, s Steps, hs []HoldRow, now int64) {
	before := *t
	whole := t.Whole(hs)
	if due, ok := whole.At(cal, whole.Limit); ok {
		t.WholeDue = closing(due)
	}
	if !Working(t.State) {
		t.StepDue, t.StepLevel, t.NextDue, t.TurnAt, t.Held = 0, 0, 0, 0, false
		if t.State != Merged {
			t.Level = 0
		}
		return
	}
	step := t.Step(hs)
	t.StepDue = 0
	if due, ok := step.At(cal, step.Limit); ok {
		t.StepDue = closing(due)
	}
	var a, b int64
	t.StepLevel, a = step.stand(cal, s, now)
	t.WholeLevel, b = whole.stand(cal, s, now)
	if t.StepDue == before.StepDue {
		t.StepLevel = max(t.StepLevel, before.StepLevel)
	}
	if t.WholeDue == before.WholeDue {
		t.WholeLevel = max(t.WholeLevel, before.WholeLevel)
	}
	t.Level = max(t.StepLevel, t.WholeLevel)
	t.TurnAt = sooner(a, b)
	if t.NextDue = t.WholeDue; t.StepDue > 0 {
		t.NextDue = sooner(t.StepDue, t.WholeDue)
	}
	t.Held = len(hs) > 0 && hs[len(hs)-1].Kind == HoldPause && hs[len(hs)-1].ToOn == ""
	if t.Held {
		t.NextDue = 0
	}
}

// sooner is the smaller of two moments, of which 0 is none.
func sooner(a, b int64) int64 {
	if a == 0 || b != 0 && b < a {
		return b
	}
	return a
}
