package notify

import (
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/workday"
)

// quiet are the hours in which nothing is sent, "22:00" to "07:00"; both "" = none. They may pass midnight.
type quiet struct{ from, to string }

// until gives the end of the quiet hours in which now lies.
func (h quiet) until(now time.Time) (end time.Time, in bool) {
	if h.from == "" || h.to == "" || h.from == h.to {
		return now, false
	}
	t := now.Format("15:04")
	switch {
	case h.from < h.to:
		return at(now, h.to, 0), h.from <= t && t < h.to
	case t >= h.from:
		return at(now, h.to, 1), true
	default:
		return at(now, h.to, 0), t < h.to
	}
}

// at is the time of day "07:30" on now's date or days later; a malformed one is midnight.
func at(now time.Time, hhmm string, days int) time.Time {
	t, _ := time.Parse("15:04", hhmm)
	return time.Date(now.Year(), now.Month(), now.Day()+days, t.Hour(), t.Minute(), 0, 0, clock.Zone)
}

// isTime reports whether s is a time of day as forms send it, "07:30".
func isTime(s string) bool {
	t, err := time.Parse("15:04", s)
	return err == nil && t.Format("15:04") == s
}

// nextDigest is the next working day's time of day hhmm, today's when it is still to come.
func nextDigest(now time.Time, hhmm string, cal workday.Calendar) time.Time {
	for days := range 60 { // no holiday is that long
		if t := at(now, hhmm, days); t.After(now) && cal.IsWorkday(t.Format(time.DateOnly)) {
			return t
		}
	}
	return at(now, hhmm, 1)
}

// plan says when a mail to the person may leave, and whether it goes with the daily digest.
func (p *Settings) plan(now time.Time, urgent bool, cal workday.Calendar) (when time.Time, digest bool) {
	if urgent && p.UrgentPasses {
		return now, false
	}
	if p.DigestAt != "" {
		return nextDigest(now, p.DigestAt, cal), true
	}
	if end, in := (quiet{p.QuietFrom, p.QuietTo}).until(now); in {
		return end, false
	}
	return now, false
}

// plan says when news may leave for the group chat.
func (h *Hook) plan(now time.Time, urgent bool) time.Time {
	if end, in := (quiet{h.QuietFrom, h.QuietTo}).until(now); in && !urgent {
		return end
	}
	return now
}
