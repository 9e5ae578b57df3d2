package report

import (
	"slices"

	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Week are the facts of a week's dispatch list, before any word is written. The lists of projects are ordered as the paper
// names them.
type Week struct {
	Week   period.Period
	Day    string // as of: the week's last day, or today within the week
	Asked  string // the day on which the paper is made
	By     string // the last working day of the week after: when the asked is due
	Month  string // the last full month: who has not reported it
	Names  *Names
	Limits Limits

	All        Line
	NewRed     []*Item // turned red within the week
	NewYellow  []*Item
	ToGreen    []*Item
	Events     []Event // stages reached within the week
	Filed      []*Item // reported within the week
	FiledDone  int64   // investment told in these reports
	Stalled    []*Item // under construction without progress for Limits.Stalled days
	Talks      []*Item // in talks without progress for Limits.Talks days
	Overdue    []*Item // the next milestone is past its planned date
	LongRed    []*Item // red for Limits.Red days
	ReportDue  int64   // had to report Month
	Unreported []UnitItems
	Soon       []*Item // next milestone within Limits.Soon days
	Ahead      []*Item // next milestone after these, within Limits.Ahead days
	Blocks     []ChainBlock
	Rows       []Task
}

// ChainBlock is what is said of one chain, and the one thing that is asked of its lead unit.
type ChainBlock struct {
	Line
	Chief                                          string
	NewRed, LongRed, Overdue, Unrep, Stalled, Soon []*Item
	Moved                                          int64
	asked                                          []*Item // whom the action names
	kind                                           string  // which fact the action comes from
}

// Task is a row of the list: what is wrong with a project, what is to be done, by when.
type Task struct {
	Item    *Item
	Kind    string // newred, longred, red, overdue, unreported, stalled, soon
	Problem string
	Todo    string
	By      string
}

// weekItems gives the projects as they stood at the end of a day within or after the week, with the light that they had
// then by the record of turns, and the light before the week began. live says that the day is today: the register itself
// then tells how things stand.
func (r *Register) weekItems(week period.Period, day string, live bool, turns []project.Turn) []Item {
	byProject := map[string][]project.Turn{} // newest first
	for _, t := range turns {
		byProject[t.ProjectID] = append(byProject[t.ProjectID], t)
	}
	past := *r
	past.FiledBy = dayEnd(day)
	var out []Item
	for i := range r.Projects {
		p := &r.Projects[i]
		it, ok := Item{Project: *p, reports: r.Reports[p.ID]}, true
		if !live {
			if it, ok = past.at(p, day); !ok {
				continue
			}
		}
		it.In = it.Stage != project.Withdrawn && it.Stage != project.Lost
		it.turned(p, byProject[p.ID], week, day)
		r.explain(&it, day)
		if n := len(it.reports); n > 0 {
			it.Report = &it.reports[n-1]
			it.Kinds = problemKinds(it.Report.Problem)
		}
		out = append(out, it)
	}
	return out
}

// turned sets the light at the end of the day, since when, and the one before the week, from the turns, newest first.
func (it *Item) turned(p *project.Project, turns []project.Turn, week period.Period, day string) {
	it.Light, it.LightSince, it.LightRule = p.Light, p.LightSince, p.LightRule
	it.Was = it.Light
	first := week.First()
	settled := false
	for _, t := range turns {
		switch {
		case t.OnDate > day:
			it.Light, it.Was, it.LightRule = t.Was, t.Was, ""
			it.LightSince = ""
		case !settled:
			settled = true
			it.LightSince, it.LightRule, it.Text = t.OnDate, t.Rule, t.Text
			it.Was = it.Light
			fallthrough
		default:
			if t.OnDate >= first {
				it.Was = t.Was
			}
		}
	}
	if it.LightSince > day {
		it.LightSince = ""
	}
}

// explain gives a yellow or red light its reason with the numbers of the day, where the rules still say the same; else the
// reason noted when it turned stays.
func (r *Register) explain(it *Item, day string) {
	c := r.Rules[review.LevelOf(it.Stage)]
	if c == nil || it.Light != review.Yellow && it.Light != review.Red {
		return
	}
	exempt := r.Exempt[it.ID]
	light, i := c.Judge(it.Value, day, func(rule string) bool { return slices.Contains(exempt, rule) })
	if i >= 0 && light == it.Light {
		it.LightRule, it.Text, it.Clear = c.Rules[i].ID, c.Text(i, it.Value), c.Rules[i].Clear
	}
}
