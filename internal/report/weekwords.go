package report

import (
	"cmp"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// n is a number of projects that a list of the week counts.
func (w *writer) n(n int, c ...string) document.Run {
	return w.fig(itoa(int64(n))+"个", figCount, "", conds(c))
}

// weekLead is one sentence of totals.
func (w *writer) weekLead(k *Week) document.Para {
	moved := int64(0)
	for _, e := range k.Events {
		moved += int64(len(e.Items))
	}
	out := []any{"本周（" + k.Week.Span() + "），" + k.Names.Place.Label + "在推项目", w.n(int(k.All.N))}
	if moved == 0 {
		out = append(out, "，没有项目推进到新的阶段")
	} else {
		out = append(out, "，推进阶段", w.n(int(moved), "all", "1", "any", "event"))
	}
	if len(k.Filed) > 0 {
		out = append(out, "，填报进度", w.n(len(k.Filed), "all", "1", "filed", "1"), "，填报完成投资", w.money(k.FiledDone, "填报完成投资", conds{"all", "1", "filed", "1"}))
	}
	out = append(out, "；现有红灯", w.n(int(k.All.Lights.Red), "light", review.Red))
	if n := len(k.NewRed); n > 0 {
		out = append(out, "，其中本周新转红", w.n(n, "light", review.Red, "turned", "1"))
	}
	return document.P(say(append(out, "；节点逾期", w.n(len(k.Overdue), "late", "milestone"), "。")...)...)
}

// weekLights is the first section: new red lights one by one, then the others.
func (w *writer) weekLights(k *Week) []document.Block {
	out := []document.Block{document.H(1, "亮灯变化")}
	if len(k.NewRed)+len(k.NewYellow)+len(k.ToGreen) == 0 {
		return append(out, document.P(document.Text("本周没有亮灯变化。")))
	}
	if n := len(k.NewRed); n > 0 {
		more := ""
		if n > named {
			more = "，列前" + itoa(named) + "个，其余见附件"
		}
		out = append(out, document.H(2, "新转红。", document.Text(itoa(int64(n))+"个"+more+"。")))
		for _, it := range k.NewRed[:min(n, named)] {
			on := ""
			if it.LightSince != "" {
				on = dayName(it.LightSince) + "转红。"
			}
			out = append(out, document.H(3, it.Name, document.Text("（"+w.where(it)+"）。"+on+sentence(prose(it.Text, k.Day[:4])))))
		}
	}
	for _, x := range []struct {
		title string
		items []*Item
		light string
		was   string
	}{{"新转黄。", k.NewYellow, review.Yellow, "none,green,red,"}, {"转绿。", k.ToGreen, review.Green, "yellow,red"}} {
		if n := len(x.items); n > 0 {
			out = append(out, document.H(2, x.title, say(w.n(n, "light", x.light, "was", x.was), "：", enumerate(projectNames(x.items), 6, "个"), "。")...))
		}
	}
	return out
}

// weekMoved is what moved: stages and reported money.
func (w *writer) weekMoved(k *Week) []document.Block {
	out := []document.Block{document.H(1, "本周进展")}
	moved := false
	for _, e := range k.Events {
		if n := len(e.Items); n > 0 {
			moved = true
			out = append(out, document.H(2, stageVerb(e.Stage)+"。", say(w.n(n, "all", "1", "event", e.Stage), "：", enumerate(projectNames(e.Items), 6, "个"), "。")...))
		}
	}
	if !moved {
		out = append(out, document.P(document.Text("本周没有项目推进到新的阶段。")))
	}
	if len(k.Filed) > 0 {
		out = append(out, document.P(say("本周填报进度的项目", w.n(len(k.Filed), "all", "1", "filed", "1"), "，填报完成投资",
			w.money(k.FiledDone, "填报完成投资", conds{"all", "1", "filed", "1"}), "。")...))
	}
	return out
}

// weekStill is what did not move.
func (w *writer) weekStill(k *Week) []document.Block {
	l := k.Limits
	out := []document.Block{document.H(1, "没有进展的项目")}
	lateBy := func(it *Item) string {
		stage, on := nextMilestone(&it.Project)
		return it.Name + "（计划" + tableDate(on, k.Day) + project.StageLabel(stage) + "，逾期" + itoa(int64(daysBetween(on, k.Day))) + "天）"
	}
	days := func(date func(*Item) string) func(it *Item) string {
		return func(it *Item) string { return it.Name + "（" + itoa(int64(daysBetween(date(it), k.Day))) + "天）" }
	}
	moved, since := func(it *Item) string { return it.MovedOn }, func(it *Item) string { return it.LightSince }
	for _, x := range []struct {
		title string
		items []*Item
		value string
		tell  func(*Item) string
	}{
		{"节点逾期。", k.Overdue, "milestone", lateBy},
		{"红灯超过" + itoa(int64(l.Red)) + "天。", k.LongRed, "red", days(since)},
		{"在建项目" + itoa(int64(l.Stalled)) + "天没有进展。", k.Stalled, "progress", days(moved)},
		{"在谈项目" + itoa(int64(l.Talks)) + "天没有进展。", k.Talks, "talks", days(moved)},
	} {
		if n := len(x.items); n > 0 {
			var names []string
			for _, it := range x.items {
				names = append(names, x.tell(it))
			}
			out = append(out, document.H(2, x.title, say(w.n(n, "late", x.value), "：", enumerate(names, 5, "个"), "。")...))
		}
	}
	if len(out) == 1 {
		out = append(out, document.P(document.Text("没有逾期节点，没有长期红灯，在推项目均有进展。")))
	}
	return out
}

// weekMissing is who has not reported the last month, by unit.
func (w *writer) weekMissing(k *Week) []document.Block {
	month := monthName(k.Month)
	out := []document.Block{document.H(1, month+"进度填报")}
	if k.ReportDue == 0 {
		return append(out, document.P(document.Text("没有应填报"+month+"进度的在建项目。")))
	}
	n := k.Missing()
	due := w.n(int(k.ReportDue), "must", "report")
	if n == 0 {
		return append(out, document.P(say("应填报的在建项目", due, "，全部填报。")...))
	}
	var units []string
	for _, u := range k.Unreported {
		units = append(units, w.names.unit(u.Unit)+"（"+itoa(int64(len(u.Items)))+"个）")
	}
	return append(out, document.P(say("应填报的在建项目", due, "，未填报", w.n(int(n), "late", "report"), "，涉及", itoa(int64(len(units))), "个单位：",
		enumerate(units, 10, "个单位"), "。")...))
}

// weekAhead is what is due next.
func (w *writer) weekAhead(k *Week) []document.Block {
	l := k.Limits
	soon, ahead := "1-"+itoa(int64(l.Soon)), itoa(int64(l.Soon+1))+"-"+itoa(int64(l.Ahead))
	out := []document.Block{document.H(1, "近期节点")}
	if len(k.Soon) == 0 {
		out = append(out, document.P(document.Text("今后"+itoa(int64(l.Soon))+"天没有到期节点。")))
	} else {
		var names []string
		for _, it := range k.Soon {
			stage, on := nextMilestone(&it.Project)
			names = append(names, it.Name+"（"+tableDate(on, k.Day)+project.StageLabel(stage)+"）")
		}
		out = append(out, document.P(say("今后"+itoa(int64(l.Soon))+"天到期", w.n(len(k.Soon), "ahead", soon), "：", enumerate(names, 8, "个"), "。")...))
	}
	if len(k.Ahead) > 0 {
		n := map[string]int{}
		for _, it := range k.Ahead {
			stage, _ := nextMilestone(&it.Project)
			n[stage]++
		}
		var parts [][]document.Run
		for _, stage := range project.Stages() {
			if n[stage] > 0 {
				parts = append(parts, say(project.StageLabel(stage), w.n(n[stage], "ahead", ahead, "next", stage)))
			}
		}
		out = append(out, document.P(say("此后至"+itoa(int64(l.Ahead))+"天内到期", w.n(len(k.Ahead), "ahead", ahead), "：", join(parts, "、"), "。")...))
	}
	return out
}

// weekChains is one block per chain with the one thing that is asked.
func (w *writer) weekChains(k *Week) []document.Block {
	if len(k.Blocks) == 0 {
		return nil
	}
	out := []document.Block{document.H(1, "分链调度")}
	for i := range k.Blocks {
		out = append(out, w.chainBlock(k, &k.Blocks[i]))
	}
	return out
}

func (w *writer) chainBlock(k *Week, b *ChainBlock) document.Block {
	var posts []string
	if b.Chief != "" {
		posts = append(posts, "链长"+b.Chief)
	}
	if b.Unit != "" {
		posts = append(posts, "牵头单位"+b.Unit)
	}
	head := ""
	if posts != nil {
		head = "（" + strings.Join(posts, "，") + "）。"
	}
	c := []string{"chain_id", b.Key}
	with := func(n int, more ...string) document.Run { return w.n(n, append(c[:2:2], more...)...) }
	out := []any{head, "在推项目", with(int(b.N)), "，红灯", with(int(b.Lights.Red), "light", review.Red)}
	if n := len(b.NewRed); n > 0 {
		out = append(out, "（新转红", with(n, "light", review.Red, "turned", "1"), "）")
	}
	out = append(out, "、黄灯", with(int(b.Lights.Yellow), "light", review.Yellow))
	for _, x := range []struct {
		what  string
		n     int
		param string
		value string
	}{{"推进阶段", int(b.Moved), "any", "event"}, {"节点逾期", len(b.Overdue), "late", "milestone"}, {"未填报", len(b.Unrep), "late", "report"}} {
		if x.n > 0 {
			more := []string{x.param, x.value}
			if x.param == "any" {
				more = append(more, "all", "1")
			}
			out = append(out, "，"+x.what, with(x.n, more...))
		}
	}
	out = append(out, "。", "要求：", w.ask(k, b))
	return document.H(2, chainLabel(b.Label), say(out...)...)
}

// ask is the single thing that is asked of a chain's lead unit.
func (w *writer) ask(k *Week, b *ChainBlock) string {
	who, by := cmp.Or(b.Unit, "牵头单位"), dayName(k.By)+"前"
	if b.kind == "" {
		return who + "按计划推进，本周无点名事项。"
	}
	first := b.asked[0]
	name := "“" + first.Name + "”"
	if n := len(b.asked); n > 1 {
		name += "等" + itoa(int64(n)) + "个项目"
	}
	stage, on := nextMilestone(&first.Project)
	switch b.kind {
	case "newred":
		return who + by + "到" + name + "现场会商，定下转绿日期。"
	case "longred":
		return who + by + "提出" + name + "的转绿措施，提交链长调度。"
	case "overdue":
		return who + by + "逐个说明" + name + "的逾期原因，重排节点。"
	case "unreported":
		return who + by + "督促补报" + name + "的" + monthName(k.Month) + "进度。"
	case "stalled":
		return who + by + "核实" + name + "停滞的原因。"
	}
	return who + "盯住" + name + "，确保" + tableDate(on, k.Day) + project.StageLabel(stage) + "。"
}

// maxTasks is how many rows the document prints; the workbook has all.
const maxTasks = 150

// taskTable is the list itself.
func (w *writer) taskTable(k *Week) document.Table {
	t := document.Table{Columns: []document.Column{{Header: "序号", Width: 2.5}, {Header: "灯", Width: 2}, {Header: "项目名称", Align: document.Left, Width: 13},
		{Header: "产业链", Width: 5.5}, {Header: "责任单位", Width: 6.5}, {Header: "问题", Align: document.Left, Width: 17}, {Header: "下周任务", Align: document.Left, Width: 17},
		{Header: "时限", Width: 3.5}}}
	if len(k.Rows) == 0 {
		t.Rows = append(t.Rows, document.Row{Kind: document.Section, Cells: document.Cells("没有需要点名调度的项目").Cells})
		return t
	}
	for i, r := range k.Rows[:min(len(k.Rows), maxTasks)] {
		src := document.Source{Path: "/projects/" + r.Item.ID, Name: r.Item.Name}
		light := lightOf(r.Item.Light)
		if r.Kind == "newred" {
			light = "新红"
		}
		t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{{Text: itoa(int64(i + 1))}, {Text: light}, {Text: r.Item.Name, Source: &src},
			{Text: w.names.chain(r.Item.ChainID)}, {Text: w.names.unit(r.Item.UnitID)}, {Text: r.Problem}, {Text: r.Todo}, {Text: shortDate(r.By)}}})
	}
	t.Note = "依次为新转红、长期红灯、节点逾期、近期到期、未填报、没有进展的项目，每个项目列一次。"
	if more := len(k.Rows) - maxTasks; more > 0 {
		t.Note += "其余" + itoa(int64(more)) + "个见电子表格。"
	}
	return t
}

// shortDate is 11-27, as tables have dates.
func shortDate(date string) string {
	date = fullDate(date)
	return strings.TrimPrefix(date[min(5, len(date)):], "0")
}
