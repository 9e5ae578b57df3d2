// Package target is the pages of the target enterprise base (目标企业库): the ranked firms of a gap with their reasons, the
// list, one target with its evidence and contacts, the route of calls by place (招商路线图), and the quality of the ranking.
package target

import (
	"embed"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/gap"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/target"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "targets"
	base    = "/targets"
)

// Deps is what the pages stand on.
type Deps struct {
	Run         *change.Runner
	Targets     *area.Service
	Gaps        *gap.Service
	Enterprises *enterprise.Service
	Files       *attach.Dir
	Lists       *listing.Kit
	MaxFile     int64
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("target", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.LeadView, Find: "企业、环节、理由",
		Columns: []string{"firm", "node", "state", "score", "unit_id", "touched_on", "next_step"}, Fixed: []string{"firm"},
		Reads: map[string][]string{"firm": {"why", "place"}, "node": {"chain_id"}, "score": {"rank"}, "touched_on": {"contacts"}, "next_step": {"next_on"}, "state": {"reason"}},
		First: []string{"chain_id", "state", "unit_id"},
		Heads: map[string]ui.Column{"firm": {Label: "企业", Sub: "理由", Head: true, Grow: true}, "node": {Label: "环节", Sub: "产业链", Rank: 2, Fold: "环节"},
			"state": {Label: "状态", Fold: "状态"}, "score": {Label: "推荐分", Sub: "名次", Num: true, Fold: "推荐分"}, "unit_id": {Label: "招商队伍", Rank: 3, Fold: "招商队伍"},
			"touched_on": {Label: "最近联系", Sub: "次数", Fold: "最近联系"}, "next_step": {Label: "下一步", Sub: "日期", Rank: 2, Fold: "下一步"}},
		Start: func(string) string { return "state=assigned,contacted,talks" },
		Presets: func(today string) []listing.Preset {
			open := "state=assigned,contacted,talks"
			return []listing.Preset{{Name: "在办", Query: open}, {Name: "待联系", Query: "state=assigned"},
				{Name: "超过30天未联系", Query: "state=contacted,talks&touched_on=.." + daysBefore(today, 30)}, {Name: "已约谈", Query: "state=talks"},
				{Name: "下一步到期", Query: open + "&next_on=2000-01-01.." + today}, {Name: "已转线索", Query: "state=lead,signed"}, {Name: "候选", Query: "state=candidate"},
				{Name: "已排除", Query: "state=excluded"}, {Name: "全部", Query: "state=candidate,assigned,contacted,talks,lead,signed,excluded"}}
		}})
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 256 << 10}
	}
	moves := h.moves()
	routes := []web.Route{
		row("GET /gaps/{id}/targets", authz.LeadView, h.showGap),
		row("POST /gaps/{id}/targets/rank", authz.GapWork, h.rank),
		row("POST /gaps/{id}/targets", authz.GapWork, h.choose),
		row("GET /gaps/{id}/targets/new", authz.GapWork, h.showAdd),
		row("POST /gaps/{id}/targets/new", authz.GapWork, h.add),
		row("GET /targets", authz.LeadView, h.showList),
		row("GET /targets/export", authz.ExportRun, h.list.Export),
		row("POST /targets/export", authz.ExportRun, h.list.Export),
		row("GET /targets/teams", authz.LeadView, h.teams),
		row("GET /targets/exclusions", authz.LeadView, h.exclusions),
		row("POST /targets/exclusions/{id}/end", authz.GapWork, h.unbar),
		row("GET /targets/quality", authz.LeadView, h.quality),
		row("GET /targets/{id}", authz.LeadView, h.show),
		row("POST /targets/{id}/contacts", authz.GapWork, h.contact),
		row("GET /targets/{id}/hand", authz.GapWork, h.showHand),
		row("POST /targets/{id}/hand", authz.GapWork, h.hand),
		row("GET /targets/{id}/move", authz.GapWork, moves.Show),
		row("POST /targets/{id}/move", authz.GapWork, moves.Post),
		row("GET /targets/{id}/evidence/{file}", authz.LeadView, h.proof),
		row("GET /route", authz.LeadView, h.route),
		row("GET /route/{place}", authz.LeadView, h.trip),
		row("GET /route/maps", authz.LeadView, h.maps),
		row("GET /route/maps/{id}", authz.LeadView, h.mapFile),
		row("POST /route/maps/{id}/remove", authz.LeadJudge, h.removeMap),
	}
	upload := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: d.MaxFile + 1<<20}
	}
	return append(routes, upload("POST /targets/{id}/evidence", authz.GapWork, h.evidence), upload("POST /route/maps", authz.LeadJudge, h.addMap))
}

