package report

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Compute counts the figures of a month's bulletin from the projects as they stood at its end. regionRules judges the
// counties; nil gives them no light. It reads nothing else and changes nothing, so that the same items always give the same
// figures; decimals is that of the display, since ranks are tied when the displayed rates are the same.
func Compute(month period.Period, items []Item, names *Names, regionRules *review.Compiled, decimals int) *Figures {
	f := &Figures{Month: month, Day: month.Last(), Names: names}
	groups := newGrouping()
	for i := range items {
		it := &items[i]
		f.Cohort.add(it)
		f.event(it)
		if !it.In {
			f.gone(it)
			continue
		}
		f.All.add(it, f.Day)
		groups.add(it, names, f.Day)
		f.sort(it)
	}
	f.All.Label = names.Place.Label
	f.Classes, f.Levels = groups.lines(groups.classes, classOrder), groups.lines(groups.levels, levelOrder)
	f.Chains = f.chainLines(groups, decimals)
	f.Regions = f.regionLines(groups, items, regionRules, decimals)
	f.Months = f.months(groups)
	f.order()
	return f
}

// add counts a project into the line.
func (l *Line) add(it *Item, day string) {
	l.Sum.Add(project.Sum{N: 1, TotalInvest: it.TotalInvest, Invested: it.Invested, FundsIn: it.FundsIn, YearPlan: it.YearPlan,
		YearDone: it.YearDone, YearDue: it.YearDue})
	if it.Report != nil {
		l.MonthDone += it.Report.Done
		l.MonthFund += it.Report.Funds
	}
	started := hasStarted(&it.Project)
	if started {
		l.Started++
		if it.LibraryOn != "" {
			l.Library++
		}
	}
	if started || startDue(&it.Project, day) {
		l.StartDue++
	}
	if it.Stage == project.Started || it.Stage == project.Completed {
		l.Building++
	}
	if mustReport(&it.Project) {
		l.ReportDue++
		if it.Reported == day[:7] {
			l.Reported++
		}
	}
	if it.MissedRun >= 1 {
		l.behind++
	}
	if it.MissedRun >= 2 {
		l.behind2++
	}
	l.Lights.add(it.Light)
	l.Was.add(it.Was)
}

// hasStarted reports whether works have begun; ended projects are not asked.
func hasStarted(p *project.Project) bool { return slices.Contains(from(project.Started), p.Stage) }

// startDue reports whether the start was planned for the day or earlier.
func startDue(p *project.Project, day string) bool {
	return p.StartedPlan != "" && fullDate(p.StartedPlan) <= day
}

// mustReport reports whether a project owes a report of every month: it is under construction and has a plan for the year.
func mustReport(p *project.Project) bool {
	return p.YearPlan > 0 && (p.Stage == project.Started || p.Stage == project.Completed)
}

// sort puts a project into the lists that the paper names.
func (f *Figures) sort(it *Item) {
	if it.Undated {
		f.Undated++
	}
	if it.Loaded {
		f.Loaded++
	}
	if !hasStarted(&it.Project) && startDue(&it.Project, f.Day) {
		f.Unstarted = append(f.Unstarted, it)
	}
	switch it.Light {
	case review.Red:
		f.Red = append(f.Red, it)
		if it.Was != review.Red {
			f.NewRed = append(f.NewRed, it)
		}
	case review.Yellow:
		f.Yellow = append(f.Yellow, it)
	case review.Green:
		if it.Was == review.Red || it.Was == review.Yellow {
			f.ToGreen = append(f.ToGreen, it)
		}
	}
	if it.Was == review.Red && it.Light != review.Red {
		f.leave(it)
	}
	if it.Debt && it.MissedRun == 0 {
		f.Debt = append(f.Debt, it)
	}
	if len(it.Kinds) > 0 {
		f.told = append(f.told, it)
	}
	if mustReport(&it.Project) && it.Reported != f.Day[:7] {
		f.unreported(it)
	}
	if _, on := nextMilestone(&it.Project); on != "" && strings.HasPrefix(on, string(f.Month.Next())) {
		f.Due = append(f.Due, it)
	}
}

// gone notes a project that was red one month before and does not belong to the range any more.
func (f *Figures) gone(it *Item) {
	if it.Was == review.Red {
		f.leave(it)
	}
}

func (f *Figures) leave(it *Item) {
	switch {
	case it.In && it.Light == review.Green:
		f.LeftRed.Green = append(f.LeftRed.Green, it)
	case it.In && it.Light == review.Yellow:
		f.LeftRed.Yellow = append(f.LeftRed.Yellow, it)
	default:
		f.LeftRed.Other = append(f.LeftRed.Other, it)
	}
}

func (f *Figures) unreported(it *Item) {
	i := slices.IndexFunc(f.Unreported, func(u UnitItems) bool { return u.Unit == it.UnitID })
	if i < 0 {
		i = len(f.Unreported)
		f.Unreported = append(f.Unreported, UnitItems{Unit: it.UnitID})
	}
	f.Unreported[i].Items = append(f.Unreported[i].Items, it)
}

// nextMilestone is the planned date of the first stage that a project has not reached yet, "" when none is planned.
func nextMilestone(p *project.Project) (stage, on string) {
	if p.EndedOn != "" {
		return "", ""
	}
	passed := project.StageRank(p.Stage)
	for _, m := range p.Milestones() {
		if project.StageRank(m.Stage) > passed && *m.Actual == "" && *m.Plan != "" {
			return m.Stage, *m.Plan
		}
	}
	return "", ""
}
