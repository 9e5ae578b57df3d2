package report

import (
	"io"

	"lianzhang/internal/platform/document"
	"lianzhang/internal/platform/xlsx"
)

// sheetOf is a sheet before it is written.
type sheetOf struct {
	xlsx.Options
	rows [][]xlsx.Cell
}

func (s *sheetOf) row(cells ...xlsx.Cell) { s.rows = append(s.rows, cells) }

// writeBook writes a workbook: one sheet, then the charts, then the others.
func writeBook(w io.Writer, charts []xlsx.Chart, sheets ...sheetOf) error {
	b := xlsx.New()
	for i, s := range sheets {
		out, err := b.Sheet(s.Options)
		for _, cells := range s.rows {
			if err != nil {
				break
			}
			err = out.Row(cells...)
		}
		if err == nil && i == 0 && len(charts) > 0 {
			err = b.Charts("图表", charts...)
		}
		if err != nil {
			_ = b.Close()
			return err
		}
	}
	return b.Write(w)
}

// The columns of the workbooks.
func textCol(head string, width float64) xlsx.Column { return xlsx.Column{Header: head, Width: width} }

func intCol(head string) xlsx.Column {
	return xlsx.Column{Header: head, Kind: xlsx.KindNumber, Width: 9}
}

func pointCol(head string, decimals int) xlsx.Column {
	return xlsx.Column{Header: head, Kind: xlsx.KindNumber, Unit: "百分点", Decimals: decimals, Width: 12}
}

func percentCol(head string, decimals int) xlsx.Column {
	return xlsx.Column{Header: head, Kind: xlsx.KindPercent, Decimals: decimals, Width: 10}
}

func yiCol(head string) xlsx.Column {
	return xlsx.Column{Header: head, Kind: xlsx.KindMoney, Unit: xlsx.HundredMillion, Width: 14}
}

func wanCol(head string) xlsx.Column {
	return xlsx.Column{Header: head, Kind: xlsx.KindMoney, Unit: xlsx.TenThousand, Width: 14}
}

func intCell(n int64) xlsx.Cell { return xlsx.Number(float64(n)) }

// shareCell is a percentage; blank when there is none.
func shareCell(s Share) xlsx.Cell {
	if !s.OK() {
		return xlsx.Cell{}
	}
	return xlsx.Percent(float64(s.Num) / float64(s.Den))
}

// pointCell is a difference of displayed percentages.
func (s Style) pointCell(l *Line) xlsx.Cell {
	units, ok := l.Gap(s.Decimals)
	if !ok {
		return xlsx.Cell{}
	}
	return xlsx.Number(s.number(units))
}

// number is a number of units of the last decimal: 278 is 27.8.
func (s Style) number(units int64) float64 {
	f := float64(units)
	for range s.Decimals {
		f /= 10
	}
	return f
}

// lineSheet is a table of groups, with the total at the end.
func (p *paper) lineSheet(name, what string, lines []Line, total *Line, ranked bool) sheetOf {
	d := p.style.Decimals
	s := sheetOf{Options: xlsx.Options{Name: name, Title: name, Frozen: 1, Columns: []xlsx.Column{textCol(what, 20), textCol("牵头单位", 14), intCol("位次"),
		intCol("项目数"), yiCol("总投资"), yiCol("年度计划"), yiCol("完成投资"), percentCol("完成率", d), percentCol("序时进度", d), pointCol("比序时", d),
		intCol("应开工"), intCol("已开工"), percentCol("开工率", d), intCol("已入统"), yiCol("到位资金"), intCol("绿灯"), intCol("黄灯"), intCol("红灯"), intCol("未评"),
		intCol("上月红灯"), intCol("应填报"), intCol("已填报"), intCol("连续未达月数")}}}
	add := func(l *Line) {
		rank := xlsx.Cell{}
		if l.Rank > 0 && ranked {
			rank = intCell(int64(l.Rank))
		}
		s.row(xlsx.Text(l.Label), xlsx.Text(l.Unit), rank, intCell(l.N), xlsx.Money(l.TotalInvest), xlsx.Money(l.YearPlan), xlsx.Money(l.YearDone),
			shareCell(l.Rate()), shareCell(l.Schedule()), p.style.pointCell(l), intCell(l.StartDue), intCell(l.Started), shareCell(Share{l.Started, l.StartDue}),
			intCell(l.Library), xlsx.Money(l.FundsIn), intCell(l.Lights.Green), intCell(l.Lights.Yellow), intCell(l.Lights.Red), intCell(l.Lights.None),
			intCell(l.Was.Red), intCell(l.ReportDue), intCell(l.Reported), intCell(l.MissedRun))
	}
	for i := range lines {
		add(&lines[i])
	}
	if total != nil {
		add(total)
	}
	return s
}

