package ticket

import (
	"strconv"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// reason is what the text of an action is called on its form.
func reason(action string) (label, help string) {
	switch action {
	case area.ActBegin:
		return "办理安排", "写明怎么办、什么时候办到，企业会看到"
	case area.ActAnswer:
		return "答复", "写明办成了什么、怎么查验，企业会看到，由企业确认"
	case area.ActCall:
		return "回访记录", "写明何时、打给谁、怎么说，将记入经过"
	case area.ActRefuse:
		return "理由", "企业会看到"
	case area.ActGrant, area.ActDeny:
		return "裁定意见", ""
	case "opine":
		return "协办意见", ""
	}
	return "理由", "将记入经过"
}

// steps that are no rows of the flow.
var beside = map[string]string{"help": "请人协办", "opine": "协办意见", "classify": "归入一类事"}

func (h *handlers) showAct(q *web.Req) error {
	f, err := h.form(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

// form is the form of an action, with what will happen.
func (h *handlers) form(q *web.Req) (*formpage.Form, error) {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, err
	}
	action := q.Path("action")
	label := beside[action]
	if label == "" {
		row, err := area.Flow.Find(t.State, action)
		if err != nil {
			return nil, err
		}
		if err := q.Actor.Need(row.Perm); err != nil {
			return nil, err
		}
		label = row.Label
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	f := &formpage.Form{Page: q.Page(section, label), Action: addr(t.ID) + "/do/" + action, Submit: label, Back: addr(t.ID), Column: true, Draft: addr(t.ID) + "-" + action}
	f.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: t.Code, URL: addr(t.ID)}, {Label: label}}
	f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(t.Version, 10)}}
	f.Facts = ui.Facts{ui.F("诉求", t.Name), ui.F("现在", area.Flow.Label(t.State)+"　"+names.Label("unit", t.UnitID))}
	return f, h.fields(q, f, t, names, action)
}

func (h *handlers) fields(q *web.Req, f *formpage.Form, t *area.Ticket, names *listing.Names, action string) error {
	label, help := reason(action)
	text := ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: label, Help: help, Rows: 3, MaxLength: 4000, Wide: true, Focus: true}
	unit := ui.Field{Kind: ui.KindSelect, Name: "unit_id", Label: "单位", Options: unitOptions(names, "请选择")}
	switch action {
	case area.ActAccept:
		f.Note = &ui.Note{Letter: ui.None, Body: ui.Plain("受理后环节时钟换成答复办理安排的时限；全程时钟照走")}
		f.Fields = []ui.Field{h.handler(q, t, names)}
		return nil
	case area.ActAssign, area.ActHand:
		f.Note = &ui.Note{Letter: ui.None, Body: ui.Plain("接办单位的环节时钟从今天重新计；全程时钟不重置，从" + t.RaisedOn + "一直计")}
		cs, err := h.Tickets.Candidates(q.Ctx(), t)
		if err != nil {
			return err
		}
		for _, c := range cs {
			if c.UnitID != t.UnitID {
				f.Facts = append(f.Facts, ui.F("建议", names.Label("unit", c.UnitID)+"　"+c.Because()))
				if unit.Value == "" {
					unit.Value = c.UnitID
				}
			}
		}
		f.Fields = []ui.Field{unit, text}
	case area.ActObject:
		unit.Label, unit.Options[0].Label = "应由谁办", "不清楚"
		f.Fields = []ui.Field{unit, text}
	case area.ActExtend:
		f.Fields = []ui.Field{{Kind: ui.KindNumber, Name: "days", Label: "延几个工作日", Unit: "个", InputMode: "numeric", Required: true}, text}
	case area.ActGrant:
		w, err := h.read(q)
		if err != nil {
			return err
		}
		if a := w.OpenAsk(); a != nil {
			f.Facts = append(f.Facts, ui.F("申请", a.AskedName+"　"+a.Label()), ui.F("理由", a.Reason))
			if a.Kind == area.AskObject {
				unit.Value = a.ToUnit
				f.Fields = append(f.Fields, unit)
			}
		}
		f.Fields = append(f.Fields, text)
	case area.ActMerge:
		main := ui.Field{Kind: ui.KindSelect, Name: "main", Label: "主件", Wide: true, Options: []ui.Option{{Label: "请选择"}}}
		near, err := h.Tickets.Similar(q.Ctx(), q.Actor.Scope, t, 20)
		if err != nil {
			return err
		}
		for _, a := range near {
			if area.Working(a.State) {
				main.Options = append(main.Options, ui.Option{Value: a.ID, Label: a.Code + "　" + a.Name})
			}
		}
		f.Note = &ui.Note{Letter: ui.None, Body: ui.Plain("并入后随主件答复，仍由各家企业自己确认；全程时钟照走")}
		f.Fields = []ui.Field{main, text}
	case "help":
		unit.Label = "协办单位"
		f.Fields = []ui.Field{unit}
	case "classify":
		return h.classField(q, f, t)
	default:
		f.Fields = []ui.Field{text}
	}
	return nil
}

