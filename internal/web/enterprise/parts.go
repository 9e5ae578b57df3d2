package enterprise

import (
	"slices"
	"strconv"

	area "lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// figureTable shows the figures of a firm, latest first, and trends those of the months, or of the years where there are none.
func figureTable(rows []area.Figure) (ui.Table, []trend) {
	t := ui.Table{Label: "指标", Fold: true, Columns: []ui.Column{{Label: "周期", Head: true}, {Label: "营业收入", Sub: "万元", Num: true, Fold: "营业收入"},
		{Label: "税收", Sub: "万元", Num: true, Fold: "税收"}, {Label: "用电", Sub: "万千瓦时", Num: true, Fold: "用电"}, {Label: "从业人员", Sub: "人", Num: true, Rank: 2, Fold: "从业人员"},
		{Label: "研发投入", Sub: "万元", Num: true, Rank: 2, Fold: "研发投入"}, {Label: "来源", Rank: 3}},
		Empty: &ui.Empty{Title: "还没有分月分年的数", Text: "导入“企业指标”表格，或点“登记指标”"}}
	for i, f := range rows {
		if i == figuresShown {
			break
		}
		t.Rows = append(t.Rows, ui.Row{Key: f.ID, Label: f.Period, Cells: []ui.Cell{{Text: f.Period}, {Text: blank(f.Revenue, ui.Wan)}, {Text: blank(f.Tax, ui.Wan)},
			{Text: blank(f.Power, func(n int64) string { return ui.Dec(float64(n)/1e4, 1) })}, {Text: blank(f.Staff, ui.Num)}, {Text: blank(f.RD, ui.Wan)},
			{Text: f.Source, Quiet: true}}})
	}
	return t, trends(rows)
}

// figuresShown is how many figures the page shows.
const figuresShown = 18

func blank(n int64, write func(int64) string) string {
	if n == 0 {
		return "—"
	}
	return write(n)
}

// trend is a small curve of one figure.
type trend struct {
	Label, Last string
	Spark       ui.Spark
}

func trends(rows []area.Figure) []trend {
	months, years := of(rows, 7), of(rows, 4)
	if len(months) < 3 {
		months = years
	}
	if len(months) < 3 {
		return nil
	}
	var out []trend
	for _, c := range []struct {
		label, unit string
		value       func(f area.Figure) float64
	}{{"营业收入", "万元", func(f area.Figure) float64 { return float64(f.Revenue) / 1e4 }}, {"税收", "万元", func(f area.Figure) float64 { return float64(f.Tax) / 1e4 }},
		{"用电", "万千瓦时", func(f area.Figure) float64 { return float64(f.Power) / 1e4 }}} {
		var values []float64
		some := false
		for _, f := range months {
			values = append(values, c.value(f))
			some = some || c.value(f) != 0
		}
		if !some {
			continue
		}
		last := months[len(months)-1]
		out = append(out, trend{Label: c.label, Last: last.Period + "：" + ui.Dec(c.value(last), 0) + c.unit,
			Spark: ui.NewSparkSize(c.label+"，"+months[0].Period+"至"+last.Period, values, true, 180, 40)})
	}
	return out
}

// of are the figures whose period is so many characters long, oldest first, at most two years of them.
func of(rows []area.Figure, n int) []area.Figure {
	var out []area.Figure
	for _, f := range rows {
		if len(f.Period) == n && len(out) < 24 {
			out = append(out, f)
		}
	}
	slices.Reverse(out)
	return out
}

// supplyTable shows who supplies the firm, or whom it supplies.
func supplyTable(q *web.Req, firm string, rows []area.Trade, buys bool) ui.Table {
	label := map[bool]string{true: "供应商", false: "客户"}[buys]
	t := ui.Table{Label: label, Fold: true, Columns: []ui.Column{{Label: label, Head: true, Grow: true}, {Label: "供什么", Fold: "供什么"},
		{Label: "年金额", Sub: "万元", Num: true, Fold: "年金额"}, {Label: "从哪里知道", Rank: 2, Fold: "来源"}, {Label: "可信度", Num: true, Rank: 2, Fold: "可信度"}, {Label: "", Rank: 3}},
		Empty: &ui.Empty{Title: "没有登记" + label}}
	for _, s := range rows {
		if s.Buys != buys {
			continue
		}
		last := ui.Cell{}
		if q.Actor.Can(authz.FirmEdit) {
			drop := ui.Post("删去", base+"/"+firm+"/supplies/"+s.ID+"/delete")
			drop.Small, drop.Plain, drop.Confirm = true, true, "删去这条供销关系？"
			last.Acts = []ui.Action{drop}
		}
		t.Rows = append(t.Rows, ui.Row{Key: s.ID, Label: s.OtherName, Cells: []ui.Cell{{Text: s.OtherName, URL: base + "/" + s.OtherID}, {Text: s.Product},
			{Text: blank(s.Amount, ui.Wan)}, {Text: s.Source, Sub: s.Date}, {Text: ui.Dec(100*s.Confidence, 0) + "%"}, last}})
	}
	return t
}

// rungTable shows the steps that a firm has reached.
func rungTable(rows []area.Rung, today string) ui.Table {
	t := ui.Table{Label: "已到的梯度", Fold: true, Columns: []ui.Column{{Label: "梯度", Head: true}, {Label: "认定日期", Fold: "认定"}, {Label: "有效期至", Fold: "有效期至"},
		{Label: "文件", Grow: true, Fold: "文件"}}, Empty: &ui.Empty{Title: "没有登记认定文件"}}
	for _, r := range rows {
		until := ui.Cell{Text: r.UntilOn}
		if r.UntilOn != "" && r.UntilOn < today {
			until.Sub, until.SubLate = "已过期", true
		}
		t.Rows = append(t.Rows, ui.Row{Key: r.ID, Label: r.Rung, Cells: []ui.Cell{{Text: area.Spec.Column("ladder").OptionLabel(r.Rung)}, {Text: r.Since}, until, {Text: r.Paper}}})
	}
	return t
}

// next is a step above, with what is missing.
type next struct {
	Title, Source string
	Verdict       ui.Rich
	Table         ui.Table
}

func nextSteps(e *area.Enterprise, figures []area.Figure, rungs []area.Rung, today string) ([]next, error) {
	near, err := area.NextSteps(e, figures, rungs, today)
	if err != nil {
		return nil, err
	}
	var out []next
	for _, n := range near {
		x := next{Title: n.Name, Source: n.Source, Table: ui.Table{Label: n.Name + "的条件", Columns: []ui.Column{{Label: "条件", Head: true, Grow: true}, {Label: "现在"}, {Label: ""}}}}
		switch {
		case n.Lacks > 0:
			x.Verdict = ui.Rich{ui.Late("差" + strconv.Itoa(n.Lacks) + "项")}
		case n.Open > 0:
			x.Verdict = ui.Plain("已知的都够，" + strconv.Itoa(n.Open) + "项要核实")
		default:
			x.Verdict = ui.Plain("条件都够")
		}
		for _, c := range n.Checks {
			answer := ui.Cell{Text: map[string]string{area.Met: "够", area.Missing: "不够", area.Unknown: "待核实"}[c.State], Quiet: c.State == area.Unknown, Down: c.State == area.Missing}
			x.Table.Rows = append(x.Table.Rows, ui.Row{Cells: []ui.Cell{{Text: c.Text}, {Text: c.Have}, answer}})
		}
		out = append(out, x)
	}
	return out, nil
}

func peopleTable(q *web.Req, firm string, rows []area.Person) ui.Table {
	t := ui.Table{Label: "联系人", Fold: true, Columns: []ui.Column{{Label: "姓名", Head: true}, {Label: "职务", Fold: "职务"}, {Label: "电话", Grow: true, Fold: "电话"}, {Label: "", Rank: 3}},
		Empty: &ui.Empty{Title: "没有登记联系人"}}
	for _, p := range rows {
		last := ui.Cell{}
		if q.Actor.Can(authz.FirmEdit) {
			drop := ui.Post("删去", base+"/"+firm+"/people/"+p.ID+"/delete")
			drop.Small, drop.Plain, drop.Confirm = true, true, "删去"+p.Name+"？"
			last.Acts = []ui.Action{drop}
		}
		phone := ui.Cell{Text: p.Phone, Sub: p.Mail}
		if p.Phone != "" {
			phone.URL = "tel:" + p.Phone
		}
		t.Rows = append(t.Rows, ui.Row{Key: p.ID, Label: p.Name, Cells: []ui.Cell{{Text: p.Name}, {Text: p.Title}, phone, last}})
	}
	return t
}
