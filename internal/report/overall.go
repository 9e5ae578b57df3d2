package report

import (
	"cmp"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/project"
)

// lead is the 导语: one sentence of totals.
func (w *writer) lead(f *Figures) document.Para {
	month := string(f.Month)
	out := []any{monthSpan(month), "，", f.Names.Place.Label, "列入通报的重点产业链项目", w.count(f.All.N, nil),
		w.total(&f.All, nil), "，", w.invest(&f.All, nil)}
	if f.All.Lights.Judged()+f.All.Was.Judged() > 0 {
		out = append(out, "；", w.redTotals(f))
	}
	return document.P(say(append(out, "。")...)...)
}

// redTotals says how many red lights there are and how that has changed.
func (w *writer) redTotals(f *Figures) []document.Run {
	now, was := f.All.Lights.Red, f.All.Lights.Red-int64(len(f.NewRed))+f.LeftRed.N()
	end, before := "截至"+monthName(string(f.Month))+"底", monthName(string(f.Month.Prev()))+"底"
	if now == 0 && was == 0 {
		return say(end, "，没有红灯项目")
	}
	return say(end, "，红灯项目", w.count(now, conds{"light", "red"}), "，", w.moved(now-was, before))
}

// moved says by how much the number of red lights has changed.
func (w *writer) moved(by int64, before string) []document.Run {
	move := func(n int64) document.Run {
		return w.fig(itoa(n)+"个", figRedMove, "", conds{"either", "red", "all", "1"})
	}
	switch {
	case by == 0:
		return say("与", before, "持平")
	case by < 0:
		return say("比", before, "减少", move(-by))
	}
	return say("比", before, "增加", move(by))
}

// overall is 一、总体情况.
func (w *writer) overall(f *Figures) []document.Block {
	out := []document.Block{document.H(1, "总体情况")}
	out = append(out, document.H(2, "投资进度。", w.progress(f)...))
	out = append(out, document.H(2, "开工入统。", w.starts(f)...))
	out = append(out, document.H(2, "项目转化。", w.conversion(f)...))
	return append(out, document.H(2, "资金到位。", w.funds(f)...))
}

// progress tells the schedule and the groups by class and by level.
func (w *writer) progress(f *Figures) []document.Run {
	var parts []any
	if f.All.YearPlan > 0 {
		parts = append(parts, "序时进度为", w.rate(f.All.Schedule(), figSchedule, "v1", nil))
		if f.All.MonthDone > 0 {
			parts = append(parts, "，", monthName(string(f.Month)), "当月完成投资", w.money(f.All.MonthDone, figMonthDone, nil))
		}
		parts = append(parts, "。")
	}
	levels := f.Levels
	if w.style.JoinLevels {
		levels = joinLevels(levels)
	}
	for _, x := range []struct {
		lines []Line
		head  string
		param string
	}{{f.Classes, "按类别分，", "class"}, {levels, "按级别分，", "level"}} {
		switch len(x.lines) {
		case 0:
		case 1:
			parts = append(parts, "列入通报的均为", labelled(x.lines[0].Label), "。")
		default:
			parts = append(parts, x.head, w.groups(x.lines, x.param), "。")
		}
	}
	if len(parts) == 0 {
		return say("各项目均未安排年度计划投资。")
	}
	return say(parts...)
}

// total is the whole investment, when it is known.
func (w *writer) total(l *Line, c conds) []document.Run {
	if l.TotalInvest == 0 {
		return nil
	}
	return say("，总投资", w.money(l.TotalInvest, figTotal, c))
}

// groups tells each group in a clause of its own.
func (w *writer) groups(lines []Line, param string) []document.Run {
	var out [][]document.Run
	for i := range lines {
		l := &lines[i]
		c := conds{param, cmp.Or(l.Key, "-")}
		label := labelled(l.Label)
		if l.Label == "" {
			label = map[string]string{"class": "未分类项目", "level": "未定级项目"}[param]
		}
		clause := []any{label, w.count(l.N, c)}
		if l.Started > 0 && l.Started < l.N {
			clause = append(clause, "（已开工", w.count(l.Started, c.and("stage", "started,completed,produced,capacity")), "）")
		}
		clause = append(clause, w.total(l, c), "，", w.invest(l, c))
		out = append(out, say(clause...))
	}
	return join(out, "；")
}

// joinLevels makes one group of the projects of the province and the city.
func joinLevels(levels []Line) []Line {
	var upper Line
	var names []string
	var rest []Line
	for i := range levels {
		switch l := levels[i]; l.Key {
		case "省重点", "市重点", "省级", "市级":
			upper.merge(&l)
			names = append(names, l.Key)
		default:
			rest = append(rest, l)
		}
	}
	if len(names) < 2 {
		return levels
	}
	upper.Key, upper.Label = strings.Join(names, ","), "列入省、市重点"
	return append([]Line{upper}, rest...)
}

// stagesFrom is the filter of projects that have come at least so far.
func stagesFrom(stage string) string { return strings.Join(from(stage), ",") }

