// Package targets says, area by area, how rows of workbooks become records.
package targets

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/intake"
	"lianzhang/internal/project"
)

// Project reads lists of projects. A row without a stage is a lead, or what the section above it says.
func Project(s *project.Service) importing.Target {
	return &importing.Area[project.Project]{
		List: project.Spec, Need: authz.ProjectEdit, Policy: map[string]intake.Policy{chain.Kind: intake.Create},
		By:    importing.Identity{Name: "name", Code: "code", Party: "investor", Place: "region", Amount: "total_invest"},
		Valid: (*project.Project).Validate,
		Fill: func(p *project.Project, r *importing.Record) {
			if year := r.Year("year_plan"); year != "" {
				p.PlanYear = year
			}
		},
		Merged: moved,
		Add:    s.Insert, Select: s.Select, Replace: s.Replace, Delete: s.Remove,
	}
}

// moved dates a stage that a list has changed: on the day that the list names, else today.
func moved(tx *change.Tx, _ *importing.Record, before, after *project.Project) {
	if before.Stage == after.Stage {
		return
	}
	after.StageSince = tx.Clock.Today()
	for _, m := range after.Milestones() {
		if m.Stage == after.Stage && *m.Actual != "" {
			after.StageSince = *m.Actual
		}
	}
	after.MovedOn = max(after.MovedOn, after.StageSince)
}

// Opportunity reads lists of wanted investments.
func Opportunity(s *chain.Service) importing.Target {
	return &importing.Area[chain.Opportunity]{
		List: chain.OpportunitySpec, Need: authz.ChainEdit, Policy: map[string]intake.Policy{chain.Kind: intake.Create},
		By:  importing.Identity{Name: "name", Place: "region", Amount: "invest_min"},
		Add: s.InsertOpportunities, Select: s.SelectOpportunities, Replace: s.ReplaceOpportunity, Delete: s.RemoveOpportunities,
	}
}

// Chains lets an import add the chains that its rows name.
func Chains(s *chain.Service) importing.Creator {
	return importing.Creator{Perm: authz.ChainEdit, Add: func(ctx context.Context, tx *change.Tx, name, region string) (string, error) {
		c := &chain.Chain{Name: name, Region: region}
		err := s.Insert(ctx, tx, []*chain.Chain{c})
		return c.ID, err
	}, Drop: func(ctx context.Context, tx *change.Tx, id string) error {
		c, err := s.Select(ctx, tx, tx.Actor.Scope, new(db.Where).And("t.id = ?", id), "")
		if err != nil || len(c) == 0 {
			return err
		}
		return s.Remove(ctx, tx, &c[0])
	}, Hangs: func(ctx context.Context, q db.Queryer, id string) (bool, error) {
		var n int64
		err := q.QueryRow(ctx, "SELECT count(*) FROM chain_map WHERE id = $1", id).Scan(&n)
		return n > 0, err
	}}
}

// Chain reads lists of chains; a chain that is there already gets what the row holds.
func Chain(s *chain.Service) importing.Target {
	return &importing.Rows{List: chain.Spec, Need: authz.ChainEdit, By: importing.Identity{Name: "name", Code: "code", Place: "region"},
		Put: func(ctx context.Context, tx *change.Tx, values map[string]any) (string, bool, error) {
			w := new(db.Where).And("t.name = ?", values["name"]).And("t.region = ?", values["region"])
			found, err := s.Select(ctx, tx, tx.Actor.Scope, w, "")
			if err != nil {
				return "", false, err
			}
			if len(found) == 0 {
				c := &chain.Chain{}
				importing.Fill(c, values)
				err := s.Insert(ctx, tx, []*chain.Chain{c})
				return c.ID, true, err
			}
			now := found[0]
			importing.Fill(&now, values)
			return now.ID, false, s.Replace(ctx, tx, &found[0], &now)
		}}
}

// Unit reads lists of units. A unit may name a parent that an earlier row adds.
func Unit(s *org.Service) importing.Target {
	return &importing.Rows{List: org.UnitSpec, Need: authz.OrgEdit, By: importing.Identity{Name: "name", Place: "parent_id"},
		Policy: map[string]intake.Policy{"unit": intake.Loose}, Sees: org.ListScope, Put: s.ImportUnit}
}

// Account reads lists of people.
func Account(s *org.Service) importing.Target {
	return &importing.Rows{List: org.AccountSpec, Need: authz.OrgEdit, By: importing.Identity{Name: "name", Code: "login", Place: "unit_id"},
		Sees: org.ListScope, Put: s.ImportAccount}
}

// All are the targets of a site, with more of areas above.
func All(p *project.Service, e *enterprise.Service, c *chain.Service, o *org.Service, more ...importing.Target) []importing.Target {
	return append([]importing.Target{Project(p), Enterprise(e, c), Figure(e), Opportunity(c), Chain(c), Unit(o), Account(o)}, more...)
}
