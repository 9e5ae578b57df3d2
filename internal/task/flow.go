package task

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/flow"
)

// The states of a task.
const (
	Open      = "open"
	Doing     = "doing"
	Reported  = "reported" // done as its unit says; who set it has not looked yet
	Closed    = "closed"
	Paused    = "paused"
	Cancelled = "cancelled"
)

// Flow is the whole life of a task. The guard "setter" demands who set it, "proof" that what was asked for as proof is attached.
var Flow = &flow.Table{
	Name: "任务", Start: Open,
	States: []flow.State{
		{Code: Open, Label: "待办"}, {Code: Doing, Label: "办理中"}, {Code: Reported, Label: "已报完成"}, {Code: Paused, Label: "暂停"},
		{Code: Closed, Label: "已销号", End: true}, {Code: Cancelled, Label: "已取消", End: true},
	},
	Rows: []flow.Row{
		{From: Open, Action: "start", To: Doing, Label: "开始办理", Perm: authz.TaskWork},
		{From: Open, Action: "report", To: Reported, Label: "报完成", Perm: authz.TaskWork, Guard: "proof", Why: true, Notify: TopicReported},
		{From: Doing, Action: "report", To: Reported, Label: "报完成", Perm: authz.TaskWork, Guard: "proof", Why: true, Notify: TopicReported},
		{From: Reported, Action: "close", To: Closed, Label: "销号", Perm: authz.TaskSet, Guard: "setter", Notify: TopicClosed},
		{From: Reported, Action: "return", To: Doing, Label: "退回", Perm: authz.TaskSet, Guard: "setter", Why: true, Notify: TopicReturned},
		{From: Reported, Action: "withdraw", To: Doing, Label: "收回", Perm: authz.TaskWork, Why: true},
		{From: Open, Action: "pause", To: Paused, Label: "暂停", Perm: authz.TaskSet, Guard: "setter", Why: true},
		{From: Doing, Action: "pause", To: Paused, Label: "暂停", Perm: authz.TaskSet, Guard: "setter", Why: true},
		{From: Paused, Action: "resume", To: Doing, Label: "恢复办理", Perm: authz.TaskSet, Guard: "setter"},
		{From: Open, Action: "cancel", To: Cancelled, Label: "取消", Perm: authz.TaskSet, Guard: "setter", Why: true},
		{From: Doing, Action: "cancel", To: Cancelled, Label: "取消", Perm: authz.TaskSet, Guard: "setter", Why: true},
		{From: Paused, Action: "cancel", To: Cancelled, Label: "取消", Perm: authz.TaskSet, Guard: "setter", Why: true},
		{From: Closed, Action: "reopen", To: Doing, Label: "重新办理", Perm: authz.TaskSet, Guard: "setter", Why: true, Notify: TopicReturned},
		{From: Cancelled, Action: "reopen", To: Doing, Label: "重新办理", Perm: authz.TaskSet, Guard: "setter", Why: true, Notify: TopicReturned},
	},
}

// StateLabel is the Chinese name of a state.
func StateLabel(code string) string { return Flow.Label(code) }

// Running reports whether a unit still has to work on a task in the state.
func Running(state string) bool { return state == Open || state == Doing }

// Ended reports whether nothing more need happen.
func Ended(state string) bool { return state == Closed || state == Cancelled }
