package users

import (
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

func form(q *web.Req, d *org.Directory, a *org.Account) *formpage.Form {
	f := &formpage.Form{Page: page(q, nil, "新建人员"), Action: "/admin/users", Submit: "新建", Back: "/admin/users", Draft: "user-new",
		Note: &ui.Note{Letter: ui.None, Body: ui.Plain("建好后还不能登录：由安全管理员授予角色，并发初始密码")}}
	if a.ID != "" {
		f = &formpage.Form{Page: page(q, a, "修改"), Action: at(a) + "/edit", Submit: "保存", Back: at(a), Draft: "user-" + a.ID,
			Hidden: []ui.Param{{Name: "version", Value: strconv.FormatInt(a.Version, 10)}}}
	}
	var units []ui.Option
	if d.Unit(a.UnitID) == nil {
		units = append(units, ui.Option{Label: "选择"})
	}
	for _, u := range d.Units() {
		units = append(units, ui.Option{Value: u.ID, Label: u.Name})
	}
	reason := formpage.Reason("选填")
	reason.Required = false
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "姓名", Value: a.Name, MaxLength: 40, Required: true, Focus: a.ID == ""},
		{Kind: ui.KindText, Name: "login", Label: "登录名", Value: a.Login, Help: "字母、汉字、数字和 . _ - @，2到32位", MaxLength: 32, Required: true, Autocomplete: "off"},
		{Kind: ui.KindSelect, Name: "unit_id", Label: "单位", Value: a.UnitID, Help: "换单位后，默认数据范围随新单位", Options: units},
		{Kind: ui.KindText, Name: "title", Label: "职务", Value: a.Title, Help: "页面右上角显示职务，不显示姓名", MaxLength: 60},
		{Kind: ui.KindText, Name: "phone", Label: "电话", Value: a.Phone, InputMode: "tel", MaxLength: 40},
		{Kind: ui.KindText, Name: "email", Label: "邮箱", Value: a.Email, InputMode: "email", MaxLength: 100},
		reason,
	}
	return f
}

func read(f *web.Form, a org.Account) org.Account {
	a.Name, a.Login, a.UnitID, a.Title, a.Phone, a.Email = f.Text("name"), f.Text("login"), f.Text("unit_id"), f.Text("title"), f.Text("phone"), f.Text("email")
	return a
}

func (p *pages) showNew(q *web.Req) error {
	d, err := q.Directory()
	if err != nil {
		return err
	}
	return form(q, d, &org.Account{UnitID: q.Query("unit")}).Show(q)
}

func (p *pages) create(q *web.Req) error {
	d, err := q.Directory()
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	made, err := p.Org.CreateAccount(q.Ctx(), q.Actor, read(f, org.Account{}), "", f.Text("reason"))
	if err != nil {
		return form(q, d, &org.Account{}).Refuse(q, f, err)
	}
	return q.Redirect(at(made), "已新建"+made.Name)
}

func (p *pages) showEdit(q *web.Req) error {
	d, a, err := user(q)
	if err != nil {
		return err
	}
	return form(q, d, a).Show(q)
}

func (p *pages) edit(q *web.Req) error {
	d, a, err := user(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	after := read(f, *a)
	after.Version = f.Int("version")
	if err = f.Err(); err == nil {
		err = p.Org.UpdateAccount(q.Ctx(), q.Actor, after, f.Text("reason"))
	}
	if stored, ok := formpage.Stored[org.Account](err); ok {
		return form(q, d, a).Differ(q, f, err, form(q, d, stored))
	}
	if err != nil {
		return form(q, d, a).Refuse(q, f, err)
	}
	return q.Redirect(at(a), "已存")
}

func stopVerb() verb {
	return verb{title: "停用账号", path: "stop", done: "账号已停用，登录会话和令牌已结束", danger: true,
		note: "停用后不能登录，正在用的会话和接口令牌立即失效。经手的记录和日志保留，以后可以恢复"}
}

func resumeVerb() verb {
	return verb{title: "恢复账号", path: "resume", done: "账号已恢复", note: "恢复后凭原密码和原角色登录"}
}

func (p *pages) showStop(q *web.Req) error   { return stopVerb().show(q) }
func (p *pages) showResume(q *web.Req) error { return resumeVerb().show(q) }

func (p *pages) stop(q *web.Req) error {
	return stopVerb().do(q, func(a *org.Account, _ *web.Form, reason string) error {
		return p.Org.SetAccountActive(q.Ctx(), q.Actor, a.ID, false, reason)
	})
}

func (p *pages) resume(q *web.Req) error {
	return resumeVerb().do(q, func(a *org.Account, _ *web.Form, reason string) error {
		return p.Org.SetAccountActive(q.Ctx(), q.Actor, a.ID, true, reason)
	})
}
