package burden

import (
	"strconv"

	area "lianzhang/internal/burden"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// formOf is the form in which the office says what a form replaces.
func formOf(q *web.Req, f *area.Form) *formpage.Form {
	p := &formpage.Form{Page: q.Page(section, "替代了哪些旧表"), Action: Base + "/forms/edit", Submit: "保存", Back: Base, Column: true,
		Hidden: []ui.Param{{Name: "form", Value: f.Form}, {Name: "version", Value: strconv.FormatInt(f.Version, 10)}}}
	p.Crumbs = []ui.Link{{Label: "减负", URL: Base}, {Label: f.Name}}
	p.Facts = ui.Facts{ui.F("地址", f.Form)}
	if f.ByName != "" {
		p.Facts = append(p.Facts, ui.F("上次说明", f.ByName+"　"+ui.Stamp(f.UpdatedAt)))
	}
	p.Fields = []ui.Field{{Kind: ui.KindText, Name: "name", Label: "表名", Value: f.Name, MaxLength: 40, Required: true},
		{Kind: ui.KindTextArea, Name: "replaces", Label: "替代的旧表", Value: f.Replaces, Rows: 5, MaxLength: 1000, Help: "一行一张，写发文或通知里的原名；一张都没有替代就留空"},
		{Kind: ui.KindText, Name: "note", Label: "说明", Value: f.Note, MaxLength: 200, Help: "例如哪份文件停了这些表"}}
	return p
}

func (h *handlers) showForm(q *web.Req) error {
	f, err := h.Burden.Get(q.Ctx(), q.Query("form"))
	if err != nil {
		return err
	}
	return formOf(q, f).Show(q)
}

func (h *handlers) saveForm(q *web.Req) error {
	in, err := q.Form()
	if err != nil {
		return err
	}
	stored, err := h.Burden.Get(q.Ctx(), in.Text("form"))
	if err != nil {
		return err
	}
	before, after := *stored, *stored
	before.Version = in.Int("version")
	after.Name, after.Replaces, after.Note = in.Text("name"), in.Raw("replaces"), in.Text("note")
	if err = in.Err(); err == nil {
		err = h.Burden.Say(q.Ctx(), q.Actor, &before, &after, after.Note)
	}
	if now, ok := formpage.Stored[area.Form](err); ok {
		return formOf(q, stored).Differ(q, in, err, formOf(q, now))
	}
	if err != nil {
		return formOf(q, stored).Refuse(q, in, err)
	}
	return q.Redirect(Base, "已保存")
}

func (h *handlers) idleForm(q *web.Req) (*formpage.Form, error) {
	idle, err := h.Burden.Idle(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &formpage.Form{Page: q.Page(section, "封顶分钟数"), Action: Base + "/idle", Submit: "保存", Back: Base, Column: true}
	p.Crumbs = []ui.Link{{Label: "减负", URL: Base}, {Label: "封顶分钟数"}}
	p.Note = &ui.Note{Body: ui.Rich{ui.T("原始时间都存着，改了以后全部月份按新的封顶重算。")}}
	p.Fields = []ui.Field{{Kind: ui.KindNumber, Name: "idle", Label: "一次填报最多算", Unit: "分钟", InputMode: "numeric", Value: strconv.FormatInt(idle, 10), Required: true}, formpage.Reason("")}
	return p, nil
}

func (h *handlers) showIdle(q *web.Req) error {
	p, err := h.idleForm(q)
	if err != nil {
		return err
	}
	return p.Show(q)
}

func (h *handlers) saveIdle(q *web.Req) error {
	p, err := h.idleForm(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	minutes, reason := f.Int("idle"), formpage.NeedReason(f)
	if err = f.Err(); err == nil {
		err = h.Burden.SetIdle(q.Ctx(), q.Actor, minutes, reason)
	}
	if err != nil {
		return p.Refuse(q, f, err)
	}
	return q.Redirect(Base, "已保存，全部月份按新的封顶重算")
}
