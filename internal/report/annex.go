package report

import (
	"cmp"
	"slices"
	"strings"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/review"
)

// annexes are the tables behind a bulletin.
func (w *writer) annexes(f *Figures) []document.Attachment {
	span, month := "（"+monthSpan(string(f.Month))+"）", "（"+monthName(string(f.Month))+"）"
	return []document.Attachment{
		{Title: "分链进展表" + span, Blocks: []document.Block{w.lineTable(f, f.Chains, "产业链", "chain_id")}},
		{Title: "分" + f.Names.Place.Child + "进展表" + span, Blocks: []document.Block{w.lineTable(f, f.Regions, f.Names.Place.Child, "region")}},
		{Title: "红黄灯项目清单", Landscape: true, Blocks: []document.Block{w.lampTable(f)}},
		{Title: "未填报项目清单" + month, Blocks: w.missingTable(f)},
	}
}

func num(head string, unit string) document.Column {
	return document.Column{Header: head, Unit: unit, Align: document.Right}
}

func sized(head, unit string, width float64) document.Column {
	return document.Column{Header: head, Unit: unit, Align: document.Right, Width: width}
}

func lampColumn(head string) document.Column {
	return document.Column{Header: head, Group: "亮灯", Align: document.Right}
}

// lineTable is a table of chains or counties with the total below.
func (w *writer) lineTable(f *Figures, lines []Line, what, param string) document.Table {
	t := document.Table{Unit: "亿元、%、百分点、个", Columns: []document.Column{{Header: "位次"}, {Header: what}}}
	units := param == "chain_id"
	if units {
		t.Columns = append(t.Columns, document.Column{Header: "牵头单位"})
	}
	t.Columns = append(t.Columns, num("项目", ""), num("年度计划", ""), num("完成投资", ""), num("完成率", ""), num("比序时", ""),
		num("应开工", ""), num("已开工", ""), lampColumn("绿"), lampColumn("黄"), lampColumn("红"))
	if !units {
		t.Columns = append(t.Columns, num("连续未达月", ""))
	}
	for i := range lines {
		t.Rows = append(t.Rows, w.lineRow(&lines[i], conds{param, cmp.Or(lines[i].Key, "-")}, units, ""))
	}
	all := f.All
	total := w.lineRow(&all, nil, units, document.Total)
	t.Rows = append(t.Rows, total)
	src := w.source("分"+what+"进展", "v1", nil)
	t.Source = &src
	t.Note = "按完成率排名，完成率相同的并列；完成率、序时进度口径v1，差距以表中数相减为准。"
	return t
}

func (w *writer) lineRow(l *Line, c conds, units bool, kind document.RowKind) document.Row {
	rank := "—"
	switch {
	case kind == document.Total:
		rank = ""
	case l.Rank > 0:
		rank = itoa(int64(l.Rank))
	}
	cell := func(text, name string, c conds) document.Cell {
		if l.Key == "" && kind != document.Total {
			return document.Cell{Text: text} // what has no chain or county has no page of its own
		}
		src := w.source(name, "", c)
		return document.Cell{Text: text, Source: &src}
	}
	rate, gap := "—", "—"
	if units, ok := l.Gap(w.style.Decimals); ok {
		table := Style{Decimals: w.style.Decimals}
		rate, gap = table.points(l.Rate().Units(w.style.Decimals)), table.signed(units)
	}
	row := []document.Cell{{Text: rank}, {Text: l.Label}}
	if units {
		row = append(row, document.Cell{Text: l.Unit})
	}
	light := func(n int64, code string) document.Cell { return cell(itoa(n), figCount, c.and("light", code)) }
	row = append(row, cell(itoa(l.N), figCount, c), cell(yi(l.YearPlan), figPlan, c), cell(yi(l.YearDone), figDone, c),
		cell(rate, figRate, c), cell(gap, figGap, c), cell(itoa(l.StartDue), figCount, c.and("due", "started")),
		cell(itoa(l.Started), figCount, c.and("stage", stagesFrom("started"))),
		light(l.Lights.Green, review.Green), light(l.Lights.Yellow, review.Yellow), light(l.Lights.Red, review.Red))
	if !units {
		run := itoa(l.MissedRun)
		if kind == document.Total {
			run = ""
		}
		row = append(row, document.Cell{Text: run})
	}
	return document.Row{Kind: kind, Cells: row}
}

// maxRed, maxYellow and maxMissing are how many rows the annexes print; the workbook has all.
const (
	maxRed     = 500
	maxYellow  = 200
	maxMissing = 500
)

