package ticket

import (
	"context"
	"strconv"

	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// Code is a QR code as a page draws it.
type Code = ui.QR

// NewCode makes the code of a text.
func NewCode(text string) (*Code, error) { return ui.NewQR("二维码", text) }

// paperPage is a sheet to print: a QR code with what it is for, and the way to send the same by mail.
type paperPage struct {
	ui.Page
	QR    *Code
	Link  string
	Lines []string
	Note  *ui.Note
	Mail  *formBlock
}

// Paper is a sheet with a link that is shown this once.
type Paper struct {
	Head  ui.Page
	Link  string
	Lines []string
	To    string // address to which it may be sent by mail; "" asks for one
	Again string // address of the form that makes the link anew and sends it; "" has none
	Sent  string // to whom it has been sent
	Bad   string // why it was not
}

// Show answers with the sheet.
func (s *Paper) Show(q *web.Req) (err error) {
	p := &paperPage{Page: s.Head, Link: s.Link, Lines: s.Lines}
	if p.QR, err = NewCode(s.Link); err != nil {
		return err
	}
	p.Acts = []ui.Action{{Label: "打印", Print: true, Primary: true}}
	switch {
	case s.Sent != "":
		p.Note = &ui.Note{Letter: ui.Green, Body: ui.Rich{ui.B("已发到" + s.Sent), ui.T("。能不能收到以对方为准，也可以打印给他。")}}
	case s.Bad != "":
		p.Note = &ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("没有发出邮件。"), ui.T(s.Bad + "　下面的链接有效，可以打印或复制。")}}
	}
	if s.Again != "" {
		p.Mail = &formBlock{Action: s.Again, Submit: "重新生成并发邮件", Fields: []*ui.Field{{Kind: ui.KindText, Name: "mail", Label: "发到邮箱", Value: s.To, InputMode: "email", MaxLength: 100, Required: true,
			Help: "会换成新链接，上面这个随即失效。系统没有短信通道，要发短信请自己复制链接"}}}
	}
	return q.Render("ticket/paper", p)
}

// Post sends the sheet's link by mail and notes how that went.
func (s *Paper) Post(q *web.Req, send func(ctx context.Context, to, name, subject, text string) error, to, name, subject, text string) {
	if to == "" {
		return
	}
	s.To = to
	if send == nil {
		s.Bad = "本站没有开通邮件"
	} else if !isMail(to) {
		s.Bad = "“" + to + "”不是邮箱，写成name@example.com的样子"
	} else if err := send(q.Ctx(), to, name, subject, text); err != nil {
		s.Bad = firstOf(err)
	} else {
		s.Sent = to
	}
}

// followLink makes the firm's receipt: the link is shown here and never again.
func (h *handlers) followLink(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	token, err := h.Tickets.FollowLink(q.Ctx(), q.Actor, t.ID)
	if err != nil {
		return err
	}
	p := &Paper{Head: q.Page(section, "诉求回执"), Link: q.Address() + "/t/" + token, Again: addr(t.ID) + "/link"}
	p.Head.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: t.Code, URL: addr(t.ID)}, {Label: "回执"}}
	p.Lines = []string{t.Code + "　" + t.Name, t.Firm, "扫码看办到哪一步；办好后由您确认、评分，没办好可以退回。一年内有效，不用注册。", "这张回执只显示一次，离开本页后要重新生成，旧的随即失效。"}
	p.Post(q, h.Letter, f.Text("mail"), t.Contact, "诉求"+t.Code+"：查进度、确认和评分", followText(t, p.Link))
	if h.MailOf != nil && p.To == "" {
		if p.To, _, err = h.MailOf(q.Ctx(), t.EnterpriseID); err != nil {
			return err
		}
	}
	return p.Show(q)
}

func (h *handlers) paper(q *web.Req, p *paperPage) error {
	return (&Paper{Head: p.Page, Link: p.Link, Lines: p.Lines}).Show(q)
}

func (h *handlers) showLinks(q *web.Req) error {
	p, err := h.linksPage(q)
	if err != nil {
		return err
	}
	return q.Render("ticket/links", p)
}

// linksPage lists the ways in and makes a new one.
type linksPage struct {
	ui.Page
	Tabs  ui.Tabs
	Table ui.Table
	Form  *formBlock
	Firm  *formBlock
}

