package ticket

import (
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
)

// ownPage is what a firm sees by its link, on a telephone and without an account: raise, follow, confirm, rate, reopen.
type ownPage struct {
	ui.Page
	Failed *ui.ErrorState
	Errs   ui.Errors
	Done   string
	Link   string // where the firm follows its ticket
	QR     *code
	Steps  *ui.Steps
	Facts  ui.Facts
	Log    ui.Log
	Raise  *formBlock
	Rate   *formBlock
	Reject *formBlock
	Again  *formBlock
}

// refuse says in plain words why a link does not open, on a page without navigation.
func (h *handlers) refuse(q *web.Req, err error) error {
	switch errs.CodeOf(err) {
	case errs.NotFound:
		h.wrong.Add(misses.Address(q))
	case errs.Forbidden, errs.Unavailable, errs.Conflict:
	default:
		return err
	}
	p := &ownPage{Page: q.Page("", "链接打不开"), Failed: &ui.ErrorState{Title: "链接打不开", Text: web.Message(err)}}
	if errs.CodeOf(err) == errs.Conflict || errs.CodeOf(err) == errs.Unavailable {
		p.Title, p.Failed.Title = "没有提交", "没有提交"
	}
	return q.RenderStatus(web.Status(err), "ticket/own", p)
}

// patient sees that the address has not tried too many wrong links.
func (h *handlers) patient(q *web.Req) error {
	if h.wrong.May(misses.Address(q)) {
		return nil
	}
	return errs.New(errs.Forbidden, "打开的链接错了太多次，请%d分钟后再试，或请联系人重发链接", misses.WaitFor/60_000_000)
}