func (h *handlers) handler(q *web.Req, t *area.Ticket, names *listing.Names) ui.Field {
	f := ui.Field{Kind: ui.KindSelect, Name: "handler_id", Label: "经办人", Value: t.HandlerID, Options: []ui.Option{{Label: "我自己"}}}
	for _, a := range names.Dir.Accounts() {
		if a.UnitID == t.UnitID && a.Active && a.ID != q.Actor.ID {
			f.Options = append(f.Options, ui.Option{Value: a.ID, Label: a.Name + "　" + a.Title})
		}
	}
	return f
}

func (h *handlers) classField(q *web.Req, f *formpage.Form, t *area.Ticket) error {
	classes, err := h.Tickets.Classes(q.Ctx(), q.Actor.Scope)
	if err != nil {
		return err
	}
	field := ui.Field{Kind: ui.KindSelect, Name: "class_id", Label: "一类事", Value: t.ClassID, Wide: true, Options: []ui.Option{{Label: "不归类"}}}
	for _, c := range classes {
		field.Options = append(field.Options, ui.Option{Value: c.ID, Label: c.Name})
	}
	f.Fields = []ui.Field{field}
	return nil
}

func (h *handlers) act(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	id, action := q.Path("id"), q.Path("action")
	days := f.Int("days")
	if err = f.Err(); err == nil {
		switch action {
		case "help":
			err = h.Tickets.AskHelp(q.Ctx(), q.Actor, id, f.Text("unit_id"))
		case "opine":
			err = h.Tickets.Opine(q.Ctx(), q.Actor, id, f.Text("reason"))
		case "classify":
			err = h.Tickets.Classify(q.Ctx(), q.Actor, id, f.Text("class_id"))
		default:
			_, err = h.Tickets.Do(q.Ctx(), q.Actor, id, area.Act{Action: action, Text: f.Text("reason"), Unit: f.Text("unit_id"), Handler: f.Text("handler_id"),
				Days: days, Main: f.Text("main"), Version: f.Int("version")})
		}
	}
	if err != nil {
		if code := errs.CodeOf(err); code != errs.Invalid && code != errs.Conflict {
			return err
		}
		page, pageErr := h.form(q)
		if pageErr != nil {
			return err
		}
		return page.Refuse(q, f, err)
	}
	return q.Redirect(addr(id), actLabel(action)+"，已记入经过")
}

