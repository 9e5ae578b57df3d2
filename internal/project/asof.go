package project

import "slices"

// AsOf gives the project as it stood at the end of a past day, from its dates, its reports and the plan of that year;
// ok is false when it did not exist yet. Names, places and people are those of today: the journal has their history, but
// what is counted of a past month is counted where the project belongs now.
func (p *Project) AsOf(day string, plan int64, reports []Report) (past Project, ok bool) {
	past = *p
	for _, m := range past.Milestones() {
		if *m.Actual > day {
			*m.Actual = ""
		}
	}
	if past.EndedOn > day {
		past.EndedOn, past.EndedWhy = "", ""
	}
	past.Stage, past.StageSince = past.stageFromDates()
	if past.Stage == "" {
		return past, false
	}
	if past.RegisteredOn > day {
		past.RegisteredOn = ""
	}
	if past.LibraryOn > day {
		past.LibraryOn, past.LibraryCode = "", ""
	}
	if past.PlanYear != day[:4] || plan > 0 {
		past.PlanYear, past.YearPlan, past.YearDone = day[:4], plan, 0
	}
	past.Invested, past.Reported, past.ReportedOn, past.MovedOn = 0, "", "", past.StageSince
	later := func(r Report) bool { return r.Period > day[:7] }
	known := reports
	if slices.ContainsFunc(known, later) {
		known = slices.DeleteFunc(slices.Clone(known), later)
	}
	for i := range known {
		r := &known[i]
		past.Invested += r.Done
		if r.Period >= past.Reported {
			past.Reported = r.Period
		}
		if r.Done > 0 {
			past.MovedOn = max(past.MovedOn, r.Period+"-28")
		}
	}
	// A month counts as over on its last day, so that the state at a month's end already knows that month.
	past.Settle(known, nextDay(day))
	return past, true
}

// stageFromDates is the furthest stage that has a date, or the end stage.
func (p *Project) stageFromDates() (stage, since string) {
	for _, m := range p.Milestones() {
		if *m.Actual != "" {
			stage, since = m.Stage, *m.Actual
		}
	}
	if p.EndedOn != "" {
		if p.SignedActual == "" {
			return Lost, p.EndedOn
		}
		return Withdrawn, p.EndedOn
	}
	return stage, since
}
