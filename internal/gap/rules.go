package gap

import (
	"context"
	_ "embed"
	"encoding/json"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
)

// Rules is how gaps are judged, as it is shipped and stored. Conditions are texts of the rule language; thresholds are
// variables of them, by name or label.
type Rules struct {
	Name       string      `json:"name"`
	Origin     string      `json:"origin"`
	Note       string      `json:"note,omitempty"`
	Measure    string      `json:"measure"`    // "firms" or "revenue": of what presence is the share
	Suggested  float64     `json:"suggested"`  // suggestions that nobody judged count from this score on; above 1 none does
	Nation     int         `json:"nation"`     // outside firms at nodes that are needed for the nation as base
	Least      float64     `json:"least"`      // a node with a lower score is no gap, whatever the verdicts say
	Strength   []float64   `json:"strength"`   // presence from which a node is 2 一般, 3 较强, 4 强
	Thresholds []Threshold `json:"thresholds"` //
	Verdicts   []Verdict   `json:"verdicts"`   // in order: the first that holds is the verdict
	Need       string      `json:"need"`       // the score of a gap, 0..100
	Lights     []LightRule `json:"lights"`     // in order, over the columns of the list of gaps
}

// Threshold is a number with a name.
type Threshold struct {
	Name  string  `json:"name"`
	Label string  `json:"label"`
	Value float64 `json:"value"`
	Note  string  `json:"note,omitempty"`
}

// Verdict is one rule for one of the four answers.
type Verdict struct {
	ID   string `json:"id"`
	Kind string `json:"kind"`
	When string `json:"when"`
	Text string `json:"text"`
}

// LightRule is one rule for the light of an open gap.
type LightRule struct {
	ID    string `json:"id"`
	Light string `json:"light"`
	When  string `json:"when"`
	Text  string `json:"text"`
	Clear string `json:"clear"`
}

// Judge is a set of rules ready for use. No is its version.
type Judge struct {
	Rules
	No       int64
	verdicts []*rule.Rule
	need     *rule.Rule
	lights   []*rule.Rule
	values   map[string]float64
}

// The variables of verdicts, in the order of pages.
func variables() []rule.Var {
	n := func(name, label string, aliases ...string) rule.Var {
		return rule.Var{Name: name, Label: label, Type: rule.Number, SQL: "t." + name, Aliases: aliases}
	}
	return []rule.Var{
		n("presence", "存在度"), n("firms", "本地企业"), n("demand", "下游需求"), n("supply", "上游供给"), n("density", "关联密度"), n("place", "关联位次"),
		n("risk", "断供风险", "风险"), n("import", "进口份额"), n("single", "单一供应"), n("bought", "外购份额"), n("worth", "价值"), n("fallen", "存在度下降"),
		n("upstream", "上游最强"), {Name: "edge", Label: "末端", Type: rule.Bool, SQL: "t.edge"},
	}
}

// Compile checks rules and makes them ready; the error says which rule is wrong and where.
func Compile(r Rules, no int64) (*Judge, error) {
	j := &Judge{Rules: r, No: no, values: map[string]float64{}}
	if r.Measure != "firms" && r.Measure != "revenue" {
		return nil, errs.New(errs.Invalid, "存在度只能按企业数（firms）或营业收入（revenue）计算")
	}
	if len(r.Strength) != 3 || !slices.IsSorted(r.Strength) {
		return nil, errs.New(errs.Invalid, "实力分级要三个由低到高的数")
	}
	all := variables()
	for _, t := range r.Thresholds {
		all = append(all, rule.Var{Name: t.Name, Label: t.Label, Type: rule.Number, SQL: "t." + t.Name})
		j.values[t.Name] = t.Value
	}
	vars := rule.NewVars(all...)
	var err error
	for _, v := range r.Verdicts {
		if KindLabel(v.Kind) == "" {
			return nil, errs.New(errs.Invalid, "规则%s的类型“%s”不是建、补、延、强四类之一", v.ID, v.Kind)
		}
		c, err := rule.Compile(v.When, vars, rule.Bool)
		if err != nil {
			return nil, errs.Wrap(err, errs.Invalid, "规则%s写错了：%v", v.ID, err)
		}
		j.verdicts = append(j.verdicts, c)
	}
	if j.need, err = rule.Compile(r.Need, vars, rule.Number); err != nil {
		return nil, errs.Wrap(err, errs.Invalid, "紧迫度公式写错了：%v", err)
	}
	own := Spec.Vars()
	for _, l := range r.Lights {
		if l.Light != "red" && l.Light != "yellow" {
			return nil, errs.New(errs.Invalid, "规则%s的灯只能是黄或红", l.ID)
		}
		c, err := rule.Compile(l.When, own, rule.Bool)
		if err != nil {
			return nil, errs.Wrap(err, errs.Invalid, "规则%s写错了：%v", l.ID, err)
		}
		j.lights = append(j.lights, c)
	}
	return j, nil
}

