package api

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
)

func (a *api) projects() {
	r := a.lists(&register{spec: project.Spec, path: "/projects", one: "project", many: "projects", schema: "Project", perm: authz.ProjectView,
		total: a.totalProjects})
	fresh := append(importable(project.Spec), "node_id")
	writes(a, editor[project.Project]{
		register: r, edit: authz.ProjectEdit, fresh: fresh, need: []string{"name", "region"},
		// Figures that follow from reports and receipts, and the stage, change only by those.
		change: without(fresh, "stage", "ended_why", "invested", "year_done", "funds_in"),
		get:    func(c *call, id string) (*project.Project, error) { return a.Projects.Get(c, c.actor.Scope, id) },
		at:     func(p *project.Project) int64 { return p.Version },
		add: func(c *call, p project.Project, _ string) (string, error) {
			made, err := a.Projects.Create(c, c.actor, p)
			if err != nil {
				return "", err
			}
			return made.ID, nil
		},
		save: func(c *call, before, after *project.Project, _ string) error {
			return a.Projects.Save(c, c.actor, before, after)
		},
		check: checkStages,
	})
	a.histories(r)
	handle(a, op{pattern: "GET /projects/sums", id: "sum-projects", perm: authz.ProjectView, tag: project.Spec.Label, summary: "按县区、产业链、阶段、灯汇总",
		help: "来自随写随记的汇总，不读明细"}, a.sumProjects)
}

// totalProjects answers from the kept sums where they can tell.
func (a *api) totalProjects(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error) {
	return a.Projects.Total(ctx, ask, who)
}

// importable are the columns of a list that a workbook can fill.
func importable(spec *list.Spec) []string {
	var out []string
	for i := range spec.Columns {
		if c := &spec.Columns[i]; c.Import {
			out = append(out, c.Name)
		}
	}
	return out
}

func without(names []string, not ...string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return slices.Contains(not, n) })
}

// checkStages keeps a project from passing the gates of the stage flow by writing dates: an actual date belongs to a stage
// that has been reached.
func checkStages(before, after *project.Project) error {
	var bad errs.Fields
	stage := after.Stage
	if before == nil {
		if stage == "" {
			stage = project.Lead
		}
		if stage == project.Withdrawn || stage == project.Lost {
			bad.Add("stage", "新增的项目不能是终止或流失的")
		}
	}
	stages := project.Stages()
	reached := slices.Index(stages, stage)
	if stage == project.Withdrawn || stage == project.Lost {
		reached = len(stages)
	}
	old := map[string]string{}
	if before != nil {
		for _, m := range before.Milestones() {
			old[m.Stage] = *m.Actual
		}
	}
	for _, m := range after.Milestones() {
		if *m.Actual != old[m.Stage] && slices.Index(stages, m.Stage) > reached {
			bad.Add(m.Stage+"_actual", "项目还没有到%s阶段，请用阶段推进", m.Label)
		}
	}
	return bad.Err()
}

// groupSum is the sum of the projects that share county, chain, stage and light.
type groupSum struct {
	Region      string `json:"region" doc:"区划代码"`
	ChainID     string `json:"chain_id" doc:"产业链的id"`
	Stage       string `json:"stage"`
	Light       string `json:"light"`
	N           int64  `json:"n" doc:"项目数"`
	TotalInvest int64  `json:"total_invest" doc:"总投资，元"`
	Invested    int64  `json:"invested" doc:"累计完成投资，元"`
	FundsIn     int64  `json:"funds_in" doc:"到位资金，元"`
	YearPlan    int64  `json:"year_plan" doc:"年度计划，元"`
	YearDone    int64  `json:"year_done" doc:"年度完成，元"`
	YearDue     int64  `json:"year_due" doc:"序时应完成，元"`
}

type groupSums struct {
	Body struct {
		Groups []groupSum `json:"groups"`
	} `nameHint:"GroupSums"`
}

func (a *api) sumProjects(c *call, _ *struct{}) (*groupSums, error) {
	groups, err := a.Projects.Groups(c, c.actor.Scope)
	if err != nil {
		return nil, err
	}
	out := &groupSums{}
	out.Body.Groups = make([]groupSum, 0, len(groups))
	for _, g := range groups {
		out.Body.Groups = append(out.Body.Groups, groupSum{g.Region, g.ChainID, g.Stage, g.Light, g.N, g.TotalInvest, g.Invested, g.FundsIn,
			g.YearPlan, g.YearDone, g.YearDue})
	}
	return out, nil
}
