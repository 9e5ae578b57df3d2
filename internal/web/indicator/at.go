package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// atPage answers the question why a number is what it is: who handed it in, or of which parts or records it is made.
type atPage struct {
	ui.Page
	Parts     ui.Tabs
	KPIs      []ui.KPI
	Note      *ui.Note
	Facts     ui.Facts
	Table     *ui.Table
	Head, Sub string
	Revise    *reviseForm
	Revisions ui.Table
	Log       ui.Log
}

// reviseForm changes a locked value.
type reviseForm struct {
	Action string
	Open   bool
	Errs   ui.Errors
	Fields []ui.Field
	Hidden []ui.Param
}

// shown is how many records a page lists.
const shown = 100

func (h *handlers) at(q *web.Req) error {
	p, _, err := h.atPage(q)
	if err != nil {
		return err
	}
	return q.Render("indicator/at", p)
}

func (h *handlers) atPage(q *web.Req) (*atPage, *area.Value, error) {
	v, err := h.look(q, 0)
	if err != nil {
		return nil, nil, err
	}
	if v.grid == nil {
		return nil, nil, errs.New(errs.NotFound, "这个指标没有数据，可能是分组标题")
	}
	ind, subject := v.ind, &v.tree.List[v.at]
	p := &atPage{Page: q.Page(section, ind.Name+"　"+v.period.Label()), Parts: parts(q, base)}
	p.Crumbs = []ui.Link{{Label: "指标", URL: base}, {Label: ind.Name, URL: base + "/" + ind.ID + "?of=" + subject.Ref.String()}, {Label: v.period.Label()}}
	p.Lede = ui.Plain(ui.Joined(subject.Name, "单位："+ind.Measure))
	first, last := -1, -1
	for i, x := range v.grid.Periods {
		if x.First() >= v.period.First() && x.Last() <= v.period.Last() {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if first < 0 {
		p.Note = &ui.Note{Body: ui.Plain("“" + ind.Name + "”按" + period.Kind(ind.Frequency).Label() + "统计，没有" + v.period.Label() + "的数")}
		return p, nil, nil
	}
	c := v.grid.Span(v.at, first, last)
	p.KPIs = []ui.KPI{{Label: subject.Name, Value: amount(ind, &c), Unit: ind.Measure}}
	if w := c.Words(v.by); w != "" {
		p.KPIs[0].Parts = []ui.Rich{{ui.Late(w)}}
	}
	if t := v.goals[subject.Ref]; t != nil {
		if due, ok := t.Due(ind.Over, v.period); ok {
			p.KPIs = append(p.KPIs, ui.KPI{Label: "目标路径", Value: ui.Dec(due, int(ind.Decimals)), Unit: ind.Measure, Parts: []ui.Rich{{ui.Src("目标分解", base+"/targets?indicator="+ind.ID+"&year="+t.Year)}}})
		}
	}
	if len(c.Missing) > 0 {
		p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.T("缺："), ui.B(joinMost(c.Missing, 12)), ui.T("。现在的数不含这些，补齐后自动更新")}}
	}
	var value *area.Value
	switch {
	case last > first:
		h.periodRows(p, v, first, last)
	case ind.Source == area.Register:
		err = h.sourceRows(q, p, v)
	case ind.Source == area.Formula:
		p.Facts = ui.Facts{ui.F("来源", "口径库公式"+ind.SourceKey)}
		if c.URL != "" {
			p.Facts = append(p.Facts, ui.Fact{Label: "分子分母", Value: ui.Rich{ui.A("打开口径和明细", c.URL)}})
		}
	default:
		if value, err = h.Indicators.ValueAt(q.Ctx(), q.Actor.Scope, ind.ID, subject.Ref, v.period); err == nil && value != nil {
			err = h.valueRows(q, p, v, value)
		}
		if err == nil && (value == nil || c.Split) {
			h.partRows(q, p, v, first)
		}
	}
	return p, value, err
}

func joinMost(list []string, most int) string {
	out := ""
	for i, s := range list {
		if i == most {
			return out + "等" + ui.Num(int64(len(list))) + "项"
		}
		if i > 0 {
			out += "、"
		}
		out += s
	}
	return out
}
