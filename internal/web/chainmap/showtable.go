package chainmap

import (
	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/web/ui"
)

// table is every node with all that is known of it; what is not known is a dash.
func (w *words) table() ui.Table {
	t := ui.Table{Label: "环节", Fold: true, Columns: []ui.Column{{Label: "环节", Sub: "上级环节、产品", Head: true, Grow: true}, {Label: "位置", Fold: "位置"}, {Label: "企业", Sub: "家", Num: true, Fold: "企业"},
		{Label: "营业收入", Sub: "亿元", Num: true, Fold: "营业收入"}, {Label: "实力", Fold: "实力"}, {Label: "缺口", Fold: "缺口"}, {Label: "责任人", Fold: "责任人"}, {Label: "风险", Rank: 2, Fold: "风险"},
		{Label: "在建投资", Sub: "亿元", Num: true, Rank: 2, Fold: "在建投资"}}}
	none := ui.Cell{Text: "—", Quiet: true}
	level := func(mode drawing.Mode, l drawing.Level) ui.Cell {
		return ui.Cell{Text: mode.Words()[l], Quiet: l == drawing.Unrated}
	}
	w.walk(func(i, _ int) {
		d := &w.doc.Nodes[i]
		if len(t.Rows) >= mostLines {
			return
		}
		f := w.facts[d.Key]
		cells := []ui.Cell{{Text: d.Name, URL: w.lines[i].URL, Sub: beside(w.names[d.Parent], graph.Join(d.Products))}, {Text: graph.StreamLabel(d.Stream)}, none, none, level(drawing.ByStrength, f.Strength), none, none,
			level(drawing.ByRisk, f.Risk), none}
		if f.Matched {
			cells[2] = ui.Cell{Text: ui.Num(f.Firms)}
		}
		if f.Revenue > 0 {
			cells[3] = ui.Cell{Text: ui.Yi1(f.Revenue)}
		}
		if g := f.Gap; g != nil {
			cells[5] = ui.Cell{Text: ranked(g), URL: gapURL(g)}
			cells[6] = ui.Cell{Text: g.Owner}
			if g.Owner == "" {
				cells[6] = ui.Cell{Text: "无责任人", Down: true}
			}
		}
		if f.Invest != nil {
			cells[8] = ui.Cell{Text: ui.Yi1(f.Invest.Amount)}
		}
		t.Rows = append(t.Rows, ui.Row{Key: d.Key, Label: d.Name, Cells: cells})
	})
	return t
}

// beside puts parallel facts side by side.
func beside(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "　" + b
}
