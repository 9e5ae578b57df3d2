package api

import (
	"lianzhang/internal/chain/match"
	"lianzhang/internal/gap"
	"lianzhang/internal/platform/authz"
)

func (a *api) gaps() {
	tag := gap.Spec.Label
	r := a.lists(&register{spec: gap.Spec, path: "/gaps", one: "gap", many: "gaps", schema: "Gap", perm: authz.ChainView})
	a.histories(r)
	handle(a, op{pattern: "POST /gaps", id: "create-gap", perm: authz.GapWork, tag: tag, summary: "手工登记缺口", status: 201,
		help: "写node_id用图谱上的环节；图谱上没有的写name。", answer: recordAnswer(tag, schema("Gap"))}, a.createGap)
	handle(a, op{pattern: "POST /gaps/assign", id: "assign-gaps", perm: authz.GapWork, tag: tag, summary: "给一批缺口指定责任单位、责任人和时限",
		help: "空着的项不改；要么全部改好，要么一个不改。"}, a.assignGaps)
	handle(a, op{pattern: "POST /gaps/{id}/move", id: "move-gap", perm: authz.GapWork, tag: tag, summary: "推进缺口：start、fill、drop、reopen",
		answer: recordAnswer(tag, schema("Gap"))}, a.moveGap)
	handle(a, op{pattern: "POST /gaps/{id}/touch", id: "touch-gap", perm: authz.GapWork, tag: tag, summary: "记一次接触，日期为今天", answer: recordAnswer(tag, schema("Gap"))}, a.touchGap)
	handle(a, op{pattern: "POST /chains/{id}/gaps/refresh", id: "refresh-gaps", perm: authz.GapWork, tag: tag, summary: "重新评估一条链的缺口"}, a.refreshGaps)
	handle(a, op{pattern: "GET /nodes/{id}/standing", id: "get-node-standing", perm: authz.ChainView, tag: tag, summary: "环节的存在度、需求、供给、密度、风险、价值和判定",
		help: "小于0表示算不出。"}, a.standing)
}

func (a *api) matches() {
	tag := match.Spec.Label
	a.histories(a.lists(&register{spec: match.Spec, path: "/matches", one: "match", many: "matches", schema: "Match", perm: authz.ChainView}))
	handle(a, op{pattern: "POST /matches", id: "add-matches", perm: authz.MapEdit, tag: tag, summary: "把企业手工归入环节"}, a.addMatches)
	handle(a, op{pattern: "POST /matches/judge", id: "judge-matches", perm: authz.MapEdit, tag: tag, summary: "确认、否定或退回一批建议"}, a.judgeMatches)
	handle(a, op{pattern: "POST /chains/{id}/matches/suggest", id: "suggest-matches", perm: authz.MapEdit, tag: tag, summary: "重新比对一条链的企业与环节",
		help: "人认定过的不变。"}, a.suggestMatches)
}

type gapInput struct {
	Body struct {
		ChainID string `json:"chain_id" maxLength:"40"`
		NodeID  string `json:"node_id,omitempty" maxLength:"40"`
		Name    string `json:"name,omitempty" doc:"缺的是什么" maxLength:"100"`
		Kind    string `json:"kind" enum:"build,repair,extend,strengthen"`
		UnitID  string `json:"unit_id,omitempty" maxLength:"40"`
		OwnerID string `json:"owner_id,omitempty" maxLength:"40"`
		CoWork  string `json:"co_work,omitempty" maxLength:"200"`
		Due     string `json:"due,omitempty" maxLength:"10"`
		Note    string `json:"note,omitempty" maxLength:"2000"`
	} `nameHint:"GapNew"`
}

func (a *api) createGap(c *call, in *gapInput) (*written, error) {
	b := in.Body
	g, err := a.Gaps.Register(c, c.actor, gap.Gap{ChainID: b.ChainID, NodeID: b.NodeID, Name: b.Name, Kind: b.Kind, UnitID: b.UnitID, OwnerID: b.OwnerID,
		CoWork: b.CoWork, Due: b.Due, Note: b.Note})
	if err != nil {
		return nil, err
	}
	return a.record(c, a.records[gap.Kind], g.ID, 201)
}

