// Package match keeps which firm stands at which node of a chain: what the program suggests by codes, products and main
// business, and what people decided. A suggestion never overrides a person's verdict.
package match

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind and table.
const Kind = "node_firm"

// The states.
const (
	Suggested = "suggested"
	Confirmed = "confirmed"
	Rejected  = "rejected"
)

// The sources.
const (
	ByMatch = "match"
	ByHand  = "hand"
)

// NodeFirm is a firm at a node. Region and UnitID are the chain's; Words are what matched, parted by 、.
type NodeFirm struct {
	ID           string  `db:"id"`
	ChainID      string  `db:"chain_id"`
	Region       string  `db:"region"`
	UnitID       string  `db:"unit_id"`
	NodeID       string  `db:"node_id"`
	EnterpriseID string  `db:"enterprise_id"`
	Outside      bool    `db:"outside"`
	Score        float64 `db:"score"` // 0..1; 0 for what was added by hand
	Words        string  `db:"words"`
	Reason       string  `db:"reason"` // the evidence as a sentence
	State        string  `db:"state"`
	Source       string  `db:"source"`
	ByID         string  `db:"by_id"`
	ByName       string  `db:"by_name"`
	At           int64   `db:"at"`
	Version      int64   `db:"version"`
}

// ScopeKeys are the keys by which it is scoped: those of the chain.
func (n *NodeFirm) ScopeKeys() authz.Keys {
	return authz.Keys{Region: n.Region, Unit: n.UnitID, Chain: n.ChainID}
}

// Ref names it.
func (n *NodeFirm) Ref() record.Ref { return record.Ref{Kind: Kind, ID: n.ID} }

var rows = db.NewTable[NodeFirm](Kind)

// Service has the verbs on firms at nodes.
type Service struct {
	Run    *change.Runner
	Graph  *graph.Service
	Chains *chain.Service
	Firms  *enterprise.Service
}

// Spec describes the review queue and list of firms at nodes.
var Spec = &list.Spec{
	Name: Kind, Label: "企业与环节", Measure: "条", Sort: "-score", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "firm", Label: "企业", Kind: list.Text, SQL: firmColumn("name"), Default: true, Width: 30},
		{Name: "node", Label: "环节", Kind: list.Text, SQL: "COALESCE((SELECT n.name FROM node n WHERE n.id = t.node_id), '')", Default: true, Width: 18},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true},
		{Name: "score", Label: "吻合度", Kind: list.Percent, Default: true, Help: "由产品、主营业务、名称和行业代码的吻合算出，0至100%"},
		{Name: "words", Label: "吻合词", Kind: list.Text, Default: true, Width: 24},
		{Name: "reason", Label: "依据", Kind: list.Text, Width: 36},
		{Name: "state", Label: "认定", Kind: list.Enum, Default: true, Options: []list.Option{
			{Code: Suggested, Label: "待认定"}, {Code: Confirmed, Label: "已确认"}, {Code: Rejected, Label: "已否定"}}},
		{Name: "source", Label: "来源", Kind: list.Enum, Options: []list.Option{{Code: ByMatch, Label: "匹配"}, {Code: ByHand, Label: "手工"}}},
		{Name: "outside", Label: "市外企业", Kind: list.Bool},
		{Name: "text", Label: "产品与主营业务", Kind: list.Text, NoFilter: true, Width: 40,
			SQL: "COALESCE((SELECT e.products || ' ' || e.subtrade || ' ' || e.business FROM enterprise e WHERE e.id = t.enterprise_id), '')"},
		{Name: "industry", Label: "行业代码", Kind: list.Text, SQL: firmColumn("industry")},
		{Name: "revenue", Label: "营业收入", Kind: list.Money, Unit: "亿元", SQL: "COALESCE((SELECT e.revenue FROM enterprise e WHERE e.id = t.enterprise_id), 0)"},
		{Name: "by_name", Label: "认定人", Kind: list.Text},
		{Name: "at", Label: "时间", Kind: list.Time},
		{Name: "node_id", Label: "环节标识", Kind: list.Text, Hidden: true},
		{Name: "enterprise_id", Label: "企业标识", Kind: list.Text, Hidden: true},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "unit_id", Label: "牵头单位", Kind: list.Ref, RefKind: "unit"},
	},
}

func firmColumn(col string) string {
	return "COALESCE((SELECT e." + col + " FROM enterprise e WHERE e.id = t.enterprise_id), '')"
}

// UnmatchedSpec describes the list of firms that stand at no node; its table is a view.
var UnmatchedSpec = &list.Spec{
	Name: "unmatched_firm", Label: "未归环节企业", Measure: "家", Sort: "-revenue", Key: "no", Sums: []string{"revenue"},
	Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "no", Label: "序号", Kind: list.Int, Hidden: true},
		{Name: "name", Label: "企业名称", Kind: list.Text, SortSQL: "t.pinyin", Default: true, Width: 32},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Default: true},
		{Name: "industry", Label: "行业代码", Kind: list.Text, Default: true},
		{Name: "trade", Label: "行业", Kind: list.Text},
		{Name: "subtrade", Label: "细分行业", Kind: list.Text, Default: true},
		{Name: "products", Label: "主要产品", Kind: list.Text, Default: true, Width: 24},
		{Name: "business", Label: "主营业务", Kind: list.Text, Width: 40},
		{Name: "revenue", Label: "营业收入", Kind: list.Money, Unit: "亿元", Default: true},
		{Name: "outside", Label: "市外企业", Kind: list.Bool},
		{Name: "unit_id", Label: "服务单位", Kind: list.Ref, RefKind: "unit"},
	},
}
