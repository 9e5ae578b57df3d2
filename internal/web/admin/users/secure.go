package users

import (
	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

func unlockVerb() verb {
	return verb{title: "解锁", path: "unlock", done: "已解锁", note: "先核实是不是本人输错。解锁后失败次数从头计"}
}

func totpVerb() verb {
	return verb{title: "重置动态口令", path: "totp", done: "动态口令已重置，登录会话已结束", danger: true,
		note: "本人丢了手机又没有恢复码时用。重置后只凭密码登录，正在用的会话立即结束；提醒本人登录后重新设置"}
}

func sessionsVerb() verb {
	return verb{title: "结束全部会话", path: "sessions", done: "会话已全部结束", danger: true, note: "在所有浏览器上立即退出。没有保存的表单留在那台机器上，本人重新登录后可接着填"}
}

func (p *pages) showUnlock(q *web.Req) error   { return unlockVerb().show(q) }
func (p *pages) showTOTP(q *web.Req) error     { return totpVerb().show(q) }
func (p *pages) showSessions(q *web.Req) error { return sessionsVerb().show(q) }

func (p *pages) unlock(q *web.Req) error {
	return unlockVerb().do(q, func(a *org.Account, _ *web.Form, reason string) error {
		return p.Org.Unlock(q.Ctx(), q.Actor, a.ID, reason)
	})
}

func (p *pages) totp(q *web.Req) error {
	return totpVerb().do(q, func(a *org.Account, _ *web.Form, reason string) error {
		return p.Org.ResetTOTP(q.Ctx(), q.Actor, a.ID, reason)
	})
}

func (p *pages) endSessions(q *web.Req) error {
	return sessionsVerb().do(q, func(a *org.Account, _ *web.Form, reason string) error {
		return p.Org.EndSessions(q.Ctx(), q.Actor, a.ID, reason)
	})
}

// endSession ends one session of a person.
func (p *pages) endSession(q *web.Req) error {
	_, a, err := user(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	sessions, err := p.Org.Sessions(q.Ctx(), a.ID)
	if err != nil {
		return err
	}
	for _, s := range sessions { // of this person, as the page says
		if s.ID == f.Text("id") {
			err = p.Org.EndSession(q.Ctx(), q.Actor, s.ID)
		}
	}
	if err != nil {
		return err
	}
	return q.Redirect(at(a), "会话已结束")
}

func (p *pages) revokeToken(q *web.Req) error {
	_, a, err := user(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	tokens, err := p.Org.Tokens(q.Ctx(), a.ID)
	if err != nil {
		return err
	}
	for _, t := range tokens {
		if t.ID == f.Text("id") {
			err = p.Org.RevokeToken(q.Ctx(), q.Actor, t.ID)
		}
	}
	if err != nil {
		return err
	}
	return q.Redirect(at(a), "令牌已撤销")
}

// issuedPage shows first passwords, this once; it is made to be printed and cut up.
type issuedPage struct {
	ui.Page
	Note  ui.Note
	Table ui.Table
	Site  string
	Back  []ui.Action
}

func passwordForm(q *web.Req, people []*org.Account) *formpage.Form {
	f := &formpage.Form{Page: page(q, nil, "发初始密码"), Action: "/admin/users/passwords", Back: "/admin/users", Submit: "发密码", Danger: true, Column: true,
		Note: &ui.Note{Letter: ui.Yellow, Body: ui.Plain("各生成一个新密码，只显示一次；原密码、会话和令牌立即失效，锁定解除。本人首次登录必须换掉它")}}
	names := ""
	for i, a := range people {
		f.Hidden = append(f.Hidden, ui.Param{Name: "id", Value: a.ID})
		if i > 0 {
			names += "、"
		}
		names += a.Name + "（" + a.Login + "）"
	}
	f.Facts = ui.Facts{ui.F("人数", ui.Num(int64(len(people)))+"名"), ui.F("人员", names)}
	f.Fields = []ui.Field{formpage.Reason("")}
	return f
}

func (p *pages) showPassword(q *web.Req) error {
	_, a, err := user(q)
	if err != nil {
		return err
	}
	form := passwordForm(q, []*org.Account{a})
	form.Back = at(a)
	return form.Show(q)
}

// maxIssue is how many passwords one page issues: each is hashed with its full cost while the reader waits.
const maxIssue = 100

// passwords issues first passwords to the people named, after asking for the reason.
func (p *pages) passwords(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d, err := q.Directory()
	if err != nil {
		return err
	}
	var people []*org.Account
	var ids []string
	for _, id := range f.All("id") {
		if a := d.Account(id); a != nil && a.Active {
			people, ids = append(people, a), append(ids, id)
		}
	}
	if len(people) == 0 {
		return errs.New(errs.Invalid, "没有选中在用的人员，回到人员列表勾选")
	}
	if len(people) > maxIssue {
		return errs.New(errs.Invalid, "一次最多发%d个，分批勾选", maxIssue)
	}
	form := passwordForm(q, people)
	if f.Text("do") == "ask" {
		return form.Show(q)
	}
	reason := formpage.NeedReason(f)
	var made []org.Initial
	if err = f.Err(); err == nil {
		made, err = p.Org.ResetPasswords(q.Ctx(), q.Actor, ids, reason)
	}
	if err != nil && len(made) == 0 {
		return form.Refuse(q, f, err)
	}
	return p.issued(q, d, made, err)
}

// issued answers with what was issued, even when it stopped midway: those passwords are in force.
func (p *pages) issued(q *web.Req, d *org.Directory, made []org.Initial, stopped error) error {
	out := &issuedPage{Page: page(q, nil, "初始密码"), Site: d.Site(), Note: ui.Note{Letter: ui.Yellow, Body: ui.Plain("只显示这一次。打印后分发给本人，或当面抄给本人；不要用聊天软件发")},
		Back: []ui.Action{ui.PrintPage(), ui.Primary("已分发", "/admin/users")}}
	if stopped != nil {
		out.Note = ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("只发出了一部分："), ui.T(web.Message(stopped) + "。下面这些已生效，只显示这一次；其余的重新勾选")}}
	}
	out.Table = ui.Table{Label: "初始密码", Columns: []ui.Column{{Label: "登录名", Head: true}, {Label: "姓名"}, {Label: "单位"}, {Label: "初始密码"}}}
	for _, m := range made {
		unit := ""
		if a := d.Account(m.AccountID); a != nil {
			unit = d.UnitName(a.UnitID)
		}
		out.Table.Rows = append(out.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Login}, {Text: m.Name}, {Text: unit}, {Rich: ui.Rich{{Text: m.Password, Kind: "mono"}}}}})
	}
	return q.Render("admin/users/issued", out)
}
