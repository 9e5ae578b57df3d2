package signin

import (
	"errors"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// loginPage asks for login and password.
type loginPage struct {
	ui.Page
	Errs     ui.Errors
	Kept     *ui.Note // a form was being filled in when the session ran out
	Login    ui.Field
	Password ui.Field
	Next     string
}

func newLogin(q *web.Req, next string, kept bool) *loginPage {
	p := &loginPage{Page: q.Page("", "登录"), Next: next,
		Login: ui.Field{Kind: ui.KindText, Name: "login", Label: "登录名", Autocomplete: "username", MaxLength: 64, Required: true, Focus: true},
		Password: ui.Field{Kind: ui.KindPassword, Name: "password", Label: "密码", Autocomplete: "current-password", MaxLength: 128,
			Required: true}}
	// Whoever is signed in is sent on; what is left has no user, so that drafts of the last one survive this page.
	p.UserID, p.User, p.Nav, p.Menu, p.Search = "", "", nil, nil, ""
	if kept {
		p.Kept = &ui.Note{Letter: ui.None, Body: ui.Plain("登录已过期，填的内容留在本机。登录后回到原页，接着填")}
	}
	return p
}

func (d Deps) show(q *web.Req) error {
	next := goal(q.Query("next"))
	if q.Session != nil {
		return q.Redirect(next, "")
	}
	return q.Render("signin/login", newLogin(q, next, q.Query("kept") != ""))
}

func (d Deps) login(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	next := goal(f.Raw("next"))
	name, password := f.Text("login"), f.Raw("password")
	if name == "" {
		f.Add("login", "填写登录名")
	}
	if password == "" {
		f.Add("password", "填写密码")
	}
	var in *org.SignIn
	if err = f.Err(); err == nil {
		in, err = d.Org.Login(q.Ctx(), org.Attempt{Login: name, Password: password, Address: address(q), Agent: q.R.UserAgent(), Req: q.ID()})
	}
	switch errs.CodeOf(err) {
	case "":
	case errs.Invalid, errs.Unauthenticated:
		p := newLogin(q, next, f.Raw("kept") != "")
		p.Login.Value, p.Login.Focus, p.Password.Focus = name, name == "", name != ""
		p.Errs = ui.Reject(atPassword(err), &p.Login, &p.Password)
		return q.RenderInvalid("signin/login", p)
	default:
		return err
	}
	if err := d.Org.Logout(q.Ctx(), q.Token(), q.ID()); err != nil { // the session that this sign-in takes the place of
		return err
	}
	if in.NeedCode {
		q.SetSession(in.Token)
		return q.Redirect(with("/login/code", next), "")
	}
	return d.enter(q, in, next)
}

// atPassword puts the refusal, which does not tell login from password, at the password.
func atPassword(err error) error {
	var e *errs.Error
	if errors.As(err, &e) && e.Code == errs.Unauthenticated {
		return errs.Fields{{Name: "password", Message: e.Message}}.Err()
	}
	return err
}

func (d Deps) logout(q *web.Req) error {
	if err := d.Org.Logout(q.Ctx(), q.Token(), q.ID()); err != nil {
		return err
	}
	q.SetSession("")
	return q.Redirect("/login", "已退出")
}
