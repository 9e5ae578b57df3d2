package project

import (
	"encoding/json"
	"errors"
	"strconv"

	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/project"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

type editPage struct {
	ui.Page
	Action string
	Draft  string
	Errs   ui.Errors
	Groups []fieldGroup
	Hidden []ui.Param
	Submit string
	Back   string
}

type fieldGroup struct {
	Title, Lead string
	Fields      []*ui.Field
}

// form lays out the form over p. With f, the fields hold what was typed; fault is what was wrong with it.
func (h *handlers) form(q *web.Req, page ui.Page, p *area.Project, fresh bool, f *web.Form, fault error) (*editPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	out := &editPage{Page: page, Action: q.R.URL.Path, Draft: q.R.URL.Path, Submit: "保存", Back: "/projects"}
	var all []*ui.Field
	year := p.PlanYear
	if year == "" {
		year = q.Today()[:4]
	}
	for _, g := range inputs(p, fresh) {
		fg := fieldGroup{Title: g.Title, Lead: g.Lead}
		for i := range g.In {
			field := g.In[i].field(names, year)
			if f != nil && f.Has(field.Name) {
				field.Value = f.Raw(field.Name)
			}
			fg.Fields, all = append(fg.Fields, field), append(all, field)
		}
		out.Groups = append(out.Groups, fg)
	}
	out.Errs = ui.Reject(fault, all...)
	return out, nil
}

func (h *handlers) showNew(q *web.Req) error {
	return h.renderNew(q, &area.Project{Stage: area.Lead}, nil, nil)
}

func (h *handlers) renderNew(q *web.Req, p *area.Project, f *web.Form, fault error) error {
	page := q.Page(section, "新建项目")
	page.Crumbs = []ui.Link{{Label: "项目", URL: "/projects"}, {Label: "新建"}}
	form, err := h.form(q, page, p, true, f, fault)
	if err != nil {
		return err
	}
	if fault != nil {
		return q.RenderInvalid("project/edit", form)
	}
	return q.Render("project/edit", form)
}

func (h *handlers) create(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	p := &area.Project{Stage: area.Lead}
	readInto(p, true, f)
	err = f.Err()
	var made *area.Project
	if err == nil {
		made, err = h.Projects.Create(q.Ctx(), q.Actor, *p)
	}
	if mendable(err) {
		return h.renderNew(q, p, f, err)
	}
	if err != nil {
		return err
	}
	return q.Redirect(url(made), "项目已登记")
}

// mendable reports whether the person can mend what is wrong in the form itself: a value, or a county outside the own scope.
func mendable(err error) bool {
	code := errs.CodeOf(err)
	return code == errs.Invalid || code == errs.Forbidden
}

func readInto(p *area.Project, fresh bool, f *web.Form) {
	for _, g := range inputs(p, fresh) {
		for i := range g.In {
			g.In[i].read(f)
		}
	}
}

func (h *handlers) showEdit(q *web.Req) error {
	p, err := h.get(q)
	if err != nil {
		return err
	}
	return h.renderEdit(q, p, seenOf(p), nil, nil)
}

// seen is what the editor saw when the form was opened: the version, and the values as the fields held them. Both travel
// with the form, so that a save that comes second can tell who changed what.
type seen struct {
	version int64
	values  map[string]string
}

func seenOf(p *area.Project) seen {
	return seen{p.Version, texts(p)}
}

func texts(p *area.Project) map[string]string {
	out := map[string]string{}
	for _, g := range inputs(p, false) {
		for i := range g.In {
			out[g.In[i].name] = g.In[i].text()
		}
	}
	return out
}

func (s seen) params() ([]ui.Param, error) {
	b, err := json.Marshal(s.values)
	return []ui.Param{{Name: "version", Value: strconv.FormatInt(s.version, 10)}, {Name: "seen", Value: string(b)}}, err
}

func readSeen(f *web.Form) (s seen, err error) {
	s.version = f.Int("version")
	if text := f.Raw("seen"); text != "" {
		err = json.Unmarshal([]byte(text), &s.values)
	}
	return s, errs.Wrap(err, errs.Invalid, "表单没有收全，请重新打开编辑页")
}

func (h *handlers) renderEdit(q *web.Req, p *area.Project, s seen, f *web.Form, fault error) error {
	form, err := h.form(q, h.page(q, p, "编辑"), p, false, f, fault)
	if err != nil {
		return err
	}
	form.Back = url(p)
	if form.Hidden, err = s.params(); err != nil {
		return err
	}
	if fault != nil {
		return q.RenderInvalid("project/edit", form)
	}
	return q.Render("project/edit", form)
}

func (h *handlers) save(q *web.Req) error {
	stored, err := h.get(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	s, err := readSeen(f)
	if err != nil {
		return err
	}
	after := *stored
	readInto(&after, false, f)
	if err := f.Err(); err != nil {
		return h.renderEdit(q, &after, s, f, err)
	}
	if s.version != stored.Version {
		return h.conflict(q, s, stored, &after)
	}
	err = h.Projects.Save(q.Ctx(), q.Actor, stored, &after)
	var e *errs.Error
	switch {
	case err == nil:
		return q.Redirect(url(stored), "已保存")
	case mendable(err):
		return h.renderEdit(q, &after, s, f, err)
	case errors.As(err, &e) && e.Code == errs.Conflict:
		if now, ok := e.Detail.(*area.Project); ok {
			return h.conflict(q, s, now, &after)
		}
	}
	return err
}
