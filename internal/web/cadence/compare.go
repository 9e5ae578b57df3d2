package cadence

import (
	"strings"

	area "lianzhang/internal/cadence"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// comparePage puts two frozen periods of a kind side by side.
type comparePage struct {
	ui.Page
	Kinds  ui.Tabs
	Fields []ui.Field
	Kind   string
	Parts  []part
	Empty  *ui.Empty
	Facts  ui.Facts
}

type part struct {
	Title string
	Table ui.Table
}

// The groups of lines that are compared: keeper, beginning of the key, heading.
var compared = [][3]string{{"bulletin", "all", "合计"}, {"bulletin", "county:", "县区"}, {"bulletin", "chain:", "产业链"}, {"formula", "", "口径"}, {"indicator", "", "指标"}, {"rank", "", "考核名次"}}

func (d Deps) compare(q *web.Req) error {
	kind := kindOf(q.Query("kind"))
	frozen, err := d.Cadence.Recent(q.Ctx(), kind, area.Frozen)
	if err != nil {
		return err
	}
	p := &comparePage{Page: q.Page(section, "两期对比"), Kind: string(kind), Kinds: ui.Tabs{Label: "周期"}}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "周期", URL: base}, {Label: p.Title}}
	p.Lede = ui.Plain("只比冻结的数，双方都不会再变")
	p.Acts = []ui.Action{ui.PrintPage()}
	for _, k := range []period.Kind{period.Month, period.Quarter, period.Half, period.Year} {
		p.Kinds.Items = append(p.Kinds.Items, ui.Tab{Label: k.Label(), URL: base + "/compare?kind=" + string(k), On: k == kind})
	}
	if len(frozen) < 2 {
		p.Empty = &ui.Empty{Title: "冻结的" + kind.Label() + "不足两期", Text: "到第二期冻结后才能对比；过去的周期可由办公室在周期页补冻结"}
		return q.Render("cadence/compare", p)
	}
	now, was := pick(frozen, q.Query("b"), 0), pick(frozen, q.Query("a"), 1)
	p.Fields = []ui.Field{{Kind: ui.KindSelect, Name: "a", Label: "上期", Value: was.Period, Options: options(frozen)},
		{Kind: ui.KindSelect, Name: "b", Label: "本期", Value: now.Period, Options: options(frozen)}}
	p.Facts = ui.Facts{{Label: "上期", Value: ui.Rich{ui.A(was.Label(), of(was))}}, {Label: "本期", Value: ui.Rich{ui.A(now.Label(), of(now))}}}
	for _, c := range compared {
		rows, err := d.Cadence.SideBySide(q.Ctx(), q.Actor.Scope, was, now, c[0], c[1])
		if err != nil {
			return err
		}
		if len(rows) > 0 {
			p.Parts = append(p.Parts, part{c[2], besideTable(c[2], was, now, rows)})
		}
	}
	if p.Parts == nil {
		p.Empty = &ui.Empty{Title: "您的数据范围内没有可对比的数"}
	}
	return q.Render("cadence/compare", p)
}

func pick(rows []area.Period, name string, otherwise int) *area.Period {
	for i := range rows {
		if rows[i].Period == name {
			return &rows[i]
		}
	}
	return &rows[otherwise]
}

func options(rows []area.Period) []ui.Option {
	out := make([]ui.Option, len(rows))
	for i := range rows {
		out[i] = ui.Option{Value: rows[i].Period, Label: rows[i].Label()}
	}
	return out
}

// mostBeside is how many lines of a group are compared on the page.
const mostBeside = 40

func besideTable(label string, a, b *area.Period, rows []area.Beside) ui.Table {
	t := ui.Table{Label: label, Fold: true, Columns: []ui.Column{{Label: label, Head: true, Width: "18%", Wrap: true}, {Label: a.Label(), Fold: "上期", Width: "37%", Wrap: true}, {Label: b.Label(), Fold: "本期", Width: "37%", Wrap: true}, {Label: "名次", Fold: "名次"}}}
	for i := range rows[:min(len(rows), mostBeside)] {
		x := &rows[i]
		r := area.Revision{Kept: x.A, Now: x.B}
		l := x.Line()
		cells := []ui.Cell{{Text: strings.TrimSpace(l.Label), URL: l.URL}, valueCell(x.A, nil), valueCell(x.B, x.A), rankCell(&r)}
		if r.Moved() {
			cells[3].Down = x.B.Rank > x.A.Rank
		}
		t.Rows = append(t.Rows, ui.Row{Key: l.Key, Label: l.Label, Cells: cells})
	}
	return t
}
