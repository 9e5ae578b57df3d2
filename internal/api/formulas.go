package api

import (
	"maps"
	"slices"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
)

func (a *api) formulas() {
	const tag = "口径"
	handle(a, op{pattern: "GET /formulas", id: "list-formulas", perm: authz.FormulaView, tag: tag, summary: "口径库：全部口径的全部版本"}, a.listFormulas)
	handle(a, op{pattern: "GET /formulas/{code}", id: "get-formula", perm: authz.FormulaView, tag: tag, summary: "一个口径的各个版本"}, a.getFormula)
	handle(a, op{pattern: "GET /formulas/{code}/value", id: "value-formula", perm: authz.FormulaView, tag: tag, summary: "口径在自己数据范围内的值，连同分子、分母和记录的地址",
		help: "version为0取今天采用的版本；from、to限定归期的日期，as_of回看；by为region、unit、chain时分开给，地区和单位含下级。"}, a.valueFormula)
	handle(a, op{pattern: "POST /formulas", id: "create-formula", perm: authz.FormulaEdit, tag: tag, summary: "新口径，或已有口径的新版本，存为草案；写错的指出位置", status: 201}, a.createFormula)
	handle(a, op{pattern: "POST /formulas/{code}/{number}/adopt", id: "adopt-formula", perm: authz.FormulaEdit, tag: tag, summary: "采用草案，原来的版本同日停用"}, a.adoptFormula)
}

// FormulaFields is what may be written of a definition.
type FormulaFields struct {
	Code     string `json:"code" doc:"代码，已有的就是加新版本" maxLength:"40"`
	Name     string `json:"name" doc:"名称；已有的口径以原名为准" maxLength:"20"`
	List     string `json:"list" doc:"清单，例如project" maxLength:"40"`
	Shape    string `json:"shape" doc:"count计数、sum合计、flat平比、chained逐级比、mean均值、p50中位数、p90九成分位数" enum:"count,sum,flat,chained,mean,p50,p90"`
	Num      string `json:"num" doc:"分子，或算什么" maxLength:"4000"`
	Den      string `json:"den,omitempty" doc:"分母，或哪些算在内" maxLength:"4000"`
	Unit     string `json:"unit,omitempty" maxLength:"10"`
	Decimals int64  `json:"decimals,omitempty" minimum:"0" maximum:"4"`
	Cohort   string `json:"cohort,omitempty" doc:"归期的日期列，空为不分期" maxLength:"40"`
	Note     string `json:"note" doc:"用一句话说" maxLength:"100"`
	Origin   string `json:"origin,omitempty" doc:"用在哪里" maxLength:"100"`
}

// formulaVersion is a version of a definition.
type formulaVersion struct {
	Number    int64  `json:"number" doc:"版本"`
	Label     string `json:"label" example:"开工率v2"`
	State     string `json:"state" enum:"draft,adopted,retired"`
	Shipped   bool   `json:"shipped" doc:"随程序带来，不能改"`
	AdoptedOn string `json:"adopted_on" doc:"采用日期；空且已采用为一直在用"`
	RetiredOn string `json:"retired_on"`
	Reason    string `json:"reason"`
	FormulaFields
}

func formulaOf(d *formula.Definition) formulaVersion {
	return formulaVersion{Number: d.Number, Label: d.Label(), State: d.State, Shipped: d.Shipped, AdoptedOn: d.AdoptedOn, RetiredOn: d.RetiredOn, Reason: d.Reason,
		FormulaFields: FormulaFields{Code: d.Code, Name: d.Name, List: d.List, Shape: string(d.Shape), Num: d.Num, Den: d.Den, Unit: d.Unit, Decimals: d.Decimals,
			Cohort: d.Cohort, Note: d.Note, Origin: d.Origin}}
}

type formulasOutput struct {
	Body struct {
		Formulas []formulaVersion `json:"formulas"`
	} `nameHint:"Formulas"`
}

func formulaList(defs []formula.Definition, err error) (*formulasOutput, error) {
	out := &formulasOutput{}
	out.Body.Formulas = []formulaVersion{}
	for i := range defs {
		out.Body.Formulas = append(out.Body.Formulas, formulaOf(&defs[i]))
	}
	return out, err
}

func (a *api) listFormulas(c *call, _ *struct{}) (*formulasOutput, error) {
	return formulaList(a.Formulas.All(c))
}