func (h *handlers) showList(q *web.Req) error {
	if q.Query("mine") != "" { // 我的: the person is not known when presets are made
		return q.Redirect(base+"?state=assigned,contacted,talks,lead&owner_id="+q.Actor.ID, "")
	}
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "目标企业库")
	head.Wide = true
	head.Lede = ui.Rich{ui.A("我的", base+"?mine=1"), ui.Gap(), ui.A("招商队伍", base+"/teams"), ui.Gap(), ui.A("招商路线图", "/route"), ui.Gap(), ui.A("排除名单", base+"/exclusions"),
		ui.Gap(), ui.A("推荐质量", base+"/quality")}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	head.Acts = append(head.Acts, ui.Primary("从缺口选企业", "/gaps"))
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) { return cell(a, c, r, q.Today()) }, nil)
}

func cell(a *listing.Ask, c *list.Column, r list.Row, today string) (ui.Cell, bool) {
	switch c.Name {
	case "firm":
		return ui.Cell{Text: r.Str("firm"), URL: base + "/" + r.ID, Sub: ui.Joined(placeName(a.Names, r.Str("place")), r.Str("why"))}, true
	case "node":
		return ui.Cell{Text: r.Str("node"), Sub: a.Names.Label("chain", r.Str("chain_id"))}, true
	case "state":
		return ui.Cell{Text: area.StateLabel(r.Str("state")), Sub: r.Str("reason")}, true
	case "score":
		out := ui.Cell{Text: score(r.Float("score") / 100)}
		if n := r.Int("rank"); n > 0 {
			out.Sub = "第" + ui.Num(n)
		}
		return out, true
	case "touched_on":
		if r.Str("touched_on") == "" {
			return ui.Cell{Text: "未联系", Quiet: true}, true
		}
		return ui.Cell{Text: ui.DateTable(r.Str("touched_on")), Sub: ui.Num(r.Int("contacts")) + "次", SubLate: r.Str("touched_on") < daysBefore(today, 30)}, true
	case "next_step":
		out := ui.Cell{Text: r.Str("next_step")}
		if on := r.Str("next_on"); on != "" {
			out.Sub, out.SubLate = ui.DateTable(on), on < today
		}
		return out, true
	}
	return ui.Cell{}, false
}

// chooser are the fields by which somebody says which team and officer take a target over.
func chooser(names *listing.Names, unit, owner string) []ui.Field {
	return []ui.Field{
		{Kind: ui.KindSelect, Name: "unit_id", Label: "招商队伍", Value: unit, Options: append([]ui.Option{{Label: "不变"}}, names.Options("unit")...)},
		{Kind: ui.KindSelect, Name: "owner_id", Label: "责任人", Value: owner, Options: append([]ui.Option{{Label: "由队伍指定"}}, names.Options("account")...)},
	}
}

