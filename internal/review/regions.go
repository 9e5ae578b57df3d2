package review

import (
	"context"
	"fmt"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// RegionLight is a county with its light.
type RegionLight struct {
	Region
	Light  string
	RuleID string
	Text   string
}

// RegionLights judges the counties and zones inside the scope by the rules in force, in the order of codes.
func (s *Service) RegionLights(ctx context.Context, scope authz.Scope, codes []string) ([]RegionLight, error) {
	sets, err := s.InForce(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	groups, err := s.Projects.Groups(ctx, scope)
	if err != nil {
		return nil, err
	}
	runs, err := s.missedRuns(ctx, scope)
	if err != nil {
		return nil, err
	}
	var out []RegionLight
	for _, code := range codes {
		l := RegionLight{Region: Region{Code: code, MissedRun: runs[code]}, Light: None}
		for _, g := range groups {
			if g.Region == code && g.Stage != project.Withdrawn && g.Stage != project.Lost {
				l.Sum.Add(g.Sum)
			}
		}
		if c := sets[LevelRegion]; c != nil {
			var i int
			if l.Light, i = c.Judge(l.Value, s.Run.Clock.Today(), nil); i >= 0 {
				l.RuleID, l.Text = c.Rules[i].ID, c.text(i, l.Value)
			}
		}
		out = append(out, l)
	}
	return out, nil
}

// missedRuns counts, for each county, the months in a row up to the last full one in which the sum of its projects was
// behind the equal path of the sum of their plans.
func (s *Service) missedRuns(ctx context.Context, scope authz.Scope) (map[string]int64, error) {
	today := s.Run.Clock.Today()
	year := today[:4]
	plan := map[string]int64{}
	if err := s.Projects.EachPlan(ctx, scope, year, func(p *project.Plan) error {
		plan[p.Region] += p.Amount
		return nil
	}); err != nil {
		return nil, err
	}
	done := map[string]*[13]int64{}
	err := s.Projects.EachReport(ctx, scope, year+"-01", year+"-12", func(r *project.Report) error {
		if done[r.Region] == nil {
			done[r.Region] = &[13]int64{}
		}
		var m int
		if _, err := fmt.Sscanf(r.Period[5:], "%d", &m); err == nil && m >= 1 && m <= 12 {
			done[r.Region][m] += r.Done
		}
		return nil
	})
	runs := map[string]int64{}
	last := int(project.ScheduleOn(year, today)*12 + 0.5)
	for code, months := range done {
		total := int64(0)
		for m := 1; m <= last; m++ {
			total += months[m]
			if plan[code] > 0 && float64(total) < float64(plan[code])*float64(m)/12 {
				runs[code]++
			} else {
				runs[code] = 0
			}
		}
	}
	return runs, err
}

// InForceAt gives the rule set in force at a level, nil when there is none.
func (s *Service) InForceAt(ctx context.Context, level string) (*Compiled, error) {
	sets, err := s.InForce(ctx, s.Run.DB)
	return sets[level], err
}

// Vars are the variables that rules of a level may use.
func Vars(level string) *rule.Vars { return varsOf(level) }
