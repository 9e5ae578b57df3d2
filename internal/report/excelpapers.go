package report

import (
	"cmp"
	"io"
	"slices"

	"lianzhang/internal/platform/xlsx"
	"lianzhang/internal/project"
)

func stageName(it *Item) string { return project.StageLabel(it.Stage) }

// Excel writes the figures as a workbook with charts.
func (b *Bulletin) Excel(w io.Writer) error {
	f := b.Figures
	var in, told []*Item
	for i := range b.items {
		if it := &b.items[i]; it.In {
			in = append(in, it)
			if len(it.Kinds) > 0 {
				told = append(told, it)
			}
		}
	}
	slices.SortFunc(in, func(x, y *Item) int {
		return cmp.Or(cmp.Compare(y.TotalInvest, x.TotalInvest), cmp.Compare(x.ID, y.ID))
	})
	var missing []*Item
	for _, u := range f.Unreported {
		missing = append(missing, u.Items...)
	}
	lamps := append(slices.Clone(f.Red), f.Yellow...)
	all := f.All
	groups := append(slices.Clone(f.Classes), f.Levels...)
	formulas, err := formulaSheet(b.defs)
	if err != nil {
		return err
	}
	return writeBook(w, b.charts(),
		b.lineSheet("分链", "产业链", f.Chains, &all, true),
		b.lineSheet("分"+f.Names.Place.Child, f.Names.Place.Child, f.Regions, &all, true),
		b.lineSheet("分类别级别", "类别、级别", groups, &all, false),
		b.itemSheet("红黄灯项目", lamps),
		b.itemSheet("反映问题项目", told),
		b.itemSheet("未填报项目", missing),
		b.itemSheet("通报项目", in),
		b.checkSheet(b.Doc), formulas)
}

// charts are the pictures of a bulletin: how the year goes, who stands where, and the red lights.
func (b *Bulletin) charts() []xlsx.Chart {
	f := b.Figures
	var months []string
	done, due := xlsx.Series{Name: "累计完成投资"}, xlsx.Series{Name: "序时应完成"}
	for _, m := range f.Months {
		months = append(months, monthName(m.Month))
		done.Values = append(done.Values, float64(m.Done)/1e8)
		due.Values = append(due.Values, float64(m.Due)/1e8)
	}
	var out []xlsx.Chart
	if len(months) > 1 {
		out = append(out, xlsx.Chart{Title: "年内投资进度", Kind: xlsx.LineChart, Unit: "亿元", Labels: months, Series: []xlsx.Series{done, due}, Format: "0.0"})
	}
	for _, x := range []struct {
		title string
		lines []Line
	}{{"分链", ranked(f.Chains)}, {"分" + f.Names.Place.Child, ranked(f.Regions)}} {
		if len(x.lines) < 2 {
			continue
		}
		out = append(out, b.rateChart(x.title, x.lines), redChart(x.title, x.lines))
	}
	return out
}

// rateChart sets the rates against the schedules.
func (b *Bulletin) rateChart(title string, lines []Line) xlsx.Chart {
	c := xlsx.Chart{Title: title + "完成率与序时进度", Kind: xlsx.BarChart, Unit: "%", Format: "0.0"}
	rate, schedule := xlsx.Series{Name: "完成率"}, xlsx.Series{Name: "序时进度"}
	d := b.style.Decimals
	for i := range lines {
		c.Labels = append(c.Labels, lines[i].Label)
		rate.Values = append(rate.Values, b.style.number(lines[i].Rate().Units(d)))
		schedule.Values = append(schedule.Values, b.style.number(lines[i].Schedule().Units(d)))
	}
	c.Series = []xlsx.Series{rate, schedule}
	return c
}

