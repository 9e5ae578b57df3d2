package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/formpage"
	"lianzhang/internal/web/ui"
)

// dutiesForm is the form that says who fills what.
func (h *handlers) dutiesForm(q *web.Req) (*formpage.Form, *area.Indicator, error) {
	ind, err := h.Indicators.Get(q.Ctx(), q.Path("id"))
	if err != nil {
		return nil, nil, err
	}
	if ind.Source != area.Reported {
		return nil, nil, errs.New(errs.Invalid, "“%s”不由单位填报，不用分派", ind.Name)
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, nil, err
	}
	have, err := h.Indicators.Duties(q.Ctx(), ind.ID)
	if err != nil {
		return nil, nil, err
	}
	units := map[record.Ref]string{}
	for _, d := range have {
		units[d.Subject()] = d.UnitID
	}
	at := base + "/" + ind.ID
	f := &formpage.Form{Page: q.Page(section, "填报分派"), Action: at + "/duties", Submit: "保存", Back: at}
	f.Crumbs = []ui.Link{{Label: "指标", URL: base}, {Label: ind.Name, URL: at}, {Label: "填报分派"}}
	f.Note = &ui.Note{Body: ui.Plain("每个对象由哪个单位填。没有分派的对象不用填，汇总时也不算缺；都没有分派时，直属各县区都算要填")}
	choices := append([]ui.Option{{Label: "不填"}}, names.Options("unit")...)
	for _, by := range ind.Dimensions() {
		t, err := h.Indicators.Subjects(q.Ctx(), by)
		if err != nil {
			return nil, nil, err
		}
		for i := range t.List {
			x := &t.List[i]
			if by != ind.Dimensions()[0] && i == 0 {
				continue // the root stands once
			}
			f.Fields = append(f.Fields, ui.Field{Kind: ui.KindSelect, Name: "unit-" + x.Ref.String(), Label: x.Name, Value: units[x.Ref], Options: choices})
		}
	}
	return f, ind, nil
}

func (h *handlers) showDuties(q *web.Req) error {
	f, _, err := h.dutiesForm(q)
	if err != nil {
		return err
	}
	return f.Show(q)
}

func (h *handlers) setDuties(q *web.Req) error {
	page, ind, err := h.dutiesForm(q)
	if err != nil {
		return err
	}
	f, err := q.Form()
	if err != nil {
		return err
	}
	units := map[record.Ref]string{}
	for _, x := range page.Fields {
		if ref, ok := record.Parse(x.Name[len("unit-"):]); ok && f.Has(x.Name) {
			units[ref] = f.Text(x.Name)
		}
	}
	if err := h.Indicators.SetDuties(q.Ctx(), q.Actor, ind.ID, units); err != nil {
		return page.Refuse(q, f, err)
	}
	return q.Redirect(base+"/"+ind.ID, "分派已保存")
}
