// Package visit is the pages of visits (走访): the list, the form for the telephone that also works without a network, one
// visit, who looks after which firm (包联), and how well they are covered.
package visit

import (
	"embed"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/offline"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "visits"
	base    = "/visits"
	charges = base + "/charges"
)

// Deps is what the pages stand on.
type Deps struct {
	Run    *change.Runner
	Visits *area.Service
	Lists  *listing.Kit
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("visit", files) }

type handlers struct {
	Deps
	list, charges *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list, h.charges = d.Lists.Register(listOf()), d.Lists.Register(chargesOf())
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 256 << 10}
	}
	return []web.Route{
		row("GET /visits", authz.FirmView, h.showList),
		row("GET /visits/export", authz.ExportRun, h.list.Export),
		row("GET /visits/new", authz.VisitMake, h.showNew),
		row("POST /visits/new", authz.VisitMake, h.create),
		{Pattern: "GET /visits/sw.js", Perm: authz.Public, Handle: offline.Worker("visit", `/^\/visits\/new$/`, "js/suggest.js"), Quiet: true}, // the same for everybody, and asked for without a page
		row("GET /visits/firms", authz.VisitMake, h.firms),
		row("GET /visits/coverage", authz.FirmView, h.coverage),
		row("GET /visits/charges", authz.FirmView, h.showCharges),
		row("GET /visits/charges/export", authz.ExportRun, h.charges.Export),
		row("GET /visits/charges/new", authz.VisitAssign, h.showAssign),
		row("POST /visits/charges/new", authz.VisitAssign, h.assign),
		row("POST /visits/charges/end", authz.VisitAssign, h.end),
		row("GET /visits/{id}", authz.FirmView, h.show),
		row("GET /visits/{id}/edit", authz.VisitMake, h.showEdit),
		row("POST /visits/{id}/edit", authz.VisitMake, h.edit),
		row("POST /visits/{id}/withdraw", authz.VisitMake, h.withdraw),
	}
}

func listOf() listing.List {
	return listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.FirmView, Find: "企业、走访内容、问题", Scope: area.Sees,
		Columns: []string{"firm", "on_date", "by_id", "said", "problem", "satisfaction", "next_on"}, Fixed: []string{"firm"},
		First: []string{"on_date", "unit_id", "by_id", "satisfaction"},
		Reads: map[string][]string{"firm": {"met"}, "by_id": {"unit_id"}, "problem": {"ticket_id", "ticket_code"}},
		Heads: map[string]ui.Column{"firm": {Label: "企业", Sub: "见了谁", Head: true}, "on_date": {Label: "日期", Fold: "日期"}, "by_id": {Label: "走访人", Sub: "单位", Fold: "走访人"},
			"said": {Label: "所见所谈", Grow: true, Rank: 2, Fold: "所谈"}, "problem": {Label: "问题", Sub: "诉求", Fold: "问题"}, "satisfaction": {Num: true, Rank: 2, Fold: "满意度"},
			"next_on": {Rank: 2, Fold: "下次"}},
		Presets: func(today string) []listing.Preset {
			return []listing.Preset{{Name: "近90天", Query: "on_date=" + area.Cutoff(today) + ".."}, {Name: "有问题", Query: "ticket_code=SQ"},
				{Name: "不满意", Query: "satisfaction=1..2"}, {Name: "该回访", Query: "next_on=.." + today}, {Name: "全部", Query: ""}}
		}}
}

func chargesOf() listing.List {
	return listing.List{Spec: area.ChargeSpec, Base: charges, Section: section, Perm: authz.FirmView, Find: "企业、依据", Scope: area.Sees,
		Columns: []string{"firm", "account_id", "role", "since", "last_on", "region"}, Fixed: []string{"firm"},
		First: []string{"unit_id", "account_id", "role", "idle_from", "until_on"},
		Reads: map[string][]string{"firm": {"enterprise_id"}, "account_id": {"unit_id"}, "last_on": {"idle_from", "until_on"}},
		Heads: map[string]ui.Column{"firm": {Label: "企业", Head: true, Grow: true}, "account_id": {Label: "责任人", Sub: "单位", Fold: "责任人"}, "role": {Fold: "身份"},
			"since": {Label: "包联起", Rank: 2, Fold: "包联起"}, "last_on": {Label: "最近走访", Sub: "情况", Fold: "最近走访"}, "region": {Rank: 2}},
		Start: func(string) string { return "until_on=-" },
		Presets: func(today string) []listing.Preset {
			return []listing.Preset{{Name: "在任", Query: "until_on=-"}, {Name: "90天未走访", Query: "until_on=-&idle_from=.." + area.Idle(today)},
				{Name: "特派员", Query: "until_on=-&role=" + area.Commissioner}, {Name: "挂点干部", Query: "until_on=-&role=" + area.Leader}, {Name: "已结束", Query: "until_on=!-"}}
		}}
}

// ways are the links between the pages of the area.
func ways(q *web.Req) ui.Rich {
	return ui.Rich{ui.A("我的", base+"?mine=1"), ui.Gap(), ui.A("本单位", base+"?mine=unit"), ui.Gap(), ui.A("90天未走访", charges+"?until_on=-&idle_from=.."+area.Idle(q.Today())),
		ui.Gap(), ui.A("包联名单", charges), ui.Gap(), ui.A("覆盖情况", base+"/coverage")}
}

func (h *handlers) showList(q *web.Req) error {
	switch q.Query("mine") { // the person is not known when presets are made
	case "1":
		return q.Redirect(base+"?by_id="+q.Actor.ID, "")
	case "unit":
		return q.Redirect(base+"?unit_id="+q.Actor.UnitID, "")
	}
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "走访")
	head.Wide, head.Lede = true, ways(q)
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.VisitMake) {
		head.Acts = append(head.Acts, ui.Primary("登记走访", base+"/new"))
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "firm":
			return ui.Cell{Text: r.Str("firm"), URL: base + "/" + r.ID, Sub: r.Str("met")}, true
		case "by_id":
			return ui.Cell{Text: a.Names.Label("account", r.Str("by_id")), Sub: a.Names.Label("unit", r.Str("unit_id"))}, true
		case "said":
			return ui.Cell{Text: short(r.Str("said"), 40)}, true
		case "problem":
			cell := ui.Cell{Text: short(r.Str("problem"), 30), Sub: r.Str("ticket_code")}
			if id := r.Str("ticket_id"); id != "" && q.Actor.Can(authz.TicketView) {
				cell.URL = "/tickets/" + id
			}
			return cell, true
		case "satisfaction":
			if r.Int("satisfaction") == 0 {
				return ui.Cell{Text: "未问", Quiet: true}, true
			}
			return ui.Cell{Text: ui.Num(r.Int("satisfaction")), Down: r.Int("satisfaction") <= 2}, true
		}
		return ui.Cell{}, false
	}, nil)
}

// short cuts a text for a table.
func short(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
