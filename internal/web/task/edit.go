package task

import (
	"strconv"
	"strings"

	area "lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// typed is a task with what the form says of it.
type typed struct {
	area.Task
	draft  area.Draft
	steps  string
	reason string
}

func (h *handlers) editor() *formpage.Editor[typed] {
	return &formpage.Editor[typed]{
		Names: h.Lists.Names, Form: form, Read: read, Made: "任务已交办", Get: h.typed,
		Blank: func(q *web.Req, _ *listing.Names) *typed {
			return &typed{draft: area.Draft{ChainID: q.Query("chain_id"), UnitID: q.Query("unit_id"), Source: area.FromOther}}
		},
		Create: func(q *web.Req, t *typed) error {
			made, err := h.Tasks.Create(q.Ctx(), q.Actor, t.draft)
			if err == nil {
				t.Task = *made
			}
			return err
		},
		Save: func(q *web.Req, before, after *typed) error {
			return h.Tasks.Amend(q.Ctx(), q.Actor, &before.Task, after.draft, after.reason)
		},
		Seen: func(t *typed, version int64) { t.Version = version },
		At:   func(t *typed) string { return base + "/" + t.ID },
	}
}

func (h *handlers) typed(q *web.Req) (*typed, error) {
	t, err := h.Tasks.Get(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return nil, err
	}
	out := &typed{Task: *t, draft: area.Draft{Name: t.Name, Measure: t.Measure, Source: t.Source, SourceText: t.SourceText, ChainID: t.ChainID, UnitID: t.UnitID, CoUnits: t.Helpers(),
		OwnerID: t.OwnerID, StartOn: t.StartOn, Due: t.Due, NeedProof: t.NeedProof}}
	rows, err := h.Tasks.Steps(q.Ctx(), h.Run.DB, t.ID)
	for _, s := range rows {
		out.steps += s.Due + " " + s.Name + "\n"
	}
	return out, err
}

func form(q *web.Req, names *listing.Names, t *typed) *formpage.Form {
	d := &t.draft
	f := &formpage.Form{Page: q.Page(section, "交办任务"), Action: base + "/new", Submit: "交办", Back: base, Draft: "task-new"}
	f.Crumbs = []ui.Link{{Label: "任务", URL: base}}
	if t.ID != "" {
		at := base + "/" + t.ID
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "修改任务", at+"/edit", "保存", at, "task-"+t.ID
		f.Crumbs = append(f.Crumbs, ui.Link{Label: t.Code, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(t.Version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	none := func(kind string) []ui.Option { return append([]ui.Option{{Label: "未定"}}, names.Options(kind)...) }
	var sources []ui.Option
	for _, o := range area.Sources {
		sources = append(sources, ui.Option{Value: o.Code, Label: o.Label})
	}
	f.Fields = []ui.Field{
		{Kind: ui.KindTextArea, Name: "name", Label: "任务", Value: d.Name, Rows: 2, MaxLength: 500, Required: true, Focus: t.ID == "", Wide: true},
		{Kind: ui.KindTextArea, Name: "measure", Label: "完成标准", Value: d.Measure, Rows: 2, MaxLength: 2000, Wide: true, Help: "到什么程度算完成：数量、文件、现场"},
		{Kind: ui.KindSelect, Name: "unit_id", Label: "牵头单位", Value: d.UnitID, Options: none("unit"), Required: true},
		{Kind: ui.KindText, Name: "co_units", Label: "配合单位", Value: unitNames(names, d.CoUnits), MaxLength: 500, Help: "几个单位用顿号隔开", Placeholder: "市发改委、市供电公司"},
		{Kind: ui.KindSelect, Name: "owner_id", Label: "责任人", Value: d.OwnerID, Options: none("account")},
		{Kind: ui.KindSelect, Name: "chain_id", Label: "产业链", Value: d.ChainID, Options: none("chain")},
		{Kind: ui.KindDate, Name: "start_on", Label: "开始日期", Value: d.StartOn},
		{Kind: ui.KindDate, Name: "due", Label: "完成时限", Value: d.Due},
		{Kind: ui.KindSelect, Name: "source", Label: "来源", Value: d.Source, Options: sources},
		{Kind: ui.KindText, Name: "source_text", Label: "来源文件", Value: d.SourceText, MaxLength: 300, Placeholder: "文件名和第几条"},
		{Kind: ui.KindTextArea, Name: "steps", Label: "节点", Value: t.steps, Rows: 3, MaxLength: 4000, Wide: true, Help: "一行一个，先日期后事项：2026-12-15 完成选址"},
		{Kind: ui.KindCheck, Name: "need_proof", Label: "报完成时要有佐证材料", Checked: d.NeedProof},
	}
	if t.ID != "" {
		f.Fields = append(f.Fields, ui.Field{Kind: ui.KindText, Name: "reason", Label: "改时限的理由", Value: t.reason, MaxLength: 200, Wide: true, Help: "改完成时限时必填，改期次数计入责任清单"})
	}
	return f
}

func unitNames(names *listing.Names, ids []string) string {
	var out []string
	for _, id := range ids {
		out = append(out, names.Label("unit", id))
	}
	return strings.Join(out, "、")
}

func read(f *web.Form, t *typed) {
	t.draft = area.Draft{Name: f.Text("name"), Measure: f.Text("measure"), UnitID: f.Text("unit_id"), OwnerID: f.Text("owner_id"), ChainID: f.Text("chain_id"), StartOn: f.Text("start_on"),
		Due: f.Text("due"), Source: f.Text("source"), SourceText: f.Text("source_text"), NeedProof: f.Bool("need_proof"), CoNames: f.Text("co_units")}
	t.steps, t.reason = f.Raw("steps"), f.Text("reason")
	t.draft.Steps = area.ParseSteps(t.steps)
}