func (h *handlers) linksPage(q *web.Req) (*linksPage, error) {
	rows, err := h.Tickets.Links(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &linksPage{Page: q.Page(section, "扫码入口"), Tabs: h.tabs(q, "扫码入口")}
	p.Lede = ui.Plain("海报给一个园区，谁都能扫；一次性链接给一家企业，提一件就失效")
	p.Table = ui.Table{Label: "扫码入口", Fold: true, Columns: []ui.Column{{Label: "给谁", Head: true, Grow: true}, {Label: "种类", Fold: "种类"}, {Label: "用过", Num: true, Fold: "用过"}, {Label: "到期", Fold: "到期"}, {Label: ""}},
		Empty: &ui.Empty{Title: "还没有入口", Text: "做一张海报贴在园区，企业扫码就能提诉求"}}
	now := h.Run.Clock.Micro()
	for _, l := range rows {
		row := ui.Row{Cells: []ui.Cell{{Text: l.Label, Sub: names.Label("region", l.Region)}, {Text: map[string]string{area.LinkPoster: "海报", area.LinkRaise: "一次性"}[l.Kind]}, {Text: ui.Num(l.Uses)}, {Text: dateOf(l.ExpiresAt)}, {}}}
		switch {
		case l.RevokedAt > 0:
			row.Cells[4].Text = "已停用"
		case l.ExpiresAt <= now || l.Most > 0 && l.Uses >= l.Most:
			row.Cells[4].Text = "已失效"
		default:
			stop := ui.Post("停用", "/ticket-links/"+l.ID+"/revoke")
			stop.Small, stop.Plain = true, true
			row.Cells[4].Acts = []ui.Action{stop}
		}
		p.Table.Rows = append(p.Table.Rows, row)
	}
	p.Form = &formBlock{Action: "/ticket-links", Submit: "生成海报", Fields: []*ui.Field{
		{Kind: ui.KindText, Name: "label", Label: "贴在哪里", MaxLength: 60, Required: true, Help: "例如高新区政务大厅"},
		{Kind: ui.KindSelect, Name: "region", Label: "县区园区", Options: names.Options("region")}}}
	p.Firm = &formBlock{Action: "/ticket-links", Submit: "生成一次性链接", Fields: []*ui.Field{{Kind: ui.KindText, Name: "firm", Label: "企业全称", MaxLength: 100, Required: true, Help: "提一件后失效，30天有效"}}}
	return p, nil
}

func (h *handlers) makeLink(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	l := area.Link{Kind: area.LinkPoster, Label: f.Text("label"), Region: f.Text("region")}
	if id, firm := f.Text("enterprise_id"), f.Text("firm"); id != "" || firm != "" {
		l = area.Link{Kind: area.LinkRaise, EnterpriseID: id, Label: firm}
	}
	token, made, err := h.Tickets.MakeLink(q.Ctx(), q.Actor, l)
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.linksPage(q)
		if pageErr != nil {
			return pageErr
		}
		form := p.Form
		if l.Kind == area.LinkRaise {
			form = p.Firm
		}
		refill(form, f, err)
		return q.RenderInvalid("ticket/links", p)
	}
	if err != nil {
		return err
	}
	p := &paperPage{Page: q.Page(section, "扫码提诉求"), Link: q.Address() + "/t/new/" + token}
	p.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: "扫码入口", URL: "/ticket-links"}, {Label: made.Label}}
	p.Lines = []string{made.Label, "用地、融资、水电气热、用工、审批……遇到困难扫码就提，1个工作日受理，办没办好您说了算。"}
	if made.Kind == area.LinkRaise {
		p.Lines = append(p.Lines, "只给这家企业，提一件后失效；"+dateOf(made.ExpiresAt)+"前有效。")
	}
	p.Lines = append(p.Lines, "这个链接只显示一次，请现在打印或复制。")
	return h.paper(q, p)
}

func (h *handlers) revoke(q *web.Req) error {
	if err := h.Tickets.Revoke(q.Ctx(), q.Actor, q.Path("link")); err != nil {
		return err
	}
	return q.Redirect("/ticket-links", "已停用")
}

// classEditor is the form of a class.
func (h *handlers) classEditor() *formpage.Editor[area.Class] {
	return &formpage.Editor[area.Class]{Names: h.Lists.Names, Made: "已建立一类事",
		Blank: func(q *web.Req, _ *listing.Names) *area.Class { return &area.Class{Region: q.Actor.Region} },
		Form: func(q *web.Req, names *listing.Names, c *area.Class) *formpage.Form {
			at := "/ticket-classes"
			f := &formpage.Form{Page: q.Page(section, "建立一类事"), Action: at + "/new", Submit: "建立", Back: at}
			if c.ID != "" {
				f.Title, f.Action, f.Submit = "一类事的治本", at+"/"+c.ID+"/edit", "保存"
				f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(c.Version, 10)}}
			}
			f.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: "一类事", URL: at}, {Label: f.Title}}
			kind := ui.Field{Kind: ui.KindSelect, Name: "kind", Label: "类别", Value: c.Kind}
			for _, o := range area.KindOptions() {
				kind.Options = append(kind.Options, ui.Option{Value: o.Code, Label: o.Label})
			}
			f.Fields = []ui.Field{{Kind: ui.KindText, Name: "name", Label: "哪一类事", Value: c.Name, MaxLength: 60, Required: true, Wide: true, Help: "例如：外线征地补偿标准不一"}, kind,
				{Kind: ui.KindSelect, Name: "unit_id", Label: "治本单位", Value: c.UnitID, Options: unitOptions(names, "未定")}, {Kind: ui.KindDate, Name: "due", Label: "治本期限", Value: c.Due},
				{Kind: ui.KindTextArea, Name: "cause", Label: "根子在哪", Value: c.Cause, Rows: 2, MaxLength: 1000, Wide: true},
				{Kind: ui.KindTextArea, Name: "cure", Label: "治本的办法", Value: c.Cure, Rows: 2, MaxLength: 1000, Wide: true, Help: "改哪条流程、出哪份文件"},
				{Kind: ui.KindDate, Name: "cured_on", Label: "落地日期", Value: c.CuredOn, Help: "此后还有同类诉求，说明没治住"}}
			return f
		},
		Read: func(f *web.Form, c *area.Class) {
			c.Name, c.Kind, c.UnitID, c.Due, c.Cause, c.Cure, c.CuredOn = f.Text("name"), f.Text("kind"), f.Text("unit_id"), f.Text("due"), f.Text("cause"), f.Text("cure"), f.Text("cured_on")
		},
		Get:    func(q *web.Req) (*area.Class, error) { return h.Tickets.GetClass(q.Ctx(), q.Actor.Scope, q.Path("id")) },
		Create: func(q *web.Req, c *area.Class) error { return h.Tickets.AddClass(q.Ctx(), q.Actor, c) },
		Save: func(q *web.Req, before, after *area.Class) error {
			return h.Tickets.SaveClass(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(c *area.Class, version int64) { c.Version = version }, At: func(*area.Class) string { return "/ticket-classes" }}
}
