package formula

import (
	"lianzhang/internal/formula"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// cases recomputes the published figures over rows made to their counts; of one code, or of all with "".
func (h *handlers) cases(q *web.Req, code string) (ui.Table, error) {
	t := ui.Table{ID: "cases", Label: "公布案例", Fold: true, Columns: []ui.Column{{Label: "公布地", Head: true}, {Label: "说的是什么", Fold: "说的是什么", Grow: true}, {Label: "公布值", Num: true, Fold: "公布值"},
		{Label: "本系统重算", Num: true, Fold: "本系统重算"}, {Label: "核对", Fold: "核对"}}}
	for _, k := range formula.Cases() {
		if code != "" && k.Code != code {
			continue
		}
		c, err := h.Formulas.Get(q.Ctx(), k.Code, k.Number)
		if err != nil {
			continue // it is not shipped any more, or its column is gone; the list says so
		}
		v, err := k.Recompute(c, q.Today())
		if err != nil {
			return t, err
		}
		ours := formula.Percent(v.Num, v.Den, k.Digits)
		light := ui.Sign(ui.Green, "相符")
		if int64(v.Num) != k.Num || int64(v.Den) != k.Den || ours != k.Text {
			light = ui.Sign(ui.Red, "不符")
		}
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{{Text: k.Place}, {Text: k.What, Sub: c.Label() + "，" + c.Note}, {Text: k.Text, Sub: fraction(float64(k.Num), float64(k.Den))}, {Text: ours, Sub: fraction(v.Num, v.Den)}, {Light: &light}}})
	}
	return t, nil
}

func fraction(num, den float64) string {
	return formula.Figure(num, "", 0) + "÷" + formula.Figure(den, "", 0)
}
