// Package task is the pages of tasks: the four lists (任务、进度、问题、责任清单) with their workbook, the day sheet (日清日结), one task with
// its history, and the import of a plan from a Word table.
package task

import (
	"embed"
	"net/url"
	"time"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/record"
	area "lianzhang/internal/task"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "tasks"
	base    = "/tasks"
)

// Deps is what the pages stand on.
type Deps struct {
	Run     *change.Runner
	Tasks   *area.Service
	Files   *attach.Dir
	Imports *importing.Service
	Lists   *listing.Kit
	Trail   *trail.Trail
	// Link names the record that a task comes from or is about, and its page.
	Link    func(q *web.Req, ref record.Ref) (label, url string)
	MaxFile int64
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("task", files) }

type handlers struct {
	Deps
	list, duty *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list, h.duty = d.Lists.Register(listOf()), d.Lists.Register(dutyOf())
	edit := h.editor()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 256 << 10}
	}
	moves := h.moves()
	return []web.Route{
		row("GET /tasks", authz.TaskView, h.showList),
		row("GET /tasks/export", authz.ExportRun, h.list.Export),
		row("POST /tasks/export", authz.ExportRun, h.list.Export),
		row("GET /tasks/duties", authz.TaskView, h.showDuties),
		row("GET /tasks/duties/export", authz.ExportRun, h.duty.Export),
		row("GET /tasks/units", authz.TaskView, h.units),
		row("GET /tasks/lists.xlsx", authz.ExportRun, h.book),
		row("GET /tasks/day", authz.TaskView, h.day),
		row("GET /tasks/new", authz.TaskSet, edit.ShowNew),
		row("POST /tasks/new", authz.TaskSet, edit.New),
		row("GET /tasks/import", authz.ImportRun, h.showImport),
		{Pattern: "POST /tasks/import", Perm: authz.ImportRun, Handle: h.importWord, Body: maxWord + 1<<20},
		row("GET /tasks/{id}", authz.TaskView, h.show),
		row("GET /tasks/{id}/edit", authz.TaskSet, edit.ShowEdit),
		row("POST /tasks/{id}/edit", authz.TaskSet, edit.Edit),
		row("POST /tasks/{id}/progress", authz.TaskWork, h.progress),
		row("GET /tasks/{id}/carry", authz.TaskWork, h.showCarry),
		row("POST /tasks/{id}/carry", authz.TaskWork, h.carry),
		row("POST /tasks/{id}/steps/{step}", authz.TaskWork, h.reach),
		row("GET /tasks/{id}/move", authz.TaskView, moves.Show),
		row("POST /tasks/{id}/move", authz.TaskView, moves.Post),
		row("GET /tasks/{id}/files/{file}", authz.TaskView, h.file),
		{Pattern: "POST /tasks/{id}/files", Perm: authz.TaskWork, Handle: h.attach, Body: d.MaxFile + 1<<20},
	}
}

const running = "state=open,doing"

func listOf() listing.List {
	return listing.List{Spec: area.Spec, Base: base, Section: section, Perm: authz.TaskView, Find: "任务、编号、进展",
		Columns: []string{"light", "name", "source", "unit_id", "due", "state", "said"}, Fixed: []string{"name"},
		Reads: map[string][]string{"light": {"state", "due"}, "name": {"code", "chain_id"}, "due": {"late_days", "act_on", "carries", "state"}, "unit_id": {"owner_id"}, "state": {"share"},
			"said": {"moved_on", "problem"}, "source": {"source_text"}},
		First: []string{"source", "state", "unit_id", "chain_id", "light", "due"},
		Heads: map[string]ui.Column{"light": {Label: "灯"}, "name": {Label: "任务", Sub: "产业链", Head: true, Grow: true}, "source": {Label: "来源", Rank: 3}, "unit_id": {Label: "牵头单位", Sub: "责任人", Fold: "牵头"},
			"due": {Label: "完成时限", Sub: "超期、结转", Fold: "时限"}, "state": {Label: "状态", Sub: "进度", Rank: 2}, "said": {Label: "最新进展", Sub: "问题", Rank: 2, Width: "18rem"}},
		Presets: func(today string) []listing.Preset {
			soon := url.Values{"act_on": {today + ".." + clock.AddDays(today, 3)}}.Encode()
			moved := url.Values{"moved_on": {monday(today) + ".." + today}, "sort": {"-moved_on"}}.Encode()
			return []listing.Preset{{Name: "在办", Query: running}, {Name: "超期", Query: running + "&light=red"}, {Name: "三天内应清", Query: running + "&" + soon},
				{Name: "进度清单", Query: moved}, {Name: "问题清单", Query: "problem=!-&state=open,doing,paused"}, {Name: "待销号", Query: "state=reported"}, {Name: "已销号", Query: "state=closed"}, {Name: "任务清单", Query: ""}}
		}}
}

