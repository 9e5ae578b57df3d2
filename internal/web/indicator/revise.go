package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/number"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// showValue leads to the page of the number that a value is.
func (h *handlers) showValue(q *web.Req) error {
	v, err := h.Indicators.GetValue(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	subject := v.Subject()
	if t, err := h.Indicators.Subjects(q.Ctx(), subject.Kind); err != nil {
		return err
	} else if t.Find(subject) < 0 { // a place that is no more: its heir's page, which says so
		subject = record.Ref{Kind: area.ByRegion, ID: v.Region}
	}
	return q.Redirect(base+"/"+v.IndicatorID+"/at?of="+subject.String()+"&period="+v.Period, "")
}

func (h *handlers) revise(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	v, err := h.Indicators.GetValue(q.Ctx(), q.Actor.Scope, q.Path("id"))
	if err != nil {
		return err
	}
	r := area.Revised{ValueID: v.ID, Mark: f.Text("mark"), Reason: f.Text("reason"), Version: f.Int("version")}
	if r.Mark != area.Missing {
		if d, err := number.Parse(f.Raw("amount")); err != nil {
			f.Add("amount", "%s", web.Message(err))
		} else {
			r.Amount = d.Float()
		}
	}
	if err = f.Err(); err == nil {
		err = h.Indicators.Revise(q.Ctx(), q.Actor, r)
	}
	if err == nil {
		return q.Redirect(obs+"/"+v.ID, "已修订，原数留存")
	}
	if code := errs.CodeOf(err); code != errs.Invalid && code != errs.Conflict {
		return err
	}
	query := q.R.URL.Query()
	query.Set("of", v.Subject().String())
	query.Set("period", v.Period)
	q.R.URL.RawQuery = query.Encode()
	q.R.SetPathValue("id", v.IndicatorID)
	p, _, pageErr := h.atPage(q)
	if pageErr != nil || p.Revise == nil {
		return err
	}
	p.Revise.Open = true
	for i := range p.Revise.Fields {
		x := &p.Revise.Fields[i]
		x.Value = f.Raw(x.Name)
		for j := range x.Options {
			x.Options[j].On = x.Options[j].Value == x.Value
		}
	}
	p.Revise.Errs = ui.Reject(err, &p.Revise.Fields[0], &p.Revise.Fields[1], &p.Revise.Fields[2])
	return q.RenderInvalid("indicator/at", p)
}

// enum offers the choices of a column.
func enum(name, value string) ui.Field {
	c := area.Spec.Column(name)
	return options(c, value)
}

func options(c *list.Column, value string) ui.Field {
	f := ui.Field{Kind: ui.KindSelect, Name: c.Name, Label: c.Label, Value: value}
	for _, o := range c.Options {
		f.Options = append(f.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	return f
}
