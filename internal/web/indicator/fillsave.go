package indicator

import (
	"errors"
	"slices"
	"strings"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/number"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// fill stores what was typed, as far as it goes, and hands the sheet in when that was asked for.
func (h *handlers) fill(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	unit, per := f.Text("unit"), period.Period(f.Text("period"))
	query := q.R.URL.Query()
	query.Set("unit", unit)
	query.Set("period", string(per))
	q.R.URL.RawQuery = query.Encode()
	if !per.Valid() {
		return errs.New(errs.Invalid, "“%s”不是周期，请从填报页重新打开", per)
	}
	var entries []area.Entry
	var bad errs.Fields
	for _, id := range f.All("line") {
		e := area.Entry{DutyID: id, Mark: f.Text("m-" + id), Note: f.Text("n-" + id)}
		if e.Mark != area.Known && e.Mark != area.Estimated && e.Mark != area.Missing {
			e.Mark = area.Known
		}
		if text := f.Raw("v-" + id); !number.Blank(text) {
			d, err := number.Parse(text)
			if err != nil {
				bad.Add("v-"+id, "%s", web.Message(err))
				continue
			}
			v := d.Float()
			e.Amount = &v
		}
		entries = append(entries, e)
	}
	_, err = h.Indicators.Fill(q.Ctx(), q.Actor, unit, per, entries)
	if more, ok := fieldsOf(err); ok {
		bad = append(bad, more...)
		// what is right is kept all the same
		var rest []area.Entry
		for _, e := range entries {
			if !slices.ContainsFunc(more, func(x errs.Field) bool { return strings.HasSuffix(x.Name, "-"+e.DutyID) }) {
				rest = append(rest, e)
			}
		}
		_, err = h.Indicators.Fill(q.Ctx(), q.Actor, unit, per, rest)
	}
	if err != nil {
		return err
	}
	said := "已保存"
	if len(bad) == 0 && f.Text("action") == "submit" {
		err := h.Indicators.Move(q.Ctx(), q.Actor, unit, per, "submit", "")
		more, ok := fieldsOf(err)
		if err != nil && !ok {
			return err
		}
		if bad, said = more, "已报送，等单位审核"; len(more) > 0 {
			said = ""
		}
	}
	if len(bad) > 0 {
		return h.refuseFill(q, f, bad)
	}
	return q.Redirect(base+"/fill?unit="+unit+"&period="+string(per), said)
}

func fieldsOf(err error) (errs.Fields, bool) {
	if errs.CodeOf(err) != errs.Invalid {
		return nil, false
	}
	var e *errs.Error
	if !errors.As(err, &e) {
		return nil, false
	}
	return e.Fields, len(e.Fields) > 0
}

// refuseFill shows the sheet again with what is wrong at its cells; the rest is stored.
func (h *handlers) refuseFill(q *web.Req, f *web.Form, bad errs.Fields) error {
	p, err := h.fillPage(q, true)
	if err != nil {
		return err
	}
	p.Errs = ui.Errors{}
	for gi := range p.Groups {
		for li := range p.Groups[gi].Lines {
			l := &p.Groups[gi].Lines[li]
			for _, x := range bad {
				switch x.Name {
				case "v-" + l.ID:
					l.Error, l.Value = x.Message, f.Raw("v-"+l.ID)
				case "n-" + l.ID:
					l.NoteError = x.Message
				default:
					continue
				}
				p.Errs.Items = append(p.Errs.Items, ui.ErrorItem{ID: "f-" + x.Name, Label: l.Name, Message: x.Message})
			}
		}
	}
	return q.RenderInvalid("indicator/fill", p)
}
