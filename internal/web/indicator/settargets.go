package indicator

import (
	"math"
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/number"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// setTargets stores a target with its parts, as a draft or adopted.
func (h *handlers) setTargets(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	year := int(f.Int("year"))
	again(q, "indicator", f.Text("indicator"), "year", f.Text("year"), "by", f.Text("by"))
	tree, err := h.Indicators.Subjects(q.Ctx(), f.Text("by"))
	if err != nil {
		return err
	}
	if tree.Root() == nil {
		return errs.New(errs.NotFound, "站点还没有区划，先在管理里建")
	}
	d := area.Split{IndicatorID: f.Text("indicator"), Year: year, Of: tree.Root().Ref, Path: f.Text("path"), Basis: f.Text("basis"), By: f.Text("by"), Parts: map[record.Ref]float64{}, Adopt: f.Text("action") == "adopt", Reason: f.Text("reason")}
	num := func(name string) (float64, bool) {
		if number.Blank(f.Raw(name)) {
			return 0, false
		}
		x, err := number.Parse(f.Raw(name))
		if err != nil {
			f.Add(name, "%s", web.Message(err))
			return 0, false
		}
		return x.Float(), true
	}
	var ok bool
	if d.Amount, ok = num("amount"); !ok && f.Err() == nil {
		f.Add("amount", "填总目标")
	}
	for _, k := range tree.Root().Below {
		if v, ok := num("part-" + tree.List[k].Ref.String()); ok {
			d.Parts[tree.List[k].Ref] = v
		}
	}
	for m := range d.Given {
		d.Given[m] = math.NaN()
		if v, ok := num("m" + strconv.Itoa(m+1)); ok && d.Path == area.Given {
			d.Given[m] = v
		}
	}
	if err = f.Err(); err == nil {
		err = h.Indicators.SetSplit(q.Ctx(), q.Actor, d)
	}
	if err == nil {
		said := "草案已保存"
		if d.Adopt {
			said = "目标已下达"
		}
		return q.Redirect(base+"/targets?indicator="+d.IndicatorID+"&year="+strconv.Itoa(year)+"&by="+d.By, said)
	}
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	return h.refuseTargets(q, f, err)
}

// again puts parameters into the address, so that the page is drawn for them.
func again(q *web.Req, pairs ...string) {
	query := q.R.URL.Query()
	for i := 0; i+1 < len(pairs); i += 2 {
		query.Set(pairs[i], pairs[i+1])
	}
	q.R.URL.RawQuery = query.Encode()
}

func (h *handlers) refuseTargets(q *web.Req, f *web.Form, fault error) error {
	p, err := h.targetsPage(q)
	if err != nil {
		return err
	}
	if p.Form == nil {
		return fault
	}
	var fields []*ui.Field
	for i := range p.Form.Top {
		fields = append(fields, &p.Form.Top[i])
	}
	for i := range p.Form.Rows {
		fields = append(fields, &p.Form.Rows[i].Field)
	}
	for i := range p.Form.Months {
		fields = append(fields, &p.Form.Months[i])
	}
	fields = append(fields, &p.Form.Reason)
	for _, x := range fields {
		x.Value = f.Raw(x.Name)
	}
	p.Errs = ui.Reject(fault, fields...)
	return q.RenderInvalid("indicator/targets", p)
}

func (h *handlers) setPlan(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	again(q, "indicator", f.Text("indicator"), "year", f.Text("back_year"), "by", f.Text("by"))
	tree, err := h.Indicators.Subjects(q.Ctx(), area.ByRegion)
	if err != nil {
		return err
	}
	if tree.Root() == nil {
		return errs.New(errs.NotFound, "站点还没有区划，先在管理里建")
	}
	d := area.PlanDraft{IndicatorID: f.Text("indicator"), Of: tree.Root().Ref, BaseYear: int(f.Int("base_year")), Year: int(f.Int("year")), Base: f.Float("base"), Amount: f.Float("amount"), Basis: f.Text("basis")}
	if err = f.Err(); err == nil {
		err = h.Indicators.SetPlan(q.Ctx(), q.Actor, d)
	}
	if err == nil {
		return q.Redirect(base+"/targets?indicator="+d.IndicatorID+"&year="+f.Text("back_year")+"&by="+f.Text("by"), "多年目标已保存")
	}
	if errs.CodeOf(err) != errs.Invalid {
		return err
	}
	p, pageErr := h.targetsPage(q)
	if pageErr != nil || p.Plan == nil {
		return err
	}
	fields := make([]*ui.Field, len(p.Plan.Fields))
	for i := range p.Plan.Fields {
		fields[i] = &p.Plan.Fields[i]
		fields[i].Value = f.Raw(fields[i].Name)
	}
	p.Plan.Errs = ui.Reject(err, fields...)
	return q.RenderInvalid("indicator/targets", p)
}
