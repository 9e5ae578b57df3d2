package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// treePage is the tree of indicators for one subject and period.
type treePage struct {
	ui.Page
	Parts  ui.Tabs
	Fields []ui.Field
	Firm   ui.Field
	KPIs   []ui.KPI
	Table  ui.Table
}

func (h *handlers) tree(q *web.Req) error {
	by := q.Query("by")
	if by != area.ByChain && by != area.ByUnit {
		by = area.ByRegion
	}
	if ref, ok := record.Parse(q.Query("of")); ok && ref.Kind != area.ByRegion {
		by = ref.Kind
	}
	t, err := h.Indicators.Subjects(q.Ctx(), by)
	if err != nil {
		return err
	}
	at, err := of(q, t)
	if err != nil {
		return err
	}
	p, err := asked(q, period.Month)
	if err != nil {
		return err
	}
	all, err := h.Indicators.All(q.Ctx())
	if err != nil {
		return err
	}
	page := &treePage{Page: q.Page(section, "指标"), Parts: parts(q, base)}
	page.Wide = true
	page.Firm = ui.Field{Kind: ui.KindCheck, Name: "firm", Label: "不含估计和未审定的数", Checked: q.Query("firm") != ""}
	page.Fields = []ui.Field{{Kind: ui.KindSelect, Name: "by", Label: "看哪一类", Options: []ui.Option{{Value: area.ByRegion, Label: "县区", On: by == area.ByRegion}, {Value: area.ByChain, Label: "产业链", On: by == area.ByChain},
		{Value: area.ByUnit, Label: "单位", On: by == area.ByUnit}}}, choice(q, t, "对象", at), months(q, period.Month, p, 24)}
	if at < 0 {
		page.Table.Empty = &ui.Empty{Title: "您的数据范围里没有这类对象", Text: "换“县区”或“产业链”看看，或请安全管理员授权"}
		return q.Render("indicator/tree", page)
	}
	subject := &t.List[at]
	page.Lede = ui.Plain(ui.Joined(subject.Name, p.Label()))
	readings, err := h.readings(q, all, by, at, subject, p, page.Firm.Checked)
	if err != nil {
		return err
	}
	page.Table = treeTable(all, readings, subject, by)
	page.KPIs = treeKPIs(readings)
	h.treeActs(q, page, len(all) == 0)
	return q.Render("indicator/tree", page)
}

func (h *handlers) treeActs(q *web.Req, page *treePage, empty bool) {
	edit := q.Actor.Can(authz.IndicatorEdit)
	if empty {
		page.Table.Empty = &ui.Empty{Title: "还没有指标", Text: "先建一个分组标题，再建它下面的指标，分派填报单位"}
	}
	page.Acts = append(page.Acts, ui.PrintPage())
	if edit {
		page.Acts = append(page.Acts, ui.Action{Label: "区划变更", URL: base + "/heirs", WideOnly: true}, ui.Primary("新建指标", base+"/new"))
	}
}

// readings reads all indicators that have the dimension, for one subject.
func (h *handlers) readings(q *web.Req, all []area.Indicator, by string, at int, subject *area.Subject, p period.Period, firm bool) (map[string]*reading, error) {
	var inds []*area.Indicator
	for i := range all {
		if all[i].Source != area.Heading && hasDimension(&all[i], by) && all[i].Valid(p) {
			inds = append(inds, &all[i])
		}
	}
	goals, err := h.Indicators.Plans(q.Ctx(), subject.Ref, p.Year())
	if err != nil {
		return nil, err
	}
	out := map[string]*reading{}
	from := period.Of(period.Year, p.First()).Prev()
	err = h.Indicators.Grids(q.Ctx(), inds, by, from, p, area.Options{Firm: firm}, func(g *area.Grid) error {
		out[g.Ind.ID] = read(g, at, p, goals[g.Ind.ID])
		return nil
	})
	return out, err
}

func hasDimension(i *area.Indicator, by string) bool {
	for _, d := range i.Dimensions() {
		if d == by {
			return true
		}
	}
	return false
}
