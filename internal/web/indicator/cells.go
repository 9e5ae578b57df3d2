package indicator

import (
	"slices"
	"strings"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/listpage"
	"lianzhang/internal/web/ui"
)

func atURL(ind *area.Indicator, ref record.Ref, p period.Period) string {
	return base + "/" + ind.ID + "/at?of=" + ref.String() + "&period=" + string(p)
}

// amount writes a cell's number, — for one that is not known.
func amount(ind *area.Indicator, c *area.Cell) string {
	if !c.Known {
		return "—"
	}
	return ui.Dec(c.Amount, int(ind.Decimals))
}

// cellOf is a cell of a table: the number opens what it is made of, the second line says what is to be known of it.
func cellOf(ind *area.Indicator, c *area.Cell, by, url string) ui.Cell {
	out := ui.Cell{Text: amount(ind, c), Sub: c.Words(by), Title: strings.Join(c.Missing, "、")}
	out.SubLate = len(c.Missing) > 0 || c.Why != ""
	if c.Known || len(c.Missing) > 0 || c.Why != "" {
		out.URL, out.Src = url, true
	}
	return out
}

// growth writes one number against another: +12.3%; a rate is compared in points.
func growth(ind *area.Indicator, now, before *area.Cell) ui.Cell {
	if !now.Known || !before.Known {
		return ui.Cell{Text: "—", Quiet: true}
	}
	if len(now.Missing) > 0 || len(before.Missing) > 0 { // a whole against a part says nothing
		return ui.Cell{Text: "—", Sub: "缺数不可比", Title: strings.Join(append(slices.Clone(now.Missing), before.Missing...), "、"), Quiet: true}
	}
	if ind.Measure == "%" || ind.Measure == "‰" {
		d := now.Amount - before.Amount
		return ui.Cell{Text: ui.Signed(d, 1), Sub: "个百分点", Down: d < 0}
	}
	rate, ok := area.Growth(now.Amount, before.Amount)
	if !ok {
		return ui.Cell{Text: "—", Title: "上年同期不大于0，算不出增幅", Quiet: true}
	}
	return ui.Cell{Text: ui.Signed(rate*100, 1) + "%", Down: rate < 0}
}

func (h *handlers) listValues(q *web.Req) error {
	a, err := h.values.Ask(q)
	if err != nil || a.Done {
		return err
	}
	head := q.Page(section, "指标数据")
	head.Wide, head.Lede = true, ui.Plain("各单位填报和导入的数，逐条可查；汇总和自动计算的数在指标页")
	if q.Actor.Can(authz.ExportRun) {
		head.Acts = append(head.Acts, ui.Action{Label: "导出", URL: a.WithAt(obs + "/export"), WideOnly: true})
	}
	if q.Actor.Can(authz.ImportRun) && q.Actor.Can(authz.IndicatorFill) {
		head.Acts = append(head.Acts, ui.Primary("导入月报表", base+"/import"))
	}
	rows, err := a.Rows(q.Ctx())
	if err != nil {
		return err
	}
	p := &valuesPage{Page: listpage.Page{Page: head, Bar: a.Bar(), Note: a.Note, Pager: a.Pager(rows)}, Parts: parts(q, obs)}
	p.Table = a.Table(rows, func(c *list.Column, r list.Row) (ui.Cell, bool) {
		if c.Name == "indicator" {
			return ui.Cell{Text: r.Str("indicator"), URL: obs + "/" + r.ID}, true
		}
		return ui.Cell{}, false
	})
	p.Table.Empty = a.Nothing()
	if p.Views, err = a.Tabs(q.Ctx(), rows); err != nil {
		return err
	}
	return q.RenderList("indicator/values", listing.Block, p)
}

// valuesPage is the list of values.
type valuesPage struct {
	listpage.Page
	Parts ui.Tabs
}
