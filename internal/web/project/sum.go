package project

import (
	"math"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/ui"
)

// summary is the line of totals of a question. Rates and differences come from the displayed values, so that a reader who
// redoes them by head gets the same.
func summary(t *list.Totals) ui.Summary {
	s := ui.Summary{Key: true, Items: []ui.SummaryItem{{Label: "共", Value: ui.Num(t.Rows), Unit: "个"},
		{Label: "总投资", Value: ui.Yi(t.Yuan["total_invest"]), Unit: "亿元"}}}
	plan, done, due := shown(t.Yuan["year_plan"]), shown(t.Yuan["year_done"]), shown(t.Yuan["year_due"])
	if plan == 0 {
		return s
	}
	rate, schedule := tenth(done/plan*100), tenth(due/plan*100)
	s.Items = append(s.Items, ui.SummaryItem{Label: "年度计划", Value: ui.Yi(t.Yuan["year_plan"]), Unit: "亿元"},
		ui.SummaryItem{Label: "完成", Value: ui.Yi(t.Yuan["year_done"]), Unit: "亿元，" + ui.Dec(rate, 1) + "%"})
	switch diff := tenth(rate - schedule); {
	case diff < 0:
		s.Items = append(s.Items, ui.SummaryItem{Label: "落后序时", Value: ui.Dec(-diff, 1), Unit: "个百分点"})
	case diff > 0:
		s.Items = append(s.Items, ui.SummaryItem{Label: "超序时", Value: ui.Dec(diff, 1), Unit: "个百分点"})
	default:
		s.Items = append(s.Items, ui.SummaryItem{Label: "与序时持平"})
	}
	return s
}

// shown is an amount as the page shows it: 亿元 with two decimals.
func shown(yuan int64) float64 { return math.Round(float64(yuan)/1e6) / 100 }

// tenth rounds to one decimal, halves away from zero.
func tenth(v float64) float64 { return math.Round(v*10+math.Copysign(1e-9, v)) / 10 }
