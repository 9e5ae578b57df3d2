package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

func (a *api) lights() {
	const tag = "亮灯"
	handle(a, op{pattern: "GET /projects/{id}/light", id: "explain-light", perm: authz.ProjectView, tag: tag, summary: "项目为什么亮这盏灯",
		help: "规则、数字、哪天会变成什么、怎样才能变好、缓评和欠账"}, a.explainLight)
	handle(a, op{pattern: "GET /projects/{id}/light/turns", id: "list-light-turns", perm: authz.ProjectView, tag: tag, summary: "项目历次变灯，早的在前"}, a.lightTurns)
	handle(a, op{pattern: "POST /projects/{id}/light/exemptions", id: "exempt-light", perm: authz.Exempt, tag: tag, summary: "批准缓评",
		help: "到所写日期为止，这条规则对这个项目不算；具名记入经过。"}, a.exempt)
}

// explained is a light as a sentence with its numbers.
type explained struct {
	Light    string      `json:"light" doc:"none、green、yellow、red"`
	Rule     string      `json:"rule" doc:"规则编号；绿灯和未评没有"`
	RuleSet  string      `json:"rule_set" doc:"规则集"`
	Text     string      `json:"text" doc:"一句话，带数字"`
	When     string      `json:"when" doc:"规则原文"`
	Numbers  *clause     `json:"numbers,omitempty" doc:"逐条的判断和数字"`
	TurnsOn  string      `json:"turns_on" doc:"没有进展时哪天变灯；一年内不变则为空"`
	TurnsTo  string      `json:"turns_to" doc:"变成什么"`
	TurnsWhy string      `json:"turns_why"`
	Clear    string      `json:"clear" doc:"怎样消除，规则的原话"`
	Steps    []lightStep `json:"steps" doc:"再完成多少投资就变好"`
	Exempt   []exemption `json:"exemptions" doc:"缓评"`
	Debt     bool        `json:"debt" doc:"有欠账"`
	Leaves   bool        `json:"leaves" doc:"退出清单"`
}

// lightStep is something that would better the light.
type lightStep struct {
	Invest int64  `json:"invest" doc:"本年再完成投资，元"`
	Light  string `json:"light" doc:"就变成"`
}

// exemption is a recorded excuse.
type exemption struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason"`
	Since  string `json:"since"`
	Until  string `json:"until" doc:"到这一天为止"`
	By     string `json:"by" doc:"谁批准"`
}

// clause is one part of a rule with its verdict; Parts are the clauses that it joins.
type clause struct {
	Text    string   `json:"text"`
	Verdict string   `json:"verdict" doc:"true、false、unknown"`
	Join    string   `json:"join,omitempty" doc:"且、或、非"`
	Detail  string   `json:"detail,omitempty" doc:"带数字"`
	Missing []string `json:"missing,omitempty" doc:"因缺这些而无法判断"`
	Parts   []clause `json:"parts,omitempty"`
}

func clauseOf(e *rule.Explanation) clause {
	c := clause{Text: e.Text, Verdict: string(e.Verdict), Join: e.Join, Detail: e.Detail, Missing: e.Missing}
	for i := range e.Clauses {
		c.Parts = append(c.Parts, clauseOf(&e.Clauses[i]))
	}
	return c
}

type explainedOutput struct{ Body explained }

func (a *api) explainLight(c *call, in *idInput) (*explainedOutput, error) {
	p, err := a.Projects.Get(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	e, err := a.Review.Explain(c, c.actor.Scope, p)
	if err != nil {
		return nil, err
	}
	return &explainedOutput{explainedOf(e)}, nil
}

func explainedOf(e *review.Explained) explained {
	out := explained{Light: e.Light, Rule: e.RuleID, RuleSet: e.SetName, Text: e.Text, When: e.When, TurnsOn: e.TurnsOn, TurnsTo: e.TurnsTo, TurnsWhy: e.TurnsWhy,
		Clear: e.Clear, Debt: e.Debt, Leaves: e.Leaves, Steps: []lightStep{}, Exempt: []exemption{}}
	if e.Numbers != nil {
		out.Numbers = ptr(clauseOf(e.Numbers))
	}
	for _, s := range e.Steps {
		out.Steps = append(out.Steps, lightStep(s))
	}
	for _, x := range e.Exempt {
		out.Exempt = append(out.Exempt, exemption{x.Rule, x.Reason, x.Since, x.Until, x.GrantedName})
	}
	return out
}

// lightTurn is one change of a light.
type lightTurn struct {
	On    string `json:"on" doc:"日期"`
	Light string `json:"light"`
	Was   string `json:"was" doc:"此前"`
	Rule  string `json:"rule"`
	Text  string `json:"text"`
}

type turnsOutput struct {
	Body struct {
		Turns []lightTurn `json:"turns"`
	} `nameHint:"LightTurns"`
}

func (a *api) lightTurns(c *call, in *idInput) (*turnsOutput, error) {
	if err := a.visible(c, a.records[project.Kind], in.ID); err != nil {
		return nil, err
	}
	turns, err := a.Projects.TurnsOf(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &turnsOutput{}
	out.Body.Turns = make([]lightTurn, 0, len(turns))
	for _, t := range turns {
		out.Body.Turns = append(out.Body.Turns, lightTurn{t.OnDate, t.Light, t.Was, t.Rule, t.Text})
	}
	return out, nil
}

type exemptInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Rule   string `json:"rule" doc:"规则编号" maxLength:"80"`
		Until  string `json:"until" doc:"到这一天为止" maxLength:"10"`
		Reason string `json:"reason" doc:"理由" maxLength:"500"`
	} `nameHint:"ExemptionNew"`
}

func (a *api) exempt(c *call, in *exemptInput) (*explainedOutput, error) {
	if err := a.Review.Exempt(c, c.actor, in.ID, in.Body.Rule, in.Body.Until, in.Body.Reason); err != nil {
		return nil, err
	}
	return a.explainLight(c, &idInput{in.ID})
}
