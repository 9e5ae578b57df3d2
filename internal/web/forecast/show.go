package forecast

import (
	"cmp"
	"math"
	"slices"

	"lianzhang/internal/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// showPage is a forecast: the five figures against their targets, all figures, the counties and chains of one, what to push.
type showPage struct {
	ui.Page
	Tabs    ui.Tabs
	Nothing *ui.Empty
	Note    *ui.Note
	Cards   []card
	All     ui.Table
	Pick    ui.Tabs
	Parts   []ui.Table
	Push    *part
	Basis   []string
	Dirty   *ui.Table
	DirtyN  int
}

// card is one of the five figures.
type card struct {
	Label, Value, Unit string
	Light              *ui.Light
	Words              ui.Rich
	Pic                *bandPic
	Silent             string
}

// part is a headed table.
type part struct {
	Head, Sub, All string
	Table          ui.Table
}

func (h *handlers) show(q *web.Req) error { return h.showOf(q, "") }

func (h *handlers) showRun(q *web.Req) error { return h.showOf(q, q.Path("id")) }

func (h *handlers) showOf(q *web.Req, id string) error {
	p := &showPage{Page: q.Page(section, "今年能不能完成"), Tabs: tabs(base)}
	p.Wide = true
	row, r, err := h.Forecast.Get(q.Ctx(), q.Actor.Scope, id)
	if errs.CodeOf(err) == errs.NotFound && id == "" {
		p.Nothing = &ui.Empty{Title: "还没有预测", Text: "每天夜里自动预测一次；也可以现在就做，几秒钟出结果。"}
		if q.Actor.Can(authz.ForecastRun) {
			p.Nothing.Acts = []ui.Action{ui.Post("现在预测", base+"/new", h.standard()...)}
		} else {
			p.Nothing.Text = "每天夜里自动预测一次，明早来看；急用请链长办现在就做。"
		}
		return q.Render("forecast/show", p)
	}
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	if r.Until[5:] != "12-31" || !r.Whole {
		p.Title = "到" + r.Until + "会怎样"
	}
	p.Lede = ui.Plain("站在" + r.AsOf + "，看到" + r.Until + "：" + made(row) + "，模拟" + num(r.Runs) + "次")
	at := base
	if id != "" {
		at = base + "/runs/" + id
		p.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "历次预测", URL: base + "/runs"}, {Label: r.AsOf}}
	}
	if q.Actor.Can(authz.ForecastRun) {
		p.Acts = append(p.Acts, ui.Act("定目标", base+"/targets"), ui.Act("换参数", base+"/new"), ui.PrintPage(), ui.Action{Label: "重新预测", URL: base + "/new", Method: "post", Primary: true, Hidden: h.standard()})
	} else {
		p.Acts = append(p.Acts, ui.PrintPage())
	}
	h.fill(q, p, r, names, at)
	if id == "" {
		if err := h.top(q, p, r); err != nil {
			return err
		}
	}
	return q.Render("forecast/show", p)
}

// standard are the parameters of a run as nobody says otherwise.
func (h *handlers) standard() []ui.Param {
	d := h.Forecast.Default()
	return []ui.Param{{Name: "as_of", Value: d.AsOf}, {Name: "until", Value: d.Until}, {Name: "seed", Value: ui.Dec(float64(d.Seed), 0)}, {Name: "runs", Value: "10000"}}
}

