package dispatch

import (
	"net/url"
	"strings"

	"lianzhang/internal/project"
	area "lianzhang/internal/report"
	"lianzhang/internal/web/ui"
)

// The most lines of a column and of the list of tasks.
const (
	mostLines = 12
	mostTasks = 30
)

// chains is the table by chain.
func (b *board) chains() ui.Table {
	t := ui.Table{Label: "分链", Compact: true, Fold: true, Columns: []ui.Column{{Label: "产业链", Head: true}, {Label: "牵头单位", Rank: 2, Fold: "牵头单位"},
		{Label: "在推", Num: true, Fold: "在推"}, {Label: "项目灯", Sub: "绿、黄、红（个）", Fold: "项目灯"}, {Label: "新转红", Num: true, Fold: "新转红"}, {Label: "推进阶段", Num: true, Fold: "推进阶段"},
		{Label: "节点逾期", Num: true, Fold: "节点逾期"}, {Label: "没有进展", Num: true, Rank: 2, Fold: "没有进展"}, {Label: "未报", Num: true, Fold: "未报"},
		{Label: "七天到期", Num: true, Rank: 3}},
		Empty: &ui.Empty{Title: "没有在推项目"}}
	for i := range b.week.Blocks {
		x := &b.week.Blocks[i]
		with := func(n int, pairs ...string) ui.Cell {
			if n == 0 {
				return ui.Cell{Text: "0", Quiet: true}
			}
			return ui.Cell{Text: ui.Num(int64(n)), URL: b.records(append([]string{"chain_id", x.Key}, pairs...)...), Src: true}
		}
		name := ui.Cell{Text: x.Label}
		if x.Key != "" {
			name.URL = "/chains/" + x.Key
		}
		t.Rows = append(t.Rows, ui.Row{Key: x.Key, Label: x.Label, Cells: []ui.Cell{name, {Text: x.Unit, Quiet: true}, with(int(x.N)),
			{Lights: &ui.Lights{Green: int(x.Lights.Green), Yellow: int(x.Lights.Yellow), Red: int(x.Lights.Red)}}, with(len(x.NewRed), "light", "red", "turned", "1"),
			with(int(x.Moved), "all", "1", "any", "event"), with(len(x.Overdue), "late", "milestone"), with(len(x.Stalled), "late", "progress"),
			with(len(x.Unrep), "late", "report"), with(len(x.Soon), "ahead", "1-"+ui.Num(int64(b.week.Limits.Soon)))}})
	}
	return t
}

// moved is what moved: stages, the furthest first, and lights that turned green.
func (b *board) moved() column {
	c := column{Title: "动了的", None: "本周没有项目推进到新的阶段"}
	n := 0
	for _, e := range b.week.Events {
		for _, it := range e.Items {
			n++
			c.add(ui.Line{Text: it.Name, URL: "/projects/" + it.ID, End: project.StageLabel(e.Stage), Note: b.place(it)})
		}
	}
	for _, it := range b.week.ToGreen {
		n++
		c.add(ui.Line{Text: it.Name, URL: "/projects/" + it.ID, Shift: &ui.Shift{From: ui.LetterOf(it.Was), To: ui.Green}, Note: b.place(it)})
	}
	return c.done(n, "个", b.records("all", "1", "any", "event"))
}

// still is what did not move: the tasks that come from projects standing still, the gravest first.
func (b *board) still() column {
	c := column{Title: "没动的", None: "没有逾期节点和长期红灯"}
	n := 0
	for i := range b.week.Rows {
		r := &b.week.Rows[i]
		word := map[string]ui.Light{"newred": ui.Sign(ui.Red, "新转红"), "longred": ui.Sign(ui.Red, "长期红灯"), "overdue": ui.Sign(ui.Yellow, "节点逾期"),
			"stalled": ui.Sign(ui.Yellow, "没有进展")}
		if l, ok := word[r.Kind]; ok {
			n++
			c.add(ui.Line{Text: r.Item.Name, URL: "/projects/" + r.Item.ID, Light: &l, Note: ui.Plain(r.Problem)})
		}
	}
	return c.done(n, "个", "/reports/dispatch/"+string(b.week.Week))
}

// silent is who has not reported the last month, by unit.
func (b *board) silent() column {
	c := column{Title: monthName(b.week.Month) + "没报的", None: "应报的都报了"}
	month := b.week.Month
	for _, u := range b.week.Unreported {
		id := u.Unit
		if id == "" {
			id = "-"
		}
		var names []string
		for _, it := range u.Items[:min(len(u.Items), 2)] {
			names = append(names, it.Name)
		}
		text := strings.Join(names, "、")
		if len(u.Items) > 2 {
			text += "等" + ui.Num(int64(len(u.Items))) + "个"
		}
		l := ui.Sign(ui.Red, "缺"+ui.Num(int64(len(u.Items)))+"个")
		at := "/projects?" + url.Values{"unit_id": {id}, "stage": {"started,completed"}, "year_plan": {"1.."}, "reported": {"!" + month + ".."}}.Encode()
		c.add(ui.Line{Text: b.unit(u.Unit), URL: at, Light: &l, Note: ui.Plain(text)})
	}
	return c.done(len(b.week.Unreported), "个单位", b.records("late", "report"))
}

func (b *board) unit(id string) string {
	if id == "" {
		return "未明确单位"
	}
	return b.names.Label("unit", id)
}

func (b *board) place(it *area.Item) ui.Rich {
	return ui.Plain(b.names.Label("chain", it.ChainID) + "　" + b.unit(it.UnitID))
}

func (c *column) add(l ui.Line) {
	if len(c.Lines) < mostLines {
		c.Lines = append(c.Lines, l)
	}
}

// done counts the lines and says where the rest is.
func (c column) done(n int, unit, rest string) column {
	c.Count = ui.Num(int64(n))
	if left := n - len(c.Lines); left > 0 {
		c.More = &ui.Link{Label: "还有" + ui.Num(int64(left)) + unit, URL: rest}
	}
	return c
}

// task is one thing to be done next week.
type task struct {
	Light                ui.Light
	Name, URL, Place     string
	Problem, Todo, Until string
}

// tasks are the first of the list of what is to be done next week.
func (b *board) tasks() []task {
	var out []task
	for i := range b.week.Rows[:min(len(b.week.Rows), mostTasks)] {
		r := &b.week.Rows[i]
		light := ui.Lamp(ui.LetterOf(r.Item.Light))
		if r.Kind == "newred" {
			light.Word = "新转红"
		}
		out = append(out, task{Light: light, Name: r.Item.Name, URL: "/projects/" + r.Item.ID, Place: b.place(r.Item).String(), Problem: r.Problem,
			Todo: r.Todo, Until: ui.DateTable(r.By)})
	}
	return out
}
