package enterprise

import (
	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// adding is a form that adds something to a firm.
type adding struct {
	h      *handlers
	path   string // of the form below the firm
	title  string
	fields func() []ui.Field
	save   func(q *web.Req, f *web.Form, firm string) error
}

func (a adding) form(q *web.Req) (*formpage.Form, *area.Enterprise, error) {
	e, err := a.h.Enterprises.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	at := base + "/" + e.ID
	f := &formpage.Form{Page: q.Page(section, a.title), Action: at + "/" + a.path, Submit: "登记", Back: at, Fields: a.fields(), Draft: a.path + e.ID}
	f.Crumbs = []ui.Link{{Label: "企业", URL: base}, {Label: e.Name, URL: at}, {Label: a.title}}
	return f, e, nil
}

func (a adding) show(q *web.Req) error {
	f, _, err := a.form(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (a adding) post(q *web.Req) error {
	p, e, err := a.form(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := a.save(q, f, e.ID); err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+e.ID, "已登记")
}

func (h *handlers) figureForm() adding {
	return adding{h, "figures/new", "登记指标", func() []ui.Field {
		return []ui.Field{{Kind: ui.KindText, Name: "period", Label: "周期", Help: "2025、2026-10或2026-Q3；同一周期再填一次就是更新", MaxLength: 8, Required: true, Focus: true},
			{Kind: ui.KindMoney, Name: "revenue", Label: "营业收入", Unit: "万元"}, {Kind: ui.KindMoney, Name: "tax", Label: "税收", Unit: "万元"},
			{Kind: ui.KindNumber, Name: "power", Label: "用电量", Unit: "千瓦时", InputMode: "numeric"}, {Kind: ui.KindNumber, Name: "staff", Label: "从业人员", Unit: "人", InputMode: "numeric"},
			{Kind: ui.KindMoney, Name: "rd", Label: "研发投入", Unit: "万元"}, {Kind: ui.KindText, Name: "source", Label: "来源", Help: "统计、税务、供电、企业说的", MaxLength: 60}}
	}, func(q *web.Req, f *web.Form, firm string) error {
		row := area.Figure{EnterpriseID: firm, Period: f.Text("period"), Revenue: f.Money("revenue", money.Wan), Tax: f.Money("tax", money.Wan), Power: f.Int("power"),
			Staff: f.Int("staff"), RD: f.Money("rd", money.Wan), Source: f.Text("source")}
		if err := f.Err(); err != nil {
			return err
		}
		_, err := h.Enterprises.PutFigure(q.Ctx(), q.Actor, row)
		return err
	}}
}

func (h *handlers) supplyForm() adding {
	return adding{h, "supplies/new", "登记供销关系", func() []ui.Field {
		return []ui.Field{{Kind: ui.KindRadio, Name: "side", Label: "它是", Options: []ui.Option{{Value: "from", Label: "供应商（它供给我们这家）", On: true}, {Value: "to", Label: "客户（我们这家供给它）"}}, Wide: true},
			{Kind: ui.KindText, Name: "other", Label: "对方企业", Help: "全称、信用代码，或名称里的几个字；须已在企业库里", MaxLength: 100, Required: true},
			{Kind: ui.KindText, Name: "product", Label: "供什么", MaxLength: 60}, {Kind: ui.KindMoney, Name: "amount", Label: "年金额", Unit: "万元", Help: "不知道就空着"},
			{Kind: ui.KindText, Name: "source", Label: "从哪里知道", Suggest: []string{"企业说的", "采购合同", "年报公告", "走访"}, MaxLength: 60, Required: true},
			{Kind: ui.KindDate, Name: "date", Label: "截至", Help: "空着就是今天"},
			{Kind: ui.KindSelect, Name: "confidence", Label: "可信度", Value: "0.8", Options: []ui.Option{{Value: "0.95", Label: "有合同或公告"}, {Value: "0.8", Label: "企业亲口说的"}, {Value: "0.5", Label: "听说"}, {Value: "0.3", Label: "推测"}}}}
	}, func(q *web.Req, f *web.Form, firm string) error {
		row := area.Supply{Product: f.Text("product"), Amount: f.Money("amount", money.Wan), Source: f.Text("source"), Date: f.Text("date"), Confidence: f.Float("confidence")}
		if f.Text("other") == "" {
			f.Add("other", "填写对方企业")
		}
		if err := f.Err(); err != nil {
			return err
		}
		other, err := h.Enterprises.Find(q.Ctx(), q.Actor.Scope, f.Text("other"))
		if err != nil {
			return err
		}
		row.FromID, row.ToID = other.ID, firm
		if f.Text("side") == "to" {
			row.FromID, row.ToID = firm, other.ID
		}
		_, err = h.Enterprises.AddSupply(q.Ctx(), q.Actor, row)
		return err
	}}
}

func (h *handlers) dropSupply(q *web.Req) error {
	if err := h.Enterprises.DropSupply(q.Ctx(), q.Actor, q.Path("id"), q.Path("supply")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id"), "已删去")
}

func (h *handlers) personForm() adding {
	return adding{h, "people/new", "登记联系人", func() []ui.Field {
		return []ui.Field{{Kind: ui.KindText, Name: "name", Label: "姓名", MaxLength: 30, Required: true, Focus: true}, {Kind: ui.KindText, Name: "title", Label: "职务", MaxLength: 40},
			{Kind: ui.KindText, Name: "phone", Label: "电话", InputMode: "tel", MaxLength: 30}, {Kind: ui.KindText, Name: "mail", Label: "邮箱", InputMode: "email", MaxLength: 100, Help: "查进度、看专属页的链接可以发到这里"},
			{Kind: ui.KindText, Name: "source", Label: "从哪里知道", MaxLength: 60}}
	}, func(q *web.Req, f *web.Form, firm string) error {
		_, err := h.Enterprises.AddPerson(q.Ctx(), q.Actor, area.Person{EnterpriseID: firm, Name: f.Text("name"), Title: f.Text("title"), Phone: f.Text("phone"), Mail: f.Text("mail"),
			Source: f.Text("source")})
		return err
	}}
}

func (h *handlers) dropPerson(q *web.Req) error {
	if err := h.Enterprises.DropPerson(q.Ctx(), q.Actor, q.Path("id"), q.Path("person")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id"), "已删去")
}

func (h *handlers) rungForm() adding {
	return adding{h, "rungs/new", "登记梯度认定", func() []ui.Field {
		rung := options("ladder", "梯度", "")
		rung.Name, rung.Required = "rung", true
		return []ui.Field{rung, {Kind: ui.KindDate, Name: "since", Label: "认定日期"}, {Kind: ui.KindDate, Name: "until_on", Label: "有效期至"},
			{Kind: ui.KindText, Name: "paper", Label: "文件或文号", MaxLength: 100}}
	}, func(q *web.Req, f *web.Form, firm string) error {
		_, err := h.Enterprises.AddRung(q.Ctx(), q.Actor, area.Rung{EnterpriseID: firm, Rung: f.Text("rung"), Since: f.Text("since"), UntilOn: f.Text("until_on"), Paper: f.Text("paper")})
		return err
	}}
}

// twins refuses a new firm that the register has already, by its code or its very name.
func (h *handlers) twins(q *web.Req, e *area.Enterprise) error {
	found, err := h.Enterprises.Twins(q.Ctx(), q.Actor.Scope, e)
	if err != nil {
		return err
	}
	for _, t := range found {
		if t.Verdict == area.VerdictSame && t.Score >= 1 {
			var bad errs.Fields
			bad.Add("name", "企业库里已有“%s”（%s），直接编辑它；确是另一家的，补上信用代码", t.Name, t.Why)
			return bad.Err()
		}
	}
	return nil
}
