package report

import (
	"cmp"
	"lianzhang/internal/project"
)

// dateOf gives an undated project the day as the date of its stage, so that AsOf can place it.
func dateOf(p *project.Project, day string) *project.Project {
	c := *p
	c.LeadActual = min(cmp.Or(c.LeadActual, day), day) // the planned reserve has no milestone of its own
	for _, m := range c.Milestones() {
		if m.Stage == c.Stage {
			*m.Actual = day
		}
	}
	return &c
}

// restoreUndated takes the borrowed date off again.
func (it *Item) restoreUndated(p *project.Project, day string) {
	it.Stage, it.StageSince, it.LeadActual = p.Stage, "", p.LeadActual
	if p.StageSince <= day {
		it.StageSince = p.StageSince
	}
	for _, m := range it.Milestones() {
		if m.Stage == p.Stage {
			*m.Actual = ""
		}
	}
	if it.MovedOn == day {
		it.MovedOn = it.StageSince
	}
	for i := range it.reports {
		if r := &it.reports[i]; r.Done > 0 && r.Period <= day[:7] {
			it.MovedOn = max(it.MovedOn, r.Period+"-28")
		}
	}
}
