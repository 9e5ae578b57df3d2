package forecast

import (
	"strings"

	"lianzhang/internal/forecast"
	fc "lianzhang/internal/insight/forecast"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
	"lianzhang/internal/web/ui"
)

// amount writes a value of a figure without its unit.
func amount(m *forecast.Measure, v int64) string {
	if m.Money {
		return ui.Yi1(v)
	}
	return ui.Num(v)
}

func amountf(m *forecast.Measure, v float64) string {
	if m.Money {
		return ui.Dec(v/1e8, 1)
	}
	return ui.Dec(v, 1)
}

// hope is a chance in words and colour.
func hope(chance float64) ui.Light {
	switch {
	case chance >= .9:
		return ui.Sign(ui.Green, "有把握")
	case chance >= .7:
		return ui.Sign(ui.Green, "较有把握")
	case chance >= .4:
		return ui.Sign(ui.Yellow, "胜负难料")
	case chance >= .1:
		return ui.Sign(ui.Red, "较难完成")
	}
	return ui.Sign(ui.Red, "基本完不成")
}

// odds says a chance as people count.
func odds(chance float64) string {
	switch {
	case chance >= .995:
		return "几乎一定"
	case chance < .005:
		return "几乎不可能"
	}
	return ui.Pct(chance)
}

// opens is the list of the projects behind what the year has brought to a line.
func opens(m *forecast.Measure, l *forecast.Line, r *forecast.Result) string {
	var parts []string
	if m.Date != "" {
		parts = append(parts, m.Date+"="+r.Since+".."+r.AsOf)
	} else {
		parts = append(parts, "reported="+r.Since[:7]+"..")
	}
	if l.Region != "" {
		parts = append(parts, "region="+l.Region)
	}
	if l.Chain != "" {
		parts = append(parts, "chain_id="+l.Chain)
	}
	return "/projects?" + strings.Join(parts, "&")
}

// gap is how far the likely result lies from the target.
func gap(m *forecast.Measure, l *forecast.Line) string {
	d := l.Band.P50 - l.Goal
	switch {
	case d > 0:
		return "多" + amount(m, d) + m.Unit
	case d < 0:
		return "差" + amount(m, -d) + m.Unit
	}
	return "正好"
}

// basis says in sentences what a run stands on.
func basis(r *forecast.Result) []string {
	b := &r.Basis
	out := []string{
		"范围：" + r.AsOf + "在册" + num(b.Projects) + "个项目，其中" + num(b.Open) + "个未达产、未终止，每个从现在的阶段和已停留的天数起，模拟" + num(r.Runs) + "次到" + r.Until + "；种子" + ui.Num(r.Seed) + "，同一种子、同一台账结果逐字节相同。",
		"停留时间：本市自己的" + num(b.Spells) + "段停留（Kaplan–Meier，终止和流失按竞争退出算，还在的按截尾算）；同规模、同性质的走出" + num(fc.Enough) + "次以上才单独估计，否则用全部项目；项目此前的快慢延续" + ui.Pct(b.Persistence) + "。历史样本的不确定性一并抽样。",
	}
	shock := "按历史估计"
	if !b.ShockKnown {
		shock = "历史不足一年，按经验值"
	} else if r.Shock >= 0 {
		shock = "人工给定"
	}
	out = append(out, "共同波动：同一个月里所有项目一起快慢，方差"+ui.Dec(b.Shock, 3)+"（"+shock+"），投资月度方差"+ui.Dec(b.SpendShock, 3)+"；没有它，区间会窄得不真实。")
	if b.PerYear > 0 {
		out = append(out, "新项目：过去一年新进"+ui.Dec(b.PerYear, 0)+"个，以后照此来，规模和阶段从这些项目里抽；它们带来的在表里单列（全是0时不列），不算在哪个项目头上。")
	} else {
		out = append(out, "新项目：过去一年新进的太少，不计今后才进来的项目。")
	}
	season := "各月相同"
	if b.Seasonal {
		season = "按历史各月轻重"
	}
	out = append(out, "投资：月报计到"+b.Reported+"；"+num(b.OwnPace)+"个按自己近6个月的实际，"+num(b.PlanPace)+"个按年度计划和全市兑现率，"+num(b.SitePace)+"个按全市平均（每月为固定资产投资的"+ui.Pct(b.Ratio)+"），"+season+"，不超过合同总投资。")
	out = append(out, widened(b))
	if b.Blind > 0 {
		out = append(out, num(b.Blind)+"个项目所处的阶段历史上很少有项目走出过，不预测，停在原处。")
	}
	return out
}

// widened says how much past errors widened the bands.
func widened(b *forecast.Basis) string {
	if len(b.Lessons) == 0 {
		return "按过去的误差放宽：没有。回测里到期的预测还不到" + num(forecast.AllLessons) + "个，区间只含模型知道的不确定，可能偏窄。"
	}
	var parts []string
	for _, m := range forecast.Measures() {
		if l := b.Lessons[m.Code]; m.Main && l.Cases > 0 {
			parts = append(parts, m.Label+"向下"+ui.Dec(l.Down, 1)+"倍、向上"+ui.Dec(l.Up, 1)+"倍")
		}
	}
	return "按过去的误差放宽：用截止日到" + b.LessonsFrom + "的回测里统计日前已经到期的预测，看当时说的区间要放宽多少才够（" + strings.Join(parts, "；") + "）；只放宽、不收窄，居中的数不动。概率按放宽后的算，县区、产业链用同样的倍数。重做回测后倍数会变。"
}

func num(n int) string { return ui.Num(int64(n)) }

// made says who made a run and when.
func made(r *forecast.RunRow) string {
	return r.ByName + " " + clock.FromMicro(r.MadeAt).Format("1月2日 15:04")
}

// stageName is a stage's label; what stands in a stratum is said with it.
func stageName(code, stratum string) string {
	if stratum == "" {
		return project.StageLabel(code)
	}
	return project.StageLabel(code) + "（" + stratum + "）"
}
