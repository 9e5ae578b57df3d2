package formula

import (
	"context"
	"net/url"
	"strconv"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// comparePage is two versions beside each other; with a draft it is what would be if the draft were adopted.
type comparePage struct {
	ui.Page
	Ask    askForm
	Other  ui.Field
	KPIs   []ui.KPI
	Words  ui.Table
	Places ui.Table
	By     ui.Tabs
	Differ []differ
	Adopt  []ui.Action
}

// differ are the records that only one of the versions counts on one side of the fraction.
type differ struct {
	Title string
	Count int64
	All   string
	Table ui.Table
}

func compareURL(a, b *formula.Definition, ask formula.Ask) string {
	v := url.Values{"a": {strconv.FormatInt(a.Number, 10)}, "b": {strconv.FormatInt(b.Number, 10)}}
	for name, value := range map[string]string{"from": ask.From, "to": ask.To, "as_of": ask.AsOf} {
		if value != "" {
			v.Set(name, value)
		}
	}
	return at(a) + "/compare?" + v.Encode()
}

func (h *handlers) compare(q *web.Req) error {
	versions, err := h.Formulas.Versions(q.Ctx(), q.Path("code"))
	if err != nil {
		return err
	}
	if len(versions) < 2 {
		return errs.New(errs.NotFound, "“%s”只有一个版本，没有可并排的", versions[0].Name)
	}
	a := chosen(versions, q.Query("a"))
	b := chosen(versions, q.Query("b"))
	for i := range versions {
		if a == b && &versions[i] != a {
			b = &versions[i]
		}
	}
	ask := h.asked(q, a)
	p := &comparePage{Page: q.Page(section, a.Label()+"与"+b.Label())}
	p.Crumbs = []ui.Link{{Label: "口径库", URL: base}, {Label: a.Name, URL: at(a)}, {Label: "并排"}}
	p.Acts = []ui.Action{ui.PrintPage()}
	if b.State == formula.Draft {
		p.Lede = ui.Plain("如果采用" + b.Label() + "：同样的时间和范围，各地的值会变成什么样，哪些记录进、哪些记录出")
		if h.edits(q) {
			p.Acts = append(p.Acts, ui.Primary("采用"+b.Label(), deed(b, "adopt")))
		}
	}
	by := q.Query("by")
	if by == "" {
		by = formula.ByRegion
	}
	p.Ask = h.askForm(a, versions, ask, by)
	p.Ask.Action = at(a) + "/compare"
	p.Ask.Version.Name, p.Ask.Version.Label = "a", "左边"
	p.Other = p.Ask.Version
	p.Other.Name, p.Other.Label, p.Other.Value = "b", "右边", strconv.FormatInt(b.Number, 10)
	p.Words = words(a, b)
	var both []*formula.Compiled
	var bound []*formula.Bound
	for _, d := range []*formula.Definition{a, b} {
		c, err := h.Formulas.Get(q.Ctx(), d.Code, int(d.Number))
		if err != nil {
			return err
		}
		x, err := c.Bind(ask, q.Today())
		if errs.CodeOf(err) == errs.Invalid {
			p.Ask.Errs = ui.Reject(err, &p.Ask.From, &p.Ask.To, &p.Ask.AsOf)
			return q.RenderInvalid("formula/compare", p)
		}
		if err != nil {
			return err
		}
		v, err := h.Formulas.Of(q.Ctx(), c.ScopeOn(q.Actor), c, ask)
		if err != nil {
			return err
		}
		day := ask.AsOf
		if day == "" {
			day = q.Today()
		}
		both, bound, p.KPIs = append(both, c), append(bound, x), append(p.KPIs, kpi(c, v, day))
	}
	if p.Places, err = h.places(q, both, ask, by); err != nil {
		return err
	}
	if p.Differ, err = h.differ(q, bound[0], bound[1]); err != nil {
		return err
	}
	return q.Render("formula/compare", p)
}

func words(a, b *formula.Definition) ui.Table {
	t := ui.Table{ID: "words", Label: "两个版本的定义", Fold: true, Columns: []ui.Column{{Label: "", Head: true, Width: "5rem"}, {Label: a.Label(), Fold: a.Label()}, {Label: b.Label(), Fold: b.Label()}}}
	code := func(s string) ui.Cell {
		if s == "" {
			return ui.Cell{Text: "无", Quiet: true}
		}
		return ui.Cell{Rich: ui.Rich{{Text: s, Kind: "expr"}}}
	}
	for _, r := range []struct {
		label string
		a, b  ui.Cell
	}{{"怎样算", ui.Cell{Text: a.Note}, ui.Cell{Text: b.Note}}, {"算法", ui.Cell{Text: a.Shape.Label()}, ui.Cell{Text: b.Shape.Label()}}, {"分子", code(a.Num), code(b.Num)}, {"分母", code(a.Den), code(b.Den)},
		{"状态", ui.Cell{Text: formula.StateLabel(a.State), Sub: span(a)}, ui.Cell{Text: formula.StateLabel(b.State), Sub: span(b)}}, {"用在哪里", ui.Cell{Text: a.Origin}, ui.Cell{Text: b.Origin}}} {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: r.label}, r.a, r.b}})
	}
	return t
}

