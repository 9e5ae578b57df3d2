// Package tour is the pages of tours (观摩): the list, one tour with its route, who still owes sheets and the results, the score sheet
// for the phone that also works without a network, and paper for those who write by hand.
package tour

import (
	"embed"
	"strconv"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/period"
	area "lianzhang/internal/tour"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/offline"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "tours"
	base    = "/tours"
)

// Deps is what the pages stand on.
type Deps struct {
	Run     *change.Runner
	Tours   *area.Service
	Files   *attach.Dir
	Lists   *listing.Kit
	MaxFile int64
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("tour", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listOf())
	edit, moves := h.editor(), h.moves()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 256 << 10}
	}
	return []web.Route{
		{Pattern: "GET /tours/sw.js", Perm: authz.Public, Handle: offline.Worker("tour", `/^\/tours\/[^/]+\/stops\/[^/]+\/sheet$/`, "js/marks.js"), Quiet: true},
		row("GET /tours", authz.TaskView, h.showList),
		row("GET /tours/export", authz.ExportRun, h.list.Export),
		row("GET /tours/new", authz.TourEdit, edit.ShowNew),
		row("POST /tours/new", authz.TourEdit, edit.New),
		row("GET /tours/{id}", authz.TaskView, h.show),
		row("GET /tours/{id}/edit", authz.TourEdit, edit.ShowEdit),
		row("POST /tours/{id}/edit", authz.TourEdit, edit.Edit),
		row("GET /tours/{id}/move", authz.TourEdit, moves.Show),
		row("POST /tours/{id}/move", authz.TourEdit, moves.Post),
		row("GET /tours/{id}/paper", authz.TaskView, h.paper),
		row("GET /tours/{id}/excel", authz.ExportRun, h.excel),
		row("GET /tours/{id}/counties/{county}", authz.TaskView, h.county),
		row("GET /tours/{id}/stops/{stop}", authz.TaskView, h.stop),
		row("GET /tours/{id}/stops/{stop}/sheet", authz.TourGive, h.showSheet),
		row("POST /tours/{id}/stops/{stop}/sheet", authz.TourGive, h.give),
		{Pattern: "POST /tours/{id}/stops/{stop}/photos", Perm: authz.TourGive, Handle: h.addPhotos, Body: d.MaxFile + 1<<20},
		row("POST /tours/{id}/stops/{stop}/photos/{file}/drop", authz.TourGive, h.dropPhoto),
		row("GET /tours/{id}/stops/{stop}/sheets/{sheet}/{file}", authz.TaskView, h.photo),
	}
}

func listOf() listing.List {
	return listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.TaskView, Find: "观摩名称、说明", Scope: area.Sees,
		Columns: []string{"name", "from_on", "state", "stops", "jurors", "sheets"}, Fixed: []string{"name"}, First: []string{"state", "period"},
		Reads: map[string][]string{"name": {"period"}, "from_on": {"to_on"}},
		Heads: map[string]ui.Column{"name": {Label: "观摩", Sub: "期别", Head: true, Grow: true}, "from_on": {Label: "日期", Fold: "日期"}, "state": {Fold: "状态"}, "stops": {Num: true, Fold: "站点"},
			"jurors": {Num: true, Rank: 2, Fold: "评委"}, "sheets": {Label: "已交表", Num: true, Rank: 2, Fold: "已交表"}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "全部", Query: ""}, {Name: "评分中", Query: "state=running"}, {Name: "已公布", Query: "state=published"}}
		}}
}

func (h *handlers) showList(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "观摩")
	head.Wide = true
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.TourEdit) {
		head.Acts = append(head.Acts, ui.Primary("筹备观摩", base+"/new"))
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "name":
			return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID, Sub: period.Period(r.Str("period")).Label()}, true
		case "from_on":
			cell := ui.Cell{Text: r.Str("from_on")}
			if to := r.Str("to_on"); to != cell.Text {
				cell.Sub = "至" + ui.DateTable(to)
			}
			return cell, true
		}
		return ui.Cell{}, false
	}, nil)
}