// FormulaRef names a definition.
type FormulaRef struct {
	Code string `path:"code" doc:"代码或名称" maxLength:"40"`
}

func (a *api) getFormula(c *call, in *FormulaRef) (*formulasOutput, error) {
	return formulaList(a.Formulas.Versions(c, in.Code))
}

type formulaAsk struct {
	FormulaRef
	Version int    `query:"version" doc:"版本，0为今天采用的" minimum:"0" maximum:"100000"`
	From    string `query:"from" doc:"归期自" maxLength:"10"`
	To      string `query:"to" doc:"归期至" maxLength:"10"`
	AsOf    string `query:"as_of" doc:"截至，空为今天" maxLength:"10"`
	Where   string `query:"where" doc:"另加的条件" maxLength:"4000"`
	Region  string `query:"region" maxLength:"12"`
	Unit    string `query:"unit" maxLength:"40"`
	Chain   string `query:"chain" maxLength:"40"`
	By      string `query:"by" doc:"分开给" enum:"region,unit,chain"`
}

// formulaValue is one figure with what it is made of.
type formulaValue struct {
	Key    string  `json:"key" doc:"地区、单位或产业链；不分开时为空"`
	Known  bool    `json:"known" doc:"分母为0或没有已知的值时为false，其余数字不算数"`
	Value  float64 `json:"value"`
	Num    float64 `json:"num"`
	Den    float64 `json:"den"`
	Text   string  `json:"text" example:"86.5%"`
	Why    string  `json:"why" doc:"没有值的原因"`
	NumURL string  `json:"num_url" doc:"分子的记录"`
	DenURL string  `json:"den_url" doc:"分母的记录"`
}

type formulaValues struct {
	Body struct {
		Formula string         `json:"formula" example:"开工率v2"`
		Values  []formulaValue `json:"values"`
	} `nameHint:"FormulaValues"`
}

func (a *api) valueFormula(c *call, in *formulaAsk) (*formulaValues, error) {
	def, err := a.Formulas.Get(c, in.Code, in.Version)
	if err != nil {
		return nil, err
	}
	ask := formula.Ask{From: in.From, To: in.To, AsOf: in.AsOf, Where: in.Where, Region: in.Region, Unit: in.Unit, Chain: in.Chain}
	table, err := a.Formulas.Table(c, def.ScopeOn(c.actor), []*formula.Compiled{def}, ask, in.By)
	if err != nil {
		return nil, err
	}
	out := &formulaValues{}
	out.Body.Formula, out.Body.Values = def.Label(), []formulaValue{}
	for _, key := range slices.Sorted(maps.Keys(table)) {
		v := table[key][0]
		out.Body.Values = append(out.Body.Values, formulaValue{Key: key, Known: v.OK, Value: v.Rate, Num: v.Num, Den: v.Den, Text: v.String(), Why: v.Why(),
			NumURL: v.NumURL, DenURL: v.DenURL})
	}
	return out, nil
}

type formulaInput struct {
	Body FormulaFields `nameHint:"FormulaNew"`
}

type formulaMade struct{ Body formulaVersion }

func (a *api) createFormula(c *call, in *formulaInput) (*formulaMade, error) {
	f := in.Body
	d, err := a.Formulas.Add(c, c.actor, formula.Definition{Code: f.Code, Name: f.Name, List: f.List, Shape: formula.Shape(f.Shape), Num: f.Num, Den: f.Den, Unit: f.Unit,
		Decimals: f.Decimals, Cohort: f.Cohort, Note: f.Note, Origin: f.Origin})
	if err != nil {
		return nil, err
	}
	return &formulaMade{formulaOf(d)}, nil
}

type adoptFormulaInput struct {
	FormulaRef
	Number int64 `path:"number" doc:"版本" minimum:"1"`
	Body   struct {
		Reason string `json:"reason" doc:"依据" maxLength:"200"`
	} `nameHint:"FormulaAdoption"`
}

func (a *api) adoptFormula(c *call, in *adoptFormulaInput) (*formulaMade, error) {
	def, err := a.Formulas.Get(c, in.Code, int(in.Number))
	if err != nil {
		return nil, err
	}
	if err := a.Formulas.Adopt(c, c.actor, &def.Definition, in.Body.Reason); err != nil {
		return nil, err
	}
	if def, err = a.Formulas.Get(c, in.Code, int(in.Number)); err != nil {
		return nil, err
	}
	return &formulaMade{formulaOf(&def.Definition)}, nil
}