func (h *handlers) raisePage(q *web.Req) (*ownPage, error) {
	if err := h.patient(q); err != nil {
		return nil, err
	}
	l, err := h.Tickets.OpenLink(q.Ctx(), q.Path("token"), false)
	if err != nil {
		return nil, err
	}
	p := &ownPage{Page: q.Page("", "提诉求")}
	p.Raise = &formBlock{Action: "/t/new/" + q.Path("token"), Submit: "提交", Fields: []*ui.Field{
		{Kind: ui.KindTextArea, Name: "text", Label: "遇到什么困难，想要什么结果", Rows: 5, MaxLength: 2000, Required: true},
		{Kind: ui.KindSelect, Name: "kind", Label: "哪方面", Options: []ui.Option{{Label: "不清楚，请工作人员分"}}},
		{Kind: ui.KindText, Name: "firm", Label: "企业名称", MaxLength: 100, Required: true, Autocomplete: "organization"},
		{Kind: ui.KindText, Name: "contact", Label: "您的姓名", MaxLength: 30, Required: true, Autocomplete: "name"},
		{Kind: ui.KindText, Name: "phone", Label: "电话", InputMode: "tel", MaxLength: 30, Required: true, Autocomplete: "tel", Help: "办理人会打这个电话"}}}
	for _, o := range area.KindOptions() {
		p.Raise.Fields[1].Options = append(p.Raise.Fields[1].Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	if l.Kind == area.LinkRaise {
		p.Lede = ui.Plain(l.Label)
		p.Raise.Fields = append(p.Raise.Fields[:2], p.Raise.Fields[3:]...)
	} else {
		p.Lede = ui.Plain(l.Label + "　1个工作日受理，办没办好您说了算")
	}
	return p, nil
}

func (h *handlers) showRaiseOwn(q *web.Req) error {
	p, err := h.raisePage(q)
	if err != nil {
		return h.refuse(q, err)
	}
	return q.Render("ticket/own", p)
}

func (h *handlers) raiseOwn(q *web.Req) error {
	p, err := h.raisePage(q)
	if err != nil {
		return h.refuse(q, err)
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	from := misses.Address(q)
	if !h.raised.May(from) {
		return h.refuse(q, errs.New(errs.Unavailable, "刚才提得太多了，请%d分钟后再提", misses.WaitFor/60_000_000))
	}
	follow, t, err := h.Tickets.RaiseByLink(q.Ctx(), q.Path("token"), area.Ticket{Text: f.Text("text"), Kind: f.Text("kind"), Firm: f.Text("firm"), Contact: f.Text("contact"), Phone: f.Text("phone")})
	if errs.CodeOf(err) == errs.Invalid {
		refill(p.Raise, f, err)
		return q.RenderInvalid("ticket/own", p)
	}
	if err != nil {
		return h.refuse(q, err)
	}
	h.raised.Add(from)
	done := &ownPage{Page: q.Page("", "收到了"), Link: q.Address() + "/t/" + follow,
		Done: "编号" + t.Code + "。1个工作日内受理，办理人会打您留的电话。请存下面的链接或截屏：凭它看进度、确认和评分，一年内有效。"}
	if done.QR, err = newCode(done.Link); err != nil {
		return err
	}
	return q.Render("ticket/own", done)
}

func refill(b *formBlock, f *web.Form, err error) {
	for _, field := range b.Fields {
		field.Value = f.Raw(field.Name)
		for i := range field.Options {
			field.Options[i].On = field.Options[i].Value == field.Value
		}
	}
	b.Errs = ui.Reject(err, b.Fields...)
}

func (h *handlers) showOwn(q *web.Req) error {
	p, err := h.own(q)
	if err != nil {
		return h.refuse(q, err)
	}
	return q.Render("ticket/own", p)
}

// own is what a firm may know of its ticket: where it is, who has it, what was said to it. Nothing that people said among
// themselves is shown.
func (h *handlers) own(q *web.Req) (*ownPage, error) {
	if err := h.patient(q); err != nil {
		return nil, err
	}
	w, err := h.Tickets.ByLink(q.Ctx(), q.Path("token"))
	if err != nil {
		return nil, err
	}
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	p := &ownPage{Page: q.Page("", w.Name)}
	p.Crumbs = []ui.Link{{Label: w.Code}}
	at := map[string]int{area.Open: 0, area.Accepted: 1, area.Handling: 2, area.Reopened: 2, area.Merged: 2, area.Answered: 3, area.Closed: 4}
	if now, ok := at[w.State]; ok {
		p.Steps = &ui.Steps{Names: []string{"提交", "受理", "办理", "您确认", "办结"}, Now: now}
	}
	p.Facts = ui.Facts{ui.F("现在", area.Flow.Label(w.State)), ui.F("办理单位", dir.UnitName(w.UnitID))}
	if area.Working(w.State) && w.WholeDue > 0 {
		p.Facts = append(p.Facts, ui.F("最晚", ui.DateProse(dateOf(w.WholeDue))))
	}
	if w.Answer != "" {
		p.Facts = append(p.Facts, ui.F("答复", w.Answer))
	}
	for i := len(w.Events) - 1; i >= 0; i-- {
		e := &w.Events[i]
		item := ui.LogItem{Time: ui.Stamp(e.At), Body: ui.Rich{ui.B(actLabel(e.Action))}}
		switch e.Action {
		case area.ActBegin, area.ActAnswer, area.ActShare, area.ActRefuse, area.ActReject, area.ActReopen, area.ActConfirm, area.ActUnhappy:
			if e.Said != "" {
				item.Note = ui.Plain(e.Said)
			}
		case area.ActAccept, area.ActCall, "raise":
		case area.ActAssign, area.ActHand, area.ActGrant:
			item.Body = ui.Rich{ui.B("转到" + dir.UnitName(e.UnitID))}
			if e.State != area.Open {
				continue
			}
		default:
			continue
		}
		p.Log = append(p.Log, item)
	}
	h.words(q, w, p)
	return p, nil
}

// words are the forms by which the firm speaks.
func (h *handlers) words(q *web.Req, w *area.Whole, p *ownPage) {
	action := "/t/" + q.Path("token")
	if w.State == area.Answered {
		stars := &ui.Field{Kind: ui.KindRadio, Name: "rating", Label: "您满意吗", Required: true, Help: "选1分或2分会退回重办"}
		for _, o := range []struct{ v, l string }{{"5", "5分　很满意"}, {"4", "4分　满意"}, {"3", "3分　一般"}, {"2", "2分　不满意"}, {"1", "1分　很不满意"}} {
			stars.Options = append(stars.Options, ui.Option{Value: o.v, Label: o.l})
		}
		p.Rate = &formBlock{Action: action, Submit: "解决了，办结", Fields: []*ui.Field{stars, {Kind: ui.KindTextArea, Name: "text", Label: "想说的", Mark: "选填", Rows: 2, MaxLength: 500, Group: "rate"}}}
		p.Reject = &formBlock{Action: action, Submit: "没解决，退回重办", Fields: []*ui.Field{{Kind: ui.KindTextArea, Name: "text", Label: "哪里没解决", Rows: 2, MaxLength: 500, Required: true, Group: "reject"}}}
	}
	if w.State == area.Closed {
		p.Again = &formBlock{Action: action, Submit: "问题又出现，重新提出", Fields: []*ui.Field{{Kind: ui.KindTextArea, Name: "text", Label: "什么又出现了", Rows: 2, MaxLength: 500, Required: true, Group: "again"}}}
	}
	round := &ui.Field{Kind: ui.KindHidden, Name: "round", Value: ui.Num(w.Round)}
	for _, b := range []struct {
		block  *formBlock
		action string
	}{{p.Rate, area.ActConfirm}, {p.Reject, area.ActReject}, {p.Again, area.ActReopen}} {
		if b.block != nil {
			b.block.Fields = append(b.block.Fields, round, &ui.Field{Kind: ui.KindHidden, Name: "action", Value: b.action})
		}
	}
}

func (h *handlers) sayOwn(q *web.Req) error {
	p, err := h.own(q)
	if err != nil {
		return h.refuse(q, err)
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	act := area.Act{Action: f.Text("action"), Text: f.Text("text"), Rating: f.Int("rating"), Round: f.Int("round")}
	t, err := h.Tickets.Say(q.Ctx(), q.Path("token"), act)
	if errs.CodeOf(err) == errs.Invalid {
		for _, b := range []*formBlock{p.Rate, p.Reject, p.Again} {
			if b != nil && b.Fields[len(b.Fields)-1].Value == act.Action {
				hidden := b.Fields[len(b.Fields)-2:]
				b.Fields = b.Fields[:len(b.Fields)-2]
				refill(b, f, err)
				b.Fields = append(b.Fields, hidden...)
			}
		}
		p.Errs = ui.Reject(err)
		return q.RenderInvalid("ticket/own", p)
	}
	if err != nil {
		return h.refuse(q, err)
	}
	text := "已退回重办，有进展会联系您"
	if t.State == area.Closed {
		text = "已办结，谢谢"
	}
	return q.Redirect("/t/"+q.Path("token"), text)
}
