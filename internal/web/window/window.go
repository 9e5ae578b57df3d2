// Package window is the pages of policy windows: the list with what closes soon, one window with the firms or projects that meet
// its conditions, its form, and the planned-reserve projects made from it.
package window

import (
	"embed"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/policy"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "windows"
	base    = "/windows"
)

// Deps is what the pages stand on.
type Deps struct {
	Run    *change.Runner
	Policy *policy.Service
	Lists  *listing.Kit
	Trail  *trail.Trail
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("window", files) }

type handlers struct {
	Deps
	list *listing.List
}

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{Deps: d}
	h.list = d.Lists.Register(listing.List{Spec: policy.Spec, Base: base, Section: section, Perm: authz.ChainView, Find: "政策、机关、支持内容",
		Columns: []string{"name", "issuer", "level", "chain_names", "supports", "amount_max", "closes", "projects"}, Fixed: []string{"name"},
		First: []string{"level", "closes"}, Reads: map[string][]string{"name": {"doc_no"}, "closes": {"opens", "state", "projects"}},
		Heads: map[string]ui.Column{"name": {Label: "政策名称", Sub: "文号", Head: true, Grow: true}, "issuer": {Label: "发文机关", Rank: 3, Fold: "发文机关"}, "level": {Label: "级别", Fold: "级别"},
			"chain_names": {Label: "产业链", Rank: 2, Fold: "产业链"}, "supports": {Label: "支持内容", Rank: 3}, "amount_max": {Label: "最高", Sub: "万元", Num: true, Rank: 2, Fold: "最高万元"},
			"closes": {Label: "截止", Fold: "截止"}, "projects": {Label: "储备项目", Num: true, Fold: "储备项目"}},
		Start: open,
		Presets: func(today string) []listing.Preset {
			return []listing.Preset{{Name: "还能报", Query: open(today)}, {Name: "30天内截止", Query: "state=active&closes=" + today + ".." + later(today, policy.YellowDays)},
				{Name: "没有截止日期", Query: "state=active&closes=-"}, {Name: "全部", Query: "sort=-closes"}}
		}})
	edit := h.editor()
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 64 << 10}
	}
	return []web.Route{
		row("GET /windows", authz.ChainView, h.showList),
		row("GET /windows/export", authz.ExportRun, h.list.Export),
		row("GET /windows/new", authz.ProjectEdit, edit.ShowNew),
		row("POST /windows/new", authz.ProjectEdit, edit.New),
		row("GET /windows/{id}", authz.ChainView, h.show),
		row("GET /windows/{id}/edit", authz.ProjectEdit, edit.ShowEdit),
		row("POST /windows/{id}/edit", authz.ProjectEdit, edit.Edit),
		row("GET /windows/{id}/yield", authz.ProjectEdit, h.showYield),
		row("POST /windows/{id}/yield", authz.ProjectEdit, h.yield),
	}
}

// open is the view of the windows whose end has not come.
func open(today string) string { return "closes=" + today + "..&state=active" }

// light shows how near a window's end is.
func light(w *policy.Window, today string, projects int64) *ui.Light {
	code, left := w.Light(today, projects)
	word := w.Phase(today).Label()
	switch {
	case left == 0:
		word = "今天截止"
	case left > 0:
		word = "剩" + ui.Num(int64(left)) + "天"
	}
	l := ui.Sign(ui.LetterOf(code), word)
	return &l
}

// showList shows what is still open first; all of it is a view of its own.
func (h *handlers) showList(q *web.Req) error {
	a, err := h.list.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "政策窗口")
	head.Wide = true
	head.Lede = ui.Plain("国家和省的政策机会：截止前30天黄灯，7天内还没有储备项目红灯")
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.ProjectEdit) {
		head.Acts = append(head.Acts, ui.Action{Label: "导入表格", URL: "/imports/new?list=" + policy.Kind, WideOnly: true})
	}
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(base + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.ProjectEdit) {
		head.Acts = append(head.Acts, ui.Primary("登记窗口", base+"/new"))
	}
	today := q.Today()
	return listpage.Show(q, a, head, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		switch c.Name {
		case "name":
			return ui.Cell{Text: r.Str("name"), URL: base + "/" + r.ID, Sub: r.Str("doc_no")}, true
		case "closes":
			w := &policy.Window{Opens: r.Str("opens"), Closes: r.Str("closes"), State: r.Str("state")}
			return ui.Cell{Light: light(w, today, r.Int("projects")), Sub: r.Str("closes")}, true
		case "amount_max":
			if r.Int("amount_max") == 0 {
				return ui.Cell{}, true
			}
		}
		return ui.Cell{}, false
	}, nil)
}
