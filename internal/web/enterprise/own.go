package enterprise

import (
	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
)

// ownPage is what a firm sees by its link: its own facts, to be corrected.
type ownPage struct {
	ui.Page
	Errs   ui.Errors
	Office string
	Fields []ui.Field
	Person []ui.Field
	Action string
	Done   string
	Failed *ui.ErrorState
}

// showOwn answers the firm's link. It needs no account, and shows nothing that the firm did not say itself or could not
// correct.
func (h *handlers) showOwn(q *web.Req) error {
	e, err := h.open(q)
	if err != nil {
		return h.refuse(q, err)
	}
	return q.Render("enterprise/own", h.own(q, e))
}

func (h *handlers) own(q *web.Req, e *area.Enterprise) *ownPage {
	p := &ownPage{Page: q.Page("", "核对企业资料"), Action: "/f/" + q.Path("token")}
	p.Office = p.Site
	for _, c := range area.Correctables() {
		f := ui.Field{Kind: ui.KindText, Name: c.Name, Label: c.Label, Help: c.Help, Value: c.Text(e), MaxLength: 500}
		if c.Long {
			f.Kind, f.Rows, f.MaxLength = ui.KindTextArea, 4, 2000
		}
		p.Fields = append(p.Fields, f)
	}
	p.Person = []ui.Field{{Kind: ui.KindText, Name: "person", Label: "您的姓名", MaxLength: 30, Required: true, Autocomplete: "name"},
		{Kind: ui.KindText, Name: "phone", Label: "电话", InputMode: "tel", MaxLength: 30, Required: true, Autocomplete: "tel", Help: "有疑问时回电核对"}}
	return p
}

// open finds the firm of the link. Whoever tries many wrong links waits.
func (h *handlers) open(q *web.Req) (*area.Enterprise, error) {
	from := misses.Address(q)
	if !h.tries.May(from) {
		return nil, errs.New(errs.Forbidden, "打开的链接错了太多次，请%d分钟后再试，或请联系人重发链接", misses.WaitFor/60_000_000)
	}
	_, e, err := h.Enterprises.OpenLink(q.Ctx(), q.Path("token"))
	if errs.CodeOf(err) == errs.NotFound {
		h.tries.Add(from)
	}
	return e, err
}

// refuse says in plain words why a link does not open, on a page without navigation.
func (h *handlers) refuse(q *web.Req, err error) error {
	code := errs.CodeOf(err)
	if code != errs.NotFound && code != errs.Forbidden {
		return err
	}
	p := &ownPage{Page: q.Page("", "链接打不开"), Failed: &ui.ErrorState{Title: "链接打不开", Text: web.Message(err)}}
	return q.RenderStatus(web.Status(err), "enterprise/own", p)
}

func (h *handlers) correctOwn(q *web.Req) error {
	e, err := h.open(q)
	if err != nil {
		return h.refuse(q, err)
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	values := map[string]string{}
	for _, c := range area.Correctables() {
		if f.Has(c.Name) {
			values[c.Name] = f.Raw(c.Name)
		}
	}
	n, err := h.Enterprises.Correct(q.Ctx(), q.Path("token"), f.Text("person"), f.Text("phone"), values)
	if errs.CodeOf(err) == errs.Invalid {
		p := h.own(q, e)
		var fields []*ui.Field
		for _, list := range [][]ui.Field{p.Fields, p.Person} {
			for i := range list {
				list[i].Value = f.Raw(list[i].Name)
				fields = append(fields, &list[i])
			}
		}
		p.Errs = ui.Reject(err, fields...)
		return q.RenderInvalid("enterprise/own", p)
	}
	if err != nil {
		return h.refuse(q, err)
	}
	p := &ownPage{Page: q.Page("", "收到了，谢谢"), Done: "您改的" + ui.Num(int64(n)) + "项已交给工作人员核对，有疑问会打您留的电话。这个链接已经用完，可以关掉页面。"}
	return q.Render("enterprise/own", p)
}
