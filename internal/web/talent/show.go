package talent

import (
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/talent"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// showPage is one need, introduction or platform.
type showPage struct {
	ui.Page
	Next    *next
	Facts   ui.Facts
	Docked  *ui.Table
	Fitting *ui.Table
	Log     ui.Log
}

// next are the steps that an introduction can take.
type next struct {
	Action     string
	Errs       ui.Errors
	On, Reason ui.Field
	Acts       []ui.Action
}

// entries is how many events of the history the page shows, fitting how many introductions it offers.
const (
	entries = 10
	fitting = 10
)

// show lays out what the three registers have in common.
func (h *handlers) show(q *web.Req, l *listing.List, base string) (*showPage, list.Row, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, list.Row{}, err
	}
	spec := l.Spec
	cols := spec.Shown(columnNames(spec))
	page, err := spec.Rows(q.Ctx(), h.Run.DB, &list.Query{IDs: []string{q.Path("id")}, Page: 1, Size: 1}, q.Asker(), cols)
	if err != nil {
		return nil, list.Row{}, err
	}
	if len(page.Rows) == 0 {
		return nil, list.Row{}, errs.New(errs.NotFound, "没有这条%s，或不在您的数据范围内", spec.Label)
	}
	r := page.Rows[0]
	p := &showPage{Page: q.Page(section, r.Str("name"))}
	p.Crumbs = []ui.Link{{Label: spec.Label, URL: base}, {Label: r.Str("name")}}
	for i, c := range cols {
		text := listing.Text(c, r.At(i), names)
		switch {
		case c.Name == "name" || c.Name == "node" && r.Str("node_id") != "" || c.Name == "node_id" && text == "" && r.Str("node") != "" || c.Name == "created_at" || c.Name == "updated_at":
			continue
		case text == "0" || text == "0.00":
			text = ""
		case text != "" && c.Unit != "":
			text += c.Unit
		}
		fact := ui.F(c.Label, text)
		if c.Name == "node_id" && r.Str("node_id") != "" {
			fact.Value = ui.Rich{ui.A(text, "/nodes/"+r.Str("node_id"))}
		}
		p.Facts = append(p.Facts, fact)
	}
	if q.Actor.Can(authz.FirmEdit) {
		p.Acts = append(p.Acts, ui.Primary("编辑", base+"/"+r.ID+"/edit"))
	}
	if q.Actor.Can(authz.JournalView) {
		p.Log, _, err = h.Trail.Log(q.Ctx(), record.Ref{Kind: spec.Name, ID: r.ID}, 0, entries)
	}
	return p, r, err
}

func columnNames(spec *list.Spec) []string {
	var out []string
	for i := range spec.Columns {
		if !spec.Columns[i].Hidden {
			out = append(out, spec.Columns[i].Name)
		}
	}
	return out
}

func (h *handlers) showPlatform(q *web.Req) error {
	p, _, err := h.show(q, h.platforms, platforms)
	if err != nil {
		return err
	}
	return q.Render("talent/show", p)
}

func (h *handlers) showNeed(q *web.Req) error {
	p, r, err := h.show(q, h.needs, needs)
	if err != nil {
		return err
	}
	light := needLight(r.Str("state"), r.Str("due"), q.Today())
	p.Light = light
	n, err := h.Talent.Needs.Get(q.Ctx(), q.Actor.Scope, r.ID)
	if err != nil {
		return err
	}
	docked, err := h.Talent.Docked(q.Ctx(), q.Actor.Scope, n.ID)
	if err != nil {
		return err
	}
	may := q.Actor.Can(authz.FirmEdit)
	p.Docked = introTable("docked-rows", docked, func(i *talent.Intro) ui.Action {
		return ui.Action{Label: "解除", URL: intros + "/" + i.ID + "/dock", Method: "post", Small: true, Plain: true, Hidden: []ui.Param{{Name: "back", Value: needs + "/" + n.ID}}}
	}, may)
	p.Docked.Empty = &ui.Empty{Title: "还没有人才对接这条需求", Text: "在下面选，或登记引进后再来对接"}
	if n.State == talent.Open {
		offers, err := h.Talent.Fitting(q.Ctx(), q.Actor.Scope, n, fitting)
		if err != nil {
			return err
		}
		if len(offers) > 0 {
			p.Fitting = introTable("fitting-rows", offers, func(i *talent.Intro) ui.Action {
				return ui.Action{Label: "对接", URL: intros + "/" + i.ID + "/dock", Method: "post", Small: true,
					Hidden: []ui.Param{{Name: "need", Value: n.ID}, {Name: "back", Value: needs + "/" + n.ID}}}
			}, may)
		}
	}
	return q.Render("talent/show", p)
}

