package api

import (
	"lianzhang/internal/lead"
	"lianzhang/internal/platform/authz"
)

// leads are the operations on leads. Their lists go by lead.Sees, not by the actor's scope: the client of another unit's lead
// is not for sale here either. They have no journal operations: a lead's history is part of the opened lead.
func (a *api) leads() {
	tag := lead.Spec.Label
	a.lists(&register{spec: lead.Spec, path: "/leads", one: "lead", many: "leads", schema: "Lead", perm: authz.LeadView, scope: lead.Sees})
	handle(a, op{pattern: "POST /leads/check", id: "check-lead", perm: authz.LeadEdit, tag: tag, summary: "首报查重：只答有没有撞单",
		help: "不答是谁的、撞在哪一项。每次查重记入日志。"}, a.checkLead)
	handle(a, op{pattern: "POST /leads", id: "register-lead", perm: authz.LeadEdit, tag: tag, summary: "首报登记并封存", status: 201, answer: recordAnswer(tag, schema("Lead"))}, a.registerLead)
	handle(a, op{pattern: "GET /leads/{id}/opened", id: "open-lead", perm: authz.LeadView, tag: tag, summary: "打开一条线索：首报内容、封签是否相符、经过"}, a.openLead)
	handle(a, op{pattern: "POST /leads/{id}/move", id: "move-lead", perm: authz.LeadView, tag: tag, summary: "推进线索", help: "answer、accept、refuse、follow、lose、release、reopen；研判不通过、流失、恢复要写理由。",
		answer: recordAnswer(tag, schema("Lead"))}, a.moveLead)
	handle(a, op{pattern: "POST /leads/{id}/progress", id: "report-lead", perm: authz.LeadEdit, tag: tag, summary: "报进展，首报保护顺延", answer: recordAnswer(tag, schema("Lead"))}, a.reportLead)
	handle(a, op{pattern: "POST /leads/{id}/project", id: "lead-to-project", perm: authz.LeadEdit, tag: tag, summary: "转为项目，不用再填", status: 201}, a.leadToProject)
	handle(a, op{pattern: "GET /leads/{id}/admission", id: "get-admission", perm: authz.LeadView, tag: tag, summary: "准入评审：指标、底线、打分、结论"}, a.getAdmission)
	handle(a, op{pattern: "PUT /leads/{id}/admission", id: "state-admission", perm: authz.LeadEdit, tag: tag, summary: "填报准入指标", status: 204}, a.stateAdmission)
	handle(a, op{pattern: "POST /leads/{id}/admission/scores", id: "score-admission", perm: authz.LeadJudge, tag: tag, summary: "交一份评审打分", status: 204}, a.scoreAdmission)
	handle(a, op{pattern: "POST /leads/{id}/admission/decision", id: "decide-admission", perm: authz.LeadJudge, tag: tag, summary: "下评审结论", status: 204}, a.decideAdmission)
}

// leadDraft is a first report.
type leadDraft struct {
	Investor string `json:"investor" doc:"投资方全称" maxLength:"100"`
	USCC     string `json:"uscc,omitempty" doc:"统一社会信用代码" maxLength:"18"`
	Name     string `json:"name" doc:"拟建项目" maxLength:"200"`
	Size     int64  `json:"size,omitempty" doc:"拟投资，元" minimum:"0"`
	ChainID  string `json:"chain_id,omitempty" maxLength:"40"`
	Place    string `json:"place,omitempty" maxLength:"100"`
	Content  string `json:"content,omitempty" maxLength:"2000"`
	Contact  string `json:"contact,omitempty" maxLength:"50"`
	Phone    string `json:"phone,omitempty" maxLength:"30"`
	Source   string `json:"source,omitempty" doc:"引荐人" maxLength:"100"`
	Evidence string `json:"evidence,omitempty" maxLength:"2000"`
	TargetID string `json:"target_id,omitempty" doc:"来自哪家目标企业" maxLength:"40"`
}