// editor is the form by which the office plans a tour.
func (h *handlers) editor() *formpage.Editor[area.Plan] {
	return &formpage.Editor[area.Plan]{
		Names: h.Lists.Names, Form: form, Read: read, Made: "已存，核对路线和评委后开始评分", Get: h.plan,
		Blank: func(q *web.Req, _ *listing.Names) *area.Plan {
			return &area.Plan{Criteria: area.Usual, Tour: area.Tour{Period: period.Of(period.Half, q.Today()), FromOn: q.Today(), DropHigh: 1, DropLow: 1}}
		},
		Create: func(q *web.Req, p *area.Plan) error {
			made, err := h.Tours.Create(q.Ctx(), q.Actor, *p)
			if err == nil {
				p.Tour = *made
			}
			return err
		},
		Save: func(q *web.Req, before, after *area.Plan) error {
			return h.Tours.Amend(q.Ctx(), q.Actor, &before.Tour, *after)
		},
		Seen: func(p *area.Plan, version int64) { p.Version = version },
		At:   func(p *area.Plan) string { return base + "/" + p.ID },
	}
}

// plan is a tour as the form has it.
func (h *handlers) plan(q *web.Req) (*area.Plan, error) {
	v, err := h.Tours.View(q.Ctx(), q.Actor, q.Path("id"))
	if err != nil {
		return nil, err
	}
	dir, err := q.Directory()
	if err != nil {
		return nil, err
	}
	route := make([]area.Stop, len(v.Stops))
	for i := range v.Stops {
		route[i] = v.Stops[i].Stop
	}
	return &area.Plan{Tour: *v.Tour, Criteria: area.CriteriaText(v.Criteria), Stops: area.StopsText(route, v.FromOn, dir.RegionName), Jurors: area.JurorsText(v.Jurors, area.Logins(dir))}, nil
}

func form(q *web.Req, _ *listing.Names, p *area.Plan) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "筹备观摩"), Action: base + "/new", Submit: "保存", Back: base, Draft: "tour-new"}
	f.Crumbs = []ui.Link{{Label: "观摩", URL: base}}
	if p.ID != "" {
		at := base + "/" + p.ID
		f.Title, f.Action, f.Back, f.Draft = "修改观摩", at+"/edit", at, "tour-"+p.ID
		f.Crumbs = append(f.Page.Crumbs, ui.Link{Label: p.Name, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(p.Version, 10)}}
	}
	f.Crumbs = append(f.Page.Crumbs, ui.Link{Label: f.Title})
	who := ui.Field{Kind: ui.KindTextArea, Name: "jurors", Label: "评委", Value: p.Jurors, Rows: 7, MaxLength: 20000, Wide: true, Help: "一行一人：姓名或登录名；重名的在后面写单位或登录名"}
	note := ui.Field{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: p.Note, Rows: 2, MaxLength: 1000, Wide: true, Mark: "选填", Placeholder: "集合地点、带队领导、联系人"}
	if p.State == area.Running {
		f.Note = &ui.Note{Body: ui.Plain("评分已经开始：评分项和路线不能再改，只能增减还没有交表的评委。新加的评委会收到消息。")}
		f.Fields = []ui.Field{who, note}
		return f
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindText, Name: "name", Label: "名称", Value: p.Name, MaxLength: 100, Required: true, Focus: p.ID == "", Wide: true, Placeholder: "2026年上半年项目观摩"},
		{Kind: ui.KindText, Name: "period", Label: "期别", Value: string(p.Period), MaxLength: 12, Required: true, Help: "2026-H1是上半年；考核按期别取平均分"},
		{Kind: ui.KindDate, Name: "from_on", Label: "开始日期", Value: p.FromOn, Required: true},
		{Kind: ui.KindDate, Name: "to_on", Label: "结束日期", Value: p.ToOn, Mark: "选填", Help: "当天走完的不填"},
		{Kind: ui.KindNumber, Name: "drop_high", Label: "去掉最高分", Value: strconv.FormatInt(p.DropHigh, 10), Unit: "个", InputMode: "numeric"},
		{Kind: ui.KindNumber, Name: "drop_low", Label: "去掉最低分", Value: strconv.FormatInt(p.DropLow, 10), Unit: "个", InputMode: "numeric"},
		{Kind: ui.KindCheck, Name: "own_county", Label: "评委可以给本县区的站点打分", Checked: p.OwnCounty},
		{Kind: ui.KindTextArea, Name: "criteria", Label: "评分项", Value: p.Criteria, Rows: 6, MaxLength: 4000, Required: true, Wide: true, Help: "一行一项：名称，权重，满分。权重合计100"},
		{Kind: ui.KindTextArea, Name: "stops", Label: "路线", Value: p.Stops, Rows: 9, MaxLength: 40000, Wide: true,
			Help: "一行一站：项目或地点，县区，时间，路上分钟，说明。台账里的项目不用写县区；两天以上的写日期。可从表格整块粘贴"},
		who, note,
	}
	return f
}

