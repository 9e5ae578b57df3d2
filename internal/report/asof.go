package report

import (
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"lianzhang/internal/platform/clock"
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
	FiledBy  int64                       // reports filed after this moment are not known yet; 0: all are
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
	year := day[:4]
	reports := r.filed(p.ID)
	dated := p
	it.reports = reports
	if it.Undated = p.Undated(); it.Undated {
		dated = dateOf(p, day)
	}
	if it.Project, ok = dated.AsOf(day, r.Plans[p.ID][year], upTo(reports, day[:7])); !ok {
		return it, false
	}
	if it.Undated {
		it.restoreUndated(p, day)
	}
	later := int64(0)
	for _, x := range reports[len(upTo(reports, day[:7])):] {
		later += x.Done
	}
	it.Invested = max(0, p.Invested-later)
	it.FundsIn = max(0, p.FundsIn-r.Received[p.ID])
	known := slices.ContainsFunc(r.Reports[p.ID], func(x project.Report) bool { return x.Period[:4] == year })
	if !known && p.PlanYear == year && p.YearDone > 0 {
		it.Loaded, it.YearDone = true, p.YearDone
		it.Settle(nil, clock.AddDays(day, 1))
	}
	if it.Reported == "" && p.Reported < firstMonth(day[:7]) {
		it.Reported, it.ReportedOn = p.Reported, p.ReportedOn // told by a report from before those that were read
	}
	return it, true
}

// filed are the reports of a project that were filed in time.
func (r *Register) filed(id string) []project.Report {
	reports := r.Reports[id]
	late := func(x project.Report) bool { return x.FilledAt > r.FiledBy }
	if r.FiledBy == 0 || !slices.ContainsFunc(reports, late) {
		return reports
	}
	return slices.DeleteFunc(slices.Clone(reports), late)
}

// upTo are the reports up to a month; they are in the order of months.
func upTo(reports []project.Report, month string) []project.Report {
	n := len(reports)
	for n > 0 && reports[n-1].Period > month {
		n--
	}
	return reports[:n]
}
