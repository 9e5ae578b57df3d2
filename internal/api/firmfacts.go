package api

import (
	"slices"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
)

// firmFacts are what hangs on an enterprise: provenance, figures, supply links, people, ladder.
func (a *api) firmFacts() {
	tag := enterprise.Spec.Label
	at := "/enterprises/{id}"
	handle(a, op{pattern: "GET " + at + "/sources", id: "list-enterprise-sources", perm: authz.FirmView, tag: tag, summary: "企业各项的来源、日期和可信度"}, a.firmSources)
	handle(a, op{pattern: "GET " + at + "/figures", id: "list-enterprise-figures", perm: authz.FirmView, tag: tag, summary: "企业分月分年的指标，新的在前"}, a.firmFigures)
	handle(a, op{pattern: "PUT " + at + "/figures/{period}", id: "put-enterprise-figure", perm: authz.FirmEdit, tag: tag, summary: "登记一个周期的指标，已有的被替换"}, a.putFigure)
	handle(a, op{pattern: "GET " + at + "/supplies", id: "list-enterprise-supplies", perm: authz.FirmView, tag: tag, summary: "企业的供应商和客户"}, a.firmSupplies)
	handle(a, op{pattern: "POST " + at + "/supplies", id: "create-enterprise-supply", perm: authz.FirmEdit, tag: tag, summary: "登记供销关系", status: 201}, a.createSupply)
	handle(a, op{pattern: "GET " + at + "/people", id: "list-enterprise-people", perm: authz.FirmView, tag: tag, summary: "企业的联系人"}, a.firmPeople)
	handle(a, op{pattern: "POST " + at + "/people", id: "create-enterprise-person", perm: authz.FirmEdit, tag: tag, summary: "登记联系人", status: 201}, a.createPerson)
	handle(a, op{pattern: "GET " + at + "/ladder", id: "get-enterprise-ladder", perm: authz.FirmView, tag: tag, summary: "企业的梯度：已到的各级，和离上两级还差什么"}, a.firmLadder)
	handle(a, op{pattern: "POST " + at + "/ladder", id: "create-enterprise-rung", perm: authz.FirmEdit, tag: tag, summary: "登记梯度认定", status: 201}, a.createRung)
}

type firmSource struct {
	Field      string  `json:"field"`
	Kind       string  `json:"kind" doc:"entry 录入、import 导入、firm 企业自填、merge 合并、rule 推算"`
	Source     string  `json:"source"`
	Date       string  `json:"date" doc:"截至"`
	Confidence float64 `json:"confidence" doc:"可信度，0到1"`
	By         string  `json:"by" doc:"经手"`
	At         int64   `json:"at" doc:"UTC微秒"`
	Note       string  `json:"note"`
}

type firmSourcesOutput struct {
	Body struct {
		Sources []firmSource `json:"sources"`
	} `nameHint:"EnterpriseSources"`
}

func (a *api) firmSources(c *call, in *idInput) (*firmSourcesOutput, error) {
	if _, err := a.Enterprises.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	found, err := a.Enterprises.Facts(c, in.ID)
	if err != nil {
		return nil, err
	}
	out := &firmSourcesOutput{}
	for field, s := range found {
		out.Body.Sources = append(out.Body.Sources, firmSource{field, s.Kind, s.Source, s.Date, s.Confidence, s.ByName, s.At, s.Note})
	}
	slices.SortFunc(out.Body.Sources, func(a, b firmSource) int { return strings.Compare(a.Field, b.Field) })
	return out, nil
}

// firmFigure is what a firm did in a period.
type firmFigure struct {
	Period  string `json:"period" doc:"2025、2026-10或2026-Q3"`
	Revenue int64  `json:"revenue" doc:"元"`
	Tax     int64  `json:"tax" doc:"元"`
	Power   int64  `json:"power" doc:"千瓦时"`
	Staff   int64  `json:"staff"`
	RD      int64  `json:"rd" doc:"研发投入，元"`
	Source  string `json:"source"`
}

func figureOf(f *enterprise.Figure) firmFigure {
	return firmFigure{f.Period, f.Revenue, f.Tax, f.Power, f.Staff, f.RD, f.Source}
}

type firmFiguresOutput struct {
	Body struct {
		Figures []firmFigure `json:"figures"`
	} `nameHint:"EnterpriseFigures"`
}

