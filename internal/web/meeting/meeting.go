// Package meeting is the pages of meetings: the list, one meeting with its agenda, attendance, minutes and decisions, the briefing
// pack in Word, and the check-in on a phone.
package meeting

import (
	"embed"
	"strconv"

	"lianzhang/internal/chain"
	area "lianzhang/internal/meeting"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/docx"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/misses"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "meetings"
	base    = "/meetings"
)

// Deps is what the pages stand on.
type Deps struct {
	Run      *change.Runner
	Meetings *area.Service
	Chains   *chain.Service
	Files    *attach.Dir
	Lists    *listing.Kit
	// Link gives the page of a record that a point of an agenda is about.
	Link func(ref record.Ref) string
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("meeting", files) }

type handlers struct {
	Deps
	list  *listing.List
	wrong *misses.Misses // codes that nobody made
}

// maxWord is the size of the Word files that are taken as minutes, in bytes.
const maxWord = 20 << 20

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d, wrong: misses.New(d.Run.Clock)}
	h.list = d.Lists.Register(listOf())
	edit := h.editor()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 512 << 10}
	}
	moves := h.moves()
	return []web.Route{
		row("GET /meetings", authz.TaskView, h.showList),
		row("GET /meetings/export", authz.ExportRun, h.list.Export),
		row("GET /meetings/new", authz.MeetingRun, edit.ShowNew),
		row("POST /meetings/new", authz.MeetingRun, edit.New),
		row("GET /meetings/{id}", authz.TaskView, h.show),
		row("GET /meetings/{id}/edit", authz.MeetingRun, edit.ShowEdit),
		row("POST /meetings/{id}/edit", authz.MeetingRun, edit.Edit),
		row("POST /meetings/{id}/agenda", authz.MeetingRun, h.build),
		row("POST /meetings/{id}/items", authz.MeetingRun, h.addItem),
		row("POST /meetings/{id}/items/{item}/drop", authz.MeetingRun, h.dropItem),
		row("GET /meetings/{id}/items/{item}", authz.TaskView, h.showTopic),
		row("POST /meetings/{id}/items/{item}", authz.TaskView, h.topic),
		row("GET /meetings/{id}/briefing.docx", authz.TaskView, h.briefing),
		row("GET /meetings/{id}/guests", authz.TaskView, h.guests),
		row("POST /meetings/{id}/guests", authz.MeetingRun, h.invite),
		row("POST /meetings/{id}/guests/{guest}", authz.TaskView, h.checkIn),
		row("POST /meetings/{id}/codes", authz.MeetingRun, h.codes),
		row("POST /meetings/{id}/items/{item}/link", authz.MeetingRun, h.topicLink),
		row("GET /m/{token}", authz.Public, h.showVenue),
		row("POST /m/{token}", authz.Public, h.checkInOwn),
		row("GET /m/topic/{token}", authz.Public, h.showTopicOwn),
		row("POST /m/topic/{token}", authz.Public, h.sayTopicOwn),
		row("GET /meetings/{id}/minutes", authz.MeetingRun, h.showMinutes),
		row("POST /meetings/{id}/minutes", authz.MeetingRun, h.minutes),
		{Pattern: "POST /meetings/{id}/minutes/word", Perm: authz.MeetingRun, Handle: h.minutesWord, Body: maxWord + 1<<20},
		row("GET /meetings/{id}/decisions", authz.MeetingRun, h.showDecisions),
		row("POST /meetings/{id}/decisions", authz.MeetingRun, h.decide),
		row("GET /meetings/{id}/move", authz.MeetingRun, moves.Show),
		row("POST /meetings/{id}/move", authz.MeetingRun, moves.Post),
		row("GET /meetings/{id}/files/{file}", authz.TaskView, h.file),
	}
}

func listOf() listing.List {
	return listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.TaskView, Find: "会议名称、地点",
		Columns: []string{"on_date", "name", "kind", "state", "decisions", "unclosed"}, Fixed: []string{"name"},
		Reads: map[string][]string{"on_date": {"at_time"}, "name": {"chain_id", "place"}},
		First: []string{"kind", "chain_id", "state"},
		Heads: map[string]ui.Column{"on_date": {Label: "日期", Sub: "时间", Fold: "日期"}, "name": {Label: "会议", Sub: "产业链、地点", Head: true, Grow: true}, "kind": {Label: "类别", Rank: 2, Fold: "类别"}, "state": {Label: "状态", Fold: "状态"},
			"decisions": {Label: "议定事项", Sub: "项", Num: true, Rank: 2}, "unclosed": {Label: "未销号", Sub: "项", Num: true, Fold: "未销号"}},
		Presets: func(today string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "筹备", Query: "state=planned"}, {Name: "待印发纪要", Query: "state=held"}, {Name: "有未销号事项", Query: "unclosed=1.."}}
		}}
}

