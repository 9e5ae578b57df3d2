package signin

import (
	"errors"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// codePage asks for the second factor of a sign-in under way.
type codePage struct {
	ui.Page
	Errs ui.Errors
	Code ui.Field
	Next string
	Back string
}

func newCode(q *web.Req, next string) *codePage {
	p := &codePage{Page: q.Page("", "动态口令"), Next: next, Back: with("/login", next),
		Code: ui.Field{Kind: ui.KindText, Name: "code", Label: "动态口令", Help: "手机验证器上的六位数字；手机不在手边时填一个恢复码",
			Autocomplete: "one-time-code", MaxLength: 20, Required: true, Focus: true}}
	p.UserID, p.User, p.Nav, p.Menu, p.Search = "", "", nil, nil, ""
	return p
}

func (d Deps) showCode(q *web.Req) error {
	next := goal(q.Query("next"))
	switch {
	case q.Session != nil:
		return q.Redirect(next, "")
	case q.Token() == "":
		return q.Redirect(with("/login", next), "")
	}
	return q.Render("signin/code", newCode(q, next))
}

func (d Deps) code(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	next := goal(f.Raw("next"))
	code := f.Text("code")
	if code == "" {
		f.Add("code", "填写动态口令或恢复码")
	}
	var in *org.SignIn
	if err = f.Err(); err == nil {
		in, err = d.Org.VerifyCode(q.Ctx(), q.Token(), code, q.ID())
	}
	switch errs.CodeOf(err) {
	case "":
		return d.enter(q, in, next)
	case errs.Invalid:
		p := newCode(q, next)
		p.Errs = ui.Reject(err, &p.Code)
		return q.RenderInvalid("signin/code", p)
	case errs.Unauthenticated: // waited too long, or locked meanwhile: from the beginning
		var e *errs.Error
		errors.As(err, &e)
		q.SetSession("")
		return q.Redirect(with("/login", next), e.Message)
	}
	return err
}
