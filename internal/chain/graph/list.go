package graph

import "lianzhang/internal/platform/list"

func options(all []Label) []list.Option {
	var out []list.Option
	for _, l := range all {
		out = append(out, list.Option{Code: l.Code, Label: l.Label})
	}
	return out
}

// NodeSpec describes the list of nodes.
var NodeSpec = &list.Spec{
	Name: NodeKind, Label: "环节", Measure: "个", Sort: "chain_id,sort", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "name", Label: "环节", Kind: list.Text, Default: true, Width: 20},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, SortSQL: "(SELECT c.sort FROM chain c WHERE c.id = t.chain_id)"},
		{Name: "stream", Label: "位置", Kind: list.Enum, Default: true, Options: options(Streams()),
			SortSQL: "CASE t.stream WHEN 'up' THEN 0 WHEN 'mid' THEN 1 WHEN 'down' THEN 2 ELSE 3 END"},
		{Name: "parent", Label: "上级环节", Kind: list.Ref, RefKind: NodeKind},
		{Name: "products", Label: "产品", Kind: list.Text, Default: true, Width: 32},
		{Name: "codes", Label: "行业代码", Kind: list.Text, Default: true, Help: "GB/T 4754-2017"},
		{Name: "weight", Label: "投入权重", Kind: list.Percent, Default: true, Help: "在全链投入中的份额，来自投入产出表；空为不知"},
		{Name: "import_share", Label: "进口依存", Kind: list.Percent, Default: true, Help: "全国用量中进口的份额"},
		{Name: "firms", Label: "代表企业", Kind: list.Text, Width: 32},
		{Name: "note", Label: "说明", Kind: list.Text, Width: 40},
		{Name: "source", Label: "来源", Kind: list.Text, Default: true},
		{Name: "confidence", Label: "可信度", Kind: list.Percent},
		{Name: "region", Label: "地区", Kind: list.Ref, RefKind: "region"},
		{Name: "unit_id", Label: "牵头单位", Kind: list.Ref, RefKind: "unit"},
		{Name: "sort", Label: "顺序", Kind: list.Int, NoFilter: true},
		{Name: "created_at", Label: "建立时间", Kind: list.Time},
		{Name: "updated_at", Label: "更新时间", Kind: list.Time},
		{Name: "version", Label: "版次", Kind: list.Int, Hidden: true},
	},
}

// EdgeSpec describes the list of links between nodes.
var EdgeSpec = &list.Spec{
	Name: EdgeKind, Label: "环节关系", Measure: "条", Sort: "chain_id,-weight", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "from_id", Label: "从", Kind: list.Ref, RefKind: NodeKind, Default: true},
		{Name: "to_id", Label: "到", Kind: list.Ref, RefKind: NodeKind, Default: true},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain", Default: true, SortSQL: "(SELECT c.sort FROM chain c WHERE c.id = t.chain_id)"},
		{Name: "kind", Label: "关系", Kind: list.Enum, Default: true, Options: options(Kinds())},
		{Name: "weight", Label: "权重", Kind: list.Number, Default: true, Help: "到环节每单位产出用从环节多少；空为不知"},
		{Name: "source", Label: "来源", Kind: list.Text, Default: true},
		{Name: "confidence", Label: "可信度", Kind: list.Percent},
		{Name: "version", Label: "版次", Kind: list.Int, Hidden: true},
	},
}
