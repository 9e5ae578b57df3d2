package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/policy"
)

func (a *api) windows() {
	r := a.lists(&register{spec: policy.Spec, path: "/windows", one: "window", many: "windows", schema: "PolicyWindow", perm: authz.ChainView})
	fresh := append(without(importable(policy.Spec), "chain_names"), "chains", "rule_on", "rule", "state")
	writes(a, editor[policy.Window]{
		register: r, edit: authz.ProjectEdit, fresh: fresh, need: []string{"name"}, change: fresh,
		get: func(c *call, id string) (*policy.Window, error) { return a.Policy.Get(c, c.actor.Scope, id) },
		at:  func(w *policy.Window) int64 { return w.Version },
		add: func(c *call, w policy.Window, _ string) (string, error) {
			err := a.Policy.Create(c, c.actor, &w)
			return w.ID, err
		},
		save: func(c *call, before, after *policy.Window, _ string) error {
			return a.Policy.Save(c, c.actor, before, after)
		},
	})
	a.histories(r)
	tag := policy.Spec.Label
	handle(a, op{pattern: "GET /windows/{id}/eligible", id: "list-eligible", perm: authz.ChainView, tag: tag, summary: "符合窗口条件规则的企业或项目",
		help: "没有规则时kind为空。至多500条。"}, a.eligible)
	handle(a, op{pattern: "POST /windows/{id}/projects", id: "yield-projects", perm: authz.ProjectEdit, tag: tag, summary: "由窗口生成储备项目",
		help: "项目在谋划阶段，来源是窗口，截止日期为下一步的计划日期。全部生成或一个也不生成。", status: 201}, a.yield)
}

type eligibleOutput struct {
	Body struct {
		Kind  string       `json:"kind" doc:"project或enterprise；空为窗口没有规则"`
		Total int64        `json:"total"`
		Rows  []namedThing `json:"rows"`
	} `nameHint:"Eligible"`
}

// namedThing is a record by id and name.
type namedThing struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// mostEligible bounds the answer.
const mostEligible = 500

func (a *api) eligible(c *call, in *idInput) (*eligibleOutput, error) {
	w, err := a.Policy.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &eligibleOutput{}
	out.Body.Rows = []namedThing{}
	spec, q := w.Eligible()
	if spec == nil {
		return out, nil
	}
	if r := a.records[spec.Name]; r != nil {
		if err := c.actor.Need(r.perm); err != nil {
			return nil, err
		}
	}
	out.Body.Kind = spec.Name
	if out.Body.Total, err = spec.Count(c, a.Run.DB, q, c.asker()); err != nil {
		return nil, err
	}
	q.Size = mostEligible
	page, err := spec.Rows(c, a.Run.DB, q, c.asker(), spec.Shown([]string{"name"}))
	if err != nil {
		return nil, err
	}
	for _, row := range page.Rows {
		out.Body.Rows = append(out.Body.Rows, namedThing{row.ID, row.Str("name")})
	}
	return out, nil
}

type reserveNew struct {
	Name        string `json:"name" maxLength:"200"`
	ChainID     string `json:"chain_id,omitempty" doc:"窗口只有一条链时可不写" maxLength:"40"`
	Node        string `json:"node,omitempty" maxLength:"60"`
	Region      string `json:"region,omitempty" doc:"不写随产业链" maxLength:"12"`
	UnitID      string `json:"unit_id,omitempty" doc:"不写为产业链牵头单位" maxLength:"40"`
	Investor    string `json:"investor,omitempty" maxLength:"200"`
	TotalInvest int64  `json:"total_invest,omitempty" doc:"元"`
	PlanOn      string `json:"plan_on,omitempty" doc:"计划日期，不写为截止日期" maxLength:"10"`
}

type yieldInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Projects []reserveNew `json:"projects" maxItems:"50"`
	} `nameHint:"WindowYield"`
}

type yieldOutput struct {
	Body struct {
		Projects []namedThing `json:"projects"`
	} `nameHint:"WindowYielded"`
}

func (a *api) yield(c *call, in *yieldInput) (*yieldOutput, error) {
	if _, err := a.Policy.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	wanted := make([]policy.Reserve, len(in.Body.Projects))
	for i, p := range in.Body.Projects {
		wanted[i] = policy.Reserve(p)
	}
	made, err := a.Policy.Yield(c, c.actor, in.ID, wanted)
	if err != nil {
		return nil, err
	}
	out := &yieldOutput{}
	for _, p := range made {
		out.Body.Projects = append(out.Body.Projects, namedThing{p.ID, p.Name})
	}
	return out, nil
}
