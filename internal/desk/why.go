package desk

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// Reason is why a project's lamp is yellow or red, by the rule that lit it, with today's numbers.
type Reason struct {
	Rule  string // id
	Text  string // one sentence
	Clear string // what puts the light out
}

// Reasons gives the reasons of projects by id. The rule that stands in the record is filled in anew, so the sentence is as
// fresh as the figures beside it.
func (s *Service) Reasons(ctx context.Context, list []project.Project) (map[string]Reason, error) {
	sets, err := s.Review.InForce(ctx, s.db())
	if err != nil {
		return nil, err
	}
	out := map[string]Reason{}
	for i := range list {
		p := &list[i]
		c := sets[review.LevelOf(p.Stage)]
		if c == nil || p.LightRule == "" {
			continue
		}
		for k := range c.Rules {
			if c.Rules[k].ID == p.LightRule {
				out[p.ID] = Reason{Rule: p.LightRule, Text: c.Text(k, p.Value), Clear: c.Rules[k].Clear}
			}
		}
	}
	return out, nil
}

// whole reads whole projects that have been found inside the scope already.
func (s *Service) whole(ctx context.Context, ids []string) ([]project.Project, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	return s.Projects.Select(ctx, s.db(), authz.Scope{All: true}, new(db.Where).In("t.id", ids...), "")
}

// whyOf fills in the reasons of duties about lights.
func (s *Service) whyOf(ctx context.Context, list []Duty) error {
	ids := make([]string, len(list))
	for i := range list {
		ids[i] = list[i].Project.ID
	}
	rows, err := s.whole(ctx, ids)
	if err != nil {
		return err
	}
	reasons, err := s.Reasons(ctx, rows)
	for i := range list {
		list[i].Text = reasons[list[i].Project.ID].Text
	}
	return err
}
