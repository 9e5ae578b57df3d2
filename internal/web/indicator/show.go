package indicator

import (
	"math"
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showPage is an indicator: its trend for a subject, those below the subject, and what is known about it.
type showPage struct {
	ui.Page
	Parts     ui.Tabs
	Fields    []ui.Field
	KPIs      []ui.KPI
	Note      *ui.Note
	Chart     *chart
	Below     ui.Table
	Series    ui.Table
	Peers     ui.Table
	Plans     ui.Table
	Revisions ui.Table
	Facts     ui.Facts
	Editions  []ui.Line
	Multiples string
	Empty     *ui.Empty
}

// view is what a page of one indicator looks at: a tree, a subject in it and a stretch of periods.
type view struct {
	ind    *area.Indicator
	by     string
	tree   *area.Subjects
	at     int
	period period.Period
	grid   *area.Grid
	goals  map[record.Ref]*area.Target // of the year
}

// look reads the indicator of the address with its values of this year and those before.
func (h *handlers) look(q *web.Req, years int) (*view, error) {
	ind, err := h.Indicators.Get(q.Ctx(), q.Path("id"))
	if err != nil {
		return nil, err
	}
	v := &view{ind: ind, by: ind.Dimensions()[0]}
	ref, has := record.Parse(q.Query("of"))
	if has && hasDimension(ind, ref.Kind) {
		v.by = ref.Kind
	}
	if by := q.Query("by"); by != "" && hasDimension(ind, by) && (!has || ref.Kind == area.ByRegion) {
		v.by = by
	}
	if v.tree, err = h.Indicators.Subjects(q.Ctx(), v.by); err != nil {
		return nil, err
	}
	if v.at, err = of(q, v.tree); err != nil {
		return nil, err
	}
	if v.period, err = asked(q, period.Kind(ind.Frequency)); err != nil {
		return nil, err
	}
	if ind.Source == area.Heading || v.at < 0 {
		return v, nil
	}
	from := period.Of(period.Year, v.period.First()).Shift(-years)
	if ind.Frequency == string(period.Year) {
		from = from.Shift(-8)
	}
	err = h.Indicators.Grids(q.Ctx(), []*area.Indicator{ind}, v.by, from, v.period, area.Options{Firm: q.Query("firm") != ""}, func(g *area.Grid) error { v.grid = g; return nil })
	if err != nil {
		return nil, err
	}
	rows, err := h.Indicators.Targets(q.Ctx(), authz.Scope{All: true}, ind.ID)
	v.goals = map[record.Ref]*area.Target{}
	for i := range rows {
		if t := &rows[i]; t.Adopted && t.Span == area.SpanYear && t.Year == strconv.Itoa(v.period.Year()) {
			v.goals[t.Subject()] = t
		}
	}
	return v, err
}

// plan is what the path of the target asks for in each period of the grid.
func (v *view) plan(at int) []float64 {
	out := make([]float64, len(v.grid.Periods))
	t := v.goals[v.tree.List[at].Ref]
	for i, p := range v.grid.Periods {
		out[i] = math.NaN()
		if t != nil {
			if due, ok := t.Due(v.ind.Over, p); ok {
				out[i] = due
			}
		}
	}
	return out
}

func (h *handlers) show(q *web.Req) error {
	v, err := h.look(q, 2)
	if err != nil {
		return err
	}
	ind := v.ind
	p := &showPage{Page: q.Page(section, ind.Name), Parts: parts(q, base)}
	p.Crumbs = []ui.Link{{Label: "指标", URL: base}, {Label: ind.Name}}
	p.Tag, p.Wide = ind.Code, true
	if err := h.about(q, p, ind); err != nil {
		return err
	}
	if q.Actor.Can(authz.IndicatorEdit) {
		if ind.Source == area.Reported {
			p.Acts = append(p.Acts, ui.Action{Label: "填报分派", URL: base + "/" + ind.ID + "/duties"})
		}
		p.Acts = append(p.Acts, ui.Primary("编辑", base+"/"+ind.ID+"/edit"))
	}
	if ind.Source == area.Heading {
		p.Empty = &ui.Empty{Title: "这是分组标题，没有数据", Text: "它下面的指标在指标树里看", Acts: []ui.Action{ui.Act("回指标树", base)}}
		return q.Render("indicator/show", p)
	}
	if v.grid == nil || len(v.grid.Periods) == 0 {
		p.Empty = &ui.Empty{Title: "您的数据范围里没有这个指标的统计对象"}
		return q.Render("indicator/show", p)
	}
	subject := &v.tree.List[v.at]
	p.Lede = ui.Plain(ui.Joined(subject.Name, v.period.Label(), "单位："+ind.Measure))
	p.Fields = []ui.Field{choice(q, v.tree, "对象", v.at), months(q, period.Kind(ind.Frequency), v.period, 24), {Kind: ui.KindCheck, Name: "firm", Label: "不含估计和未审定的数", Checked: q.Query("firm") != ""}}
	if dims := ind.Dimensions(); len(dims) > 1 {
		f := ui.Field{Kind: ui.KindSelect, Name: "by", Label: "看哪一类"}
		for _, d := range dims {
			f.Options = append(f.Options, ui.Option{Value: d, Label: map[string]string{area.ByRegion: "县区", area.ByChain: "产业链", area.ByUnit: "单位"}[d], On: d == v.by})
		}
		p.Fields = append([]ui.Field{f}, p.Fields...)
	}
	r := read(v.grid, v.at, v.period, v.goals[subject.Ref])
	light := r.light()
	p.Light = &light
	p.KPIs = h.kpis(q, v, r)
	p.Chart = newChart(v.grid, v.at, v.plan(v.at), func(i int) string { return atURL(ind, subject.Ref, v.grid.Periods[i]) })
	p.Series = seriesTable(v, subject)
	p.Below = belowTable(q, v)
	if c := &r.now; c.Split && math.Abs(c.Amount-c.Below) > math.Pow10(-int(ind.Decimals))/2 {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.T("本级自报" + ui.Dec(c.Amount, int(ind.Decimals)) + "，下级汇总" + ui.Dec(c.Below, int(ind.Decimals)) + "，差" + ui.Signed(c.Amount-c.Below, int(ind.Decimals)) + ind.Measure + "；以本级自报为准，请核对")}}
	}
	p.Multiples = base + "/" + ind.ID + "/multiples?by=" + v.by
	if p.Peers, err = h.peerTable(q, v, subject, r); err != nil {
		return err
	}
	if p.Plans, err = h.planTable(q, v, subject, r); err != nil {
		return err
	}
	p.Revisions, err = h.revisionTable(q, ind.ID, "")
	if err != nil {
		return err
	}
	return q.Render("indicator/show", p)
}

