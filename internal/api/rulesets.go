package api

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/review"
)

func (a *api) ruleSets() {
	const tag = "亮灯规则"
	handle(a, op{pattern: "GET /rule-sets", id: "list-rule-sets", perm: authz.ProjectView, tag: tag, summary: "全部规则集，和各层级在用的"}, a.listRuleSets)
	handle(a, op{pattern: "GET /rule-sets/{id}", id: "get-rule-set", perm: authz.ProjectView, tag: tag, summary: "一个规则集"}, a.getRuleSet)
	handle(a, op{pattern: "POST /rule-sets", id: "create-rule-set", perm: authz.LightAdopt, tag: tag, summary: "新增自己的规则集；写错的规则指出位置", status: 201}, a.createRuleSet)
	handle(a, op{pattern: "POST /rule-sets/{id}/replay", id: "replay-rule-set", perm: authz.LightAdopt, tag: tag, summary: "用过去的月份试算，与在用的对照"}, a.replay)
	handle(a, op{pattern: "POST /rule-sets/{id}/adopt", id: "adopt-rule-set", perm: authz.LightAdopt, tag: tag, summary: "启用规则集，全部项目重新评灯"}, a.adopt)
}

// lightRule is one rule of a set.
type lightRule struct {
	ID     string `json:"id" doc:"编号" maxLength:"80"`
	Light  string `json:"light" doc:"黄或红" enum:"yellow,red"`
	When   string `json:"when" doc:"规则表达式" maxLength:"4000"`
	Text   string `json:"text" doc:"一句话，{变量}换成数字" maxLength:"500"`
	Clear  string `json:"clear" doc:"怎样消除" maxLength:"500"`
	Leaves bool   `json:"leaves,omitempty" doc:"退出清单"`
}

// RuleSetFields is what may be written of a rule set.
type RuleSetFields struct {
	Code    string      `json:"code" maxLength:"40"`
	Name    string      `json:"name" maxLength:"40"`
	Origin  string      `json:"origin,omitempty" doc:"哪里在用" maxLength:"200"`
	Level   string      `json:"level" doc:"project 签约以后的项目、talks 线索和在谈、region 县区" enum:"project,talks,region"`
	Note    string      `json:"note,omitempty" maxLength:"2000"`
	Applies string      `json:"applies" doc:"适用范围，规则表达式" maxLength:"4000"`
	Rules   []lightRule `json:"rules" doc:"按次序，第一条成立的定灯；都不成立为绿" minItems:"1" maxItems:"100"`
}

// ruleSet is a rule set as it is stored.
type ruleSet struct {
	ID      string `json:"id"`
	Shipped bool   `json:"shipped" doc:"随程序带来，不能改"`
	Since   string `json:"since" doc:"自哪天起在用；空为没有在用"`
	RuleSetFields
}

func (f *RuleSetFields) set() review.RuleSet {
	set := review.RuleSet{Code: f.Code, Name: f.Name, Origin: f.Origin, Level: f.Level, Note: f.Note, Applies: f.Applies}
	for _, r := range f.Rules {
		set.Rules = append(set.Rules, review.Rule(r))
	}
	return set
}

func ruleSetOf(s *review.Stored, since string) (ruleSet, error) {
	set, err := s.RuleSet()
	if err != nil {
		return ruleSet{}, err
	}
	out := ruleSet{ID: s.ID, Shipped: s.Shipped, Since: since, RuleSetFields: RuleSetFields{Code: set.Code, Name: set.Name, Origin: set.Origin, Level: set.Level,
		Note: set.Note, Applies: set.Applies, Rules: []lightRule{}}}
	for _, r := range set.Rules {
		out.Rules = append(out.Rules, lightRule(r))
	}
	return out, nil
}

type ruleSetsOutput struct {
	Body struct {
		RuleSets []ruleSet `json:"rule_sets"`
	} `nameHint:"RuleSets"`
}