func (h *handlers) showList(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "会议")
	head.Wide = true
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.MeetingRun) {
		head.Acts = append(head.Acts, ui.Primary("召集会议", base+"/new"))
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "on_date":
			return ui.Cell{Text: ui.DateTable(r.Str("on_date")), Sub: r.Str("at_time")}, true
		case "name":
			return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID, Sub: ui.Joined(a.Names.Label("chain", r.Str("chain_id")), r.Str("place"))}, true
		}
		return ui.Cell{}, false
	}, nil)
}

func (h *handlers) get(q *web.Req) (*area.Meeting, error) {
	return h.Meetings.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
}

func (h *handlers) editor() *formpage.Editor[area.Meeting] {
	return &formpage.Editor[area.Meeting]{
		Names: h.Lists.Names, Form: form, Read: read, Made: "会议已召集，议程按现状编好", Get: h.get,
		Blank: func(q *web.Req, _ *listing.Names) *area.Meeting {
			return &area.Meeting{Kind: area.Dispatch, ChainID: q.Query("chain_id"), OnDate: q.Today()}
		},
		Create: func(q *web.Req, m *area.Meeting) error {
			made, err := h.Meetings.Call(q.Ctx(), q.Actor, *m)
			if err == nil {
				*m = *made
			}
			return err
		},
		Save: func(q *web.Req, before, after *area.Meeting) error {
			return h.Meetings.Amend(q.Ctx(), q.Actor, before, *after)
		},
		Seen: func(m *area.Meeting, version int64) { m.Version = version },
		At:   func(m *area.Meeting) string { return base + "/" + m.ID },
	}
}

func form(q *web.Req, names *listing.Names, m *area.Meeting) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "召集会议"), Action: base + "/new", Submit: "召集", Back: base, Draft: "meeting-new"}
	f.Crumbs = []ui.Link{{Label: "会议", URL: base}}
	if m.ID != "" {
		at := base + "/" + m.ID
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "修改会议", at+"/edit", "保存", at, "meeting-"+m.ID
		f.Crumbs = append(f.Crumbs, ui.Link{Label: m.Name, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(m.Version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	var kinds []ui.Option
	for _, o := range area.Kinds {
		kinds = append(kinds, ui.Option{Value: o.Code, Label: o.Label})
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "会议名称", Value: m.Name, MaxLength: 200, Required: true, Focus: m.ID == "", Wide: true},
		{Kind: ui.KindSelect, Name: "kind", Label: "类别", Value: m.Kind, Options: kinds},
		{Kind: ui.KindSelect, Name: "chain_id", Label: "产业链", Value: m.ChainID, Options: append([]ui.Option{{Label: "全部产业链"}}, names.Options("chain")...)},
		{Kind: ui.KindDate, Name: "on_date", Label: "日期", Value: m.OnDate, Required: true},
		{Kind: ui.KindText, Name: "at_time", Label: "时间", Value: m.AtTime, MaxLength: 20, Placeholder: "15:00"},
		{Kind: ui.KindText, Name: "place", Label: "主会场", Value: m.Place, MaxLength: 100},
		{Kind: ui.KindText, Name: "host", Label: "主持", Value: m.Host, MaxLength: 60},
		{Kind: ui.KindTextArea, Name: "venues", Label: "分会场", Value: m.Venues, Rows: 3, MaxLength: 1000, Wide: true, Help: "一行一个"},
	}
	return f
}

func read(f *web.Form, m *area.Meeting) {
	m.Name, m.Kind, m.ChainID, m.OnDate, m.AtTime, m.Place, m.Host, m.Venues = f.Text("name"), f.Text("kind"), f.Text("chain_id"), f.Text("on_date"), f.Text("at_time"), f.Text("place"), f.Text("host"), f.Text("venues")
}

// briefing gives the briefing pack as a Word file.
func (h *handlers) briefing(q *web.Req) error {
	m, err := h.get(q)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	doc, err := h.Meetings.Briefing(q.Ctx(), q.Actor.Scope, m, names.Label)
	if err != nil {
		return err
	}
	q.Download(m.Name+"汇报材料.docx", docx.ContentType)
	return docx.Write(q.W, doc, docx.Options{Creator: q.Actor.Name, Time: h.Run.Clock.Now()})
}
