package chain

import (
	"lianzhang/internal/desk"
	"lianzhang/internal/web/ui"
)

// The stages of the rates, as the formulas 开工率v2 and 投产率v2 have them.
const (
	everSigned = "signed,started,completed,produced,capacity,withdrawn"
	isStarted  = "started,completed,produced,capacity"
	isProduced = "produced,capacity"
)

// kpis are the six figures of the cockpit; each opens the records it was counted from.
func kpis(c *desk.Cockpit) []ui.KPI {
	a := &c.All
	at := func(pairs ...string) string { return ledger(nil, c.By, pairs...) }
	all := at("stage", standing)
	return []ui.KPI{
		{Label: "年度投资完成", Value: percent(a.YearDone, a.YearPlan), Unit: "%", Lead: "= ", Parts: []ui.Rich{{
			ui.Src(plainYi(a.YearDone)+"/"+plainYi(a.YearPlan)+"亿元", all), ui.T("　序时" + percent(a.YearDue, a.YearPlan) + "%")}}},
		rate("开工率", a.Rates.Started, a.Rates.Signed, at("stage", isStarted), at("stage", everSigned), "v2"),
		rate("投产率", a.Rates.Produced, a.Rates.Started, at("stage", isProduced), at("stage", isStarted), "v2"),
		{Label: "资金到位率", Value: percent(a.FundsIn, a.TotalInvest), Unit: "%", Lead: "= ", Parts: []ui.Rich{
			{ui.Src(plainYi(a.FundsIn)+"/"+plainYi(a.TotalInvest)+"亿元", all)}, {ui.Src("口径v1", "/formulas/资金到位率?v=1")}}},
		{Label: monthName(c.Month) + "月报报送", Value: percent(a.Filing.Done, a.Filing.Due), Unit: "%", Lead: "= ", Parts: []ui.Rich{{
			ui.Src(ui.Num(a.Filing.Done), owing(c, "reported", string(c.Month)+"..")), ui.T("/"), ui.Src(ui.Num(a.Filing.Due), owing(c))}}},
		{Label: "红灯项目", Value: ui.Num(a.Lights.Red), Unit: "个", Parts: []ui.Rich{{ui.T("共"), ui.Src(ui.Num(a.N)+"个", all),
			ui.T("重点项目，比上周" + signedCount(a.Week.Red))}}},
	}
}

// owing is the address of the projects that owe the month's report.
func owing(c *desk.Cockpit, pairs ...string) string {
	return ledger(nil, c.By, append([]string{"stage", "started,completed", "year_plan", "1..", "started_actual", "!" + string(c.Month.Next()) + ".."}, pairs...)...)
}

func rate(name string, num, den int64, numAt, denAt, version string) ui.KPI {
	return ui.KPI{Label: name, Value: percent(num, den), Unit: "%", Lead: "= ", Parts: []ui.Rich{
		{ui.Src(ui.Num(num), numAt), ui.T("/"), ui.Src(ui.Num(den), denAt)}, {ui.Src("口径"+version, "/formulas/"+name+"?v="+version[1:])}}}
}

func signedCount(n int64) string {
	switch {
	case n > 0:
		return "+" + ui.Num(n)
	case n == 0:
		return "持平"
	}
	return ui.Num(n)
}
