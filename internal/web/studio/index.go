package studio

import (
	"net/url"
	"sort"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/stencil"
	"lianzhang/internal/studio"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

type indexPage struct {
	ui.Page
	Table ui.Table
}

func (h *handlers) index(q *web.Req) error {
	all, err := h.Studio.All(q.Ctx())
	if err != nil {
		return err
	}
	p := &indexPage{Page: q.Page(section, "自定义报告")}
	p.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: "自定义报告"}}
	p.Lede = ui.Plain("在Word模板里写上{{完成率}}这样的名称，出报告时自动填数，每个数都带着出处")
	may := q.Actor.Can(authz.ReportEdit)
	p.Acts = append(p.Acts, ui.Action{Label: "可用的数", URL: base + "/names", Plain: true})
	if may {
		p.Acts = append(p.Acts, ui.Post("装入自带模板", base+"/install"), ui.Primary("新模板", base+"/new"))
	}
	p.Table = ui.Table{Label: "模板", Fold: true, Columns: []ui.Column{{Label: "名称", Head: true, Grow: true}, {Label: "周期", Fold: "周期"}, {Label: "内容", Fold: "内容", Rank: 2},
		{Label: "版本", Fold: "版本"}, {Label: "最近一期", Fold: "最近一期"}},
		Empty: &ui.Empty{Title: "还没有模板", Text: "先装入自带的月报、季度讲评、年度报告和链长专报，再在Word里改成本单位的样子"}}
	for i := range all {
		t := &all[i]
		last := h.Studio.Periods(t, 1)
		cells := []ui.Cell{{Text: t.Name, URL: base + "/" + t.ID, Sub: t.Note}, {Text: period.Kind(t.Cadence).Label()}, {Text: aboutLabel(t.About)},
			{Text: "第" + ui.Num(t.Number) + "版"}, {}}
		if !t.Active {
			cells[4] = ui.Cell{Text: "已停用", Quiet: true}
		} else if len(last) == 1 {
			cells[4] = ui.Cell{Text: last[0].Label(), URL: at(t, last[0], "")}
		}
		p.Table.Rows = append(p.Table.Rows, ui.Row{Key: t.ID, Cells: cells})
	}
	return q.Render("studio/index", p)
}

func aboutLabel(about string) string {
	for _, a := range studio.Abouts() {
		if a[0] == about {
			return a[1]
		}
	}
	return about
}

// at is the page of a paper.
func at(t *studio.Template, p period.Period, of string) string {
	v := url.Values{"period": {string(p)}}
	if of != "" {
		v.Set("of", of)
	}
	return base + "/" + t.ID + "?" + v.Encode()
}

func (h *handlers) install(q *web.Req) error {
	if err := h.Studio.Install(q.Ctx(), q.Actor); err != nil {
		return err
	}
	return q.Redirect(base, "自带模板已装入")
}

type namesPage struct {
	ui.Page
	Note  *ui.Note
	Tabs  ui.Tabs
	Parts []part
}

type part struct {
	Head, Sub string
	Table     ui.Table
}

// names lists all figures that a template may name, with what each says of the last period.
func (h *handlers) names(q *web.Req) error {
	kind := period.Kind(q.Query("cadence"))
	p := &namesPage{Page: q.Page(section, "可用的数")}
	p.Crumbs = []ui.Link{{Label: "通报", URL: "/reports"}, {Label: "自定义报告", URL: base}, {Label: "可用的数"}}
	p.Lede = ui.Plain("名称照抄进Word模板；表格的一行里写名单的项，出报告时每一项占一行")
	known := false
	for _, k := range studio.Cadences() {
		known = known || k == kind
	}
	if !known {
		kind = studio.Cadences()[0]
	}
	for _, k := range studio.Cadences() {
		p.Tabs.Items = append(p.Tabs.Items, ui.Tab{Label: k.Label() + "报", URL: base + "/names?cadence=" + string(k), On: k == kind})
	}
	t := &studio.Template{Cadence: string(kind)}
	last := h.Studio.Periods(t, 1)[0]
	v, err := h.Studio.Values(q.Ctx(), q.Actor, studio.Ask{Template: t, Period: last})
	if errs.CodeOf(err) == errs.Invalid {
		p.Note = &ui.Note{Body: ui.Plain(err.Error())}
		return q.Render("studio/names", p)
	}
	if err != nil {
		return err
	}
	p.Parts = parts(v, last)
	return q.Render("studio/names", p)
}

func parts(v stencil.Values, p period.Period) []part {
	out := []part{{Head: "单个的数", Sub: p.Label(), Table: valueTable("", v.Fields)}}
	var lists []string
	for name := range v.Lists {
		lists = append(lists, name)
	}
	sort.Strings(lists)
	for _, name := range lists {
		l := v.Lists[name]
		if len(l.Items) == 0 {
			out = append(out, part{Head: name, Sub: "这一期是空的，表里会写“无”"})
			continue
		}
		out = append(out, part{Head: name, Sub: ui.Num(int64(len(l.Items))) + "项，以下是第一项", Table: valueTable(name+".", l.Items[0])})
	}
	return out
}

func valueTable(prefix string, fields map[string]stencil.Value) ui.Table {
	t := ui.Table{Label: strings.TrimSuffix(prefix, "."), Compact: true, Columns: []ui.Column{{Label: "写法", Head: true}, {Label: "现在的数", Grow: true}}}
	var names []string
	for name := range fields {
		names = append(names, name)
	}
	sort.Strings(names)
	for _, name := range names {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: "{{" + prefix + name + "}}"}, valueCell(fields[name])}})
	}
	return t
}

// valueCell is a figure with the way to its records.
func valueCell(v stencil.Value) ui.Cell {
	c := ui.Cell{Text: v.Text}
	if c.Text == "" {
		c.Text, c.Quiet = stencil.Absent, true
	}
	if v.Source != nil {
		c.URL, c.Src, c.Title = v.Source.Path, true, v.Source.Note()
	}
	return c
}