func introTable(id string, rows []talent.Intro, act func(*talent.Intro) ui.Action, may bool) *ui.Table {
	t := &ui.Table{ID: id, Label: "人才引进", Fold: true, Columns: []ui.Column{{Label: "人才（团队）", Head: true, Grow: true}, {Label: "类型", Fold: "类型"},
		{Label: "来源地", Fold: "来源地", Rank: 2}, {Label: "人数", Num: true, Fold: "人数"}, {Label: "状态", Fold: "状态"}}}
	if may {
		t.Columns = append(t.Columns, ui.Column{})
	}
	for i := range rows {
		r := &rows[i]
		cells := []ui.Cell{{Text: r.Name, URL: intros + "/" + r.ID}, {Text: talent.IntroSpec.Column("kind").OptionLabel(r.Kind)}, {Text: r.Origin},
			{Text: ui.Num(r.People)}, {Text: talent.Flow.Label(r.State), Sub: r.Since}}
		if may {
			cells = append(cells, ui.Cell{Acts: []ui.Action{act(r)}})
		}
		t.Rows = append(t.Rows, ui.Row{Key: r.ID, Label: r.Name, Cells: cells})
	}
	return t
}

func (h *handlers) showIntro(q *web.Req) error {
	p, err := h.introPage(q)
	if err != nil {
		return err
	}
	return q.Render("talent/show", p)
}

func (h *handlers) introPage(q *web.Req) (*showPage, error) {
	p, r, err := h.show(q, h.intros, intros)
	if err != nil {
		return nil, err
	}
	p.Tag = talent.Flow.Label(r.Str("state"))
	if !q.Actor.Can(authz.FirmEdit) {
		return p, nil
	}
	if steps := talent.Flow.Next(r.Str("state")); len(steps) > 0 {
		p.Next = &next{Action: intros + "/" + r.ID + "/move", On: ui.Field{Kind: ui.KindDate, Name: "on", Label: "日期", Value: q.Today()},
			Reason: ui.Field{Kind: ui.KindText, Name: "reason", Label: "理由", Help: "未成、离开、重新接洽时必填", MaxLength: 200}}
		for i, s := range steps {
			p.Next.Acts = append(p.Next.Acts, ui.Action{Label: s.Label, Name: "action", Value: s.Action, Form: "", Primary: i == 0, Plain: s.Why})
		}
	}
	return p, nil
}

func (h *handlers) move(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	id := q.Path("id")
	err = h.Talent.Move(q.Ctx(), q.Actor, id, f.Text("action"), f.Text("on"), f.Text("reason"))
	if err == nil {
		return q.Redirect(intros+"/"+id, "已更新")
	}
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	p, pageErr := h.introPage(q)
	if pageErr != nil || p.Next == nil {
		return err
	}
	p.Next.On.Value, p.Next.Reason.Value = f.Raw("on"), f.Raw("reason")
	p.Next.Errs = ui.Reject(err, &p.Next.On, &p.Next.Reason)
	return q.RenderInvalid("talent/show", p)
}

func (h *handlers) dock(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := h.Talent.Dock(q.Ctx(), q.Actor, q.Path("id"), f.Text("need")); err != nil {
		return err
	}
	back := f.Text("back")
	if back == "" {
		back = intros + "/" + q.Path("id")
	}
	return q.Redirect(back, map[bool]string{true: "已对接", false: "已解除对接"}[f.Text("need") != ""])
}