func (a *api) firmFigures(c *call, in *idInput) (*firmFiguresOutput, error) {
	if _, err := a.Enterprises.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Enterprises.Figures(c, in.ID)
	out := &firmFiguresOutput{}
	for i := range rows {
		out.Body.Figures = append(out.Body.Figures, figureOf(&rows[i]))
	}
	return out, err
}

type figureInput struct {
	ID     string `path:"id" doc:"标识" maxLength:"40"`
	Period string `path:"period" doc:"2025、2026-10或2026-Q3" maxLength:"8"`
	Body   struct {
		Revenue int64  `json:"revenue,omitempty" doc:"元" minimum:"0"`
		Tax     int64  `json:"tax,omitempty" doc:"元" minimum:"0"`
		Power   int64  `json:"power,omitempty" doc:"千瓦时" minimum:"0"`
		Staff   int64  `json:"staff,omitempty" minimum:"0"`
		RD      int64  `json:"rd,omitempty" doc:"研发投入，元" minimum:"0"`
		Source  string `json:"source,omitempty" maxLength:"100"`
	} `nameHint:"EnterpriseFigureNew"`
}

type figureOutput struct{ Body firmFigure }

func (a *api) putFigure(c *call, in *figureInput) (*figureOutput, error) {
	b := in.Body
	f, err := a.Enterprises.PutFigure(c, c.actor, enterprise.Figure{EnterpriseID: in.ID, Period: in.Period, Revenue: b.Revenue, Tax: b.Tax, Power: b.Power, Staff: b.Staff,
		RD: b.RD, Source: b.Source})
	if err != nil {
		return nil, err
	}
	return &figureOutput{figureOf(f)}, nil
}

// firmSupply is a supply link.
type firmSupply struct {
	ID         string  `json:"id"`
	FromID     string  `json:"from_id" doc:"供方"`
	ToID       string  `json:"to_id" doc:"需方"`
	Other      string  `json:"other" doc:"对方的名称"`
	Product    string  `json:"product"`
	Amount     int64   `json:"amount" doc:"一年，元；0为不知道"`
	Source     string  `json:"source"`
	Date       string  `json:"date"`
	Confidence float64 `json:"confidence"`
}

type firmSuppliesOutput struct {
	Body struct {
		Supplies []firmSupply `json:"supplies"`
	} `nameHint:"EnterpriseSupplies"`
}

func (a *api) firmSupplies(c *call, in *idInput) (*firmSuppliesOutput, error) {
	if _, err := a.Enterprises.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Enterprises.Supplies(c, in.ID)
	out := &firmSuppliesOutput{}
	for _, s := range rows {
		out.Body.Supplies = append(out.Body.Supplies, firmSupply{s.ID, s.FromID, s.ToID, s.OtherName, s.Product, s.Amount, s.Source, s.Date, s.Confidence})
	}
	return out, err
}

type supplyInput struct {
	ID   string `path:"id" doc:"供方的标识" maxLength:"40"`
	Body struct {
		ToID       string  `json:"to_id" doc:"需方的标识" maxLength:"40"`
		Product    string  `json:"product,omitempty" maxLength:"100"`
		Amount     int64   `json:"amount,omitempty" doc:"一年，元" minimum:"0"`
		Source     string  `json:"source" doc:"从哪里知道" maxLength:"100"`
		Date       string  `json:"date,omitempty" maxLength:"10"`
		Confidence float64 `json:"confidence" minimum:"0" maximum:"1"`
	} `nameHint:"EnterpriseSupplyNew"`
}

type supplyOutput struct{ Body firmSupply }

func (a *api) createSupply(c *call, in *supplyInput) (*supplyOutput, error) {
	b := in.Body
	s, err := a.Enterprises.AddSupply(c, c.actor, enterprise.Supply{FromID: in.ID, ToID: b.ToID, Product: b.Product, Amount: b.Amount, Source: b.Source, Date: b.Date,
		Confidence: b.Confidence})
	if err != nil {
		return nil, err
	}
	return &supplyOutput{firmSupply{s.ID, s.FromID, s.ToID, "", s.Product, s.Amount, s.Source, s.Date, s.Confidence}}, nil
}

type firmPerson struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Title  string `json:"title"`
	Phone  string `json:"phone"`
	Source string `json:"source"`
}

