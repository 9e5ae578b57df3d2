package forecast

import (
	"math"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/project"
)

// ground is all that a forecast of one day stands on.
type ground struct {
	asOf     string
	projects []project.Project // known on the day
	open     []int             // of projects: those that are simulated, as Setup.Projects
	pace     []float64         // of projects
	newcomer []int             // of projects: the examples of arrivals
	setup    *forecast.Setup
	basis    Basis
	dirty    []Dirty
	learnt   lessons
}

// A year of arrivals tells how many come; fewer than this tell nothing.
const fewestArrivals = 6

// build reads the register as it was known on the day and makes the simulation ready.
func (r *register) build(asOf, until string, params Params) *ground {
	g := &ground{asOf: asOf, projects: r.known(asOf)}
	day, _ := dayOf(asOf)
	last, _ := dayOf(until)
	var spells []forecast.Spell
	var sites []site
	siteAt := map[string]int{}
	first := make([]int, len(g.projects)) // day of the first appearance
	ends := make([]int, len(g.projects))  // of each project's spells
	for i := range g.projects {
		p := &g.projects[i]
		own, bad := spellsOf(p, day)
		spells = append(spells, own...)
		ends[i] = len(spells)
		for _, why := range bad {
			g.dirty = append(g.dirty, Dirty{p.ID, p.Name, p.Region, p.UnitID, p.ChainID, why})
		}
		if len(own) > 0 {
			first[i] = own[0].Entered
		}
		if s, ok := siteOf(p, r.reports[p.ID]); ok {
			siteAt[p.ID] = len(sites)
			sites = append(sites, s)
		}
	}
	g.basis.Persistence = g.paces(spells, ends)
	model := forecast.Fit(spells, 0)
	pace := paceOf(sites, asOf)
	b := &g.basis
	b.Projects, b.Spells, b.Ratio, b.Seasonal, b.Reported = len(g.projects), len(spells), pace.started, pace.seasonal, monthName(pace.last)
	b.SpendShock = pace.spread
	b.Shock, b.ShockKnown = model.Shock(spells, backMonths(asOf, 36))
	if params.Shock >= 0 {
		b.Shock, b.ShockKnown = params.Shock, true
	}
	g.setup = &forecast.Setup{Model: model, Shock: b.Shock, SpendShock: b.SpendShock, Runs: params.Runs, Seed: uint64(params.Seed)}
	g.calendar(day, last, &pace)
	for i := range g.projects {
		p := &g.projects[i]
		if first[i] > day-365 && first[i] != 0 {
			g.newcomer = append(g.newcomer, i)
		}
		stage := stageOf(p.Stage)
		if stage < forecast.Planned || stage >= forecast.Capacity {
			continue
		}
		b.Open++
		if !model.Known(stage) {
			b.Blind++
		}
		s := site{p: p}
		k, started := siteAt[p.ID]
		if started {
			s = sites[k]
		}
		g.open = append(g.open, i)
		g.setup.Projects = append(g.setup.Projects, g.prospect(p, g.pace[i], stage, day, &s, started, &pace))
	}
	g.arrive(first, day, &pace)
	return g
}

// paces reads from the stays how fast each project is, gives each stay the pace that was known on its first day, and tells how much of a pace
// lasts. ends are where each project's spells end.
func (g *ground) paces(spells []forecast.Spell, ends []int) float64 {
	usual := medians(spells)
	tempos := make([]tempo, len(spells))
	now := make([]tempo, len(g.projects))
	for i, k := 0, 0; i < len(g.projects); i++ {
		strata := strataOf(&g.projects[i])
		for ; k < ends[i]; k++ {
			spells[k].Strata, tempos[k] = strata, now[i]
			now[i] = now[i].after(&spells[k], usual)
		}
	}
	lasts := persistence(spells, tempos)
	for k := range spells {
		spells[k].Pace = math.Pow(tempos[k].ratio(), lasts.of(spells[k].From))
	}
	for i := range now {
		g.pace = append(g.pace, math.Pow(now[i].ratio(), lasts.of(stageOf(g.projects[i].Stage))))
	}
	return lasts.all
}

