// Package atlas is the pages of N图N清单: the sets that the site works with, a set's lists chain by chain, one filled list, its
// editor with the versions, and the workbook and paper of a chain.
package atlas

import (
	"embed"
	"net/url"
	"slices"

	"lianzhang/internal/atlas"
	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/ui"
)

//go:embed *.html
var files embed.FS

const (
	section = "atlas"
	base    = "/atlas"
)

// Deps is what the pages stand on.
type Deps struct {
	Run    *change.Runner
	Atlas  *atlas.Service
	Chains *chain.Service
	Lists  *listing.Kit
	Trail  *trail.Trail
}

// Add adds the pages to the set.
func Add(set *ui.Set) error { return set.Add("atlas", files) }

type handlers struct{ Deps }

// Routes are the rows of the route table.
func Routes(d Deps) []web.Route {
	h := &handlers{d}
	row := func(pattern string, p authz.Perm, fn web.Handler) web.Route {
		return web.Route{Pattern: pattern, Perm: p, Handle: fn, Body: 256 << 10}
	}
	return []web.Route{
		row("GET /atlas", authz.ChainView, h.index),
		row("POST /atlas/adopt", authz.AtlasEdit, h.adopt),
		row("POST /atlas/check", authz.AtlasEdit, h.check),
		row("GET /atlas/lists/new", authz.AtlasEdit, h.showNew),
		row("POST /atlas/lists/new", authz.AtlasEdit, h.create),
		row("GET /atlas/lists/{id}/edit", authz.AtlasEdit, h.showEdit),
		row("POST /atlas/lists/{id}/edit", authz.AtlasEdit, h.save),
		row("POST /atlas/lists/{id}/drop", authz.AtlasEdit, h.drop),
		row("POST /atlas/lists/{id}/restore", authz.AtlasEdit, h.restore),
		row("GET /atlas/{set}", authz.ChainView, h.set),
		row("POST /atlas/{set}/retire", authz.AtlasEdit, h.retire),
		row("GET /atlas/{set}/export", authz.ExportRun, h.export),
		row("GET /atlas/{set}/{sheet}", authz.ChainView, h.sheet),
	}
}

// indexPage are the sets in use and those that can be taken into use.
type indexPage struct {
	ui.Page
	Used  ui.Table
	Ready ui.Table
}

func (h *handlers) index(q *web.Req) error {
	used, err := h.Atlas.Sets(q.Ctx())
	if err != nil {
		return err
	}
	all, err := atlas.Shipped()
	if err != nil {
		return err
	}
	p := &indexPage{Page: q.Page(section, "N图N清单")}
	p.Lede = ui.Plain("各省要求的图和清单，都从登记的记录里自动填出；增加、修改清单不用写程序")
	p.Used = ui.Table{ID: "used", Label: "本站在用", Fold: true, Columns: []ui.Column{{Label: "名称", Head: true, Grow: true}, {Label: "省份", Fold: "省份"}, {Label: "图", Num: true, Fold: "图"},
		{Label: "清单", Num: true, Fold: "清单"}, {Label: "依据", Rank: 2, Fold: "依据"}},
		Empty: &ui.Empty{Title: "还没有启用任何一套", Text: "从下面选一套启用；启用后可以增减清单、改条件和列"}}
	for i := range used {
		s := &used[i]
		lists, err := h.Atlas.Lists(q.Ctx(), s.ID, false)
		if err != nil {
			return err
		}
		maps := 0
		for j := range lists {
			if lists[j].Kind == atlas.MapSheet {
				maps++
			}
		}
		p.Used.Rows = append(p.Used.Rows, ui.Row{Key: s.Key, Cells: []ui.Cell{{Text: s.Name, URL: base + "/" + s.Key, Sub: s.Note}, {Text: s.Province},
			{Text: ui.Num(int64(maps))}, {Text: ui.Num(int64(len(lists) - maps))}, {Text: s.Source}}})
	}
	p.Ready = ready(all, used, q.Actor.Can(authz.AtlasEdit))
	return q.Render("atlas/index", p)
}

func ready(all []atlas.Set, used []atlas.Adopted, may bool) ui.Table {
	t := ui.Table{ID: "ready", Label: "可启用的模板", Fold: true, Columns: []ui.Column{{Label: "名称", Head: true, Grow: true}, {Label: "省份", Fold: "省份"}, {Label: "内容", Fold: "内容", Rank: 2}}}
	if may {
		t.Columns = append(t.Columns, ui.Column{})
	}
	for i := range all {
		s := &all[i]
		if slices.ContainsFunc(used, func(a atlas.Adopted) bool { return a.Key == s.Key }) {
			continue
		}
		maps, first := 0, ""
		for j := range s.Sheets {
			if s.Sheets[j].Kind == atlas.MapSheet {
				maps++
			}
			if j < 4 {
				first += "、" + s.Sheets[j].Name
			}
		}
		cells := []ui.Cell{{Text: s.Name, Sub: s.Source}, {Text: s.Province},
			{Text: ui.Num(int64(maps)) + "图" + ui.Num(int64(len(s.Sheets)-maps)) + "清单", Sub: first[len("、"):] + "等"}}
		if may {
			cells = append(cells, ui.Cell{Acts: []ui.Action{{Label: "启用", URL: base + "/adopt", Method: "post", Small: true, Hidden: []ui.Param{{Name: "key", Value: s.Key}}}}})
		}
		t.Rows = append(t.Rows, ui.Row{Key: s.Key, Cells: cells})
	}
	return t
}

func (h *handlers) adopt(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	d, err := q.Directory()
	if err != nil {
		return err
	}
	region := q.Actor.Region
	if root := d.Root(); root != nil {
		region = root.ID
	}
	s, err := h.Atlas.Adopt(q.Ctx(), q.Actor, f.Text("key"), region)
	if err != nil {
		return err
	}
	return q.Redirect(base+"/"+s.Key, "已启用")
}

func (h *handlers) retire(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if err := h.Atlas.Retire(q.Ctx(), q.Actor, q.Path("set"), f.Text("reason")); err != nil {
		return err
	}
	return q.Redirect(base, "已停用")
}

// mapURL is the address of a map of a set for a chain; without a chain it is that of all chains.
func mapURL(s *atlas.Sheet, chainID string) string {
	switch {
	case s.Mode == "route" && chainID != "":
		return "/route?chain_id=" + url.QueryEscape(chainID)
	case s.Mode == "route":
		return "/route"
	case chainID == "":
		return "/chains"
	}
	return "/chains/" + url.PathEscape(chainID) + "/map?by=" + s.Mode
}

// at is the address of a sheet for a chain.
func at(set, sheet, chainID string) string {
	u := base + "/" + set
	if sheet != "" {
		u += "/" + sheet
	}
	if chainID != "" {
		u += "?chain=" + url.QueryEscape(chainID)
	}
	return u
}
