package dispatch

import (
	"strings"
	"time"

	"lianzhang/internal/platform/period"
	area "lianzhang/internal/report"
	"lianzhang/internal/web/ui"
)

// title is 第47周调度.
func title(w period.Period) string {
	label, _, _ := strings.Cut(w.Label(), "（")
	if _, after, ok := strings.Cut(label, "年"); ok {
		label = after
	}
	return label + "调度"
}

func (b *board) lede(now bool) string {
	k := b.week
	text := k.Week.Span() + "，在推项目" + ui.Num(k.All.N) + "个"
	if now {
		text += "，按" + ui.DateProse(k.Day) + "的样子"
	}
	return text + "；要求" + ui.DateProse(k.By) + "前回复"
}

func monthName(m string) string {
	t, err := time.Parse("2006-01", m)
	if err != nil {
		return m
	}
	return t.Format("1月")
}

// events counts the stages reached within the week.
func events(k *area.Week) (n int64) {
	for _, e := range k.Events {
		n += int64(len(e.Items))
	}
	return n
}

// kpis are the six figures of the week.
func (b *board) kpis() []ui.KPI {
	k := b.week
	n := func(items []*area.Item) string { return ui.Num(int64(len(items))) }
	src := func(text string, pairs ...string) ui.Rich { return ui.Rich{ui.Src(text, b.records(pairs...))} }
	money, unit := ui.Wan(k.FiledDone), "万元"
	if k.FiledDone >= 1_0000_0000 {
		money, unit = ui.Yi(k.FiledDone), "亿元"
	}
	still := append(append([]*area.Item(nil), k.Stalled...), k.Talks...)
	return []ui.KPI{
		{Label: "推进阶段", Value: ui.Num(events(k)), Unit: "个", Parts: []ui.Rich{src("是哪些项目", "all", "1", "any", "event")}},
		{Label: "本周填报完成投资", Value: money, Unit: unit, Parts: []ui.Rich{src(n(k.Filed)+"个项目", "all", "1", "filed", "1")}},
		{Label: "红灯项目", Value: ui.Num(k.All.Lights.Red), Unit: "个", Parts: []ui.Rich{append(ui.Rich{ui.T("本周新转红")}, src(n(k.NewRed)+"个", "light", "red", "turned", "1")...)}},
		{Label: "节点逾期", Value: n(k.Overdue), Unit: "个", Parts: []ui.Rich{append(src("是哪些项目", "late", "milestone"), ui.T("，七天内到期"+n(k.Soon)+"个"))}},
		{Label: "没有进展", Value: n(still), Unit: "个", Parts: []ui.Rich{{ui.T("在建"), ui.Src(n(k.Stalled)+"个", b.records("late", "progress")), ui.T("，在谈"),
			ui.Src(n(k.Talks)+"个", b.records("late", "talks"))}}},
		{Label: monthName(k.Month) + "月报未报", Value: ui.Num(k.Missing()), Unit: "个", Parts: []ui.Rich{{ui.T("应报"), ui.Src(ui.Num(k.ReportDue)+"个", b.records("must", "report"))}}},
	}
}
