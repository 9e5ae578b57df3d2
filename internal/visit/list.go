package visit

import "lianzhang/internal/platform/list"

const firmSQL = "COALESCE((SELECT e.name FROM enterprise e WHERE e.id = t.enterprise_id), '')"

// lastSQL is the day of the person's last visit to the firm, "" without one.
const lastSQL = "COALESCE((SELECT max(v.on_date) FROM visit v WHERE v.enterprise_id = t.enterprise_id AND v.by_id = t.account_id), '')"

// idleSQL is since when nobody has come: the last visit, before the first one the day on which the charge began.
const idleSQL = "COALESCE((SELECT max(v.on_date) FROM visit v WHERE v.enterprise_id = t.enterprise_id AND v.by_id = t.account_id), t.since)"

func roleOptions() []list.Option {
	return []list.Option{{Code: Commissioner, Label: "企业特派员", Synonyms: []string{"特派员"}}, {Code: Leader, Label: "挂点干部", Synonyms: []string{"挂点领导", "包联领导"}}}
}

// RoleLabel is what a role is called, "" for none.
func RoleLabel(role string) string {
	for _, o := range roleOptions() {
		if o.Code == role {
			return o.Label
		}
	}
	return ""
}

// Spec describes the list of visits.
var Spec = &list.Spec{
	Name: Kind, Label: "走访", Measure: "次", Sort: "-on_date,-id", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "id", Label: "序号", Kind: list.Text, Hidden: true},
		{Name: "firm", Label: "企业", Kind: list.Text, SQL: firmSQL, Default: true, Width: 28},
		{Name: "on_date", Label: "走访日期", Kind: list.Date, Default: true},
		{Name: "by_id", Label: "走访人", Kind: list.Ref, RefKind: "account", Default: true},
		{Name: "unit_id", Label: "走访单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "role", Label: "身份", Kind: list.Enum, Options: roleOptions()},
		{Name: "met", Label: "见了谁", Kind: list.Text, Default: true},
		{Name: "said", Label: "所见所谈", Kind: list.Text, Default: true, Width: 50},
		{Name: "told", Label: "企业口述指标", Kind: list.Text, Width: 30},
		{Name: "problem", Label: "问题", Kind: list.Text, Default: true, Width: 36},
		{Name: "ticket_code", Label: "诉求编号", Kind: list.Text, Default: true},
		{Name: "ticket_id", Label: "诉求", Kind: list.Text, Hidden: true},
		{Name: "satisfaction", Label: "满意度", Kind: list.Int, Unit: "分", Default: true, Help: "1至5分，0为没有问"},
		{Name: "next_on", Label: "下次走访", Kind: list.Date, Default: true},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region"},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain"},
		{Name: "enterprise_id", Label: "企业编号", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
	},
}

// ChargeSpec describes the list of who looks after which firm.
var ChargeSpec = &list.Spec{
	Name: ChargeKind, Label: "包联", Measure: "家次", Sort: "idle_from,firm", Scope: Spec.Scope,
	Columns: []list.Column{
		{Name: "firm", Label: "企业", Kind: list.Text, SQL: firmSQL, Default: true, Width: 28},
		{Name: "account_id", Label: "责任人", Kind: list.Ref, RefKind: "account", Default: true},
		{Name: "unit_id", Label: "单位", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "role", Label: "身份", Kind: list.Enum, Options: roleOptions(), Default: true},
		{Name: "since", Label: "包联起", Kind: list.Date, Default: true},
		{Name: "until_on", Label: "包联止", Kind: list.Date},
		{Name: "last_on", Label: "最近走访", Kind: list.Date, SQL: lastSQL, Default: true},
		{Name: "idle_from", Label: "未走访起", Kind: list.Date, SQL: idleSQL, Help: "最近一次走访的日期；还没有走访的，从包联起算"},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region", Default: true},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain"},
		{Name: "note", Label: "依据", Kind: list.Text},
		{Name: "enterprise_id", Label: "企业编号", Kind: list.Text, Hidden: true},
	},
}
