package talent

import (
	"strconv"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/talent"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// form begins the form of a record; an empty id makes a new one.
func form(q *web.Req, base, label, id, name string, version int64) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "登记"+label), Action: base + "/new", Submit: "登记", Back: base, Draft: base + "-new"}
	f.Crumbs = []ui.Link{{Label: label, URL: base}}
	if id != "" {
		at := base + "/" + id
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "编辑"+label, at+"/edit", "保存", at, at
		f.Crumbs = append(f.Crumbs, ui.Link{Label: name, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	return f
}

func enum(spec *list.Spec, name, value string, not ...string) ui.Field {
	c := spec.Column(name)
	f := ui.Field{Kind: ui.KindSelect, Name: name, Label: c.Label, Value: value}
	for _, o := range c.Options {
		if len(not) == 0 || o.Code != not[0] {
			f.Options = append(f.Options, ui.Option{Value: o.Code, Label: o.Label})
		}
	}
	return f
}

func choose(names *listing.Names, name, label, value, kind string) ui.Field {
	return ui.Field{Kind: ui.KindSelect, Name: name, Label: label, Value: value, Options: append([]ui.Option{{Label: "未定"}}, names.Options(kind)...)}
}

func words(name, label, value string, most int) ui.Field {
	return ui.Field{Kind: ui.KindText, Name: name, Label: label, Value: value, MaxLength: most}
}

func number(name, label, unit string, value int64) ui.Field {
	f := ui.Field{Kind: ui.KindNumber, Name: name, Label: label, Unit: unit, InputMode: "numeric"}
	if value > 0 {
		f.Value = strconv.FormatInt(value, 10)
	}
	return f
}

// node is the field of the node: its text is matched with the map of the chain when the record is saved.
func node(names *listing.Names, chainID, nodeID, text string) ui.Field {
	f := words("node", "环节", text, 60)
	f.Help = "与图谱环节同名时自动对上"
	if nodeID != "" {
		f.Value = names.Label(graph.NodeKind, nodeID)
	}
	for _, o := range names.Nodes(chainID) {
		f.Suggest = append(f.Suggest, o.Label)
	}
	return f
}

// hung takes the typed node over: another text is matched anew.
func hung(f *web.Form, nodeID, text *string) {
	if typed := f.Text("node"); typed != *text {
		*text, *nodeID = typed, ""
	}
}

func place(names *listing.Names, region, unit string) []ui.Field {
	r := choose(names, "region", "县区", region, "region")
	r.Options[0].Label = "随产业链"
	u := choose(names, "unit_id", "责任单位", unit, "unit")
	u.Options[0].Label = "随产业链"
	return []ui.Field{r, u}
}

func note(value string) ui.Field {
	return ui.Field{Kind: ui.KindTextArea, Name: "note", Label: "备注", Value: value, Rows: 2, MaxLength: 2000, Wide: true}
}

func wan(yuan int64) string {
	if yuan == 0 {
		return ""
	}
	return listing.Exact(yuan, money.Wan)
}

func (h *handlers) needEditor() *formpage.Editor[talent.Need] {
	return &formpage.Editor[talent.Need]{Names: h.Lists.Names, Made: "需求已登记",
		Blank: func(q *web.Req, names *listing.Names) *talent.Need {
			return &talent.Need{ChainID: q.Query("chain_id"), NodeID: q.Query("node_id"), Employer: q.Query("employer")}
		},
		Form: func(q *web.Req, names *listing.Names, n *talent.Need) *formpage.Form {
			f := form(q, needs, "人才需求", n.ID, n.Name, n.Version)
			title := words("name", "需求岗位", n.Name, 100)
			title.Required, title.Wide, title.Focus = true, true, n.ID == ""
			f.Fields = append([]ui.Field{title, enum(talent.NeedSpec, "kind", n.Kind), words("level", "层次", n.Level, 60),
				choose(names, "chain_id", "产业链", n.ChainID, "chain"), node(names, n.ChainID, n.NodeID, n.Node), words("employer", "用人单位", n.Employer, 100),
				number("people", "需求人数", "人", n.People), {Kind: ui.KindMoney, Name: "salary_min", Label: "年薪下限", Value: wan(n.SalaryMin), Unit: "万元"},
				{Kind: ui.KindMoney, Name: "salary_max", Label: "年薪上限", Value: wan(n.SalaryMax), Unit: "万元"}, {Kind: ui.KindDate, Name: "due", Label: "到岗期限", Value: n.Due},
				enum(talent.NeedSpec, "state", n.State, talent.Filled), words("contact", "联系人", n.Contact, 30), words("phone", "联系电话", n.Phone, 30)},
				place(names, n.Region, n.UnitID)...)
			f.Fields = append(f.Fields, ui.Field{Kind: ui.KindTextArea, Name: "field", Label: "专业要求", Value: n.Field, Rows: 2, MaxLength: 1000, Wide: true}, note(n.Note))
			return f
		},
		Read: func(f *web.Form, n *talent.Need) {
			n.Name, n.Kind, n.Level, n.ChainID, n.Employer = f.Text("name"), f.Text("kind"), f.Text("level"), f.Text("chain_id"), f.Text("employer")
			n.Region, n.UnitID, n.Due, n.State, n.Contact, n.Phone = f.Text("region"), f.Text("unit_id"), f.Text("due"), f.Text("state"), f.Text("contact"), f.Text("phone")
			n.Field, n.Note, n.People = f.Text("field"), f.Text("note"), f.Int("people")
			n.SalaryMin, n.SalaryMax = f.Money("salary_min", money.Wan), f.Money("salary_max", money.Wan)
			hung(f, &n.NodeID, &n.Node)
		},
		Get: func(q *web.Req) (*talent.Need, error) {
			return h.Talent.Needs.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
		},
		Create: func(q *web.Req, n *talent.Need) error { return h.Talent.Needs.Create(q.Ctx(), q.Actor, n) },
		Save: func(q *web.Req, before, after *talent.Need) error {
			return h.Talent.Needs.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(n *talent.Need, version int64) { n.Version = version }, At: func(n *talent.Need) string { return needs + "/" + n.ID }}
}

func (h *handlers) introEditor() *formpage.Editor[talent.Intro] {
	return &formpage.Editor[talent.Intro]{Names: h.Lists.Names, Made: "引进已登记",
		Blank: func(q *web.Req, names *listing.Names) *talent.Intro {
			return &talent.Intro{ChainID: q.Query("chain_id"), NodeID: q.Query("node_id"), OnDate: q.Today()}
		},
		Form: func(q *web.Req, names *listing.Names, i *talent.Intro) *formpage.Form {
			f := form(q, intros, "人才引进", i.ID, i.Name, i.Version)
			title := words("name", "人才（团队）", i.Name, 100)
			title.Required, title.Wide, title.Focus = true, true, i.ID == ""
			f.Fields = append([]ui.Field{title, enum(talent.IntroSpec, "kind", i.Kind), words("level", "层次", i.Level, 60), words("origin", "来源地", i.Origin, 100),
				choose(names, "chain_id", "产业链", i.ChainID, "chain"), node(names, i.ChainID, i.NodeID, i.Node), words("employer", "用人单位", i.Employer, 100),
				number("people", "人数", "人", i.People), {Kind: ui.KindDate, Name: "on_date", Label: "引进日期", Value: i.OnDate, Max: q.Today()},
				words("policy", "享受政策", i.Policy, 200), words("project", "带来项目", i.Project, 200)}, place(names, i.Region, i.UnitID)...)
			f.Fields = append(f.Fields, note(i.Note))
			return f
		},
		Read: func(f *web.Form, i *talent.Intro) {
			i.Name, i.Kind, i.Level, i.Origin, i.ChainID = f.Text("name"), f.Text("kind"), f.Text("level"), f.Text("origin"), f.Text("chain_id")
			i.Employer, i.OnDate, i.Policy, i.Project = f.Text("employer"), f.Text("on_date"), f.Text("policy"), f.Text("project")
			i.Region, i.UnitID, i.Note, i.People = f.Text("region"), f.Text("unit_id"), f.Text("note"), f.Int("people")
			hung(f, &i.NodeID, &i.Node)
		},
		Get: func(q *web.Req) (*talent.Intro, error) {
			return h.Talent.Intros.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
		},
		Create: func(q *web.Req, i *talent.Intro) error { return h.Talent.Intros.Create(q.Ctx(), q.Actor, i) },
		Save: func(q *web.Req, before, after *talent.Intro) error {
			return h.Talent.Intros.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(i *talent.Intro, version int64) { i.Version = version }, At: func(i *talent.Intro) string { return intros + "/" + i.ID }}
}

func (h *handlers) platformEditor() *formpage.Editor[talent.Platform] {
	return &formpage.Editor[talent.Platform]{Names: h.Lists.Names, Made: "平台已登记",
		Blank: func(q *web.Req, names *listing.Names) *talent.Platform {
			return &talent.Platform{ChainID: q.Query("chain_id"), NodeID: q.Query("node_id"), Level: "city"}
		},
		Form: func(q *web.Req, names *listing.Names, p *talent.Platform) *formpage.Form {
			f := form(q, platforms, "创新平台", p.ID, p.Name, p.Version)
			title := words("name", "平台名称", p.Name, 100)
			title.Required, title.Wide, title.Focus = true, true, p.ID == ""
			f.Fields = append([]ui.Field{title, enum(talent.PlatformSpec, "kind", p.Kind), enum(talent.PlatformSpec, "level", p.Level),
				choose(names, "chain_id", "产业链", p.ChainID, "chain"), node(names, p.ChainID, p.NodeID, p.Node), words("employer", "依托单位", p.Employer, 100),
				{Kind: ui.KindDate, Name: "on_date", Label: "认定日期", Value: p.OnDate, Max: q.Today()}, words("issuer", "认定部门", p.Issuer, 100)}, place(names, p.Region, p.UnitID)...)
			f.Fields = append(f.Fields, ui.Field{Kind: ui.KindTextArea, Name: "field", Label: "研究方向", Value: p.Field, Rows: 2, MaxLength: 1000, Wide: true}, note(p.Note))
			return f
		},
		Read: func(f *web.Form, p *talent.Platform) {
			p.Name, p.Kind, p.Level, p.ChainID, p.Employer = f.Text("name"), f.Text("kind"), f.Text("level"), f.Text("chain_id"), f.Text("employer")
			p.OnDate, p.Issuer, p.Field, p.Region, p.UnitID, p.Note = f.Text("on_date"), f.Text("issuer"), f.Text("field"), f.Text("region"), f.Text("unit_id"), f.Text("note")
			hung(f, &p.NodeID, &p.Node)
		},
		Get: func(q *web.Req) (*talent.Platform, error) {
			return h.Talent.Platforms.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
		},
		Create: func(q *web.Req, p *talent.Platform) error { return h.Talent.Platforms.Create(q.Ctx(), q.Actor, p) },
		Save: func(q *web.Req, before, after *talent.Platform) error {
			return h.Talent.Platforms.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(p *talent.Platform, version int64) { p.Version = version }, At: func(p *talent.Platform) string { return platforms + "/" + p.ID }}
}
