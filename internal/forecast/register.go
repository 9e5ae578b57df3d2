package forecast

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// register is everything of the projects that a forecast reads, once for all days of a back-test.
type register struct {
	projects []project.Project
	reports  map[string][]project.Report // by project, by month
	plans    map[string]map[string]int64 // by project and year
	today    string
}

// load reads the whole site: how long stages last is the site's experience, not a county's.
func (s *Service) load(ctx context.Context) (*register, error) {
	scope := authz.Scope{All: true}
	r := &register{reports: map[string][]project.Report{}, plans: map[string]map[string]int64{}, today: s.Run.Clock.Today()}
	var err error
	if r.projects, err = s.Projects.Select(ctx, s.Run.DB, scope, new(db.Where), "ORDER BY t.id"); err != nil {
		return nil, err
	}
	err = s.Projects.EachFigure(ctx, scope, "0000-00", "9999-99", func(rep *project.Report) error {
		if rep.State != project.Returned {
			r.reports[rep.ProjectID] = append(r.reports[rep.ProjectID], *rep)
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = s.Projects.EachPlan(ctx, scope, "", func(p *project.Plan) error {
		if r.plans[p.ProjectID] == nil {
			r.plans[p.ProjectID] = map[string]int64{}
		}
		r.plans[p.ProjectID][p.Year] = p.Amount
		return nil
	})
	return r, err
}

// known are the projects as they were known on a day: today's as they are, a past day's by project.AsOf.
func (r *register) known(day string) []project.Project {
	out := make([]project.Project, 0, len(r.projects))
	for i := range r.projects {
		p := &r.projects[i]
		if day >= r.today && p.Stage != "" {
			out = append(out, *p)
		} else if then, ok := p.AsOf(day, r.plans[p.ID][day[:4]], r.reports[p.ID]); ok {
			out = append(out, then)
		}
	}
	return out
}