func (h *handlers) fill(q *web.Req, p *showPage, r *forecast.Result, names *listing.Names, at string) {
	mine, label := first(r), "全市"
	if len(mine) > 0 && !mine[0].All {
		label = named(names, &mine[0])
		p.Note = &ui.Note{Body: ui.Plain("以下是" + label + "的。全市的数要全市范围的权限。")}
	}
	if len(mine) == 0 {
		p.Nothing = &ui.Empty{Title: "您的范围里没有项目", Text: "预测按县区和产业链列出；您的数据范围里没有在册项目。"}
		return
	}
	if r.Whole && !slices.ContainsFunc(mine, func(l forecast.Line) bool { return l.Goal > 0 }) {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Plain("今年还没有定目标，只能说可能是多少，不能说能不能完成。")}
		if q.Actor.Can(authz.ForecastRun) {
			p.Note.Acts = []ui.Action{ui.Act("定目标", base+"/targets")}
		}
	}
	for i := range mine {
		if m := forecast.MeasureOf(mine[i].Measure); m.Main {
			p.Cards = append(p.Cards, newCard(m, &mine[i], r))
		}
	}
	p.All = lineTable("各项预测", "指标", mine, r, func(l *forecast.Line) ui.Cell {
		m := forecast.MeasureOf(l.Measure)
		return ui.Cell{Text: m.Label, Sub: m.Unit}
	})
	on := q.Query("m")
	if forecast.MeasureOf(on) == nil {
		on = "signed_amount"
	}
	p.Pick.Label = "指标"
	for _, m := range forecast.Measures() {
		if m.Main {
			p.Pick.Items = append(p.Pick.Items, ui.Tab{Label: m.Label, URL: at + "?m=" + m.Code + "#parts", On: m.Code == on})
		}
	}
	for _, k := range []struct {
		label string
		in    func(*forecast.Line) bool
	}{{"县区", func(l *forecast.Line) bool { return l.Region != "" }}, {"产业链", func(l *forecast.Line) bool { return l.Chain != "" }}} {
		var rows []forecast.Line
		for _, l := range r.Lines {
			if l.Measure == on && k.in(&l) {
				rows = append(rows, l)
			}
		}
		slices.SortStableFunc(rows, func(a, b forecast.Line) int { return cmp.Compare(b.Band.P50, a.Band.P50) })
		p.Parts = append(p.Parts, lineTable(k.label, k.label, rows, r, func(l *forecast.Line) ui.Cell {
			url := "/projects?region=" + l.Region
			if l.Chain != "" {
				url = "/chains/" + l.Chain
			}
			return ui.Cell{Text: named(names, l), URL: url}
		}))
	}
	p.Basis = basis(r)
	if n := len(r.Dirty); n > 0 {
		p.DirtyN = n
		t := ui.Table{Label: "没有计入的日期", Fold: true, Columns: []ui.Column{{Label: "项目", Head: true, Grow: true}, {Label: "县区", Fold: "县区"}, {Label: "为什么不计", Fold: "为什么不计"}}}
		for _, d := range r.Dirty[:min(n, 50)] {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: d.Name, URL: "/projects/" + d.ID}, {Text: names.Label("region", d.Region)}, {Text: d.Why}}})
		}
		p.Dirty = &t
	}
}

// first are the lines of the whole that the person sees: the site's, or those of his first county or chain.
func first(r *forecast.Result) (out []forecast.Line) {
	for _, l := range r.Lines {
		if len(out) == 0 || l.All == out[0].All && l.Region == out[0].Region && l.Chain == out[0].Chain {
			out = append(out, l)
		}
	}
	return out
}

func named(names *listing.Names, l *forecast.Line) string {
	switch {
	case l.Region != "":
		return names.Label("region", l.Region)
	case l.Chain != "":
		return names.Label("chain", l.Chain)
	}
	return "全市"
}

func newCard(m *forecast.Measure, l *forecast.Line, r *forecast.Result) card {
	c := card{Label: m.Label, Unit: m.Unit, Silent: l.Silent}
	if l.Silent != "" {
		c.Silent += "，说不准，不给数"
		return c
	}
	c.Value = amount(m, l.Band.P50)
	if l.Goal > 0 {
		light := hope(l.Chance)
		c.Light = &light
		c.Words = append(c.Words, ui.T("完成目标"), ui.B(amount(m, l.Goal)+m.Unit), ui.T("的可能"), ui.B(odds(l.Chance)), ui.T("，居中看"+gap(m, l)+"。"))
	}
	c.Words = append(c.Words, ui.T("已完成"), ui.Src(amount(m, l.Done)+m.Unit, opens(m, l, r)), ui.T("；十次里八次落在"+amount(m, l.Band.P10)+"—"+amount(m, l.Band.P90)+m.Unit+"之间。"),
		ui.A("推什么", pushURL(m.Code)))
	pic := drawBand(m, l)
	c.Pic = &pic
	return c
}

