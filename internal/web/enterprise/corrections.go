package enterprise

import (
	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// correctionsPage is the queue of what firms say is wrong.
type correctionsPage struct {
	ui.Page
	Items []correction
	Empty *ui.Empty
}

type correction struct {
	Firm, URL, Label, Was, Value, By, Action string
	Rename                                   bool
}

func (h *handlers) showCorrections(q *web.Req) error {
	rows, total, err := h.Enterprises.Corrections(q.Ctx(), q.Actor.Scope, 5*perQueue)
	if err != nil {
		return err
	}
	p := &correctionsPage{Page: q.Page(section, "企业更正")}
	p.Crumbs = []ui.Link{{Label: "企业", URL: base}, {Label: "企业更正"}}
	p.Lede = ui.Plain("企业自己改的，等您逐项采纳：" + ui.Num(total) + "项。采纳后来源记为“企业自填”")
	for _, c := range rows {
		p.Items = append(p.Items, correction{Firm: c.Firm, URL: base + "/" + c.EnterpriseID, Label: area.FieldLabel(c.Field), Was: c.Was, Value: c.Value,
			By: ui.Joined(ui.Joined(c.Person, c.Phone), clock.FromMicro(c.At).Format("1月2日 15:04")), Action: base + "/corrections/" + c.ID + "/judge", Rename: c.Field == "name"})
	}
	if total == 0 {
		p.Empty = &ui.Empty{Title: "没有待处理的更正", Text: "在企业页面点“发更正链接”，把链接发给企业；企业不用账号就能核对自己的资料"}
	}
	return q.Render("enterprise/corrections", p)
}

func (h *handlers) judgeCorrection(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	accept := f.Text("do") == "accept"
	if err := h.Enterprises.Judge(q.Ctx(), q.Actor, q.Path("correction"), accept, f.Text("note")); err != nil {
		return err
	}
	return q.Redirect(base+"/corrections", map[bool]string{true: "已采纳", false: "没有采纳，理由已记下"}[accept])
}

// makeLink makes a correction link and shows it once.
func (h *handlers) makeLink(q *web.Req) error {
	token, _, err := h.Enterprises.MakeLink(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	return h.showWith(q, q.Address()+"/f/"+token)
}
