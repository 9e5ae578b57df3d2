package report

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"

	"lianzhang/internal/platform/period"
	"lianzhang/internal/review"
)

// regionLines are the counties and zones by rate, with their lights and the months in a row behind schedule.
func (f *Figures) regionLines(g *grouping, items []Item, rules *review.Compiled, decimals int) []Line {
	var out []Line
	for _, r := range f.Names.Regions {
		l := g.regions[r.Code]
		if l == nil {
			continue
		}
		delete(g.regions, r.Code)
		l.Label = r.Name
		f.judgeRegion(l, g.items[r.Code], rules)
		out = append(out, *l)
	}
	rank(out, decimals)
	if rest := remaining(g.regions); rest.N > 0 {
		rest.Label = "未明确" + f.Names.Place.Child
		out = append(out, rest)
	}
	return out
}

func (f *Figures) judgeRegion(l *Line, items []*Item, rules *review.Compiled) {
	l.MissedRun = missedRun(items, f.Month)
	l.Light = review.None
	if rules == nil {
		return
	}
	region := review.Region{Code: l.Key, Sum: l.Sum, MissedRun: l.MissedRun}
	light, i := rules.Judge(region.Value, f.Day, nil)
	if l.Light = light; i >= 0 {
		l.LightText = rules.Text(i, region.Value)
	}
}

// missedRun counts the months in a row, up to the month, in which what the projects had invested since the year's beginning
// was less than what their plans asked for. Projects without reports say nothing of the months before the last.
func missedRun(items []*Item, month period.Period) int64 {
	year := string(month)[:4]
	last, err := strconv.Atoi(string(month)[5:])
	if err != nil {
		return 0
	}
	done, due := paths(items, year, last)
	run := int64(0)
	for m := last; m >= 1 && done[m] < due[m]; m-- {
		run++
	}
	return run
}

// paths sums the projects' paths. A project without reports is known at the last month only.
func paths(items []*Item, year string, last int) (done, due [13]int64) {
	for _, it := range items {
		if it.YearPlan <= 0 {
			continue
		}
		if it.Loaded {
			done[last] += it.YearDone
			due[last] += it.YearDue
			continue
		}
		d, s := path(it, year, last)
		for m := 1; m <= last; m++ {
			done[m] += d[m]
			due[m] += s[m]
		}
	}
	return done, due
}

// months is how the year went up to the month; nothing when a project is known at the last month only, since the others
// would then not show the whole.
func (f *Figures) months(g *grouping) []MonthSum {
	var in []*Item
	for _, items := range g.items {
		in = append(in, items...)
	}
	month := string(f.Month)
	last, err := strconv.Atoi(month[5:])
	if err != nil || slices.ContainsFunc(in, func(it *Item) bool { return it.Loaded }) {
		return nil
	}
	done, due := paths(in, month[:4], last)
	var out []MonthSum
	for m := 1; m <= last; m++ {
		out = append(out, MonthSum{fmt.Sprintf("%s-%02d", month[:4], m), done[m], due[m]})
	}
	return out
}

// path gives for each month of the year up to last what the project had invested since January and what was due.
func path(it *Item, year string, last int) (done, due [13]int64) {
	share := [13]float64{}
	for i := range it.reports {
		r := &it.reports[i]
		if r.Period[:4] != year {
			continue
		}
		if m, err := strconv.Atoi(r.Period[5:]); err == nil && m >= 1 && m <= last {
			done[m], share[m] = r.Done, r.PlanShare
		}
	}
	for m := 1; m <= last; m++ {
		done[m] += done[m-1]
		if share[m] == 0 {
			share[m] = float64(m) / 12
		}
		due[m] = int64(math.Round(share[m] * float64(it.YearPlan)))
	}
	return done, due
}

// order brings the lists into the order in which the paper names their projects.
func (f *Figures) order() {
	size := func(a, b *Item) int {
		return cmp.Or(cmp.Compare(b.TotalInvest, a.TotalInvest), cmp.Compare(a.Pinyin, b.Pinyin), cmp.Compare(a.ID, b.ID))
	}
	serious := func(a, b *Item) int { return cmp.Or(cmp.Compare(b.RedRun, a.RedRun), size(a, b)) }
	slices.SortFunc(f.Unstarted, func(a, b *Item) int {
		return cmp.Or(cmp.Compare(fullDate(a.StartedPlan), fullDate(b.StartedPlan)), size(a, b))
	})
	slices.SortFunc(f.Red, serious)
	slices.SortFunc(f.Due, func(a, b *Item) int {
		_, x := nextMilestone(&a.Project)
		_, y := nextMilestone(&b.Project)
		return cmp.Or(cmp.Compare(fullDate(x), fullDate(y)), size(a, b))
	})
	for _, l := range [][]*Item{f.NewRed, f.ToGreen, f.Yellow, f.Debt, f.LeftRed.Green, f.LeftRed.Yellow, f.LeftRed.Other} {
		slices.SortFunc(l, size)
	}
	for i := range f.Events {
		slices.SortFunc(f.Events[i].Items, size)
	}
	for i := range f.Unreported {
		slices.SortFunc(f.Unreported[i].Items, size)
	}
	slices.SortFunc(f.Unreported, func(a, b UnitItems) int {
		return cmp.Or(cmp.Compare(len(b.Items), len(a.Items)), cmp.Compare(f.Names.unit(a.Unit), f.Names.unit(b.Unit)))
	})
	f.Problems = problems(f.told, size)
}