func read(f *web.Form, p *area.Plan) {
	if f.Has("jurors") {
		p.Jurors, p.Note = f.Raw("jurors"), f.Text("note")
	}
	if !f.Has("criteria") {
		return
	}
	p.Name, p.Period, p.FromOn, p.ToOn = f.Text("name"), period.Period(f.Text("period")), f.Text("from_on"), f.Text("to_on")
	p.DropHigh, p.DropLow, p.OwnCounty = f.Int("drop_high"), f.Int("drop_low"), f.Bool("own_county")
	p.Criteria, p.Stops = f.Raw("criteria"), f.Raw("stops")
}

// moves are the steps of the flow, each asked for on a page.
func (h *handlers) moves() *formpage.Step {
	return &formpage.Step{Form: func(q *web.Req, action string) (*formpage.Form, error) {
		t, err := h.Tours.Get(q.Ctx(), q.Path("id"))
		if err != nil {
			return nil, err
		}
		row, err := area.Flow.Find(t.State, action)
		if err != nil {
			return nil, err
		}
		at := base + "/" + t.ID
		f := &formpage.Form{Page: q.Page(section, row.Label), Action: at + "/move", Submit: row.Label, Back: at, Hidden: []ui.Param{{Name: "action", Value: action}}, Column: true, Danger: action == "cancel"}
		f.Crumbs = []ui.Link{{Label: "观摩", URL: base}, {Label: t.Name, URL: at}, {Label: row.Label}}
		f.Facts = ui.Facts{ui.F("观摩", t.Name), ui.F("现在", area.Flow.Label(t.State)), ui.F("之后", area.Flow.Label(row.To))}
		if text := map[string]string{"start": "评委会收到消息，可以在手机上打分；评分项和路线从此不能再改。", "close": "收分后谁也不能再改分，评委可以看到全部评分表和结果。",
			"cut": "没有交表的评委不再能打分；表不够去掉最高、最低分的站点没有得分。", "publish": "公布后全站都能看到名次和评分表；考核从收分起就按这次的平均分取数。", "reopen": "评委又可以改分，名次作废，考核不再取数。"}[action]; text != "" {
			f.Note = &ui.Note{Body: ui.Plain(text)}
		}
		if row.Why {
			f.Fields = []ui.Field{formpage.Reason("会留在经过里")}
		}
		return f, nil
	}, Do: func(q *web.Req, f *web.Form, _ *formpage.Form) (string, string, error) {
		return "", "", h.Tours.Move(q.Ctx(), q.Actor, q.Path("id"), f.Text("action"), f.Text("reason"))
	}}
}