// kpis are the latest value, the year so far and the target, each with what it is made of.
func (h *handlers) kpis(q *web.Req, v *view, r *reading) []ui.KPI {
	ind, subject := v.ind, &v.tree.List[v.at]
	latest := ui.KPI{Label: short(r.period), Value: amount(ind, &r.now), Unit: ind.Measure, Parts: []ui.Rich{{ui.Src("来源", atURL(ind, subject.Ref, r.period))}}}
	if g := growth(ind, &r.now, &r.before); !g.Quiet {
		latest.Parts = append(latest.Parts, ui.Rich{ui.T("同比" + g.Text + g.Sub)})
	}
	if w := r.now.Words(v.by); w != "" {
		latest.Parts = append(latest.Parts, ui.Rich{ui.Late(w)})
	}
	out := []ui.KPI{latest}
	if ind.Over != area.Stock {
		k := ui.KPI{Label: "年初以来", Value: amount(ind, &r.year), Unit: ind.Measure}
		if g := growth(ind, &r.year, &r.yearly); !g.Quiet {
			k.Parts = append(k.Parts, ui.Rich{ui.T("累计同比" + g.Text + g.Sub)})
		}
		if n := len(r.year.Missing); n > 0 {
			k.Parts = append(k.Parts, ui.Rich{ui.Late("缺" + ui.Num(int64(n)) + "项")})
		}
		out = append(out, k)
	}
	if done, due, target, ok := r.progress(); ok {
		out = append(out, ui.KPI{Label: "年度目标完成", Value: ui.Dec(done, 1), Unit: "%", Down: r.light().Letter == ui.Red,
			Parts: []ui.Rich{{ui.Src("目标"+ui.Dec(target, int(ind.Decimals)), base+"/targets?indicator="+ind.ID+"&year="+r.target.Year)}, {ui.T("序时" + ui.Dec(due, 1) + "%")}}})
	}
	return out
}

// about are the words about the indicator itself.
func (h *handlers) about(q *web.Req, p *showPage, ind *area.Indicator) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	label := func(col, code string) string { return area.Spec.Column(col).OptionLabel(code) }
	p.Facts = ui.Facts{ui.F("计量单位", ind.Measure), ui.F("方向", label("better", ind.Better)), ui.F("汇总", label("across", ind.Across)), ui.F("口径", label("over_time", ind.Over)),
		ui.F("来源", label("source", ind.Source)), ui.F("频率", label("frequency", ind.Frequency)), ui.F("统计对象", label("by_kind", ind.By)), ui.F("归口单位", names.Label("unit", ind.LeadUnitID)), ui.F("说明", ind.Note)}
	if ind.Across == area.Mean && ind.WeightID != "" {
		if w, err := h.Indicators.Get(q.Ctx(), ind.WeightID); err == nil {
			p.Facts = append(p.Facts, ui.Fact{Label: "权重", Value: ui.Rich{ui.A(w.Name, base+"/"+w.ID)}})
		}
	}
	if ind.Low != 0 || ind.High != 0 {
		p.Facts = append(p.Facts, ui.F("合理范围", area.Plain(ind.Low)+"—"+area.Plain(ind.High)))
	}
	if ind.FromPeriod != "" || ind.UntilPeriod != "" {
		p.Facts = append(p.Facts, ui.F("启用", ui.Joined(ind.FromPeriod, ind.UntilPeriod)))
	}
	eds, err := h.Indicators.Editions(q.Ctx(), ind.ID)
	if len(eds) > 1 {
		for _, e := range eds {
			line := ui.Line{Text: "第" + ui.Num(e.No) + "版　" + e.Measure, End: ui.Stamp(e.At), Note: ui.Plain(e.Reason)}
			if e.No > 1 {
				line.Note = ui.Plain(ui.Joined("上一版的数×"+area.Plain(e.Factor), e.Reason))
			}
			p.Editions = append(p.Editions, line)
		}
	}
	return err
}
