package account

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// passwordPage changes the password; before the first change it is the only page that is open.
type passwordPage struct {
	ui.Page
	Errs            ui.Errors
	Must            *ui.Note
	Old, New, Again ui.Field
	Next            string
	Out             []ui.Action
}

func newPassword(q *web.Req, next string) *passwordPage {
	field := func(name, label, help, complete string) ui.Field {
		return ui.Field{Kind: ui.KindPassword, Name: name, Label: label, Help: help, Autocomplete: complete, MaxLength: 128, Required: true}
	}
	p := &passwordPage{Page: page(q, "修改密码"), Next: next, Old: field("old", "原密码", "", "current-password"),
		New:   field("password", "新密码", "至少10个字符，大写、小写、数字、符号中至少三类；不含登录名、姓名、电话", "new-password"),
		Again: field("again", "再输一遍", "", "new-password")}
	p.Old.Focus = true
	if q.MustChange() {
		p.Title, p.Crumbs = "先换一个密码", nil
		p.Must = &ui.Note{Letter: ui.None, Body: ui.Plain("现在的密码是别人交给您的，或已过期。换成只有您知道的，再开始使用")}
		p.Out = []ui.Action{{Label: "退出", URL: "/logout", Method: "post", Plain: true}}
	}
	return p
}

func (d Deps) showPassword(q *web.Req) error {
	return q.Render("account/password", newPassword(q, q.Query("next")))
}

func (d Deps) password(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	next := f.Raw("next")
	for _, need := range [][2]string{{"old", "填写原密码"}, {"password", "填写新密码"}} {
		if f.Raw(need[0]) == "" {
			f.Add(need[0], "%s", need[1])
		}
	}
	if f.Raw("again") != f.Raw("password") {
		f.Add("again", "两遍不一样，重新输入")
	}
	if err = f.Err(); err == nil {
		err = d.Org.ChangePassword(q.Ctx(), org.PasswordChange{AccountID: q.Actor.ID, Old: f.Raw("old"), New: f.Raw("password"), Keep: q.Token(), Req: q.ID()})
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		p := newPassword(q, next)
		p.Errs = ui.Reject(err, &p.Old, &p.New, &p.Again)
		return q.RenderInvalid("account/password", p)
	}
	if err != nil {
		return err
	}
	if next == "" {
		next = "/account"
	}
	return q.Redirect(next, "密码已换，其他浏览器上的登录已结束")
}