// redChart ranks by the number of red lights. It has one series: colours of lights never name one.
func redChart(title string, lines []Line) xlsx.Chart {
	lines = slices.Clone(lines)
	slices.SortStableFunc(lines, func(a, b Line) int { return cmp.Compare(b.Lights.Red, a.Lights.Red) })
	c := xlsx.Chart{Title: title + "红灯项目数", Kind: xlsx.RankChart, Unit: "个"}
	red := xlsx.Series{Name: "红灯项目"}
	for _, l := range lines {
		c.Labels = append(c.Labels, l.Label)
		red.Values = append(red.Values, float64(l.Lights.Red))
	}
	c.Series = []xlsx.Series{red}
	return c
}

// Excel writes the list as a workbook with charts.
func (d *Dispatch) Excel(w io.Writer) error {
	k := d.Figures
	var moved, missing, filed []*Item
	for _, e := range k.Events {
		moved = append(moved, e.Items...)
	}
	for _, u := range k.Unreported {
		missing = append(missing, u.Items...)
	}
	filed = k.Filed
	var lines []Line
	for _, b := range k.Blocks {
		lines = append(lines, b.Line)
	}
	all := k.All
	all.Label = k.Names.Place.Label
	return writeBook(w, d.charts(lines),
		d.taskSheet(), d.lineSheet("分链", "产业链", lines, &all, false), d.itemSheet("推进阶段", moved), d.itemSheet("本周填报", filed),
		d.itemSheet("节点逾期", k.Overdue), d.itemSheet("长期红灯", k.LongRed), d.itemSheet("没有进展", append(slices.Clone(k.Stalled), k.Talks...)),
		d.itemSheet("未填报", missing), d.itemSheet("近期节点", append(slices.Clone(k.Soon), k.Ahead...)), d.checkSheet(d.Doc))
}

func (d *Dispatch) charts(lines []Line) []xlsx.Chart {
	if len(lines) == 0 {
		return nil
	}
	c := xlsx.Chart{Title: "各链需调度项目", Kind: xlsx.StackedChart, Unit: "个"}
	red, late, missing := xlsx.Series{Name: "新转红"}, xlsx.Series{Name: "节点逾期"}, xlsx.Series{Name: "未填报"}
	for _, b := range d.Figures.Blocks {
		c.Labels = append(c.Labels, b.Label)
		red.Values = append(red.Values, float64(len(b.NewRed)))
		late.Values = append(late.Values, float64(len(b.Overdue)))
		missing.Values = append(missing.Values, float64(len(b.Unrep)))
	}
	c.Series = []xlsx.Series{red, late, missing}
	return []xlsx.Chart{redChart("分链", lines), c}
}

// taskSheet is the whole list, however long.
func (d *Dispatch) taskSheet() sheetOf {
	k := d.Figures
	kinds := map[string]string{"newred": "新转红", "longred": "长期红灯", "overdue": "节点逾期", "soon": "近期到期", "unreported": "未填报", "stalled": "没有进展"}
	s := sheetOf{Options: xlsx.Options{Name: "调度清单", Title: oneLine(d.Doc.Title), Frozen: 3, Columns: []xlsx.Column{intCol("序号"), textCol("类别", 10), textCol("项目名称", 34),
		textCol("灯", 6), textCol("产业链", 14), textCol(k.Names.Place.Child, 12), textCol("责任单位", 16), textCol("问题", 50), textCol("下周任务", 40),
		{Header: "时限", Kind: xlsx.KindDate}, textCol("专责人员", 10), textCol("联系电话", 14)}}}
	for i, r := range k.Rows {
		it := r.Item
		s.row(intCell(int64(i+1)), xlsx.Text(kinds[r.Kind]), xlsx.Text(it.Name), xlsx.Text(lightOf(it.Light)), xlsx.Text(d.names.chain(it.ChainID)),
			xlsx.Text(d.names.region(d.names.county(it.Region))), xlsx.Text(d.names.unit(it.UnitID)), xlsx.Text(r.Problem), xlsx.Text(r.Todo),
			xlsx.Date(fullDate(r.By)), xlsx.Text(it.Officer), xlsx.Text(it.OfficerPhone))
	}
	return s
}
