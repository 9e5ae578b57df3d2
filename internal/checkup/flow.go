package checkup

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// The states of a finding.
const (
	Open      = "open"
	Confirmed = "confirmed" // 属实
	Rejected  = "rejected"  // 误报
	Explained = "explained" // 已说明: true, and there is a reason
	Gone      = "gone"      // 已消除: the register no longer shows it
)

// Flow is the life of a finding. What was rejected or explained comes up again only when its evidence has changed; the program
// alone says so, as it alone says that a finding is gone.
var Flow = &flow.Table{
	Name: "体检发现", Start: Open,
	States: []flow.State{{Code: Open, Label: "待核"}, {Code: Confirmed, Label: "属实", End: true}, {Code: Rejected, Label: "误报", End: true},
		{Code: Explained, Label: "已说明", End: true}, {Code: Gone, Label: "已消除", End: true}},
	Rows: []flow.Row{
		{From: Open, Action: "confirm", To: Confirmed, Label: "属实", Perm: authz.CheckupJudge, Why: true},
		{From: Open, Action: "reject", To: Rejected, Label: "误报", Perm: authz.CheckupJudge, Why: true},
		{From: Open, Action: "explain", To: Explained, Label: "已说明", Perm: authz.CheckupJudge, Why: true},
		{From: Open, Action: "vanish", To: Gone, Label: "已消除", Perm: authz.CheckupJudge},
		{From: Confirmed, Action: "reopen", To: Open, Label: "重新核实", Perm: authz.CheckupJudge, Why: true},
		{From: Rejected, Action: "reopen", To: Open, Label: "重新核实", Perm: authz.CheckupJudge, Why: true},
		{From: Explained, Action: "reopen", To: Open, Label: "重新核实", Perm: authz.CheckupJudge, Why: true},
		{From: Rejected, Action: "raise", To: Open, Label: "证据变化，重新提出", Perm: authz.CheckupJudge},
		{From: Explained, Action: "raise", To: Open, Label: "证据变化，重新提出", Perm: authz.CheckupJudge},
		{From: Gone, Action: "raise", To: Open, Label: "再次出现", Perm: authz.CheckupJudge},
	},
}

// StateLabel is the Chinese name of a state.
func StateLabel(code string) string { return Flow.Label(code) }

// judged are the states that a verdict leaves.
var judged = []string{Confirmed, Rejected, Explained}