// lineTable shows lines as a table.
func lineTable(label, head string, lines []forecast.Line, r *forecast.Result, name func(*forecast.Line) ui.Cell) ui.Table {
	t := ui.Table{Label: label, Fold: true, Columns: []ui.Column{{Label: head, Head: true, Grow: true}, {Label: "已完成", Num: true, Fold: "已完成"}, {Label: "低", Sub: "P10", Num: true, Fold: "低"},
		{Label: "居中", Sub: "P50", Num: true, Fold: "居中"}, {Label: "高", Sub: "P90", Num: true, Fold: "高"}, {Label: "其中新项目", Sub: "平均", Num: true, Rank: 2, Fold: "其中新项目"},
		{Label: "目标", Num: true, Fold: "目标"}, {Label: "差距", Fold: "差距"}, {Label: "把握", Fold: "把握"}},
		Empty: &ui.Empty{Title: "没有" + label, Text: "您的范围里没有在册项目。"}}
	for i := range lines {
		l := &lines[i]
		m := forecast.MeasureOf(l.Measure)
		cells := []ui.Cell{name(l), {Text: amount(m, l.Done), URL: opens(m, l, r), Src: true}}
		if l.Silent != "" {
			cells = append(cells, ui.Cell{Text: "—", Quiet: true}, ui.Cell{Text: "—", Quiet: true}, ui.Cell{Text: "—", Quiet: true}, ui.Cell{}, ui.Cell{}, ui.Cell{}, ui.Cell{Text: l.Silent, Quiet: true})
			t.Rows = append(t.Rows, ui.Row{Cells: cells})
			continue
		}
		cells = append(cells, ui.Cell{Text: amount(m, l.Band.P10)}, ui.Cell{Text: amount(m, l.Band.P50)}, ui.Cell{Text: amount(m, l.Band.P90)}, ui.Cell{Text: amountf(m, l.Fresh), Quiet: true})
		if l.Goal > 0 {
			light := hope(l.Chance)
			cells = append(cells, ui.Cell{Text: amount(m, l.Goal), Title: l.Source}, ui.Cell{Text: gap(m, l)}, ui.Cell{Light: &light, Sub: odds(l.Chance)})
		} else {
			cells = append(cells, ui.Cell{Text: "未定", Quiet: true}, ui.Cell{}, ui.Cell{})
		}
		t.Rows = append(t.Rows, ui.Row{Cells: cells})
	}
	if !slices.ContainsFunc(lines, func(l forecast.Line) bool { return l.Goal > 0 || l.Silent != "" }) {
		narrow(&t, 6, 9) // no targets
	}
	if !slices.ContainsFunc(lines, func(l forecast.Line) bool { return math.Abs(l.Fresh) >= fresh(&l) }) {
		narrow(&t, 5, 6)
	}
	return t
}

// fresh is how much newcomers must bring to be seen in the table.
func fresh(l *forecast.Line) float64 {
	if forecast.MeasureOf(l.Measure).Money {
		return 5e6
	}
	return .05
}

// narrow takes columns out of a table.
func narrow(t *ui.Table, from, to int) {
	t.Columns = slices.Delete(t.Columns, from, to)
	for i := range t.Rows {
		t.Rows[i].Cells = slices.Delete(t.Rows[i].Cells, from, to)
	}
}

// top shows what to push for the figure that is least sure.
func (h *handlers) top(q *web.Req, p *showPage, r *forecast.Result) error {
	way := pushes[0]
	least := 2.0
	for _, l := range first(r) {
		for _, x := range pushes {
			if x.measure == l.Measure && l.Goal > 0 && l.Silent == "" && l.Chance < least {
				least, way = l.Chance, x
			}
		}
	}
	if m := q.Query("m"); m != "" {
		for _, x := range pushes {
			if x.measure == m {
				way = x
			}
		}
	}
	m := forecast.MeasureOf(way.measure)
	rows, err := h.Forecast.Items(q.Ctx(), q.Actor.Scope, new(db.Where).And("t."+way.push+" > 0"), "ORDER BY t."+way.push+" DESC, t.id LIMIT 8")
	if err != nil {
		return err
	}
	t := ui.Table{Label: "本月推什么", Fold: true, Columns: []ui.Column{{Label: "项目", Head: true, Grow: true}, {Label: "推到", Fold: "推到"}, {Label: "平均多出", Sub: m.Unit, Num: true, Fold: "平均多出"},
		{Label: "中位移动", Sub: m.Unit, Num: true, Fold: "中位移动"}, {Label: "已停留", Sub: "天", Num: true, Fold: "已停留"}},
		Empty: &ui.Empty{Title: "没有可推的项目", Text: "在册项目推一步都不增加" + m.Label + "。"}}
	for i := range rows {
		it := &rows[i]
		mean, median := pushOf(it, way.measure)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: it.Name, URL: base + "/projects/" + it.ProjectID, Sub: stageName(it.Stage, "") + "　" + ui.Yi(it.Amount) + "亿元"},
			{Text: stageName(it.Next, "")}, {Text: amountf(m, mean)}, {Text: amount(m, median)}, {Text: ui.Num(it.Days), Sub: usual(it.Median), SubLate: it.Median > 0 && it.Days > it.Median}}})
	}
	p.Push = &part{Head: "本月推什么：" + m.Label, Sub: "按推到下一阶段后平均多出的排序，未折算要花的功夫", All: pushURL(way.measure), Table: t}
	return nil
}

// pushOf is what a push adds to a figure on average, and how far it moves the median.
func pushOf(it *forecast.Item, measure string) (mean float64, median int64) {
	switch measure {
	case "signed_amount":
		return float64(it.PushSigned), it.MedianSigned
	case "started":
		return it.PushStarted, it.MedianStarted
	case "investment":
		return float64(it.PushInvestment), it.MedianInvestment
	case "produced":
		return it.PushProduced, it.MedianProduced
	}
	return float64(it.PushOutput), it.MedianOutput
}
