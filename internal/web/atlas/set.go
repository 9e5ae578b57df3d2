package atlas

import (
	"lianzhang/internal/atlas"
	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// setPage is a set: every sheet by every chain, with counts.
type setPage struct {
	ui.Page
	Note    string
	Source  string
	Table   ui.Table
	Dropped ui.Table
}

// opened is a set with what the asker may see of it.
type opened struct {
	*atlas.Adopted
	lists  []atlas.List
	chains []chain.Chain
}

func (h *handlers) open(q *web.Req) (*opened, error) {
	set, err := h.Atlas.Set(q.Ctx(), q.Path("set"))
	if err != nil {
		return nil, err
	}
	o := &opened{Adopted: set}
	if o.lists, err = h.Atlas.Lists(q.Ctx(), set.ID, true); err != nil {
		return nil, err
	}
	o.chains, err = h.Chains.Visible(q.Ctx(), q.Actor.Scope)
	return o, err
}

// live are the sheets in use.
func (o *opened) live() []atlas.List {
	var out []atlas.List
	for _, l := range o.lists {
		if !l.Dropped {
			out = append(out, l)
		}
	}
	return out
}

// chainOf is the chain that the address asks for: one of those in sight, all of them, or the first.
func (o *opened) chainOf(q *web.Req) (id, name string, err error) {
	want := q.Query("chain")
	if want == allChains || want == "" && len(o.chains) == 0 {
		return "", "", nil
	}
	for i := range o.chains {
		if want == "" || o.chains[i].ID == want {
			return o.chains[i].ID, o.chains[i].Name, nil
		}
	}
	return "", "", errs.New(errs.NotFound, "没有这条产业链，或不在您的数据范围内")
}

// allChains in an address asks for the rows of all chains.
const allChains = "all"

func (h *handlers) set(q *web.Req) error {
	o, err := h.open(q)
	if err != nil {
		return err
	}
	p := &setPage{Page: q.Page(section, o.Name), Note: o.Note, Source: o.Source}
	p.Crumbs = []ui.Link{{Label: "N图N清单", URL: base}, {Label: o.Name}}
	if q.Actor.Can(authz.ExportRun) {
		p.Acts = append(p.Acts, ui.Action{Label: "导出工作簿", URL: base + "/" + o.Key + "/export?chain=" + allChains, WideOnly: true})
	}
	may := q.Actor.Can(authz.AtlasEdit)
	if may {
		stop := ui.Post("停用", base+"/"+o.Key+"/retire")
		stop.Confirm, stop.Plain, stop.WideOnly = "停用后这套图谱清单和自己加的清单都不再显示，记录不受影响。停用吗？", true, true
		p.Acts = append(p.Acts, stop, ui.Primary("加一张清单", base+"/lists/new?set="+o.Key))
	}
	if p.Table, err = h.matrix(q, o); err != nil {
		return err
	}
	p.Dropped = ui.Table{ID: "dropped", Label: "已移除", Fold: true, Columns: []ui.Column{{Label: "名称", Head: true, Grow: true}, {}}}
	for _, l := range o.lists {
		if l.Dropped && may {
			p.Dropped.Rows = append(p.Dropped.Rows, ui.Row{Cells: []ui.Cell{{Text: l.Name, URL: base + "/lists/" + l.ID + "/edit"},
				{Acts: []ui.Action{{Label: "放回", URL: base + "/lists/" + l.ID + "/drop", Method: "post", Small: true, Hidden: []ui.Param{{Name: "back", Value: "1"}}}}}}})
		}
	}
	return q.Render("atlas/set", p)
}

// matrix lays the sheets against the chains.
func (h *handlers) matrix(q *web.Req, o *opened) (ui.Table, error) {
	t := ui.Table{ID: "sheets", Label: o.Name, Fold: true, Scroll: len(o.chains) > 8, Columns: []ui.Column{{Label: "图和清单", Head: true, Width: "13rem"}},
		Empty: &ui.Empty{Title: "这套里还没有图和清单", Text: "点“加一张清单”，选记录、条件和列"}}
	var ids []string
	for i := range o.chains {
		ids = append(ids, o.chains[i].ID)
		t.Columns = append(t.Columns, ui.Column{Label: o.chains[i].Name, Num: true, Rank: 1}) // a phone has room for the names of the sheets only
	}
	if len(ids) == 0 {
		t.Columns = append(t.Columns, ui.Column{Label: "内容"})
	}
	for _, l := range o.live() {
		row, err := h.matrixRow(q, o, &l, ids)
		if err != nil {
			return t, err
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func (h *handlers) matrixRow(q *web.Req, o *opened, l *atlas.List, ids []string) (ui.Row, error) {
	first := ""
	if len(ids) > 0 {
		first = ids[0]
	}
	name := ui.Cell{Text: l.Name, URL: at(o.Key, l.Key, first)}
	if l.Own {
		name.Sub = "本地增加"
	}
	row := ui.Row{Key: l.ID, Label: l.Name, Cells: []ui.Cell{name}}
	sheet := l.Sheet()
	if l.Kind == atlas.MapSheet {
		for _, id := range ids {
			row.Cells = append(row.Cells, ui.Cell{Text: "图", URL: at(o.Key, l.Key, id)})
		}
		return row, nil
	}
	f, err := h.Atlas.Compile(sheet)
	if err != nil {
		if errs.CodeOf(err) != errs.Invalid {
			return row, err
		}
		row.Cells[0].Sub, row.Cells[0].SubLate = "条件或列已失效", true
		return row, nil
	}
	if !q.Actor.Can(f.Source.Perm) {
		row.Cells[0].Sub = "没有查看" + f.Source.Spec.Label + "的权限"
		return row, nil
	}
	counts, err := f.PerChain(q.Ctx(), h.Run.DB, q.Asker(), ids)
	if err != nil {
		return row, err
	}
	for _, id := range ids {
		row.Cells = append(row.Cells, ui.Cell{Text: ui.Num(counts[id]), URL: at(o.Key, l.Key, id), Quiet: counts[id] == 0})
	}
	return row, nil
}
