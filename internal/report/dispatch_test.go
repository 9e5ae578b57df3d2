package report

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// TestTurned: the light at the end of a past day, since when, and the one before the week, from the record of turns.
func TestTurned(t *testing.T) {
	week := period.Period("2026-W40") // 28 September to 4 October
	now := &project.Project{Light: review.Green, LightSince: "2026-11-02"}
	turn := func(on, was, light string) project.Turn {
		return project.Turn{OnDate: on, Was: was, Light: light, Rule: "R" + light, Text: light + " on " + on}
	}
	for _, c := range []struct {
		name                    string
		turns                   []project.Turn // newest first
		light, since, was, text string
	}{
		{"turned within the week, and since", []project.Turn{turn("2026-11-02", "red", "green"), turn("2026-09-30", "yellow", "red"), turn("2026-08-01", "green", "yellow")},
			"red", "2026-09-30", "yellow", "red on 2026-09-30"},
		{"turned twice within the week", []project.Turn{turn("2026-11-02", "red", "green"), turn("2026-10-02", "yellow", "red"), turn("2026-09-29", "green", "yellow")},
			"red", "2026-10-02", "green", "red on 2026-10-02"},
		{"turned before the week", []project.Turn{turn("2026-11-02", "red", "green"), turn("2026-08-01", "green", "red")}, "red", "2026-08-01", "red", "red on 2026-08-01"},
		{"no turn is known before", []project.Turn{turn("2026-11-02", "yellow", "green")}, "yellow", "", "yellow", ""},
	} {
		it := Item{}
		it.turned(now, c.turns, week, week.Last())
		if it.Light != c.light || it.LightSince != c.since || it.Was != c.was || it.Text != c.text {
			t.Errorf("%s: %s since %q after %s (%s)", c.name, it.Light, it.LightSince, it.Was, it.Text)
		}
	}
	it := Item{}
	it.turned(now, nil, "2026-W47", "2026-11-22")
	if it.Light != review.Green || it.LightSince != "2026-11-02" || it.Was != review.Green {
		t.Errorf("without a turn: %s since %s after %s", it.Light, it.LightSince, it.Was)
	}
}

// weekOf computes the week 47 of a few projects as of its Sunday.
func weekOf(items ...Item) (*Week, *writer) {
	names := &Names{Place: Place{Label: "全市", Child: "县区"}, Site: "某市产业链链长制", Issuer: "链长办", Unit: func(id string) string { return id },
		Chains: []ChainName{{ID: "a", Name: "光伏", LeadUnit: "市工信局", Chief: "市长"}, {ID: "b", Name: "肉羊链"}}, Regions: []RegionName{{"r", "东县"}}}
	for i := range items {
		it := &items[i]
		it.In = it.Stage != project.Withdrawn && it.Stage != project.Lost
		if it.Was == "" {
			it.Was = it.Light
		}
	}
	k := ComputeWeek("2026-W47", cityDay, "2026-11-27", items, names, Limits{})
	k.Asked = cityDay
	return k, &writer{base: "/w", asOf: k.Day, style: Style{Decimals: 1}, names: names}
}

func started(id string, change func(it *Item)) Item {
	it := Item{Project: project.Project{ID: id, Name: id, ChainID: "a", UnitID: "甲局", Region: "r", Stage: project.Started, StartedActual: "2026-03-01", LibraryOn: "2026-04-01",
		YearPlan: 1200, Reported: "2026-10", MovedOn: "2026-11-10", Light: review.Green}}
	change(&it)
	return it
}

