package lead

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// The states of a lead.
const (
	Logged    = "logged"
	Answered  = "answered"
	Accepted  = "accepted"
	Refused   = "refused"
	Following = "following"
	Project   = "project"
	Lost      = "lost"
	Released  = "released" // its exclusive time ran out without progress
)

// Flow is the whole life of a lead. The guard "clear" demands that no other first report stands in the way.
var Flow = &flow.Table{
	Name: "线索", Start: Logged,
	States: []flow.State{
		{Code: Logged, Label: "已登记"}, {Code: Answered, Label: "已答复"}, {Code: Accepted, Label: "研判通过"}, {Code: Following, Label: "跟进中"},
		{Code: Project, Label: "已转项目", End: true}, {Code: Refused, Label: "研判不通过", End: true}, {Code: Lost, Label: "流失", End: true},
		{Code: Released, Label: "已释放"},
	},
	Rows: []flow.Row{
		{From: Logged, Action: "answer", To: Answered, Label: "答复", Perm: authz.LeadEdit},
		{From: Answered, Action: "accept", To: Accepted, Label: "研判通过", Perm: authz.LeadEdit, Guard: "clear"},
		{From: Answered, Action: "refuse", To: Refused, Label: "研判不通过", Perm: authz.LeadEdit, Why: true},
		{From: Accepted, Action: "follow", To: Following, Label: "开始跟进", Perm: authz.LeadEdit},
		{From: Accepted, Action: "to_project", To: Project, Label: "转为项目", Perm: authz.LeadEdit, Guard: "clear"},
		{From: Following, Action: "to_project", To: Project, Label: "转为项目", Perm: authz.LeadEdit, Guard: "clear"},
		{From: Logged, Action: "lose", To: Lost, Label: "流失", Perm: authz.LeadEdit, Why: true},
		{From: Answered, Action: "lose", To: Lost, Label: "流失", Perm: authz.LeadEdit, Why: true},
		{From: Accepted, Action: "lose", To: Lost, Label: "流失", Perm: authz.LeadEdit, Why: true},
		{From: Following, Action: "lose", To: Lost, Label: "流失", Perm: authz.LeadEdit, Why: true},
		{From: Logged, Action: "release", To: Released, Label: "释放", Perm: authz.LeadEdit},
		{From: Answered, Action: "release", To: Released, Label: "释放", Perm: authz.LeadEdit},
		{From: Accepted, Action: "release", To: Released, Label: "释放", Perm: authz.LeadEdit},
		{From: Following, Action: "release", To: Released, Label: "释放", Perm: authz.LeadEdit},
		{From: Released, Action: "reopen", To: Following, Label: "重新首报", Perm: authz.LeadEdit, Guard: "clear", Why: true},
		{From: Refused, Action: "reopen", To: Answered, Label: "重新研判", Perm: authz.LeadJudge, Why: true},
		{From: Lost, Action: "reopen", To: Following, Label: "恢复跟进", Perm: authz.LeadEdit, Guard: "clear", Why: true},
	},
}

// open are the states in which a first report keeps others out.
var open = []string{Logged, Answered, Accepted, Following}

// Open reports whether the lead still runs.
func (l *Lead) Open() bool { return slices.Contains(open, l.State) }

// Exclusive reports whether the first report keeps others out on the day.
func (l *Lead) Exclusive(today string) bool {
	return l.Open() && l.SealUntil >= today && l.Clash != ClashWaiting && l.Clash != ClashLost
}
