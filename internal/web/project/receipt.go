package project

import (
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// plainPage is a page that consists of one form about the project.
type plainPage struct {
	ui.Page
	Action string
	Note   *ui.Note
	Errs   ui.Errors
	Fields []*ui.Field
	Submit string
	Back   string
}

func (h *handlers) showReceipt(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	return q.Render("project/plain", h.receiptPage(q, p, nil, nil))
}

func (h *handlers) receiptPage(q *web.Req, p *area.Project, f *web.Form, fault error) *plainPage {
	page := &plainPage{Page: h.page(q, p, "登记到资"), Action: url(p) + "/receipts", Submit: "登记", Back: url(p)}
	if p.TotalInvest > 0 {
		page.Note = &ui.Note{Body: ui.Plain("合同总投资" + ui.Yi(p.TotalInvest) + "亿元，已到位" + ui.Wan(p.FundsIn) + "万元，还可登记" + ui.Wan(p.TotalInvest-p.FundsIn) + "万元。")}
	}
	page.Fields = []*ui.Field{
		{Kind: ui.KindDate, Name: "on_date", Label: "到账日期", Max: q.Today(), Required: true},
		{Kind: ui.KindMoney, Name: "amount", Label: "到账金额", Unit: "万元", Required: true},
		{Kind: ui.KindText, Name: "voucher", Label: "凭证号", Help: "银行回单或发票号", Required: true},
		{Kind: ui.KindCheck, Name: "inward", Label: "市外资金"},
		{Kind: ui.KindText, Name: "note", Label: "说明", Mark: "选填", Wide: true},
	}
	page.typed(f, fault)
	return page
}

// typed puts back what was typed, with what is wrong with it.
func (page *plainPage) typed(f *web.Form, fault error) {
	for _, field := range page.Fields {
		if f == nil {
			continue
		}
		if field.Kind == ui.KindCheck {
			field.Checked = f.Bool(field.Name)
		} else if f.Has(field.Name) {
			field.Value = f.Raw(field.Name)
		}
	}
	page.Errs = ui.Reject(fault, page.Fields...)
}

func (h *handlers) addReceipt(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	r := area.Receipt{ProjectID: p.ID, OnDate: f.Text("on_date"), Amount: f.Money("amount", money.Wan), Inward: f.Bool("inward"),
		Voucher: f.Text("voucher"), Note: f.Text("note")}
	if err = f.Err(); err == nil {
		err = h.Projects.AddReceipt(q.Ctx(), q.Actor, r)
	}
	if errs.CodeOf(err) == errs.Invalid {
		return q.RenderInvalid("project/plain", h.receiptPage(q, p, f, err))
	}
	if err != nil {
		return err
	}
	return q.Redirect(url(p)+"#receipts", "到资"+ui.Wan(r.Amount)+"万元已登记")
}
