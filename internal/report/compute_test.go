package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

func TestRank(t *testing.T) {
	line := func(name string, plan, done int64) Line {
		return Line{Key: name, Label: name, Sum: project.Sum{N: 1, YearPlan: plan, YearDone: done}}
	}
	// 乙 and 丙 differ only beyond the displayed decimal: they share a rank, the larger plan first.
	lines := []Line{line("甲", 0, 5), line("乙", 1000, 451), line("丙", 2000, 902), line("丁", 100, 90), line("戊", 10000, 3000), line("己", 3000, 1352)}
	rank(lines, 1)
	var got []string
	for _, l := range lines {
		got = append(got, fmt.Sprint(l.Rank, l.Label, l.Tied))
	}
	want := []string{"1丁false", "2己true", "2丙true", "2乙true", "5戊false", "0甲false"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestCut: those who share a rank with the last one named are named too, and nobody at both ends.
func TestCut(t *testing.T) {
	for _, c := range []struct{ rates, top, bottom string }{
		{"9876543", "987", "345"}, {"9988877", "99888", "77"}, {"9876555", "987", "5556"[:3]}, {"99999999", "99999999", ""},
	} {
		var lines []Line
		for _, r := range c.rates {
			lines = append(lines, Line{Key: string(r), Label: string(r), Sum: project.Sum{YearPlan: 10, YearDone: int64(r - '0')}})
		}
		rank(lines, 1)
		top, bottom := cut(lines)
		name := func(ls []Line) string {
			s := ""
			for _, l := range ls {
				s += l.Label
			}
			return s
		}
		if name(top) != c.top || name(bottom) != c.bottom {
			t.Errorf("%s: %q and %q, want %q and %q", c.rates, name(top), name(bottom), c.top, c.bottom)
		}
	}
}

// small makes figures of a few items in one chain and county.
func small(items []Item) (*Figures, *writer) {
	names := &Names{Place: Place{Label: "全市", Child: "县区"}, Site: "某市产业链链长制", Issuer: "链长办", Unit: func(id string) string { return id },
		Chains: []ChainName{{ID: "a", Name: "光伏", LeadUnit: "市工信局"}, {ID: "b", Name: "肉羊链"}}, Regions: []RegionName{{"r", "东县"}, {"s", "西县"}}}
	f := Compute("2026-10", items, names, nil, 1)
	f.Asked = cityDay
	return f, &writer{base: "/b", asOf: f.Day, style: Style{Decimals: 1}, names: names}
}

func item(id, chain, region, light, was string, plan, done, due int64) Item {
	return Item{Project: project.Project{ID: id, Name: id, ChainID: chain, Region: region, Stage: project.Started, StartedActual: "2026-01-01", Light: light,
		YearPlan: plan, YearDone: done, YearDue: due, PlanYear: "2026", Reported: "2026-10"}, Was: was, In: true, Loaded: true}
}

// TestRedMoves: the red lights of this month are those of the last one, plus the new, less those that left.
func TestRedMoves(t *testing.T) {
	gone := item("g", "a", "r", "none", review.Red, 0, 0, 0)
	gone.In, gone.Stage, gone.EndedOn = false, project.Withdrawn, "2026-10-08"
	f, w := small([]Item{item("1", "a", "r", review.Red, review.Red, 10, 1, 8), item("2", "a", "r", review.Red, review.Yellow, 10, 1, 8), item("3", "a", "s", review.Red, "", 10, 1, 8),
		item("4", "b", "s", review.Green, review.Red, 10, 9, 8), item("5", "b", "s", review.Yellow, review.Red, 10, 7, 8), gone})
	if f.All.Lights.Red != 3 || len(f.NewRed) != 2 || f.LeftRed.N() != 3 {
		t.Errorf("red %d, new %d, left %d", f.All.Lights.Red, len(f.NewRed), f.LeftRed.N())
	}
	text := document.PlainText(w.lightTotals(f)) + document.PlainText(w.redTotals(f))
	for _, want := range []string{"绿灯1个、黄灯1个、红灯3个", "红灯新增2个，退出3个（转绿1个、转黄1个、终止或不再评灯1个）", "红灯项目3个，比9月底减少1个"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %s", want, text)
		}
	}
}

// wholeText is the text of a document's body and annexes.
func wholeText(d *document.Doc) string {
	var b strings.Builder
	walk := func(blocks []document.Block) {
		for _, x := range blocks {
			switch x := x.(type) {
			case document.Para:
				b.WriteString(document.PlainText(x.Runs))
			case document.Heading:
				b.WriteString(x.Text + document.PlainText(x.Runs))
			case document.Table:
				b.WriteString(x.Title() + x.Note)
				for _, r := range x.Rows {
					for _, c := range r.Cells {
						b.WriteString(c.Text + "|")
					}
				}
			}
			b.WriteByte('\n')
		}
	}
	walk(d.Blocks)
	for _, a := range d.Attachments {
		b.WriteString(a.Title + "\n")
		walk(a.Blocks)
	}
	return b.String()
}

// TestEmptyVariants: what there is none of is said in words of its own, never as a zero over a zero.
func TestEmptyVariants(t *testing.T) {
	noPlan := item("1", "a", "r", "none", "", 0, 0, 0)
	signed := item("2", "a", "r", "none", "", 0, 0, 0)
	signed.Stage, signed.StartedActual = project.Signed, ""
	fine := item("3", "a", "r", review.Green, review.Green, 12_000_000, 10_000_000, 10_000_000)
	other := item("4", "b", "s", review.Green, review.Green, 12_000_000, 11_000_000, 10_000_000)
	for _, c := range []struct {
		name  string
		items []Item
		says  []string
		never []string
	}{
		{"no plan", []Item{noPlan}, []string{"全市列入通报的重点产业链项目1个，未安排年度计划投资。", "未安排年度计划投资", "没有启用亮灯规则或没有可评灯的项目", "没有到位资金记录", "未收到需协调的问题", "当月没有红灯、缺口"},
			[]string{"完成率", "排名"}},
		{"not started", []Item{signed}, []string{"没有应开工项目", "应填报10月进度的在建项目均已填报", "开工0个"}, []string{"应开工未开工"}},
		{"all green", []Item{fine, other}, []string{"高于序时进度4.2个百分点", "东县（83.3%）", "全部达到或高于序时进度", "本月和上月均没有红灯项目", "没有欠账", "没有红灯、黄灯项目", "全部开工",
			"当月没有红灯、缺口", "均未反映需协调的问题", "没有项目推进到新的阶段", "没有红灯项目"}, []string{"减少", "增加", "总投资", "差距较大", "0.0个百分点", "转化红灯项目"}},
	} {
		f, w := small(c.items)
		d := w.bulletin(f, workday.Default())
		if err := d.Check(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
		text := wholeText(d)
		for _, want := range c.says {
			if !strings.Contains(text, want) {
				t.Errorf("%s: %q is missing in\n%s", c.name, want, text)
			}
		}
		for _, not := range append(c.never, "NaN", "Inf", "%!", "，。", "；。", "、。", "。。", "，，", "（）") {
			if body, _, _ := strings.Cut(text, "分链进展表（"); strings.Contains(body, not) {
				t.Errorf("%s: %q stands in\n%s", c.name, not, body)
			}
		}
	}
}

func TestMissedRun(t *testing.T) {
	report := func(months ...int64) []project.Report {
		var out []project.Report
		for i, done := range months {
			out = append(out, project.Report{Period: fmt.Sprintf("2026-%02d", i+1), Done: done})
		}
		return out
	}
	one := func(reports []project.Report) *Item {
		return &Item{Project: project.Project{YearPlan: 1200}, reports: reports}
	}
	for _, c := range []struct {
		name  string
		items []*Item
		want  int64
	}{
		{"on the path", []*Item{one(report(100, 100, 100, 100))}, 0},
		{"behind since March", []*Item{one(report(100, 100, 50, 60))}, 2},
		{"caught up", []*Item{one(report(10, 10, 10, 370))}, 0},
		{"one makes up for the other", []*Item{one(report(100, 100, 50, 60)), one(report(100, 100, 200, 90))}, 0},
		{"loaded: the last month only", []*Item{{Project: project.Project{YearPlan: 1200, YearDone: 10, YearDue: 400}, Loaded: true}}, 1},
		{"a path of its own", []*Item{one([]project.Report{{Period: "2026-04", Done: 60, PlanShare: .05}})}, 0},
		{"no plan", []*Item{{}}, 0},
	} {
		if got := missedRun(c.items, "2026-04"); got != c.want {
			t.Errorf("%s: %d, want %d", c.name, got, c.want)
		}
	}
}

func TestProblemKinds(t *testing.T) {
	for text, want := range map[string]string{"用地指标未落实": "land", "环评批复未下": "environment", "外线电力未送到位；银行贷款审批慢": "energy finance", "暂无": "", "无。": "", "": "",
		"消防审查整改": "approval", "业主意见不一": "other", "缺用工；用工缺口": "labour"} {
		if got := strings.Join(problemKinds(text), " "); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestConds(t *testing.T) {
	c := conds{"class", "续建", "light", "red,yellow"}
	if got := c.and("where", `级别 == "省"&`).String(); got != "?class=续建&light=red,yellow&where=级别+%3D%3D+%22省%22%26" {
		t.Error(got)
	}
	if got := c.String(); got != "?class=续建&light=red,yellow" {
		t.Error("and changed its receiver: " + got)
	}
	if conds(nil).String() != "" {
		t.Error("no conditions are a query")
	}
}

func TestNames(t *testing.T) {
	if got := enumerate([]string{"甲", "乙", "丙"}, 2, "个项目"); got != "甲、乙等3个项目" {
		t.Error(got)
	}
	if chainLabel("肉羊链")+chainLabel("光伏") != "肉羊链光伏链" || whole("景川市")+whole("甲县")+whole("x") != "全市全县全域" {
		t.Error("labels")
	}
	if got := prose("2026-08-12开工，2025-12-01签约", "2026"); got != "8月12日开工，2025年12月1日签约" {
		t.Error(got)
	}
	if monthSpan("2026-01")+monthSpan("2026-10")+dayName("2026-11-05") != "1月1—10月11月5日" {
		t.Error("months")
	}
	if got := title("1—10月", "市农业农村局负责范围", "重点产业链", "项目推进情况"); got != "1—10月市农业农村局负责范围重点产业链\n项目推进情况" {
		t.Error(got)
	}
}
