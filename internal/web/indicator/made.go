package indicator

import (
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// periodRows are the periods of which a longer one is made.
func (h *handlers) periodRows(p *atPage, v *view, first, last int) {
	p.Head, p.Sub = "由各期合成", area.Spec.Column("over_time").OptionLabel(v.ind.Over)
	t := &ui.Table{ID: "periods", Label: "各期", Columns: []ui.Column{{Label: "周期", Head: true, Grow: true}, {Label: "数值", Sub: v.ind.Measure, Num: true}}}
	for i := first; i <= last; i++ {
		x := v.grid.Periods[i]
		t.Rows = append(t.Rows, ui.Row{Key: string(x), Cells: []ui.Cell{{Text: x.Label()}, cellOf(v.ind, v.grid.At(v.at, i), v.by, atURL(v.ind, v.tree.List[v.at].Ref, x))}})
	}
	p.Table = t
}

// partRows are the subjects of which a sum is made, with the weights of a mean.
func (h *handlers) partRows(q *web.Req, p *atPage, v *view, at int) {
	p.Head, p.Sub = "由下级汇总", area.Spec.Column("across").OptionLabel(v.ind.Across)
	t := &ui.Table{ID: "parts", Label: "下级", Columns: []ui.Column{{Label: "对象", Head: true, Grow: true}, {Label: "数值", Sub: v.ind.Measure, Num: true}, {Label: "状态"}}}
	for _, k := range v.tree.List[v.at].Below {
		x := &v.tree.List[k]
		c := v.grid.At(k, at)
		if !sees(q.Actor, x) || !c.Known && !v.grid.Wanted(k) {
			continue
		}
		state := ui.Cell{Text: "未报", Quiet: true}
		if c.Known {
			state = ui.Cell{Text: area.FilingFlow.Label(c.State)}
		}
		t.Rows = append(t.Rows, ui.Row{Key: x.Ref.String(), Cells: []ui.Cell{{Text: x.Name, URL: base + "/" + v.ind.ID + "?of=" + x.Ref.String()}, cellOf(v.ind, c, v.by, atURL(v.ind, x.Ref, v.period)), state}})
	}
	t.Empty = &ui.Empty{Title: "还没有下级的数", Text: "填报并报送以后在这里看到"}
	p.Table = t
}

// sourceRows are the records that a computed value counts.
func (h *handlers) sourceRows(q *web.Req, p *atPage, v *view) error {
	rows, n, sum, err := h.Indicators.SourceRows(q.Ctx(), q.Actor.Scope, v.ind, v.tree.List[v.at].Ref, v.period, shown)
	if err != nil {
		return err
	}
	p.Head, p.Sub = "由登记册算出", ui.Num(n)+"条记录，合计"+ui.Dec(sum, int(v.ind.Decimals))+v.ind.Measure
	if n > shown {
		p.Sub += "，列出最大的" + ui.Num(shown) + "条"
	}
	t := &ui.Table{ID: "rows", Label: "记录", Columns: []ui.Column{{Label: "记录", Head: true, Grow: true}, {Label: "日期或月份"}, {Label: "计入", Sub: v.ind.Measure, Num: true}}}
	for _, r := range rows {
		url := "/projects/" + r.Ref.ID
		if r.Ref.Kind == "enterprise" {
			url = "/enterprises/" + r.Ref.ID
		}
		t.Rows = append(t.Rows, ui.Row{Key: r.Ref.ID, Cells: []ui.Cell{{Text: r.Name, URL: url}, {Text: r.On}, {Text: ui.Dec(r.Amount, max(int(v.ind.Decimals), 2))}}})
	}
	t.Empty = &ui.Empty{Title: "这一期登记册里没有记录", Text: "按登记的日期统计；日期补登以后数字自动更新"}
	p.Table = t
	return nil
}

// valueRows say who handed a value in, and offer to revise it.
func (h *handlers) valueRows(q *web.Req, p *atPage, v *view, value *area.Value) error {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	state, err := h.Indicators.StateOf(q.Ctx(), value)
	if err != nil {
		return err
	}
	p.Tag = area.FilingFlow.Label(state)
	p.Facts = ui.Facts{ui.F("填报单位", names.Label("unit", value.UnitID)), ui.F("填报人", value.ByName), ui.F("时间", ui.Stamp(value.UpdatedAt)), ui.F("标记", orWord(area.MarkLabel(value.Mark), "填报数")), ui.F("备注", value.Note)}
	if value.BatchID != "" {
		p.Facts = append(p.Facts, ui.Fact{Label: "来自导入", Value: ui.Rich{ui.A("打开导入批次", "/imports/"+value.BatchID)}})
	}
	p.Acts = append(p.Acts, ui.Action{Label: "看填报表", URL: base + "/sheet?unit=" + value.UnitID + "&period=" + value.Period})
	if q.Actor.Can(authz.IndicatorApprove) && area.Locked(state) {
		c := v.grid.At(v.at, v.grid.Index(period.Period(value.Period)))
		p.Revise = &reviseForm{Action: obs + "/" + value.ID + "/revise", Hidden: []ui.Param{{Name: "version", Value: strconv.FormatInt(value.Version, 10)}}, Fields: []ui.Field{
			{Kind: ui.KindNumber, Name: "amount", Label: "改为", Value: area.Plain(c.Amount), Unit: v.ind.Measure}, markField(value.Mark),
			{Kind: ui.KindText, Name: "reason", Label: "修订原因", Required: true, MaxLength: 300, Help: "原数、现数、原因、修订人和时间一起留存；已封存的期次会标明", Wide: true}}}
	}
	if p.Revisions, err = h.revisionTable(q, v.ind.ID, value.ID); err != nil {
		return err
	}
	if q.Actor.Can(authz.JournalView) {
		p.Log, _, err = h.Trail.Log(q.Ctx(), value.Ref(), 0, 10)
	}
	return err
}

func orWord(s, other string) string {
	if s == "" {
		return other
	}
	return s
}

func markField(mark string) ui.Field {
	return ui.Field{Kind: ui.KindSelect, Name: "mark", Label: "标记", Options: []ui.Option{{Value: "", Label: "填报数", On: mark == area.Known}, {Value: area.Estimated, Label: "估计数", On: mark == area.Estimated}, {Value: area.Missing, Label: "缺报", On: mark == area.Missing}}}
}
