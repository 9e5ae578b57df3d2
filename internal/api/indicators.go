package api

import (
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

func (a *api) indicators() {
	tag := indicator.Spec.Label
	everybody := func(authz.Actor) authz.Scope { return authz.Scope{All: true} }
	a.lists(&register{spec: indicator.Spec, path: "/indicators", one: "indicator", many: "indicators", schema: "Indicator", perm: authz.IndicatorView, scope: everybody})
	r := a.lists(&register{spec: indicator.ValueSpec, path: "/observations", one: "observation", many: "observations", schema: "Observation", perm: authz.IndicatorView})
	a.histories(r)
	handle(a, op{pattern: "GET /indicators/{id}/values", id: "list-indicator-values", perm: authz.IndicatorView, tag: tag, summary: "指标一个周期的数：各对象和汇总，带目标路径",
		help: "周期写成2026-10、2026-Q3、2026；比填报频率长的周期由各期合成。missing是汇总里缺的对象。"}, a.indicatorValues)
	handle(a, op{pattern: "POST /observations/{id}/revise", id: "revise-observation", perm: authz.IndicatorApprove, tag: tag, summary: "修订已审定的数：原数、原因、修订人留存",
		answer: recordAnswer(indicator.ValueSpec.Label, schema("Observation"))}, a.reviseObservation)
	handle(a, op{pattern: "GET /indicator-filings", id: "list-indicator-filings", perm: authz.IndicatorView, tag: tag, summary: "一个周期各单位的填报：状态、时限、还等哪些下级"}, a.indicatorFilings)
	handle(a, op{pattern: "POST /indicator-filings/move", id: "move-indicator-filing", perm: authz.IndicatorView, tag: tag, summary: "报送、审定、退回、验收一个单位的填报"}, a.moveFiling)
}

type indicatorValuesInput struct {
	ID     string `path:"id" doc:"标识或编码" maxLength:"40"`
	Period string `query:"period" doc:"周期，例如2026-10" required:"true" maxLength:"10"`
}

// indicatorValue is what an indicator says of a subject.
type indicatorValue struct {
	Subject   string   `json:"subject" doc:"region/代码、chain/标识或unit/标识"`
	Name      string   `json:"name"`
	Value     float64  `json:"value"`
	Known     bool     `json:"known"`
	Estimated bool     `json:"estimated"`
	State     string   `json:"state"`
	Missing   []string `json:"missing" doc:"汇总里缺的"`
	Target    float64  `json:"target" doc:"目标路径到期末的数；当期数指标为本期应完成"`
	HasTarget bool     `json:"has_target"`
}

type indicatorValuesOutput struct {
	Body struct {
		Values []indicatorValue `json:"values"`
	} `nameHint:"IndicatorValues"`
}

func (a *api) indicatorValues(c *call, in *indicatorValuesInput) (*indicatorValuesOutput, error) {
	p, err := period.Parse(in.Period)
	if err != nil {
		return nil, err
	}
	all, err := a.Indicators.Values(c, in.ID, p)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	for _, by := range []string{indicator.ByRegion, indicator.ByChain, indicator.ByUnit} {
		t, err := a.Indicators.Subjects(c, by)
		if err != nil {
			return nil, err
		}
		for i := range t.List {
			seen[t.List[i].Ref.String()] = c.actor.Scope.Allows(t.List[i].Keys)
		}
	}
	out := &indicatorValuesOutput{}
	out.Body.Values = []indicatorValue{}
	for _, o := range all {
		if ref := o.Subject.String(); seen[ref] {
			missing := o.Missing
			if missing == nil {
				missing = []string{}
			}
			out.Body.Values = append(out.Body.Values, indicatorValue{ref, o.Name, o.Value, o.Known, o.Estimated, o.State, missing, o.Target, o.HasTarget})
		}
	}
	return out, nil
}

type reviseInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Amount  float64 `json:"amount" doc:"以指标现在的计量单位计"`
		Mark    string  `json:"mark,omitempty" enum:",estimated,missing"`
		Reason  string  `json:"reason" maxLength:"300"`
		Version int64   `json:"version" doc:"所见的版次"`
	} `nameHint:"ObservationRevision"`
}

func (a *api) reviseObservation(c *call, in *reviseInput) (*written, error) {
	b := in.Body
	if err := a.Indicators.Revise(c, c.actor, indicator.Revised{ValueID: in.ID, Amount: b.Amount, Mark: b.Mark, Reason: b.Reason, Version: b.Version}); err != nil {
		return nil, err
	}
	return a.record(c, a.records[indicator.ValueKind], in.ID, 0)
}

type filingsInput struct {
	Period string `query:"period" doc:"周期，例如2026-10" required:"true" maxLength:"10"`
}

// indicatorFiling is what a unit owes for a period.
type indicatorFiling struct {
	UnitID string   `json:"unit_id"`
	Period string   `json:"period"`
	Due    string   `json:"due"`
	State  string   `json:"state"`
	Wanted int64    `json:"wanted"`
	Filled int64    `json:"filled"`
	Waits  []string `json:"waits" doc:"还没有审定的下级单位"`
}

type filingsOutput struct {
	Body struct {
		Filings []indicatorFiling `json:"filings"`
	} `nameHint:"IndicatorFilings"`
}

func (a *api) indicatorFilings(c *call, in *filingsInput) (*filingsOutput, error) {
	p, err := period.Parse(in.Period)
	if err != nil {
		return nil, err
	}
	owing, err := a.Indicators.Owing(c, c.actor.Scope, p)
	out := &filingsOutput{}
	out.Body.Filings = []indicatorFiling{}
	for _, o := range owing {
		waits := o.Waits
		if waits == nil {
			waits = []string{}
		}
		out.Body.Filings = append(out.Body.Filings, indicatorFiling{o.UnitID, o.Period, o.Due, o.State, o.Wanted, o.Filled, waits})
	}
	return out, err
}

type moveFilingInput struct {
	Body struct {
		UnitID string `json:"unit_id" maxLength:"40"`
		Period string `json:"period" maxLength:"10"`
		Action string `json:"action" enum:"submit,approve,return,accept,reject,take"`
		Reason string `json:"reason,omitempty" maxLength:"200"`
	} `nameHint:"IndicatorFilingMove"`
}

func (a *api) moveFiling(c *call, in *moveFilingInput) (*filingsOutput, error) {
	p, err := period.Parse(in.Body.Period)
	if err != nil {
		return nil, err
	}
	if err := a.Indicators.Move(c, c.actor, in.Body.UnitID, p, in.Body.Action, in.Body.Reason); err != nil {
		return nil, err
	}
	out, err := a.indicatorFilings(c, &filingsInput{Period: string(p)})
	if err != nil {
		return nil, err
	}
	for _, f := range out.Body.Filings {
		if f.UnitID == in.Body.UnitID {
			out.Body.Filings = []indicatorFiling{f}
			return out, nil
		}
	}
	return nil, errs.New(errs.NotFound, "这个单位不在您的数据范围内")
}
