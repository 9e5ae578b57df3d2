// Package remarks is what the pages of all records share about instructions and remarks: how they look, the form, and what is done
// with it.
package remarks

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// Desk has the remarks of one kind of records.
type Desk struct {
	DB       db.Queryer
	Comments *comment.Service
	Tasks    func(ctx context.Context, ref record.Ref) (map[string]*task.Task, error) // that came of instructions; nil = none
}

// Place is a record: its page, and whether a remark may be made an instruction there.
type Place struct {
	Ref      record.Ref
	URL      string // of the record; forms go to URL/comments, instructions are marked as done at URL/comments/ID/done
	Instruct bool
}

// Of gives the remarks on a record, newest first, with the form. The caller has seen that the person may see the record.
func (d Desk) Of(q *web.Req, p Place) (*ui.Remarks, error) {
	list, err := d.Comments.List(q.Ctx(), d.DB, p.Ref)
	if err != nil {
		return nil, err
	}
	var tasks map[string]*task.Task
	if d.Tasks != nil {
		if tasks, err = d.Tasks(q.Ctx(), p.Ref); err != nil {
			return nil, err
		}
	}
	out := &ui.Remarks{Say: form(q, p)}
	for i := range list {
		m := show(q, p, &list[i])
		if t := tasks[list[i].ID]; t != nil {
			m.Task = &ui.Link{Label: "任务：" + task.StateLabel(t.State), URL: "/tasks/" + t.ID}
		}
		out.List = append(out.List, m)
	}
	return out, nil
}

func show(q *web.Req, p Place, c *comment.Comment) ui.Remark {
	m := ui.Remark{Time: ui.Stamp(c.CreatedAt), Who: c.AuthorName, Body: c.Body, Instruction: c.Instruction}
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
		if c.Due[:4] != q.Today()[:4] {
			m.Due = c.Due[:4] + "年" + m.Due
		}
	}
	if c.AuthorID == q.Actor.ID || q.Actor.Can(authz.ProjectEdit) {
		done := ui.Post("办结", p.URL+"/comments/"+c.ID+"/done")
		done.Small = true
		m.Done = &done
	}
	return m
}

func form(q *web.Req, p Place) *ui.SayForm {
	f := &ui.SayForm{Action: p.URL + "/comments", Fields: []*ui.Field{
		{Kind: ui.KindTextArea, Name: "body", Label: "留言", Rows: 2, MaxLength: comment.MaxBody, Wide: true, Group: "say"}}}
	if p.Instruct && q.Actor.Can(authz.Instruct) {
		f.Fields[0].Label = "批示或留言"
		f.Fields = append(f.Fields, &ui.Field{Kind: ui.KindCheck, Name: "instruction", Label: "作为批示，要求办结", Group: "say"},
			&ui.Field{Kind: ui.KindDate, Name: "due", Label: "办结期限", Mark: "选填", Min: q.Today(), Group: "say"})
	}
	return f
}

// Add takes the form of a remark and leads back to the page. What is wrong with it stands at its fields on the page that again
// draws: it is given the form to put there.
func (d Desk) Add(q *web.Req, p Place, again func(say *ui.SayForm) error) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n := comment.New{Body: f.Text("body")}
	if p.Instruct {
		n.Instruction, n.Due = f.Bool("instruction"), f.Text("due")
	}
	_, err = d.Comments.Add(q.Ctx(), q.Actor, p.Ref, n)
	if errs.CodeOf(err) == errs.Invalid {
		say := form(q, p)
		for _, field := range say.Fields {
			field.Value = f.Raw(field.Name)
			field.Checked = field.Kind == ui.KindCheck && n.Instruction
		}
		say.Errs = ui.Reject(err, say.Fields...)
		return again(say)
	}
	if err != nil {
		return err
	}
	text := "已留言"
	if n.Instruction {
		text = "批示已下达"
	}
	return q.Redirect(p.URL+"#comments", text)
}

// Done marks the instruction that the address names as done.
func (d Desk) Done(q *web.Req, p Place) error {
	if err := d.Comments.Done(q.Ctx(), q.Actor, p.Ref, q.Path("comment")); err != nil {
		return err
	}
	return q.Redirect(p.URL+"#comments", "批示已办结")
}
