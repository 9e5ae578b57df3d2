package firm

import (
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
)

// correctPage is the form in which the firm corrects its record.
type correctPage struct {
	ui.Page
	Errs   ui.Errors
	Action string
	Fields []*ui.Field
	Back   ui.Link
}

func correctForm(q *web.Req, v *visitor) *correctPage {
	p := &correctPage{Page: q.Page("", "更正企业资料"), Action: v.at + "/correct", Back: v.back()}
	p.Lede = ui.Plain("不对的直接改，没改的不动。改动由工作人员核对后生效，结果在专属页上看得到")
	p.Crumbs = []ui.Link{v.back(), {Label: "更正企业资料"}}
	for _, c := range enterprise.Correctables() {
		f := &ui.Field{Kind: ui.KindText, Name: c.Name, Label: c.Label, Help: c.Help, Value: c.Text(v.firm), MaxLength: 500}
		if c.Long {
			f.Kind, f.Rows, f.MaxLength = ui.KindTextArea, 4, 2000
		}
		p.Fields = append(p.Fields, f)
	}
	p.Fields = append(p.Fields, &ui.Field{Kind: ui.KindText, Name: "person", Label: "您的姓名", MaxLength: 30, Required: true, Autocomplete: "name"},
		&ui.Field{Kind: ui.KindText, Name: "phone", Label: "电话", InputMode: "tel", MaxLength: 30, Required: true, Autocomplete: "tel", Help: "有疑问时回电核对"})
	return p
}

func (h *handlers) showCorrect(q *web.Req, v *visitor) error {
	return q.Render("firm/correct", correctForm(q, v))
}

func (h *handlers) correct(q *web.Req, v *visitor) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	from := misses.Address(q)
	if !h.corrected.May(from) {
		return h.Desk.Refuse(q, errs.New(errs.Unavailable, "刚才改得太多了，请%d分钟后再提", misses.WaitFor/60_000_000))
	}
	values := map[string]string{}
	for _, c := range enterprise.Correctables() {
		if f.Has(c.Name) {
			values[c.Name] = f.Raw(c.Name)
		}
	}
	n, err := h.Enterprises.CorrectBy(q.Ctx(), v.firm, v.link.ID, f.Text("person"), f.Text("phone"), values)
	if errs.CodeOf(err) == errs.Invalid {
		p := correctForm(q, v)
		for _, field := range p.Fields {
			field.Value = f.Raw(field.Name)
		}
		p.Errs = ui.Reject(err, p.Fields...)
		return q.RenderInvalid("firm/correct", p)
	}
	if err != nil {
		return h.Desk.Refuse(q, err)
	}
	h.corrected.Add(from)
	return q.Redirect(v.at, "收到了，改的"+ui.Num(int64(n))+"项等工作人员核对")
}
