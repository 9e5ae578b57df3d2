package account

import (
	"encoding/base64"
	"html/template"
	"slices"
	"strings"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

func secondFactor(a *org.Account) ui.Note {
	if a.TOTPOn {
		return ui.Note{Letter: ui.None, Body: ui.Rich{ui.B("已启用"), ui.Gap(), ui.T("登录时除密码外还要手机验证器上的六位数字")},
			Acts: []ui.Action{{Label: "停用", URL: "/account/totp/drop", Small: true}}}
	}
	return ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B("没有启用"), ui.Gap(), ui.T("密码泄露时，动态口令能挡住冒用")},
		Acts: []ui.Action{{Label: "设置动态口令", URL: "/account/totp/enrol", Method: "post", Small: true}}}
}

// enrolPage shows a new secret as a QR code and asks for the first code of it.
type enrolPage struct {
	ui.Page
	Errs   ui.Errors
	PNG    template.URL // empty when a wrong code came back: the secret is shown once only
	Secret string
	Code   ui.Field
}

func newEnrol(q *web.Req) *enrolPage {
	return &enrolPage{Page: page(q, "设置动态口令"),
		Code: ui.Field{Kind: ui.KindText, Name: "code", Label: "验证器上的六位数字", InputMode: "numeric", Autocomplete: "one-time-code", MaxLength: 6, Required: true, Focus: true}}
}

func (d Deps) enrol(q *web.Req) error {
	e, err := d.Org.EnrolTOTP(q.Ctx(), q.Actor)
	if err != nil {
		return err
	}
	p := newEnrol(q)
	p.PNG = template.URL("data:image/png;base64," + base64.StdEncoding.EncodeToString(e.PNG)) // made here, of base64 signs only
	for group := range slices.Chunk([]rune(e.Secret), 4) {
		p.Secret += string(group) + " "
	}
	p.Secret = strings.TrimSpace(p.Secret)
	return q.Render("account/enrol", p)
}

// recoveryPage shows the recovery codes, this once; it is made to be printed.
type recoveryPage struct {
	ui.Page
	Note  ui.Note
	Codes []string
	Who   ui.Facts
	Back  []ui.Action
}

func (d Deps) confirm(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	codes, err := d.Org.ConfirmTOTP(q.Ctx(), q.Actor, f.Text("code"))
	if errs.CodeOf(err) == errs.Invalid {
		p := newEnrol(q)
		p.Errs = ui.Reject(err, &p.Code)
		return q.RenderInvalid("account/enrol", p)
	}
	if err != nil {
		return err
	}
	dir, a, err := self(q)
	if err != nil {
		return err
	}
	p := &recoveryPage{Page: page(q, "恢复码"), Codes: codes,
		Note: ui.Note{Letter: ui.Yellow, Body: ui.Plain("动态口令已启用。手机不在手边时，用下面一个恢复码登录，每个只能用一次。只显示这一次：打印或抄下来，与手机分开放")},
		Who:  ui.Facts{ui.F("站点", dir.Site()), ui.F("登录名", a.Login), ui.F("姓名", a.Name), ui.F("生成日期", q.Today())},
		Back: []ui.Action{ui.PrintPage(), ui.Primary("已抄存", "/account")}}
	return q.Render("account/recovery", p)
}

// dropPage asks for a code before the second factor is turned off.
type dropPage struct {
	ui.Page
	Errs ui.Errors
	Note ui.Note
	Code ui.Field
}

func newDrop(q *web.Req) *dropPage {
	return &dropPage{Page: page(q, "停用动态口令"),
		Note: ui.Note{Letter: ui.Yellow, Body: ui.Plain("停用后只凭密码登录，现有的恢复码全部作废。换手机时先停用，再用新手机设置")},
		Code: ui.Field{Kind: ui.KindText, Name: "code", Label: "动态口令或恢复码", Autocomplete: "one-time-code", MaxLength: 20, Required: true, Focus: true}}
}

func (d Deps) showDrop(q *web.Req) error { return q.Render("account/drop", newDrop(q)) }

func (d Deps) drop(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	err = d.Org.DropTOTP(q.Ctx(), q.Actor, f.Text("code"))
	if code := errs.CodeOf(err); code == errs.Invalid {
		p := newDrop(q)
		p.Errs = ui.Reject(err, &p.Code)
		return q.RenderInvalid("account/drop", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect("/account", "动态口令已停用")
}
