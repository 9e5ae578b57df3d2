// Package gap keeps the gaps of chains (缺口): what each node comes to — presence, local demand and supply, relatedness, risk,
// worth — the verdict 建链, 补链, 延链 or 强链 by rules that are data, the list of gaps with owner, due date and light, and what
// came of it month by month.
package gap

import (
	"context"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/match"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/flow"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
)

// Kind is the record kind and table.
const Kind = "gap"

// The four answers.
const (
	Build      = "build"      // 建链
	Repair     = "repair"     // 补链
	Extend     = "extend"     // 延链
	Strengthen = "strengthen" // 强链
)

// The states.
const (
	Open    = "open"
	Working = "working"
	Filled  = "filled"
	Dropped = "dropped"
)

// The sources.
const (
	ByRule = "rule"
	ByHand = "hand"
)

// Unknown stands for a number that cannot be computed from what is known.
const Unknown = -1

// Gap is one gap. The numbers are those of the last assessment; Unknown where there are none.
type Gap struct {
	ID            string  `db:"id"`
	Name          string  `db:"name"` // the node's name when it was opened
	ChainID       string  `db:"chain_id"`
	NodeID        string  `db:"node_id"` // "" for one that is not on the map yet
	Region        string  `db:"region"`
	UnitID        string  `db:"unit_id"`  // owner unit; the chain's lead unit at first
	OwnerID       string  `db:"owner_id"` // account of the owner, "" = nobody
	CoWork        string  `db:"co_work"`
	Kind          string  `db:"kind"`    // Build, Repair, Extend, Strengthen
	Verdict       string  `db:"verdict"` // what the rules say now, "" = no gap any more
	RuleID        string  `db:"rule_id"`
	Source        string  `db:"source"`
	State         string  `db:"state"`
	Rank          int64   `db:"rank"` // within its chain, 1 = most needed; 0 = closed
	Score         float64 `db:"score"`
	Presence      float64 `db:"presence"`
	Demand        float64 `db:"demand"`
	Supply        float64 `db:"supply"`
	Density       float64 `db:"density"`
	Risk          float64 `db:"risk"`
	Worth         float64 `db:"worth"`
	Firms         int64   `db:"firms"` // local
	Note          string  `db:"note"`
	Due           string  `db:"due"`
	LastTouch     string  `db:"last_touch"`
	Light         string  `db:"light"`
	LightRule     string  `db:"light_rule"`
	LightText     string  `db:"light_text"`
	OpenedOn      string  `db:"opened_on"`
	ClosedOn      string  `db:"closed_on"`
	Outcome       string  `db:"outcome"`
	FilledFirm    string  `db:"filled_firm"`    // enterprise that filled it
	FilledProject string  `db:"filled_project"` // project that filled it
	CreatedAt     int64   `db:"created_at"`
	UpdatedAt     int64   `db:"updated_at"`
	Version       int64   `db:"version"`
}

// ScopeKeys are the keys by which a gap is scoped.
func (g *Gap) ScopeKeys() authz.Keys {
	return authz.Keys{Region: g.Region, Unit: g.UnitID, Chain: g.ChainID}
}

// Ref names the gap.
func (g *Gap) Ref() record.Ref { return record.Ref{Kind: Kind, ID: g.ID} }

// Closed reports whether nothing more need happen.
func (g *Gap) Closed() bool { return g.State == Filled || g.State == Dropped }

// Flow is the life of a gap.
var Flow = &flow.Table{
	Name: "缺口", Start: Open,
	States: []flow.State{{Code: Open, Label: "待处理"}, {Code: Working, Label: "推进中"}, {Code: Filled, Label: "已补上", End: true}, {Code: Dropped, Label: "已销号", End: true}},
	Rows: []flow.Row{
		{From: Open, Action: "start", To: Working, Label: "开始推进", Perm: authz.GapWork},
		{From: Open, Action: "fill", To: Filled, Label: "已补上", Perm: authz.GapWork, Why: true},
		{From: Working, Action: "fill", To: Filled, Label: "已补上", Perm: authz.GapWork, Why: true},
		{From: Open, Action: "drop", To: Dropped, Label: "销号", Perm: authz.GapWork, Why: true},
		{From: Working, Action: "drop", To: Dropped, Label: "销号", Perm: authz.GapWork, Why: true},
		{From: Filled, Action: "reopen", To: Open, Label: "重新打开", Perm: authz.GapWork, Why: true},
		{From: Dropped, Action: "reopen", To: Open, Label: "重新打开", Perm: authz.GapWork, Why: true},
	},
}

// Kinds are the four answers with their names, in the order of pages.
func Kinds() []list.Option {
	return []list.Option{{Code: Build, Label: "建链"}, {Code: Repair, Label: "补链"}, {Code: Extend, Label: "延链"}, {Code: Strengthen, Label: "强链"}}
}

