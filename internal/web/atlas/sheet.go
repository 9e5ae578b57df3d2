package atlas

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"lianzhang/internal/atlas"
	"lianzhang/internal/catalog"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// sheetPage is one sheet for one chain.
type sheetPage struct {
	ui.Page
	Picker picker
	Tabs   ui.Tabs
	Note   string
	Totals ui.Rich
	Fault  *ui.ErrorState
	Table  *ui.Table
	Empty  *ui.Empty
	Pager  ui.Pager
	Map    *mapView
}

// picker chooses the chain.
type picker struct {
	Now   string
	Items []ui.Tab
}

// mapView is a map within the page.
type mapView struct {
	Image, URL, Alt string
}

// pageSize is how many rows a page has.
const pageSize = 50

func (h *handlers) sheet(q *web.Req) error {
	o, err := h.open(q)
	if err != nil {
		return err
	}
	var l *atlas.List
	for i := range o.lists {
		if o.lists[i].Key == q.Path("sheet") && !o.lists[i].Dropped {
			l = &o.lists[i]
		}
	}
	if l == nil {
		return errs.New(errs.NotFound, "这套里没有这张图或清单，可能已被移除")
	}
	chainID, chainName, err := o.chainOf(q)
	if err != nil {
		return err
	}
	p := &sheetPage{Page: q.Page(section, l.Name), Note: l.Note, Picker: pick(o, l, chainID, chainName)}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "N图N清单", URL: base}, {Label: o.Name, URL: base + "/" + o.Key}, {Label: l.Name}}
	h.acts(q, p, o, l, chainID)
	if p.Tabs, err = h.tabs(q, o, l, chainID); err != nil {
		return err
	}
	if l.Kind == atlas.MapSheet {
		err = h.picture(q, p, l, chainID, chainName)
	} else {
		err = h.fill(q, p, l, chainID)
	}
	if err != nil {
		return err
	}
	return q.Render("atlas/sheet", p)
}

// asked is the chain as addresses carry it.
func asked(chainID string) string {
	if chainID == "" {
		return allChains
	}
	return chainID
}

func pick(o *opened, l *atlas.List, chainID, name string) picker {
	p := picker{Now: name}
	if name == "" {
		p.Now = "全部产业链"
	}
	for i := range o.chains {
		c := &o.chains[i]
		p.Items = append(p.Items, ui.Tab{Label: c.Name, URL: at(o.Key, l.Key, c.ID), On: c.ID == chainID})
	}
	p.Items = append(p.Items, ui.Tab{Label: "全部产业链", URL: at(o.Key, l.Key, allChains), On: chainID == ""})
	return p
}

func (h *handlers) acts(q *web.Req, p *sheetPage, o *opened, l *atlas.List, chainID string) {
	if q.Actor.Can(authz.ExportRun) {
		out := base + "/" + o.Key + "/export?chain=" + asked(chainID)
		p.Acts = append(p.Acts, ui.Action{Label: "导出工作簿", URL: out, WideOnly: true}, ui.Action{Label: "导出文稿", URL: out + "&as=docx", WideOnly: true})
	}
	if q.Actor.Can(authz.AtlasEdit) && l.Kind == atlas.ListSheet {
		p.Acts = append(p.Acts, ui.Primary("改这张清单", base+"/lists/"+l.ID+"/edit?chain="+asked(chainID)))
	}
}

// tabs are the sheets of the set with the counts for the chain.
func (h *handlers) tabs(q *web.Req, o *opened, now *atlas.List, chainID string) (ui.Tabs, error) {
	t := ui.Tabs{Label: o.Name}
	for _, l := range o.live() {
		tab := ui.Tab{Label: l.Name, URL: at(o.Key, l.Key, asked(chainID)), On: l.ID == now.ID}
		if l.Kind == atlas.ListSheet {
			f, err := h.Atlas.Compile(l.Sheet())
			if err == nil && q.Actor.Can(f.Source.Perm) {
				n, err := f.Count(q.Ctx(), h.Run.DB, q.Asker(), chainID)
				if err != nil {
					return t, err
				}
				tab.Count = ui.Num(n)
			}
		}
		t.Items = append(t.Items, tab)
	}
	return t, nil
}

