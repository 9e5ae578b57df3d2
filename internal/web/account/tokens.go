package account

import (
	"strconv"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// day is the date of a stored time, with its year: tokens live longer than one.
func day(micro int64) string { return clock.FromMicro(micro).Format("2006-01-02") }

// TokenTable shows a person's tokens; revoke gives the action that ends one.
func TokenTable(tokens []org.Token, today string, revoke func(org.Token) ui.Action) ui.Table {
	t := ui.Table{Label: "接口令牌", Fold: true, Columns: []ui.Column{{Label: "用途", Head: true, Grow: true}, {Label: "建立", Fold: "建立"},
		{Label: "到期", Fold: "到期"}, {Label: "上次使用", Fold: "上次使用"}, {Label: ""}},
		Empty: &ui.Empty{Title: "没有令牌", Text: "程序用令牌代您调用接口，能做的与您相同"}}
	for _, tok := range tokens {
		used := ui.Cell{Text: ui.Stamp(tok.UsedAt)}
		if tok.UsedAt == 0 {
			used = ui.Cell{Text: "没有用过", Quiet: true}
		}
		expires := ui.Cell{Text: day(tok.ExpiresAt)}
		if expires.Text < today {
			expires.Sub = "已到期"
		}
		t.Rows = append(t.Rows, ui.Row{Key: tok.ID, Label: tok.Name, Cells: []ui.Cell{{Text: tok.Name}, {Text: day(tok.CreatedAt)}, expires, used,
			{Acts: []ui.Action{revoke(tok)}}}})
	}
	return t
}

func ownToken(t org.Token) ui.Action {
	return ui.Action{Label: "撤销", URL: "/account/tokens/" + t.ID + "/revoke", Method: "post", Small: true,
		Confirm: "撤销“" + t.Name + "”后，用它的程序立即不能再调用接口。要撤销吗"}
}

// tokenPage makes a token; Plain is its text, shown this once.
type tokenPage struct {
	ui.Page
	Errs       ui.Errors
	Name, Days ui.Field
}

// madePage shows a new token's text, this once.
type madePage struct {
	ui.Page
	Note  ui.Note
	Plain ui.Field
	Use   string
	Back  []ui.Action
}

func newTokenPage(q *web.Req) *tokenPage {
	return &tokenPage{Page: page(q, "新建令牌"),
		Name: ui.Field{Kind: ui.KindText, Name: "name", Label: "用在哪里", Help: "日后凭它认出该撤销哪一个，例如“大屏取数”", MaxLength: 50, Required: true, Focus: true},
		Days: ui.Field{Kind: ui.KindSelect, Name: "days", Label: "有效期", Value: "90",
			Options: []ui.Option{{Value: "7", Label: "7天"}, {Value: "30", Label: "30天"}, {Value: "90", Label: "90天"}, {Value: "180", Label: "180天"}, {Value: "366", Label: "一年"}}}}
}

func (d Deps) newToken(q *web.Req) error { return q.Render("account/token", newTokenPage(q)) }

func (d Deps) createToken(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	days := f.Int("days")
	var plain string
	var tok *org.Token
	if err = f.Err(); err == nil {
		plain, tok, err = d.Org.CreateToken(q.Ctx(), q.Actor, f.Text("name"), int(min(days, 1<<20)))
	}
	if code := errs.CodeOf(err); code == errs.Invalid || code == errs.Conflict {
		p := newTokenPage(q)
		p.Name.Value, p.Days.Value = f.Raw("name"), strconv.FormatInt(days, 10)
		p.Errs = ui.Reject(err, &p.Name, &p.Days)
		return q.RenderInvalid("account/token", p)
	}
	if err != nil {
		return err
	}
	// Answered at once, not after a redirect: the text is stored nowhere and cannot be shown by another page.
	p := &madePage{Page: page(q, "令牌已建"), Use: "Authorization: Bearer " + plain,
		Note:  ui.Note{Letter: ui.Yellow, Body: ui.Plain("令牌只显示这一次，现在抄存到要用的地方。丢了就撤销重建")},
		Plain: ui.Field{Kind: ui.KindText, Name: "token", Label: tok.Name + "，" + day(tok.ExpiresAt) + "到期", Value: plain, ReadOnly: true, Wide: true},
		Back:  []ui.Action{ui.Primary("已抄存", "/account")}}
	return q.Render("account/made", p)
}

func (d Deps) revokeToken(q *web.Req) error {
	if err := d.Org.RevokeToken(q.Ctx(), q.Actor, q.Path("id")); err != nil {
		return err
	}
	return q.Redirect("/account", "令牌已撤销")
}