// row gives the variables of a node to the rules.
func (j *Judge) row(f *Facts) rule.Row {
	return func(name string) any {
		if v, ok := j.values[name]; ok {
			return v
		}
		return f.value(name)
	}
}

// Verdict is the first rule that holds for a node, nil when none does or the node's score is below the least.
func (j *Judge) Verdict(f *Facts) *Verdict {
	if j.NeedOf(f) < j.Least {
		return nil
	}
	for i, r := range j.verdicts {
		if r.True(rule.Env{}, j.row(f)) {
			return &j.Verdicts[i]
		}
	}
	return nil
}

// NeedOf is the score of a node, 0..100.
func (j *Judge) NeedOf(f *Facts) float64 {
	v, _ := j.need.Eval(rule.Env{}, j.row(f)).(float64)
	return min(max(v, 0), 100)
}

// Explanation is one rule with what it comes to for a node.
type Explanation struct {
	Verdict Verdict
	Why     rule.Explanation
}

// Explain gives every rule for a node, up to and with the one that holds, and the calculation of its score.
func (j *Judge) Explain(f *Facts) (rules []Explanation, need rule.Explanation) {
	for i, r := range j.verdicts {
		e := Explanation{j.Verdicts[i], r.Explain(rule.Env{}, j.row(f))}
		rules = append(rules, e)
		if e.Why.Verdict == rule.Holds {
			break
		}
	}
	return rules, j.need.Explain(rule.Env{}, j.row(f))
}

// Light judges an open gap on a day; a closed one has no light.
func (j *Judge) Light(g *Gap, today string) (light, ruleID, text string) {
	if g.Closed() {
		return "none", "", ""
	}
	for i, r := range j.lights {
		if r.True(rule.Env{Today: today}, g.value) {
			return j.Lights[i].Light, j.Lights[i].ID, j.Lights[i].Text
		}
	}
	return "green", "", ""
}

//go:embed rules/default.json
var shipped []byte

// Shipped are the rules that the program brings along.
func Shipped() (Rules, error) {
	var r Rules
	return r, json.Unmarshal(shipped, &r)
}

// stored is a version of the rules.
type stored struct {
	ID      string `db:"id"`
	No      int64  `db:"no"`
	Body    string `db:"body"`
	Reason  string `db:"reason"`
	ByName  string `db:"by_name"`
	At      int64  `db:"at"`
	Version int64  `db:"version"`
}

var versions = db.NewTable[stored]("gap_rules")

// InForce are the rules in force: the office's newest version, or those shipped as number 0.
func (s *Service) InForce(ctx context.Context, q db.Queryer) (*Judge, error) {
	all, err := versions.Select(ctx, q, new(db.Where), "ORDER BY t.no DESC LIMIT 1")
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		r, err := Shipped()
		if err != nil {
			return nil, err
		}
		return Compile(r, 0)
	}
	var r Rules
	if err := json.Unmarshal([]byte(all[0].Body), &r); err != nil {
		return nil, err
	}
	return Compile(r, all[0].No)
}

// RulesVersion is one version of the rules: who adopted it, when, and why.
type RulesVersion struct {
	No     int64
	Reason string
	ByName string
	At     int64
}

// RulesVersions are the versions that the office adopted, newest first.
func (s *Service) RulesVersions(ctx context.Context) ([]RulesVersion, error) {
	all, err := versions.Select(ctx, s.Run.DB, new(db.Where), "ORDER BY t.no DESC")
	var out []RulesVersion
	for _, v := range all {
		out = append(out, RulesVersion{v.No, v.Reason, v.ByName, v.At})
	}
	return out, err
}

// Adopt stores rules as the next version in force; gaps are judged by them at the next assessment.
func (s *Service) Adopt(ctx context.Context, actor authz.Actor, r Rules, reason string) error {
	if _, err := Compile(r, 0); err != nil {
		return err
	}
	if reason == "" {
		var bad errs.Fields
		bad.Add("reason", "写明理由，它会留在日志里")
		return bad.Err()
	}
	body, err := json.Marshal(r)
	if err != nil {
		return err
	}
	return s.Run.Run(ctx, actor, change.What{Action: "gap.rules", Perm: authz.LightAdopt, Reason: reason}, func(tx *change.Tx) error {
		all, err := versions.Select(ctx, tx, new(db.Where), "ORDER BY t.no DESC LIMIT 1")
		if err != nil {
			return err
		}
		v := &stored{ID: tx.NewID(), No: 1, Body: string(body), Reason: reason, ByName: actor.Name, At: tx.Now}
		if len(all) > 0 {
			v.No = all[0].No + 1
		}
		return versions.Insert(ctx, tx, v)
	})
}
