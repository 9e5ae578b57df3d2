package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// revisionTable are the revisions of an indicator or of one value, newest first.
func (h *handlers) revisionTable(q *web.Req, indicatorID, valueID string) (ui.Table, error) {
	t := ui.Table{ID: "revisions", Label: "修订", Fold: true, Columns: []ui.Column{{Label: "时间", Head: true}, {Label: "指标和对象", Grow: true}, {Label: "周期", Fold: "周期"}, {Label: "原数", Num: true, Fold: "原数"}, {Label: "改为", Num: true, Fold: "改为"},
		{Label: "原因", Fold: "原因"}, {Label: "修订人", Rank: 2, Fold: "修订人"}, {Label: "封存", Fold: "封存"}}}
	t.Empty = &ui.Empty{Title: "还没有修订", Text: "审定以后要改的数，在数据页写明原因修订，原数保留"}
	rows, err := h.Indicators.Revisions(q.Ctx(), q.Actor.Scope, indicatorID, valueID)
	if err != nil || len(rows) == 0 {
		return t, err
	}
	all, err := h.Indicators.All(q.Ctx())
	if err != nil {
		return t, err
	}
	inds := map[string]*area.Indicator{}
	for i := range all {
		inds[all[i].ID] = &all[i]
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return t, err
	}
	for _, r := range rows {
		ind := inds[r.IndicatorID]
		if ind == nil {
			continue
		}
		num := func(v float64, mark string) ui.Cell {
			if mark == area.Missing {
				return ui.Cell{Text: "缺报", Quiet: true}
			}
			return ui.Cell{Text: ui.Dec(v, int(ind.Decimals)), Sub: area.MarkLabel(mark)}
		}
		frozen := ui.Cell{Text: "封存前", Quiet: true}
		if r.Frozen {
			frozen = ui.Cell{Light: &ui.Light{Letter: ui.Yellow, Word: "封存后改"}}
		}
		p := period.Period(r.Period)
		t.Rows = append(t.Rows, ui.Row{Key: r.ID, Label: ind.Name, Cells: []ui.Cell{{Text: ui.Stamp(r.At)}, {Text: ind.Name, URL: obs + "/" + r.ValueID, Sub: label(names, r.SubjectKind, r.SubjectID)}, {Text: p.Label()}, num(r.Was, r.WasMark), num(r.Amount, r.Mark), {Text: r.Reason}, {Text: r.ByName}, frozen}})
	}
	return t, nil
}

func label(names *listing.Names, kind, id string) string { return names.Label(kind, id) }

// revisionsPage are all revisions of the actor's scope.
type revisionsPage struct {
	ui.Page
	Parts ui.Tabs
	Table ui.Table
}

func (h *handlers) revisions(q *web.Req) error {
	p := &revisionsPage{Page: q.Page(section, "数据修订"), Parts: parts(q, base+"/revisions")}
	p.Lede, p.Wide = ui.Plain("审定以后改过的数：原数、现数、谁、何时、为什么，以及那时这一期是否已经封存"), true
	p.Acts = []ui.Action{ui.PrintPage()}
	var err error
	if p.Table, err = h.revisionTable(q, "", ""); err != nil {
		return err
	}
	return q.Render("indicator/revisions", p)
}
