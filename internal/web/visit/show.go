package visit

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/ticket"
	area "lianzhang/internal/visit"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showPage is one visit.
type showPage struct {
	ui.Page
	Said, Told, Problem string
	Ticket              ui.Rich
	Facts               ui.Facts
	Others              ui.Table
}

// others is how many earlier visits the page of one shows.
const others = 10

func (h *handlers) show(q *web.Req) error {
	v, err := h.Visits.Get(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	firms, err := h.Visits.Firms.Names(q.Ctx(), []string{v.EnterpriseID})
	if err != nil {
		return err
	}
	p := &showPage{Page: q.Page(section, firms[v.EnterpriseID]), Said: v.Said, Told: v.Told, Problem: v.Problem}
	p.Crumbs = []ui.Link{{Label: "走访", URL: base}, {Label: ui.DateProse(v.OnDate)}}
	p.Lede = ui.Plain(ui.DateProse(v.OnDate) + "　" + v.ByName + "　" + names.Label("unit", v.UnitID))
	p.Tag = area.RoleLabel(v.Role)
	p.Facts = ui.Facts{{Label: "企业", Value: ui.Rich{ui.A(firms[v.EnterpriseID], "/enterprises/"+v.EnterpriseID)}}, ui.F("走访日期", v.OnDate), ui.F("见了谁", v.Met), ui.F("满意度", stars(v.Satisfaction)),
		ui.F("下次走访", v.NextOn), ui.F("登记时间", ui.Stamp(v.CreatedAt))}
	if p.Ticket, err = h.ticket(q, v); err != nil {
		return err
	}
	rows, _, err := h.Visits.Of(q.Ctx(), q.Actor, v.EnterpriseID, others+1)
	if err != nil {
		return err
	}
	p.Others = table(rows, v.ID, names)
	if q.Actor.Can(authz.VisitMake) {
		p.Acts = append(mine(q, v), ui.Primary("再登记一次", base+"/new?firm="+v.EnterpriseID))
	}
	return q.Render("visit/show", p)
}

func stars(n int64) string {
	if n == 0 {
		return "没有问"
	}
	return ui.Num(n) + "分（满分5分）"
}

// ticket says where the problem stands; its code alone when the ticket lies with a unit whose tickets the person does not see.
func (h *handlers) ticket(q *web.Req, v *area.Visit) (ui.Rich, error) {
	if v.TicketID == "" {
		return nil, nil
	}
	t, err := h.Visits.Tickets.Get(q.Ctx(), q.Actor.Scope, v.TicketID)
	if db.NotFound(err) {
		return ui.Plain("已生成诉求" + v.TicketCode + "，由责任单位办理"), nil
	}
	if err != nil {
		return nil, err
	}
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	return ui.Rich{ui.A("诉求"+t.Code, "/tickets/"+t.ID), ui.Gap(), ui.T(ticket.Flow.Label(t.State)), ui.Gap(), ui.T(dir.UnitName(t.UnitID))}, nil
}
