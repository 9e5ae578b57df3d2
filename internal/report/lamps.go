package report

import (
	"regexp"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/review"
)

// named is how many projects a section names one by one; the rest stands in the annex.
const named = 8

// lamps is 四、亮灯项目.
func (w *writer) lamps(f *Figures) []document.Block {
	l := f.All.Lights
	out := []document.Block{document.H(1, "亮灯项目")}
	if l.Judged() == 0 {
		return append(out, document.P(document.Text("没有启用亮灯规则或没有可评灯的项目。")))
	}
	out = append(out, document.P(w.lightTotals(f)...))
	if l.Red > 0 {
		out = append(out, w.newRed(f)...)
	}
	if len(f.ToGreen) > 0 {
		n := int64(len(f.ToGreen))
		out = append(out, document.H(2, "转绿项目。", say("黄灯、红灯转为绿灯的项目", w.count(n, conds{"light", "green", "was", "yellow,red"}), "：",
			enumerate(projectNames(f.ToGreen), 5, "个"), "。")...))
	}
	return append(out, w.debts(f)...)
}

// lightTotals counts the lights and says how the red ones came about.
func (w *writer) lightTotals(f *Figures) []document.Run {
	l := f.All.Lights
	light := func(n int64, code string) document.Run { return w.count(n, conds{"light", code}) }
	out := []any{"截至", monthName(string(f.Month)), "底，评灯项目", w.count(l.Judged(), conds{"light", "green,yellow,red"}),
		"，其中绿灯", light(l.Green, review.Green), "、黄灯", light(l.Yellow, review.Yellow), "、红灯", light(l.Red, review.Red)}
	if l.None > 0 {
		out = append(out, "；另有", light(l.None, review.None), "不在评灯范围")
	}
	out = append(out, "。")
	left := f.LeftRed
	if len(f.NewRed) == 0 && left.N() == 0 {
		if l.Red == 0 {
			return say(append(out, "本月和上月均没有红灯项目。")...)
		}
		return say(append(out, "红灯项目与上月相同。")...)
	}
	out = append(out, "与", monthName(string(f.Month.Prev())), "底相比，红灯")
	if n := int64(len(f.NewRed)); n > 0 {
		out = append(out, "新增", w.count(n, conds{"light", "red", "was", "none,green,yellow,"}))
	} else {
		out = append(out, "没有新增")
	}
	if left.N() == 0 {
		return say(append(out, "，没有退出。")...)
	}
	out = append(out, "，退出", w.fig(itoa(left.N())+"个", figCount, "", conds{"left", "red", "all", "1"}))
	var kinds []string
	for _, k := range []struct {
		n    int
		what string
	}{{len(left.Green), "转绿"}, {len(left.Yellow), "转黄"}, {len(left.Other), "终止或不再评灯"}} {
		if k.n > 0 {
			kinds = append(kinds, k.what+itoa(int64(k.n))+"个")
		}
	}
	return say(append(out, "（"+strings.Join(kinds, "、")+"）。")...)
}

// newRed names the projects that have turned red, or says that none has, and those that have been red longest.
func (w *writer) newRed(f *Figures) []document.Block {
	var out []document.Block
	if n := len(f.NewRed); n > 0 {
		more := ""
		if n > named {
			more = "，列前" + itoa(named) + "个，其余见附件3"
		}
		out = append(out, document.H(2, "新转红项目。", document.Text(itoa(int64(n))+"个"+more+"。")))
		for _, it := range f.NewRed[:min(n, named)] {
			out = append(out, document.H(3, it.Name, document.Text("（"+w.where(it)+"）。"+sentence(prose(it.Text, f.Day[:4])))))
		}
	}
	var long []*Item
	for _, it := range f.Red {
		if it.RedRun >= 3 {
			long = append(long, it)
		}
	}
	if len(long) > 0 {
		var names []string
		for _, it := range long {
			names = append(names, it.Name+"（"+itoa(it.RedRun)+"个月）")
		}
		out = append(out, document.H(2, "长期红灯项目。", say("年内连续3个月以上红灯的项目", w.fig(itoa(int64(len(long)))+"个", figCount, "", conds{"red_run", "3"}), "：",
			enumerate(names, 5, "个"), "。")...))
	}
	return out
}

// where is a project's county and owner, for brackets.
func (w *writer) where(it *Item) string {
	parts := []string{w.names.region(w.names.county(it.Region)), w.names.unit(it.UnitID)}
	return strings.Join(parts, "，")
}

// sentence ends a text with a full stop.
func sentence(text string) string {
	text = strings.TrimRight(text, "。；，")
	if text == "" {
		return ""
	}
	return text + "。"
}

var isoDate = regexp.MustCompile(`(\d{4})-(\d{2})-(\d{2})`)

// prose writes the dates of a text as sentences do: 8月12日, and with the year when it is another than the paper's.
func prose(text, year string) string {
	return isoDate.ReplaceAllStringFunc(text, func(d string) string {
		if d[:4] == year {
			return dayName(d)
		}
		return d[:4] + "年" + dayName(d)
	})
}

// debts tells the projects that missed a month of the year: debts stay visible after they are made up.
func (w *writer) debts(f *Figures) []document.Block {
	owing := conds{"missed_run", "1.."}
	behind := f.All.behind
	if len(f.Debt) == 0 && behind == 0 {
		return []document.Block{document.H(2, "欠账项目。", document.Text("年内各月均达到序时进度，没有欠账。"))}
	}
	var out []any
	if behind > 0 {
		out = append(out, monthName(string(f.Month)), "未达序时进度的项目", w.count(behind, owing))
		if f.All.behind2 > 0 {
			out = append(out, "，其中连续两个月以上", w.count(f.All.behind2, conds{"missed_run", "2.."}))
		}
		out = append(out, "。")
	}
	if n := int64(len(f.Debt)); n > 0 {
		out = append(out, "年内曾有月份未达序时、现已补齐的项目", w.count(n, conds{"debt", "true", "missed_run", "0"}), "，欠账记录保留。")
	}
	return []document.Block{document.H(2, "欠账项目。", say(out...)...)}
}

// problems is 五、存在问题.
func (w *writer) problems(f *Figures) []document.Block {
	out := []document.Block{document.H(1, "存在问题")}
	month := monthName(string(f.Month))
	if len(f.Problems) == 0 {
		if f.All.Reported == 0 {
			return append(out, document.P(document.Text(month+"没有项目填报进度，未收到需协调的问题。")))
		}
		return append(out, document.P(document.Text(month+"填报的项目均未反映需协调的问题。")))
	}
	out = append(out, document.P(say(month, "填报中反映问题的项目", w.fig(itoa(f.Told())+"个", figCount, "", conds{"problem", "any"}),
		"，按诉求类别归为", itoa(int64(len(f.Problems))), "类（一个项目可反映多类）：")...))
	for _, p := range f.Problems {
		c := conds{"problem", p.Code}
		n := int64(len(p.Items))
		out = append(out, document.H(3, p.Label+"问题", say("。涉及项目", w.fig(itoa(n)+"个", figCount, "", c), "，占",
			w.rate(Share{n, f.Told()}, figPart, "", c), "，", w.examples(p), "。")...))
	}
	return out
}

// examples names the largest projects of a kind with what they told.
func (w *writer) examples(p Problem) string {
	var out []string
	for _, it := range p.Items[:min(3, len(p.Items))] {
		out = append(out, it.Name+"“"+trimEnd(it.Report.Problem)+"”")
	}
	if len(p.Items) <= len(out) {
		return "为" + strings.Join(out, "、")
	}
	return "如" + strings.Join(out, "、")
}
