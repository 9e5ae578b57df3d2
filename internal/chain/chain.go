// Package chain keeps the register of industrial chains with their chief, lead unit and team, and the list of
// opportunities that would fill a chain's gaps.
package chain

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

// Kind and OpportunityKind are the record kinds and tables.
const (
	Kind            = "chain"
	OpportunityKind = "opportunity"
)

// Chain is one industrial chain of the site.
type Chain struct {
	ID      string `db:"id"`
	Code    string `db:"code"`
	Name    string `db:"name"`
	Region  string `db:"region"`
	UnitID  string `db:"unit_id"` // lead unit 牵头单位
	Team    string `db:"team"`    // 工作专班
	Chief   string `db:"chief"`   // the post that is chief, such as 市长; dated holders are the organisation's posts
	Deputy  string `db:"deputy"`
	Summary string `db:"summary"`
	MetOn   string `db:"met_on"` // date of its last meeting, "" = never
	Sort    int64  `db:"sort"`
	Active  bool   `db:"active"`

	CreatedAt int64 `db:"created_at"`
	Version   int64 `db:"version"`
}

// ScopeKeys are the keys by which a chain is scoped.
func (c *Chain) ScopeKeys() authz.Keys {
	return authz.Keys{Region: c.Region, Unit: c.UnitID, Chain: c.ID}
}

// Ref names the chain.
func (c *Chain) Ref() record.Ref { return record.Ref{Kind: Kind, ID: c.ID} }

// Opportunity is a wanted investment that would fill a gap of a chain (招引机会).
type Opportunity struct {
	ID        string `db:"id"`
	Name      string `db:"name"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"`
	ChainID   string `db:"chain_id"`
	Category  string `db:"category"`
	GapKind   string `db:"gap_kind"`
	InvestMin int64  `db:"invest_min"` // whole yuan
	InvestMax int64  `db:"invest_max"`
	Priority  string `db:"priority"`
	Targets   string `db:"targets"`
	Note      string `db:"note"`
	BatchID   string `db:"batch_id"`
	NodeID    string `db:"node_id"`    // the node that it would fill, "" = none
	NodeState string `db:"node_state"` // "", suggested, confirmed, rejected
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which an opportunity is scoped.
func (o *Opportunity) ScopeKeys() authz.Keys {
	return authz.Keys{Region: o.Region, Unit: o.UnitID, Chain: o.ChainID}
}

// Ref names the opportunity.
func (o *Opportunity) Ref() record.Ref { return record.Ref{Kind: OpportunityKind, ID: o.ID} }

// Spec describes the list of chains.
var Spec = &list.Spec{
	Name: Kind, Label: "产业链", Measure: "条", Sort: "sort", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "id"},
	Columns: []list.Column{
		{Name: "code", Label: "编号", Kind: list.Text, Default: true, Import: true},
		{Name: "name", Label: "产业链", Kind: list.Text, Default: true, Import: true, Need: true, Synonyms: []string{"产业链名称", "链条名称", "名称"}},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region", Import: true},
		{Name: "chief", Label: "链长", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"链长职务"}},
		{Name: "deputy", Label: "副链长", Kind: list.Text, Default: true, Import: true},
		{Name: "unit_id", Label: "牵头单位", Kind: list.Ref, RefKind: "unit", Default: true, Import: true, Synonyms: []string{"牵头部门", "责任单位"}},
		{Name: "team", Label: "工作专班", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"专班"}},
		{Name: "met_on", Label: "上次调度会", Kind: list.Date, Import: true, Synonyms: []string{"上次会议"}},
		{Name: "summary", Label: "简介", Kind: list.Text, Import: true, Width: 40},
		{Name: "sort", Label: "顺序", Kind: list.Int, Import: true, NoFilter: true},
		{Name: "active", Label: "在用", Kind: list.Bool},
	},
}

// OpportunitySpec describes the list of opportunities.
var OpportunitySpec = &list.Spec{
	Name: OpportunityKind, Label: "招引机会", Measure: "项", Sort: "priority,name", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Sums: []string{"invest_min", "invest_max"},
	Columns: []list.Column{
		{Name: "name", Label: "招引方向", Kind: list.Text, Default: true, Import: true, Need: true, Width: 28, Synonyms: []string{"招商方向", "机会名称", "招引项目"}},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, Import: true, Synonyms: []string{"所属产业链"}},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region", Import: true},
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit", Import: true},
		{Name: "category", Label: "类别", Kind: list.Text, Default: true, Import: true},
		{Name: "gap_kind", Label: "缺口类型", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"短板类型"}},
		{Name: "invest_min", Label: "预计投资下限", Kind: list.Money, Unit: "亿元", Default: true, Import: true, Synonyms: []string{"预计投资", "投资规模"}},
		{Name: "invest_max", Label: "预计投资上限", Kind: list.Money, Unit: "亿元", Default: true, Import: true},
		{Name: "priority", Label: "优先级", Kind: list.Text, Default: true, Import: true,
			SortSQL: "CASE t.priority WHEN '高' THEN 0 WHEN '中' THEN 1 ELSE 2 END"},
		{Name: "targets", Label: "目标企业", Kind: list.Text, Default: true, Import: true, Width: 32},
		{Name: "note", Label: "说明", Kind: list.Text, Import: true, Width: 40, Synonyms: []string{"备注"}},
		{Name: "node", Label: "环节", Kind: list.Text, SQL: "COALESCE((SELECT n.name FROM node n WHERE n.id = t.node_id AND t.node_state <> 'rejected'), '')"},
		{Name: "node_state", Label: "环节认定", Kind: list.Enum, Options: []list.Option{
			{Code: "suggested", Label: "建议"}, {Code: "confirmed", Label: "确认"}, {Code: "rejected", Label: "否定"}}},
		{Name: "node_id", Label: "环节标识", Kind: list.Text, Hidden: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
	},
}