func (h *handlers) showHand(q *web.Req) error {
	f, err := h.handForm(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) handForm(q *web.Req) (*formpage.Form, error) {
	t, err := h.Targets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	f := &formpage.Form{Page: q.Page(section, "交招商队伍"), Action: at(t) + "/hand", Submit: "交办", Back: at(t), Fields: chooser(names, t.UnitID, t.OwnerID)}
	f.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: t.Firm, URL: at(t)}, {Label: f.Title}}
	loads, err := h.Targets.Loads(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return nil, err
	}
	var words string
	for _, l := range loads[:min(len(loads), 8)] {
		words += names.Label("unit", l.UnitID) + ui.Num(l.Open) + "家　"
	}
	if words != "" {
		f.Note = &ui.Note{Body: ui.Plain("手上的目标企业：" + words)}
	}
	return f, nil
}

func (h *handlers) hand(q *web.Req) error {
	form, err := h.handForm(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := h.Targets.Hand(q.Ctx(), q.Actor, q.Path("id"), f.Text("unit_id"), f.Text("owner_id"), ""); err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect(form.Back, "已交办")
}

// teams shows what each investment team has in hand.
func (h *handlers) teams(q *web.Req) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	loads, err := h.Targets.Loads(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	p := &plainPage{Page: q.Page(section, "招商队伍")}
	p.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: p.Title}}
	t := ui.Table{Label: "各队伍手上的目标企业", Columns: []ui.Column{{Label: "招商队伍", Head: true, Grow: true}, {Label: "在办", Num: true}, {Label: "还没联系", Num: true, Fold: "还没联系"},
		{Label: "下一步过期", Num: true, Fold: "下一步过期"}}, Fold: true, Empty: &ui.Empty{Title: "还没有队伍接手目标企业", Text: "在缺口的推荐名单里勾选企业，列为目标并交给队伍"}}
	for _, l := range loads {
		q := base + "?unit_id=" + l.UnitID + "&state=assigned,contacted,talks,lead"
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: names.Label("unit", l.UnitID), URL: q}, {Text: ui.Num(l.Open)}, {Text: ui.Num(l.Untouched)},
			{Text: ui.Num(l.Due), SubLate: l.Due > 0}}})
	}
	p.Tables = []block{{Table: t}}
	return q.Render("target/plain", p)
}

// exclusions shows the firms that no ranking proposes.
func (h *handlers) exclusions(q *web.Req) error {
	rows, err := h.Targets.Exclusions(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	p := &plainPage{Page: q.Page(section, "排除名单")}
	p.Crumbs = []ui.Link{{Label: "目标企业", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("名单上的企业不再进入任何缺口的推荐。只对一个缺口排除的，见该缺口的名单。")
	t := ui.Table{Label: "排除名单", Columns: []ui.Column{{Label: "企业", Sub: "原因", Head: true, Grow: true}, {Label: "排除到", Fold: "排除到"}, {Label: "单位", Rank: 2, Fold: "单位"},
		{Label: "谁排除", Rank: 3, Fold: "谁排除"}, {}}, Fold: true, Empty: &ui.Empty{Title: "没有排除的企业", Text: "在目标企业的页面里选“全部缺口都排除”"}}
	for _, x := range rows {
		until := x.UntilOn
		if until == "" {
			until = "长期"
		}
		c := []ui.Cell{{Text: x.Firm, Sub: x.Reason}, {Text: until}, {Text: names.Label("unit", x.UnitID)}, {Text: x.ByName}, {}}
		if q.Actor.Can(authz.GapWork) {
			c[4].Acts = []ui.Action{{Label: "撤销", URL: base + "/exclusions/" + x.ID + "/end", Method: "post", Small: true, Confirm: "“" + x.Firm + "”重新进入推荐？"}}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: c})
	}
	p.Tables = []block{{Table: t}}
	return q.Render("target/plain", p)
}

func (h *handlers) unbar(q *web.Req) error {
	if err := h.Targets.Unbar(q.Ctx(), q.Actor, q.Path("id")); err != nil {
		return err
	}
	return q.Redirect(base+"/exclusions", "已撤销排除")
}
