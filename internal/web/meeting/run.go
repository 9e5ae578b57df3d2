package meeting

import (
	"strconv"
	"strings"

	area "lianzhang/internal/meeting"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
	"lianzhang/internal/web/upload"
)

func lines(text string) []string {
	var out []string
	for _, l := range strings.Split(text, "\n") {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// guestsPage is the attendance: on a phone a list with one button each.
type guestsPage struct {
	ui.Page
	Venues []venue
	Invite *itemForm
}

// venue is a venue with who is to be there.
type venue struct {
	Name, Count string
	Guests      []guest
}

// guest is one who is to attend; Came is when, "" = not yet.
type guest struct {
	Name, Note, Came, Action string
	Venue                    string
	Can                      bool
}

func (h *handlers) guests(q *web.Req) error {
	p, err := h.guestsPage(q)
	if err != nil {
		return err
	}
	return q.Render("meeting/guests", p)
}

func (h *handlers) guestsPage(q *web.Req) (*guestsPage, error) {
	m, err := h.get(q)
	if err != nil {
		return nil, err
	}
	gs, err := h.Meetings.Guests(q.Ctx(), m.ID)
	if err != nil {
		return nil, err
	}
	at := base + "/" + m.ID
	p := &guestsPage{Page: q.Page(section, "签到")}
	p.Crumbs = []ui.Link{{Label: "会议", URL: base}, {Label: m.Name, URL: at}, {Label: p.Title}}
	p.Lede = ui.Plain(ui.Joined(ui.DateProse(m.OnDate)+m.AtTime, m.Place))
	p.Acts = []ui.Action{ui.PrintPage()}
	open := m.State == area.Planned || m.State == area.Held
	for _, v := range append([]string{""}, m.Sub()...) {
		out, came := venue{Name: v}, 0
		if v == "" {
			out.Name = "主会场"
		}
		for _, g := range gs {
			if g.Venue != v {
				continue
			}
			one := guest{Name: g.Name, Note: ui.Joined(g.FromUnit, g.Title, standIn(&g)), Action: at + "/guests/" + g.ID, Venue: v, Can: open && (g.Name == q.Actor.Name || q.Actor.Can(authz.TaskWork))}
			if g.CameAt > 0 {
				one.Came, one.Can = ui.Stamp(g.CameAt), false
				came++
			}
			out.Guests = append(out.Guests, one)
		}
		if len(out.Guests) > 0 {
			out.Count = "应到" + ui.Num(int64(len(out.Guests))) + "人，实到" + ui.Num(int64(came)) + "人"
			p.Venues = append(p.Venues, out)
		}
	}
	if open && q.Actor.Can(authz.MeetingRun) {
		p.Acts = append(p.Acts, ui.Post("生成签到码", at+"/codes"))
		p.Invite = &itemForm{Action: at + "/guests", Open: len(gs) == 0, Fields: []*ui.Field{{Kind: ui.KindTextArea, Name: "guests", Label: "参会人", Rows: 5, MaxLength: 20000, Required: true, Wide: true,
			Help: "一行一人：姓名　职务　单位　会场，会场不写为主会场"}}}
	}
	return p, nil
}

func standIn(g *area.Guest) string {
	if g.StandIn == "" {
		return ""
	}
	return g.StandIn + "代会"
}

func (h *handlers) invite(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n, err := h.Meetings.Invite(q.Ctx(), q.Actor, q.Path("id"), f.Raw("guests"))
	if errs.CodeOf(err) == errs.Invalid {
		p, pageErr := h.guestsPage(q)
		if pageErr != nil {
			return pageErr
		}
		if p.Invite == nil {
			return err
		}
		p.Invite.Fields[0].Value = f.Raw("guests")
		p.Invite.Errs, p.Invite.Open = ui.Reject(err, p.Invite.Fields...), true
		return q.RenderInvalid("meeting/guests", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id")+"/guests", "已登记"+ui.Num(int64(n))+"人")
}

func (h *handlers) checkIn(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := h.Meetings.CheckIn(q.Ctx(), q.Actor, q.Path("id"), q.Path("guest"), f.Text("venue")); err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id")+"/guests", "已签到")
}

// minutesPage takes minutes, typed or as a Word file.
type minutesPage struct {
	ui.Page
	Errs   ui.Errors
	Action string
	Text   ui.Field
	Word   ui.Field
	Draft  string
}

func (h *handlers) minutesPage(q *web.Req) (*minutesPage, *area.Meeting, error) {
	m, err := h.get(q)
	if err != nil {
		return nil, nil, err
	}
	at := base + "/" + m.ID
	p := &minutesPage{Page: q.Page(section, "会议纪要"), Action: at + "/minutes", Draft: "minutes-" + m.ID,
		Text: ui.Field{Kind: ui.KindTextArea, Name: "minutes", Label: "纪要", Value: m.Minutes, Rows: 16, MaxLength: 60000, Required: true, Wide: true,
			Help: "一段一行。写“由某单位牵头…于某日前…”或“（责任单位：…；完成时限：…）”的段落会提成议定事项"},
		Word: ui.Field{Kind: ui.KindFile, Name: "file", Label: "Word纪要", Accept: ".docx", Required: true, Wide: true}}
	p.Crumbs = []ui.Link{{Label: "会议", URL: base}, {Label: m.Name, URL: at}, {Label: p.Title}}
	return p, m, nil
}

func (h *handlers) showMinutes(q *web.Req) error {
	p, _, err := h.minutesPage(q)
	if err != nil {
		return err
	}
	return q.Render("meeting/minutes", p)
}

func (h *handlers) minutes(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	n, err := h.Meetings.SetMinutes(q.Ctx(), q.Actor, q.Path("id"), f.Raw("minutes"), true)
	return h.afterMinutes(q, n, err, f.Raw("minutes"))
}

// afterMinutes leads to the decisions, or shows the minutes again with what is wrong.
func (h *handlers) afterMinutes(q *web.Req, n int, err error, text string) error {
	if code := errs.CodeOf(err); err != nil && (code == errs.Invalid || code == errs.Conflict || code == errs.TooLarge) {
		p, _, pageErr := h.minutesPage(q)
		if pageErr != nil {
			return pageErr
		}
		if text != "" {
			p.Text.Value = text
		}
		p.Errs = ui.Reject(err, &p.Text, &p.Word)
		return q.RenderInvalid("meeting/minutes", p)
	}
	if err != nil {
		return err
	}
	return q.Redirect(base+"/"+q.Path("id")+"/decisions", "纪要已存，提出"+ui.Num(int64(n))+"项议定事项，请核对")
}

// minutesWord takes the minutes out of a Word file, which stays attached.
func (h *handlers) minutesWord(q *web.Req) error {
	blobs, err := upload.Received(q, h.Files)
	if err != nil {
		return err
	}
	if len(blobs) == 0 {
		return h.afterMinutes(q, 0, (&errs.Fields{{Name: "file", Message: "选择要上传的Word文件"}}).Err(), "")
	}
	b := blobs[0]
	file, err := h.Files.Read(&attach.File{SHA256: b.Content.SHA256, Size: b.Content.Size, Name: b.Name})
	if err != nil {
		return err
	}
	defer file.Close()
	n := 0
	text, err := area.FromWord(file, b.Content.Size)
	if err == nil {
		if n, err = h.Meetings.SetMinutes(q.Ctx(), q.Actor, q.Path("id"), text, true); err == nil {
			err = h.Meetings.Attach(q.Ctx(), q.Actor, h.Files, q.Path("id"), b.Name, "会议纪要", b.Content)
		}
	}
	return h.afterMinutes(q, n, err, "")
}

// decisionsPage is the decisions to be corrected and confirmed.
type decisionsPage struct {
	ui.Page
	Errs   ui.Errors
	Action string
	Rows   []decisionRow
	Any    bool // something is to be confirmed
}

// decisionRow is one decision; that of a task is only shown.
type decisionRow struct {
	No     int
	ID     string
	Doubt  string
	Task   *ui.Link
	Text   string
	Facts  ui.Facts
	Fields []*ui.Field
}

func (h *handlers) showDecisions(q *web.Req) error {
	p, err := h.decisionsPage(q)
	if err != nil {
		return err
	}
	return q.Render("meeting/decisions", p)
}

func (h *handlers) decisionsPage(q *web.Req) (*decisionsPage, error) {
	m, err := h.get(q)
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	ds, err := h.Meetings.Decisions(q.Ctx(), h.Run.DB, m.ID)
	if err != nil {
		return nil, err
	}
	at := base + "/" + m.ID
	p := &decisionsPage{Page: q.Page(section, "议定事项"), Action: at + "/decisions"}
	p.Crumbs = []ui.Link{{Label: "会议", URL: base}, {Label: m.Name, URL: at}, {Label: p.Title}}
	p.Lede = ui.Plain("核对责任单位和时限，一次确认就全部转成任务。")
	unitOptions := append([]ui.Option{{Label: "未定"}}, names.Options("unit")...)
	for i, d := range append(ds, area.Decision{}) {
		r := decisionRow{No: i + 1, ID: d.ID, Text: d.Text}
		var co []string
		for _, id := range strings.Fields(d.CoUnits) {
			co = append(co, names.Label("unit", id))
		}
		if d.TaskID != "" {
			r.Task = &ui.Link{Label: "已转任务", URL: "/tasks/" + d.TaskID}
			r.Facts = ui.Facts{ui.F("责任单位", names.Label("unit", d.LeadUnit)), ui.F("配合单位", strings.Join(co, "、")), ui.F("时限", d.Due)}
			p.Rows = append(p.Rows, r)
			continue
		}
		switch {
		case d.ID == "":
		case d.LeadUnit == "" && d.Due == "":
			r.Doubt = "缺责任单位和时限"
		case d.LeadUnit == "":
			r.Doubt = "缺责任单位"
		case d.Due == "":
			r.Doubt = "缺时限"
		}
		p.Any = p.Any || d.ID != ""
		n := strconv.Itoa(i)
		r.Fields = []*ui.Field{{Kind: ui.KindTextArea, Name: "text-" + n, Label: "议定事项", Value: d.Text, Rows: 2, MaxLength: 500, Wide: true},
			{Kind: ui.KindSelect, Name: "unit-" + n, Label: "责任单位", Value: d.LeadUnit, Options: unitOptions}, {Kind: ui.KindText, Name: "co-" + n, Label: "配合单位", Value: strings.Join(co, "、"), MaxLength: 500},
			{Kind: ui.KindDate, Name: "due-" + n, Label: "时限", Value: d.Due}}
		if d.ID != "" {
			r.Fields = append(r.Fields, &ui.Field{Kind: ui.KindCheck, Name: "drop-" + n, Label: "删去"})
		}
		p.Rows = append(p.Rows, r)
	}
	return p, nil
}

// mostDecisions bounds how many decisions one form may hold.
const mostDecisions = 300

// decide keeps the corrected decisions; with do=confirm all of them become tasks.
func (h *handlers) decide(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	var all []area.Wording
	for i := range mostDecisions {
		n := strconv.Itoa(i)
		if f.Has("text-" + n) {
			all = append(all, area.Wording{ID: f.Text("id-" + n), Text: f.Text("text-" + n), LeadUnit: f.Text("unit-" + n), CoNames: f.Text("co-" + n), Due: f.Text("due-" + n), Drop: f.Bool("drop-" + n)})
		} else {
			all = append(all, area.Wording{})
		}
	}
	id, made := q.Path("id"), 0
	err = h.Meetings.Word(q.Ctx(), q.Actor, id, all)
	if err == nil && f.Text("do") == "confirm" {
		made, err = h.Meetings.Confirm(q.Ctx(), q.Actor, id)
	}
	if code := errs.CodeOf(err); err != nil && (code == errs.Invalid || code == errs.Conflict) {
		p, pageErr := h.decisionsPage(q)
		if pageErr != nil {
			return pageErr
		}
		var fields []*ui.Field
		for _, r := range p.Rows {
			for _, field := range r.Fields {
				if f.Has(field.Name) {
					field.Value = f.Raw(field.Name)
				}
				fields = append(fields, field)
			}
		}
		p.Errs = ui.Reject(err, fields...)
		return q.RenderInvalid("meeting/decisions", p)
	}
	if err != nil {
		return err
	}
	if made > 0 {
		return q.Redirect(base+"/"+id, "已转成"+ui.Num(int64(made))+"项任务")
	}
	return q.Redirect(base+"/"+id+"/decisions", "已保存")
}

func (h *handlers) moveForm(q *web.Req, action string) (*formpage.Form, error) {
	m, err := h.get(q)
	if err != nil {
		return nil, err
	}
	row, err := area.Flow.Find(m.State, action)
	if err != nil {
		return nil, err
	}
	at := base + "/" + m.ID
	f := &formpage.Form{Page: q.Page(section, row.Label), Action: at + "/move", Submit: row.Label, Back: at, Hidden: []ui.Param{{Name: "action", Value: action}}, Column: true, Danger: action == "cancel"}
	f.Crumbs = []ui.Link{{Label: "会议", URL: base}, {Label: m.Name, URL: at}, {Label: row.Label}}
	f.Facts = ui.Facts{ui.F("会议", m.Name), ui.F("日期", m.OnDate)}
	text := ui.Field{Kind: ui.KindTextArea, Name: "reason", Label: "理由", Rows: 2, MaxLength: 1000, Required: row.Why}
	switch action {
	case "hold":
		f.Note = &ui.Note{Body: ui.Plain("议程就此固定；产业链页面从今天起列“本次会议以来的变化”。")}
		return f, nil
	case "send":
		text.Label, text.Help = "印发给", "单位或人员，可不填"
	}
	f.Fields = []ui.Field{text}
	return f, nil
}

// moves are the steps of the flow, each asked for on a page.
func (h *handlers) moves() *formpage.Step {
	return &formpage.Step{Form: h.moveForm, Do: func(q *web.Req, f *web.Form, asked *formpage.Form) (to, said string, err error) {
		return "", "已办：" + asked.Submit, h.Meetings.Move(q.Ctx(), q.Actor, q.Path("id"), f.Text("action"), f.Text("reason"))
	}}
}
