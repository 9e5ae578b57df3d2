package report

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// everywhere reads what belongs to projects without limits. The projects themselves are read inside the actor's scope and
// the rest is taken by their ids: reports and plans keep the unit under which they were written, so after a change of
// owner a scope of their own would lose them.
var everywhere = authz.Scope{All: true}

// load reads what the papers of a day are computed from: all projects inside the scope with their reports from a month on,
// those from told on with their texts, the plans of the years, the receipts after the day, and what was in force on it.
func (s *Service) load(ctx context.Context, scope authz.Scope, from, told, day string) (*Register, error) {
	to := s.Clock.Today()[:7]
	r := &Register{Plans: map[string]map[string]int64{}}
	var err error
	if r.Projects, err = s.Projects.Select(ctx, s.Projects.Run.DB, scope, new(db.Where), "ORDER BY t.id"); err != nil {
		return nil, err
	}
	if r.Reports, err = s.reports(ctx, scope, r.Projects, from, told, to); err != nil {
		return nil, err
	}
	for _, year := range slices.Compact([]string{from[:4], day[:4]}) {
		err := s.Projects.EachPlan(ctx, everywhere, year, func(p *project.Plan) error {
			if r.Plans[p.ProjectID] == nil {
				r.Plans[p.ProjectID] = map[string]int64{}
			}
			r.Plans[p.ProjectID][year] = p.Amount
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	if r.Received, err = s.Projects.ReceivedAfter(ctx, everywhere, day); err != nil {
		return nil, err
	}
	if r.Exempt, err = s.Review.ExemptionsOn(ctx, everywhere, day); err != nil {
		return nil, err
	}
	r.Rules, err = s.Review.InForceOn(ctx, day)
	return r, err
}

// perQuery is how many ids one query names.
const perQuery = 500

// reports reads the reports of the months by project: the figures of all months, and the texts of those from told on.
func (s *Service) reports(ctx context.Context, scope authz.Scope, projects []project.Project, from, told, to string) (map[string][]project.Report, error) {
	out := make(map[string][]project.Report, len(projects))
	if !scope.All {
		return out, s.reportsByID(ctx, projects, from, to, out)
	}
	months := map[string]string{} // a year has twelve: no need to keep a million copies
	add := func(r *project.Report) error {
		if m, ok := months[r.Period]; ok {
			r.Period = m
		} else {
			months[r.Period] = r.Period
		}
		rows := out[r.ProjectID]
		if n := len(rows); n > 0 {
			r.ProjectID = rows[n-1].ProjectID
		} else {
			rows = make([]project.Report, 0, 12)
		}
		out[r.ProjectID] = append(rows, *r)
		return nil
	}
	if from < told {
		if err := s.Projects.EachFigure(ctx, scope, from, project.PreviousMonth(told), add); err != nil {
			return nil, err
		}
	}
	return out, s.Projects.EachReport(ctx, scope, told, to, add)
}

// reportsByID reads the reports of some projects.
func (s *Service) reportsByID(ctx context.Context, projects []project.Project, from, to string, out map[string][]project.Report) error {
	var ids []string
	for i := range projects {
		ids = append(ids, projects[i].ID)
	}
	for start := 0; start < len(ids); start += perQuery {
		for _, year := range slices.Compact([]string{from[:4], to[:4]}) {
			found, err := s.Projects.YearReports(ctx, ids[start:min(start+perQuery, len(ids))], year)
			if err != nil {
				return err
			}
			for id, rows := range found {
				out[id] = append(out[id], slices.DeleteFunc(rows, func(r project.Report) bool { return r.Period < from || r.Period > to })...)
			}
		}
	}
	return nil
}
