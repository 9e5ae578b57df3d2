package report

import (
	"cmp"
	"slices"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
)

// terms are the working days that a paper gives, counted from the day it is made.
const (
	termReport = 3  // to file what was not filed
	termRed    = 5  // to say how a red light is put out
	termPlan   = 10 // to plan how a shortfall is made up, and to answer for a resource
)

// steps is 六、下步要求: who must do what by when, each from a fact of the month; nothing is asked for that no fact calls for.
func (w *writer) steps(f *Figures, cal workday.Calendar) []document.Block {
	by := func(days int) string { return dayName(cal.Add(f.Asked, days)) + "前" }
	out := []document.Block{document.H(1, "下步要求")}
	for _, step := range []struct {
		title string
		runs  []document.Run
	}{
		{"转化红灯项目。", w.askRed(f, by(termRed))},
		{"补上投资缺口。", w.askShort(f, by(termPlan))},
		{"促进应开工项目开工。", w.askStart(f, by(termRed))},
		{"守住下月节点。", w.askDue(f)},
		{"解决要素问题。", w.askProblems(f, by(termPlan))},
		{"补齐进度填报。", w.askReports(f, by(termReport))},
	} {
		if step.runs != nil {
			out = append(out, document.H(2, step.title, step.runs...))
		}
	}
	if len(out) == 1 {
		out = append(out, document.P(document.Text("当月没有红灯、缺口、应开未开和漏报项目，各单位按计划推进。")))
	}
	return out
}

func (w *writer) askRed(f *Figures, by string) []document.Run {
	n := int64(len(f.Red))
	if n == 0 {
		return nil
	}
	return say(w.count(n, conds{"light", "red"}), "红灯项目由责任单位逐个提出转绿措施和日期，", by, "报送。责任单位为",
		enumerate(w.unitCounts(f.Red), 6, "个单位"), "。")
}

// unitCounts names the units that own the items, those with most first: 市发改委（5个）.
func (w *writer) unitCounts(items []*Item) []string {
	n := map[string]int{}
	for _, it := range items {
		n[it.UnitID]++
	}
	var ids []string
	for id := range n {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int {
		return cmp.Or(cmp.Compare(n[b], n[a]), cmp.Compare(w.names.unit(a), w.names.unit(b)))
	})
	var out []string
	for _, id := range ids {
		out = append(out, w.names.unit(id)+"（"+itoa(int64(n[id]))+"个）")
	}
	return out
}

// askShort asks the lead units of the chains that are behind, or, in a paper about one chain, its counties.
func (w *writer) askShort(f *Figures, by string) []document.Run {
	lines, param := f.Chains, "chain_id"
	if keyed(f.Chains) < 2 {
		lines, param = f.Regions, "region"
	}
	var late []Line
	for _, l := range lines {
		if l.Key != "" && l.YearPlan > 0 && l.YearDone < l.YearDue {
			late = append(late, l)
		}
	}
	if late == nil {
		return nil
	}
	slices.SortStableFunc(late, func(a, b Line) int { return cmp.Compare(b.YearDue-b.YearDone, a.YearDue-a.YearDone) })
	var parts [][]document.Run
	for i := range late[:min(5, len(late))] {
		l := &late[i]
		name := l.Label
		if param == "chain_id" {
			name = chainLabel(name) + lead(l)
		}
		parts = append(parts, say(name, w.money(l.YearDue-l.YearDone, figShort, conds{param, l.Key})))
	}
	more := ""
	if len(late) > 5 {
		more = "等"
	}
	return say("与序时进度相比，缺口较大的为", join(parts, "、"), more, "，", by, "提出分月追赶计划，按周报送完成情况。")
}

func (w *writer) askStart(f *Figures, by string) []document.Run {
	if len(f.Unstarted) == 0 {
		return nil
	}
	late := slices.DeleteFunc(slices.Clone(f.Unstarted), func(it *Item) bool { return daysBetween(it.StartedPlan, f.Day) < 90 })
	out := []any{w.count(int64(len(f.Unstarted)), conds{"stage", notStarted, "due", "started"}), "应开工未开工项目，责任单位", by, "明确开工日期和缺项手续"}
	if len(late) > 0 {
		out = append(out, "；其中逾期90天以上", w.fig(itoa(int64(len(late)))+"个", figCount, "", conds{"stage", notStarted, "due", "started", "late", "90"}), "（",
			enumerate(projectNames(late), 3, "个"), "），提交链长调度")
	}
	return say(append(out, "。")...)
}

// askDue tells the milestones planned for the next month.
func (w *writer) askDue(f *Figures) []document.Run {
	if len(f.Due) == 0 {
		return nil
	}
	n := map[string]int64{}
	for _, it := range f.Due {
		stage, _ := nextMilestone(&it.Project)
		n[stage]++
	}
	next := string(f.Month.Next())
	var parts [][]document.Run
	for _, stage := range []string{project.Signed, project.Started, project.Completed, project.Produced, project.Capacity} {
		if n[stage] > 0 {
			parts = append(parts, say("计划"+project.StageLabel(stage), w.fig(itoa(n[stage])+"个", figCount, "", conds{"next", stage + ":" + next})))
		}
	}
	if parts == nil {
		return nil
	}
	return say(monthName(next), join(parts, "、"), "，责任单位备齐佐证，按期推进阶段；到期未完成的，次月亮灯通报。")
}

func (w *writer) askProblems(f *Figures, by string) []document.Run {
	var parts [][]document.Run
	for _, p := range f.Problems {
		if p.Code == otherProblem || len(parts) == 4 {
			continue
		}
		parts = append(parts, say(p.Holder+"牵头研究"+p.Label+"问题", w.fig(itoa(int64(len(p.Items)))+"个", figCount, "", conds{"problem", p.Code})))
	}
	if parts == nil {
		return nil
	}
	return say(join(parts, "，"), "，", by, "逐个答复。")
}

func (w *writer) askReports(f *Figures, by string) []document.Run {
	n := f.All.ReportDue - f.All.Reported
	if n == 0 {
		return nil
	}
	var names []string
	for _, u := range f.Unreported {
		names = append(names, w.names.unit(u.Unit)+"（"+itoa(int64(len(u.Items)))+"个）")
	}
	return say("应填报"+monthName(string(f.Month))+"进度的在建项目", w.fig(itoa(f.All.ReportDue)+"个", figCount, "", conds{"must", "report"}),
		"，未填报", w.fig(itoa(n)+"个", figCount, "", conds{"must", "report", "reported", "!" + string(f.Month)}),
		"，涉及", enumerate(names, 6, "个单位"), "，", by, "补报，名单见附件4。")
}

// trimEnd takes the stops off the end of a text.
func trimEnd(s string) string { return strings.TrimRight(strings.TrimSpace(s), "。；，. ") }
