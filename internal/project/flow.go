package project

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// Flow is the whole life of a project. A row's guard names the proofs that it demands: those of DOMAIN's stages. An office
// that knows other papers labels them so when it attaches them, and a chief may let a project pass without one, by name and
// with a reason.
var Flow = &flow.Table{
	Name: "项目", Start: Planned,
	States: []flow.State{
		{Code: Planned, Label: "谋划"}, {Code: Lead, Label: "线索"}, {Code: Talks, Label: "在谈"}, {Code: Signed, Label: "签约"},
		{Code: Started, Label: "开工"}, {Code: Completed, Label: "竣工"}, {Code: Produced, Label: "投产"},
		{Code: Capacity, Label: "达产", End: true}, {Code: Withdrawn, Label: "终止", End: true}, {Code: Lost, Label: "流失", End: true},
	},
	Rows: []flow.Row{
		{From: Planned, Action: "to_lead", To: Lead, Label: "转为线索", Perm: authz.ProjectMove},
		{From: Planned, Action: "to_signed", To: Signed, Label: "签约", Perm: authz.ProjectMove, Guard: "signed"},
		{From: Lead, Action: "to_talks", To: Talks, Label: "进入洽谈", Perm: authz.ProjectMove},
		{From: Talks, Action: "to_signed", To: Signed, Label: "签约", Perm: authz.ProjectMove, Guard: "signed"},
		{From: Signed, Action: "to_started", To: Started, Label: "开工", Perm: authz.ProjectMove, Guard: "started"},
		{From: Started, Action: "to_completed", To: Completed, Label: "竣工", Perm: authz.ProjectMove, Guard: "completed"},
		{From: Completed, Action: "to_produced", To: Produced, Label: "投产", Perm: authz.ProjectMove, Guard: "produced"},
		{From: Started, Action: "to_produced", To: Produced, Label: "投产", Perm: authz.ProjectMove, Guard: "produced"},
		{From: Produced, Action: "to_capacity", To: Capacity, Label: "达产", Perm: authz.ProjectMove, Guard: "capacity"},
		{From: Planned, Action: "lose", To: Lost, Label: "流失", Perm: authz.ProjectMove, Why: true},
		{From: Lead, Action: "lose", To: Lost, Label: "流失", Perm: authz.ProjectMove, Why: true},
		{From: Talks, Action: "lose", To: Lost, Label: "流失", Perm: authz.ProjectMove, Why: true},
		{From: Signed, Action: "withdraw", To: Withdrawn, Label: "终止", Perm: authz.ProjectMove, Why: true},
		{From: Started, Action: "withdraw", To: Withdrawn, Label: "终止", Perm: authz.ProjectMove, Why: true},
		{From: Completed, Action: "withdraw", To: Withdrawn, Label: "终止", Perm: authz.ProjectMove, Why: true},
		{From: Withdrawn, Action: "reopen", To: Signed, Label: "恢复", Perm: authz.Override, Why: true},
		{From: Lost, Action: "reopen", To: Talks, Label: "恢复洽谈", Perm: authz.Override, Why: true},
	},
}

// Proof is one piece of evidence that a step demands: either a file with this label, or a field of the project.
type Proof struct {
	Label string
	Given func(p *Project) bool // nil: only an attachment with the label satisfies it
}

// Proofs are what the guards of Flow demand, by the guard's name.
var Proofs = map[string][]Proof{
	"signed": {
		{Label: "投资合同"},
		{Label: "投资方", Given: func(p *Project) bool { return p.Investor != "" }},
		{Label: "总投资", Given: func(p *Project) bool { return p.TotalInvest > 0 }},
		{Label: "约定开工日期", Given: func(p *Project) bool { return p.StartedPlan != "" }},
	},
	"started":   {{Label: "备案或核准文件"}, {Label: "用地或租赁文件"}, {Label: "施工许可证"}, {Label: "现场照片"}},
	"completed": {{Label: "竣工验收文件"}},
	"produced":  {{Label: "用电或开票记录"}, {Label: "现场照片"}},
	"capacity":  {{Label: "达产证明"}},
}

// Step is a row of the flow with the proofs that it demands.
type Step struct {
	flow.Row
	Proof []Proof
}

// Steps are the actions that a stage allows.
func Steps(stage string) []Step {
	var out []Step
	for _, r := range Flow.Next(stage) {
		out = append(out, Step{r, Proofs[r.Guard]})
	}
	return out
}

// Missing names the proofs of the step that neither the project's fields nor the labels of its files give.
func (s Step) Missing(p *Project, files []string) []string {
	var out []string
	for _, proof := range s.Proof {
		if !slices.Contains(files, proof.Label) && (proof.Given == nil || !proof.Given(p)) {
			out = append(out, proof.Label)
		}
	}
	return out
}
