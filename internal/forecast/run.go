package forecast

import (
	"cmp"
	"slices"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
)

// check refuses what cannot be run, each fault at its field.
func (p *Params) check(today string) error {
	var bad errs.Fields
	asOf, until := clock.IsDate(p.AsOf), clock.IsDate(p.Until)
	switch {
	case !asOf:
		bad.Add("as_of", "填写统计日，例如%s", today)
	case p.AsOf > today:
		bad.Add("as_of", "统计日不能晚于今天：还没发生的事不能当作已知")
	}
	switch {
	case !until:
		bad.Add("until", "填写预测到哪一天，例如%s-12-31", today[:4])
	case asOf && p.Until <= p.AsOf:
		bad.Add("until", "要晚于统计日%s", p.AsOf)
	case asOf && monthOf(p.Until)-monthOf(p.AsOf) > MostMonths:
		bad.Add("until", "最远预测%d个月，再远历史说不清", MostMonths)
	}
	if p.Runs < 100 || p.Runs > MostRuns {
		bad.Add("runs", "在100到%d之间", MostRuns)
	}
	if p.Seed < 0 {
		bad.Add("seed", "种子不能是负数")
	}
	if p.Shock > 1 {
		bad.Add("shock", "共同波动的方差在0到1之间，留空按历史估计")
	}
	return bad.Err()
}

// since is the first day of the year that the span belongs to.
func (p *Params) since() string {
	if p.AsOf[5:] == "12-31" {
		return clock.AddDays(p.AsOf, 1)
	}
	return p.AsOf[:4] + "-01-01"
}

// made is a run with what is kept of it.
type made struct {
	Result
	items []Item
}

// make runs the forecast of one day on the register.
func (r *register) make(params Params, goals goals, learnt lessons) *made {
	g := r.build(params.AsOf, params.Until, params)
	since := params.since()
	m := &made{Result: Result{Params: params, Since: since, Whole: params.Until == since[:4]+"-12-31", Basis: g.basis, Dirty: g.dirty}}
	m.Stays = stays(g)
	g.learnt = learnt
	g.basis.Lessons, g.basis.LessonsFrom = learnt.by, learnt.from
	m.Basis = g.basis
	day, _ := dayOf(params.AsOf)
	for _, b := range g.setup.Bounds[1:] {
		m.Months = append(m.Months, dateOf(day+b))
	}
	engine := forecast.Prepare(g.setup)
	outcome := engine.Run()
	whole := Line{All: true}
	if !m.Whole {
		goals.targets = nil
	}
	m.Lines = g.lines(m.Lines, r, whole, outcome, since, goals, func(*project.Project) bool { return true })
	for _, k := range g.parts() {
		in := func(p *project.Project) bool {
			return p.Region == k.Region && k.Region != "" || p.ChainID == k.Chain && k.Chain != ""
		}
		projects, arrivals := g.part(in)
		m.Lines = g.lines(m.Lines, r, k, engine.Part(projects, arrivals).Run(), since, goals, in)
	}
	m.items = g.items(outcome)
	g.push(m.items, params)
	return m
}

// parts are the counties and chains that have projects, in order.
func (g *ground) parts() (out []Line) {
	regions, chains := map[string]bool{}, map[string]bool{}
	for i := range g.projects {
		regions[g.projects[i].Region], chains[g.projects[i].ChainID] = true, true
	}
	for code := range regions {
		if code != "" {
			out = append(out, Line{Region: code})
		}
	}
	for id := range chains {
		if id != "" {
			out = append(out, Line{Chain: id})
		}
	}
	slices.SortFunc(out, func(a, b Line) int { return cmp.Or(cmp.Compare(a.Chain, b.Chain), cmp.Compare(a.Region, b.Region)) })
	return out
}

// part are the open projects and the arrivals of a county or chain, which brings its share of the site's newcomers.
func (g *ground) part(in func(*project.Project) bool) (out []forecast.Project, a *forecast.Arrivals) {
	for k, i := range g.open {
		if in(&g.projects[i]) {
			out = append(out, g.setup.Projects[k])
		}
	}
	if all := g.setup.Arrivals; all != nil {
		a = &forecast.Arrivals{Shock: all.Shock, Unsure: all.Unsure}
		for k, i := range g.newcomer {
			if in(&g.projects[i]) {
				a.Examples = append(a.Examples, all.Examples[k])
			}
		}
		a.PerDay = all.PerDay * float64(len(a.Examples)) / float64(len(all.Examples))
	}
	return out, a
}

// lines adds the figures of one part: what the year has brought, and what comes.
func (g *ground) lines(out []Line, r *register, part Line, o *forecast.Outcome, since string, goals goals, in func(*project.Project) bool) []Line {
	for i := range measures {
		m := &measures[i]
		l := part
		l.Measure, l.Silent = m.Code, g.silent(m)
		l.Goal, l.Source = goals.of(&l)
		for k := range g.projects {
			if p := &g.projects[k]; in(p) {
				l.Done += r.brought(p, m, since, g.asOf, g.basis.Reported)
			}
		}
		if l.Silent == "" {
			values := g.learnt.by[m.Code].All(o.Totals[m.Metric])
			l.Chance = forecast.Chance(values, l.Goal-l.Done)
			l.Band = forecast.Tell(values)
			l.Fresh = forecast.Tell(slices.Clone(o.New[m.Metric])).Mean
		}
		l.Band.P10, l.Band.P50, l.Band.P90, l.Band.Mean = l.Band.P10+l.Done, l.Band.P50+l.Done, l.Band.P90+l.Done, l.Band.Mean+float64(l.Done)
		out = append(out, l)
	}
	return out
}

// silent tells why history says nothing about a figure; "" when it does.
func (g *ground) silent(m *Measure) string {
	if m.Metric == forecast.Investment {
		if g.basis.Ratio == 0 {
			return "近12个月没有投资月报"
		}
		return ""
	}
	if n := g.setup.Model.Reached(m.Metric.Stage()); n < forecast.FewAll {
		return "历史上到达" + project.StageLabel(codeOf(m.Metric.Stage())) + "的不足" + string(rune('0'+forecast.FewAll)) + "次"
	}
	return ""
}

// brought is what a project brought to a figure from a day to the day of the forecast; investment by the months that were reported.
func (r *register) brought(p *project.Project, m *Measure, since, until, reported string) int64 {
	if m.Metric == forecast.Investment {
		sum := int64(0)
		for i := range r.reports[p.ID] {
			if rep := &r.reports[p.ID][i]; rep.Period >= since[:7] && rep.Period <= reported {
				sum += rep.Done
			}
		}
		return sum
	}
	date := ""
	for _, x := range p.Milestones() {
		if stageOf(x.Stage) == m.Metric.Stage() {
			date = *x.Actual
		}
	}
	if date == "" || date < since[:len(date)] || date > until {
		return 0
	}
	switch m.Metric {
	case forecast.SignedAmount:
		return p.TotalInvest
	case forecast.Output:
		return p.OutputPlan
	case forecast.Tax:
		return p.TaxPlan
	}
	return 1
}

// goals are the targets of the year; root is the region of the whole site.
type goals struct {
	root    string
	targets []Target
}

// of finds the target of a line; of several the last, since those entered by hand come after those kept elsewhere.
func (g goals) of(l *Line) (value int64, source string) {
	for i := range g.targets {
		t := &g.targets[i]
		if t.Measure != l.Measure || t.ChainID != l.Chain {
			continue
		}
		if l.Chain != "" || l.All && t.Region == g.root || !l.All && t.Region == l.Region && t.Region != g.root {
			value, source = t.Value, t.Source
		}
	}
	return value, source
}