// newForm is the form of a new ticket, or of an edited one.
func (h *handlers) newForm(q *web.Req, t *area.Ticket) (*formpage.Form, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	f := &formpage.Form{Page: q.Page(section, "登记诉求"), Action: base + "/new", Submit: "登记", Back: base, Draft: "ticket-new"}
	f.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: "登记诉求"}}
	choose := func(name, label, value, kind, none string) ui.Field {
		return ui.Field{Kind: ui.KindSelect, Name: name, Label: label, Value: value, Options: append([]ui.Option{{Label: none}}, names.Options(kind)...)}
	}
	kind := ui.Field{Kind: ui.KindSelect, Name: "kind", Label: "类别", Value: t.Kind}
	for _, o := range area.KindOptions() {
		kind.Options = append(kind.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "要解决什么", Value: t.Name, MaxLength: 100, Required: true, Wide: true, Focus: t.ID == "", Help: "一句话，例如：110千伏外线未按期送电"},
		{Kind: ui.KindTextArea, Name: "text", Label: "详情", Value: t.Text, Rows: 4, MaxLength: 4000, Wide: true, Help: "要什么、卡在哪、有什么影响"},
		kind, {Kind: ui.KindText, Name: "firm", Label: "企业", Value: t.Firm, MaxLength: 100, Help: "与企业库同名时自动对上"},
		choose("chain_id", "产业链", t.ChainID, "chain", "随企业"),
		{Kind: ui.KindText, Name: "contact", Label: "联系人", Value: t.Contact, MaxLength: 30}, {Kind: ui.KindText, Name: "phone", Label: "电话", Value: t.Phone, MaxLength: 30, InputMode: "tel"},
		{Kind: ui.KindCheck, Name: "urgent", Label: "紧急", Checked: t.Urgent},
	}
	if t.ID != "" {
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "编辑诉求", addr(t.ID)+"/edit", "保存", addr(t.ID), addr(t.ID)
		f.Crumbs = []ui.Link{{Label: "诉求", URL: base}, {Label: t.Code, URL: addr(t.ID)}, {Label: "编辑"}}
		f.Note = &ui.Note{Letter: ui.None, Body: ui.Plain("编辑不影响两个时钟")}
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(t.Version, 10)}}
		return f, nil
	}
	source := ui.Field{Kind: ui.KindSelect, Name: "source", Label: "来源", Value: sourceOf(q.Actor)}
	for _, o := range area.Spec.Column("source").Options {
		source.Options = append(source.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	f.Fields = append(f.Fields, ui.Field{Kind: ui.KindCheck, Name: "hard", Label: "疑难件，按长时限"}, source, choose("region", "县区", t.Region, "region", "随企业"),
		choose("unit_id", "交给", t.UnitID, "unit", "按规则和以往诉求自动分派"))
	if t.ProjectID != "" {
		f.Hidden = append(f.Hidden, ui.Param{Name: "project_id", Value: t.ProjectID})
	}
	if t.EnterpriseID != "" {
		f.Hidden = append(f.Hidden, ui.Param{Name: "enterprise_id", Value: t.EnterpriseID})
	}
	return f, nil
}

func sourceOf(a authz.Actor) string {
	for _, r := range a.Roles {
		switch r {
		case authz.RoleCommission:
			return area.SourceCommissioner
		case authz.RolePark:
			return area.SourcePark
		}
	}
	return area.SourceTeam
}

func (h *handlers) showNew(q *web.Req) error {
	f, err := h.newForm(q, &area.Ticket{Firm: q.Query("firm"), EnterpriseID: q.Query("enterprise_id"), ProjectID: q.Query("project_id"), ChainID: q.Query("chain_id"), Kind: "other"})
	if err != nil {
		return err
	}
	return f.Show(q)
}

func said(f *web.Form, t *area.Ticket) {
	t.Name, t.Text, t.Kind, t.Contact, t.Phone, t.Urgent = f.Text("name"), f.Text("text"), f.Text("kind"), f.Text("contact"), f.Text("phone"), f.Bool("urgent")
	if firm := f.Text("firm"); firm != t.Firm {
		t.Firm, t.EnterpriseID = firm, ""
	}
	t.ChainID = f.Text("chain_id")
}

func (h *handlers) raise(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	t := area.Ticket{ProjectID: f.Text("project_id"), EnterpriseID: f.Text("enterprise_id"), Source: f.Text("source"), Hard: f.Bool("hard"), Region: f.Text("region"), UnitID: f.Text("unit_id")}
	if t.EnterpriseID != "" {
		t.Firm = f.Text("firm")
	}
	said(f, &t)
	made, err := h.Tickets.Raise(q.Ctx(), q.Actor, t)
	if err != nil {
		page, pageErr := h.newForm(q, &t)
		if pageErr != nil {
			return pageErr
		}
		return page.Refuse(q, f, err)
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	return q.Redirect(addr(made.ID), "已登记"+made.Code+"，交"+names.Label("unit", made.UnitID))
}

func (h *handlers) showEdit(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	f, err := h.newForm(q, t)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) edit(q *web.Req) error {
	t, err := h.Tickets.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	before, after := *t, *t
	before.Version = f.Int("version")
	said(f, &after)
	if err := h.Tickets.Edit(q.Ctx(), q.Actor, &before, &after); err != nil {
		page, pageErr := h.newForm(q, t)
		if pageErr != nil {
			return pageErr
		}
		if stored, ok := formpage.Stored[area.Ticket](err); ok {
			other, otherErr := h.newForm(q, stored)
			if otherErr != nil {
				return otherErr
			}
			return page.Differ(q, f, err, other)
		}
		return page.Refuse(q, f, err)
	}
	return q.Redirect(addr(t.ID), "已保存")
}