// notStarted are the stages of those that are due to start.
const notStarted = "planned,lead,talks,signed"

// starts tells who should have started, who has, and who is in the statistics.
func (w *writer) starts(f *Figures) []document.Run {
	a := &f.All
	if a.StartDue == 0 {
		return say("没有应开工项目。")
	}
	started := conds{"stage", stagesFrom(project.Started)}
	due := conds{"due", "started"}
	rate := w.defined(slotStart, figStart, Share{a.Started, a.StartDue}, due, nil)
	out := []any{"应开工项目", w.fig(itoa(a.StartDue)+"个", figCount, "开工率v1", due)}
	if len(f.Unstarted) == 0 {
		out = append(out, "，全部开工，开工率", rate, "。")
	} else {
		late := due.and("stage", notStarted)
		out = append(out, "，已开工", w.count(a.Started, started), "，开工率", rate, "；应开工未开工", w.count(int64(len(f.Unstarted)), late),
			w.unstartedLevels(f, late), "。")
	}
	switch {
	case a.Started == 0:
	case a.Library == 0:
		out = append(out, "已开工项目均未登记入统。")
	default:
		out = append(out, "已开工项目中，入统", w.count(a.Library, started.and("library_on", "!-")), "，入统率",
			w.defined(slotLibrary, figLibrary, Share{a.Library, a.Started}, started, nil))
		if n := a.Started - a.Library; n > 0 {
			out = append(out, "，未入统", w.count(n, started.and("library_on", "-")))
		}
		out = append(out, "。")
	}
	return say(out...)
}

// unstartedLevels splits the late starters by level: ，其中省重点项目6个、市重点项目7个.
func (w *writer) unstartedLevels(f *Figures, late conds) []document.Run {
	if len(f.Levels) == 0 {
		return nil
	}
	n := map[string]int64{}
	for _, it := range f.Unstarted {
		n[it.Level]++
	}
	var parts [][]document.Run
	for _, l := range f.Levels {
		if n[l.Key] > 0 {
			parts = append(parts, say(labelled(l.Label), w.count(n[l.Key], late.and("level", cmp.Or(l.Key, "-")))))
		}
	}
	return say("，其中", join(parts, "、"))
}

// conversion tells what happened in the month, and how far all that was ever signed has come.
func (w *writer) conversion(f *Figures) []document.Run {
	month := string(f.Month)
	var events [][]document.Run
	for _, e := range f.Events {
		if n := int64(len(e.Items)); n > 0 {
			events = append(events, say(eventVerb(e.Stage), w.fig(itoa(n)+"个", figCount, "", conds{"all", "1", "event", e.Stage + ":" + month})))
		}
	}
	out := []any{monthName(month)}
	if len(events) == 0 {
		out = append(out, "没有项目推进到新的阶段。")
	} else {
		out = append(out, join(events, "、"), "。")
	}
	c := f.Cohort
	if c.Signed == 0 {
		return say(out...)
	}
	all := func(n int64, stages string) document.Run {
		return w.fig(itoa(n)+"个", figCount, "", conds{"all", "1", "stage", stages})
	}
	signed := stagesFrom(project.Signed) + ",withdrawn"
	out = append(out, "台账累计签约项目", all(c.Signed, signed), "，履约率", w.defined(slotFulfilled, "履约率", Share{c.Fulfilled, c.Signed}, conds{"all", "1", "stage", signed}, conds{"all", "1"}))
	for _, step := range []struct {
		verb, rate, stage, before string
		n, of                     int64
	}{{"开工", "开工率", project.Started, project.Signed, c.Started, c.Fulfilled}, {"投产", "投产率", project.Produced, project.Started, c.Produced, c.Started},
		{"达产", "达产率", project.Capacity, project.Produced, c.Capacity, c.Produced}} {
		if step.of == 0 {
			break
		}
		out = append(out, "；", step.verb, all(step.n, stagesFrom(step.stage)), "，"+step.rate,
			w.defined(stepSlot(step.stage), step.rate, Share{step.n, step.of}, conds{"all", "1", "stage", stagesFrom(step.before)}, conds{"all", "1"}))
	}
	return say(append(out, "（逐级口径）。")...)
}

func eventVerb(stage string) string {
	if stage == project.Withdrawn {
		return "终止"
	}
	return "新" + project.StageLabel(stage)
}

// funds tells the money that has come in.
func (w *writer) funds(f *Figures) []document.Run {
	a := &f.All
	if a.FundsIn == 0 {
		return say("没有到位资金记录。")
	}
	out := []any{"累计到位资金", w.money(a.FundsIn, figFunds, nil)}
	if rate := (Share{a.FundsIn, a.TotalInvest}); rate.OK() {
		out = append(out, "，占合同总投资的", w.defined(slotFunds, figFundRate, rate, nil, nil))
	}
	if a.MonthFund > 0 {
		out = append(out, "；", monthName(string(f.Month)), "填报到位资金", w.money(a.MonthFund, figMonthIn, nil))
	}
	return say(append(out, "。")...)
}
