package review

import (
	"context"
	"maps"
	"slices"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
)

// Replay is how two rule sets would have lit the same past, month end by month end.
type Replay struct {
	Months []ReplayMonth
	Differ []Difference // projects whose light differs at the last month end, at most maxDiffer
	More   int          // how many more differ
}

// ReplayMonth counts the lights of one month end under both sets.
type ReplayMonth struct {
	Month    string
	Now, New map[string]int // light → projects; New is the set that is tried
	Changed  int            // projects whose light differs
}

// Difference is one project, or one county (then ProjectID is its code), that the two sets light differently.
type Difference struct {
	ProjectID, Name string
	Now, New        string
	NowText         string
	NewText         string
}

const maxDiffer = 200

// Replay judges the past months from..to ("2026-01") by the set in force and by another, side by side, over the projects
// inside the scope. Runs of yellow months are counted within the replayed span, for each set by itself.
func (s *Service) Replay(ctx context.Context, scope authz.Scope, set RuleSet, from, to string) (*Replay, error) {
	months, err := monthEnds(from, to, s.Run.Clock.Today())
	if err != nil {
		return nil, err
	}
	tried, err := Compile(set)
	if err != nil {
		return nil, err
	}
	sets, err := s.InForce(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	now := sets[set.Level]
	if now == nil {
		now = tried
	}
	past, err := s.past(ctx, scope, from, to)
	if err != nil {
		return nil, err
	}
	out := &Replay{}
	for _, end := range months {
		out.Months = append(out.Months, ReplayMonth{Month: end[:7], Now: map[string]int{}, New: map[string]int{}})
	}
	if set.Level == LevelRegion {
		past.replayRegions(now, tried, months, out)
		return out, nil
	}
	for i := range past.projects {
		past.replay(&past.projects[i], set.Level, now, tried, months, out)
	}
	return out, nil
}

// history is what the replay knows of the past.
type history struct {
	projects []project.Project
	reports  map[string][]project.Report
	plans    map[string]map[string]int64 // project → year → plan
}

func (s *Service) past(ctx context.Context, scope authz.Scope, from, to string) (*history, error) {
	h := &history{reports: map[string][]project.Report{}, plans: map[string]map[string]int64{}}
	var err error
	if h.projects, err = s.Projects.Select(ctx, s.Run.DB, scope, new(db.Where), ""); err != nil {
		return nil, err
	}
	err = s.Projects.EachReport(ctx, scope, from[:4]+"-01", to, func(r *project.Report) error {
		h.reports[r.ProjectID] = append(h.reports[r.ProjectID], *r)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return h, s.Projects.EachPlan(ctx, scope, "", func(p *project.Plan) error {
		if h.plans[p.ProjectID] == nil {
			h.plans[p.ProjectID] = map[string]int64{}
		}
		h.plans[p.ProjectID][p.Year] = p.Amount
		return nil
	})
}

func (h *history) replay(p *project.Project, level string, now, tried *Compiled, months []string, out *Replay) {
	var nowRun, newRun int64
	for m, end := range months {
		then, ok := p.AsOf(end, h.plans[p.ID][end[:4]], h.reports[p.ID])
		if !ok || LevelOf(then.Stage) != level {
			nowRun, newRun = 0, 0
			continue
		}
		a, b := then, then
		a.YellowRun, b.YellowRun = nowRun, newRun
		lightA, i := now.Judge(a.Value, end, nil)
		lightB, j := tried.Judge(b.Value, end, nil)
		nowRun, newRun = nextRun(nowRun, lightA), nextRun(newRun, lightB)
		d := Difference{ProjectID: p.ID, Name: p.Name, Now: lightA, New: lightB}
		if i >= 0 {
			d.NowText = now.text(i, a.Value)
		}
		if j >= 0 {
			d.NewText = tried.text(j, b.Value)
		}
		out.note(m, d)
	}
}

// note counts the two lights of one record at the m-th month end, and keeps the difference when it is the last.
func (r *Replay) note(m int, d Difference) {
	row := &r.Months[m]
	row.Now[d.Now]++
	row.New[d.New]++
	if d.Now == d.New {
		return
	}
	row.Changed++
	switch {
	case m < len(r.Months)-1:
	case len(r.Differ) == maxDiffer:
		r.More++
	default:
		r.Differ = append(r.Differ, d)
	}
}

// replayRegions judges the counties by the sums of their projects as they stood at each month end.
func (h *history) replayRegions(now, tried *Compiled, months []string, out *Replay) {
	runs := map[string]int64{}
	year := ""
	for m, end := range months {
		if end[:4] != year { // a run of missed months ends with the year whose plan it belongs to
			year, runs = end[:4], map[string]int64{}
		}
		sums := map[string]*project.Sum{}
		for i := range h.projects {
			p := &h.projects[i]
			then, ok := p.AsOf(end, h.plans[p.ID][year], h.reports[p.ID])
			if !ok || LevelOf(then.Stage) == "" {
				continue
			}
			if sums[p.Region] == nil {
				sums[p.Region] = &project.Sum{}
			}
			sums[p.Region].Add(project.Sum{N: 1, YearPlan: then.YearPlan, YearDone: then.YearDone, YearDue: then.YearDue})
		}
		for _, code := range slices.Sorted(maps.Keys(sums)) {
			if s := sums[code]; s.YearDone < s.YearDue {
				runs[code]++
			} else {
				runs[code] = 0
			}
			r := Region{Code: code, Sum: *sums[code], MissedRun: runs[code]}
			d := Difference{ProjectID: code, Name: code}
			var i, j int
			if d.Now, i = now.Judge(r.Value, end, nil); i >= 0 {
				d.NowText = now.text(i, r.Value)
			}
			if d.New, j = tried.Judge(r.Value, end, nil); j >= 0 {
				d.NewText = tried.text(j, r.Value)
			}
			out.note(m, d)
		}
	}
}

func nextRun(run int64, light string) int64 {
	if light == Yellow {
		return run + 1
	}
	return 0
}

// monthEnds are the last days of the months from..to, none later than today.
func monthEnds(from, to, today string) ([]string, error) {
	first, err1 := time.Parse("2006-01", from)
	last, err2 := time.Parse("2006-01", to)
	if err1 != nil || err2 != nil || last.Before(first) || last.Sub(first) > 3*366*24*time.Hour {
		return nil, errs.New(errs.Invalid, "回放期间要写成2026-01到2026-10，不超过36个月")
	}
	var out []string
	for m := first; !m.After(last); m = m.AddDate(0, 1, 0) {
		end := m.AddDate(0, 1, -1).Format("2006-01-02")
		if end >= today {
			break
		}
		out = append(out, end)
	}
	if out == nil {
		return nil, errs.New(errs.Invalid, "所选月份还没过完，没有可回放的")
	}
	return out, nil
}
