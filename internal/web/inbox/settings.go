package inbox

import (
	"slices"
	"strconv"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/notify"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// settingsPage is how the person wants to be told.
type settingsPage struct {
	ui.Page
	Errs     ui.Errors
	MailErrs ui.Errors
	Fields   []ui.Field
	Version  string
	MailNote ui.Note
	Address  ui.Field
	Code     *ui.Field // while a code is on its way
	MailActs []ui.Action
}

func (d Deps) settings(q *web.Req) error {
	p, err := d.settingsPage(q)
	if err != nil {
		return err
	}
	return q.Render("inbox/settings", p)
}

func (d Deps) settingsPage(q *web.Req) (*settingsPage, error) {
	own, err := d.Notify.SettingsOf(q.Ctx(), q.Actor.ID)
	if err != nil {
		return nil, err
	}
	pending, err := d.Notify.Pending(q.Ctx(), q.Actor.ID)
	if err != nil {
		return nil, err
	}
	site, err := d.Notify.Site(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &settingsPage{Page: q.Page("inbox", "消息设置"), Version: strconv.FormatInt(own.Version, 10), Fields: d.fields(own)}
	p.Crumbs = []ui.Link{{Label: "消息", URL: Base}, {Label: "消息设置"}}
	p.Lede = ui.Plain("站内消息总是有；邮件要先确认邮箱。批示这类必达的消息不能关闭")
	p.Address = ui.Field{Kind: ui.KindText, Name: "mail", Label: "邮箱", Value: own.Mail, Autocomplete: "email", InputMode: "email", MaxLength: 200, Required: true,
		Disabled: site.Mail.Host == ""}
	dir, err := q.Directory()
	if err == nil && p.Address.Value == "" {
		if a := dir.Account(q.Actor.ID); a != nil {
			p.Address.Value = a.Email
		}
	}
	switch {
	case site.Mail.Host == "":
		p.MailNote = ui.Note{Body: ui.Plain("本站还没有设置邮件服务器，暂时只有站内消息")}
	case pending != "":
		p.MailNote = ui.Note{Letter: ui.Yellow, Body: ui.Plain("确认码已发到" + pending + "，30分钟内有效")}
		p.Address.Value = pending
		p.Code = &ui.Field{Kind: ui.KindText, Name: "code", Label: "确认码", Autocomplete: "one-time-code", InputMode: "numeric", MaxLength: 6, Required: true}
	case own.Mail != "":
		p.MailNote = ui.Note{Body: ui.Plain("已确认：" + own.Mail)}
	default:
		p.MailNote = ui.Note{Body: ui.Plain("还没有确认邮箱，只有站内消息")}
	}
	if own.Mail != "" && site.Mail.Host != "" {
		p.MailActs = []ui.Action{small(ui.Post("发一封测试邮件", "/me/notify/test")), {Label: "停用邮箱", URL: "/me/notify/mail", Method: "post", Small: true, Plain: true,
			Hidden: []ui.Param{{Name: "do", Value: "forget"}}, Confirm: "停用后不再收到邮件，以后可以重新确认。要停用吗"}}
	}
	return p, nil
}

func (d Deps) fields(own *notify.Settings) []ui.Field {
	kinds := ui.Field{Kind: ui.KindChecks, Name: "kinds", Label: "要提醒的类别", Wide: true}
	for _, k := range d.Notify.Kinds() {
		kinds.Options = append(kinds.Options, ui.Option{Value: k.Code, Label: k.Label, On: k.Must || !own.Mutes(k.Code), Disabled: k.Must})
	}
	return []ui.Field{
		{Kind: ui.KindCheck, Name: "mail_on", Label: "发邮件提醒", Checked: own.MailOn, Disabled: own.Mail == "", Wide: true},
		{Kind: ui.KindText, Name: "quiet_from", Label: "免打扰从", Value: own.QuietFrom, Placeholder: "22:00", MaxLength: 5, Help: "这段时间的邮件过后再发"},
		{Kind: ui.KindText, Name: "quiet_to", Label: "到", Value: own.QuietTo, Placeholder: "07:30", MaxLength: 5},
		{Kind: ui.KindText, Name: "digest_at", Label: "每日汇总时间", Value: own.DigestAt, Placeholder: "08:30", MaxLength: 5, Help: "填了就每个工作日合成一封"},
		{Kind: ui.KindCheck, Name: "urgent_passes", Label: "紧急消息立即发，不等免打扰和汇总", Checked: own.UrgentPasses, Wide: true},
		kinds,
	}
}

func (d Deps) save(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	want := notify.Settings{MailOn: f.Bool("mail_on"), QuietFrom: clockText(f.Text("quiet_from")), QuietTo: clockText(f.Text("quiet_to")), UrgentPasses: f.Bool("urgent_passes"),
		DigestAt: clockText(f.Text("digest_at")), Version: f.Int("version")}
	var muted []string
	for _, k := range d.Notify.Kinds() {
		if !k.Must && !slices.Contains(f.All("kinds"), k.Code) {
			muted = append(muted, k.Code)
		}
	}
	want.Muted = strings.Join(muted, " ")
	if err = f.Err(); err == nil {
		err = d.Notify.Save(q.Ctx(), q.Actor, want)
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		p, loadErr := d.settingsPage(q)
		if loadErr != nil {
			return loadErr
		}
		at := make([]*ui.Field, len(p.Fields))
		for i := range p.Fields {
			field := &p.Fields[i]
			at[i] = field
			switch field.Kind {
			case ui.KindCheck:
				field.Checked = f.Bool(field.Name)
			case ui.KindText:
				field.Value = f.Raw(field.Name)
			}
		}
		p.Errs = ui.Reject(err, at...)
		return q.RenderInvalid("inbox/settings", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/me/notify", "消息设置已存")
}

// clockText takes what people type for a time: 7:30, 0730 and 22：00 are all times.
func clockText(s string) string {
	s = strings.ReplaceAll(s, "：", ":")
	if len(s) == 4 && !strings.Contains(s, ":") {
		s = s[:2] + ":" + s[2:]
	}
	if len(s) == 4 {
		s = "0" + s
	}
	return s
}

// mail asks for a code, takes it, or forgets the address.
func (d Deps) mail(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	done := ""
	switch {
	case f.Text("do") == "forget":
		err, done = d.Notify.ForgetMail(q.Ctx(), q.Actor), "邮箱已停用"
	case f.Text("do") == "confirm":
		err, done = d.Notify.ConfirmMail(q.Ctx(), q.Actor, f.Text("code")), "邮箱已确认，邮件提醒已打开"
	default:
		err, done = d.Notify.AskMail(q.Ctx(), q.Actor, f.Text("mail")), "确认码已发出，请到邮箱里查看"
	}
	if errs.CodeOf(err) == errs.Invalid {
		p, loadErr := d.settingsPage(q)
		if loadErr != nil {
			return loadErr
		}
		if f.Has("mail") {
			p.Address.Value = f.Raw("mail")
		}
		if p.Code != nil {
			p.MailErrs = ui.Reject(err, &p.Address, p.Code)
		} else {
			p.MailErrs = ui.Reject(err, &p.Address)
		}
		return q.RenderInvalid("inbox/settings", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/me/notify", done)
}

func (d Deps) testOwn(q *web.Req) error {
	if err := d.Notify.TestOwn(q.Ctx(), q.Actor); err != nil {
		return err
	}
	return q.Redirect("/me/notify", "测试邮件已发出")
}