func (w *writer) lampTable(f *Figures) document.Table {
	t := document.Table{
		Columns: []document.Column{{Header: "序号", Width: 2.5}, {Header: "项目名称", Align: document.Left, Width: 13}, {Header: "产业链", Width: 5.5},
			{Header: "责任单位", Width: 6.5}, sized("总投资", "亿元", 4.5), sized("年度计划", "万元", 4.5), sized("完成投资", "万元", 4.5), sized("完成率", "%", 3.5),
			sized("比序时", "", 4), sized("红灯", "月", 3), {Header: "亮灯原因", Align: document.Left, Width: 15}},
	}
	src := w.source("亮灯项目", "v1", conds{"light", "red,yellow"})
	t.Source = &src
	section := func(text string) {
		t.Rows = append(t.Rows, document.Row{Kind: document.Section, Cells: document.Cells(text).Cells})
	}
	if len(f.Red) == 0 && len(f.Yellow) == 0 {
		section("没有红灯、黄灯项目")
		return t
	}
	for _, x := range []struct {
		head  string
		items []*Item
		most  int
	}{{"一、红灯项目（" + itoa(int64(len(f.Red))) + "个，按连续红灯月数、总投资排列）", f.Red, maxRed},
		{"二、黄灯项目（" + itoa(int64(len(f.Yellow))) + "个，按总投资排列）", f.Yellow, maxYellow}} {
		section(x.head)
		for i, it := range x.items[:min(len(x.items), x.most)] {
			t.Rows = append(t.Rows, w.lampRow(i+1, it))
		}
		if more := len(x.items) - x.most; more > 0 {
			section("其余" + itoa(int64(more)) + "个见电子表格")
		}
	}
	t.Note = w.clearing(f)
	return t
}

// clearing tells what puts the lights out, once for each rule that lit one.
func (w *writer) clearing(f *Figures) string {
	seen := map[string]bool{}
	var rules []string
	for _, it := range slices.Concat(f.Red, f.Yellow) {
		if it.LightRule != "" && !seen[it.LightRule] {
			seen[it.LightRule] = true
			rules = append(rules, it.LightRule+" "+trimEnd(it.Clear))
		}
	}
	slices.Sort(rules)
	return "比序时单位为百分点；红灯为连续红灯月数。转绿条件：" + strings.Join(rules, "；") + "。"
}

func (w *writer) lampRow(i int, it *Item) document.Row {
	l := Line{}
	l.YearPlan, l.YearDone, l.YearDue = it.YearPlan, it.YearDone, it.YearDue
	rate, gap, run := "—", "—", "—"
	if units, ok := l.Gap(w.style.Decimals); ok {
		table := Style{Decimals: w.style.Decimals}
		rate, gap = table.points(l.Rate().Units(w.style.Decimals)), table.signed(units)
	}
	if it.RedRun > 0 {
		run = itoa(it.RedRun)
	}
	src := document.Source{Path: "/projects/" + it.ID, Name: it.Name}
	return document.Row{Cells: []document.Cell{{Text: itoa(int64(i))}, {Text: it.Name, Source: &src}, {Text: w.names.chain(it.ChainID)},
		{Text: w.names.unit(it.UnitID)}, {Text: yi(it.TotalInvest)}, {Text: wan(it.YearPlan)}, {Text: wan(it.YearDone)},
		{Text: rate}, {Text: gap}, {Text: run}, {Text: strings.TrimSpace(it.LightRule + " " + trimEnd(it.Text))}}}
}

// missingTable lists who has not filed the month, by unit.
func (w *writer) missingTable(f *Figures) []document.Block {
	month := monthName(string(f.Month))
	if len(f.Unreported) == 0 {
		return []document.Block{document.P(document.Text("应填报" + month + "进度的在建项目均已填报。"))}
	}
	t := document.Table{Columns: []document.Column{{Header: "序号", Width: 2.5}, {Header: "责任单位", Width: 7}, {Header: "项目名称", Align: document.Left, Width: 14},
		{Header: "产业链", Width: 5.5}, sized("年度计划", "万元", 4.5), {Header: "最近填报月", Width: 5}, {Header: "专责人员", Width: 4}}}
	src := w.source("未填报项目", "", conds{"must", "report", "reported", "!" + string(f.Month)})
	t.Source = &src
	i := 0
	for _, u := range f.Unreported {
		for _, it := range u.Items {
			if i++; i > maxMissing {
				continue
			}
			link := document.Source{Path: "/projects/" + it.ID, Name: it.Name}
			t.Rows = append(t.Rows, document.Row{Cells: []document.Cell{{Text: itoa(int64(i))}, {Text: w.names.unit(u.Unit)}, {Text: it.Name, Source: &link},
				{Text: w.names.chain(it.ChainID)}, {Text: wan(it.YearPlan)}, {Text: cmp.Or(it.Reported, "年内未报")}, {Text: cmp.Or(it.Officer, "未明确")}}})
		}
	}
	t.Note = "在建且有年度计划的项目应按月填报。"
	if more := i - maxMissing; more > 0 {
		t.Note += "其余" + itoa(int64(more)) + "个见电子表格。"
	}
	return []document.Block{t}
}
