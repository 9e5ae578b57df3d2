// Package enterprise keeps the register of enterprises, local and from outside.
package enterprise

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
)

// Kind is the record kind and table.
const Kind = "enterprise"

// Enterprise is one firm. Revenue is whole yuan of the last full year.
type Enterprise struct {
	No        int64  `db:"no"` // running number, for the search index
	ID        string `db:"id"`
	Name      string `db:"name"`
	USCC      string `db:"uscc"`
	Region    string `db:"region"`
	UnitID    string `db:"unit_id"` // the unit that looks after it
	ChainID   string `db:"chain_id"`
	Industry  string `db:"industry"` // GB/T 4754-2017
	Trade     string `db:"trade"`    // as the office writes it
	Subtrade  string `db:"subtrade"`
	Stream    string `db:"stream"` // up, mid, down, support
	Scale     string `db:"scale"`
	Revenue   int64  `db:"revenue"`
	Staff     int64  `db:"staff"`
	Address   string `db:"address"`
	Note      string `db:"note"`
	Pinyin    string `db:"pinyin"`
	BatchID   string `db:"batch_id"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`
}

// ScopeKeys are the keys by which an enterprise is scoped.
func (e *Enterprise) ScopeKeys() authz.Keys {
	return authz.Keys{Region: e.Region, Unit: e.UnitID, Chain: e.ChainID}
}

// Ref names the enterprise.
func (e *Enterprise) Ref() record.Ref { return record.Ref{Kind: Kind, ID: e.ID} }

// Spec describes the list of enterprises.
var Spec = &list.Spec{
	Name: Kind, Label: "企业", Measure: "家", Search: "enterprise_search", Key: "no", Sort: "-revenue", Sums: []string{"revenue", "staff"},
	Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "name", Label: "企业名称", Kind: list.Text, SortSQL: "t.pinyin", Default: true, Import: true, Need: true, Width: 32,
			Synonyms: []string{"企业全称", "单位名称", "公司名称", "企业", "名称", "企业名称（全称）"}},
		{Name: "uscc", Label: "统一社会信用代码", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"信用代码", "社会信用代码", "组织机构代码"}},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, Import: true, Synonyms: []string{"所属产业链"}},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Default: true, Import: true,
			Synonyms: []string{"所属县区", "属地", "所属区县", "所在区县", "区县"}},
		{Name: "unit_id", Label: "服务单位", Kind: list.Ref, RefKind: "unit", Import: true},
		{Name: "industry", Label: "行业代码", Kind: list.Text, Import: true},
		{Name: "trade", Label: "行业", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"所属行业", "行业门类"}},
		{Name: "subtrade", Label: "细分行业", Kind: list.Text, Import: true, Synonyms: []string{"细分领域", "主营业务", "主要产品"}},
		{Name: "stream", Label: "环节", Kind: list.Enum, Default: true, Import: true, Synonyms: []string{"产业链环节", "上下游"}, Options: []list.Option{
			{Code: "up", Label: "上游"}, {Code: "mid", Label: "中游"}, {Code: "down", Label: "下游"}, {Code: "support", Label: "配套"}}},
		{Name: "scale", Label: "企业规模", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"规模"}},
		{Name: "revenue", Label: "营业收入", Kind: list.Money, Unit: "亿元", Default: true, Import: true, Synonyms: []string{"主营业务收入", "年营业收入", "营收"}},
		{Name: "staff", Label: "从业人员", Kind: list.Int, Unit: "人", Default: true, Import: true, Synonyms: []string{"职工人数", "员工人数", "从业人数"}},
		{Name: "address", Label: "地址", Kind: list.Text, Import: true, Synonyms: []string{"注册地址", "企业地址"}},
		{Name: "note", Label: "备注", Kind: list.Text, Import: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
	},
}