// picture shows a map: within the page where the chain has one, else what would make it.
func (h *handlers) picture(q *web.Req, p *sheetPage, l *atlas.List, chainID, name string) error {
	sheet := l.Sheet()
	url := mapURL(&sheet, chainID)
	switch {
	case l.Mode == "route":
		p.Empty = &ui.Empty{Title: "招商路线图按目标企业所在地展开", Text: "图上的企业来自目标企业库", Acts: []ui.Action{ui.Act("打开路线图", url)}}
		return nil
	case chainID == "":
		p.Empty = &ui.Empty{Title: "图谱按产业链看", Text: "在上面选一条产业链"}
		return nil
	}
	var n int64
	w := new(db.Where).And("t.chain_id = ?", chainID)
	if err := h.Run.DB.QueryRow(q.Ctx(), "SELECT count(*) FROM "+graph.NodeKind+" t"+w.SQL(), w.Args()...).Scan(&n); err != nil {
		return err
	}
	if n == 0 {
		p.Empty = &ui.Empty{Title: name + "还没有图谱", Text: "可以从模板、投入产出表或表格起步，也可以自己画", Acts: []ui.Action{ui.Act("去画图谱", "/chains/"+chainID+"/map")}}
		return nil
	}
	p.Map = &mapView{Image: "/chains/" + chainID + "/map.svg?by=" + l.Mode, URL: url, Alt: name + l.Name}
	return nil
}

func (h *handlers) fill(q *web.Req, p *sheetPage, l *atlas.List, chainID string) error {
	f, err := h.Atlas.Compile(l.Sheet())
	if err != nil {
		if errs.CodeOf(err) != errs.Invalid {
			return err
		}
		p.Fault = &ui.ErrorState{Title: "这张清单的条件或列已失效", Text: said(err), Acts: []ui.Action{ui.Act("去改", base+"/lists/"+l.ID+"/edit")}}
		return nil
	}
	if err := q.Actor.Need(f.Source.Perm); err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	total, err := f.Total(q.Ctx(), h.Run.DB, q.Asker(), chainID)
	if err != nil {
		return err
	}
	p.Totals = ui.Rich{ui.T("共"), ui.B(ui.Num(total.Rows)), ui.T(f.Source.Spec.Measure)}
	for _, s := range f.Sums(total) {
		p.Totals = append(p.Totals, ui.Gap(), ui.T(s))
	}
	if total.Rows == 0 {
		p.Empty = &ui.Empty{Title: "清单还是空的", Text: f.Hint()}
		if f.Sheet.Filter != "" {
			p.Empty.Text += "。条件：" + f.Sheet.Filter
		}
		return nil
	}
	page := min(number(q.Query("page")), int((total.Rows+pageSize-1)/pageSize))
	rows, err := f.Rows(q.Ctx(), h.Run.DB, q.Asker(), chainID, page, pageSize)
	if err != nil {
		return err
	}
	groups, err := f.Groups(q.Ctx(), h.Run.DB, q.Asker(), chainID)
	if err != nil {
		return err
	}
	table := lay(f, rows, groups, names)
	p.Table = &table
	p.Pager = pager(q, total.Rows, page, f.Source.Spec.Measure)
	return nil
}

func number(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 1
	}
	return max(n, 1)
}

func pager(q *web.Req, total int64, page int, unit string) ui.Pager {
	p := ui.Pager{From: int64(page-1)*pageSize + 1, To: min(int64(page)*pageSize, total), Total: total, Unit: unit, Size: pageSize}
	to := func(n int) string {
		v := q.R.URL.Query()
		v.Set("page", strconv.Itoa(n))
		return q.R.URL.Path + "?" + v.Encode()
	}
	if page > 1 {
		p.Prev = to(page - 1)
	}
	if p.To < total {
		p.Next = to(page + 1)
	}
	return p
}

