package score

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// The states of a round.
const (
	Filling   = "filling"   // units fill their sheets
	Scoring   = "scoring"   // the office checks and works out
	Announced = "announced" // objections are taken
	Settled   = "settled"   // all objections are decided
	Published = "published"
	Cancelled = "cancelled"
)

// Flow is the whole life of a round. The guards: "filled", every sheet is filled and proved; "computed", the scores are worked out;
// "decided", no objection is open; "window", the days for objections are over.
var Flow = &flow.Table{
	Name: "考核轮次", Start: Filling,
	States: []flow.State{{Code: Filling, Label: "填报中"}, {Code: Scoring, Label: "核分中"}, {Code: Announced, Label: "公示中"}, {Code: Settled, Label: "已裁定"},
		{Code: Published, Label: "已发布", End: true}, {Code: Cancelled, Label: "已取消", End: true}},
	Rows: []flow.Row{
		{From: Filling, Action: "score", To: Scoring, Label: "收表核分", Perm: authz.ScoreEdit, Guard: "filled"},
		{From: Scoring, Action: "announce", To: Announced, Label: "公示", Perm: authz.ScoreEdit, Guard: "computed", Notify: TopicAnnounced},
		{From: Scoring, Action: "refill", To: Filling, Label: "退回填报", Perm: authz.ScoreEdit, Why: true},
		{From: Announced, Action: "settle", To: Settled, Label: "结束公示", Perm: authz.ScoreEdit, Guard: "decided"},
		{From: Announced, Action: "recall", To: Scoring, Label: "撤回公示", Perm: authz.ScoreEdit, Why: true},
		{From: Settled, Action: "publish", To: Published, Label: "发布", Perm: authz.ScoreJudge, Notify: TopicPublished},
		{From: Settled, Action: "reopen", To: Announced, Label: "重新公示", Perm: authz.ScoreEdit, Why: true},
		{From: Filling, Action: "cancel", To: Cancelled, Label: "取消本轮", Perm: authz.ScoreEdit, Why: true},
		{From: Scoring, Action: "cancel", To: Cancelled, Label: "取消本轮", Perm: authz.ScoreEdit, Why: true},
	},
}

// The states of an objection.
const (
	Raised    = "raised"
	Upheld    = "upheld"
	Rejected  = "rejected"
	Withdrawn = "withdrawn"
)

// ObjectionFlow is the life of an objection.
var ObjectionFlow = &flow.Table{
	Name: "考核异议", Start: Raised,
	States: []flow.State{{Code: Raised, Label: "待裁定"}, {Code: Upheld, Label: "成立", End: true}, {Code: Rejected, Label: "不成立", End: true}, {Code: Withdrawn, Label: "已撤回", End: true}},
	Rows: []flow.Row{
		{From: Raised, Action: "uphold", To: Upheld, Label: "成立并改分", Perm: authz.ScoreJudge, Why: true, Notify: TopicDecided},
		{From: Raised, Action: "reject", To: Rejected, Label: "不成立", Perm: authz.ScoreJudge, Why: true, Notify: TopicDecided},
		{From: Raised, Action: "withdraw", To: Withdrawn, Label: "撤回", Perm: authz.ScoreGive},
	},
}

// StateLabel is the Chinese name of a round's state.
func StateLabel(code string) string { return Flow.Label(code) }

// Ended reports whether a round's scores do not change any more.
func Ended(state string) bool { return state == Published || state == Cancelled }
