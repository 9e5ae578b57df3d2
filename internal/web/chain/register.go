package chain

import (
	"strconv"

	area "lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

// register is the register of chains as a list.
func register() listing.List {
	return listing.List{Spec: area.Spec, Base: "/chains/list", Section: section, Perm: authz.ChainView, Find: "产业链、链长、专班",
		Fixed: []string{"name"}, Heads: map[string]ui.Column{"name": {Label: "产业链", Head: true}, "code": {Rank: 2}, "summary": {Grow: true}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "在用", Query: "active=true"}, {Name: "没有链长", Query: "chief=-"}, {Name: "没有牵头单位", Query: "unit_id=-"}, {Name: "停用", Query: "active=false"}}
		}}
}

func (h *handlers) showList(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "链册")
	head.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: "链册"}}
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.ChainEdit) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入表格", URL: "/imports/new?list=chain", WideOnly: true})
	}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt("/chains/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.ChainEdit) {
		head.Acts = append(head.Acts, ui.Primary("新建产业链", "/chains/new"))
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		if c.Name == "name" {
			return ui.Cell{Text: r.Str("name"), URL: address(r.ID)}, true
		}
		return ui.Cell{}, false
	}, nil)
}

// form is the form of a chain; an empty id makes a new one.
func form(q *web.Req, names *listing.Names, c *area.Chain) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "新建产业链"), Action: "/chains/new", Submit: "新建", Back: "/chains/list", Draft: "chain-new"}
	f.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}}
	if c.ID != "" {
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "编辑"+c.Name, address(c.ID)+"/edit", "保存", address(c.ID), "chain-"+c.ID
		f.Crumbs = append(f.Crumbs, ui.Link{Label: c.Name, URL: address(c.ID)})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(c.Version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "产业链名称", Value: c.Name, MaxLength: 60, Required: true, Focus: c.ID == ""},
		{Kind: ui.KindText, Name: "code", Label: "编号", Value: c.Code, MaxLength: 20},
		{Kind: ui.KindSelect, Name: "region", Label: "地区", Value: c.Region, Options: names.Options("region"), Required: true},
		{Kind: ui.KindText, Name: "chief", Label: "链长职务", Value: c.Chief, Help: "填职务；担任的人和起止日期在“任职”里调整", MaxLength: 60},
		{Kind: ui.KindText, Name: "deputy", Label: "副链长职务", Value: c.Deputy, MaxLength: 60},
		{Kind: ui.KindSelect, Name: "unit_id", Label: "牵头单位", Value: c.UnitID, Options: append([]ui.Option{{Label: "未定"}}, names.Options("unit")...)},
		{Kind: ui.KindText, Name: "team", Label: "工作专班", Value: c.Team, MaxLength: 60},
		{Kind: ui.KindDate, Name: "met_on", Label: "上次调度会", Value: c.MetOn, Help: "链的页面列出此后的变化"},
		{Kind: ui.KindText, Name: "sort", Label: "顺序", Value: strconv.FormatInt(c.Sort, 10), InputMode: "numeric", MaxLength: 5},
		{Kind: ui.KindTextArea, Name: "summary", Label: "简介", Value: c.Summary, Rows: 3, MaxLength: 1000, Wide: true},
	}
	if c.ID != "" {
		f.Fields = append(f.Fields, ui.Field{Kind: ui.KindCheck, Name: "active", Label: "在用", Checked: c.Active, Help: "停用的链不再列入驾驶舱和通报，记录保留"})
	}
	return f
}

// read takes the typed values over into the chain.
func read(f *web.Form, c *area.Chain) {
	c.Name, c.Code, c.Region, c.Chief, c.Deputy = f.Text("name"), f.Text("code"), f.Text("region"), f.Text("chief"), f.Text("deputy")
	c.UnitID, c.Team, c.Summary, c.MetOn, c.Sort = f.Text("unit_id"), f.Text("team"), f.Text("summary"), f.Text("met_on"), f.Int("sort")
}

func (h *handlers) editor() *formpage.Editor[area.Chain] {
	return &formpage.Editor[area.Chain]{
		Names: h.Lists.Names, Form: form, Made: "产业链已建",
		Blank: func(_ *web.Req, names *listing.Names) *area.Chain {
			return &area.Chain{Region: home(names.Dir), Sort: int64(len(names.Chains) + 1)}
		},
		Read: func(f *web.Form, c *area.Chain) {
			read(f, c)
			if c.ID != "" { // a new chain is in use
				c.Active = f.Bool("active")
			}
		},
		// To be changed a chain must lie inside the scope, not only be seen.
		Get: func(q *web.Req) (*area.Chain, error) { return h.Chains.Get(q.Ctx(), q.Actor.Scope, q.Path("id")) },
		Create: func(q *web.Req, c *area.Chain) error {
			made, err := h.Chains.Create(q.Ctx(), q.Actor, *c)
			if err == nil {
				*c = *made
			}
			return err
		},
		Save: func(q *web.Req, before, after *area.Chain) error {
			return h.Chains.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(c *area.Chain, version int64) { c.Version = version },
		At:   func(c *area.Chain) string { return address(c.ID) },
	}
}

func home(d *org.Directory) string {
	if d.Root() == nil {
		return ""
	}
	return d.Root().ID
}

// historyPage is all that happened to a chain.
type historyPage struct {
	ui.Page
	Log   ui.Log
	Older string
}

const historySize = 50

func (h *handlers) history(q *web.Req) error {
	c, err := h.get(q)
	if err != nil {
		return err
	}
	before, _ := strconv.ParseInt(q.Query("before"), 10, 64) // what is no number begins with the newest
	p := &historyPage{Page: q.Page(section, "经过")}
	p.Crumbs = []ui.Link{{Label: "产业链", URL: "/chains"}, {Label: c.Name, URL: address(c.ID)}, {Label: "经过"}}
	var older int64
	if p.Log, older, err = h.Trail.Log(q.Ctx(), c.Ref(), before, historySize); err != nil {
		return err
	}
	if older > 0 {
		p.Older = address(c.ID) + "/history?before=" + strconv.FormatInt(older, 10)
	}
	return q.Render("chain/history", p)
}
