package project

import (
	"fmt"
	"strconv"

	area "lianzhang/internal/project"
	"lianzhang/internal/web/ui"
)

// monthRow is one month of the year as the page shows it: amounts in whole 万元, so that sums and differences can be redone.
type monthRow struct {
	month       int
	done, total int64
	plan        int64
	known       bool // there is a report
	future      bool
	early       bool // before the project began, when nobody had to report
}

// year is the investment of the plan's year: the four figures, the curve and the months.
func (r *record) year(today string) ([]ui.KPI, ui.Curve, ui.Table) {
	rows, periods := r.months(today)
	last := 0
	for i := range rows {
		if rows[i].known && !rows[i].future {
			last = rows[i].month
		}
	}
	return r.figures(last, periods), r.curve(rows, last), r.monthTable(rows, last)
}

// wan is an amount in whole 万元 as it is displayed, halves away from zero.
func wan(yuan int64) int64 {
	if yuan < 0 {
		return -wan(-yuan)
	}
	return (yuan + 5_000) / 10_000
}

// months are the twelve months of the plan's year; total is what the project's figures say when there are no reports.
func (r *record) months(today string) (rows [12]monthRow, periods int) {
	by := map[string]*area.Report{}
	for i := range r.reports {
		by[r.reports[i].Period] = &r.reports[i]
	}
	total := int64(0)
	for m := 1; m <= 12; m++ {
		row := &rows[m-1]
		period := fmt.Sprintf("%s-%02d", r.PlanYear, m)
		row.month, row.future, row.early = m, period > today[:7], period < r.began()
		share := float64(m) / 12
		if report := by[period]; report != nil {
			periods++
			row.done, row.known = report.Done, true
			if report.PlanShare > 0 {
				share = report.PlanShare
			}
		}
		total += row.done
		row.total = total
		row.plan = int64(share*float64(r.YearPlan) + .5)
	}
	return rows, periods
}

// began is the month in which the project started, or was signed; "" when neither is known.
func (r *record) began() string {
	day := r.StartedActual
	if day == "" {
		day = r.SignedActual
	}
	return day[:min(7, len(day))]
}

func (r *record) figures(last, periods int) []ui.KPI {
	out := []ui.KPI{{Label: r.PlanYear + "年计划", Value: ui.Wan(r.YearPlan), Unit: "万元",
		Parts: []ui.Rich{ui.Plain("总投资" + ui.Yi(r.TotalInvest) + "亿元")}}}
	label := "本年完成"
	if last > 1 {
		label = "1—" + strconv.Itoa(last) + "月完成"
	} else if last == 1 {
		label = "1月完成"
	}
	source := ui.Rich{ui.Quiet("导入时的数，没有月度填报")}
	if periods > 0 {
		source = ui.Rich{ui.Src(strconv.Itoa(periods)+"期填报", "#reports")}
	}
	out = append(out, ui.KPI{Label: label, Value: ui.Wan(r.YearDone), Unit: "万元", Parts: []ui.Rich{source}})
	if r.YearPlan == 0 {
		return append(out, ui.KPI{Label: "完成率", Value: "—", Parts: []ui.Rich{ui.Plain("没有年度计划，不算完成率")}})
	}
	plan, done, due := wan(r.YearPlan), wan(r.YearDone), wan(r.YearDue)
	rate, schedule := tenth(float64(done)/float64(plan)*100), tenth(float64(due)/float64(plan)*100)
	diff := tenth(rate - schedule)
	fraction := func(a int64) string { return strconv.FormatInt(a, 10) + "/" + strconv.FormatInt(plan, 10) }
	return append(out,
		ui.KPI{Label: "完成率", Value: ui.Dec(rate, 1), Unit: "%", Lead: "= ", Parts: []ui.Rich{{ui.Src(fraction(done), "#months")}}},
		ui.KPI{Label: "序时", Value: ui.Dec(schedule, 1), Unit: "%", Lead: "= ", Parts: []ui.Rich{{ui.Src(fraction(due), "#months")},
			ui.Plain("差距" + ui.Signed(diff, 1))}})
}

func (r *record) curve(rows [12]monthRow, last int) ui.Curve {
	if r.YearPlan == 0 {
		return ui.Curve{}
	}
	var plan, actual []float64
	for i := range rows {
		plan = append(plan, float64(wan(rows[i].plan)))
		if rows[i].month <= last {
			actual = append(actual, float64(wan(rows[i].total)))
		}
	}
	need := 0.0
	for _, s := range r.why.Steps {
		if s.Light == "green" {
			need = float64(wan(r.YearDone + s.Invest))
		}
	}
	label := fmt.Sprintf("年度投资累计，万元：计划%s，完成%s", ui.Wan(r.YearPlan), ui.Wan(r.YearDone))
	return ui.NewCurve(label, plan, actual, need)
}

func (r *record) monthTable(rows [12]monthRow, last int) ui.Table {
	t := ui.Table{ID: "months", Label: "各月投资", Compact: true, Columns: []ui.Column{{Label: "月份", Head: true}, {Label: "当月", Num: true},
		{Label: "累计", Num: true}, {Label: "计划累计", Num: true}, {Label: "差距", Sub: "百分点", Num: true}}}
	plan := wan(r.YearPlan)
	for i := range rows {
		row := &rows[i]
		if row.month > last {
			break
		}
		gap := ui.Cell{Text: "—", Quiet: true}
		if plan > 0 {
			diff := tenth(tenth(float64(wan(row.total))/float64(plan)*100) - tenth(float64(wan(row.plan))/float64(plan)*100))
			gap = ui.Cell{Text: ui.Signed(diff, 1)}
			if diff <= -5 {
				gap = ui.Cell{Rich: ui.Rich{ui.Late(ui.Signed(diff, 1))}}
			}
		}
		done := ui.Cell{Text: ui.Wan(row.done)}
		switch {
		case !row.known && row.early:
			done = ui.Cell{Text: "—", Quiet: true}
		case !row.known:
			done = ui.Cell{Text: "未报", Quiet: true}
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: strconv.Itoa(row.month) + "月"}, done, {Text: ui.Wan(row.total)},
			{Text: ui.Wan(row.plan), Quiet: true}, gap}})
	}
	t.Rows = append(t.Rows, r.needRow(rows, last, plan)...)
	if len(t.Rows) > 7 {
		t.Rows = t.Rows[len(t.Rows)-7:]
	}
	return t
}

// needRow is what the next month would have to bring for a green light.
func (r *record) needRow(rows [12]monthRow, last int, plan int64) []ui.Row {
	if last == 0 || last >= 12 || plan == 0 {
		return nil
	}
	for _, s := range r.why.Steps {
		if s.Light != "green" {
			continue
		}
		next := &rows[last]
		total := wan(r.YearDone + s.Invest)
		diff := tenth(tenth(float64(total)/float64(plan)*100) - tenth(float64(wan(next.plan))/float64(plan)*100))
		return []ui.Row{{Class: "quiet", Cells: []ui.Cell{{Text: strconv.Itoa(next.month) + "月"}, {Text: "需" + ui.Wan(s.Invest), Quiet: true},
			{Text: ui.Num(total), Quiet: true}, {Text: ui.Wan(next.plan), Quiet: true}, {Text: ui.Signed(diff, 1), Quiet: true}}}}
	}
	return nil
}