type firmPeopleOutput struct {
	Body struct {
		People []firmPerson `json:"people"`
	} `nameHint:"EnterprisePeople"`
}

func (a *api) firmPeople(c *call, in *idInput) (*firmPeopleOutput, error) {
	if _, err := a.Enterprises.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	rows, err := a.Enterprises.People(c, in.ID)
	out := &firmPeopleOutput{}
	for _, p := range rows {
		out.Body.People = append(out.Body.People, firmPerson{p.ID, p.Name, p.Title, p.Phone, p.Source})
	}
	return out, err
}

type personInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Name   string `json:"name" maxLength:"30"`
		Title  string `json:"title,omitempty" maxLength:"60"`
		Phone  string `json:"phone,omitempty" maxLength:"40"`
		Source string `json:"source,omitempty" maxLength:"100"`
	} `nameHint:"EnterprisePersonNew"`
}

type personOutput struct{ Body firmPerson }

func (a *api) createPerson(c *call, in *personInput) (*personOutput, error) {
	p, err := a.Enterprises.AddPerson(c, c.actor, enterprise.Person{EnterpriseID: in.ID, Name: in.Body.Name, Title: in.Body.Title, Phone: in.Body.Phone, Source: in.Body.Source})
	if err != nil {
		return nil, err
	}
	return &personOutput{firmPerson{p.ID, p.Name, p.Title, p.Phone, p.Source}}, nil
}

type firmRung struct {
	Rung    string `json:"rung"`
	Since   string `json:"since"`
	UntilOn string `json:"until_on"`
	Paper   string `json:"paper"`
}

type firmCheck struct {
	Text  string `json:"text" doc:"条件"`
	State string `json:"state" doc:"met 够、missing 不够、unknown 待核实"`
	Have  string `json:"have" doc:"现在的值"`
}

type firmNear struct {
	Rung   string      `json:"rung"`
	Name   string      `json:"name"`
	Source string      `json:"source" doc:"条件的出处"`
	Lacks  int         `json:"lacks" doc:"不够的项数"`
	Checks []firmCheck `json:"checks"`
}

type firmLadderOutput struct {
	Body struct {
		Ladder string     `json:"ladder" doc:"现在的一级"`
		Rungs  []firmRung `json:"rungs"`
		Next   []firmNear `json:"next"`
	} `nameHint:"EnterpriseLadder"`
}

func (a *api) firmLadder(c *call, in *idInput) (*firmLadderOutput, error) {
	e, err := a.Enterprises.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	figures, err := a.Enterprises.Figures(c, in.ID)
	if err != nil {
		return nil, err
	}
	rungs, err := a.Enterprises.Rungs(c, in.ID)
	if err != nil {
		return nil, err
	}
	near, err := enterprise.NextSteps(e, figures, rungs, a.Run.Clock.Today())
	if err != nil {
		return nil, err
	}
	out := &firmLadderOutput{}
	out.Body.Ladder = e.Ladder
	for _, r := range rungs {
		out.Body.Rungs = append(out.Body.Rungs, firmRung{r.Rung, r.Since, r.UntilOn, r.Paper})
	}
	for _, n := range near {
		x := firmNear{Rung: n.Rung, Name: n.Name, Source: n.Source, Lacks: n.Lacks}
		for _, k := range n.Checks {
			x.Checks = append(x.Checks, firmCheck{k.Text, k.State, k.Have})
		}
		out.Body.Next = append(out.Body.Next, x)
	}
	return out, nil
}

type rungInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Rung    string `json:"rung" enum:"above,innovate,special,giant,champion,listed"`
		Since   string `json:"since,omitempty" maxLength:"10"`
		UntilOn string `json:"until_on,omitempty" maxLength:"10"`
		Paper   string `json:"paper,omitempty" maxLength:"200"`
	} `nameHint:"EnterpriseRungNew"`
}

type rungOutput struct{ Body firmRung }

func (a *api) createRung(c *call, in *rungInput) (*rungOutput, error) {
	b := in.Body
	r, err := a.Enterprises.AddRung(c, c.actor, enterprise.Rung{EnterpriseID: in.ID, Rung: b.Rung, Since: b.Since, UntilOn: b.UntilOn, Paper: b.Paper})
	if err != nil {
		return nil, err
	}
	return &rungOutput{firmRung{r.Rung, r.Since, r.UntilOn, r.Paper}}, nil
}
