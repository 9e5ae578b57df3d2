package ticket

import (
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// The states.
const (
	Open     = "open"
	Accepted = "accepted"
	Handling = "handling"
	Answered = "answered"
	Reopened = "reopened"
	Closed   = "closed"
	Refused  = "refused"
	Merged   = "merged"
)

// Working reports whether the owner has something to do in the state, so that the clocks run.
func Working(state string) bool {
	return slices.Contains([]string{Open, Accepted, Handling, Reopened}, state)
}

// The actions.
const (
	ActAccept  = "accept"
	ActBegin   = "begin"
	ActAnswer  = "answer"
	ActObject  = "object"
	ActRefusal = "ask_refuse"
	ActExtend  = "ask_extend"
	ActPause   = "ask_pause"
	ActResume  = "resume"
	ActHand    = "hand"   // the owner hands on inside his own scope
	ActAssign  = "assign" // the office gives it to a unit
	ActGrant   = "grant"
	ActDeny    = "deny"
	ActRefuse  = "refuse"
	ActRestore = "restore"
	ActMerge   = "merge"
	ActSplit   = "split"
	ActShare   = "share" // the main ticket was answered
	ActConfirm = "confirm"
	ActReject  = "reject"
	ActUnhappy = "unhappy" // confirmed with a rating under 3
	ActReopen  = "reopen"
	ActCall    = "call"      // closed by the office after silence, with a recorded call-back
	ActCalled  = "call_back" // a call-back by lot found it unsolved
)

// Flow is the whole life of a ticket. What a unit asks of the office (object, ask_…) changes no state: grant and deny do.
var Flow = &flow.Table{
	Name: "诉求", Start: Open,
	States: []flow.State{
		{Code: Open, Label: "待受理"}, {Code: Accepted, Label: "已受理"}, {Code: Handling, Label: "办理中"}, {Code: Answered, Label: "待企业确认"},
		{Code: Reopened, Label: "重办"}, {Code: Closed, Label: "已办结", End: true}, {Code: Refused, Label: "不予受理", End: true}, {Code: Merged, Label: "并办"},
	},
	Rows: rows(),
}

func rows() []flow.Row {
	out := []flow.Row{
		{From: Open, Action: ActAccept, To: Accepted, Label: "受理", Perm: authz.TicketWork, Guard: "owned", Notify: "ticket.accepted"},
		{From: Accepted, Action: ActBegin, To: Handling, Label: "答复办理安排", Perm: authz.TicketWork, Guard: "said", Notify: "ticket.begun"},
	}
	for _, from := range []string{Open, Accepted, Handling, Reopened} {
		out = append(out,
			flow.Row{From: from, Action: ActObject, To: from, Label: "异议退回", Perm: authz.TicketWork, Guard: "objection", Why: true, Notify: "ticket.asked"},
			flow.Row{From: from, Action: ActExtend, To: from, Label: "申请延期", Perm: authz.TicketWork, Guard: "extension", Why: true, Notify: "ticket.asked"},
			flow.Row{From: from, Action: ActPause, To: from, Label: "申请停表", Perm: authz.TicketWork, Guard: "pause", Why: true, Notify: "ticket.asked"},
			flow.Row{From: from, Action: ActRefusal, To: from, Label: "申请不予受理", Perm: authz.TicketWork, Guard: "running", Why: true, Notify: "ticket.asked"},
			flow.Row{From: from, Action: ActResume, To: from, Label: "恢复计时", Perm: authz.TicketWork, Guard: "held", Notify: "ticket.resumed"},
			flow.Row{From: from, Action: ActHand, To: Open, Label: "转办", Perm: authz.TicketWork, Guard: "elsewhere", Why: true, Notify: "ticket.assigned"},
			flow.Row{From: from, Action: ActAssign, To: Open, Label: "交办", Perm: authz.TicketJudge, Guard: "elsewhere", Notify: "ticket.assigned"},
			flow.Row{From: from, Action: ActGrant, To: from, Label: "同意", Perm: authz.TicketJudge, Guard: "asked", Notify: "ticket.granted"},
			flow.Row{From: from, Action: ActDeny, To: from, Label: "不同意", Perm: authz.TicketJudge, Guard: "asked", Why: true, Notify: "ticket.denied"},
			flow.Row{From: from, Action: ActRefuse, To: Refused, Label: "不予受理", Perm: authz.TicketJudge, Guard: "refusal", Why: true, Notify: "ticket.refused"},
			flow.Row{From: from, Action: ActMerge, To: Merged, Label: "并入同类", Perm: authz.TicketJudge, Guard: "main", Notify: "ticket.merged"},
		)
	}
	for _, from := range []string{Accepted, Handling, Reopened} {
		out = append(out, flow.Row{From: from, Action: ActAnswer, To: Answered, Label: "办结答复", Perm: authz.TicketWork, Guard: "proof", Notify: "ticket.answered"})
	}
	return append(out,
		flow.Row{From: Answered, Action: ActConfirm, To: Closed, Label: "确认解决", Perm: authz.TicketFirm, Guard: "rated", Notify: "ticket.closed"},
		flow.Row{From: Answered, Action: ActUnhappy, To: Reopened, Label: "评分低于3分，重办", Perm: authz.TicketFirm, Guard: "unhappy", Notify: "ticket.reopened"},
		flow.Row{From: Answered, Action: ActReject, To: Reopened, Label: "没有解决", Perm: authz.TicketFirm, Why: true, Notify: "ticket.reopened"},
		flow.Row{From: Answered, Action: ActCall, To: Closed, Label: "回访办结", Perm: authz.TicketJudge, Guard: "silent", Why: true, Notify: "ticket.closed"},
		flow.Row{From: Closed, Action: ActReopen, To: Reopened, Label: "重新提出", Perm: authz.TicketFirm, Guard: "recent", Why: true, Notify: "ticket.reopened"},
		flow.Row{From: Closed, Action: ActCalled, To: Reopened, Label: "抽查未解决，重办", Perm: authz.TicketJudge, Guard: "drawn", Why: true, Notify: "ticket.reopened"},
		flow.Row{From: Refused, Action: ActRestore, To: Open, Label: "撤销不予受理", Perm: authz.TicketJudge, Why: true, Notify: "ticket.assigned"},
		flow.Row{From: Merged, Action: ActSplit, To: Open, Label: "单独办理", Perm: authz.TicketJudge, Why: true, Notify: "ticket.assigned"},
		flow.Row{From: Merged, Action: ActShare, To: Answered, Label: "随同类答复", Perm: authz.TicketFirm, Notify: "ticket.answered"},
	)
}

// Guards are the names that people know the conditions of Flow by, for the handbook.
func Guards() map[string]string {
	return map[string]string{
		"owned": "责任单位经办", "said": "写明办理安排", "objection": "交办后1个工作日内", "extension": "到期1个工作日前", "pause": "未停表，写明停到什么事",
		"running": "未停表", "held": "正在停表", "elsewhere": "另一单位", "asked": "单位有申请", "refusal": "单位申请，链长办审核", "main": "指定主件",
		"proof": "有答复和佐证", "rated": "评分3至5分", "unhappy": "评分1至2分", "silent": "答复后10个工作日企业未回应，附回访记录", "recent": "办结90天内",
		"drawn": "抽查名单内",
	}
}
