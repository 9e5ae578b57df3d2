package project

import (
	"slices"
	"time"

	area "lianzhang/internal/project"
	"lianzhang/internal/web/ui"
)

// stages is the pipeline of the project: planned and actual dates of each stage, what is expected, and how far they differ.
func (r *record) stages(today string) ui.Stages {
	out := ui.Stages{}
	now := slices.Index(ladder, r.Stage)
	if ended(r.Project) {
		now = r.furthest()
	}
	for i, m := range r.Milestones() {
		s := ui.Stage{Name: m.Label}
		switch {
		case i < now:
			s.State = "done"
		case i == now && !ended(r.Project):
			s.State, s.Share = "now", r.run(i, today)
		case i == now:
			s.State = "done"
		}
		add := func(label, date string) { s.Dates = append(s.Dates, ui.StageDate{Label: label, Date: date}) }
		if *m.Plan != "" || i > now {
			add("计划", *m.Plan)
		}
		expected := r.expected(m.Stage)
		switch {
		case *m.Actual != "":
			add("实际", *m.Actual)
			s.Shift, s.Late = deviation(*m.Plan, *m.Actual)
		case i < now: // passed without a date: a list that was loaded may not know it
			add("实际", "")
		case expected != "":
			add("预计", expected)
			s.Shift, s.Late = deviation(*m.Plan, expected)
		case *m.Plan != "" && overdue(*m.Plan, today) && !ended(r.Project):
			s.Shift, s.Late = deviation(*m.Plan, today)
			s.Shift = "已" + s.Shift
		}
		out.Items = append(out.Items, s)
	}
	return out
}

// furthest is the last stage that has an actual date, -1 when none has.
func (r *record) furthest() int {
	last := -1
	for i, m := range r.Milestones() {
		if *m.Actual != "" {
			last = i
		}
	}
	return last
}

// expected is the date that the latest report expects for a stage; reports tell of completion only.
func (r *record) expected(stage string) string {
	if stage != area.Completed || len(r.reports) == 0 {
		return ""
	}
	return r.reports[0].Forecast
}

// run is the share, in percent, of the way from the stage's own date to the planned date of the next one.
func (r *record) run(i int, today string) float64 {
	all := r.Milestones()
	if i+1 >= len(all) {
		return 100
	}
	from, err1 := time.Parse(time.DateOnly, *all[i].Actual)
	to, err2 := time.Parse(time.DateOnly, *all[i+1].Plan)
	now, err3 := time.Parse(time.DateOnly, today)
	if err1 != nil || err2 != nil || err3 != nil || !from.Before(to) {
		return 50
	}
	return min(max(float64(now.Sub(from))/float64(to.Sub(from))*100, 4), 100)
}
