package studio

import (
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/studio"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

// said are the fields of what is said about a template.
func said(t *studio.Template) []ui.Field {
	var kinds, abouts []ui.Option
	for _, k := range studio.Cadences() {
		kinds = append(kinds, ui.Option{Value: string(k), Label: k.Label()})
	}
	for _, a := range studio.Abouts() {
		abouts = append(abouts, ui.Option{Value: a[0], Label: a[1]})
	}
	return []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "名称", Value: t.Name, Required: true, MaxLength: 60, Placeholder: "产业链工作月报"},
		{Kind: ui.KindSelect, Name: "cadence", Label: "周期", Value: t.Cadence, Options: kinds},
		{Kind: ui.KindSelect, Name: "about", Label: "一份写谁", Value: t.About, Options: abouts},
		{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: t.Note, Rows: 2, Wide: true},
		{Kind: ui.KindCheck, Name: "sources", Label: "正文后附“数据出处”，逐数印出地址", Checked: t.Sources, Wide: true},
	}
}

func wordField() ui.Field {
	return ui.Field{Kind: ui.KindFile, Name: "file", Label: "Word模板", Accept: ".docx", Required: true, Wide: true, Help: "在要出数的地方写{{完成率}}这样的名称，字体、字号照它所在的地方"}
}

func take(f *web.Form, t *studio.Template) {
	t.Name, t.Cadence, t.About, t.Note, t.Sources = f.Text("name"), f.Text("cadence"), f.Text("about"), f.Text("note"), f.Bool("sources")
}

func (h *handlers) newForm(q *web.Req, t *studio.Template) *formpage.Form {
	p := &formpage.Form{Page: q.Page(section, "新模板"), Action: base + "/new", Fields: append(said(t), wordField()), Submit: "存为模板", Back: base}
	p.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: "自定义报告", URL: base}, {Label: "新模板"}}
	return p
}

func (h *handlers) showNew(q *web.Req) error {
	return h.newForm(q, &studio.Template{Cadence: string(period.Month)}).Show(q)
}

func (h *handlers) create(q *web.Req) error {
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	t := &studio.Template{}
	take(f, t)
	if len(blobs) == 0 {
		err = errs.Fields{{Name: "file", Message: "选择Word模板（.docx）"}}.Err()
	} else {
		err = h.Studio.Create(q.Ctx(), q.Actor, t, blobs[0].Name, blobs[0].Content)
	}
	if err != nil {
		return h.newForm(q, t).Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+t.ID, "已存为模板")
}

// editor answers the form of what is said about a template.
func (h *handlers) editor() *formpage.Editor[studio.Template] {
	return &formpage.Editor[studio.Template]{
		Names: h.Lists.Names,
		Form: func(q *web.Req, _ *listing.Names, t *studio.Template) *formpage.Form {
			fields := append(said(t), ui.Field{Kind: ui.KindCheck, Name: "active", Label: "在用", Checked: t.Active, Wide: true})
			p := &formpage.Form{Page: q.Page(section, "修改模板"), Action: base + "/" + t.ID + "/edit", Fields: fields, Submit: "保存", Back: base + "/" + t.ID,
				Hidden: []ui.Param{{Name: "version", Value: ui.Num(t.Version)}}}
			p.Crumbs = []ui.Link{{Label: "自定义报告", URL: base}, {Label: t.Name, URL: base + "/" + t.ID}, {Label: "修改"}}
			return p
		},
		Read: func(f *web.Form, t *studio.Template) {
			take(f, t)
			t.Active = f.Bool("active")
		},
		Get: h.get,
		Save: func(q *web.Req, before, after *studio.Template) error {
			return h.Studio.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(t *studio.Template, version int64) { t.Version = version },
		At:   func(t *studio.Template) string { return base + "/" + t.ID },
	}
}

// get is the template of the address.
func (h *handlers) get(q *web.Req) (*studio.Template, error) {
	return h.Studio.Get(q.Ctx(), q.Path("id"))
}

func (h *handlers) replaceForm(q *web.Req, t *studio.Template) *formpage.Form {
	p := &formpage.Form{Page: q.Page(section, "换模板"), Action: base + "/" + t.ID + "/replace", Submit: "换上", Back: base + "/" + t.ID,
		Fields: []ui.Field{wordField(), {Kind: ui.KindText, Name: "reason", Label: "改了什么", Required: true, Wide: true}},
		Note:   &ui.Note{Body: ui.Plain("换上后新出的材料用新模板；已冻结的期间仍用当时的那一版，重出一字不差")}}
	p.Crumbs = []ui.Link{{Label: "自定义报告", URL: base}, {Label: t.Name, URL: base + "/" + t.ID}, {Label: "换模板"}}
	return p
}

func (h *handlers) showReplace(q *web.Req) error {
	t, err := h.get(q)
	if err != nil {
		return err
	}
	return h.replaceForm(q, t).Show(q)
}

func (h *handlers) replace(q *web.Req) error {
	t, err := h.get(q)
	if err != nil {
		return err
	}
	blobs, f, err := upload.Form(q, h.Files)
	if err != nil {
		return err
	}
	if len(blobs) == 0 {
		err = errs.Fields{{Name: "file", Message: "选择Word模板（.docx）"}}.Err()
	} else {
		err = h.Studio.Replace(q.Ctx(), q.Actor, t.ID, blobs[0].Name, f.Text("reason"), blobs[0].Content)
	}
	if err != nil {
		return h.replaceForm(q, t).Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+t.ID, "已换上新模板")
}

// after does a small change and leads back to the template.
func (h *handlers) after(q *web.Req, word string, fn func(f *web.Form) error) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := fn(f); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id"), word)
}

func (h *handlers) use(q *web.Req) error {
	return h.after(q, "已改用", func(f *web.Form) error {
		return h.Studio.Use(q.Ctx(), q.Actor, q.Path("id"), f.Text("file"), "改用这一版")
	})
}

func (h *handlers) deliver(q *web.Req) error {
	return h.after(q, "已安排送达", func(f *web.Form) error {
		return h.Studio.Deliver(q.Ctx(), q.Actor, q.Path("id"), f.Text("account_id"), f.Int("days"))
	})
}

func (h *handlers) stop(q *web.Req) error {
	return h.after(q, "已取消", func(f *web.Form) error {
		return h.Studio.Stop(q.Ctx(), q.Actor, q.Path("id"), f.Text("schedule"))
	})
}
