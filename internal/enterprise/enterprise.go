// Package enterprise keeps the register of enterprises, local and from outside.
package enterprise

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/region"
)

// Kind is the record kind and table.
const Kind = "enterprise"

// Enterprise is one firm. Revenue is whole yuan of the last full year. One from outside the site has Outside set and the
// region region.Outside, which everybody's scope includes.
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
	Outside   bool   `db:"outside"`
	Place     string `db:"place"`    // GB/T 2260 code of the seat: a province, city or county; "" = unknown or abroad
	Short     string `db:"short"`    // short name, as on the stock exchange
	Former    string `db:"former"`   // former names and aliases, parted by 、
	Products  string `db:"products"` // parted by 、
	Business  string `db:"business"` // main business in sentences
	Ladder    string `db:"ladder"`   // the highest step of the growth ladder
	Founded   string `db:"founded"`  // date
	Capital   int64  `db:"capital"`  // registered, yuan
	Listed    string `db:"listed"`   // stock code, "301052.SZ"
	Brand     string `db:"brand"`    // of the name; derived, see firmname
	Normal    string `db:"normal"`   // form of the name in which two are compared; derived
	Pinyin    string `db:"pinyin"`
	BatchID   string `db:"batch_id"`
	CreatedAt int64  `db:"created_at"`
	UpdatedAt int64  `db:"updated_at"`
	Version   int64  `db:"version"`

	// Origin says where what is written comes from; nil = from the actor's own entry.
	Origin *Origin
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
			Synonyms: []string{"企业全称", "单位名称", "公司名称", "公司全称", "企业", "名称", "企业名称（全称）"}},
		{Name: "uscc", Label: "统一社会信用代码", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"信用代码", "社会信用代码", "组织机构代码"}},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, Import: true, Synonyms: []string{"所属产业链"}},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Default: true, Import: true,
			Synonyms: []string{"所属县区", "属地", "所属区县", "所在区县", "区县"}},
		{Name: "unit_id", Label: "服务单位", Kind: list.Ref, RefKind: "unit", Import: true},
		{Name: "industry", Label: "行业代码", Kind: list.Text, Import: true, Synonyms: []string{"国民经济行业代码", "行业小类代码"},
			Help: "国民经济行业分类 GB/T 4754-2017，二至四位"},
		{Name: "trade", Label: "行业", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"所属行业", "行业门类", "行业类别"}},
		{Name: "subtrade", Label: "细分行业", Kind: list.Text, Import: true, Synonyms: []string{"细分领域"}},
		{Name: "stream", Label: "环节", Kind: list.Enum, Default: true, Import: true, Synonyms: []string{"产业链环节", "上下游"}, Options: []list.Option{
			{Code: "up", Label: "上游"}, {Code: "mid", Label: "中游"}, {Code: "down", Label: "下游"}, {Code: "support", Label: "配套"}}},
		{Name: "scale", Label: "企业规模", Kind: list.Text, Default: true, Import: true, Synonyms: []string{"规模"}},
		{Name: "ladder", Label: "梯度", Kind: list.Enum, Import: true, Synonyms: []string{"培育梯度", "企业梯度", "梯度培育", "培育等级"}, Options: rungOptions(),
			Help: "已到的最高一级：规上、创新型中小企业、专精特新、小巨人、单项冠军、上市"},
		{Name: "revenue", Label: "营业收入", Kind: list.Money, Unit: "亿元", Default: true, Import: true, Synonyms: []string{"主营业务收入", "年营业收入", "营收"}},
		{Name: "staff", Label: "从业人员", Kind: list.Int, Unit: "人", Default: true, Import: true,
			Synonyms: []string{"职工人数", "员工人数", "从业人数", "员工数", "公司员工数", "从业人员数"}},
		{Name: "capital", Label: "注册资本", Kind: list.Money, Unit: "万元", Import: true, Synonyms: []string{"注册资金", "注册资本金"}},
		{Name: "founded", Label: "成立日期", Kind: list.Date, Import: true, Synonyms: []string{"成立时间", "注册时间", "注册日期"}},
		{Name: "products", Label: "主要产品", Kind: list.Text, Import: true, Synonyms: []string{"主营产品", "产品"}, Help: "几种之间用顿号隔开"},
		{Name: "business", Label: "主营业务", Kind: list.Text, Import: true, Synonyms: []string{"经营范围", "业务范围"}, Width: 40},
		{Name: "short", Label: "简称", Kind: list.Text, Import: true, Synonyms: []string{"企业简称", "公司简称", "证券简称", "股票简称"}},
		{Name: "former", Label: "曾用名", Kind: list.Text, Import: true, Synonyms: []string{"曾用名称", "别名", "原名"}, Help: "曾用名和别的叫法，用顿号隔开；搜索和查重都认"},
		{Name: "listed", Label: "股票代码", Kind: list.Text, Import: true, Synonyms: []string{"证券代码", "ts_code", "上市代码"}},
		{Name: "outside", Label: "市外", Kind: list.Bool},
		{Name: "province", Label: "省份", Kind: list.Enum, SQL: provinceSQL, Import: true, Synonyms: []string{"省", "所在省份", "所属省份", "注册省份"}, Options: provinces()},
		{Name: "city", Label: "所在城市", Kind: list.Ref, RefKind: PlaceKind, SQL: citySQL, Hidden: true},
		{Name: "city_name", Label: "城市", Kind: list.Text, SQL: "''", NoFilter: true, Hidden: true, Import: true,
			Synonyms: []string{"所在城市", "地市", "所属城市", "注册城市"}, Help: "与省份一起定所在地"},
		{Name: "place", Label: "所在地", Kind: list.Ref, RefKind: PlaceKind, NoFilter: true, Import: true, Synonyms: []string{"注册地", "总部所在地", "所在省市"}},
		{Name: "address", Label: "地址", Kind: list.Text, Import: true, Synonyms: []string{"注册地址", "企业地址"}},
		{Name: "note", Label: "备注", Kind: list.Text, Import: true},
		{Name: "batch_id", Label: "导入批次", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
	},
}

// PlaceKind is the RefKind of columns that hold GB/T 2260 codes of the whole country, shown by the full name.
const PlaceKind = "place"

// The province's and the city's code out of the place's, "" without a place.
const (
	provinceSQL = "CASE WHEN t.place = '' THEN '' ELSE substr(t.place, 1, 2) || '0000' END"
	citySQL     = "CASE WHEN t.place = '' THEN '' ELSE substr(t.place, 1, 4) || '00' END"
)

// provinces are the choices of the column "province": GB/T 2260 codes under their full and short names.
func provinces() []list.Option {
	var out []list.Option
	for _, r := range region.Children("") {
		out = append(out, list.Option{Code: r.Code, Label: r.Name, Synonyms: []string{region.Short(r.Name)}})
	}
	return out
}
