package chain

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"

	area "lianzhang/internal/chain"
)

// subjects are the chains that an instruction can be about.
func (h *handlers) subjects(q *web.Req, c *desk.Cockpit) []ui.Option {
	all, err := h.Chains.All(q.Ctx())
	if err != nil {
		return []ui.Option{}
	}
	out := []ui.Option{}
	for i := range all {
		if all[i].Active && h.sees(q, &all[i]) {
			out = append(out, ui.Option{Value: all[i].Ref().String(), Label: all[i].Name})
		}
	}
	return out
}

// sees reports whether the person may see a chain's page: it is in his scope, or names of chains being no secret, he has
// projects of his own in it.
func (h *handlers) sees(q *web.Req, c *area.Chain) bool { return q.Actor.Scope.Allows(c.ScopeKeys()) }

// instruct writes a one-line instruction on a chain or a project.
func (h *handlers) instruct(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	ref, ok := record.Parse(f.Text("on"))
	if !ok {
		f.Add("on", "选择批示的对象")
	} else if err := h.mayInstruct(q, ref); err != nil {
		return err
	}
	if err = f.Err(); err == nil {
		_, err = h.Comments.Add(q.Ctx(), q.Actor, ref, comment.New{Body: f.Text("body"), Instruction: true, Due: f.Text("due")})
	}
	back := "/chains"
	if f.Raw("by") == string(desk.ByCounty) {
		back += "?by=county"
	}
	if errs.CodeOf(err) != errs.Invalid {
		if err != nil {
			return err
		}
		if f.Raw("dialog") == "instruct-here" {
			back = address(ref.ID) + "#orders"
		}
		return q.Redirect(back, "批示已下达，记入"+map[bool]string{true: "项目", false: "产业链"}[ref.Kind == project.Kind]+"经过")
	}
	p, pageErr := h.cockpitPage(q)
	if pageErr != nil {
		return pageErr
	}
	reopen(p.Dialogs, f, err)
	return q.RenderInvalid("chain/cockpit", p)
}

// reopen shows the dialog that was refused, with what was typed and what is wrong with it. A dialog that the page no longer
// has gives way to the general one.
func reopen(dialogs []ui.Dialog, f *web.Form, err error) {
	at := -1
	for i := range dialogs {
		if dialogs[i].ID == f.Raw("dialog") || at < 0 && dialogs[i].ID == "instruct" {
			at = i
		}
	}
	if at < 0 {
		return
	}
	d := &dialogs[at]
	d.Open = true
	var fields []*ui.Field
	for i := range d.Fields {
		d.Fields[i].Value = f.Raw(d.Fields[i].Name)
		fields = append(fields, &d.Fields[i])
	}
	ui.Reject(err, fields...)
}

// mayInstruct makes sure that the record lies inside the person's scope.
func (h *handlers) mayInstruct(q *web.Req, ref record.Ref) error {
	var err error
	switch ref.Kind {
	case project.Kind:
		_, err = h.Projects.Get(q.Ctx(), q.Actor.Scope, ref.ID)
	case area.Kind:
		_, err = h.Chains.Get(q.Ctx(), q.Actor.Scope, ref.ID)
	default:
		err = errs.New(errs.NotFound, "没有这条记录，或不在您的数据范围内")
	}
	return err
}
