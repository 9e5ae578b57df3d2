package review

import (
	"lianzhang/internal/platform/list"
)

// ExemptionSpec describes the list of exemptions of all projects.
var ExemptionSpec = &list.Spec{
	Name: "exemption", Label: "缓评", Measure: "条", Sort: "-created_at", Scope: list.Scope{Region: "region", Unit: "unit_id", Chain: "chain_id"},
	Columns: []list.Column{
		{Name: "project", Label: "项目", Kind: list.Text, SQL: "COALESCE((SELECT p.name FROM project p WHERE p.id = t.project_id), '')", Default: true, Width: 28},
		{Name: "project_id", Label: "项目编号", Kind: list.Text, Hidden: true},
		{Name: "rule", Label: "规则", Kind: list.Text, Default: true},
		{Name: "reason", Label: "理由", Kind: list.Text, Default: true, Width: 32},
		{Name: "since", Label: "起", Kind: list.Date, Default: true},
		{Name: "until_on", Label: "止", Kind: list.Date, Default: true},
		{Name: "granted_name", Label: "批准人", Kind: list.Text, Default: true},
		{Name: "region", Label: "县区", Kind: list.Ref, RefKind: "region"},
		{Name: "unit_id", Label: "责任单位", Kind: list.Ref, RefKind: "unit"},
		{Name: "chain_id", Label: "产业链", Kind: list.Ref, RefKind: "chain"},
		{Name: "created_at", Label: "批准时间", Kind: list.Time, Default: true},
	},
}
