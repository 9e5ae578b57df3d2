package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/number"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

func peerForm(all []area.Indicator, at string) *reviseForm {
	which := ui.Field{Kind: ui.KindSelect, Name: "indicator", Label: "指标", Value: at}
	for i := range all {
		if all[i].Source != area.Heading {
			which.Options = append(which.Options, ui.Option{Value: all[i].ID, Label: all[i].Name + "（" + all[i].Measure + "）"})
		}
	}
	return &reviseForm{Action: base + "/peers", Fields: []ui.Field{which, {Kind: ui.KindText, Name: "peer", Label: "城市", MaxLength: 40}, {Kind: ui.KindText, Name: "period", Label: "周期", Help: "2026-10、2026-Q3、2025"},
		{Kind: ui.KindNumber, Name: "amount", Label: "数值"}, {Kind: ui.KindText, Name: "source", Label: "出处", MaxLength: 200}, {Kind: ui.KindDate, Name: "source_on", Label: "发布日期"}, {Kind: ui.KindText, Name: "url", Label: "网址", MaxLength: 300}}}
}

// post reads a form of a page and does with it what do says; what is refused shows at the fields of the page's own form.
func post(q *web.Req, f *web.Form, do func() error, again func() (*reviseForm, any, error), page, to, said string) error {
	err := f.Err()
	if err == nil {
		err = do()
	}
	if err == nil {
		return q.Redirect(to, said)
	}
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	form, data, pageErr := again()
	if pageErr != nil || form == nil {
		return err
	}
	form.Open = true
	fields := make([]*ui.Field, len(form.Fields))
	for i := range form.Fields {
		fields[i] = &form.Fields[i]
		fields[i].Value = f.Raw(fields[i].Name)
	}
	form.Errs = ui.Reject(err, fields...)
	return q.RenderInvalid(page, data)
}

func (h *handlers) addPeer(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	r := &area.Peer{IndicatorID: f.Text("indicator"), Name: f.Text("peer"), Period: f.Text("period"), Source: f.Text("source"), SourceOn: f.Text("source_on"), URL: f.Text("url")}
	if per, err := period.Parse(r.Period); err == nil {
		r.Period = string(per)
	}
	if d, err := number.Parse(f.Raw("amount")); err != nil {
		f.Add("amount", "%s", web.Message(err))
	} else {
		r.Amount = d.Float()
	}
	return post(q, f, func() error { return h.Indicators.PutPeer(q.Ctx(), q.Actor, r) }, func() (*reviseForm, any, error) {
		p, err := h.peersPage(q)
		if err != nil {
			return nil, nil, err
		}
		return p.Form, p, nil
	}, "indicator/peers", base+"/peers", "已登记")
}
