package lights

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

func exemptionList() listing.List {
	return listing.List{
		Spec: review.ExemptionSpec, Base: "/admin/exemptions", Section: "admin", Perm: authz.ProjectView, Find: "项目、规则、理由、批准人",
		Fixed: []string{"project"}, Reads: map[string][]string{"project": {"project_id", "reason"}},
		Columns: []string{"project", "rule", "since", "until_on", "granted_name", "created_at"},
		Heads: map[string]ui.Column{"project": {Label: "项目", Sub: "理由", Head: true, Grow: true}, "rule": {Fold: "规则"}, "since": {Fold: "起"}, "until_on": {Fold: "止"},
			"granted_name": {Fold: "批准人"}, "created_at": {Rank: 3, Fold: "批准时间"}},
		Presets: func(today string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "生效中", Query: "since=.." + today + "&until_on=" + today + ".."}}
		},
	}
}

func (p *pages) showExemptions(q *web.Req) error {
	a, err := p.exemptions.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page("admin", "缓评清单")
	head.Crumbs = []ui.Link{{Label: "管理", URL: "/admin"}, {Label: "亮灯规则", URL: "/admin/lights"}, {Label: "缓评"}}
	head.Lede = ui.Plain("某条规则在期限内对某个项目不计。在项目页批准，谁批的、为什么、到何时，都在这里")
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = []ui.Action{{Label: "导出", URL: a.WithAt("/admin/exemptions/export"), WideOnly: true}}
	}
	today := q.Today()
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "project":
			return ui.Cell{Text: r.Str("project"), URL: "/projects/" + r.Str("project_id"), Sub: r.Str("reason")}, true
		case "until_on":
			if until := r.Str("until_on"); until < today {
				return ui.Cell{Text: until, Sub: "已到期", Quiet: true}, true
			}
		}
		return ui.Cell{}, false
	}, nil)
}
