package report

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Register is what the past is computed from: the projects as they stand now with their reports and plans, and the rules.
// Its methods are pure.
type Register struct {
	Projects []project.Project
	Reports  map[string][]project.Report // by project, in the order of months; from the January before the day on
	Plans    map[string]map[string]int64 // project → year → plan
	Received map[string]int64            // receipts after the day, by project
	Exempt   map[string][]string         // rules that do not count on the day, by project
	Rules    map[string]*review.Compiled // in force on the day, by level; nil: no lights
}

// Item is a project as it stood at the end of a day.
type Item struct {
	project.Project
	Was     string           // its light at the end of the month or week before; "" = the paper would not have had it then
	In      bool             // it belongs to what the paper reports on
	Text    string           // why the light is yellow or red
	Clear   string           // what puts it out
	RedRun  int64            // month ends in a row with a red light, as far back as the reports go
	Report  *project.Report  // of the month
	Undated bool             // its stage has no date: it is counted where it stands now
	Loaded  bool             // its year has no reports: it is counted with the figures it was loaded with
	Kinds   []string         // kinds of the problems told in the report
	reports []project.Report // of the whole span
}

// inScope tells what the papers report on: everything signed and not finished in an earlier year, everything with a plan for the year, and the
// planned reserve that an office has ranked. This is the formula 通报范围.
func inScope(p *project.Project, year string) bool {
	switch p.Stage {
	case project.Withdrawn, project.Lost:
		return false
	case project.Signed, project.Started, project.Completed:
		return true
	case project.Produced, project.Capacity:
		return p.YearPlan > 0 || len(p.ProducedActual) >= 4 && p.ProducedActual[:4] == year
	case project.Planned:
		return p.YearPlan > 0 || p.Level != ""
	}
	return p.YearPlan > 0
}

// AsOf gives the projects as they stood at the end of the last day of a month, with their light then and one month before.
func (r *Register) AsOf(month string) []Item {
	ends := monthEnds(month)
	runs := r.needsRuns()
	out := make([]Item, len(r.Projects))
	there := make([]bool, len(r.Projects))
	parallel(len(r.Projects), func(i int) { out[i], there[i] = r.item(&r.Projects[i], month, ends, runs) })
	kept := 0
	for i := range out {
		if there[i] {
			out[kept] = out[i]
			kept++
		}
	}
	return out[:kept]
}

// item gives one project as it stood at the end of the month; runs says that a rule asks for runs of yellow months.
func (r *Register) item(p *project.Project, month string, ends []string, runs bool) (Item, bool) {
	day := ends[len(ends)-1]
	it, ok := r.at(p, day)
	if !ok {
		return it, false
	}
	it.In = inScope(&it.Project, day[:4])
	r.lights(p, &it, ends, runs)
	if k := slices.IndexFunc(it.reports, func(x project.Report) bool { return x.Period == month }); k >= 0 {
		it.Report = &it.reports[k]
		it.Kinds = problemKinds(it.Report.Problem)
	}
	return it, true
}

// parallel calls fn for 0 to n−1, on all processors when there is enough to do.
func parallel(n int, fn func(i int)) {
	const part = 500
	var next atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n/part+1) {
		wait.Go(func() {
			for {
				end := int(next.Add(part))
				for i := end - part; i < min(end, n); i++ {
					fn(i)
				}
				if end >= n {
					return
				}
			}
		})
	}
	wait.Wait()
}

// at is project.AsOf for real registers, in which stages without a date and years without reports are common: such a
// project is counted as it stands now, and marked.
func (r *Register) at(p *project.Project, day string) (it Item, ok bool) {
	reports, year := r.Reports[p.ID], day[:4]
	dated := p
	it.reports = reports
	if it.Undated = undated(p); it.Undated {
		dated = dateOf(p, day)
	}
	if it.Project, ok = dated.AsOf(day, r.Plans[p.ID][year], upTo(reports, day[:7])); !ok {
		return it, false
	}
	if it.Undated {
		it.restoreUndated(p, day)
	}
	later := int64(0)
	known := false
	for i := range reports {
		if reports[i].Period > day[:7] {
			later += reports[i].Done
		}
		known = known || reports[i].Period[:4] == year
	}
	it.Invested = max(0, p.Invested-later)
	it.FundsIn = max(0, p.FundsIn-r.Received[p.ID])
	if !known && p.PlanYear == year && p.YearDone > 0 {
		it.Loaded, it.YearDone = true, p.YearDone
		it.Settle(nil, nextDay(day))
	}
	if it.Reported == "" && p.Reported <= day[:7] {
		it.Reported, it.ReportedOn = p.Reported, p.ReportedOn
	}
	return it, true
}

// upTo are the reports up to a month; they are in the order of months.
func upTo(reports []project.Report, month string) []project.Report {
	n := len(reports)
	for n > 0 && reports[n-1].Period > month {
		n--
	}
	return reports[:n]
}

// undated reports whether the stage in which a project stands has no date of its own.
func undated(p *project.Project) bool {
	if p.EndedOn != "" {
		return false
	}
	for _, m := range p.Milestones() {
		if m.Stage == p.Stage {
			return *m.Actual == ""
		}
	}
	return true
}

// dateOf gives an undated project the day as the date of its stage, so that AsOf can place it.
func dateOf(p *project.Project, day string) *project.Project {
	c := *p
	c.LeadActual = min(orElse(c.LeadActual, day), day) // the planned reserve has no milestone of its own
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

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

// monthEnds are the last days of the months from the January of the month before to the month, so that a year's runs of
// yellow and red can be counted and the month before is always among them.
func monthEnds(month string) []string {
	last, err := time.Parse("2006-01", month)
	if err != nil {
		return nil
	}
	first := last.AddDate(0, -1, 0)
	first = first.AddDate(0, 1-int(first.Month()), 0)
	var out []string
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		out = append(out, m.AddDate(0, 1, -1).Format(time.DateOnly))
	}
	return out
}

// firstMonth is the month from which reports are needed for the bulletin of a month.
func firstMonth(month string) string { return project.PreviousMonth(month)[:4] + "-01" }

func nextDay(day string) string { return addDays(day, 1) }

// addDays is the date n days after a date; a malformed date stays.
func addDays(day string, n int) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return t.AddDate(0, 0, n).Format(time.DateOnly)
}

// daysBetween is the number of days from a to b; dates that name only a month stand for its 28th, as in rules.
func daysBetween(a, b string) int {
	from, err1 := time.Parse(time.DateOnly, fullDate(a))
	to, err2 := time.Parse(time.DateOnly, fullDate(b))
	if err1 != nil || err2 != nil {
		return 0
	}
	return int(to.Sub(from).Hours() / 24)
}

func fullDate(d string) string {
	if len(d) == len("2026-11") {
		return d + "-28"
	}
	return d
}