// KindLabel is the Chinese name of an answer, "" for none.
func KindLabel(kind string) string {
	for _, o := range Kinds() {
		if o.Code == kind {
			return o.Label
		}
	}
	return ""
}

func stateOptions() []list.Option {
	var out []list.Option
	for _, s := range Flow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

// Spec describes the list of gaps. An unknown number is stored as −1 and absent to filters and rules.
var Spec = &list.Spec{
	Name: Kind, Label: "缺口", Measure: "个", Sort: "-score", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "light", Label: "灯", Kind: list.Enum, Default: true, Options: []list.Option{
			{Code: "red", Label: "红灯"}, {Code: "yellow", Label: "黄灯"}, {Code: "green", Label: "绿灯"}, {Code: "none", Label: "未评"}}},
		{Name: "kind", Label: "类型", Kind: list.Enum, Default: true, Options: Kinds()},
		{Name: "name", Label: "环节", Kind: list.Text, Default: true, Width: 20},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true},
		{Name: "rank", Label: "序", Kind: list.Int},
		{Name: "score", Label: "紧迫度", Kind: list.Number, Unit: "满分100", Default: true},
		{Name: "state", Label: "状态", Kind: list.Enum, Default: true, Options: stateOptions()},
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "owner_id", Label: "责任人", Kind: list.Ref, RefKind: "account", Default: true},
		{Name: "co_work", Label: "配合单位", Kind: list.Text},
		{Name: "due", Label: "时限", Kind: list.Date, Default: true},
		{Name: "last_touch", Label: "最近接触", Kind: list.Date, Default: true},
		{Name: "firms", Label: "本地企业", Kind: list.Int, Unit: "家"},
		{Name: "presence", Label: "存在度", Kind: list.Number, Partly: true},
		{Name: "demand", Label: "下游需求", Kind: list.Number, Partly: true},
		{Name: "supply", Label: "上游供给", Kind: list.Number, Partly: true},
		{Name: "density", Label: "关联密度", Kind: list.Number, Partly: true},
		{Name: "risk", Label: "断供风险", Kind: list.Number, Partly: true},
		{Name: "worth", Label: "价值", Kind: list.Number, Partly: true},
		{Name: "opportunities", Label: "招引机会", Kind: list.Int, Unit: "项",
			SQL: "(SELECT count(*) FROM opportunity o WHERE t.node_id <> '' AND o.node_id = t.node_id AND o.node_id <> '' AND o.node_state <> 'rejected')"},
		{Name: "projects", Label: "项目", Kind: list.Int, Unit: "个", SQL: "(SELECT count(*) FROM project p WHERE t.node_id <> '' AND p.node_id = t.node_id AND p.node_id <> '')"},
		{Name: "verdict", Label: "规则现判", Kind: list.Enum, Options: Kinds()},
		{Name: "source", Label: "来源", Kind: list.Enum, Options: []list.Option{{Code: ByRule, Label: "规则判定"}, {Code: ByHand, Label: "手工登记"}}},
		{Name: "light_text", Label: "亮灯原因", Kind: list.Text},
		{Name: "note", Label: "说明", Kind: list.Text, Width: 40},
		{Name: "opened_on", Label: "登记日期", Kind: list.Date},
		{Name: "closed_on", Label: "办结日期", Kind: list.Date},
		{Name: "outcome", Label: "结果", Kind: list.Text, Width: 30},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "node_id", Label: "环节标识", Kind: list.Text, Hidden: true},
		{Name: "filled_firm", Label: "补上的企业标识", Kind: list.Text, Hidden: true},
		{Name: "filled_project", Label: "补上的项目标识", Kind: list.Text, Hidden: true},
	},
}

var (
	gaps      = db.NewTable[Gap](Kind)
	scopeKeys = authz.Keys(Spec.Scope)
)

// Service has the verbs on gaps.
type Service struct {
	Run      *change.Runner
	Chains   *chain.Service
	Graph    *graph.Service
	Match    *match.Service
	Firms    *enterprise.Service
	Projects *project.Service
	Org      *org.Service
}

// Get reads one gap inside the scope.
func (s *Service) Get(ctx context.Context, scope authz.Scope, id string) (*Gap, error) {
	return gaps.Get(ctx, s.Run.DB, scope.On(scopeKeys), id)
}

// Select reads gaps under a condition over alias t inside the scope.
func (s *Service) Select(ctx context.Context, scope authz.Scope, w *db.Where, tail string) ([]Gap, error) {
	return gaps.Select(ctx, s.Run.DB, w.Scope(scope.On(scopeKeys), "t"), tail)
}