// said joins what is wrong with a sheet.
func said(err error) string {
	var e *errs.Error
	if !errors.As(err, &e) || len(e.Fields) == 0 {
		return web.Message(err)
	}
	text := ""
	for _, f := range e.Fields {
		text += f.Message + "。"
	}
	return text
}

// lay puts rows under the heads of the sheet; before each group stands a row with its name, count and totals.
func lay(f *atlas.Filled, page *list.Page, groups map[string]atlas.GroupTotal, names *listing.Names) ui.Table {
	title := titleOf(f)
	t := ui.Table{ID: "rows", Label: f.Sheet.Name, Fold: true, Scroll: len(f.Cols) > 9, Rows: make([]ui.Row, 0, len(page.Rows))}
	for i, c := range f.Cols {
		col := ui.Column{Label: c.Label, Sub: c.Unit, Num: numeric(c.Kind), Fold: folded(c)}
		if i == title {
			col.Head, col.Grow, col.Fold = true, true, ""
		}
		t.Columns = append(t.Columns, col)
	}
	last := ""
	for i, r := range page.Rows {
		if f.Group != nil {
			group, _ := r.At(len(f.Cols)).(string)
			if i == 0 || group != last {
				t.Rows = append(t.Rows, groupRow(f, group, groups[group], names, title))
			}
			last = group
		}
		row := ui.Row{Key: r.ID, Cells: make([]ui.Cell, len(f.Cols))}
		for j, c := range f.Cols {
			row.Cells[j] = cell(c, r.At(j), names)
			if j == title && f.Source.Base != "" {
				row.Cells[j].URL = f.Source.Base + "/" + r.ID
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// titleOf is the column that names a row: the one that the catalogue says, else the first.
func titleOf(f *atlas.Filled) int {
	if e := catalog.Find(f.Source.Kind); e != nil {
		for i, c := range f.Cols {
			if c.Name == e.Title {
				return i
			}
		}
	}
	return 0
}

// folded is the name of a value on a phone, with its unit where both fit.
func folded(c *list.Column) string {
	if s := c.Label + c.Unit; utf8.RuneCountInString(s) <= 6 {
		return s
	}
	return c.Label
}

// groupRow opens a group: its name and count stand in the column that names rows, its totals in theirs.
func groupRow(f *atlas.Filled, group string, total atlas.GroupTotal, names *listing.Names, title int) ui.Row {
	name := listing.Text(f.Group, group, names)
	if name == "" {
		name = "未填" + f.Group.Label
	}
	row := ui.Row{Class: "group", Cells: make([]ui.Cell, len(f.Cols))}
	row.Cells[title].Rich = ui.Rich{ui.B(name), ui.Quiet("　" + ui.Num(total.Rows) + f.Source.Spec.Measure)}
	for i, c := range f.Totals {
		j := slices.Index(f.Cols, c)
		if j >= 0 && j != title && i < len(total.Sums) {
			var v any = total.Sums[i]
			if c.Kind != list.Number {
				v = int64(math.Round(total.Sums[i]))
			}
			row.Cells[j].Rich = ui.Rich{ui.B(listing.Text(c, v, names))}
		}
	}
	return row
}

func numeric(k list.Kind) bool {
	return k == list.Money || k == list.Int || k == list.Number || k == list.Percent
}

// cell is a value as the page shows it: lights as lights, absent amounts as nothing.
func cell(c *list.Column, v any, names *listing.Names) ui.Cell {
	if s, ok := v.(string); ok && c.Kind == list.Enum {
		if l := ui.LetterOf(s); l != ui.None {
			lamp := ui.Lamp(l)
			return ui.Cell{Light: &lamp}
		}
	}
	switch n := v.(type) {
	case int64:
		if n == 0 && c.Kind != list.Int {
			return ui.Cell{}
		}
	case float64:
		if n == 0 && c.Kind == list.Number && !c.Partly {
			return ui.Cell{}
		}
	}
	return ui.Cell{Text: listing.Text(c, v, names)}
}
