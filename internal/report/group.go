package report

import (
	"cmp"
	"slices"

	"lianzhang/internal/project"
)

// classOrder and levelOrder are the orders in which bulletins speak of classes and levels; others follow by size. Nothing
// changes them.
var (
	classOrder = []string{"续建", "在建", "建设", "新建", "新开工", "计划新开工", "计划开工", "技改", "扩建", "计划投产", "竣工投产", "前期", "预备", "储备"}
	levelOrder = []string{"国家重点", "国家级", "省重点", "省级", "市重点", "市级", "县重点", "县级", "区重点", "区级"}
)

// grouping gathers lines by class, level, chain and county in one pass.
type grouping struct {
	classes, levels, chains, regions map[string]*Line
	items                            map[string][]*Item // by county
}

func newGrouping() *grouping {
	return &grouping{map[string]*Line{}, map[string]*Line{}, map[string]*Line{}, map[string]*Line{}, map[string][]*Item{}}
}

func (g *grouping) add(it *Item, names *Names, day string) {
	county := names.county(it.Region)
	for _, x := range []struct {
		lines map[string]*Line
		key   string
	}{{g.classes, it.Class}, {g.levels, it.Level}, {g.chains, it.ChainID}, {g.regions, county}} {
		l := x.lines[x.key]
		if l == nil {
			l = &Line{Key: x.key, Label: x.key}
			x.lines[x.key] = l
		}
		l.add(it, day)
	}
	g.items[county] = append(g.items[county], it)
}

// lines gives the groups in the order of the list; what it does not name follows by plan, and what has no key is last.
func (g *grouping) lines(groups map[string]*Line, order []string) []Line {
	var out []Line
	for _, l := range groups {
		out = append(out, *l)
	}
	if len(out) == 1 && out[0].Key == "" {
		return nil
	}
	place := func(l Line) int {
		i := slices.Index(order, l.Key)
		switch {
		case l.Key == "":
			return len(order) + 1
		case i < 0:
			return len(order)
		}
		return i
	}
	slices.SortFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(place(a), place(b)), cmp.Compare(b.YearPlan, a.YearPlan), cmp.Compare(b.N, a.N), cmp.Compare(a.Key, b.Key))
	})
	return out
}

// chainLines are the chains by rate. A chain without a project is left out; projects without a chain come last.
func (f *Figures) chainLines(g *grouping, decimals int) []Line {
	var out []Line
	for _, c := range f.Names.Chains {
		if l := g.chains[c.ID]; l != nil {
			l.Label, l.Unit = c.Name, c.LeadUnit
			out = append(out, *l)
			delete(g.chains, c.ID)
		}
	}
	rank(out, decimals)
	if rest := remaining(g.chains); rest.N > 0 {
		rest.Label = "未明确产业链"
		out = append(out, rest)
	}
	return out
}

// remaining sums up what no name was found for; its key is that of the rows without any.
func remaining(groups map[string]*Line) Line {
	var rest Line
	for _, l := range groups {
		rest.merge(l)
	}
	return rest
}

// merge adds another line's counts.
func (l *Line) merge(o *Line) {
	l.Sum.Add(o.Sum)
	l.MonthDone += o.MonthDone
	l.MonthFund += o.MonthFund
	l.StartDue += o.StartDue
	l.Started += o.Started
	l.Library += o.Library
	l.Building += o.Building
	l.ReportDue += o.ReportDue
	l.Reported += o.Reported
	for _, x := range []struct{ to, from *Lights }{{&l.Lights, &o.Lights}, {&l.Was, &o.Was}} {
		x.to.None += x.from.None
		x.to.Green += x.from.Green
		x.to.Yellow += x.from.Yellow
		x.to.Red += x.from.Red
	}
}

// rank orders lines by their displayed rate and gives them their ranks; equal rates share one, and the next is passed over
// (1, 2, 2, 4). Within a rank the larger plan comes first. Lines without a plan have no rank and come last.
func rank(lines []Line, decimals int) {
	slices.SortStableFunc(lines, func(a, b Line) int {
		if (a.YearPlan > 0) != (b.YearPlan > 0) {
			return cmp.Compare(b.YearPlan, a.YearPlan)
		}
		return cmp.Or(cmp.Compare(b.Rate().Units(decimals), a.Rate().Units(decimals)), cmp.Compare(b.YearPlan, a.YearPlan))
	})
	for i := range lines {
		if lines[i].YearPlan <= 0 {
			continue
		}
		lines[i].Rank = i + 1
		if i > 0 && lines[i-1].Rate().Units(decimals) == lines[i].Rate().Units(decimals) {
			lines[i].Rank = lines[i-1].Rank
			lines[i-1].Tied, lines[i].Tied = true, true
		}
	}
}

// event sorts a project into the stages that it reached within the month.
func (f *Figures) event(it *Item) {
	if f.Events == nil {
		for _, stage := range []string{project.Signed, project.Started, project.Completed, project.Produced, project.Capacity, project.Withdrawn} {
			f.Events = append(f.Events, Event{Stage: stage})
		}
	}
	for i := range f.Events {
		if on := reachedOn(&it.Project, f.Events[i].Stage); len(on) >= 7 && on[:7] == string(f.Month) {
			f.Events[i].Items = append(f.Events[i].Items, it)
		}
	}
}

// reachedOn is the day on which a project reached the stage, "" when it has not.
func reachedOn(p *project.Project, stage string) string {
	for _, m := range p.Milestones() {
		if m.Stage == stage {
			return *m.Actual
		}
	}
	if p.Stage == stage {
		return p.EndedOn
	}
	return ""
}

// add counts a project that was ever signed.
func (c *Cohort) add(it *Item) {
	if it.Stage == project.Withdrawn {
		c.Signed++
		return
	}
	for _, x := range []struct {
		n     *int64
		stage string
	}{{&c.Signed, project.Signed}, {&c.Fulfilled, project.Signed}, {&c.Started, project.Started}, {&c.Completed, project.Completed},
		{&c.Produced, project.Produced}, {&c.Capacity, project.Capacity}} {
		if slices.Contains(from(x.stage), it.Stage) {
			*x.n++
		}
	}
}

// from are the stages from the given one to full capacity.
func from(stage string) []string {
	way := []string{project.Signed, project.Started, project.Completed, project.Produced, project.Capacity}
	return way[max(0, slices.Index(way, stage)):]
}
