package formula

import (
	"lianzhang/internal/formula"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// steps of the chain picture, with the words for who has come so far.
var steps = [][2]string{{"fulfilled", "履约"}, {"started", "开工"}, {"produced", "投产"}, {"capacity", "达产"}}

// chain is the way of a project with flat and chained rates side by side: signed → fulfilled → started → in production → at
// capacity.
func (h *handlers) chain(q *web.Req, defs []formula.Definition, ask formula.Ask) (ui.Table, error) {
	t := ui.Table{ID: "chain", Label: "签约到达产", Fold: true, Columns: []ui.Column{{Label: "到了哪一步", Head: true, Width: "9rem"}, {Label: "项目", Sub: "个", Num: true, Fold: "项目"},
		{Label: "平比", Sub: "÷签约", Fold: "平比"}, {Label: "逐级比", Sub: "÷上一步", Fold: "逐级比"}, {Label: "口径", Rank: 2, Fold: "口径"}}}
	var all []*formula.Compiled
	place := map[string]int{} // step and shape → index of all
	for _, s := range steps {
		for _, shape := range []formula.Shape{formula.Flat, formula.Chained} {
			if c := h.stepOf(q, defs, s[0], shape); c != nil {
				place[s[0]+string(shape)] = len(all)
				all = append(all, c)
			}
		}
	}
	if len(all) == 0 {
		return ui.Table{}, nil
	}
	table, err := h.Formulas.Table(q.Ctx(), all[0].ScopeOn(q.Actor), all, ask, "")
	if err != nil {
		return t, err
	}
	for i, s := range steps {
		flat, hasFlat := place[s[0]+string(formula.Flat)]
		chained, hasChained := place[s[0]+string(formula.Chained)]
		if !hasFlat {
			continue
		}
		v := table[""][flat]
		if i == 0 {
			t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: "签约"}, side(v.Den, v, v.DenURL, false), {Text: "100%", Quiet: true}, {Text: "—", Quiet: true}, {}}})
		}
		row := ui.Row{Cells: []ui.Cell{{Text: "→ " + s[1]}, side(v.Num, v, v.NumURL, true), barCell(v, &all[flat].Definition), {Text: "同平比", Quiet: true}, {Text: all[flat].Label(), URL: atVersion(&all[flat].Definition)}}}
		if hasChained {
			row.Cells[3] = barCell(table[""][chained], &all[chained].Definition)
			row.Cells[4].Text, row.Cells[4].URL = "", ""
			row.Cells[4].Rich = ui.Rich{ui.A(all[flat].Label(), atVersion(&all[flat].Definition)), ui.T("、"), ui.A(all[chained].Label(), atVersion(&all[chained].Definition))}
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

func barCell(v formula.Value, d *formula.Definition) ui.Cell {
	if !v.OK {
		return ui.Cell{Text: "—", Sub: v.Why(), Quiet: true, URL: atVersion(d)}
	}
	return ui.Cell{Bar: &ui.Bar{V: v.Rate * 100, Label: v.String()}, Title: d.Label()}
}

// stepOf is the definition of a step: the adopted version, else the newest that is not retired.
func (h *handlers) stepOf(q *web.Req, defs []formula.Definition, step string, shape formula.Shape) *formula.Compiled {
	var best *formula.Definition
	for i := range defs {
		d := &defs[i]
		if d.Step == step && d.Shape == shape && d.State != formula.Retired && (best == nil || d.State == formula.Adopted) {
			best = d
		}
	}
	if best == nil {
		return nil
	}
	c, err := h.Formulas.Get(q.Ctx(), best.Code, int(best.Number))
	if err != nil {
		return nil
	}
	return c
}
