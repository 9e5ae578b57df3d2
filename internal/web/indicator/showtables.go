package indicator

import (
	"math"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

func seriesTable(v *view, subject *area.Subject) ui.Table {
	ind := v.ind
	t := ui.Table{ID: "series", Label: "逐期", Fold: true, Columns: []ui.Column{{Label: "周期", Head: true, Grow: true}, {Label: "数值", Sub: ind.Measure, Num: true, Fold: "数值"}, {Label: "同比", Num: true, Fold: "同比"},
		{Label: "年初以来", Num: true, Fold: "年初以来"}, {Label: "累计同比", Num: true, Rank: 2, Fold: "累计同比"}, {Label: "目标路径", Num: true, Rank: 2, Fold: "目标路径"}}}
	plan := v.plan(v.at)
	for i := len(v.grid.Periods) - 1; i >= 0 && i > len(v.grid.Periods)-26; i-- {
		p := v.grid.Periods[i]
		c, year := v.grid.At(v.at, i), v.grid.Year(v.at, i)
		var before, yearly area.Cell
		if b := v.grid.Index(p.YearBefore()); b >= 0 {
			before, yearly = *v.grid.At(v.at, b), v.grid.Year(v.at, b)
		}
		goal := ui.Cell{Text: "—", Quiet: true}
		if !math.IsNaN(plan[i]) {
			goal = ui.Cell{Text: ui.Dec(plan[i], int(ind.Decimals))}
		}
		sum, rate := ui.Cell{}, ui.Cell{}
		if ind.Over != area.Stock {
			sum, rate = ui.Cell{Text: amount(ind, &year), Sub: missingOf(&year)}, growth(ind, &year, &yearly)
		}
		t.Rows = append(t.Rows, ui.Row{Key: string(p), Label: p.Label(), Cells: []ui.Cell{{Text: p.Label()}, cellOf(ind, c, v.by, atURL(ind, subject.Ref, p)), growth(ind, c, &before), sum, rate, goal}})
	}
	return t
}

// belowTable are the subjects directly below, those furthest behind first as the tree has them.
func belowTable(q *web.Req, v *view) ui.Table {
	ind := v.ind
	t := ui.Table{ID: "below", Label: "分项", Fold: true, Columns: []ui.Column{{Label: "对象", Head: true, Grow: true}, {Label: short(v.period), Sub: ind.Measure, Num: true, Fold: "最新"}, {Label: "同比", Num: true, Fold: "同比"},
		{Label: "年初以来", Num: true, Fold: "年初以来"}, {Label: "年度目标", Num: true, Rank: 2, Fold: "年度目标"}, {Label: "进度与序时", Fold: "进度", Width: "11rem"}, {Label: "评价", Fold: "评价"}, {Label: "近12期", Rank: 3}}}
	for _, k := range v.tree.List[v.at].Below {
		x := &v.tree.List[k]
		if !sees(q.Actor, x) {
			continue
		}
		r := read(v.grid, k, v.period, v.goals[x.Ref])
		if r.period == "" || !v.grid.Wanted(k) && !r.now.Known && !r.year.Known && r.target == nil {
			continue
		}
		light := r.light()
		spark := ui.NewSpark(x.Name+"近12期", r.spark, false)
		goal := ui.Cell{Text: "—", Quiet: true}
		if r.target != nil {
			goal = ui.Cell{Text: ui.Dec(r.target.Amount, int(ind.Decimals))}
		}
		latest := cellOf(ind, &r.now, v.by, atURL(ind, x.Ref, r.period))
		if !r.now.Known && r.now.Why == "" && len(r.now.Missing) == 0 {
			latest.Sub, latest.SubLate = "未报", true
		}
		t.Rows = append(t.Rows, ui.Row{Key: x.Ref.String(), Label: x.Name, Cells: []ui.Cell{{Text: x.Name, URL: base + "/" + ind.ID + "?of=" + x.Ref.String()}, latest, growth(ind, &r.now, &r.before),
			{Text: amount(ind, &r.year), Sub: missingOf(&r.year)}, goal, {Bar: r.bar(), Text: "—", Quiet: true}, {Light: &light}, {Spark: &spark}}})
	}
	return t
}
