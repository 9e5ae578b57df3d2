package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/target"
)

func (a *api) targets() {
	tag := target.Spec.Label
	r := a.lists(&register{spec: target.Spec, path: "/targets", one: "target", many: "targets", schema: "Target", perm: authz.LeadView})
	a.histories(r)
	handle(a, op{pattern: "POST /gaps/{id}/targets/rank", id: "rank-targets", perm: authz.GapWork, tag: tag, summary: "给缺口重新推荐企业",
		help: "人定过的（列为目标、排除）只更新名次和理由。"}, a.rankTargets)
	handle(a, op{pattern: "POST /gaps/{id}/targets", id: "add-target", perm: authz.GapWork, tag: tag, summary: "把企业库里的企业列为缺口的目标", status: 201,
		answer: recordAnswer(tag, schema("Target"))}, a.addTarget)
	handle(a, op{pattern: "POST /targets/take", id: "take-targets", perm: authz.GapWork, tag: tag, summary: "把候选列为目标，交给招商队伍"}, a.takeTargets)
	handle(a, op{pattern: "POST /targets/{id}/move", id: "move-target", perm: authz.GapWork, tag: tag, summary: "推进目标企业：talk、exclude、restore、sign、back",
		answer: recordAnswer(tag, schema("Target"))}, a.moveTarget)
	handle(a, op{pattern: "GET /targets/{id}/contacts", id: "list-target-contacts", perm: authz.LeadView, tag: tag, summary: "联系记录"}, a.listContacts)
	handle(a, op{pattern: "POST /targets/{id}/contacts", id: "add-target-contact", perm: authz.GapWork, tag: tag, summary: "记一次联系", answer: recordAnswer(tag, schema("Target"))}, a.addContact)
	handle(a, op{pattern: "GET /targets/{id}/evidence", id: "list-target-evidence", perm: authz.LeadView, tag: tag, summary: "带日期的证据"}, a.listEvidence)
	handle(a, op{pattern: "POST /targets/{id}/evidence", id: "add-target-evidence", perm: authz.GapWork, tag: tag, summary: "记一条证据", status: 204}, a.addEvidence)
}

type rankInput struct {
	ID   string `path:"id" doc:"缺口的标识" maxLength:"40"`
	Body struct {
		N int `json:"n,omitempty" doc:"推荐家数，不写为60" minimum:"1" maximum:"200"`
	} `nameHint:"TargetRank"`
}

type rankOutput struct {
	Body struct {
		N int `json:"n" doc:"推荐了几家"`
	} `nameHint:"TargetsRanked"`
}

func (a *api) rankTargets(c *call, in *rankInput) (*rankOutput, error) {
	n := in.Body.N
	if n == 0 {
		n = 60
	}
	out := &rankOutput{}
	var err error
	out.Body.N, err = a.Targets.Rank(c, c.actor, in.ID, n)
	return out, err
}

type targetInput struct {
	ID   string `path:"id" doc:"缺口的标识" maxLength:"40"`
	Body struct {
		EnterpriseID string `json:"enterprise_id" maxLength:"40"`
	} `nameHint:"TargetNew"`
}

func (a *api) addTarget(c *call, in *targetInput) (*written, error) {
	t, err := a.Targets.Add(c, c.actor, in.ID, in.Body.EnterpriseID)
	if err != nil {
		return nil, err
	}
	return a.record(c, a.records[target.Kind], t.ID, 201)
}

type takeInput struct {
	Body struct {
		IDs     []string `json:"ids" minItems:"1" maxItems:"500"`
		UnitID  string   `json:"unit_id,omitempty" doc:"招商队伍，不写为不变" maxLength:"40"`
		OwnerID string   `json:"owner_id,omitempty" doc:"责任人，不写为本人" maxLength:"40"`
	} `nameHint:"TargetsTaken"`
}

func (a *api) takeTargets(c *call, in *takeInput) (*struct{}, error) {
	return nil, a.Targets.Take(c, c.actor, in.Body.IDs, in.Body.UnitID, in.Body.OwnerID)
}

type targetMoveInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action string `json:"action" enum:"take,talk,exclude,restore,sign,back"`
		Reason string `json:"reason,omitempty" doc:"排除时必填" maxLength:"500"`
		Until  string `json:"until,omitempty" doc:"排除到哪一天，不写为长期" maxLength:"10"`
	} `nameHint:"TargetMove"`
}

func (a *api) moveTarget(c *call, in *targetMoveInput) (*written, error) {
	if err := a.Targets.Move(c, c.actor, in.ID, in.Body.Action, in.Body.Reason, in.Body.Until); err != nil {
		return nil, err
	}
	return a.record(c, a.records[target.Kind], in.ID, 0)
}

// targetContact is one entry of the log of contacts.
type targetContact struct {
	On       string `json:"on"`
	How      string `json:"how" doc:"方式"`
	Whom     string `json:"whom" doc:"对方"`
	Result   string `json:"result"`
	NextStep string `json:"next_step"`
	NextOn   string `json:"next_on"`
	By       string `json:"by" doc:"谁联系的"`
}

type contactsOutput struct {
	Body struct {
		Contacts []targetContact `json:"contacts"`
	} `nameHint:"TargetContacts"`
}

func (a *api) listContacts(c *call, in *idInput) (*contactsOutput, error) {
	if _, err := a.Targets.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Targets.Contacts(c, in.ID)
	out := &contactsOutput{}
	for _, r := range rows {
		out.Body.Contacts = append(out.Body.Contacts, targetContact{r.OnDate, r.How, r.Whom, r.Result, r.NextStep, r.NextOn, r.ByName})
	}
	return out, err
}

type contactInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		On       string `json:"on,omitempty" doc:"日期，不写为今天" maxLength:"10"`
		How      string `json:"how" maxLength:"20"`
		Whom     string `json:"whom,omitempty" maxLength:"100"`
		Result   string `json:"result" maxLength:"1000"`
		NextStep string `json:"next_step,omitempty" maxLength:"200"`
		NextOn   string `json:"next_on,omitempty" maxLength:"10"`
		Talks    bool   `json:"talks,omitempty" doc:"已约谈"`
	} `nameHint:"TargetContactNew"`
}

func (a *api) addContact(c *call, in *contactInput) (*written, error) {
	b := in.Body
	if err := a.Targets.Contact(c, c.actor, in.ID, target.Touch{On: b.On, How: b.How, Whom: b.Whom, Result: b.Result, NextStep: b.NextStep, NextOn: b.NextOn, Talks: b.Talks}); err != nil {
		return nil, err
	}
	return a.record(c, a.records[target.Kind], in.ID, 0)
}

// targetEvidence is a dated sign.
type targetEvidence struct {
	Kind   string  `json:"kind" enum:"growth,outside,tender,tie,news" doc:"growth 扩张、outside 对外投资、tender 招标采购、tie 与本地有联系、news 其他"`
	Body   string  `json:"body" maxLength:"500"`
	Source string  `json:"source" doc:"出处" maxLength:"200"`
	OnDate string  `json:"on_date" maxLength:"10"`
	Weight float64 `json:"weight,omitempty" doc:"分量，0到1，不写按种类" minimum:"0" maximum:"1"`
}

type evidenceOutput struct {
	Body struct {
		Evidence []targetEvidence `json:"evidence"`
	} `nameHint:"TargetEvidenceList"`
}

func (a *api) listEvidence(c *call, in *idInput) (*evidenceOutput, error) {
	t, err := a.Targets.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	rows, err := a.Targets.EvidenceOf(c, c.actor.Scope, t.EnterpriseID)
	out := &evidenceOutput{}
	for _, e := range rows {
		out.Body.Evidence = append(out.Body.Evidence, targetEvidence{e.Kind, e.Body, e.Source, e.OnDate, e.Weight})
	}
	return out, err
}

type evidenceInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body targetEvidence
}

func (a *api) addEvidence(c *call, in *evidenceInput) (*struct{}, error) {
	b := in.Body
	_, err := a.Targets.AddEvidence(c, c.actor, in.ID, target.Evidence{Kind: b.Kind, Body: b.Body, Source: b.Source, OnDate: b.OnDate, Weight: b.Weight})
	return nil, err
}
