package indicator

import (
	"strings"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web/ui"
)

func treeTable(all []area.Indicator, readings map[string]*reading, subject *area.Subject, by string) ui.Table {
	t := ui.Table{ID: "tree", Label: "指标", Fold: true, Columns: []ui.Column{{Label: "指标", Head: true, Grow: true}, {Label: "最新", Num: true, Fold: "最新"}, {Label: "同比", Num: true, Fold: "同比"},
		{Label: "年初以来", Num: true, Fold: "年初以来"}, {Label: "累计同比", Num: true, Rank: 2, Fold: "累计同比"}, {Label: "年度目标", Num: true, Rank: 2, Fold: "年度目标"}, {Label: "进度与序时", Fold: "进度", Width: "11rem"},
		{Label: "评价", Fold: "评价"}, {Label: "近12期", Rank: 3}}}
	depth := map[string]int{}
	for i := range all {
		ind := &all[i]
		if d, ok := depth[ind.ParentID]; ok {
			depth[ind.ID] = d + 1
		} else {
			depth[ind.ID] = 0
		}
		indent := strings.Repeat("　", depth[ind.ID])
		r := readings[ind.ID]
		if r == nil {
			if ind.Source == area.Heading && below(all, readings, ind.ID) {
				t.Rows = append(t.Rows, ui.Row{Key: ind.ID, Label: ind.Name, Cells: append([]ui.Cell{{Text: indent + ind.Name, URL: base + "/" + ind.ID}}, make([]ui.Cell, 8)...)})
			}
			continue
		}
		cells := []ui.Cell{{Text: indent + ind.Name, URL: base + "/" + ind.ID + "?of=" + subject.Ref.String(), Sub: indent + ind.Measure}}
		latest := cellOf(ind, &r.now, by, atURL(ind, subject.Ref, r.period))
		latest.Sub = ui.Joined(short(r.period), latest.Sub)
		cells = append(cells, latest, growth(ind, &r.now, &r.before))
		if ind.Over == area.Stock {
			cells = append(cells, ui.Cell{}, ui.Cell{})
		} else {
			cells = append(cells, ui.Cell{Text: amount(ind, &r.year), Sub: missingOf(&r.year)}, growth(ind, &r.year, &r.yearly))
		}
		light := r.light()
		goal := ui.Cell{Text: "—", Quiet: true}
		if r.target != nil {
			goal = ui.Cell{Text: ui.Dec(r.target.Amount, int(ind.Decimals)), URL: base + "/targets?indicator=" + ind.ID + "&year=" + r.target.Year}
		}
		spark := ui.NewSpark(ind.Name+"近12期", r.spark, false)
		cells = append(cells, goal, ui.Cell{Bar: r.bar(), Text: "—", Quiet: true}, ui.Cell{Light: &light}, ui.Cell{Spark: &spark})
		t.Rows = append(t.Rows, ui.Row{Key: ind.ID, Label: ind.Name, Cells: cells})
	}
	t.Empty = &ui.Empty{Title: "这类对象还没有指标", Text: "换“县区”或“产业链”看看；管理指标的人可在指标里加统计对象"}
	return t
}

// below tells whether something is shown under a heading.
func below(all []area.Indicator, readings map[string]*reading, id string) bool {
	for i := range all {
		if all[i].ParentID == id && (readings[all[i].ID] != nil || below(all, readings, all[i].ID)) {
			return true
		}
	}
	return false
}

func missingOf(c *area.Cell) string {
	if n := len(c.Missing); n > 0 {
		return "缺" + ui.Num(int64(n)) + "项"
	}
	return ""
}

// short names a period in a cell: 10月, 三季度.
func short(p period.Period) string {
	_, after, ok := strings.Cut(p.Label(), "年")
	if !ok || after == "" {
		return p.Label()
	}
	return after
}

func treeKPIs(readings map[string]*reading) []ui.KPI {
	var n, green, yellow, red, none int64
	for _, r := range readings {
		if r.target == nil {
			continue
		}
		n++
		switch r.light().Letter {
		case ui.Green:
			green++
		case ui.Yellow:
			yellow++
		case ui.Red:
			red++
		default:
			none++
		}
	}
	if n == 0 {
		return nil
	}
	kpi := func(label string, v int64, bad bool) ui.KPI {
		return ui.KPI{Label: label, Value: ui.Num(v), Unit: "个", Down: bad && v > 0}
	}
	return []ui.KPI{kpi("有年度目标", n, false), kpi("达到或接近序时", green, false), kpi("落后序时10至30点", yellow, false), kpi("落后30点以上", red, true), kpi("没有数，未评", none, false)}
}
