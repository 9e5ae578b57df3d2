package api

import (
	"lianzhang/internal/meeting"
	"lianzhang/internal/platform/authz"
)

func (a *api) meetings() {
	tag := meeting.Spec.Label
	r := a.lists(&register{spec: meeting.Spec, path: "/meetings", one: "meeting", many: "meetings", schema: "Meeting", perm: authz.TaskView})
	a.histories(r)
	answer := recordAnswer(tag, schema("Meeting"))
	handle(a, op{pattern: "POST /meetings", id: "call-meeting", perm: authz.MeetingRun, tag: tag, summary: "召集会议，议程按现状编好", status: 201, answer: answer}, a.callMeeting)
	handle(a, op{pattern: "GET /meetings/{id}/agenda", id: "get-agenda", perm: authz.TaskView, tag: tag, summary: "会议议程和议定事项"}, a.agenda)
	handle(a, op{pattern: "POST /meetings/{id}/agenda", id: "build-agenda", perm: authz.MeetingRun, tag: tag, summary: "按现状重编议程", help: "人加的议题都在。", answer: answer}, a.buildAgenda)
	handle(a, op{pattern: "POST /meetings/{id}/move", id: "move-meeting", perm: authz.MeetingRun, tag: tag, summary: "会议已开、取消会议、印发纪要", answer: answer,
		help: "hold、cancel、send；取消要写text，印发时text是印发给谁。"}, a.moveMeeting)
	handle(a, op{pattern: "PUT /meetings/{id}/minutes", id: "set-minutes", perm: authz.MeetingRun, tag: tag, summary: "录纪要，从中提出议定事项"}, a.setMinutes)
	handle(a, op{pattern: "POST /meetings/{id}/decisions", id: "word-decisions", perm: authz.MeetingRun, tag: tag, summary: "改议定事项，或另加", status: 204}, a.wordDecisions)
	handle(a, op{pattern: "POST /meetings/{id}/tasks", id: "confirm-decisions", perm: authz.MeetingRun, tag: tag, summary: "议定事项全部转成任务", help: "缺责任单位或时限的，一项也不转。"}, a.confirmDecisions)
}

type meetingInput struct {
	Body struct {
		Name    string `json:"name" maxLength:"200"`
		Kind    string `json:"kind" enum:"dispatch,promotion,leading,roundtable,special"`
		ChainID string `json:"chain_id,omitempty" doc:"不写为全部产业链" maxLength:"40"`
		OnDate  string `json:"on_date" maxLength:"10"`
		AtTime  string `json:"at_time,omitempty" maxLength:"20"`
		Place   string `json:"place,omitempty" maxLength:"100"`
		Venues  string `json:"venues,omitempty" doc:"分会场，一行一个" maxLength:"1000"`
		Host    string `json:"host,omitempty" maxLength:"60"`
	} `nameHint:"MeetingNew"`
}

func (a *api) callMeeting(c *call, in *meetingInput) (*written, error) {
	b := in.Body
	m, err := a.Meetings.Call(c, c.actor, meeting.Meeting{Name: b.Name, Kind: b.Kind, ChainID: b.ChainID, OnDate: b.OnDate, AtTime: b.AtTime, Place: b.Place, Venues: b.Venues, Host: b.Host})
	if err != nil {
		return nil, err
	}
	return a.record(c, a.records[meeting.Kind], m.ID, 201)
}

// agendaPoint is a point of an agenda.
type agendaPoint struct {
	Kind    string `json:"kind" doc:"unclosed、newred、red、overdue、gap、trouble、team、topic、custom"`
	Title   string `json:"title"`
	Text    string `json:"text"`
	UnitID  string `json:"unit_id" doc:"谁汇报或答复"`
	RefKind string `json:"ref_kind"`
	RefID   string `json:"ref_id"`
	State   string `json:"state" doc:"圆桌会诉求的状态"`
}

// decided is what a meeting decided.
type decided struct {
	ID     string `json:"id"`
	Text   string `json:"text"`
	UnitID string `json:"unit_id"`
	Due    string `json:"due"`
	TaskID string `json:"task_id" doc:"空为还没有转任务"`
}

