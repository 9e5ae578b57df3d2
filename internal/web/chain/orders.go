package chain

import (
	area "lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// remark is an instruction or a remark on the chain.
type remark struct {
	Time, Who, Body string
	Instruction     bool
	Light           *ui.Light
	Due             string
	Task            *ui.Link // that came of an instruction
	Done            *ui.Action
}

// sayForm is the form for a remark.
type sayForm struct {
	Action string
	Errs   ui.Errors
	Body   ui.Field
}

// orders are the instructions and remarks on the chain.
func (h *handlers) orders(q *web.Req, c *area.Chain, p *showPage) error {
	p.Say = &sayForm{Action: address(c.ID) + "/comments", Body: ui.Field{Kind: ui.KindTextArea, Name: "body", Label: "留言", Rows: 2, MaxLength: comment.MaxBody, Group: "say"}}
	list, err := h.Comments.List(q.Ctx(), h.Run.DB, c.Ref())
	if err != nil {
		return err
	}
	var tasks map[string]*task.Task
	if h.TaskOf != nil {
		if tasks, err = h.TaskOf(q.Ctx(), c.Ref()); err != nil {
			return err
		}
	}
	for i := range list {
		m := remarkOf(q, c, &list[i])
		if t := tasks[list[i].ID]; t != nil {
			m.Task = &ui.Link{Label: "任务：" + task.StateLabel(t.State), URL: "/tasks/" + t.ID}
		}
		p.Orders = append(p.Orders, m)
	}
	return nil
}

func remarkOf(q *web.Req, ch *area.Chain, c *comment.Comment) remark {
	m := remark{Time: ui.Stamp(c.CreatedAt), Who: c.AuthorName, Body: c.Body, Instruction: c.Instruction}
	if !c.Instruction {
		return m
	}
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
	if !c.Open() {
		return m
	}
	if c.Due != "" {
		m.Due = ui.DateProse(c.Due) + "前"
	}
	if c.AuthorID == q.Actor.ID || q.Actor.Can(authz.ProjectEdit) {
		done := ui.Post("办结", address(ch.ID)+"/orders/"+c.ID+"/done")
		done.Small = true
		m.Done = &done
	}
	return m
}

func (h *handlers) remark(q *web.Req) error {
	c, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	_, err = h.Comments.Add(q.Ctx(), q.Actor, c.Ref(), comment.New{Body: f.Text("body")})
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.showPage(q, c)
		if pageErr != nil {
			return pageErr
		}
		p.Say.Body.Value = f.Raw("body")
		p.Say.Errs = ui.Reject(err, &p.Say.Body)
		return q.RenderInvalid("chain/show", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(address(c.ID)+"#orders", "已留言")
}

func (h *handlers) done(q *web.Req) error {
	c, err := h.get(q)
	if err != nil {
		return err
	}
	if err := h.Comments.Done(q.Ctx(), q.Actor, c.Ref(), q.Path("comment")); err != nil {
		return err
	}
	return q.Redirect(address(c.ID)+"#orders", "批示已办结")
}