// sample is how many of the records that differ stand on the page; the rest is behind the link.
const sample = 20

func (h *handlers) differ(q *web.Req, a, b *formula.Bound) ([]differ, error) {
	var out []differ
	for _, x := range []struct {
		title     string
		of, other *formula.Bound
		numerator bool
	}{{"只在" + a.Label() + "分子", a, b, true}, {"只在" + b.Label() + "分子", b, a, true}, {"只在" + a.Label() + "分母", a, b, false}, {"只在" + b.Label() + "分母", b, a, false}} {
		where := formula.Only(x.of, x.other, x.numerator)
		if where == "" {
			continue
		}
		d, err := h.records(q, x.of, where)
		if err != nil {
			return nil, err
		}
		d.Title = x.title
		out = append(out, *d)
	}
	return out, nil
}

// records counts the records of a rule and shows the first.
func (h *handlers) records(q *web.Req, b *formula.Bound, where string) (*differ, error) {
	src := b.Source()
	spec := src.Spec
	ask, err := spec.Parse(url.Values{"where": {where}, "size": {strconv.Itoa(sample)}})
	if err != nil {
		return nil, err
	}
	who := list.Asker{Scope: b.ScopeOn(q.Actor), Today: q.Today()}
	d := &differ{All: src.Base + "?" + url.Values{"where": {where}}.Encode()}
	if d.Count, err = h.count(q.Ctx(), spec, ask, who); err != nil || d.Count == 0 {
		return d, err
	}
	title := h.Title(spec.Name)
	cols := []*list.Column{spec.Column(title)}
	for _, name := range []string{"region", "stage", "state", "total_invest"} {
		if c := spec.Column(name); c != nil && !c.Hidden {
			cols = append(cols, c)
		}
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	page, err := spec.Rows(q.Ctx(), h.Lists.Run.DB, ask, who, cols)
	if err != nil {
		return nil, err
	}
	d.Table = ui.Table{Label: "记录", Fold: true, Compact: true}
	for i, c := range cols {
		d.Table.Columns = append(d.Table.Columns, ui.Column{Label: c.Label, Head: i == 0, Grow: i == 0, Num: c.Kind == list.Money, Fold: map[bool]string{false: c.Label}[i == 0]})
	}
	for _, r := range page.Rows {
		row := ui.Row{Key: r.ID}
		for i, c := range cols {
			cell := ui.Cell{Text: listing.Text(c, r.At(i), names)}
			if i == 0 {
				cell.URL = src.Base + "/" + r.ID
			}
			row.Cells = append(row.Cells, cell)
		}
		d.Table.Rows = append(d.Table.Rows, row)
	}
	return d, nil
}

func (h *handlers) count(ctx context.Context, spec *list.Spec, ask *list.Query, who list.Asker) (int64, error) {
	return spec.Count(ctx, h.Lists.Run.DB, ask, who)
}
