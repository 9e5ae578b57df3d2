package api

import (
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/project"
)

func (a *api) moves() {
	tag := project.Spec.Label
	handle(a, op{pattern: "GET /projects/{id}/steps", id: "list-steps", perm: authz.ProjectView, tag: tag, summary: "项目此刻可走的步骤和还缺的佐证"}, a.steps)
	handle(a, op{pattern: "POST /projects/{id}/move", id: "move-project", perm: authz.ProjectMove, or: authz.Override, tag: tag, summary: "推进阶段",
		help:   "缺佐证时答422并逐项指出；有破例权的可写override和理由。做法见steps。",
		answer: recordAnswer(tag, schema("Project"))}, a.move)
}

// stageStep is one action that a project's stage allows.
type stageStep struct {
	Action  string   `json:"action" doc:"动作代码"`
	Label   string   `json:"label"`
	To      string   `json:"to" doc:"到哪个阶段"`
	Reason  bool     `json:"reason" doc:"须写理由"`
	Missing []string `json:"missing" doc:"还缺的佐证：附件的标签，或要先填的项"`
	Allowed bool     `json:"allowed" doc:"您可以做"`
}

type stepsOutput struct {
	Body struct {
		Stage string      `json:"stage"`
		Steps []stageStep `json:"steps"`
	} `nameHint:"Steps"`
}

func (a *api) steps(c *call, in *idInput) (*stepsOutput, error) {
	p, err := a.Projects.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	files, err := attach.Labels(c, a.Run.DB, p.Ref())
	if err != nil {
		return nil, err
	}
	out := &stepsOutput{}
	out.Body.Stage, out.Body.Steps = p.Stage, []stageStep{}
	for _, s := range project.Steps(p.Stage) {
		missing := s.Missing(p, files)
		if missing == nil {
			missing = []string{}
		}
		out.Body.Steps = append(out.Body.Steps, stageStep{Action: s.Action, Label: s.Label, To: s.To, Reason: s.Why, Missing: missing, Allowed: c.actor.Can(s.Perm)})
	}
	return out, nil
}

type moveInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action   string `json:"action" doc:"动作代码，见steps" example:"to_talks" maxLength:"40"`
		On       string `json:"on" doc:"发生的日期，不晚于今天" example:"2026-11-22" maxLength:"10"`
		Reason   string `json:"reason,omitempty" doc:"理由：终止、流失、恢复、破例时必填" maxLength:"500"`
		Override bool   `json:"override,omitempty" doc:"缺佐证也放行，具名记入经过；须有破例权"`
	} `nameHint:"Move"`
}

func (a *api) move(c *call, in *moveInput) (*written, error) {
	m := project.Move{Action: in.Body.Action, On: in.Body.On, Reason: in.Body.Reason, Override: in.Body.Override}
	if err := a.Projects.Move(c, c.actor, in.ID, m); err != nil {
		return nil, err
	}
	return a.record(c, a.records[project.Kind], in.ID, 0)
}
