package forecast

import (
	"strconv"

	"lianzhang/internal/forecast"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// newForm asks for the parameters of a run.
func (h *handlers) newForm(q *web.Req) *formpage.Form {
	d := h.Forecast.Default()
	f := &formpage.Form{Page: q.Page(section, "换参数预测"), Action: base + "/new", Submit: "预测", Back: base,
		Note: &ui.Note{Body: ui.Plain("台账和回测不变时，同样的统计日、种子和次数得到逐字节相同的结果。预测完替换“本月推什么”，以前的留在“历次预测”。")}}
	f.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "换参数"}}
	f.Fields = []ui.Field{
		{Kind: ui.KindDate, Name: "as_of", Label: "统计日", Value: d.AsOf, Required: true, Max: q.Today(), Help: "只用这一天以前的日期"},
		{Kind: ui.KindDate, Name: "until", Label: "预测到", Value: d.Until, Required: true, Help: "到年底才和年度目标比"},
		{Kind: ui.KindNumber, Name: "runs", Label: "模拟次数", Value: strconv.Itoa(d.Runs), Required: true, InputMode: "numeric"},
		{Kind: ui.KindNumber, Name: "seed", Label: "种子", Value: strconv.FormatInt(d.Seed, 10), InputMode: "numeric"},
		{Kind: ui.KindNumber, Name: "shock", Label: "共同波动的方差", Help: "留空按历史估计；0.04约合一个月里大家一起快慢两成", InputMode: "decimal"},
	}
	return f
}

func (h *handlers) showNew(q *web.Req) error { return h.newForm(q).Show(q) }

func (h *handlers) run(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	p := forecast.Params{AsOf: f.Text("as_of"), Until: f.Text("until"), Runs: int(f.Int("runs")), Seed: f.Int("seed"), Shock: -1}
	if f.Text("shock") != "" {
		if p.Shock = f.Float("shock"); p.Shock < 0 {
			f.Add("shock", "不能是负数；留空按历史估计")
		}
	}
	if err = f.Err(); err == nil {
		_, err = h.Forecast.Forecast(q.Ctx(), q.Actor, p)
	}
	if err != nil {
		return h.newForm(q).Refuse(q, f, err)
	}
	return q.Redirect(base, "已重新预测")
}

// targetForm asks for the targets of a year: of the site, a county or a chain.
func (h *handlers) targetForm(q *web.Req, year, on string) (*formpage.Form, error) {
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	rows, err := h.Forecast.TargetsOf(q.Ctx(), q.Actor.Scope, year)
	if err != nil {
		return nil, err
	}
	region, chain := whom(on)
	d, err := q.Directory()
	if err != nil {
		return nil, err
	}
	if region == "" && d.Root() != nil {
		region = d.Root().ID
	}
	f := &formpage.Form{Page: q.Page(section, year+"年目标"), Action: base + "/targets", Submit: "保存", Back: base, Column: false,
		Note: &ui.Note{Body: ui.Plain("目标留空就是没有。定好后重新预测，才算得出把握。指标里已有的年度目标自动取用，这里填的优先。")}}
	f.Crumbs = []ui.Link{{Label: "预测", URL: base}, {Label: "目标"}}
	f.Hidden = []ui.Param{{Name: "year", Value: year}}
	pick := ui.Field{Kind: ui.KindSelect, Name: "on", Label: "谁的目标", Value: on, Options: []ui.Option{{Value: "", Label: "全市"}}}
	for _, r := range d.Regions() {
		if d.Root() != nil && r.ID != d.Root().ID {
			pick.Options = append(pick.Options, ui.Option{Value: "region:" + r.ID, Label: r.Name})
		}
	}
	for _, o := range names.Options("chain") {
		pick.Options = append(pick.Options, ui.Option{Value: "chain:" + o.Value, Label: o.Label})
	}
	f.Fields = []ui.Field{pick}
	source := ""
	for _, m := range forecast.Measures() {
		field := ui.Field{Kind: ui.KindNumber, Name: m.Code, Label: m.Label, Unit: m.Unit, InputMode: "numeric"}
		if m.Money {
			field.Kind, field.InputMode = ui.KindMoney, "decimal"
		}
		for i := range rows {
			if t := &rows[i]; t.Measure == m.Code && t.ChainID == chain && t.Region == region {
				field.Value, source = typed(&m, t.Value), t.Source
			}
		}
		f.Fields = append(f.Fields, field)
	}
	f.Fields = append(f.Fields, ui.Field{Kind: ui.KindText, Name: "source", Label: "依据", Value: source, MaxLength: 200, Wide: true, Placeholder: "文件名、文号"})
	return f, nil
}

// typed writes a target as it is typed.
func typed(m *forecast.Measure, v int64) string {
	if m.Money {
		return listing.Exact(v, money.Yi)
	}
	return strconv.FormatInt(v, 10)
}

// whom takes "region:…" or "chain:…" apart; "" is the site.
func whom(on string) (region, chain string) {
	switch {
	case len(on) > 7 && on[:7] == "region:":
		return on[7:], ""
	case len(on) > 6 && on[:6] == "chain:":
		return "", on[6:]
	}
	return "", ""
}

func (h *handlers) showTargets(q *web.Req) error {
	f, err := h.targetForm(q, h.year(), q.Query("on"))
	if err != nil {
		return err
	}
	return f.Show(q)
}

// year is the year whose targets are asked for: that of a run by default.
func (h *handlers) year() string { return h.Forecast.Default().Until[:4] }

func (h *handlers) setTargets(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	region, chain := whom(f.Text("on"))
	var rows []forecast.Target
	for _, m := range forecast.Measures() {
		t := forecast.Target{Region: region, ChainID: chain, Measure: m.Code, Source: f.Text("source")}
		if m.Money {
			t.Value = f.Money(m.Code, money.Yi)
		} else {
			t.Value = f.Int(m.Code)
		}
		rows = append(rows, t)
	}
	if err = f.Err(); err == nil {
		err = h.Forecast.SetTargets(q.Ctx(), q.Actor, f.Text("year"), rows)
	}
	if err != nil {
		form, e := h.targetForm(q, h.year(), f.Text("on"))
		if e != nil {
			return e
		}
		return form.Refuse(q, f, err)
	}
	if _, err := h.Forecast.Forecast(q.Ctx(), q.Actor, h.Forecast.Default()); err != nil {
		return err
	}
	return q.Redirect(base, "目标已保存，已重新预测")
}
