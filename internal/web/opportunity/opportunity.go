// Package opportunity is the pages of the investments that would fill the gaps of chains (招引机会): list, one, and its form.
package opportunity

import (
	"embed"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "opportunities"
	base    = "/opportunities"
)

// Deps is what the pages stand on.
type Deps struct {
	Run    *change.Runner
	Chains *chain.Service
	Lists  *listing.Kit
	Trail  *trail.Trail
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("opportunity", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listing.List{Spec: chain.OpportunitySpec, Base: base, Section: section, Perm: authz.ChainView, Find: "招引方向、目标企业",
		Columns: []string{"priority", "name", "chain_id", "category", "invest_min", "invest_max", "targets"}, Fixed: []string{"name"},
		Reads: map[string][]string{"name": {"gap_kind", "note"}},
		Heads: map[string]ui.Column{"priority": {Label: "优先级"}, "name": {Label: "招引方向", Sub: "缺口、说明", Head: true, Grow: true},
			"chain_id": {Label: "产业链", Fold: "产业链"}, "category": {Label: "类别", Rank: 3}, "invest_min": {Label: "投资下限", Sub: "亿元", Num: true, Rank: 2, Fold: "投资下限"},
			"invest_max": {Label: "投资上限", Sub: "亿元", Num: true, Rank: 2, Fold: "投资上限"}, "targets": {Label: "目标企业", Rank: 2, Fold: "目标企业"}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "高优先级", Query: "priority=高"}, {Name: "没有目标企业", Query: "targets=-"}, {Name: "没有责任单位", Query: "unit_id=-"}}
		}})
	edit := h.editor()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /opportunities", authz.ChainView, h.showList),
		row("GET /opportunities/export", authz.ExportRun, h.list.Export),
		row("GET /opportunities/new", authz.ChainEdit, edit.ShowNew),
		row("POST /opportunities/new", authz.ChainEdit, edit.New),
		row("GET /opportunities/{id}", authz.ChainView, h.show),
		row("GET /opportunities/{id}/edit", authz.ChainEdit, edit.ShowEdit),
		row("POST /opportunities/{id}/edit", authz.ChainEdit, edit.Edit),
	}
}

func (h *handlers) showList(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "招引机会")
	head.Wide = true
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.ChainEdit) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入表格", URL: "/imports/new?list=opportunity", WideOnly: true})
	}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.ChainEdit) {
		head.Acts = append(head.Acts, ui.Primary("新建招引机会", base+"/new"))
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		if c.Name == "name" {
			sub := r.Str("gap_kind")
			if note := r.Str("note"); sub != "" && note != "" {
				sub += "　" + note
			} else {
				sub += note
			}
			return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID, Sub: sub}, true
		}
		return ui.Cell{}, false
	}, nil)
}

// get reads the opportunity of the address inside what the person may see.
func (h *handlers) get(q *web.Req) (*chain.Opportunity, error) {
	rows, err := h.Chains.SelectOpportunities(q.Ctx(), h.Run.DB, q.Actor.Scope, new(db.Where).And("t.id = ?", q.Path("id")), "")
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return nil, errs.New(errs.NotFound, "没有这项招引机会，或不在您的数据范围内")
	}
	return &rows[0], nil
}

// showPage is one opportunity.
type showPage struct {
	ui.Page
	Facts ui.Facts
	Log   ui.Log
}

// entries is how many events of the history the page shows.
const entries = 10

func (h *handlers) show(q *web.Req) error {
	o, err := h.get(q)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page(section, o.Name)}
	p.Crumbs = []ui.Link{{Label: "招引机会", URL: base}, {Label: o.Name}}
	if o.Priority != "" {
		p.Tag = "优先级" + o.Priority
	}
	amount := ""
	if o.InvestMax > 0 {
		amount = ui.Yi(o.InvestMin) + "—" + ui.Yi(o.InvestMax) + "亿元"
	}
	p.Facts = ui.Facts{ui.F("产业链", names.Label("chain", o.ChainID)), ui.F("类别", o.Category), ui.F("缺口类型", o.GapKind), ui.F("预计投资", amount),
		ui.F("目标企业", o.Targets), ui.F("责任单位", names.Label("unit", o.UnitID)), ui.F("地区", names.Label("region", o.Region)), ui.F("说明", o.Note)}
	if q.Actor.Can(authz.ChainEdit) {
		p.Acts = append(p.Acts, ui.Primary("编辑", base+"/"+o.ID+"/edit"))
	}
	if q.Actor.Can(authz.JournalView) {
		if p.Log, _, err = h.Trail.Log(q.Ctx(), o.Ref(), 0, entries); err != nil {
			return err
		}
	}
	return q.Render("opportunity/show", p)
}
