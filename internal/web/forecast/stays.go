package forecast

import (
	"lianzhang/internal/forecast"
	fc "lianzhang/internal/insight/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// staysPage is how long projects stay in each stage.
type staysPage struct {
	ui.Page
	Tabs    ui.Tabs
	Nothing *ui.Empty
	Table   *ui.Table
	Plots   []*plot
	How     []string
}

func (h *handlers) showStays(q *web.Req) error {
	p := &staysPage{Page: q.Page(section, "项目在每个阶段停多久"), Tabs: tabs(base + "/stays")}
	p.Wide = true
	p.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "阶段停留"}}
	_, r, err := h.Forecast.Get(q.Ctx(), q.Actor.Scope, "")
	if errs.CodeOf(err) == errs.NotFound || err == nil && len(r.Stays) == 0 {
		p.Nothing = &ui.Empty{Title: "还没有历史", Text: "项目有了各阶段的日期，做过一次预测，这里就有曲线。", Acts: []ui.Action{ui.Act("去预测", base)}}
		return q.Render("forecast/stays", p)
	}
	if err != nil {
		return err
	}
	p.Lede = ui.Plain("全市自己的历史，截至" + r.AsOf + "；只是统计，不含任何一个项目")
	p.Acts = []ui.Action{ui.Act("看分组", base+"/stays?all=1"), ui.PrintPage()}
	if q.Query("all") != "" {
		p.Acts[0] = ui.Act("只看全部项目", base+"/stays")
	}
	t := ui.Table{Label: "各阶段停留", Fold: true, Columns: []ui.Column{{Label: "阶段", Head: true, Grow: true}, {Label: "停留过", Num: true, Fold: "停留过"}, {Label: "进到下一步", Num: true, Fold: "进到下一步"},
		{Label: "终止流失", Num: true, Fold: "终止流失"}, {Label: "还在", Num: true, Fold: "还在"}, {Label: "一半走出", Sub: "天", Num: true, Fold: "一半走出"}, {Label: "一年内走出", Num: true, Fold: "一年内走出"}, {Label: "一年内终止", Num: true, Fold: "一年内终止"}, {Label: "用来预测", Fold: "用来预测"}}}
	for i := range r.Stays {
		s := &r.Stays[i]
		if s.Stratum != "" && q.Query("all") == "" {
			continue
		}
		median := "不到一半"
		if s.Median >= 0 {
			median = num(s.Median)
		}
		used := ui.Sign(ui.Green, "用")
		if !s.Used {
			used = ui.Sign(ui.None, "太少，不用")
		}
		year := at(s, 365)
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: stageName(s.Stage, s.Stratum)}, {Text: num(s.Spells)}, {Text: num(s.Moved)}, {Text: num(s.Exits)}, {Text: num(s.Spells - s.Moved - s.Exits)},
			{Text: median, Quiet: s.Median < 0}, {Text: ui.Pct(year.Onward)}, {Text: ui.Pct(year.Dropped)}, {Light: &used}}})
		if s.Moved+s.Exits > 0 {
			p.Plots = append(p.Plots, drawStay(s))
		}
	}
	p.Table = &t
	p.How = []string{
		"一段停留从进入阶段的日期算到进入下一阶段、终止或流失的日期；没有到达日期的阶段算跳过；截至统计日还在的算截尾，不当作已走出，也不丢掉。",
		"还在的比例是Kaplan–Meier乘积限估计，置信区间用Greenwood方差；终止流失是竞争退出，用Aalen–Johansen累积发生率。把终止当截尾会高估能走下去的比例。三个比例相加为100%。",
		"分组：同一规模、性质的走出" + num(fc.Enough) + "次以上单独成一条，不够的并到大类，再不够用全部；全部也不足" + num(fc.FewAll) + "次的阶段不预测。",
		"快慢：一个项目此前各阶段比中位快还是慢，会延续到后面（延续多少由历史分阶段估计，还没走完的按“至少这么久”算，合起来目前" + ui.Dec(r.Basis.Persistence, 2) + "，0是不延续，1是全延续）；预测时按它折算天数，否则最先走到后面的快项目会代表所有项目，预测就偏乐观。上面的曲线没有折算，是实际天数。",
		"尾巴：还在看着的少于10个（或一成）以后，按最后四分之一走出者的平均快慢外推；从来没人走出过的阶段，项目停在原处。",
	}
	return q.Render("forecast/stays", p)
}

// at is the step of a curve in force on a day.
func at(s *forecast.Stay, day int) fc.Step {
	out := fc.Step{Survival: 1}
	for _, step := range s.Steps {
		if step.Day > day {
			break
		}
		out = step
	}
	return out
}

// runsPage are the kept runs.
type runsPage struct {
	ui.Page
	Tabs  ui.Tabs
	Table ui.Table
}

func (h *handlers) showRuns(q *web.Req) error {
	p := &runsPage{Page: q.Page(section, "历次预测"), Tabs: tabs(base + "/runs")}
	p.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "历次预测"}}
	p.Lede = ui.Plain("台账和回测没变时，用同样的统计日、种子和次数再做一次，结果指纹相同")
	p.Table = ui.Table{Label: "历次预测", Fold: true, Columns: []ui.Column{{Label: "统计日", Head: true}, {Label: "预测到", Fold: "预测到"}, {Label: "种子", Num: true, Fold: "种子"}, {Label: "次数", Num: true, Fold: "次数"},
		{Label: "何时、何人", Fold: "何时、何人", Grow: true}, {Label: "用时", Sub: "毫秒", Num: true, Rank: 2}, {Label: "结果指纹", Sub: "SHA-256前12位", Fold: "指纹"}},
		Empty: &ui.Empty{Title: "还没有预测", Text: "每天夜里自动做一次，也可以在预测页现在就做。", Acts: []ui.Action{ui.Act("去预测", base)}}}
	rows, err := h.Forecast.Runs(q.Ctx(), forecast.Forecasts, 60)
	if err != nil {
		return err
	}
	for i := range rows {
		r := &rows[i]
		p.Table.Rows = append(p.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: r.AsOf, URL: base + "/runs/" + r.ID}, {Text: r.Until}, {Text: ui.Num(r.Seed)}, {Text: ui.Num(r.Runs)}, {Text: made(r)}, {Text: ui.Num(r.TookMS)}, {Text: r.Digest[:12]}}})
	}
	if q.Actor.Can(authz.ForecastRun) {
		p.Acts = append(p.Acts, ui.Primary("换参数再做", base+"/new"))
	}
	return q.Render("forecast/runs", p)
}
