package visit

import (
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

func (h *handlers) showCharges(q *web.Req) error {
	a, err := h.charges.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "包联名单")
	head.Wide, head.Lede = true, ways(q)
	head.Crumbs = []ui.Link{{Label: "走访", URL: base}, {Label: head.Title}}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(charges + "/export"), WideOnly: true})
	}
	var bulk *ui.BulkBar
	if q.Actor.Can(authz.VisitAssign) {
		head.Acts = append(head.Acts, ui.Primary("安排包联", charges+"/new"))
		bulk = &ui.BulkBar{Form: "charges", Action: charges + "/end", Unit: "家", Acts: []ui.Action{{Label: "结束包联", Form: "charges", Name: "do", Value: "end", Small: true}}}
	}
	idle := area.Idle(q.Today())
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "firm":
			return ui.Cell{Text: r.Str("firm"), URL: "/enterprises/" + r.Str("enterprise_id")}, true
		case "account_id":
			return ui.Cell{Text: a.Names.Label("account", r.Str("account_id")), Sub: a.Names.Label("unit", r.Str("unit_id"))}, true
		case "last_on":
			cell := ui.Cell{Text: r.Str("last_on")}
			if cell.Text == "" {
				cell = ui.Cell{Text: "还没有", Quiet: true}
			}
			if r.Str("until_on") == "" && r.Str("idle_from") <= idle {
				cell.Sub, cell.SubLate = "满90天未走访", true
			}
			return cell, true
		}
		return ui.Cell{}, false
	}, bulk)
}

func (h *handlers) assignForm(q *web.Req, o *area.Order) (*formpage.Form, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	accounts, err := h.Visits.Candidates(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &formpage.Form{Page: q.Page(section, "安排包联"), Action: charges + "/new", Submit: "安排", Back: charges, Column: true, Draft: "visit-assign"}
	p.Crumbs = []ui.Link{{Label: "走访", URL: base}, {Label: "包联名单", URL: charges}, {Label: p.Title}}
	var people []ui.Option
	for _, a := range accounts {
		people = append(people, ui.Option{Value: a.ID, Label: a.Name + "　" + names.Label("unit", a.UnitID)})
	}
	p.Fields = []ui.Field{
		{Kind: ui.KindSelect, Name: "account_id", Label: "责任人", Value: o.AccountID, Options: append([]ui.Option{{Label: "选择"}}, people...), Required: true},
		{Kind: ui.KindRadio, Name: "role", Label: "身份", Options: []ui.Option{{Value: area.Commissioner, Label: area.RoleLabel(area.Commissioner), On: true}, {Value: area.Leader, Label: area.RoleLabel(area.Leader)}}},
		{Kind: ui.KindTextArea, Name: "firms", Label: "企业", Rows: 8, Value: strings.Join(o.Firms, "\n"), Required: true, Help: "一行一家，名称或信用代码；可从表格整列粘贴"},
		{Kind: ui.KindDate, Name: "since", Label: "包联起", Value: q.Today(), Max: q.Today()},
		{Kind: ui.KindText, Name: "note", Label: "依据", MaxLength: 200, Placeholder: "文件号或会议"},
		{Kind: ui.KindCheck, Name: "replace", Label: "接替：同身份的原责任人同日结束"},
	}
	return p, nil
}

func (h *handlers) showAssign(q *web.Req) error {
	p, err := h.assignForm(q, &area.Order{})
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (h *handlers) assign(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	o := area.Order{AccountID: f.Text("account_id"), Role: f.Text("role"), Since: f.Text("since"), Note: f.Text("note"), Replace: f.Bool("replace")}
	for line := range strings.Lines(f.Raw("firms")) {
		if line = strings.TrimSpace(line); line != "" {
			o.Firms = append(o.Firms, line)
		}
	}
	n, err := h.Visits.Assign(q.Ctx(), q.Actor, o)
	if err != nil {
		p, pageErr := h.assignForm(q, &o)
		if pageErr != nil {
			return pageErr
		}
		return p.Refuse(q, f, err)
	}
	text := "已安排" + ui.Num(int64(n)) + "家"
	if rest := len(o.Firms) - n; rest > 0 {
		text += "，" + ui.Num(int64(rest)) + "行是原来就有或重复的"
	}
	return q.Redirect(charges+"?until_on=-&account_id="+o.AccountID, text)
}

// end ends the ticked charges. It asks for the reason first.
func (h *handlers) end(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	ids := f.All("id")
	if len(ids) == 0 {
		return errs.New(errs.Invalid, "没有选中包联，请返回勾选")
	}
	p := &formpage.Form{Page: q.Page(section, "结束包联"), Action: charges + "/end", Submit: "结束", Danger: true, Back: charges, Fields: []ui.Field{formpage.Reason("轮岗、调离或企业注销")},
		Note: &ui.Note{Body: ui.Plain("选中的" + ui.Num(int64(len(ids))) + "家从今天起不再由原责任人包联；走访记录都保留。")}}
	p.Crumbs = []ui.Link{{Label: "走访", URL: base}, {Label: "包联名单", URL: charges}, {Label: p.Title}}
	for _, id := range ids {
		p.Hidden = append(p.Hidden, ui.Param{Name: "id", Value: id})
	}
	if !f.Has("reason") {
		return p.Show(q)
	}
	reason := formpage.NeedReason(f)
	n := 0
	if err = f.Err(); err == nil {
		n, err = h.Visits.End(q.Ctx(), q.Actor, ids, reason)
	}
	if err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect(charges, "已结束"+ui.Num(int64(n))+"家的包联")
}
