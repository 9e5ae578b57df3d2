package meeting

import (
	area "lianzhang/internal/meeting"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

type showPage struct {
	ui.Page
	Note      *ui.Note
	Facts     ui.Facts
	Sections  []agendaSection
	Empty     string
	Item      *itemForm
	Decisions ui.Table
	Came      ui.Facts
	Files     []ui.File
	Minutes   []string
	At        string
}

// agendaSection is a part of the agenda with its points.
type agendaSection struct {
	Title  string
	Points []point
}

// point is one point of the agenda.
type point struct {
	Title, URL, Text, Unit, State string
	Acts                          []ui.Action
}

// itemForm is the form for a further point.
type itemForm struct {
	Action string
	Errs   ui.Errors
	Fields []*ui.Field
	Open   bool
}

func (h *handlers) show(q *web.Req) error {
	m, err := h.get(q)
	if err != nil {
		return err
	}
	p, err := h.showPage(q, m)
	if err != nil {
		return err
	}
	return q.Render("meeting/show", p)
}

func (h *handlers) showPage(q *web.Req, m *area.Meeting) (*showPage, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	at := base + "/" + m.ID
	p := &showPage{Page: q.Page(section, m.Name), At: at}
	p.Crumbs = []ui.Link{{Label: "会议", URL: base}, {Label: m.Code}}
	p.Tag = area.Flow.Label(m.State)
	chain := names.Label("chain", m.ChainID)
	if chain == "" {
		chain = "全部产业链"
	}
	p.Lede = ui.Plain(ui.Joined(area.KindLabel(m.Kind), chain, ui.DateProse(m.OnDate)+m.AtTime, m.Place))
	p.Facts = ui.Facts{ui.F("主持", m.Host), ui.F("召集单位", names.Label("unit", m.UnitID)), ui.F("分会场", ui.Joined(m.Sub()...)), ui.F("印发", ui.Joined(m.SentOn, m.SentTo))}
	if m.PrevID != "" {
		p.Facts = append(p.Facts, ui.Fact{Label: "上次会议", Value: ui.Rich{ui.A(ui.DateProse(m.Since), base+"/"+m.PrevID)}})
	}
	if err := h.agenda(q, p, m, names.Label); err != nil {
		return nil, err
	}
	if err := h.rest(q, p, m, names.Label); err != nil {
		return nil, err
	}
	p.Acts = acts(q, m)
	return p, nil
}

func (h *handlers) agenda(q *web.Req, p *showPage, m *area.Meeting, label func(kind, id string) string) error {
	all, err := h.Meetings.Items(q.Ctx(), h.Run.DB, m.ID)
	if err != nil {
		return err
	}
	runs := q.Actor.Can(authz.MeetingRun)
	for _, k := range area.ItemKinds {
		s := agendaSection{Title: k.Label}
		for i := range all {
			it := &all[i]
			if it.Kind != k.Code {
				continue
			}
			pt := point{Title: it.Title, Text: it.Text, Unit: label("unit", it.AboutUnit)}
			if h.Link != nil && it.RefKind != "" {
				pt.URL = h.Link(it.Ref())
			}
			if it.Kind == area.Topic {
				pt.Title, pt.State, pt.URL = it.Firm+"："+it.Title, area.TopicFlow.Label(it.State), p.At+"/items/"+it.ID
				if it.Answer != "" {
					pt.Text = ui.Joined(pt.Text, "答复："+it.Answer)
				}
			}
			if it.Kind == area.Topic && runs && (it.State == area.Assigned || it.State == area.Answered) {
				link := ui.Post("企业确认链接", p.At+"/items/"+it.ID+"/link")
				link.Small, link.Plain = true, true
				pt.Acts = append(pt.Acts, link)
			}
			if !it.Auto && runs && m.State == area.Planned {
				drop := ui.Post("移除", p.At+"/items/"+it.ID+"/drop")
				drop.Small, drop.Plain = true, true
				pt.Acts = append(pt.Acts, drop)
			}
			s.Points = append(s.Points, pt)
		}
		if s.Points != nil {
			p.Sections = append(p.Sections, s)
		}
	}
	if runs && (m.State == area.Planned || m.State == area.Held) {
		p.Item = itemFormOf(p.At, m, label)
		var units []ui.Option
		if names, err := h.Lists.Names(q.Ctx()); err == nil {
			units = names.Options("unit")
		}
		p.Item.Fields[len(p.Item.Fields)-1].Options = append([]ui.Option{{Label: "未定"}}, units...)
	}
	return nil
}

func itemFormOf(at string, m *area.Meeting, _ func(kind, id string) string) *itemForm {
	f := &itemForm{Action: at + "/items"}
	if m.Kind == area.Roundtable {
		f.Fields = append(f.Fields, &ui.Field{Kind: ui.KindText, Name: "firm", Label: "企业", MaxLength: 100, Group: "i", Help: "填了就是企业诉求，走交办、答复、确认"})
	}
	return &itemForm{Action: f.Action, Fields: append(f.Fields, &ui.Field{Kind: ui.KindText, Name: "title", Label: "议题", MaxLength: 200, Required: true, Wide: true, Group: "i"},
		&ui.Field{Kind: ui.KindTextArea, Name: "text", Label: "说明", Rows: 2, MaxLength: 2000, Wide: true, Group: "i"}, &ui.Field{Kind: ui.KindSelect, Name: "about_unit", Label: "汇报单位", Group: "i"})}
}

// rest are decisions, attendance, minutes and files.
func (h *handlers) rest(q *web.Req, p *showPage, m *area.Meeting, label func(kind, id string) string) error {
	ds, err := h.Meetings.Decisions(q.Ctx(), h.Run.DB, m.ID)
	if err != nil {
		return err
	}
	p.Decisions = ui.Table{Label: "议定事项", Fold: true, Columns: []ui.Column{{Label: "议定事项", Head: true, Grow: true}, {Label: "责任单位", Fold: "责任"}, {Label: "时限", Fold: "时限"}, {Label: "任务", Fold: "任务"}}}
	for _, d := range ds {
		to := ui.Cell{Text: "待确认", Quiet: true}
		if d.TaskID != "" {
			to = ui.Cell{Text: "看任务", URL: "/tasks/" + d.TaskID}
		}
		unit := label("unit", d.LeadUnit)
		if unit == "" {
			unit = "未定"
		}
		p.Decisions.Rows = append(p.Decisions.Rows, ui.Row{Key: d.ID, Cells: []ui.Cell{{Text: d.Text}, {Text: unit}, {Text: ui.DateTable(d.Due)}, to}})
	}
	gs, err := h.Meetings.Guests(q.Ctx(), m.ID)
	if err != nil {
		return err
	}
	venues := map[string][2]int64{}
	for _, g := range gs {
		n := venues[g.Venue]
		n[0]++
		if g.CameAt > 0 {
			n[1]++
		}
		venues[g.Venue] = n
	}
	for _, v := range append([]string{""}, m.Sub()...) {
		if n := venues[v]; n[0] > 0 {
			name := v
			if v == "" {
				name = "主会场"
			}
			p.Came = append(p.Came, ui.F(name, "应到"+ui.Num(n[0])+"人，实到"+ui.Num(n[1])+"人"))
		}
	}
	p.Minutes = lines(m.Minutes)
	fs, err := attach.List(q.Ctx(), h.Run.DB, m.Ref())
	for _, f := range fs {
		p.Files = append(p.Files, ui.File{Kind: "附件", Name: f.Name, URL: p.At + "/files/" + f.ID, Note: ui.Joined(f.Label, ui.Bytes(f.Size), ui.Stamp(f.CreatedAt))})
	}
	return err
}

// acts are the next steps of a meeting; the likeliest is the last, which phones show too.
func acts(q *web.Req, m *area.Meeting) []ui.Action {
	at := base + "/" + m.ID
	out := []ui.Action{{Label: "汇报材料", URL: at + "/briefing.docx", WideOnly: true}}
	if m.State == area.Planned || m.State == area.Held {
		out = append(out, ui.Action{Label: "签到", URL: at + "/guests"})
	}
	if !q.Actor.Can(authz.MeetingRun) {
		return out
	}
	move := func(action, label string) ui.Action {
		return ui.Action{Label: label, URL: at + "/move?action=" + action, WideOnly: true}
	}
	switch m.State {
	case area.Planned:
		rebuild := ui.Post("重编议程", at+"/agenda")
		rebuild.WideOnly = true
		out = append(out, ui.Action{Label: "修改", URL: at + "/edit", WideOnly: true}, move("cancel", "取消会议"), rebuild, ui.Primary("会议已开", at+"/move?action=hold"))
	case area.Held:
		out = append(out, ui.Action{Label: "议定事项", URL: at + "/decisions", WideOnly: true}, move("send", "印发纪要"), ui.Primary("录纪要", at+"/minutes"))
	case area.Sent:
		out = append(out, ui.Action{Label: "议定事项", URL: at + "/decisions", WideOnly: true})
	}
	return out
}

func (h *handlers) build(q *web.Req) error {
	if err := h.Meetings.Build(q.Ctx(), q.Actor, q.Path("id")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id"), "议程已按现状重编，自己加的议题都在")
}

func (h *handlers) addItem(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	it := area.Item{Title: f.Text("title"), Text: f.Text("text"), Firm: f.Text("firm"), AboutUnit: f.Text("about_unit")}
	if it.Firm != "" {
		it.Kind = area.Topic
	}
	err = h.Meetings.AddItem(q.Ctx(), q.Actor, q.Path("id"), it)
	if errs.CodeOf(err) == errs.Invalid {
		m, gone := h.get(q)
		if gone != nil {
			return gone
		}
		p, pageErr := h.showPage(q, m)
		if pageErr != nil {
			return pageErr
		}
		if p.Item == nil {
			return err
		}
		for _, field := range p.Item.Fields {
			field.Value = f.Raw(field.Name)
		}
		p.Item.Errs, p.Item.Open = ui.Reject(err, p.Item.Fields...), true
		return q.RenderInvalid("meeting/show", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id")+"#agenda", "已加入议程")
}

func (h *handlers) dropItem(q *web.Req) error {
	if err := h.Meetings.DropItem(q.Ctx(), q.Actor, q.Path("id"), q.Path("item")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id")+"#agenda", "已移除")
}

func (h *handlers) topicForm(q *web.Req) (*formpage.Form, *area.Item, error) {
	m, err := h.get(q)
	if err != nil {
		return nil, nil, err
	}
	all, err := h.Meetings.Items(q.Ctx(), h.Run.DB, m.ID)
	if err != nil {
		return nil, nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, nil, err
	}
	for i := range all {
		it := &all[i]
		if it.ID != q.Path("item") || it.Kind != area.Topic {
			continue
		}
		at := base + "/" + m.ID
		f := &formpage.Form{Page: q.Page(section, it.Title), Action: at + "/items/" + it.ID, Submit: "提交", Back: at, Column: true}
		f.Tag = area.TopicFlow.Label(it.State)
		f.Crumbs = []ui.Link{{Label: "会议", URL: base}, {Label: m.Name, URL: at}, {Label: "企业诉求"}}
		f.Facts = ui.Facts{ui.F("企业", it.Firm), ui.F("诉求", it.Title), ui.F("说明", it.Text), ui.F("答复单位", names.Label("unit", it.AboutUnit)), ui.F("答复期限", it.Due),
			ui.F("书面答复", it.Answer), ui.F("答复人", ui.Joined(it.AnsweredBy, it.AnsweredOn))}
		choice := ui.Field{Kind: ui.KindRadio, Name: "action", Label: "办理"}
		for _, r := range area.TopicFlow.Next(it.State) {
			if q.Actor.Can(r.Perm) {
				choice.Options = append(choice.Options, ui.Option{Value: r.Action, Label: r.Label, On: len(choice.Options) == 0})
			}
		}
		f.Fields = []ui.Field{choice}
		if it.State == area.Collected || it.State == area.Assigned {
			if q.Actor.Can(authz.MeetingRun) {
				f.Fields = append(f.Fields, ui.Field{Kind: ui.KindSelect, Name: "unit_id", Label: "答复单位", Value: it.AboutUnit, Options: append([]ui.Option{{Label: "未定"}}, names.Options("unit")...)},
					ui.Field{Kind: ui.KindDate, Name: "due", Label: "答复期限", Value: it.Due, Help: "不填为10个工作日"})
			}
		}
		f.Fields = append(f.Fields, ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: "答复或企业意见", Rows: 3, MaxLength: 2000})
		return f, it, nil
	}
	return nil, nil, errs.New(errs.NotFound, "没有这条诉求")
}

func (h *handlers) showTopic(q *web.Req) error {
	f, _, err := h.topicForm(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) topic(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	form, it, err := h.topicForm(q)
	if err != nil {
		return err
	}
	said := area.Said{Action: f.Text("action"), UnitID: f.Text("unit_id"), Due: f.Text("due"), Text: f.Text("reason")}
	if err := h.Meetings.Discuss(q.Ctx(), q.Actor, q.Path("id"), it.ID, said); err != nil {
		return form.Refuse(q, f, err)
	}
	return q.Redirect(form.Back+"#agenda", "已记录")
}

func (h *handlers) file(q *web.Req) error {
	m, err := h.get(q)
	if err != nil {
		return err
	}
	return upload.SendOf(q, h.Run.DB, h.Files, m.Ref())
}
