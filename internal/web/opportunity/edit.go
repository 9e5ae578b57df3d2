package opportunity

import (
	"strconv"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// form is the form of an opportunity; an empty id makes a new one.
func form(q *web.Req, names *listing.Names, o *chain.Opportunity) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "新建招引机会"), Action: base + "/new", Submit: "新建", Back: base, Draft: "opportunity-new"}
	f.Crumbs = []ui.Link{{Label: "招引机会", URL: base}}
	if o.ID != "" {
		at := base + "/" + o.ID
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "编辑招引机会", at+"/edit", "保存", at, "opportunity-"+o.ID
		f.Crumbs = append(f.Crumbs, ui.Link{Label: o.Name, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(o.Version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	choose := func(name, label, value, kind string) ui.Field {
		return ui.Field{Kind: ui.KindSelect, Name: name, Label: label, Value: value, Options: append([]ui.Option{{Label: "未定"}}, names.Options(kind)...)}
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "招引方向", Value: o.Name, MaxLength: 200, Required: true, Focus: o.ID == "", Wide: true},
		choose("chain_id", "产业链", o.ChainID, "chain"), choose("region", "地区", o.Region, "region"), choose("unit_id", "责任单位", o.UnitID, "unit"),
		{Kind: ui.KindText, Name: "category", Label: "类别", Value: o.Category, MaxLength: 60},
		{Kind: ui.KindText, Name: "gap_kind", Label: "缺口类型", Value: o.GapKind, Suggest: []string{"建链", "补链", "延链", "强链"}, MaxLength: 60},
		{Kind: ui.KindText, Name: "priority", Label: "优先级", Value: o.Priority, Suggest: []string{"高", "中", "低"}, MaxLength: 10},
		{Kind: ui.KindMoney, Name: "invest_min", Label: "预计投资下限", Value: filled(o.InvestMin), Unit: "亿元"},
		{Kind: ui.KindMoney, Name: "invest_max", Label: "预计投资上限", Value: filled(o.InvestMax), Unit: "亿元"},
		{Kind: ui.KindTextArea, Name: "targets", Label: "目标企业", Value: o.Targets, Rows: 2, MaxLength: 1000, Wide: true},
		{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: o.Note, Rows: 2, MaxLength: 2000, Wide: true},
	}
	return f
}

func filled(yuan int64) string {
	if yuan == 0 {
		return ""
	}
	return listing.Exact(yuan, money.Yi)
}

// read takes the typed values over and notes what is wrong with them.
func read(f *web.Form, o *chain.Opportunity) {
	o.Name, o.ChainID, o.Region, o.UnitID = f.Text("name"), f.Text("chain_id"), f.Text("region"), f.Text("unit_id")
	o.Category, o.GapKind, o.Priority, o.Targets, o.Note = f.Text("category"), f.Text("gap_kind"), f.Text("priority"), f.Text("targets"), f.Text("note")
	o.InvestMin, o.InvestMax = f.Money("invest_min", money.Yi), f.Money("invest_max", money.Yi)
	if o.Name == "" {
		f.Add("name", "填写招引方向")
	}
	if o.Region == "" {
		f.Add("region", "选择地区")
	}
	if o.InvestMin < 0 {
		f.Add("invest_min", "不能是负数")
	}
	if o.InvestMax < o.InvestMin {
		f.Add("invest_max", "小于下限")
	}
}

func (h *handlers) editor() *formpage.Editor[chain.Opportunity] {
	return &formpage.Editor[chain.Opportunity]{
		Names: h.Lists.Names, Form: form, Read: read, Made: "招引机会已建", Get: h.get,
		Blank: func(q *web.Req, _ *listing.Names) *chain.Opportunity {
			return &chain.Opportunity{Region: q.Actor.Region, ChainID: q.Query("chain_id")}
		},
		Create: func(q *web.Req, o *chain.Opportunity) error { return h.Chains.CreateOpportunity(q.Ctx(), q.Actor, o) },
		Save: func(q *web.Req, before, after *chain.Opportunity) error {
			return h.Chains.SaveOpportunity(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(o *chain.Opportunity, version int64) { o.Version = version },
		At:   func(o *chain.Opportunity) string { return base + "/" + o.ID },
	}
}