// calendar lays out the months that are simulated, with their weight of spending.
func (g *ground) calendar(day, last int, pace *pace) {
	g.setup.Bounds = []int{0}
	for at := day; at < last; {
		at++ // the next day's month
		end, _ := dayOf(monthEnd(dateOf(at)))
		g.setup.Season = append(g.setup.Season, pace.season[monthOf(dateOf(at))%12])
		at = min(end, last)
		g.setup.Bounds = append(g.setup.Bounds, at-day)
	}
}

// backMonths are the first days of the months before a day, oldest first, and of the month in which it lies.
func backMonths(day string, n int) []int {
	var out []int
	for m := lastMonth(day) - n + 1; m <= lastMonth(day)+1; m++ {
		out = append(out, firstDay(m))
	}
	return out
}

// prospect makes a project ready: where it stands, since when, and how it spends.
func (g *ground) prospect(p *project.Project, own float64, stage forecast.Stage, day int, s *site, started bool, pace *pace) forecast.Project {
	out := forecast.Project{ID: p.ID, Stage: stage, Strata: strataOf(p), Pace: own, Amount: p.TotalInvest, Output: p.OutputPlan, Tax: p.TaxPlan, Room: -1}
	if since, ok := dayOf(p.StageSince); ok {
		out.Age = max(0, day-since)
	}
	building, completed, from := pace.of(s, started)
	out.Spending, out.SpendingAfter = building/monthDays, completed/monthDays
	if p.TotalInvest > 0 {
		out.Room = max(0, p.TotalInvest-p.Invested)
	}
	rate := 0.0
	switch stage {
	case forecast.Started:
		rate = out.Spending
	case forecast.Completed:
		rate = out.SpendingAfter
	}
	if untold := day - max(firstDay(pace.last+1)-1, day-out.Age); rate > 0 && untold > 0 {
		out.Untold = int64(rate * float64(untold))
	}
	if rate > 0 {
		switch from {
		case ownPace:
			g.basis.OwnPace++
		case planPace:
			g.basis.PlanPace++
		case sitePace:
			g.basis.SitePace++
		}
	}
	return out
}

// arrive reads from the past year how many new projects come, and what they are like.
func (g *ground) arrive(first []int, day int, pace *pace) {
	if len(g.newcomer) < fewestArrivals {
		g.newcomer = nil
		return
	}
	a := &forecast.Arrivals{PerDay: float64(len(g.newcomer)) / 365}
	for _, i := range g.newcomer {
		p := g.projects[i]
		stage := forecast.Open
		for _, m := range p.Milestones() {
			if *m.Actual != "" {
				stage = stageOf(m.Stage)
				break
			}
		}
		s := site{p: &p}
		basis := g.basis
		example := g.prospect(&p, 1, stage, day, &s, false, pace)
		g.basis = basis
		example.Age, example.Untold, example.Room = 0, 0, -1
		if p.TotalInvest > 0 {
			example.Room = p.TotalInvest
		}
		a.Examples = append(a.Examples, example)
	}
	bounds := backMonths(g.asOf, 24)
	seen, expected := make([]float64, len(bounds)-1), make([]float64, len(bounds)-1)
	all := 0.0
	for _, d := range first {
		for k := range seen {
			if d >= bounds[k] && d < bounds[k+1] {
				seen[k]++
				all++
			}
		}
	}
	for k := range expected {
		expected[k] = all * float64(bounds[k+1]-bounds[k]) / float64(bounds[len(bounds)-1]-bounds[0])
	}
	a.Shock, _ = forecast.Overdispersion(seen, expected)
	a.Unsure = 1 / float64(len(g.newcomer)) // of the mean of a Poisson count
	g.basis.PerYear, g.basis.NewShock = a.PerDay*365, a.Shock
	g.setup.Arrivals = a
}
