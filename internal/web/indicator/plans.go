package indicator

import (
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// planTable are the goals of several years of a subject: what they ask for each year, and what is still needed.
func (h *handlers) planTable(q *web.Req, v *view, subject *area.Subject, r *reading) (ui.Table, error) {
	t := ui.Table{ID: "plans", Label: "多年目标", Fold: true, Columns: []ui.Column{{Label: "目标", Head: true, Grow: true}, {Label: "每年须增长", Fold: "每年须增长"}, {Label: "还须每年增长", Fold: "还须每年增长"}}}
	if subject == nil {
		return t, nil
	}
	rows, err := h.Indicators.Targets(q.Ctx(), authz.Scope{All: true}, v.ind.ID)
	if err != nil {
		return t, err
	}
	for i := range rows {
		g := &rows[i]
		if g.Span != area.SpanPlan || g.Subject() != subject.Ref || !sees(q.Actor, subject) {
			continue
		}
		still := ui.Cell{Text: "—", Quiet: true, Title: "没有上一个完整年份的数"}
		if full, year, ok := h.fullYear(q, v, subject); ok {
			last, _ := strconv.Atoi(g.Year)
			if full >= g.Amount {
				still = ui.Cell{Text: "已达到"}
			} else if rate, ok := area.Still(year, full, last, g.Amount); ok {
				still = ui.Cell{Text: ui.Dec(rate*100, 2) + "%", Sub: strconv.Itoa(year) + "年为" + ui.Dec(full, int(v.ind.Decimals))}
			}
		}
		t.Rows = append(t.Rows, ui.Row{Key: g.ID, Label: g.Year, Cells: []ui.Cell{{Text: g.Year + "年" + ui.Dec(g.Amount, int(v.ind.Decimals)) + v.ind.Measure, Sub: ui.Joined(g.BaseYear+"年"+ui.Dec(g.Base, int(v.ind.Decimals)), g.Basis)}, {Text: g.PlanWords()}, still}})
	}
	return t, nil
}

// fullYear is what the last year that is known in full came to.
func (h *handlers) fullYear(q *web.Req, v *view, subject *area.Subject) (amount float64, year int, ok bool) {
	this, _ := strconv.Atoi(q.Today()[:4])
	p, err := yearOf(this - 1)
	if err != nil {
		return 0, 0, false
	}
	all, err := h.Indicators.Values(q.Ctx(), v.ind.ID, p)
	if err != nil {
		return 0, 0, false
	}
	for _, o := range all {
		if o.Subject == subject.Ref && o.Known && len(o.Missing) == 0 {
			return o.Value, this - 1, true
		}
	}
	return 0, 0, false
}
