package target

import "lianzhang/internal/platform/list"

func stateOptions() []list.Option {
	var out []list.Option
	for _, s := range Flow.States {
		out = append(out, list.Option{Code: s.Code, Label: s.Label})
	}
	return out
}

// Spec describes the list of targets.
var Spec = &list.Spec{
	Name: Kind, Label: "目标企业", Measure: "家", Sort: "-score,firm", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "firm", Label: "企业", Kind: list.Text, Default: true, Width: 30},
		{Name: "place", Label: "所在地代码", Kind: list.Text},
		{Name: "province", Label: "省份代码", Kind: list.Text, SQL: "substr(t.place, 1, 2)"},
		{Name: "city", Label: "地市代码", Kind: list.Text, SQL: "substr(t.place, 1, 4)"},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, SortSQL: "(SELECT c.sort FROM chain c WHERE c.id = t.chain_id)"},
		{Name: "node", Label: "环节", Kind: list.Text, Default: true, SQL: "COALESCE((SELECT n.name FROM node n WHERE n.id = t.node_id), '')"},
		{Name: "state", Label: "状态", Kind: list.Enum, Default: true, Options: stateOptions(),
			SortSQL: "CASE t.state WHEN 'candidate' THEN 0 WHEN 'assigned' THEN 1 WHEN 'contacted' THEN 2 WHEN 'talks' THEN 3 WHEN 'lead' THEN 4 WHEN 'signed' THEN 5 ELSE 6 END"},
		{Name: "score", Label: "推荐分", Kind: list.Number, Default: true, SQL: "t.score * 100", Help: "对口×实力×投资意愿×距离与联系×环节需要，满分100"},
		{Name: "rank", Label: "名次", Kind: list.Int, Default: true},
		{Name: "why", Label: "理由", Kind: list.Text, Default: true, Width: 40},
		{Name: "unit_id", Label: "招商队伍", Kind: list.Ref, RefKind: "unit", Default: true},
		{Name: "owner_id", Label: "责任人", Kind: list.Ref, RefKind: "account"},
		{Name: "touched_on", Label: "最近联系", Kind: list.Date, Default: true},
		{Name: "contacts", Label: "联系次数", Kind: list.Int, Unit: "次"},
		{Name: "next_step", Label: "下一步", Kind: list.Text, Default: true},
		{Name: "next_on", Label: "下一步日期", Kind: list.Date, Default: true},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "reason", Label: "排除原因", Kind: list.Text},
		{Name: "until_on", Label: "排除到", Kind: list.Date},
		{Name: "ranked_on", Label: "排名日期", Kind: list.Date},
		{Name: "gap_id", Label: "缺口", Kind: list.Text, Hidden: true},
		{Name: "node_id", Label: "环节标识", Kind: list.Text, Hidden: true},
		{Name: "enterprise_id", Label: "企业标识", Kind: list.Text, Hidden: true},
		{Name: "lead_id", Label: "线索", Kind: list.Text, Hidden: true},
		{Name: "created_at", Label: "登记时间", Kind: list.Time},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
	},
}

// StateLabel is the Chinese name of a state.
func StateLabel(code string) string { return Flow.Label(code) }