func (d *leadDraft) draft() lead.Draft {
	return lead.Draft{Investor: d.Investor, USCC: d.USCC, Name: d.Name, Size: d.Size, ChainID: d.ChainID, Place: d.Place, Content: d.Content, Contact: d.Contact,
		Phone: d.Phone, Source: d.Source, Evidence: d.Evidence, TargetID: d.TargetID}
}

type leadInput struct{ Body leadDraft }

type checkOutput struct {
	Body struct {
		Clash bool `json:"clash" doc:"与在册首报冲突"`
	} `nameHint:"LeadChecked"`
}

func (a *api) checkLead(c *call, in *leadInput) (*checkOutput, error) {
	out := &checkOutput{}
	var err error
	out.Body.Clash, err = a.Leads.Check(c, c.actor, in.Body.draft())
	return out, err
}

func (a *api) registerLead(c *call, in *leadInput) (*written, error) {
	l, err := a.Leads.Register(c, c.actor, in.Body.draft())
	if err != nil {
		return nil, err
	}
	return a.record(c, a.records[lead.Kind], l.ID, 201)
}

// leadNote is an entry of a lead's history.
type leadNote struct {
	Kind   string `json:"kind"`
	On     string `json:"on"`
	NextOn string `json:"next_on"`
	Text   string `json:"text"`
	By     string `json:"by"`
	Intact bool   `json:"intact" doc:"与封签相符"`
}

type openedOutput struct {
	Body struct {
		Draft  leadDraft  `json:"draft"`
		Seal   string     `json:"seal" doc:"封签，SHA-256"`
		Intact bool       `json:"intact" doc:"内容与封签相符"`
		Notes  []leadNote `json:"notes"`
	} `nameHint:"LeadOpened"`
}

func (a *api) openLead(c *call, in *idInput) (*openedOutput, error) {
	o, err := a.Leads.Read(c, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := &openedOutput{}
	t := o.Text
	out.Body.Draft = leadDraft{Investor: t.Investor, USCC: t.USCC, Name: t.Name, Size: o.Size, ChainID: o.ChainID, Place: t.Place, Content: t.Content, Contact: t.Contact,
		Phone: t.Phone, Source: t.Source, Evidence: t.Evidence, TargetID: o.TargetID}
	out.Body.Seal, out.Body.Intact = o.Seal, o.Intact
	for _, n := range o.Notes {
		out.Body.Notes = append(out.Body.Notes, leadNote{n.Kind, n.OnDate, n.NextOn, n.Body, n.ByName, n.Intact})
	}
	return out, nil
}

type leadMoveInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action string `json:"action" enum:"answer,accept,refuse,follow,lose,release,reopen"`
		Text   string `json:"text,omitempty" doc:"说明或理由" maxLength:"2000"`
	} `nameHint:"LeadMove"`
}

func (a *api) moveLead(c *call, in *leadMoveInput) (*written, error) {
	if err := a.Leads.Move(c, c.actor, in.ID, lead.Step{Action: in.Body.Action, Text: in.Body.Text}); err != nil {
		return nil, err
	}
	return a.record(c, a.records[lead.Kind], in.ID, 0)
}

type leadProgressInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		On     string `json:"on,omitempty" doc:"日期，不写为今天" maxLength:"10"`
		Text   string `json:"text" maxLength:"2000"`
		NextOn string `json:"next_on,omitempty" maxLength:"10"`
		Reply  bool   `json:"reply,omitempty" doc:"这是给引荐人的回复"`
	} `nameHint:"LeadProgress"`
}

func (a *api) reportLead(c *call, in *leadProgressInput) (*written, error) {
	b := in.Body
	if err := a.Leads.Report(c, c.actor, in.ID, lead.Progress{On: b.On, Text: b.Text, NextOn: b.NextOn, Reply: b.Reply}); err != nil {
		return nil, err
	}
	return a.record(c, a.records[lead.Kind], in.ID, 0)
}

type leadProjectOutput struct {
	Body struct {
		ProjectID string `json:"project_id"`
	} `nameHint:"LeadProject"`
}

