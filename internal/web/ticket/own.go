package ticket

import (
	"context"
	"errors"
	"log/slog"
	"net/mail"
	"strconv"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// ownPage is what a firm sees by its link, on a telephone and without an account: raise, follow, confirm, rate, reopen.
type ownPage struct {
	ui.Page
	Failed *ui.ErrorState
	Errs   ui.Errors
	Done   string
	Link   string // where the firm follows its ticket
	QR     *Code
	Steps  *ui.Steps
	Facts  ui.Facts
	Log    ui.Log
	Files  []ui.Line // what the firm has sent
	Upload *formBlock
	Back   *ui.Link // to the firm's own page
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
	p.Raise = h.raiseForm(q, "/t/new/"+q.Path("token"))
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
	if !h.raised.May(misses.Address(q)) {
		return h.refuse(q, tooMany("提"))
	}
	token := q.Path("token")
	return h.raisedBy(q, p, f, "", func(t area.Ticket) (string, *area.Ticket, error) { return h.Tickets.RaiseByLink(q.Ctx(), token, t) })
}

// raiseForm is what a firm fills in to raise a ticket.
func (h *handlers) raiseForm(q *web.Req, action string) *formBlock {
	b := &formBlock{Action: action, Submit: "提交", Fields: []*ui.Field{
		{Kind: ui.KindTextArea, Name: "text", Label: "遇到什么困难，想要什么结果", Rows: 5, MaxLength: 2000, Required: true},
		{Kind: ui.KindSelect, Name: "kind", Label: "哪方面", Options: []ui.Option{{Label: "不清楚，请工作人员分"}}},
		{Kind: ui.KindText, Name: "firm", Label: "企业名称", MaxLength: 100, Required: true, Autocomplete: "organization"},
		{Kind: ui.KindText, Name: "contact", Label: "您的姓名", MaxLength: 30, Required: true, Autocomplete: "name"},
		{Kind: ui.KindText, Name: "phone", Label: "电话", InputMode: "tel", MaxLength: 30, Required: true, Autocomplete: "tel", Help: "办理人会打这个电话"}}}
	for _, o := range area.KindOptions() {
		b.Fields[1].Options = append(b.Fields[1].Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	if h.CanMail != nil && h.CanMail(q.Ctx()) {
		b.Fields = append(b.Fields, &ui.Field{Kind: ui.KindText, Name: "mail", Label: "邮箱", Mark: "选填", InputMode: "email", MaxLength: 100, Autocomplete: "email", Help: "查进度的链接发一份到邮箱；没有短信"})
	}
	return b
}

// raisedBy raises what the form says and answers with the link by which the firm follows it; back leads to the firm's own page.
func (h *handlers) raisedBy(q *web.Req, p *ownPage, f *web.Form, back string, raise func(area.Ticket) (string, *area.Ticket, error)) error {
	to := f.Text("mail")
	if to != "" && !isMail(to) {
		f.Add("mail", "邮箱写成name@example.com的样子，没有就不填")
		refill(p.Raise, f, f.Err())
		return q.RenderInvalid("ticket/own", p)
	}
	follow, t, err := raise(area.Ticket{Text: f.Text("text"), Kind: f.Text("kind"), Firm: f.Text("firm"), Contact: f.Text("contact"), Phone: f.Text("phone")})
	if invalid(err) {
		refill(p.Raise, f, err)
		return q.RenderInvalid("ticket/own", p)
	}
	if err != nil {
		return h.refuse(q, err)
	}
	h.raised.Add(misses.Address(q))
	done := &ownPage{Page: q.Page("", "收到了"), Link: q.Address() + "/t/" + follow,
		Done: "编号" + t.Code + "。1个工作日内受理，办理人会打您留的电话。请存下面的链接或截屏：凭它看进度、确认和评分，一年内有效。"}
	if back != "" {
		done.Back = &ui.Link{Label: "回企业专属页", URL: back}
	}
	if to != "" && h.Letter != nil {
		done.Done += "链接也在发往" + to + "，没收到就用本页的。"
		go h.post(context.WithoutCancel(q.Ctx()), to, t, done.Link)
	}
	if done.QR, err = NewCode(done.Link); err != nil {
		return err
	}
	return q.Render("ticket/own", done)
}

// post sends the link of a ticket by mail; who cannot be reached has it on the page already.
func (h *handlers) post(ctx context.Context, to string, t *area.Ticket, link string) {
	if err := h.Letter(ctx, to, t.Contact, "诉求"+t.Code+"：查进度、确认和评分", followText(t, link)); err != nil {
		slog.Warn("mail to a firm", "ticket", t.Code, "err", err)
	}
}

func followText(t *area.Ticket, link string) string {
	return "您提的诉求“" + t.Name + "”（编号" + t.Code + "）可以从这里看办到哪一步，办好后由您确认、评分，没办好可以退回：\r\n\r\n" + link +
		"\r\n\r\n一年内有效，不用注册。链接请勿转给别人：拿到它的人都能代您确认。"
}

func isMail(s string) bool {
	a, err := mail.ParseAddress(s)
	return err == nil && a.Address == s
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
	files, err := h.Tickets.FromFirm(q.Ctx(), w)
	if err != nil {
		return nil, err
	}
	p := own(dir, w, files, "/t/"+q.Path("token"), "/t/files/"+q.Path("token"))
	p.Page = q.Page("", w.Name)
	p.Crumbs = []ui.Link{{Label: w.Code}}
	return p, nil
}

// own lays out a ticket for its firm; action is the address to which the firm speaks, sendAt that to which it sends files.
func own(dir *org.Directory, w *area.Whole, files []attach.File, action, sendAt string) *ownPage {
	p := &ownPage{}
	at := map[string]int{area.Open: 0, area.Accepted: 1, area.Handling: 2, area.Reopened: 2, area.Merged: 2, area.Answered: 3, area.Closed: 4}
	if now, ok := at[w.State]; ok {
		p.Steps = &ui.Steps{Names: []string{"提交", "受理", "办理", "您确认", "办结"}, Now: now}
	}
	p.Facts = ui.Facts{ui.F("现在", area.Flow.Label(w.State)), ui.F("办理单位", dir.UnitName(w.UnitID))}
	if area.Working(w.State) {
		if w.StepDue > 0 {
			p.Facts = append(p.Facts, ui.F("这一步最晚", ui.DateProse(dateOf(w.StepDue))))
		}
		if w.WholeDue > 0 {
			p.Facts = append(p.Facts, ui.F("办结最晚", ui.DateProse(dateOf(w.WholeDue))))
		}
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
	for _, f := range files {
		p.Files = append(p.Files, ui.Line{Text: f.Name, End: ui.Stamp(f.CreatedAt)})
	}
	words(w, p, action, sendAt)
	return p
}

// words are the forms by which the firm speaks.
func words(w *area.Whole, p *ownPage, action, sendAt string) {
	if area.Working(w.State) || w.State == area.Answered {
		p.Upload = &formBlock{Action: sendAt, Submit: "上传", Fields: []*ui.Field{{Kind: ui.KindFile, Name: "file", Label: "补充材料", Multiple: true, Accept: strings.Join(area.FirmKinds(), ","),
			Help: "PDF、照片、Word、Excel，每份不超过20 MB，一件最多" + strconv.Itoa(area.FirmFiles) + "份；办理单位看得到"}}}
	}
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
	t, err := h.Tickets.Say(q.Ctx(), q.Path("token"), actOf(f))
	if invalid(err) {
		return p.refused(q, f, err)
	}
	if err != nil {
		return h.refuse(q, err)
	}
	return q.Redirect("/t/"+q.Path("token"), saidText(t))
}

func actOf(f *web.Form) area.Act {
	return area.Act{Action: f.Text("action"), Text: f.Text("text"), Rating: f.Int("rating"), Round: f.Int("round")}
}

func saidText(t *area.Ticket) string {
	if t.State == area.Closed {
		return "已办结，谢谢"
	}
	return "已退回重办，有进展会联系您"
}

// refused shows the page with the block that was filled in wrongly.
func (p *ownPage) refused(q *web.Req, f *web.Form, err error) error {
	for _, b := range []*formBlock{p.Rate, p.Reject, p.Again} {
		if b != nil && b.Fields[len(b.Fields)-1].Value == f.Text("action") {
			hidden := b.Fields[len(b.Fields)-2:]
			b.Fields = b.Fields[:len(b.Fields)-2]
			refill(b, f, err)
			b.Fields = append(b.Fields, hidden...)
		}
	}
	p.Errs = ui.Reject(err)
	return q.RenderInvalid("ticket/own", p)
}

// fileOwn takes what the firm sends to its ticket by its link.
func (h *handlers) fileOwn(q *web.Req) error {
	p, err := h.own(q)
	if err != nil {
		return h.refuse(q, err)
	}
	w, err := h.Tickets.ByLink(q.Ctx(), q.Path("token"))
	if err != nil {
		return h.refuse(q, err)
	}
	return h.take(q, p, w, "/t/"+q.Path("token"))
}

// take receives the files of a firm for its ticket and goes back to where the firm sees it.
func (h *handlers) take(q *web.Req, p *ownPage, w *area.Whole, back string) error {
	from := misses.Address(q)
	if !h.sent.May(from) {
		return h.refuse(q, tooMany("传"))
	}
	h.sent.Add(from)
	blobs, err := upload.Received(q, h.Files)
	if code := errs.CodeOf(err); err != nil && p.Upload != nil && (code == errs.Invalid || code == errs.TooLarge) {
		p.Upload.Errs = ui.Reject(errs.Fields{{Name: "file", Message: firstOf(err)}}.Err(), p.Upload.Fields...)
		return q.RenderInvalid("ticket/own", p)
	}
	if err != nil {
		return err
	}
	files := make([]area.Sent, len(blobs))
	for i, b := range blobs {
		files[i] = area.Sent{Name: b.Name, Content: b.Content}
	}
	err = h.Tickets.Attach(q.Ctx(), h.Files, w, files)
	if invalid(err) {
		if p.Upload != nil {
			p.Upload.Errs = ui.Reject(err, p.Upload.Fields...)
			return q.RenderInvalid("ticket/own", p)
		}
		return h.refuse(q, errs.New(errs.Conflict, "%s", firstOf(err)))
	}
	if err != nil {
		return h.refuse(q, err)
	}
	return q.Redirect(back, "已收下"+ui.Num(int64(len(files)))+"份材料，办理单位看得到")
}

func tooMany(done string) error {
	return errs.New(errs.Unavailable, "刚才%s得太多了，请%d分钟后再%s", done, misses.WaitFor/60_000_000, done)
}

func invalid(err error) bool { return errs.CodeOf(err) == errs.Invalid }

// firstOf is the first thing that is wrong.
func firstOf(err error) string {
	var e *errs.Error
	if errors.As(err, &e) && len(e.Fields) > 0 {
		return e.Fields[0].Message
	}
	return web.Message(err)
}
