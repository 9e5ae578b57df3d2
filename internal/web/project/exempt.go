package project

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/project"
	"lianzhang/internal/review"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// mayAsk reports who may ask for an exemption: whoever fills the project in; whoever may grant one grants it instead.
func mayAsk(q *web.Req) error {
	if q.Actor.Can(authz.ProjectFill) {
		return nil
	}
	return q.Actor.Need(authz.Exempt)
}

func (h *handlers) showExempt(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	if err := mayAsk(q); err != nil {
		return err
	}
	page, err := h.exemptPage(q, p, nil, nil)
	if err != nil {
		return err
	}
	return q.Render("project/plain", page)
}

func (h *handlers) exemptPage(q *web.Req, p *area.Project, f *web.Form, fault error) (*plainPage, error) {
	page := &plainPage{Page: h.page(q, p, "缓评"), Action: url(p) + "/exempt", Submit: "提出申请", Back: url(p)}
	page.Note = &ui.Note{Body: ui.Plain("缓评期内这条规则对本项目不起作用，到期自动恢复。谁批的、为什么、到哪天，都记入经过。您提出的申请会作为留言交给有权批准的人。")}
	if q.Actor.Can(authz.Exempt) {
		page.Submit = "批准缓评"
		page.Note.Body = ui.Plain("缓评期内这条规则对本项目不起作用，到期自动恢复。谁批的、为什么、到哪天，都记入经过。")
	}
	e, err := h.Review.Explain(q.Ctx(), q.Actor.Scope, p)
	if err != nil {
		return nil, err
	}
	sets, err := h.Review.InForce(q.Ctx(), h.Run.DB)
	if err != nil {
		return nil, err
	}
	rule := &ui.Field{Kind: ui.KindSelect, Name: "rule", Label: "规则", Value: e.RuleID, Required: true, Wide: true}
	if set := sets[review.LevelOf(p.Stage)]; set != nil {
		for _, r := range set.Rules {
			rule.Options = append(rule.Options, ui.Option{Value: r.ID, Label: r.ID + "　" + ui.LetterOf(r.Light).Word() + "：" + r.When})
		}
	}
	page.Fields = []*ui.Field{rule, {Kind: ui.KindDate, Name: "until", Label: "缓评到", Min: q.Today(), Required: true},
		{Kind: ui.KindTextArea, Name: "reason", Label: "理由", Rows: 2, Wide: true, Required: true}}
	page.typed(f, fault)
	return page, nil
}

func (h *handlers) exempt(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	if err := mayAsk(q); err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	rule, until, reason := f.Text("rule"), f.Text("until"), f.Text("reason")
	text := "已批准缓评"
	if q.Actor.Can(authz.Exempt) {
		err = h.Review.Exempt(q.Ctx(), q.Actor, p.ID, rule, until, reason)
	} else {
		text = "缓评申请已提出"
		if reason == "" {
			f.Add("reason", "写明理由")
		}
		if len(until) != 10 || until < q.Today() {
			f.Add("until", "填写不早于今天的日期")
		}
		if err = f.Err(); err == nil {
			_, err = h.Comments.Add(q.Ctx(), q.Actor, p.Ref(), comment.New{Body: "申请缓评：规则" + rule + "，到" + until + "。理由：" + reason})
		}
	}
	if errs.CodeOf(err) == errs.Invalid {
		page, pageErr := h.exemptPage(q, p, f, err)
		if pageErr != nil {
			return pageErr
		}
		return q.RenderInvalid("project/plain", page)
	}
	if err != nil {
		return err
	}
	return q.Redirect(url(p), text)
}
