package project

import (
	"fmt"

	"lianzhang/internal/platform/authz"
)

// Step is one row of the stage flow: an action that leads from a stage to a stage, and the proof it demands.
type Step struct {
	From, Action, To string
	Label            string // on the button
	Perm             authz.Perm
	Proof            []Proof
	Why              bool // a reason must be given
}

// Proof is one piece of evidence that a step demands: either a file with this label, or a field of the project.
type Proof struct {
	Label string
	Given func(p *Project) bool // nil: only an attachment with the label satisfies it
}

// Flow is the whole life of a project. The proofs are those of DOMAIN.md; an office that knows other papers names
// them when it attaches them, and a chief may let a project pass without one, by name and with a reason.
var Flow = []Step{
	{From: Planned, Action: "to_lead", To: Lead, Label: "转为线索", Perm: authz.ProjectMove},
	{From: Planned, Action: "to_signed", To: Signed, Label: "签约", Perm: authz.ProjectMove, Proof: signedProof},
	{From: Lead, Action: "to_talks", To: Talks, Label: "进入洽谈", Perm: authz.ProjectMove},
	{From: Talks, Action: "to_signed", To: Signed, Label: "签约", Perm: authz.ProjectMove, Proof: signedProof},
	{From: Signed, Action: "to_started", To: Started, Label: "开工", Perm: authz.ProjectMove, Proof: []Proof{
		{Label: "备案或核准文件"}, {Label: "用地或租赁文件"}, {Label: "施工许可证"}, {Label: "现场照片"}}},
	{From: Started, Action: "to_completed", To: Completed, Label: "竣工", Perm: authz.ProjectMove, Proof: []Proof{{Label: "竣工验收文件"}}},
	{From: Completed, Action: "to_produced", To: Produced, Label: "投产", Perm: authz.ProjectMove, Proof: producedProof},
	{From: Started, Action: "to_produced", To: Produced, Label: "投产", Perm: authz.ProjectMove, Proof: producedProof},
	{From: Produced, Action: "to_capacity", To: Capacity, Label: "达产", Perm: authz.ProjectMove, Proof: []Proof{{Label: "达产证明"}}},
	{From: Planned, Action: "lose", To: Lost, Label: "流失", Perm: authz.ProjectMove, Why: true},
	{From: Lead, Action: "lose", To: Lost, Label: "流失", Perm: authz.ProjectMove, Why: true},
	{From: Talks, Action: "lose", To: Lost, Label: "流失", Perm: authz.ProjectMove, Why: true},
	{From: Signed, Action: "withdraw", To: Withdrawn, Label: "终止", Perm: authz.ProjectMove, Why: true},
	{From: Started, Action: "withdraw", To: Withdrawn, Label: "终止", Perm: authz.ProjectMove, Why: true},
	{From: Completed, Action: "withdraw", To: Withdrawn, Label: "终止", Perm: authz.ProjectMove, Why: true},
	{From: Withdrawn, Action: "reopen", To: Signed, Label: "恢复", Perm: authz.Override, Why: true},
	{From: Lost, Action: "reopen", To: Talks, Label: "恢复洽谈", Perm: authz.Override, Why: true},
}

var signedProof = []Proof{
	{Label: "投资合同"},
	{Label: "投资方", Given: func(p *Project) bool { return p.Investor != "" }},
	{Label: "总投资", Given: func(p *Project) bool { return p.TotalInvest > 0 }},
	{Label: "约定开工日期", Given: func(p *Project) bool { return p.StartedPlan != "" }},
}

var producedProof = []Proof{{Label: "用电或开票记录"}, {Label: "现场照片"}}

// Steps are the actions that a stage allows.
func Steps(stage string) []Step {
	var out []Step
	for _, s := range Flow {
		if s.From == stage {
			out = append(out, s)
		}
	}
	return out
}

func findStep(stage, action string) (Step, error) {
	for _, s := range Flow {
		if s.From == stage && s.Action == action {
			return s, nil
		}
	}
	return Step{}, fmt.Errorf("no step %q from stage %q", action, stage)
}

// Missing names the proofs of the step that neither the project's fields nor the labels of its files give.
func (s Step) Missing(p *Project, files []string) []string {
	have := map[string]bool{}
	for _, f := range files {
		have[f] = true
	}
	var out []string
	for _, proof := range s.Proof {
		if have[proof.Label] || proof.Given != nil && proof.Given(p) {
			continue
		}
		out = append(out, proof.Label)
	}
	return out
}
