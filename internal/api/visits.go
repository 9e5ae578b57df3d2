package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/visit"
)

// visits are the operations on visits and on who looks after which firm. Their lists go by visit.Sees: a unit's own visits wherever
// the firm is.
func (a *api) visits() {
	tag := visit.Spec.Label
	answer := recordAnswer(tag, schema("Visit"))
	r := a.lists(&register{spec: visit.Spec, path: "/visits", one: "visit", many: "visits", schema: "Visit", perm: authz.FirmView, scope: visit.Sees})
	a.histories(r)
	a.lists(&register{spec: visit.ChargeSpec, path: "/visit-charges", one: "visit-charge", many: "visit-charges", schema: "VisitCharge", perm: authz.FirmView, scope: visit.Sees})
	handle(a, op{pattern: "POST /visits", id: "record-visit", perm: authz.VisitMake, tag: tag, summary: "登记走访；问题同时生成诉求", status: 201, answer: answer, again: answer,
		help: "client_key由发送方给出：同一个人、同一个client_key再发一次，答200和已有的那一次，不重复登记。"}, a.recordVisit)
	handle(a, op{pattern: "PUT /visits/{id}", id: "amend-visit", perm: authz.VisitMake, tag: tag, summary: "修改本人登记的走访", answer: answer,
		help: "登记后7天内可改；企业不能改；已生成诉求的问题不能改。"}, a.amendVisit)
	handle(a, op{pattern: "DELETE /visits/{id}", id: "withdraw-visit", perm: authz.VisitMake, tag: tag, summary: "撤销本人登记的走访", status: 204,
		help: "当天和前一天登记、没有生成诉求的才能撤销。"}, a.withdrawVisit)
	handle(a, op{pattern: "GET /visit-coverage", id: "get-visit-coverage", perm: authz.FirmView, tag: tag, summary: "走访覆盖：各单位、各责任人近90天走访了多少家包联企业"}, a.visitCoverage)
	handle(a, op{pattern: "POST /visit-charges", id: "assign-visits", perm: authz.VisitAssign, tag: tag, summary: "安排包联"}, a.assignVisits)
}

// VisitNotes is what somebody noted of a visit.
type VisitNotes struct {
	On           string `json:"on,omitempty" doc:"走访日期；不写为今天" maxLength:"10"`
	Met          string `json:"met,omitempty" doc:"见了谁" maxLength:"100"`
	Said         string `json:"said" doc:"看到、谈到什么" maxLength:"2000"`
	Told         string `json:"told,omitempty" doc:"企业口述的数" maxLength:"2000"`
	Problem      string `json:"problem,omitempty" doc:"要解决的问题，生成诉求" maxLength:"2000"`
	NextOn       string `json:"next_on,omitempty" doc:"约定的下次走访" maxLength:"10"`
	Satisfaction int64  `json:"satisfaction,omitempty" doc:"1至5；0为没有问" minimum:"0" maximum:"5"`
}

func (v *VisitNotes) draft() visit.Draft {
	return visit.Draft{On: v.On, Met: v.Met, Said: v.Said, Told: v.Told, Problem: v.Problem, NextOn: v.NextOn, Satisfaction: v.Satisfaction}
}

type visitInput struct {
	Body struct {
		ClientKey string `json:"client_key,omitempty" doc:"发送方给的编号，8至64位字母、数字、减号" maxLength:"64"`
		Firm      string `json:"firm" doc:"企业全称或统一社会信用代码" maxLength:"100"`
		VisitNotes
	} `nameHint:"VisitNew"`
}

func (a *api) recordVisit(c *call, in *visitInput) (*written, error) {
	d := in.Body.draft()
	d.Key, d.Firm = in.Body.ClientKey, in.Body.Firm
	v, again, err := a.Visits.Record(c, c.actor, d)
	if err != nil {
		return nil, err
	}
	status := 201
	if again {
		status = 200
	}
	return a.record(c, a.records[visit.Kind], v.ID, status)
}

type visitAmendInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Version *int64 `json:"version,omitempty" doc:"所见的版次；不写为不管" minimum:"0"`
		VisitNotes
	} `nameHint:"VisitAmend"`
}

func (a *api) amendVisit(c *call, in *visitAmendInput) (*written, error) {
	version := int64(-1)
	if in.Body.Version != nil {
		version = *in.Body.Version
	}
	if _, err := a.Visits.Amend(c, c.actor, in.ID, in.Body.draft(), version); err != nil {
		return nil, err
	}
	return a.record(c, a.records[visit.Kind], in.ID, 0)
}

func (a *api) withdrawVisit(c *call, in *idInput) (*struct{}, error) {
	return nil, a.Visits.Withdraw(c, c.actor, in.ID)
}

type visitOrderInput struct {
	Body struct {
		AccountID string   `json:"account_id" maxLength:"40"`
		Role      string   `json:"role" enum:"commissioner,leader" doc:"commissioner为企业特派员，leader为挂点干部"`
		Since     string   `json:"since,omitempty" doc:"不写为今天" maxLength:"10"`
		Note      string   `json:"note,omitempty" doc:"依据" maxLength:"200"`
		Firms     []string `json:"firms" doc:"企业全称或信用代码" minItems:"1" maxItems:"2000"`
		Replace   bool     `json:"replace,omitempty" doc:"原来的同类责任人同日结束"`
	} `nameHint:"VisitOrder"`
}

type visitOrderOutput struct {
	Body struct {
		Made int `json:"made" doc:"新安排了多少家"`
	} `nameHint:"VisitOrdered"`
}

func (a *api) assignVisits(c *call, in *visitOrderInput) (*visitOrderOutput, error) {
	b, out := in.Body, &visitOrderOutput{}
	var err error
	out.Body.Made, err = a.Visits.Assign(c, c.actor, visit.Order{AccountID: b.AccountID, Role: b.Role, Since: b.Since, Note: b.Note, Firms: b.Firms, Replace: b.Replace})
	return out, err
}

// visitCovered is how well the firms of a unit or a person are visited.
type visitCovered struct {
	UnitID       string  `json:"unit_id"`
	AccountID    string  `json:"account_id" doc:"单位的行为空"`
	Firms        int64   `json:"firms" doc:"包联企业"`
	Visited      int64   `json:"visited" doc:"其中近90天由责任人走访过的"`
	Visits       int64   `json:"visits" doc:"近90天走访次数"`
	Tickets      int64   `json:"tickets" doc:"生成的诉求"`
	Satisfaction float64 `json:"satisfaction" doc:"平均满意度，0为没有问过"`
}

type visitCoverageOutput struct {
	Body struct {
		From   string         `json:"from" doc:"从哪天起算"`
		Total  visitCovered   `json:"total"`
		Units  []visitCovered `json:"units"`
		People []visitCovered `json:"people"`
	} `nameHint:"VisitCoverage"`
}

func (a *api) visitCoverage(c *call, _ *struct{}) (*visitCoverageOutput, error) {
	found, err := a.Visits.Coverage(c, c.actor)
	if err != nil {
		return nil, err
	}
	of := func(v *visit.Cover) visitCovered {
		return visitCovered{v.UnitID, v.AccountID, v.Firms, v.Visited, v.Visits, v.Tickets, v.Satisfaction()}
	}
	out := &visitCoverageOutput{}
	out.Body.From, out.Body.Total, out.Body.Units, out.Body.People = found.From, of(&found.Total), []visitCovered{}, []visitCovered{}
	for _, v := range found.Units {
		out.Body.Units = append(out.Body.Units, of(v))
	}
	for _, v := range found.People {
		out.Body.People = append(out.Body.People, of(v))
	}
	return out, nil
}
