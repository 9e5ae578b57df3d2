package review

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// Text is the sentence of rule i with the record's values.
func (c *Compiled) Text(i int, row rule.Row) string { return c.text(i, row) }

// Uses reports whether a rule of the set, or its range, depends on the variable, given by its column name.
func (c *Compiled) Uses(name string) bool {
	return slices.ContainsFunc(append([]*rule.Rule{c.applies}, c.rules...), func(r *rule.Rule) bool {
		return slices.Contains(r.Vars(), name)
	})
}

// InForceOn gives the rule set that was in force at each level at the end of a day. A day before the first adoption is
// judged by the set in force now, since there was none.
func (s *Service) InForceOn(ctx context.Context, day string) (map[string]*Compiled, error) {
	now, err := s.InForce(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	sets := map[string]*Compiled{}
	for level, c := range now {
		sets[level] = c
	}
	w := new(db.Where).And("t.since <= ? AND t.until_on > ?", day, day)
	rows, err := adoptions.Select(ctx, s.Run.DB, w, "ORDER BY t.since, t.created_at")
	if err != nil {
		return nil, err
	}
	for _, a := range rows {
		stored, err := s.Set(ctx, a.RuleSetID)
		if err != nil {
			return nil, err
		}
		set, err := stored.RuleSet()
		if err != nil {
			return nil, err
		}
		if sets[a.Level], err = Compile(set); err != nil {
			return nil, err
		}
	}
	return sets, nil
}

// ExemptionsOn gives the ids of the rules that do not count on a day, by project, inside the scope.
func (s *Service) ExemptionsOn(ctx context.Context, scope authz.Scope, day string) (map[string][]string, error) {
	w := new(db.Where).And("t.since <= ? AND t.until_on >= ?", day, day).Scope(scope.On(authz.Keys(project.Spec.Scope)), "t")
	rows, err := exemptions.Select(ctx, s.Run.DB, w, "ORDER BY t.project_id")
	out := map[string][]string{}
	for _, e := range rows {
		out[e.ProjectID] = append(out[e.ProjectID], e.Rule)
	}
	return out, err
}
