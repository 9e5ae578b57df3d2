package report

import (
	"cmp"
	"slices"
	"strings"

	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// blocks gathers the lists by chain, those with new red lights first, and finds what is asked of each lead unit.
func (k *Week) blocks(items []Item) {
	of := func(list []*Item, id string) []*Item {
		return slices.DeleteFunc(slices.Clone(list), func(it *Item) bool { return it.ChainID != id })
	}
	var missing []*Item
	for _, u := range k.Unreported {
		missing = append(missing, u.Items...)
	}
	for _, c := range k.Names.Chains {
		b := ChainBlock{Line: Line{Key: c.ID, Label: c.Name, Unit: c.LeadUnit}, Chief: c.Chief,
			NewRed: of(k.NewRed, c.ID), LongRed: of(k.LongRed, c.ID), Overdue: of(k.Overdue, c.ID), Unrep: of(missing, c.ID),
			Stalled: of(k.Stalled, c.ID), Soon: of(k.Soon, c.ID)}
		for i := range items {
			if it := &items[i]; it.In && it.ChainID == c.ID {
				b.add(it, k.Day)
			}
		}
		if b.N == 0 {
			continue
		}
		for _, e := range k.Events {
			b.Moved += int64(len(of(e.Items, c.ID)))
		}
		b.choose()
		k.Blocks = append(k.Blocks, b)
	}
	slices.SortStableFunc(k.Blocks, func(a, b ChainBlock) int {
		return cmp.Or(cmp.Compare(len(b.NewRed), len(a.NewRed)), cmp.Compare(b.Lights.Red, a.Lights.Red), cmp.Compare(len(b.Overdue), len(a.Overdue)))
	})
}

// choose takes the most pressing fact of the chain: the one thing that is asked of its lead unit.
func (b *ChainBlock) choose() {
	for _, f := range []struct {
		kind  string
		items []*Item
	}{{"newred", b.NewRed}, {"longred", b.LongRed}, {"overdue", b.Overdue}, {"unreported", b.Unrep}, {"stalled", b.Stalled}, {"soon", b.Soon}} {
		if len(f.items) > 0 {
			b.kind, b.asked = f.kind, f.items
			return
		}
	}
}

// tasks makes the rows of the list: each project once, under the most pressing of what is wrong with it, all of which is
// named.
func (k *Week) tasks() {
	var missing []*Item
	for _, u := range k.Unreported {
		missing = append(missing, u.Items...)
	}
	seen := map[*Item]bool{}
	for _, list := range []struct {
		kind  string
		items []*Item
	}{{"newred", k.NewRed}, {"longred", k.LongRed}, {"overdue", k.Overdue}, {"soon", k.Soon}, {"unreported", missing}, {"stalled", k.Stalled}} {
		for _, it := range list.items {
			if !seen[it] {
				seen[it] = true
				k.Rows = append(k.Rows, k.task(it, list.kind))
			}
		}
	}
}

// task says what is wrong with a project, what is to be done and by when.
func (k *Week) task(it *Item, kind string) Task {
	t := Task{Item: it, Kind: kind, By: k.By}
	var wrong []string
	if (it.Light == review.Red || it.Light == review.Yellow) && it.Text != "" {
		wrong = append(wrong, trimEnd(it.Text))
	}
	stage, on := nextMilestone(&it.Project)
	if overdue(it, k.Day) {
		late := "计划" + tableDate(on, k.Day) + project.StageLabel(stage) + "，逾期" + itoa(int64(daysBetween(on, k.Day))) + "天"
		if !slices.ContainsFunc(wrong, func(s string) bool { return strings.Contains(s, on) }) {
			wrong = append(wrong, late)
		}
	}
	if owesReport(it, k.Month) && it.Reported < k.Month {
		wrong = append(wrong, monthName(k.Month)+"进度未填报")
	}
	if stalled(it, k.Day, k.Limits) {
		wrong = append(wrong, "已"+itoa(int64(daysBetween(it.MovedOn, k.Day)))+"天无进展")
	}
	if it.Report != nil && len(it.Kinds) > 0 {
		wrong = append(wrong, trimEnd(it.Report.Problem))
	}
	if kind == "soon" && len(wrong) == 0 {
		wrong = append(wrong, "计划"+tableDate(on, k.Day)+project.StageLabel(stage))
	}
	t.Problem = strings.Join(wrong, "；")
	t.Todo, t.By = k.todo(it, kind, stage, on)
	return t
}

// todo is the next week's work that the kind of trouble calls for.
func (k *Week) todo(it *Item, kind, stage, on string) (todo, by string) {
	step := ""
	if it.Report != nil {
		step = trimEnd(it.Report.NextStep)
	}
	switch kind {
	case "newred", "longred":
		todo = cmp.Or(trimEnd(it.Clear), "提出转绿措施和日期")
	case "overdue":
		todo = "办结手续、备齐佐证，推进到" + project.StageLabel(stage) + "；不能完成的说明原因并改期"
	case "soon":
		return "备齐佐证，按期推进到" + project.StageLabel(stage), fullDate(on)
	case "unreported":
		return "补报" + monthName(k.Month) + "进度", k.By
	case "stalled":
		todo = "报形象进度和完成投资，说明停滞原因"
	}
	if step != "" {
		todo = step + "；" + todo
	}
	return todo, k.By
}

// tableDate is a planned date in a table: 9-30, with the year when it is another than the day's.
func tableDate(date, day string) string {
	full := fullDate(date)
	if len(date) < 7 || len(full) != len("2026-11-22") {
		return date
	}
	text := strings.TrimPrefix(full[5:7], "0") + "月"
	if len(date) == len(full) {
		text += strings.TrimPrefix(full[8:], "0") + "日"
	}
	if full[:4] != day[:4] {
		text = full[:4] + "年" + text
	}
	return text
}