// itemSheet lists projects with what the paper says of them.
func (p *paper) itemSheet(name string, items []*Item) sheetOf {
	d := p.style.Decimals
	s := sheetOf{Options: xlsx.Options{Name: name, Title: name, Frozen: 2, Columns: []xlsx.Column{textCol("项目编号", 14), textCol("项目名称", 34), textCol("产业链", 14),
		textCol(p.names.Place.Child, 12), textCol("责任单位", 16), textCol("阶段", 8), textCol("类别", 8), textCol("级别", 8), yiCol("总投资"), wanCol("年度计划"),
		wanCol("完成投资"), percentCol("完成率", d), percentCol("序时进度", d), pointCol("比序时", d), textCol("灯", 6), textCol("上期灯", 8), intCol("连续红灯月数"),
		textCol("亮灯原因", 36), textCol("转绿条件", 30), intCol("连续未达月数"), {Header: "计划开工", Kind: xlsx.KindDate}, {Header: "开工日期", Kind: xlsx.KindDate},
		{Header: "入统日期", Kind: xlsx.KindDate}, textCol("最近填报月", 11), textCol("反映问题", 30), textCol("专责人员", 10)}}}
	for _, it := range items {
		l := Line{}
		l.YearPlan, l.YearDone, l.YearDue = it.YearPlan, it.YearDone, it.YearDue
		problem := ""
		if it.Report != nil {
			problem = it.Report.Problem
		}
		s.row(xlsx.Text(it.Code), xlsx.Text(it.Name), xlsx.Text(p.names.chain(it.ChainID)), xlsx.Text(p.names.region(p.names.county(it.Region))),
			xlsx.Text(p.names.unit(it.UnitID)), xlsx.Text(stageName(it)), xlsx.Text(it.Class), xlsx.Text(it.Level), xlsx.Money(it.TotalInvest), xlsx.Money(it.YearPlan),
			xlsx.Money(it.YearDone), shareCell(l.Rate()), shareCell(l.Schedule()), p.style.pointCell(&l), xlsx.Text(lightOf(it.Light)), xlsx.Text(lightOf(it.Was)),
			intCell(it.RedRun), xlsx.Text(it.Text), xlsx.Text(it.Clear), intCell(it.MissedRun), xlsx.Date(it.StartedPlan), xlsx.Date(it.StartedActual),
			xlsx.Date(it.LibraryOn), xlsx.Text(it.Reported), xlsx.Text(problem), xlsx.Text(it.Officer))
	}
	return s
}

// checkSheet lists every figure of the document with what it is and where its records are: the number check before issue.
func (p *paper) checkSheet(doc *document.Doc) sheetOf {
	s := sheetOf{Options: xlsx.Options{Name: "核数", Title: "数据出处", Columns: []xlsx.Column{intCol("序号"), textCol("文中数字", 16), textCol("指标", 20),
		textCol("口径", 14), textCol("数据截至", 12), textCol("记录", 80)}}}
	for i, f := range doc.Figures() {
		s.row(intCell(int64(i+1)), xlsx.Text(f.Text), xlsx.Text(f.Source.Name), xlsx.Text(f.Source.Formula), xlsx.Text(f.Source.AsOf),
			xlsx.Text(p.write.BaseURL+f.Source.Path))
	}
	return s
}

// formulaSheet lists the definitions that the bulletin uses.
func formulaSheet(used definitions) (sheetOf, error) {
	s := sheetOf{Options: xlsx.Options{Name: "口径", Title: "口径", Columns: []xlsx.Column{textCol("口径", 14), textCol("算法", 8), textCol("分子", 60), textCol("分母", 60),
		textCol("说明", 40), textCol("出处", 30)}}}
	defs, err := used.all()
	for i := range defs {
		d := &defs[i]
		s.row(xlsx.Text(d.Label()), xlsx.Text(d.Shape.Label()), xlsx.Text(d.Num), xlsx.Text(d.Den), xlsx.Text(d.Note), xlsx.Text(d.Origin))
	}
	return s, err
}
