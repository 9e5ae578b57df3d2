package enterprise

import (
	"strconv"

	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// form is the form of an enterprise; an empty id makes a new one.
func form(q *web.Req, names *listing.Names, e *area.Enterprise) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "新建企业"), Action: base + "/new", Submit: "新建", Back: base, Draft: "enterprise-new"}
	f.Crumbs = []ui.Link{{Label: "企业", URL: base}}
	if e.ID != "" {
		at := base + "/" + e.ID
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "编辑企业", at+"/edit", "保存", at, "enterprise-"+e.ID
		f.Crumbs = append(f.Crumbs, ui.Link{Label: e.Name, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(e.Version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	choose := func(name, label, value, kind string, required bool) ui.Field {
		options := append([]ui.Option{{Label: "未定"}}, names.Options(kind)...)
		return ui.Field{Kind: ui.KindSelect, Name: name, Label: label, Value: value, Options: options, Required: required}
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "企业名称", Value: e.Name, Help: "营业执照上的全称", MaxLength: 200, Required: true, Focus: e.ID == ""},
		{Kind: ui.KindText, Name: "uscc", Label: "统一社会信用代码", Value: e.USCC, MaxLength: 18},
		choose("chain_id", "产业链", e.ChainID, "chain", false), options("stream", "环节", e.Stream),
		regions(choose("region", "县区", e.Region, "region", true)), choose("unit_id", "服务单位", e.UnitID, "unit", false),
		{Kind: ui.KindText, Name: "place", Label: "所在地", Value: region.FullName(e.Place), Help: "省市县，如广东省佛山市高明区；市外企业按它归到各地", MaxLength: 40},
		{Kind: ui.KindText, Name: "trade", Label: "行业", Value: e.Trade, MaxLength: 60},
		{Kind: ui.KindText, Name: "industry", Label: "行业代码", Value: e.Industry, Help: "国民经济行业分类（2017），二至四位", MaxLength: 5},
		{Kind: ui.KindText, Name: "subtrade", Label: "细分行业", Value: e.Subtrade, MaxLength: 200},
		{Kind: ui.KindText, Name: "products", Label: "主要产品", Value: e.Products, Help: "用顿号隔开；搜索时也找这里", MaxLength: 500, Wide: true},
		{Kind: ui.KindText, Name: "scale", Label: "企业规模", Value: e.Scale, Suggest: []string{"大型", "中型", "小型", "微型"}, MaxLength: 20},
		options("ladder", "梯度", e.Ladder),
		{Kind: ui.KindMoney, Name: "revenue", Label: "营业收入", Value: filled(e.Revenue, money.Yi), Unit: "亿元"},
		{Kind: ui.KindNumber, Name: "staff", Label: "从业人员", Value: count(e.Staff), Unit: "人", InputMode: "numeric"},
		{Kind: ui.KindMoney, Name: "capital", Label: "注册资本", Value: filled(e.Capital, money.Wan), Unit: "万元"},
		{Kind: ui.KindDate, Name: "founded", Label: "成立日期", Value: e.Founded},
		{Kind: ui.KindText, Name: "short", Label: "简称", Value: e.Short, MaxLength: 40},
		{Kind: ui.KindText, Name: "former", Label: "曾用名", Value: e.Former, Help: "曾用名和别的叫法，用顿号隔开；搜索和查重都认", MaxLength: 300},
		{Kind: ui.KindText, Name: "listed", Label: "股票代码", Value: e.Listed, MaxLength: 12},
		{Kind: ui.KindTextArea, Name: "business", Label: "主营业务", Value: e.Business, Rows: 3, MaxLength: 2000, Wide: true},
		{Kind: ui.KindText, Name: "address", Label: "地址", Value: e.Address, MaxLength: 200, Wide: true},
		{Kind: ui.KindTextArea, Name: "note", Label: "备注", Value: e.Note, Rows: 2, MaxLength: 1000, Wide: true},
	}
	return f
}

// options is the field of a column with choices.
func options(name, label, value string) ui.Field {
	f := ui.Field{Kind: ui.KindSelect, Name: name, Label: label, Value: value, Options: []ui.Option{{Label: "未定"}}}
	for _, o := range area.Spec.Column(name).Options {
		f.Options = append(f.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	return f
}

// regions adds to the regions of the site the one for firms from outside.
func regions(f ui.Field) ui.Field {
	f.Options = append(f.Options, ui.Option{Value: region.Outside, Label: region.OutsideName})
	return f
}

func filled(yuan int64, unit money.Unit) string {
	if yuan == 0 {
		return ""
	}
	return listing.Exact(yuan, unit)
}

func count(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

// read takes the typed values over.
func read(f *web.Form, e *area.Enterprise) {
	e.Name, e.USCC, e.ChainID, e.Stream, e.Region, e.UnitID = f.Text("name"), f.Text("uscc"), f.Text("chain_id"), f.Text("stream"), f.Text("region"), f.Text("unit_id")
	e.Trade, e.Industry, e.Subtrade, e.Scale = f.Text("trade"), f.Text("industry"), f.Text("subtrade"), f.Text("scale")
	e.Products, e.Ladder, e.Short, e.Former, e.Listed, e.Business = f.Text("products"), f.Text("ladder"), f.Text("short"), f.Text("former"), f.Text("listed"), f.Text("business")
	e.Capital, e.Founded, e.Outside = f.Money("capital", money.Wan), f.Text("founded"), e.Region == region.Outside
	if typed := f.Text("place"); typed == "" {
		e.Place = ""
	} else if found := region.Find(typed, ""); len(found) > 0 {
		e.Place = found[0].Code
	} else {
		f.Add("place", "行政区划里没有“%s”，写成广东省佛山市高明区的样子", typed)
	}
	e.Revenue, e.Staff, e.Address, e.Note = f.Money("revenue", money.Yi), f.Int("staff"), f.Text("address"), f.Text("note")
	if e.Region == "" {
		f.Add("region", "选择县区")
	}
}

func (h *handlers) editor() *formpage.Editor[area.Enterprise] {
	return &formpage.Editor[area.Enterprise]{
		Names: h.Lists.Names, Form: form, Read: read, Made: "企业已建",
		Blank: func(q *web.Req, _ *listing.Names) *area.Enterprise {
			return &area.Enterprise{Region: q.Actor.Region, ChainID: q.Query("chain_id")}
		},
		Get: func(q *web.Req) (*area.Enterprise, error) {
			return h.Enterprises.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
		},
		Create: func(q *web.Req, e *area.Enterprise) error {
			if err := h.twins(q, e); err != nil {
				return err
			}
			made, err := h.Enterprises.Create(q.Ctx(), q.Actor, *e)
			if err == nil {
				*e = *made
			}
			return err
		},
		Save: func(q *web.Req, before, after *area.Enterprise) error {
			return h.Enterprises.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(e *area.Enterprise, version int64) { e.Version = version },
		At:   func(e *area.Enterprise) string { return base + "/" + e.ID },
	}
}