func (a *api) leadToProject(c *call, in *idInput) (*leadProjectOutput, error) {
	p, err := a.Leads.ToProject(c, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := &leadProjectOutput{}
	out.Body.ProjectID = p.ID
	return out, nil
}

// admissionFloor is a floor with what the project reaches.
type admissionFloor struct {
	Label string  `json:"label"`
	Unit  string  `json:"unit"`
	Min   float64 `json:"min"`
	Value float64 `json:"value"`
	Known bool    `json:"known" doc:"申报的指标够不够算"`
	Met   bool    `json:"met"`
}

// admissionScore is one reviewer's sheet.
type admissionScore struct {
	Reviewer string             `json:"reviewer,omitempty" doc:"代录纸质评审表时填姓名，不填为本人" maxLength:"40"`
	Points   map[string]float64 `json:"points" doc:"各项得分，键为评审项目的标识"`
	Total    float64            `json:"total,omitempty"`
	Vetoes   []string           `json:"vetoes,omitempty" doc:"一票否决事项，照评审表的原文"`
	Remark   string             `json:"remark,omitempty" maxLength:"1000"`
}

type admissionOutput struct {
	Body struct {
		State   string             `json:"state" doc:"reviewing 评审中、passed 准入、rejected 不予准入、deferred 缓议；空为还没有提交"`
		Sheet   string             `json:"sheet" doc:"评审表"`
		Score   float64            `json:"score"`
		Figures map[string]float64 `json:"figures"`
		Floors  []admissionFloor   `json:"floors"`
		Scores  []admissionScore   `json:"scores"`
		Vetoes  string             `json:"vetoes"`
		Minutes string             `json:"minutes"`
		Ground  string             `json:"ground"`
	} `nameHint:"Admission"`
}

func (a *api) getAdmission(c *call, in *idInput) (*admissionOutput, error) {
	j, err := a.Leads.Admission(c, c.actor, in.ID)
	if err != nil {
		return nil, err
	}
	out := &admissionOutput{}
	b := &out.Body
	b.Figures = map[string]float64{}
	if j == nil {
		return out, nil
	}
	b.State, b.Sheet, b.Score, b.Figures, b.Vetoes, b.Minutes, b.Ground = j.State, j.Sheet.Name, j.Score, j.Figures, j.Vetoes, j.Minutes, j.Ground
	for _, f := range j.Sheet.Findings(j.Figures) {
		b.Floors = append(b.Floors, admissionFloor{f.Label, f.Unit, f.Min, f.Value, f.Known, f.Met})
	}
	for _, r := range j.Reviews {
		b.Scores = append(b.Scores, admissionScore{Reviewer: r.Reviewer, Points: r.By, Total: r.Total, Remark: r.Remark})
	}
	return out, nil
}

type figuresInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Figures map[string]float64 `json:"figures" doc:"指标，键为评审表里的标识，单位照评审表"`
	} `nameHint:"AdmissionFigures"`
}

func (a *api) stateAdmission(c *call, in *figuresInput) (*struct{}, error) {
	return nil, a.Leads.State(c, c.actor, in.ID, in.Body.Figures)
}

type scoreInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body admissionScore
}

func (a *api) scoreAdmission(c *call, in *scoreInput) (*struct{}, error) {
	b := in.Body
	return nil, a.Leads.Score(c, c.actor, in.ID, lead.Scored{Reviewer: b.Reviewer, Points: b.Points, Vetoes: b.Vetoes, Remark: b.Remark})
}

type decisionInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		State   string `json:"state" enum:"passed,rejected,deferred"`
		Minutes string `json:"minutes" maxLength:"2000"`
		Ground  string `json:"ground,omitempty" doc:"破例准入的理由" maxLength:"500"`
	} `nameHint:"AdmissionDecision"`
}

func (a *api) decideAdmission(c *call, in *decisionInput) (*struct{}, error) {
	return nil, a.Leads.DecideAdmission(c, c.actor, in.ID, lead.Decision{State: in.Body.State, Minutes: in.Body.Minutes, Ground: in.Body.Ground})
}
