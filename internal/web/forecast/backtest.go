package forecast

import (
	"slices"

	"lianzhang/internal/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// backPage is how good the forecasts would have been.
type backPage struct {
	ui.Page
	Tabs    ui.Tabs
	Nothing *ui.Empty
	Note    *ui.Note
	KPIs    []ui.KPI
	Table   *ui.Table
	Pick    ui.Tabs
	Plots   []*plot
	How     []string
}

func (h *handlers) showBackTest(q *web.Req) error {
	p := &backPage{Page: q.Page(section, "预测准不准"), Tabs: tabs(base + "/backtest")}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "准不准"}}
	may := q.Actor.Can(authz.ForecastRun)
	root, err := h.wholeSite(q)
	if err != nil {
		return err
	}
	if !root {
		p.Nothing = &ui.Empty{Title: "回测是全市的", Text: "回测用全市的台账和实际结果，要全市范围的权限才能看。"}
		return q.Render("forecast/backtest", p)
	}
	row, b, err := h.Forecast.LatestBackTest(q.Ctx())
	if errs.CodeOf(err) == errs.NotFound {
		p.Nothing = &ui.Empty{Title: "还没有做过回测", Text: "回测站在过去三年的每个季末，只用当时知道的，预测后面3、6、12个月，再和实际比。"}
		if may {
			p.Nothing.Acts = []ui.Action{ui.Post("现在回测", base+"/backtest")}
		}
		return q.Render("forecast/backtest", p)
	}
	if err != nil {
		return err
	}
	p.Acts = append(p.Acts, ui.PrintPage())
	if may {
		p.Acts = append(p.Acts, ui.Action{Label: "重新回测", URL: base + "/backtest", Method: "post", Primary: true})
	}
	p.Lede = ui.Plain("站在" + b.From + "到" + b.To + "的每个季末，只用当时知道的，看后面3、6、12个月：" + made(row) + "，每次模拟" + num(b.Runs) + "次，种子" + ui.Num(b.Seed))
	h.scores(p, b)
	on := forecast.MeasureOf(q.Query("m"))
	if on == nil {
		on = forecast.MeasureOf("signed_amount")
	}
	p.Pick.Label = "指标"
	for _, m := range forecast.Measures() {
		p.Pick.Items = append(p.Pick.Items, ui.Tab{Label: m.Label, URL: base + "/backtest?m=" + m.Code, On: m.Code == on.Code})
	}
	for _, span := range forecast.Spans() {
		if pic := drawCuts(on, span, b.Cases); pic != nil {
			p.Plots = append(p.Plots, pic)
		}
	}
	p.How = []string{
		"当时知道的：日期在截止日以前的；晚登记的日期当作当天就知道，所以实际会比这里略差。项目的投资额、县区用现在登记的。",
		"两个比照：去年同期（前一年同样几个月的实际）；简单平均（前12个月的实际按月摊）。它们只给一个数，按三个分位都用这个数算误差。",
		"区间怎么放宽：每个截止日只用在它之前已经到期的预测，看当时说的区间要放宽几倍才够八成（分上下两边，不收窄；同一指标到期" + num(forecast.OwnLessons) + "个以上用自己的，不够的用全部指标合计，合计不到" + num(forecast.AllLessons) + "个的早期截止日不放宽）。被评的那一次自己的结果从不参与。不放宽时的命中率是" + share(&b.Plain) + "。",
		"区间是置信程度80%的P10—P90；个数是整数，区间两端都算在内，会略宽。括号里是命中率的Wilson 95%区间，它把各次当作互不相关，而相邻截止日的时段重叠、各指标同涨同落，真实的把握比它小。",
		"历史不足的指标不报数，不算命中也不算没命中，共" + num(b.Silent) + "次。",
		"演示城市的历史是按规则模拟的：项目按固定频率出现，每个项目有一个贯穿始终的快慢（正态，约±28%），每步用时在基准的0.6到1.4倍之间，固定比例的项目在签约前后流失，投资按合同工期摊、年底加快。另有少数人为埋入的问题项目和迟填的月报。没有宏观起落，因此这里的命中率只说明方法没有算错，不能当作您的城市会有的准确度。用真实台账时本页照样重算。",
	}
	return q.Render("forecast/backtest", p)
}

// wholeSite tells whether the person sees the whole site: only then may he see what is summed over it.
func (h *handlers) wholeSite(q *web.Req) (bool, error) {
	d, err := q.Directory()
	if err != nil || d.Root() == nil {
		return false, err
	}
	return q.Actor.Scope.Allows(authz.Keys{Region: d.Root().ID}), nil
}

