package lead

import (
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/workday"
)

// Clock is one term of a lead.
type Clock struct {
	Name string
	Due  string // last day in time
	Done string // "" = not yet
	Days int    // working days granted
}

// light tells how the term stands: red when it is over, yellow when a fifth of it or less is left, green when it runs.
func (c Clock) light(cal workday.Calendar, today string) string {
	switch {
	case c.Due == "" || c.Done != "":
		return "none"
	case today > c.Due:
		return "red"
	case cal.Between(today, c.Due) <= c.Days/5:
		return "yellow"
	}
	return "green"
}

// Late reports whether the term was missed: done too late, or not done and over.
func (c Clock) Late(today string) bool {
	if c.Due == "" {
		return false
	}
	if c.Done != "" {
		return c.Done > c.Due
	}
	return today > c.Due
}

// Clocks are the terms of the lead in their order; those that have not begun are left out.
func (l *Lead) Clocks(r *Clocks) []Clock {
	judge := r.Judge
	if l.Major {
		judge = r.JudgeMajor
	}
	all := []Clock{{"登记答复", l.AnswerDue, l.AnsweredOn, r.Answer}, {"研判", l.JudgeDue, l.JudgedOn, judge}}
	if l.ReplyDue != "" {
		all = append(all, Clock{"回复引荐人", l.ReplyDue, l.RepliedOn, r.Reply})
	}
	if l.ProgressDue != "" {
		all = append(all, Clock{"报进展", l.ProgressDue, "", r.Progress})
	}
	return all
}

// start sets the terms of a lead that is logged on the day.
func (l *Lead) start(r *Clocks, cal workday.Calendar, today string, referred bool) {
	l.LoggedOn = today
	l.AnswerDue = cal.Add(today, r.Answer)
	l.Major = r.Major > 0 && l.Size >= r.Major
	days := r.Judge
	if l.Major {
		days = r.JudgeMajor
	}
	l.JudgeDue = cal.Add(today, days)
	l.ReplyDue = ""
	if referred {
		l.ReplyDue = cal.Add(today, r.Reply)
	}
	l.renew(r, today)
}

// renew begins the exclusive time anew.
func (l *Lead) renew(r *Clocks, on string) { l.SealUntil = clock.AddDays(on, r.Exclusive) }

// progress notes that the lead has moved and starts the next term.
func (l *Lead) progress(r *Clocks, cal workday.Calendar, on string) {
	l.ProgressOn = max(l.ProgressOn, on)
	l.ProgressDue = cal.Add(l.ProgressOn, r.Progress)
	if until := clock.AddDays(on, r.Exclusive); until > l.SealUntil {
		l.SealUntil = until
	}
}

// settle finds the nearest open term and its light.
func (l *Lead) settle(r *Clocks, cal workday.Calendar, today string) {
	l.DueOn, l.DueWhat, l.Light = "", "", "none"
	if !l.Open() {
		return
	}
	for _, c := range l.Clocks(r) {
		if c.Done == "" && c.Due != "" && (l.DueOn == "" || c.Due < l.DueOn) {
			l.DueOn, l.DueWhat, l.Light = c.Due, c.Name, c.light(cal, today)
		}
	}
}