func (a *api) listRuleSets(c *call, _ *struct{}) (*ruleSetsOutput, error) {
	stored, err := a.Review.Sets(c)
	if err != nil {
		return nil, err
	}
	since, err := a.since(c)
	if err != nil {
		return nil, err
	}
	out := &ruleSetsOutput{}
	for i := range stored {
		s, err := ruleSetOf(&stored[i], since[stored[i].ID])
		if err != nil {
			return nil, err
		}
		out.Body.RuleSets = append(out.Body.RuleSets, s)
	}
	return out, nil
}

// since tells from which day the rule sets in force are so, by id.
func (a *api) since(c *call) (map[string]string, error) {
	adoptions, err := a.Review.Adoptions(c)
	out := map[string]string{}
	for _, ad := range adoptions {
		if ad.Until == "" {
			out[ad.RuleSetID] = ad.Since
		}
	}
	return out, err
}

type ruleSetOutput struct{ Body ruleSet }

func (a *api) getRuleSet(c *call, in *idInput) (*ruleSetOutput, error) {
	stored, err := a.Review.Set(c, in.ID)
	if err != nil {
		return nil, err
	}
	since, err := a.since(c)
	if err != nil {
		return nil, err
	}
	s, err := ruleSetOf(stored, since[in.ID])
	return &ruleSetOutput{s}, err
}

type ruleSetInput struct {
	Body RuleSetFields `nameHint:"RuleSetNew"`
}

func (a *api) createRuleSet(c *call, in *ruleSetInput) (*ruleSetOutput, error) {
	stored, err := a.Review.SaveSet(c, c.actor, nil, in.Body.set())
	if err != nil {
		return nil, err
	}
	s, err := ruleSetOf(stored, "")
	return &ruleSetOutput{s}, err
}

type replayInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		From string `json:"from" doc:"月份" example:"2026-01" maxLength:"7"`
		To   string `json:"to" doc:"月份" example:"2026-10" maxLength:"7"`
	} `nameHint:"ReplayAsked"`
}

// replayMonth counts the lights of a month's end under both sets.
type replayMonth struct {
	Month   string         `json:"month"`
	Now     map[string]int `json:"now" doc:"在用的规则：灯→项目数"`
	New     map[string]int `json:"new" doc:"试算的规则：灯→项目数"`
	Changed int            `json:"changed" doc:"灯不同的项目数"`
}

// replayDifference is a project that the two sets light differently at the last month's end.
type replayDifference struct {
	ProjectID string `json:"project_id"`
	Name      string `json:"name"`
	Now       string `json:"now"`
	New       string `json:"new"`
	NowText   string `json:"now_text"`
	NewText   string `json:"new_text"`
}

type replayOutput struct {
	Body struct {
		Months []replayMonth      `json:"months"`
		Differ []replayDifference `json:"differ" doc:"最后一个月末灯不同的项目"`
		More   int                `json:"more" doc:"没有列出的还有几个"`
	} `nameHint:"Replay"`
}

func (a *api) replay(c *call, in *replayInput) (*replayOutput, error) {
	stored, err := a.Review.Set(c, in.ID)
	if err != nil {
		return nil, err
	}
	set, err := stored.RuleSet()
	if err != nil {
		return nil, err
	}
	r, err := a.Review.Replay(c, c.actor.Scope, set, in.Body.From, in.Body.To)
	if err != nil {
		return nil, err
	}
	out := &replayOutput{}
	out.Body.Months, out.Body.Differ, out.Body.More = []replayMonth{}, []replayDifference{}, r.More
	for _, m := range r.Months {
		out.Body.Months = append(out.Body.Months, replayMonth(m))
	}
	for _, d := range r.Differ {
		out.Body.Differ = append(out.Body.Differ, replayDifference(d))
	}
	return out, nil
}

func (a *api) adopt(c *call, in *reasonInput) (*struct{}, error) {
	return nil, a.Review.Adopt(c, c.actor, in.ID, in.Body.Reason)
}
