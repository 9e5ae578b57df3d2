package indicator

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// The states of a filing.
const (
	Open     = "open"
	Filled   = "filled"
	Approved = "approved"
	Accepted = "accepted"
)

// Events that others may be told of.
const (
	TopicFilled   = "indicator.filled"   // to be approved
	TopicReturned = "indicator.returned" // to be filled again
	TopicRevised  = "indicator.revised"  // a locked value was changed
)

// FilingFlow is the way of a unit's figures of a period. The guard "full" demands that every figure is filled or marked as missing, "below"
// that the filings below are approved and that nobody approves what he filled himself.
var FilingFlow = &flow.Table{
	Name: "指标填报", Start: Open,
	States: []flow.State{{Code: Open, Label: "填报中"}, {Code: Filled, Label: "待单位审核"}, {Code: Approved, Label: "单位已审定"}, {Code: Accepted, Label: "已验收", End: true}},
	Rows: []flow.Row{
		{From: Open, Action: "submit", To: Filled, Label: "报送", Perm: authz.IndicatorFill, Guard: "full", Notify: TopicFilled},
		{From: Filled, Action: "approve", To: Approved, Label: "审定", Perm: authz.IndicatorApprove, Guard: "below"},
		{From: Filled, Action: "return", To: Open, Label: "退回", Perm: authz.IndicatorApprove, Why: true, Notify: TopicReturned},
		{From: Approved, Action: "accept", To: Accepted, Label: "验收", Perm: authz.IndicatorEdit},
		{From: Approved, Action: "reject", To: Open, Label: "退回重报", Perm: authz.IndicatorEdit, Why: true, Notify: TopicReturned},
		{From: Open, Action: "take", To: Accepted, Label: "直接验收", Perm: authz.IndicatorEdit, Why: true},
	},
}

// Locked reports whether figures of a filing in the state change by revision only.
func Locked(state string) bool { return state == Approved || state == Accepted }

// Shown reports whether figures of a filing in the state count outside the sheet on which they are filled.
func Shown(state string) bool { return state != Open }