// TestWeek: each project stands in the lists it belongs to, and once in the list of tasks, under what presses most.
func TestWeek(t *testing.T) {
	k, w := weekOf(
		started("新红", func(it *Item) {
			it.Light, it.Was, it.LightSince, it.Text, it.Clear = review.Red, review.Yellow, "2026-11-18", "落后31.0个百分点", "补齐投资"
			it.CompletedPlan = "2026-10-31"
		}),
		started("久红", func(it *Item) { it.Light, it.LightSince, it.Text = review.Red, "2026-10-01", "落后40.0个百分点" }),
		started("逾期", func(it *Item) { it.CompletedPlan = "2026-11-20" }),
		started("未报", func(it *Item) { it.Reported = "2026-09" }),
		started("停滞", func(it *Item) { it.MovedOn = "2026-10-01" }),
		started("将到", func(it *Item) { it.CompletedPlan = "2026-11-27" }),
		started("月内", func(it *Item) { it.CompletedPlan = "2026-12-20" }),
		started("明年", func(it *Item) { it.CompletedPlan = "2027-05-01" }),
		started("刚开工", func(it *Item) { it.StartedActual, it.Reported = "2026-11-17", "" }),
		Item{Project: project.Project{ID: "谈", Name: "谈", ChainID: "b", Stage: project.Talks, MovedOn: "2026-09-01", Light: review.Yellow}},
		Item{Project: project.Project{ID: "终", Name: "终", ChainID: "b", Stage: project.Withdrawn, SignedActual: "2025-01-01", EndedOn: "2026-11-19"}},
	)
	var rows []string
	for _, r := range k.Rows {
		rows = append(rows, r.Kind+" "+r.Item.ID+" | "+r.Problem+" | "+r.Todo+" | "+r.By)
	}
	want := []string{
		"newred 新红 | 落后31.0个百分点；计划10月31日竣工，逾期22天 | 补齐投资 | 2026-11-27",
		"longred 久红 | 落后40.0个百分点 | 提出转绿措施和日期 | 2026-11-27",
		"overdue 逾期 | 计划11月20日竣工，逾期2天 | 办结手续、备齐佐证，推进到竣工；不能完成的说明原因并改期 | 2026-11-27",
		"soon 将到 | 计划11月27日竣工 | 备齐佐证，按期推进到竣工 | 2026-11-27",
		"unreported 未报 | 10月进度未填报 | 补报10月进度 | 2026-11-27",
		"stalled 停滞 | 已52天无进展 | 报形象进度和完成投资，说明停滞原因 | 2026-11-27",
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	lists := map[string]int{"newred": len(k.NewRed), "longred": len(k.LongRed), "overdue": len(k.Overdue), "stalled": len(k.Stalled), "talks": len(k.Talks), "soon": len(k.Soon),
		"ahead": len(k.Ahead), "due": int(k.ReportDue), "missing": int(k.Missing()), "all": int(k.All.N)}
	if d := cmp.Diff(map[string]int{"newred": 1, "longred": 1, "overdue": 2, "stalled": 1, "talks": 1, "soon": 1, "ahead": 1, "due": 8, "missing": 1, "all": 10}, lists); d != "" {
		t.Error(d)
	}
	d := w.dispatch(k)
	if err := d.Check(); err != nil {
		t.Error(err)
	}
	text := wholeText(d)
	for _, say := range []string{"红灯2个，其中本周新转红1个；节点逾期2个", "11月18日转红。落后31.0个百分点。", "终止。1个：终", "要求：市工信局11月27日前到“新红”现场会商，定下转绿日期。",
		"光伏链（链长市长，牵头单位市工信局）。在推项目9个", "要求：牵头单位按计划推进，本周无点名事项。", "应填报的在建项目8个，未填报1个，涉及1个单位：甲局（1个）",
		"今后7天到期1个：将到（11月27日竣工）", "此后至30天内到期1个：竣工1个", "在谈项目60天没有进展。1个：谈（82天）"} {
		if !strings.Contains(text, say) {
			t.Errorf("%q is missing in\n%s", say, text)
		}
	}
}

// TestQuietWeek: a week in which nothing happened says so.
func TestQuietWeek(t *testing.T) {
	k, w := weekOf(started("好", func(it *Item) {}))
	text := wholeText(w.dispatch(k))
	for _, say := range []string{"没有项目推进到新的阶段；现有红灯0个；节点逾期0个。", "本周没有亮灯变化。", "没有逾期节点，没有长期红灯", "应填报的在建项目1个，全部填报。", "今后7天没有到期节点。",
		"没有需要点名调度的项目", "按计划推进"} {
		if !strings.Contains(text, say) {
			t.Errorf("%q is missing in\n%s", say, text)
		}
	}
}

// TestAsks: the chain's single demand follows from its most pressing fact.
func TestAsks(t *testing.T) {
	for _, c := range []struct {
		change func(it *Item)
		says   string
	}{
		{func(it *Item) { it.Light, it.LightSince = review.Red, "2026-09-01" }, "提出“某”的转绿措施，提交链长调度"},
		{func(it *Item) { it.CompletedPlan = "2026-10" }, "逐个说明“某”的逾期原因，重排节点"},
		{func(it *Item) { it.Reported = "" }, "督促补报“某”的10月进度"},
		{func(it *Item) { it.MovedOn = "2026-09-01" }, "核实“某”停滞的原因"},
		{func(it *Item) { it.CompletedPlan = "2026-11-26" }, "盯住“某”，确保11月26日竣工"},
	} {
		k, w := weekOf(started("某", c.change))
		if got := document.PlainText(w.weekChains(k)[1].(document.Heading).Runs); !strings.Contains(got, c.says) {
			t.Errorf("%q is missing in %s", c.says, got)
		}
	}
}

// TestPastWeek: a week that is over is told as it stood, even after its projects have moved on.
func TestPastWeek(t *testing.T) {
	s := smallCity(t)
	d, err := s.Dispatch(t.Context(), office(), "2026-W40")
	if err != nil {
		t.Fatal(err)
	}
	if d.Figures.Day != "2026-10-04" || d.Figures.Month != "2026-09" {
		t.Errorf("as of %s, month %s", d.Figures.Day, d.Figures.Month)
	}
	for i := range d.items {
		it := &d.items[i]
		for _, m := range it.Milestones() {
			if *m.Actual > d.Figures.Day {
				t.Fatalf("%s has reached %s on %s", it.Name, m.Label, *m.Actual)
			}
		}
		if it.Reported > d.Figures.Month {
			t.Errorf("%s has reported %s", it.Name, it.Reported)
		}
	}
}
