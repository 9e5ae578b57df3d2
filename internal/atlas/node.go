package atlas

import (
	"slices"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/talent"
)

// nodeSpec describes the nodes of chains with what hangs on them: projects, people wanted, platforms.
var nodeSpec = func() *list.Spec {
	spec := *graph.NodeSpec
	spec.Columns = append(slices.Clone(spec.Columns),
		list.Column{Name: "projects", Label: "项目数", Kind: list.Int, Unit: "个", SQL: "(SELECT count(*) FROM project p WHERE p.node_id <> '' AND p.node_id = t.id)"},
		list.Column{Name: "underway", Label: "在建项目数", Kind: list.Int, Unit: "个",
			SQL: "(SELECT count(*) FROM project p WHERE p.node_id <> '' AND p.node_id = t.id AND p.stage IN ('started', 'completed'))"},
		list.Column{Name: "invest", Label: "项目总投资", Kind: list.Money, Unit: "亿元", SQL: "(SELECT CAST(COALESCE(sum(p.total_invest), 0) AS BIGINT) FROM project p WHERE p.node_id <> '' AND p.node_id = t.id AND p.stage NOT IN ('withdrawn', 'lost'))"},
		list.Column{Name: "wanted", Label: "人才需求数", Kind: list.Int, Unit: "人",
			SQL: "(SELECT CAST(COALESCE(sum(n.people), 0) AS BIGINT) FROM " + talent.NeedKind + " n WHERE n.chain_id = t.chain_id AND n.node_id = t.id AND n.state = 'open')"},
		list.Column{Name: "platforms", Label: "创新平台数", Kind: list.Int, Unit: "个",
			SQL: "(SELECT count(*) FROM " + talent.PlatformKind + " n WHERE n.chain_id = t.chain_id AND n.node_id = t.id)"})
	return &spec
}()
