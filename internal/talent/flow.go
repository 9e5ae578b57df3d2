package talent

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/list"
)

// The states of an introduction.
const (
	Contact = "contact" // 接洽
	Intent  = "intent"  // 意向
	Signed  = "signed"  // 签约
	Arrived = "arrived" // 到岗
	Settled = "settled" // 稳定: stayed for a year
	Failed  = "failed"  // 未成
	Left    = "left"    // 离开
)

// Flow is the way of an introduction. Only people in Arrived and Settled count toward a need.
var Flow = &flow.Table{
	Name: "人才引进", Start: Contact,
	States: []flow.State{{Code: Contact, Label: "接洽"}, {Code: Intent, Label: "意向"}, {Code: Signed, Label: "签约"}, {Code: Arrived, Label: "到岗"},
		{Code: Settled, Label: "稳定", End: true}, {Code: Failed, Label: "未成", End: true}, {Code: Left, Label: "离开", End: true}},
	Rows: []flow.Row{
		{From: Contact, Action: "to_intent", To: Intent, Label: "达成意向", Perm: authz.FirmEdit},
		{From: Intent, Action: "to_signed", To: Signed, Label: "已签约", Perm: authz.FirmEdit},
		{From: Contact, Action: "to_signed", To: Signed, Label: "已签约", Perm: authz.FirmEdit},
		{From: Signed, Action: "to_arrived", To: Arrived, Label: "已到岗", Perm: authz.FirmEdit},
		{From: Arrived, Action: "to_settled", To: Settled, Label: "满一年稳定", Perm: authz.FirmEdit},
		{From: Contact, Action: "to_failed", To: Failed, Label: "未成", Perm: authz.FirmEdit, Why: true},
		{From: Intent, Action: "to_failed", To: Failed, Label: "未成", Perm: authz.FirmEdit, Why: true},
		{From: Signed, Action: "to_failed", To: Failed, Label: "未成", Perm: authz.FirmEdit, Why: true},
		{From: Arrived, Action: "to_left", To: Left, Label: "离开", Perm: authz.FirmEdit, Why: true},
		{From: Settled, Action: "to_left", To: Left, Label: "离开", Perm: authz.FirmEdit, Why: true},
		{From: Failed, Action: "reopen", To: Contact, Label: "重新接洽", Perm: authz.FirmEdit, Why: true},
	},
}

func stateOptions() []list.Option {
	synonyms := map[string][]string{Contact: {"对接", "洽谈"}, Arrived: {"已到岗", "已引进", "全职到岗"}, Signed: {"已签约"}, Settled: {"留用"}, Left: {"离职"}}
	var out []list.Option
	for _, s := range Flow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label, Synonyms: synonyms[s.Code]})
	}
	return out
}
