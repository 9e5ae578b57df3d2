package meeting

import (
	"strconv"

	area "lianzhang/internal/meeting"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
)

// ownPage is what opens without an account, on a telephone: checking in at a venue, a firm's word on an answer.
type ownPage struct {
	ui.Page
	Failed *ui.ErrorState
	Done   string
	Facts  ui.Facts
	Form   *ownForm
}

type ownForm struct {
	Action, Submit string
	Errs           ui.Errors
	Fields         []*ui.Field
}

// refuse says in plain words why a code does not open. Codes that nobody made count against the address.
func (h *handlers) refuse(q *web.Req, title string, err error) error {
	switch errs.CodeOf(err) {
	case errs.NotFound:
		h.wrong.Add(misses.Address(q))
	case errs.Forbidden, errs.Conflict:
	default:
		return err
	}
	p := &ownPage{Page: q.Page("", title), Failed: &ui.ErrorState{Title: title, Text: web.Message(err)}}
	return q.RenderStatus(web.Status(err), "meeting/own", p)
}

// patient sees that the address has not tried too many wrong codes.
func (h *handlers) patient(q *web.Req) error {
	if h.wrong.May(misses.Address(q)) {
		return nil
	}
	return errs.New(errs.Forbidden, "打开的码错了太多次，请%d分钟后再试，或请会务人员帮您登记", misses.WaitFor/60_000_000)
}

const notIn, notOpen = "没有签到", "链接打不开"

func (h *handlers) venuePage(q *web.Req) (*ownPage, error) {
	if err := h.patient(q); err != nil {
		return nil, err
	}
	v, err := h.Meetings.OpenVenue(q.Ctx(), q.Path("token"))
	if err != nil {
		return nil, err
	}
	p := &ownPage{Page: q.Page("", v.Name)}
	p.Lede = ui.Plain(ui.Joined(ui.DateProse(v.OnDate)+v.AtTime, area.VenueName(v.Venue)+"签到"))
	names := []ui.Option{{Label: "请选择"}}
	for _, g := range v.Guests {
		if g.CameAt > 0 {
			continue
		}
		label := ui.Joined(g.Name, g.FromUnit, g.Title)
		if g.Venue != v.Venue {
			label = ui.Joined(label, "原定"+area.VenueName(g.Venue))
		}
		names = append(names, ui.Option{Value: g.ID, Label: label})
	}
	if len(names) == 1 {
		p.Done = "名单上的人都已签到；不在名单上的，请找会场联络员登记。"
		return p, nil
	}
	p.Form = &ownForm{Action: "/m/" + q.Path("token"), Submit: "签到", Fields: []*ui.Field{
		{Kind: ui.KindSelect, Name: "guest", Label: "您的姓名", Options: names, Required: true, Help: "代别人参会的，选被代的人"},
		{Kind: ui.KindText, Name: "stand_in", Label: "代会人", MaxLength: 30, Mark: "代会的填", Placeholder: "姓名和职务", Autocomplete: "name"}}}
	return p, nil
}

func (h *handlers) showVenue(q *web.Req) error {
	p, err := h.venuePage(q)
	if err != nil {
		return h.refuse(q, notIn, err)
	}
	return q.Render("meeting/own", p)
}

