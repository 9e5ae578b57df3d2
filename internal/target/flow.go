package target

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// The states of a target.
const (
	Candidate = "candidate" // proposed, nobody has decided
	Assigned  = "assigned"  // taken over, to be called
	Contacted = "contacted"
	Talks     = "talks"
	AsLead    = "lead" // has become a lead
	Signed    = "signed"
	Excluded  = "excluded"
)

// Flow is the whole life of a target.
var Flow = &flow.Table{
	Name: "目标企业", Start: Candidate,
	States: []flow.State{
		{Code: Candidate, Label: "候选"}, {Code: Assigned, Label: "待联系"}, {Code: Contacted, Label: "已联系"}, {Code: Talks, Label: "已约谈"},
		{Code: AsLead, Label: "已转线索"}, {Code: Signed, Label: "已签约", End: true}, {Code: Excluded, Label: "已排除"},
	},
	Rows: []flow.Row{
		{From: Candidate, Action: "take", To: Assigned, Label: "列为目标", Perm: authz.GapWork},
		{From: Assigned, Action: "contact", To: Contacted, Label: "已联系", Perm: authz.GapWork},
		{From: Assigned, Action: "talk", To: Talks, Label: "已约谈", Perm: authz.GapWork},
		{From: Contacted, Action: "talk", To: Talks, Label: "已约谈", Perm: authz.GapWork},
		{From: Assigned, Action: "to_lead", To: AsLead, Label: "转为线索", Perm: authz.LeadEdit},
		{From: Contacted, Action: "to_lead", To: AsLead, Label: "转为线索", Perm: authz.LeadEdit},
		{From: Talks, Action: "to_lead", To: AsLead, Label: "转为线索", Perm: authz.LeadEdit},
		{From: AsLead, Action: "sign", To: Signed, Label: "签约", Perm: authz.GapWork},
		{From: AsLead, Action: "back", To: Contacted, Label: "线索落空，继续联系", Perm: authz.GapWork},
		{From: Candidate, Action: "exclude", To: Excluded, Label: "排除", Perm: authz.GapWork, Why: true},
		{From: Assigned, Action: "exclude", To: Excluded, Label: "排除", Perm: authz.GapWork, Why: true},
		{From: Contacted, Action: "exclude", To: Excluded, Label: "排除", Perm: authz.GapWork, Why: true},
		{From: Talks, Action: "exclude", To: Excluded, Label: "排除", Perm: authz.GapWork, Why: true},
		{From: Excluded, Action: "restore", To: Candidate, Label: "恢复为候选", Perm: authz.GapWork},
	},
}

// ladder is how far a target can come, for its outcome.
var ladder = []string{Candidate, Assigned, Contacted, Talks, AsLead, Signed}

// enter puts the target into a state and notes how far it has ever come.
func (t *Target) enter(state string) {
	t.State = state
	if slices.Index(ladder, state) > slices.Index(ladder, t.Reached) {
		t.Reached = state
	}
	if state != Excluded {
		t.Reason, t.UntilOn = "", ""
	}
}
