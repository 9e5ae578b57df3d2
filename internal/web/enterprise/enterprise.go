// Package enterprise is the pages of enterprises: the register, one firm with its projects, and its form.
package enterprise

import (
	"embed"

	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/visit"
)

//go:embed *.html
var files embed.FS

const (
	section = "enterprises"
	base    = "/enterprises"
)

// Deps is what the pages stand on.
type Deps struct {
	Run         *change.Runner
	Enterprises *area.Service
	Projects    *project.Service
	Lists       *listing.Kit
	Trail       *trail.Trail
	// Visits gives the visits to a firm; nil shows none.
	Visits func(q *web.Req, firm string) (*visit.Section, error)
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("enterprise", files) }

type handlers struct {
	Deps
	list  *listing.List
	tries *misses.Misses
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d, tries: misses.New(d.Run.Clock)}
	h.list = d.Lists.Register(listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.FirmView, Find: "企业、主营产品",
		Columns: []string{"name", "chain_id", "region", "trade", "stream", "ladder", "revenue", "staff"}, Fixed: []string{"name"},
		First: []string{"outside", "ladder", "chain_id", "province", "region"},
		Reads: map[string][]string{"name": {"uscc", "subtrade", "short", "listed"}, "region": {"outside", "place"}},
		Heads: map[string]ui.Column{"name": {Label: "企业", Sub: "信用代码、主营", Head: true, Grow: true}, "chain_id": {Label: "产业链", Fold: "产业链"},
			"region": {Label: "所在地", Rank: 2, Fold: "所在地"}, "ladder": {Rank: 2, Fold: "梯度"}, "trade": {Label: "行业", Rank: 3}, "stream": {Label: "环节", Rank: 2, Fold: "环节"},
			"scale": {Label: "规模", Rank: 3}, "revenue": {Fold: "营业收入"}, "staff": {Rank: 3}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "本地", Query: "outside=false"}, {Name: "市外", Query: "outside=true"},
				{Name: "专精特新以上", Query: "ladder=special,giant,champion&outside=false"}, {Name: "上市公司", Query: "ladder=listed"}, {Name: "营收亿元以上", Query: "revenue=100000000.."}}
		}})
	edit := h.editor()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /enterprises", authz.FirmView, h.showList),
		row("GET /enterprises/export", authz.ExportRun, h.list.Export),
		row("GET /enterprises/new", authz.FirmEdit, edit.ShowNew),
		row("POST /enterprises/new", authz.FirmEdit, edit.New),
		row("GET /enterprises/duplicates", authz.FirmEdit, h.showDuplicates),
		row("POST /enterprises/duplicates", authz.FirmEdit, h.findDuplicates),
		row("POST /enterprises/duplicates/{pair}/judge", authz.FirmEdit, h.judgePair),
		row("GET /enterprises/corrections", authz.FirmEdit, h.showCorrections),
		row("POST /enterprises/corrections/{correction}/judge", authz.FirmEdit, h.judgeCorrection),
		row("GET /enterprises/{id}", authz.FirmView, h.show),
		row("GET /enterprises/{id}/sources", authz.FirmView, h.showSources),
		row("GET /enterprises/{id}/figures/new", authz.FirmEdit, h.figureForm().show),
		row("POST /enterprises/{id}/figures/new", authz.FirmEdit, h.figureForm().post),
		row("GET /enterprises/{id}/supplies/new", authz.FirmEdit, h.supplyForm().show),
		row("POST /enterprises/{id}/supplies/new", authz.FirmEdit, h.supplyForm().post),
		row("POST /enterprises/{id}/supplies/{supply}/delete", authz.FirmEdit, h.dropSupply),
		row("GET /enterprises/{id}/people/new", authz.FirmEdit, h.personForm().show),
		row("POST /enterprises/{id}/people/new", authz.FirmEdit, h.personForm().post),
		row("POST /enterprises/{id}/people/{person}/delete", authz.FirmEdit, h.dropPerson),
		row("GET /enterprises/{id}/rungs/new", authz.FirmEdit, h.rungForm().show),
		row("POST /enterprises/{id}/rungs/new", authz.FirmEdit, h.rungForm().post),
		row("POST /enterprises/{id}/link", authz.FirmEdit, h.makeLink),
		row("POST /enterprises/{id}/merges/{merge}/undo", authz.FirmEdit, h.unmerge),
		row("GET /f/{token}", authz.Public, h.showOwn),
		row("POST /f/{token}", authz.Public, h.correctOwn),
		row("GET /enterprises/{id}/edit", authz.FirmEdit, edit.ShowEdit),
		row("POST /enterprises/{id}/edit", authz.FirmEdit, edit.Edit),
	}
}

func (h *handlers) showList(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "企业")
	head.Wide = true
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.FirmEdit) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入表格", URL: "/imports/new?list=enterprise", WideOnly: true})
	}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.FirmEdit) {
		head.Acts = append(head.Acts, ui.Action{Label: "查重", URL: base + "/duplicates"}, ui.Action{Label: "企业更正", URL: base + "/corrections"},
			ui.Primary("新建企业", base+"/new"))
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "name":
			return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID, Sub: ui.Joined(ui.Joined(r.Str("short"), code(r.Str("uscc"), r.Str("listed"))), r.Str("subtrade"))}, true
		case "region":
			if r.Bool("outside") {
				return ui.Cell{Text: seat(r.Str("place")), Quiet: r.Str("place") == ""}, true
			}
		}
		return ui.Cell{}, false
	}, nil)
}

// code is the code by which a firm is known: the credit code, else the stock code; a firm without either says so.
func code(uscc, listed string) string {
	switch {
	case uscc != "":
		return uscc
	case listed != "":
		return listed
	}
	return "无信用代码"
}

// seat is where a firm from outside sits.
func seat(place string) string {
	if name := region.FullName(place); name != "" {
		return name
	}
	return region.OutsideName
}