type assignInput struct {
	Body struct {
		IDs     []string `json:"ids" minItems:"1" maxItems:"1000"`
		UnitID  string   `json:"unit_id,omitempty" maxLength:"40"`
		OwnerID string   `json:"owner_id,omitempty" maxLength:"40"`
		CoWork  string   `json:"co_work,omitempty" maxLength:"200"`
		Due     string   `json:"due,omitempty" maxLength:"10"`
		Reason  string   `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"GapAssignment"`
}

func (a *api) assignGaps(c *call, in *assignInput) (*struct{}, error) {
	b := in.Body
	return nil, a.Gaps.Assign(c, c.actor, b.IDs, gap.Assignment{UnitID: b.UnitID, OwnerID: b.OwnerID, CoWork: b.CoWork, Due: b.Due, Reason: b.Reason})
}

type gapMoveInput struct {
	ID   string `path:"id" doc:"标识" maxLength:"40"`
	Body struct {
		Action  string `json:"action" enum:"start,fill,drop,reopen"`
		Reason  string `json:"reason,omitempty" doc:"补上、销号、重新打开时必填" maxLength:"500"`
		Firm    string `json:"firm,omitempty" doc:"补上的企业" maxLength:"40"`
		Project string `json:"project,omitempty" doc:"补上的项目" maxLength:"40"`
	} `nameHint:"GapMove"`
}

func (a *api) moveGap(c *call, in *gapMoveInput) (*written, error) {
	b := in.Body
	if err := a.Gaps.Move(c, c.actor, in.ID, gap.Step{Action: b.Action, Reason: b.Reason, Firm: b.Firm, Project: b.Project}); err != nil {
		return nil, err
	}
	return a.record(c, a.records[gap.Kind], in.ID, 0)
}

func (a *api) touchGap(c *call, in *idInput) (*written, error) {
	if err := a.Gaps.Touched(c, c.actor, in.ID); err != nil {
		return nil, err
	}
	return a.record(c, a.records[gap.Kind], in.ID, 0)
}

type refreshOutput struct {
	Body struct {
		Nodes   int `json:"nodes"`
		Opened  int `json:"opened" doc:"新增"`
		Changed int `json:"changed" doc:"改判"`
		Faded   int `json:"faded" doc:"自动销号"`
		Open    int `json:"open" doc:"未办结"`
	} `nameHint:"GapsRefreshed"`
}

func (a *api) refreshGaps(c *call, in *idInput) (*refreshOutput, error) {
	if _, err := a.Chains.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	r, err := a.Gaps.Refresh(c, c.actor, in.ID, nil)
	if err != nil {
		return nil, err
	}
	out := &refreshOutput{}
	b := &out.Body
	b.Nodes, b.Opened, b.Changed, b.Faded, b.Open = r.Nodes, r.Opened, r.Changed, r.Faded, r.Open
	return out, nil
}

type standingOutput struct {
	Body struct {
		gap.Facts
		Need     float64 `json:"need" doc:"紧迫度，0至100"`
		Strength int     `json:"strength" doc:"0空白至4强"`
		Verdict  string  `json:"verdict" doc:"build、repair、extend、strengthen，空为不是缺口"`
		Rule     string  `json:"rule"`
		Rules    int64   `json:"rules" doc:"规则的版次"`
	} `nameHint:"NodeStanding"`
}

func (a *api) standing(c *call, in *idInput) (*standingOutput, error) {
	if _, err := a.Graph.Node(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	st, err := a.Gaps.Standing(c, c.actor.Scope, in.ID)
	if err != nil {
		return nil, err
	}
	out := &standingOutput{}
	if st != nil {
		b := &out.Body
		b.Facts, b.Need, b.Strength, b.Verdict, b.Rule, b.Rules = st.Facts, st.Need, st.Strength, st.Verdict, st.RuleID, st.RulesNo
	}
	return out, nil
}

type addMatchesInput struct {
	Body struct {
		NodeID string   `json:"node_id" maxLength:"40"`
		Firms  []string `json:"firms" minItems:"1" maxItems:"2000"`
	} `nameHint:"MatchesNew"`
}

func (a *api) addMatches(c *call, in *addMatchesInput) (*struct{}, error) {
	return nil, a.Match.Add(c, c.actor, in.Body.NodeID, in.Body.Firms)
}

type judgeInput struct {
	Body struct {
		IDs    []string `json:"ids" minItems:"1" maxItems:"2000"`
		State  string   `json:"state" enum:"confirmed,rejected,suggested"`
		Reason string   `json:"reason,omitempty" maxLength:"500"`
	} `nameHint:"MatchVerdict"`
}

type judgeOutput struct {
	Body struct {
		Changed int `json:"changed"`
	} `nameHint:"MatchesJudged"`
}

func (a *api) judgeMatches(c *call, in *judgeInput) (*judgeOutput, error) {
	n, err := a.Match.Judge(c, c.actor, in.Body.IDs, in.Body.State, in.Body.Reason)
	out := &judgeOutput{}
	out.Body.Changed = n
	return out, err
}

type suggestOutput struct {
	Body struct {
		Firms    int `json:"firms"`
		Nodes    int `json:"nodes"`
		Added    int `json:"added"`
		Moved    int `json:"moved"`
		Removed  int `json:"removed"`
		Kept     int `json:"kept" doc:"人认定过、没有动的"`
		Unplaced int `json:"unplaced" doc:"没有环节吻合的企业"`
	} `nameHint:"MatchesSuggested"`
}

func (a *api) suggestMatches(c *call, in *idInput) (*suggestOutput, error) {
	if _, err := a.Chains.Get(c, c.actor.Scope, in.ID); err != nil {
		return nil, err
	}
	r, err := a.Match.Suggest(c, c.actor, in.ID, nil)
	if err != nil {
		return nil, err
	}
	out := &suggestOutput{}
	b := &out.Body
	b.Firms, b.Nodes, b.Added, b.Moved, b.Removed, b.Kept, b.Unplaced = r.Firms, r.Nodes, r.Added, r.Moved, r.Removed, r.Kept, r.Unplaced
	return out, nil
}
