package indicator

import (
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

func (h *handlers) editor() *formpage.Editor[area.Indicator] {
	return &formpage.Editor[area.Indicator]{Names: h.Lists.Names, Made: "指标已建，接着分派填报单位",
		Blank: func(q *web.Req, _ *listing.Names) *area.Indicator {
			return &area.Indicator{ParentID: q.Query("parent_id"), Decimals: 2}
		},
		Form: h.form,
		Read: func(f *web.Form, i *area.Indicator) {
			i.Name, i.Code, i.ParentID, i.Measure, i.Better, i.Across = f.Text("name"), f.Text("code"), f.Text("parent_id"), f.Text("measure"), f.Text("better"), f.Text("across")
			i.WeightID, i.Over, i.Source, i.SourceKey, i.Frequency, i.By = f.Text("weight_id"), f.Text("over_time"), f.Text("source"), f.Text("source_key"), f.Text("frequency"), f.Text("by_kind")
			i.Decimals, i.Low, i.High, i.LeadUnitID, i.Sort = f.Int("decimals"), f.Float("low"), f.Float("high"), f.Text("lead_unit_id"), f.Int("sort")
			i.FromPeriod, i.UntilPeriod, i.Note, i.ChangeFactor, i.ChangeReason = f.Text("from_period"), f.Text("until_period"), f.Text("note"), f.Float("change_factor"), f.Text("change_reason")
		},
		Get:    func(q *web.Req) (*area.Indicator, error) { return h.Indicators.Get(q.Ctx(), q.Path("id")) },
		Create: func(q *web.Req, i *area.Indicator) error { return h.Indicators.Create(q.Ctx(), q.Actor, i) },
		Save: func(q *web.Req, before, after *area.Indicator) error {
			return h.Indicators.Save(q.Ctx(), q.Actor, before, after)
		},
		Seen: func(i *area.Indicator, version int64) { i.Version = version }, At: func(i *area.Indicator) string { return base + "/" + i.ID }}
}

func (h *handlers) form(q *web.Req, names *listing.Names, i *area.Indicator) *formpage.Form {
	f := &formpage.Form{Page: q.Page(section, "新建指标"), Action: base + "/new", Submit: "新建", Back: base, Draft: base + "-new"}
	f.Crumbs = []ui.Link{{Label: "指标", URL: base}}
	if i.ID != "" {
		at := base + "/" + i.ID
		f.Title, f.Action, f.Submit, f.Back, f.Draft = "编辑指标", at+"/edit", "保存", at, at
		f.Crumbs = append(f.Crumbs, ui.Link{Label: i.Name, URL: at})
		f.Hidden = []ui.Param{{Name: "version", Value: strconv.FormatInt(i.Version, 10)}}
	}
	f.Crumbs = append(f.Crumbs, ui.Link{Label: f.Title})
	parents, weights := []ui.Option{{Label: "无，最上层"}}, []ui.Option{{Label: "不加权"}}
	if all, err := h.Indicators.All(q.Ctx()); err == nil {
		for _, x := range all {
			if x.ID == i.ID {
				continue
			}
			parents = append(parents, ui.Option{Value: x.ID, Label: x.Name})
			if x.Source != area.Heading && x.Across != area.Mean {
				weights = append(weights, ui.Option{Value: x.ID, Label: x.Name})
			}
		}
	}
	keys := []ui.Option{{Label: "不用"}}
	for _, c := range area.RegisterChoices() {
		keys = append(keys, ui.Option{Value: c.Key, Label: "登记册：" + c.Label})
	}
	if h.Indicators.FormulaChoices != nil {
		if list, err := h.Indicators.FormulaChoices(q.Ctx()); err == nil {
			for _, c := range list {
				keys = append(keys, ui.Option{Value: c.Key, Label: "口径：" + c.Label})
			}
		}
	}
	text := func(name, label, value, help string) ui.Field {
		return ui.Field{Kind: ui.KindText, Name: name, Label: label, Value: value, Help: help, MaxLength: 200}
	}
	num := func(name, label string, v float64, help string) ui.Field {
		x := ui.Field{Kind: ui.KindNumber, Name: name, Label: label, Help: help}
		if v != 0 {
			x.Value = area.Plain(v)
		}
		return x
	}
	title := text("name", "指标名称", i.Name, "")
	title.Required, title.Wide, title.Focus = true, true, i.ID == ""
	measure := text("measure", "计量单位", i.Measure, "亿元、%、户、亩……")
	measure.Suggest = []string{"亿元", "万元", "%", "个", "户", "家", "人", "亩", "万千瓦时", "吨标准煤"}
	f.Fields = []ui.Field{title, text("code", "编码", i.Code, "不填自动编号"), {Kind: ui.KindSelect, Name: "parent_id", Label: "上级", Value: i.ParentID, Options: parents},
		measure, {Kind: ui.KindNumber, Name: "decimals", Label: "小数位", Value: strconv.FormatInt(i.Decimals, 10)}, enum("better", i.Better), enum("source", i.Source),
		{Kind: ui.KindSelect, Name: "source_key", Label: "自动计算的来源", Value: i.SourceKey, Options: keys, Help: "来源选登记册或口径库时必选"}, enum("frequency", i.Frequency), enum("by_kind", i.By),
		enum("over_time", i.Over), enum("across", i.Across), {Kind: ui.KindSelect, Name: "weight_id", Label: "加权指标", Value: i.WeightID, Options: weights, Help: "汇总选平均时用"},
		num("low", "合理下限", i.Low, "填报超出上下限要写原因；都为0不检查"), num("high", "合理上限", i.High, ""),
		{Kind: ui.KindSelect, Name: "lead_unit_id", Label: "归口单位", Value: i.LeadUnitID, Options: append([]ui.Option{{Label: "无"}}, names.Options("unit")...), Help: "下级都审定后，由它审定本级"},
		{Kind: ui.KindMonth, Name: "from_period", Label: "启用月", Value: i.FromPeriod}, {Kind: ui.KindMonth, Name: "until_period", Label: "停用月", Value: i.UntilPeriod},
		{Kind: ui.KindNumber, Name: "sort", Label: "次序", Value: strconv.FormatInt(i.Sort, 10)}}
	if i.ID != "" {
		f.Fields = append(f.Fields, num("change_factor", "换算系数", i.ChangeFactor, "只在改计量单位时用：1个旧单位等于多少新单位；万元、亿元这类已知的不用填"), text("change_reason", "改单位的原因", i.ChangeReason, "会产生新的口径版次"))
	}
	f.Fields = append(f.Fields, ui.Field{Kind: ui.KindTextArea, Name: "note", Label: "说明", Value: i.Note, Rows: 2, MaxLength: 1000, Wide: true})
	return f
}
