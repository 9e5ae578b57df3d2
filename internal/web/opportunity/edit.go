package opportunity

import (
	"strconv"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
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

func (h *handlers) showNew(q *web.Req) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	return form(q, names, &chain.Opportunity{Region: q.Actor.Region, ChainID: q.Query("chain_id")}).Show(q)
}

func (h *handlers) create(q *web.Req) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	o := &chain.Opportunity{}
	read(f, o)
	if err = f.Err(); err == nil {
		err = h.Run.Run(q.Ctx(), q.Actor, change.What{Action: "opportunity.create", Perm: authz.ChainEdit}, func(tx *change.Tx) error {
			if err := h.Chains.InsertOpportunities(q.Ctx(), tx, []*chain.Opportunity{o}); err != nil {
				return err
			}
			tx.About(o.Ref())
			return nil
		})
	}
	if err != nil {
		return form(q, names, &chain.Opportunity{}).Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+o.ID, "招引机会已建")
}

// own reads the opportunity of the address with the names its form needs.
func (h *handlers) own(q *web.Req) (*chain.Opportunity, *listing.Names, error) {
	o, err := h.get(q)
	if err != nil {
		return nil, nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	return o, names, err
}

func (h *handlers) showEdit(q *web.Req) error {
	o, names, err := h.own(q)
	if err != nil {
		return err
	}
	return form(q, names, o).Show(q)
}

func (h *handlers) save(q *web.Req) error {
	o, names, err := h.own(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	before, after := *o, *o
	before.Version = f.Int("version")
	read(f, &after)
	if err = f.Err(); err == nil {
		err = h.Run.Run(q.Ctx(), q.Actor, change.What{Action: "opportunity.edit", Perm: authz.ChainEdit, Ref: o.Ref()}, func(tx *change.Tx) error {
			return h.Chains.ReplaceOpportunity(q.Ctx(), tx, &before, &after)
		})
	}
	if stored, ok := formpage.Stored[chain.Opportunity](err); ok {
		return form(q, names, o).Differ(q, f, err, form(q, names, stored))
	}
	if err != nil {
		return form(q, names, o).Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+o.ID, "已保存")
}