type agendaOutput struct {
	Body struct {
		Points    []agendaPoint `json:"points"`
		Decisions []decided     `json:"decisions"`
		Minutes   string        `json:"minutes"`
	} `nameHint:"Agenda"`
}

func (a *api) agenda(c *call, in *idInput) (*agendaOutput, error) {
	m, err := a.Meetings.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &agendaOutput{}
	out.Body.Points, out.Body.Decisions, out.Body.Minutes = []agendaPoint{}, []decided{}, m.Minutes
	all, err := a.Meetings.Items(c, a.Run.DB, m.ID)
	if err != nil {
		return nil, err
	}
	for _, i := range all {
		out.Body.Points = append(out.Body.Points, agendaPoint{i.Kind, i.Title, i.Text, i.AboutUnit, i.RefKind, i.RefID, i.State})
	}
	ds, err := a.Meetings.Decisions(c, a.Run.DB, m.ID)
	for _, d := range ds {
		out.Body.Decisions = append(out.Body.Decisions, decided{d.ID, d.Text, d.LeadUnit, d.Due, d.TaskID})
	}
	return out, err
}

func (a *api) buildAgenda(c *call, in *idInput) (*written, error) {
	if err := a.Meetings.Build(c, c.actor, in.ID); err != nil {
		return nil, err
	}
	return a.record(c, a.records[meeting.Kind], in.ID, 0)
}

type meetingMoveInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action string `json:"action" enum:"hold,cancel,send"`
		Text   string `json:"text,omitempty" maxLength:"1000"`
	} `nameHint:"MeetingMove"`
}

func (a *api) moveMeeting(c *call, in *meetingMoveInput) (*written, error) {
	if err := a.Meetings.Move(c, c.actor, in.ID, in.Body.Action, in.Body.Text); err != nil {
		return nil, err
	}
	return a.record(c, a.records[meeting.Kind], in.ID, 0)
}

type minutesInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Minutes string `json:"minutes" doc:"一段一行" maxLength:"60000"`
		Propose bool   `json:"propose,omitempty" doc:"从中提出议定事项"`
	} `nameHint:"Minutes"`
}

type countOutput struct {
	Body struct {
		N int `json:"n"`
	} `nameHint:"Counted"`
}

func (a *api) setMinutes(c *call, in *minutesInput) (*countOutput, error) {
	out := &countOutput{}
	var err error
	out.Body.N, err = a.Meetings.SetMinutes(c, c.actor, in.ID, in.Body.Minutes, in.Body.Propose)
	return out, err
}

// wordedDecision is a decision as a person corrects it.
type wordedDecision struct {
	ID      string `json:"id,omitempty" doc:"不写为另加一项" maxLength:"40"`
	Text    string `json:"text" maxLength:"500"`
	UnitID  string `json:"unit_id,omitempty" doc:"责任单位" maxLength:"40"`
	CoNames string `json:"co_names,omitempty" doc:"配合单位名称，用顿号隔开" maxLength:"500"`
	Due     string `json:"due,omitempty" maxLength:"10"`
	Drop    bool   `json:"drop,omitempty" doc:"删去"`
}

type decisionsInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Decisions []wordedDecision `json:"decisions" maxItems:"300"`
	} `nameHint:"Decisions"`
}

func (a *api) wordDecisions(c *call, in *decisionsInput) (*struct{}, error) {
	var all []meeting.Wording
	for _, d := range in.Body.Decisions {
		all = append(all, meeting.Wording{ID: d.ID, Text: d.Text, LeadUnit: d.UnitID, CoNames: d.CoNames, Due: d.Due, Drop: d.Drop})
	}
	return nil, a.Meetings.Word(c, c.actor, in.ID, all)
}

func (a *api) confirmDecisions(c *call, in *idInput) (*countOutput, error) {
	out := &countOutput{}
	var err error
	out.Body.N, err = a.Meetings.Confirm(c, c.actor, in.ID)
	return out, err
}
