package firm

import (
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/ticket"
	"lianzhang/internal/web"
	ticketpage "lianzhang/internal/web/ticket"
	"lianzhang/internal/web/ui"
)

// officePage is where the office makes the link, sends it and calls it back.
type officePage struct {
	ui.Page
	Action string
	Mail   ui.Field
	Made   []ui.Line
	Revoke *ui.Action
}

func (h *handlers) read(q *web.Req) (*enterprise.Enterprise, error) {
	return h.Enterprises.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
}

func head(q *web.Req, e *enterprise.Enterprise) ui.Page {
	p := q.Page("enterprises", "企业专属页")
	p.Crumbs = []ui.Link{{Label: "企业", URL: "/enterprises"}, {Label: e.Name, URL: firms + e.ID}, {Label: "企业专属页"}}
	return p
}

func (h *handlers) office(q *web.Req) error {
	e, err := h.read(q)
	if err != nil {
		return err
	}
	p := &officePage{Page: head(q, e), Action: firms + e.ID + "/home"}
	p.Lede = ui.Plain("给" + e.Name + "一个不用账号的页面：自己的诉求、约定、走访、可用的政策、登记资料。谁拿到链接谁就能看、能代企业确认，请只给企业本人")
	address, who, err := h.Enterprises.MailOf(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	p.Mail = ui.Field{Kind: ui.KindText, Name: "mail", Label: "同时发到邮箱", Mark: "选填", Value: address, InputMode: "email", MaxLength: 100, Help: "不填就只打印。系统没有短信通道，要发短信请自己复制链接"}
	if who != "" {
		p.Mail.Help = "联系人" + who + "的邮箱。" + p.Mail.Help
	}
	rows, err := h.Tickets.Homes(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	now := h.Run.Clock.Micro()
	for i := range rows {
		l := &rows[i]
		p.Made = append(p.Made, ui.Line{Text: dateOf(l.MadeAt) + "　" + l.MadeName + "发的", End: state(l, now)})
		if l.RevokedAt == 0 && l.ExpiresAt > now && p.Revoke == nil {
			stop := ui.Post("停用现在的链接", p.Action+"/revoke")
			stop.Danger, stop.Confirm = true, "停用后企业手里的链接和二维码马上打不开，要停用吗？"
			p.Revoke = &stop
		}
	}
	return q.Render("firm/office", p)
}

func state(l *ticket.Link, now int64) string {
	switch {
	case l.RevokedAt > 0:
		return dateOf(l.RevokedAt) + "停用或换新"
	case l.ExpiresAt <= now:
		return "已过期"
	}
	return dateOf(l.ExpiresAt) + "前有效，提过" + ui.Num(l.Uses) + "件"
}

// make makes the link and shows it this once, to print; the one before is called back.
func (h *handlers) make(q *web.Req) error {
	e, err := h.read(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	token, l, err := h.Tickets.HomeLink(q.Ctx(), q.Actor, e)
	if err != nil {
		return err
	}
	p := &ticketpage.Paper{Head: head(q, e), Link: q.Address() + base + token, Again: firms + e.ID + "/home"}
	p.Lines = []string{e.Name, "扫码打开贵企业的专属页：看诉求办到哪一步、确认和评分、提新诉求、传材料、看约定和走访、核对登记资料。不用注册，" + dateOf(l.ExpiresAt) + "前有效。",
		"请妥善保管，不要转发：拿到二维码的人都能代贵企业确认。", "这张纸只显示一次；离开本页后要重新生成，旧的随即失效。"}
	address, who, err := h.Enterprises.MailOf(q.Ctx(), e.ID)
	if err != nil {
		return err
	}
	p.To = address
	p.Post(q, h.Letter, f.Text("mail"), who, e.Name+"的专属页", p.Lines[1]+"\r\n\r\n"+p.Link+"\r\n\r\n"+p.Lines[2])
	return p.Show(q)
}

func (h *handlers) revoke(q *web.Req) error {
	e, err := h.read(q)
	if err != nil {
		return err
	}
	if err := h.Tickets.RevokeHome(q.Ctx(), q.Actor, e); err != nil {
		return err
	}
	return q.Redirect(firms+e.ID+"/home", "已停用，企业手里的链接打不开了")
}

// Action is the button on the page of a firm that leads here; nil for who may not give links.
func Action(q *web.Req, firm string) *ui.Action {
	if !q.Actor.Can(authz.TicketRaise) {
		return nil
	}
	a := ui.Act("企业专属页", firms+firm+"/home")
	return &a
}
