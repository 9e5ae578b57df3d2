package ticket

import (
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

func (h *handlers) upload(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	blobs, err := upload.Received(q, h.Files)
	if err != nil {
		return err
	}
	if len(blobs) == 0 {
		return errs.New(errs.Invalid, "没有收到文件，请先选择文件")
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	label := f.Text("label")
	err = h.Run.Run(q.Ctx(), q.Actor, change.What{Action: "ticket.attach", Perm: authz.TicketWork, Ref: t.Ref()}, func(tx *change.Tx) error {
		for _, b := range blobs {
			if _, err := h.Files.Save(q.Ctx(), tx, t.Ref(), t.ScopeKeys(), b.Name, label, b.Content); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return q.Redirect(addr(t.ID)+"#files", "已收下"+ui.Num(int64(len(blobs)))+"份材料")
}

func (h *handlers) download(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	rows, err := attach.List(q.Ctx(), h.Run.DB, t.Ref())
	if err != nil {
		return err
	}
	for i := range rows {
		if rows[i].ID == q.Path("file") {
			return upload.Send(q, h.Files, &rows[i])
		}
	}
	return errs.New(errs.NotFound, "没有这份材料")
}

// remark is a comment or an instruction as the page shows it.
type remark struct {
	Time, Who, Body string
	Instruction     bool
	Light           *ui.Light
	Due             string
	Done            *ui.Action
}

func (h *handlers) remarks(q *web.Req, t *area.Ticket) ([]remark, error) {
	rows, err := h.Comments.List(q.Ctx(), h.Run.DB, t.Ref())
	var out []remark
	for i := range rows {
		c := &rows[i]
		m := remark{Time: ui.Stamp(c.CreatedAt), Who: c.AuthorName, Body: c.Body, Instruction: c.Instruction}
		if c.Instruction {
			light := ui.Sign(ui.None, "待办")
			switch {
			case !c.Open():
				light = ui.Sign(ui.Green, "已办结")
			case c.Overdue(q.Today()):
				light = ui.Sign(ui.Red, "超期")
			}
			m.Light = &light
			if c.Open() && c.Due != "" {
				m.Due = ui.DateProse(c.Due) + "前"
			}
			if c.Open() && (c.AuthorID == q.Actor.ID || q.Actor.Can(authz.ProjectEdit)) {
				done := ui.Post("办结", addr(t.ID)+"/comments/"+c.ID+"/done")
				done.Small = true
				m.Done = &done
			}
		}
		out = append(out, m)
	}
	return out, err
}

func sayForm(q *web.Req, id string) *formBlock {
	f := &formBlock{Action: addr(id) + "/comments", Submit: "提交", Fields: []*ui.Field{
		{Kind: ui.KindTextArea, Name: "body", Label: "留言", Rows: 2, MaxLength: comment.MaxBody, Wide: true, Group: "say"}}}
	if q.Actor.Can(authz.Instruct) {
		f.Fields[0].Label = "批示或留言"
		f.Fields = append(f.Fields, &ui.Field{Kind: ui.KindCheck, Name: "instruction", Label: "作为批示，要求办结", Group: "say"},
			&ui.Field{Kind: ui.KindDate, Name: "due", Label: "办结期限", Mark: "选填", Min: q.Today(), Group: "say"})
	}
	return f
}

func (h *handlers) comment(q *web.Req) error {
	w, err := h.read(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	n := comment.New{Body: f.Text("body"), Instruction: f.Bool("instruction"), Due: f.Text("due")}
	_, err = h.Comments.Add(q.Ctx(), q.Actor, w.Ref(), n)
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.page(q, w)
		if pageErr != nil {
			return pageErr
		}
		for _, field := range p.Say.Fields {
			field.Value = f.Raw(field.Name)
			field.Checked = field.Kind == ui.KindCheck && n.Instruction
		}
		p.Say.Errs = ui.Reject(err, p.Say.Fields...)
		return q.RenderInvalid("ticket/show", p)
	}
	if err != nil {
		return err
	}
	text := "已留言"
	if n.Instruction {
		text = "批示已下达"
	}
	return q.Redirect(addr(w.ID)+"#comments", text)
}

func (h *handlers) commentDone(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	if err := h.Comments.Done(q.Ctx(), q.Actor, t.Ref(), q.Path("comment")); err != nil {
		return err
	}
	return q.Redirect(addr(t.ID)+"#comments", "批示已办结")
}
