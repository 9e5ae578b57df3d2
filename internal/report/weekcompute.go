package report

import (
	"cmp"
	"slices"

	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// ComputeWeek counts the facts of a week from the projects as they stood at its end. It reads nothing else, so that the
// same items always give the same list. by is the day by which what is asked is due.
func ComputeWeek(week period.Period, day, by string, items []Item, names *Names, limits Limits) *Week {
	k := &Week{Week: week, Day: day, By: by, Month: project.PreviousMonth(day[:7]), Names: names, Limits: limits.orDefault()}
	if period.Period(day[:7]).Last() == day {
		k.Month = day[:7]
	}
	from, to := dayStart(week.First()), dayEnd(week.Last())
	for i := range items {
		it := &items[i]
		k.event(it)
		if done, filed := filedWithin(it, from, to); filed {
			k.Filed = append(k.Filed, it)
			k.FiledDone += done
		}
		if !it.In {
			continue
		}
		k.All.add(it, day)
		k.sort(it)
	}
	k.order()
	k.blocks(items)
	k.tasks()
	return k
}

// filedWithin sums the investment of the reports that were filed between two moments.
func filedWithin(it *Item, from, to int64) (done int64, filed bool) {
	for i := range it.reports {
		if r := &it.reports[i]; r.FilledAt >= from && r.FilledAt <= to {
			done, filed = done+r.Done, true
		}
	}
	return done, filed
}

func (k *Week) event(it *Item) {
	if k.Events == nil {
		for _, stage := range weekStages {
			k.Events = append(k.Events, Event{Stage: stage})
		}
	}
	for i := range k.Events {
		if on := reachedOn(&it.Project, k.Events[i].Stage); len(on) == len(k.Day) && on >= k.Week.First() && on <= k.Day {
			k.Events[i].Items = append(k.Events[i].Items, it)
		}
	}
}

// weekStages are the stages whose reaching is news; nothing changes them.
var weekStages = []string{project.Signed, project.Started, project.Completed, project.Produced, project.Capacity, project.Withdrawn, project.Lost}

// sort puts a project into the lists.
func (k *Week) sort(it *Item) {
	l := k.Limits
	if it.Light != it.Was {
		switch it.Light {
		case review.Red:
			k.NewRed = append(k.NewRed, it)
		case review.Yellow:
			k.NewYellow = append(k.NewYellow, it)
		case review.Green:
			if it.Was == review.Red || it.Was == review.Yellow {
				k.ToGreen = append(k.ToGreen, it)
			}
		}
	}
	if longRed(it, k.Day, l) {
		k.LongRed = append(k.LongRed, it)
	}
	if overdue(it, k.Day) {
		k.Overdue = append(k.Overdue, it)
	}
	if stalled(it, k.Day, l) {
		k.Stalled = append(k.Stalled, it)
	}
	if stalledTalks(it, k.Day, l) {
		k.Talks = append(k.Talks, it)
	}
	if owesReport(it, k.Month) {
		k.ReportDue++
		if it.Reported < k.Month {
			k.unreported(it)
		}
	}
	switch n := daysAhead(it, k.Day); {
	case n < 1:
	case n <= l.Soon:
		k.Soon = append(k.Soon, it)
	case n <= l.Ahead:
		k.Ahead = append(k.Ahead, it)
	}
}

func longRed(it *Item, day string, l Limits) bool {
	return it.Light == review.Red && it.LightSince != "" && daysBetween(it.LightSince, day) >= l.Red
}

// overdue reports whether the next milestone of a project in talks or later should have been reached before the day.
func overdue(it *Item, day string) bool {
	if it.Stage == project.Planned || it.Stage == project.Lead {
		return false
	}
	_, on := nextMilestone(&it.Project)
	return on != "" && fullDate(on) < day
}

func stalled(it *Item, day string, l Limits) bool {
	return (it.Stage == project.Started || it.Stage == project.Completed) && it.MovedOn != "" && daysBetween(it.MovedOn, day) >= l.Stalled
}

func stalledTalks(it *Item, day string, l Limits) bool {
	return review.LevelOf(it.Stage) == review.LevelTalks && it.MovedOn != "" && daysBetween(it.MovedOn, day) >= l.Talks
}

// owesReport reports whether a project had to report a month: it does so every month, and had started by then.
func owesReport(it *Item, month string) bool {
	return mustReport(&it.Project) && (it.StartedActual == "" || it.StartedActual[:min(7, len(it.StartedActual))] <= month)
}

// daysAhead is in how many days the next milestone is planned; 0 when it is not, or past.
func daysAhead(it *Item, day string) int {
	_, on := nextMilestone(&it.Project)
	if on == "" {
		return 0
	}
	return max(0, daysBetween(day, on))
}

func (k *Week) unreported(it *Item) {
	i := slices.IndexFunc(k.Unreported, func(u UnitItems) bool { return u.Unit == it.UnitID })
	if i < 0 {
		i = len(k.Unreported)
		k.Unreported = append(k.Unreported, UnitItems{Unit: it.UnitID})
	}
	k.Unreported[i].Items = append(k.Unreported[i].Items, it)
}

// Missing is how many projects have not reported the month.
func (k *Week) Missing() int64 {
	n := int64(0)
	for _, u := range k.Unreported {
		n += int64(len(u.Items))
	}
	return n
}

// order brings the lists into the order in which they are named: what is late by how late it is, the rest by size.
func (k *Week) order() {
	size := func(a, b *Item) int {
		return cmp.Or(cmp.Compare(b.TotalInvest, a.TotalInvest), cmp.Compare(a.Pinyin, b.Pinyin), cmp.Compare(a.ID, b.ID))
	}
	oldest := func(date func(*Item) string) func(a, b *Item) int {
		return func(a, b *Item) int { return cmp.Or(cmp.Compare(date(a), date(b)), size(a, b)) }
	}
	for _, l := range [][]*Item{k.NewRed, k.NewYellow, k.ToGreen, k.Filed} {
		slices.SortFunc(l, size)
	}
	slices.SortFunc(k.LongRed, oldest(func(it *Item) string { return it.LightSince }))
	next := oldest(func(it *Item) string { _, on := nextMilestone(&it.Project); return fullDate(on) })
	for _, l := range [][]*Item{k.Overdue, k.Soon, k.Ahead} {
		slices.SortFunc(l, next)
	}
	for _, l := range [][]*Item{k.Stalled, k.Talks} {
		slices.SortFunc(l, oldest(func(it *Item) string { return it.MovedOn }))
	}
	for i := range k.Events {
		slices.SortFunc(k.Events[i].Items, size)
	}
	for i := range k.Unreported {
		slices.SortFunc(k.Unreported[i].Items, size)
	}
	slices.SortFunc(k.Unreported, func(a, b UnitItems) int {
		return cmp.Or(cmp.Compare(len(b.Items), len(a.Items)), cmp.Compare(k.Names.unit(a.Unit), k.Names.unit(b.Unit)))
	})
}
