package review

import (
	"context"
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

// Difference is one project that the two sets light differently.
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
	if set.Level == LevelRegion {
		return nil, errs.New(errs.Invalid, "县区规则暂以项目汇总评灯，请回放项目规则")
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
		row := &out.Months[m]
		row.Now[lightA]++
		row.New[lightB]++
		if lightA == lightB {
			continue
		}
		row.Changed++
		if m < len(months)-1 {
			continue
		}
		if len(out.Differ) == maxDiffer {
			out.More++
			continue
		}
		d := Difference{ProjectID: p.ID, Name: p.Name, Now: lightA, New: lightB}
		if i >= 0 {
			d.NowText = now.text(i, a.Value)
		}
		if j >= 0 {
			d.NewText = tried.text(j, b.Value)
		}
		out.Differ = append(out.Differ, d)
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
