package users

import (
	"context"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/account"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

// showPage is one person: roles and, for who keeps them, sessions and tokens.
type showPage struct {
	ui.Page
	State    *ui.Note
	Facts    ui.Facts
	Grants   ui.Table
	Grant    string // address to give another role
	Posts    []ui.Line
	Sessions *ui.Table
	EndAll   string
	Tokens   *ui.Table
	Log      ui.Log
	More     string
}

func (p *pages) show(q *web.Req) error {
	d, a, err := user(q)
	if err != nil {
		return err
	}
	state, err := p.state(q.Ctx(), a)
	if err != nil {
		return err
	}
	out := &showPage{Page: page(q, nil, a.Name), State: note(a, state, p.Run.Clock.Micro()), Facts: contacts(d, a, state), Grants: grants(q, d, a)}
	out.Acts = acts(q, a, state, p.Run.Clock.Micro())
	if q.Actor.Can(authz.Secure) {
		if a.ID != q.Actor.ID {
			out.Grant = at(a) + "/grant"
		}
		if err := p.access(q, a, out); err != nil {
			return err
		}
	}
	names, err := p.Kit.Names(q.Ctx())
	if err != nil {
		return err
	}
	out.Posts = posts(d, a, q.Today(), names)
	if q.Actor.Can(authz.OrgEdit) || q.Actor.Can(authz.Secure) || q.Actor.Can(authz.Audit) { // who signed in when is not for colleagues
		older := int64(0)
		if out.Log, older, err = p.Trail.Log(q.Ctx(), record.Ref{Kind: "account", ID: a.ID}, 0, 15); err != nil {
			return err
		}
		if older > 0 && q.Actor.Can(authz.Audit) {
			out.More = "/admin/journal?kind=account&ref=" + a.ID
		}
	}
	return q.Render("admin/users/show", out)
}

// state is what the list knows of a person beyond the directory.
type state struct{ locked, lastLogin int64 }

func (p *pages) state(ctx context.Context, a *org.Account) (s state, err error) {
	spec := org.AccountSpec
	ask := &list.Query{Page: 1, Size: list.MaxSize, Filters: []list.Filter{{Column: spec.Column("login"), Values: []string{a.Login}}}}
	cols := []*list.Column{spec.Column("locked_until"), spec.Column("last_login")}
	page, err := spec.Rows(ctx, p.Run.DB, ask, list.Asker{Scope: authz.Scope{All: true}, Today: p.Run.Clock.Today()}, cols)
	if err != nil {
		return s, err
	}
	for _, r := range page.Rows { // the filter finds logins that contain this one, too
		if r.ID == a.ID {
			s = state{r.Int("locked_until"), r.Int("last_login")}
		}
	}
	return s, nil
}

func note(a *org.Account, s state, now int64) *ui.Note {
	switch {
	case !a.Active:
		return &ui.Note{Letter: ui.None, Body: ui.Plain("账号已停用")}
	case s.locked > now:
		return &ui.Note{Letter: ui.Red, Body: ui.Plain("连续输错密码，锁定到" + ui.Stamp(s.locked))}
	case a.MustChange:
		return &ui.Note{Letter: ui.Yellow, Body: ui.Plain("还没有换掉初始密码，角色暂不生效")}
	}
	return nil
}

func contacts(d *org.Directory, a *org.Account, s state) ui.Facts {
	unit := ui.Fact{Label: "单位", Value: ui.Rich{ui.Quiet("未填")}}
	if u := d.Unit(a.UnitID); u != nil {
		unit.Value = ui.Rich{ui.A(u.Name, "/admin/units/"+u.ID)}
	}
	second := "未启用"
	if a.TOTPOn {
		second = "已启用"
	}
	last := trail.Moment(s.lastLogin)
	if last == "" {
		last = "没有登录过"
	}
	return ui.Facts{ui.F("登录名", a.Login), unit, ui.F("职务", a.Title), ui.F("区域", d.RegionName(a.Region)), ui.F("电话", a.Phone), ui.F("邮箱", a.Email),
		ui.F("动态口令", second), ui.F("上次登录", last)}
}

func grants(q *web.Req, d *org.Directory, a *org.Account) ui.Table {
	t := ui.Table{Label: "角色", Fold: true, Columns: []ui.Column{{Label: "角色", Head: true, Grow: true}, {Label: "数据范围", Fold: "数据范围"}, {Label: "授予", Fold: "授予"}},
		Empty: &ui.Empty{Title: "没有角色", Text: "看不到业务数据，也不能办理；由安全管理员授予"}}
	mayRevoke := q.Actor.Can(authz.Secure)
	if mayRevoke {
		t.Columns = append(t.Columns, ui.Column{})
	}
	for _, g := range d.Grants(a.ID) {
		reach := account.Reach(d, a, g)
		if reach == "" {
			reach = "不看业务数据"
		}
		cells := []ui.Cell{{Text: g.Role.Label()}, {Text: reach}, {Text: ui.Stamp(g.CreatedAt)}}
		if mayRevoke {
			cells = append(cells, ui.Cell{Acts: []ui.Action{{Label: "收回", URL: at(a) + "/revoke?grant=" + g.ID, Small: true}}})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	return t
}

func posts(d *org.Directory, a *org.Account, today string, names *listing.Names) []ui.Line {
	var out []ui.Line
	for _, p := range d.Held(a.ID, today) {
		chain := "全部产业链"
		if p.ChainID != "" {
			chain = names.Label("chain", p.ChainID)
		}
		out = append(out, ui.Line{Text: chain, URL: "/admin/posts/" + orAll(p.ChainID), End: p.Kind.Label()})
	}
	return out
}

func orAll(chainID string) string {
	if chainID == "" {
		return "all"
	}
	return chainID
}

// acts are what the asker may do to the person; the two administrators have different ones.
func acts(q *web.Req, a *org.Account, s state, now int64) []ui.Action {
	var out []ui.Action
	if q.Actor.Can(authz.Secure) {
		if s.locked > now {
			out = append(out, ui.Act("解锁", at(a)+"/unlock"))
		}
		if a.TOTPOn {
			out = append(out, ui.Action{Label: "重置动态口令", URL: at(a) + "/totp", WideOnly: true})
		}
		if a.ID != q.Actor.ID && a.Active {
			out = append(out, ui.Act("发初始密码", at(a)+"/password"))
		}
	}
	if q.Actor.Can(authz.OrgEdit) {
		switch {
		case !a.Active:
			out = append(out, ui.Act("恢复", at(a)+"/resume"))
		case a.ID != q.Actor.ID:
			out = append(out, ui.Action{Label: "停用", URL: at(a) + "/stop", Danger: true, WideOnly: true})
		}
		out = append(out, ui.Primary("修改", at(a)+"/edit"))
	}
	return out
}

// access fills in sessions and tokens.
func (p *pages) access(q *web.Req, a *org.Account, out *showPage) error {
	sessions, err := p.Org.Sessions(q.Ctx(), a.ID)
	if err != nil {
		return err
	}
	t := account.SessionTable(sessions, func(s org.Session) []ui.Action {
		return []ui.Action{{Label: "结束", URL: at(a) + "/sessions/end", Method: "post", Small: true, Hidden: []ui.Param{{Name: "id", Value: s.ID}}}}
	})
	out.Sessions = &t
	if len(sessions) > 1 {
		out.EndAll = at(a) + "/sessions"
	}
	tokens, err := p.Org.Tokens(q.Ctx(), a.ID)
	if err != nil || len(tokens) == 0 {
		return err
	}
	tt := account.TokenTable(tokens, q.Today(), func(t org.Token) ui.Action {
		return ui.Action{Label: "撤销", URL: at(a) + "/tokens/revoke", Method: "post", Small: true, Hidden: []ui.Param{{Name: "id", Value: t.ID}},
			Confirm: "撤销“" + t.Name + "”后，用它的程序立即不能再调用接口。要撤销吗"}
	})
	out.Tokens = &tt
	return nil
}