func (h *handlers) checkInOwn(q *web.Req) error {
	p, err := h.venuePage(q)
	if err != nil {
		return h.refuse(q, notIn, err)
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	g, err := h.Meetings.CheckInByCode(q.Ctx(), q.Path("token"), f.Text("guest"), f.Text("stand_in"))
	if errs.CodeOf(err) == errs.Invalid && p.Form != nil {
		return again(q, p, f, err)
	}
	if err != nil {
		return h.refuse(q, notIn, err)
	}
	who := g.Name
	if g.StandIn != "" {
		who = g.StandIn + "（代" + g.Name + "）"
	}
	done := &ownPage{Page: q.Page("", "已签到"), Done: who + "，" + clock.FromMicro(g.CameAt).Format("15:04") + "在" + area.VenueName(g.Venue) + "签到。"}
	return q.Render("meeting/own", done)
}

// again answers with the form as it was filled in.
func again(q *web.Req, p *ownPage, f *web.Form, err error) error {
	for _, field := range p.Form.Fields {
		field.Value = f.Raw(field.Name)
		for i := range field.Options {
			field.Options[i].On = field.Options[i].Value == field.Value
		}
	}
	p.Form.Errs = ui.Reject(err, p.Form.Fields...)
	return q.RenderInvalid("meeting/own", p)
}

func (h *handlers) topicPage(q *web.Req) (*ownPage, error) {
	if err := h.patient(q); err != nil {
		return nil, err
	}
	m, it, err := h.Meetings.ByTopicLink(q.Ctx(), q.Path("token"))
	if err != nil {
		return nil, err
	}
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	p := &ownPage{Page: q.Page("", it.Title)}
	p.Crumbs = []ui.Link{{Label: m.Name + "　" + ui.DateProse(m.OnDate)}}
	p.Facts = ui.Facts{ui.F("企业", it.Firm), ui.F("现在", area.TopicFlow.Label(it.State))}
	if it.AboutUnit != "" {
		p.Facts = append(p.Facts, ui.F("答复单位", dir.UnitName(it.AboutUnit)))
	}
	if it.Due != "" && it.State == area.Assigned {
		p.Facts = append(p.Facts, ui.F("最晚答复", ui.DateProse(it.Due)))
	}
	if it.Answer != "" {
		p.Facts = append(p.Facts, ui.F("书面答复", it.Answer), ui.F("答复时间", ui.DateProse(it.AnsweredOn)))
	}
	if it.State == area.Answered {
		p.Form = &ownForm{Action: "/m/topic/" + q.Path("token"), Submit: "提交", Fields: []*ui.Field{
			{Kind: ui.KindRadio, Name: "action", Label: "这个答复", Options: []ui.Option{{Value: "confirm", Label: "认可", On: true}, {Value: "reject", Label: "不认可，退回重办"}}},
			{Kind: ui.KindTextArea, Name: "text", Label: "意见", Rows: 3, MaxLength: 1000, Mark: "不认可必填"},
			{Kind: ui.KindText, Name: "person", Label: "您的姓名", MaxLength: 30, Required: true, Autocomplete: "name"}}}
	}
	return p, nil
}

func (h *handlers) showTopicOwn(q *web.Req) error {
	p, err := h.topicPage(q)
	if err != nil {
		return h.refuse(q, notOpen, err)
	}
	return q.Render("meeting/own", p)
}

func (h *handlers) sayTopicOwn(q *web.Req) error {
	p, err := h.topicPage(q)
	if err != nil {
		return h.refuse(q, notOpen, err)
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	err = h.Meetings.SayTopic(q.Ctx(), q.Path("token"), f.Text("action"), f.Text("person"), f.Text("text"))
	if errs.CodeOf(err) == errs.Invalid && p.Form != nil {
		return again(q, p, f, err)
	}
	if err != nil {
		return h.refuse(q, "没有提交", err)
	}
	text := "已记下您的认可，谢谢。"
	if f.Text("action") == "reject" {
		text = "已退回答复单位重办，新的答复仍从这个链接看。"
	}
	return q.Render("meeting/own", &ownPage{Page: q.Page("", "已提交"), Done: text})
}

// codesPage is sheets to print, a code each.
type codesPage struct {
	ui.Page
	Note   string
	Sheets []sheet
}

type sheet struct {
	Title, Sub, Link string
	Lines            []string
	QR               *ui.QR
}

// codes makes the codes of a meeting's venues, to be hung up there.
func (h *handlers) codes(q *web.Req) error {
	m, tokens, err := h.Meetings.VenueCodes(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return err
	}
	p := &codesPage{Page: q.Page(section, "签到码"), Note: "打印后贴在各会场门口，一个会场一张。离开本页后不能再看到这些码；再生成一次，这一批就作废。"}
	p.Crumbs = h.crumbs(m, "签到码")
	p.Acts = []ui.Action{ui.PrintPage()}
	from, until := m.Window()
	for i, v := range append([]string{""}, m.Sub()...) {
		s := sheet{Title: area.VenueName(v), Sub: m.Name, Link: q.Address() + "/m/" + tokens[i],
			Lines: []string{"请用手机扫码签到，不用账号。" + from.Format("1月2日15:04") + "至" + until.Format("1月2日15:04") + "有效。"}}
		if s.QR, err = ui.NewQR(s.Title+"签到码", s.Link); err != nil {
			return err
		}
		p.Sheets = append(p.Sheets, s)
	}
	return q.Render("meeting/codes", p)
}

func (h *handlers) crumbs(m *area.Meeting, here string) []ui.Link {
	return []ui.Link{{Label: "会议", URL: base}, {Label: m.Name, URL: base + "/" + m.ID}, {Label: here}}
}

// topicLink makes the link by which the firm of a roundtable's topic confirms the answer, as a sheet to print or to pass on.
func (h *handlers) topicLink(q *web.Req) error {
	m, err := h.get(q)
	if err != nil {
		return err
	}
	it, token, err := h.Meetings.TopicLink(q.Ctx(), q.Actor, m.ID, q.Path("item"))
	if err != nil {
		return err
	}
	p := &codesPage{Page: q.Page(section, "企业确认链接"), Note: "发给企业或打印给企业，" + strconv.Itoa(int(area.TopicFor.Hours()/24)) + "天内有效。离开本页后不能再看到；再生成一次，这一个就作废。"}
	p.Crumbs = h.crumbs(m, "企业确认链接")
	p.Acts = []ui.Action{ui.PrintPage()}
	s := sheet{Title: it.Firm, Sub: it.Title, Link: q.Address() + "/m/topic/" + token, Lines: []string{m.Name + "上提出的诉求。扫码看书面答复，认可或退回，不用账号。"}}
	if s.QR, err = ui.NewQR("企业确认码", s.Link); err != nil {
		return err
	}
	p.Sheets = []sheet{s}
	return q.Render("meeting/codes", p)
}