func dutyOf() listing.List {
	return listing.List{Spec: area.DutySpec, Base: base + "/duties", Section: section, Perm: authz.TaskView, Find: "任务、编号",
		Columns: []string{"unit_id", "light", "name", "state", "due", "late_days", "carries", "returns"}, Fixed: []string{"unit_id", "name"},
		Reads: map[string][]string{"unit_id": {"role", "owner_id"}, "name": {"code", "task_id"}},
		First: []string{"unit_id", "role", "state", "light"},
		Heads: map[string]ui.Column{"unit_id": {Label: "责任单位", Sub: "角色、责任人"}, "light": {Label: "灯"}, "name": {Label: "任务", Sub: "编号", Head: true, Grow: true}, "state": {Label: "状态", Rank: 2, Fold: "状态"},
			"due": {Label: "完成时限", Fold: "时限"}, "late_days": {Label: "超期", Sub: "工作日", Num: true, Fold: "超期"}, "carries": {Label: "结转", Sub: "次", Num: true, Rank: 2}, "returns": {Label: "退回", Sub: "次", Num: true, Rank: 2}},
		Presets: func(string) []listing.Preset {
			return []listing.Preset{{Name: "在办", Query: running}, {Name: "超期", Query: "light=red"}, {Name: "牵头", Query: "role=lead"}, {Name: "配合", Query: "role=co"}, {Name: "全部", Query: ""}}
		}}
}

// monday is the Monday of the day's week.
func monday(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return day
	}
	return clock.AddDays(day, -(int(t.Weekday())+6)%7)
}

func (h *handlers) showList(q *web.Req) error {
	switch q.Query("mine") { // the person is not known when presets are made
	case "own":
		return q.Redirect(base+"?"+running+"&owner_id="+q.Actor.ID, "")
	case "set":
		return q.Redirect(base+"?state=open,doing,reported,paused&set_by="+q.Actor.ID, "")
	case "unit":
		return q.Redirect(base+"?"+running+"&unit_id="+q.Actor.UnitID, "")
	}
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "任务")
	head.Wide, head.Lede = true, ledeOf(q)
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "四张清单", URL: base + "/lists.xlsx", WideOnly: true}, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.TaskSet) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入计划", URL: base + "/import", WideOnly: true})
	}
	if q.Actor.Can(authz.TaskSet) {
		head.Acts = append(head.Acts, ui.Primary("交办任务", base+"/new"))
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) { return cell(a, c, r, q.Today()) }, nil)
}

// ledeOf leads to the other faces of the tasks.
func ledeOf(q *web.Req) ui.Rich {
	out := ui.Rich{ui.A("我办的", base+"?mine=own"), ui.Gap(), ui.A("本单位", base+"?mine=unit"), ui.Gap()}
	if q.Actor.Can(authz.TaskSet) {
		out = append(out, ui.A("我交办的", base+"?mine=set"), ui.Gap())
	}
	return append(out, ui.A("日清日结", base+"/day"), ui.Gap(), ui.A("责任清单", base+"/duties"), ui.Gap(), ui.A("按单位", base+"/units"))
}

func cell(a *listing.Ask, c *list.Column, r list.Row, today string) (ui.Cell, bool) {
	switch c.Name {
	case "light":
		if r.Str("light") == "none" || r.Str("light") == "" {
			return ui.Cell{}, true
		}
		l := ui.Lamp(ui.LetterOf(r.Str("light")))
		return ui.Cell{Light: &l}, true
	case "name":
		return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID, Sub: ui.Joined(r.Str("code"), a.Names.Label("chain", r.Str("chain_id")))}, true
	case "source":
		return ui.Cell{Text: area.SourceLabel(r.Str("source")), Title: r.Str("source_text")}, true
	case "unit_id":
		return ui.Cell{Text: a.Names.Label("unit", r.Str("unit_id")), Sub: a.Names.Label("account", r.Str("owner_id"))}, true
	case "due":
		out := ui.Cell{Text: ui.DateTable(r.Str("due"))}
		if n := r.Int("late_days"); n > 0 {
			out.Sub, out.SubLate = "超"+ui.Num(n)+"个工作日", area.Running(r.Str("state"))
		}
		if n := r.Int("carries"); n > 0 {
			out.Sub = ui.Joined(out.Sub, "结转"+ui.Num(n)+"次")
		}
		return out, true
	case "state":
		return ui.Cell{Text: area.StateLabel(r.Str("state")), Sub: ui.Pct(r.Float("share"))}, true
	case "said":
		out := ui.Cell{Text: r.Str("said"), Sub: ui.Joined(ui.DateTable(r.Str("moved_on")))}
		if p := r.Str("problem"); p != "" {
			out.Sub, out.SubLate = "问题："+p, true
		}
		return out, true
	}
	return ui.Cell{}, false
}

func (h *handlers) showDuties(q *web.Req) error {
	a, err := h.duty.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "责任清单")
	head.Wide = true
	head.Crumbs = []ui.Link{{Label: "任务", URL: base}, {Label: "责任清单"}}
	head.Lede = ui.Plain("一个单位在一项任务里的责任占一行，牵头和配合都在。")
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/duties/export"), WideOnly: true})
	}
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "unit_id":
			role := map[string]string{area.Lead: "牵头", area.Co: "配合"}[r.Str("role")]
			return ui.Cell{Text: a.Names.Label("unit", r.Str("unit_id")), Sub: ui.Joined(role, a.Names.Label("account", r.Str("owner_id")))}, true
		case "light":
			if r.Str("light") == "none" {
				return ui.Cell{}, true
			}
			l := ui.Lamp(ui.LetterOf(r.Str("light")))
			return ui.Cell{Light: &l}, true
		case "name":
			return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.Str("task_id"), Sub: r.Str("code")}, true
		}
		return ui.Cell{}, false
	}, nil)
}
