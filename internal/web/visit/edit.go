package visit

import (
	"strconv"

	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// editForm is the form by which the author puts a visit right.
func (h *handlers) editForm(q *web.Req) (*formpage.Form, *area.Visit, error) {
	v, err := h.Visits.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	if err := v.Amendable(q.Actor, q.Today()); err != nil {
		return nil, nil, err
	}
	firms, err := h.Visits.Firms.Names(q.Ctx(), []string{v.EnterpriseID})
	if err != nil {
		return nil, nil, err
	}
	at := base + "/" + v.ID
	f := &formpage.Form{Page: q.Page(section, "修改走访"), Action: at + "/edit", Submit: "保存", Back: at, Column: true,
		Hidden: []ui.Param{{Name: "version", Value: strconv.FormatInt(v.Version, 10)}}}
	f.Page.Crumbs = []ui.Link{{Label: "走访", URL: base}, {Label: firms[v.EnterpriseID], URL: at}, {Label: "修改"}}
	f.Page.Lede = ui.Plain("登记后" + ui.Num(area.AmendDays) + "天内可改，改动记入经过。走访的是别的企业，请另登记一次。")
	d := &area.Draft{On: v.OnDate, Met: v.Met, Said: v.Said, Told: v.Told, Problem: v.Problem, NextOn: v.NextOn, Satisfaction: v.Satisfaction}
	for _, field := range fields(d, nil, q.Today()) {
		if field.Name == "firm" {
			continue
		}
		if field.Name == "problem" && v.TicketID != "" {
			field.ReadOnly, field.Help = true, "已生成诉求"+v.TicketCode+"，补充情况请写到诉求的留言里"
		}
		f.Fields = append(f.Fields, *field)
	}
	return f, v, nil
}

func (h *handlers) showEdit(q *web.Req) error {
	f, _, err := h.editForm(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) edit(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	form, v, err := h.editForm(q)
	if err != nil {
		return err
	}
	d := draftOf(f)
	version := f.Int("version")
	if err = f.Err(); err == nil {
		_, err = h.Visits.Amend(q.Ctx(), q.Actor, v.ID, d, version)
	}
	if err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+v.ID, "已保存")
}

func (h *handlers) withdraw(q *web.Req) error {
	if err := h.Visits.Withdraw(q.Ctx(), q.Actor, q.Path("id")); err != nil {
		return err
	}
	return q.Redirect(base, "已撤销这次走访")
}

// mine are what the author may still do with a visit.
func mine(q *web.Req, v *area.Visit) (out []ui.Action) {
	at := base + "/" + v.ID
	if v.Withdrawable(q.Actor, q.Today()) == nil {
		back := ui.Post("撤销", at+"/withdraw")
		back.Confirm, back.Danger, back.WideOnly = "撤销后这次走访不再计入，经过仍可查。要撤销吗", true, false
		out = append(out, back)
	}
	if v.Amendable(q.Actor, q.Today()) == nil {
		out = append(out, ui.Act("修改", at+"/edit"))
	}
	return out
}
