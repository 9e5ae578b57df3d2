package project

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// remark is a comment or an instruction as a page shows it.
type remark struct {
	Time, Who, Body string
	Instruction     bool
	Light           *ui.Light // of an instruction: open, late or done
	Due             string
	Task            *ui.Link // that came of an instruction
	Done            *ui.Action
}

func (r *record) remarks(q *web.Req) []remark {
	var out []remark
	for i := range r.comments {
		c := &r.comments[i]
		m := remark{Time: ui.Stamp(c.CreatedAt), Who: c.AuthorName, Body: c.Body, Instruction: c.Instruction}
		if c.Instruction {
			light := ui.Sign(ui.None, "待办")
			switch {
			case !c.Open():
				light = ui.Sign(ui.Green, "已办结")
				m.Due = ui.Stamp(c.DoneAt) + "办结"
			case c.Overdue(q.Today()):
				light = ui.Sign(ui.Red, "超期")
			case c.Due == q.Today():
				light = ui.Sign(ui.Yellow, "今日到期")
			}
			m.Light = &light
			if c.Open() && c.Due != "" {
				m.Due = prose(c.Due, q.Today()) + "前"
			}
			if c.Open() && (c.AuthorID == q.Actor.ID || q.Actor.Can(authz.ProjectEdit)) {
				done := ui.Post("办结", url(r.Project)+"/comments/"+c.ID+"/done")
				done.Small = true
				m.Done = &done
			}
		}
		out = append(out, m)
	}
	return out
}

// sayForm is the form for a remark or, for those who may, an instruction.
type sayForm struct {
	Action string
	Errs   ui.Errors
	Fields []*ui.Field
}

func sayFormOf(q *web.Req, p *area.Project) *sayForm {
	f := &sayForm{Action: url(p) + "/comments", Fields: []*ui.Field{
		{Kind: ui.KindTextArea, Name: "body", Label: "留言", Rows: 2, MaxLength: comment.MaxBody, Wide: true, Group: "say"}}}
	if q.Actor.Can(authz.Instruct) {
		f.Fields[0].Label = "批示或留言"
		f.Fields = append(f.Fields, &ui.Field{Kind: ui.KindCheck, Name: "instruction", Label: "作为批示，要求办结", Group: "say"},
			&ui.Field{Kind: ui.KindDate, Name: "due", Label: "办结期限", Mark: "选填", Min: q.Today(), Group: "say"})
	}
	return f
}

func (h *handlers) comment(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	n := comment.New{Body: f.Text("body"), Instruction: f.Bool("instruction"), Due: f.Text("due")}
	_, err = h.Comments.Add(q.Ctx(), q.Actor, p.Ref(), n)
	if errs.CodeOf(err) == errs.Invalid {
		page, pageErr := h.showPage(q, p)
		if pageErr != nil {
			return pageErr
		}
		for _, field := range page.Say.Fields {
			field.Value = f.Raw(field.Name)
			field.Checked = field.Kind == ui.KindCheck && n.Instruction
		}
		page.Say.Errs = ui.Reject(err, page.Say.Fields...)
		return q.RenderInvalid("project/show", page)
	}
	if err != nil {
		return err
	}
	text := "已留言"
	if n.Instruction {
		text = "批示已下达"
	}
	return q.Redirect(url(p)+"#comments", text)
}

func (h *handlers) commentDone(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	if err := h.Comments.Done(q.Ctx(), q.Actor, p.Ref(), q.Path("comment")); err != nil {
		return err
	}
	return q.Redirect(url(p)+"#comments", "批示已办结")
}