func (h *handlers) scores(p *backPage, b *forecast.BackTest) {
	t := ui.Table{Label: "回测", Fold: true, Columns: []ui.Column{{Label: "分组", Head: true, Grow: true}, {Label: "命中", Num: true, Fold: "命中"}, {Label: "命中率", Sub: "应为80%", Num: true, Fold: "命中率"}, {Label: "95%区间", Num: true, Fold: "95%区间"},
		{Label: "低于区间", Num: true, Fold: "低于区间"}, {Label: "高于区间", Num: true, Fold: "高于区间"}, {Label: "误差", Num: true, Fold: "误差"}, {Label: "去年同期", Sub: "误差", Num: true, Fold: "去年同期误差"}, {Label: "简单平均", Sub: "误差", Num: true, Fold: "简单平均误差"}}}
	rows := slices.Insert(slices.Clone(b.Scores), min(1, len(b.Scores)), b.Plain)
	for i, s := range rows {
		label := "全部"
		switch {
		case i == 1:
			label = "全部，若不按过去的误差放宽"
		case s.Span != 0:
			label = "往后" + num(s.Span) + "个月"
		case s.Measure != "":
			label = forecast.MeasureOf(s.Measure).Label
		}
		if s.Cases == 0 {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: label}, {Text: "0"}, {Text: "—", Quiet: true}, {}, {}, {}, {}, {}, {}}})
			continue
		}
		rate := float64(s.Held) / float64(s.Cases)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: label}, {Text: num(s.Held) + "/" + num(s.Cases)}, {Text: ui.Pct(rate)}, {Text: ui.Dec(100*s.Low, 0) + "%—" + ui.Dec(100*s.High, 0) + "%"},
			{Text: num(s.Below)}, {Text: num(s.Above)}, {Text: ui.Dec(s.Loss, 3)}, {Text: ui.Dec(s.LastYear, 3)}, {Text: ui.Dec(s.Average, 3)}}})
		if i > 0 {
			continue
		}
		p.KPIs = []ui.KPI{
			{Label: "80%区间的命中率", Value: ui.Dec(100*rate, 1), Unit: "%", Lead: "= ", Parts: []ui.Rich{ui.Plain(num(s.Held) + "/" + num(s.Cases)), ui.Plain("95%区间" + ui.Dec(100*s.Low, 0) + "%—" + ui.Dec(100*s.High, 0) + "%")}},
			{Label: "实际低于区间", Value: num(s.Below), Unit: "次", Parts: []ui.Rich{ui.Plain("应约" + num(s.Cases/10) + "次")}},
			{Label: "实际高于区间", Value: num(s.Above), Unit: "次", Parts: []ui.Rich{ui.Plain("应约" + num(s.Cases/10) + "次")}},
			{Label: "误差比去年同期", Value: ui.Dec(100*(1-s.Loss/max(s.LastYear, 1e-9)), 0), Unit: "%更小", Parts: []ui.Rich{ui.Plain(ui.Dec(s.Loss, 3) + "对" + ui.Dec(s.LastYear, 3))}},
			{Label: "误差比简单平均", Value: ui.Dec(100*(1-s.Loss/max(s.Average, 1e-9)), 0), Unit: "%更小", Parts: []ui.Rich{ui.Plain(ui.Dec(s.Loss, 3) + "对" + ui.Dec(s.Average, 3))}},
		}
		if s.High < .8 {
			p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B("区间偏窄。"), ui.T("命中率的95%区间整个低于80%：看今年的预测时，请把区间想得更宽些" + lean(&s) + "。")}}
		} else if s.Low > .8 {
			p.Note = &ui.Note{Body: ui.Plain("区间偏宽：命中率的95%区间整个高于80%。")}
		}
	}
	p.Table = &t
	if p.Note == nil {
		p.Note = &ui.Note{}
	}
	p.Note.Body = append(p.Note.Body, ui.T("演示城市的历史是模拟的：这里的命中率不能当作真实城市会有的准确度。"))
}

// share writes a coverage with its interval.
func share(s *forecast.Precision) string {
	return num(s.Held) + "/" + num(s.Cases) + "=" + ui.Pct(float64(s.Held)/float64(max(1, s.Cases))) + "（" + ui.Dec(100*s.Low, 0) + "%—" + ui.Dec(100*s.High, 0) + "%）"
}

// lean says to which side the forecasts err.
func lean(s *forecast.Precision) string {
	switch {
	case s.Below > 2*s.Above:
		return "，而且实际多半落在低的一边，预测偏乐观"
	case s.Above > 2*s.Below:
		return "，而且实际多半落在高的一边，预测偏保守"
	}
	return ""
}

func (h *handlers) backTest(q *web.Req) error {
	if _, err := h.Forecast.BackTest(q.Ctx(), q.Actor, 1); err != nil {
		return err
	}
	return q.Redirect(base+"/backtest", "回测已更新")
}
