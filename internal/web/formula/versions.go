package formula

import (
	"strconv"

	"lianzhang/internal/formula"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// versionTable lists the versions with their values now.
func (h *handlers) versionTable(q *web.Req, versions []formula.Definition, on *formula.Definition, ask formula.Ask) ui.Table {
	t := ui.Table{ID: "versions", Label: "版本", Fold: true, Columns: []ui.Column{{Label: "版本", Head: true}, {Label: "算法", Fold: "算法"}, {Label: "状态", Fold: "状态"}, {Label: "同样范围的值", Num: true, Fold: "值"}, {Label: "怎样算", Grow: true, Fold: "怎样算"}, {Label: ""}}}
	for i := range versions {
		d := &versions[i]
		value := ui.Cell{Text: "—", Quiet: true}
		if c, err := h.Formulas.Get(q.Ctx(), d.Code, int(d.Number)); err == nil {
			if v, err := h.Formulas.Of(q.Ctx(), c.ScopeOn(q.Actor), c, ask); err == nil {
				value = figure(v)
			}
		}
		row := ui.Row{Key: d.Label(), On: d.Number == on.Number, Cells: []ui.Cell{{Text: d.Label(), URL: atVersion(d)}, {Text: d.Shape.Label()}, {Text: formula.StateLabel(d.State), Sub: span(d)}, value, {Text: d.Note}, {}}}
		if d.Number != on.Number && d.List == on.List {
			row.Cells[5] = ui.Cell{Text: "与v" + strconv.FormatInt(on.Number, 10) + "并排", URL: compareURL(on, d, ask)}
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func span(d *formula.Definition) string {
	switch {
	case d.State == formula.Draft:
		return ""
	case d.AdoptedOn == "" && d.RetiredOn == "":
		return "一直"
	case d.RetiredOn == "":
		return d.AdoptedOn + "起"
	}
	return d.AdoptedOn + "—" + d.RetiredOn
}
