package indicator

import (
	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// heirsPage are the regions that went into others.
type heirsPage struct {
	ui.Page
	Parts ui.Tabs
	Table ui.Table
	Form  *reviseForm
}

func (h *handlers) heirs(q *web.Req) error {
	p, err := h.heirsPage(q)
	if err != nil {
		return err
	}
	return q.Render("indicator/peers", p)
}

func (h *handlers) heirsPage(q *web.Req) (*heirsPage, error) {
	p := &heirsPage{Page: q.Page(section, "区划变更"), Parts: parts(q, "")}
	p.Crumbs = []ui.Link{{Label: "指标", URL: base}, {Label: "区划变更"}}
	p.Lede = ui.Plain("撤并的县区从哪个月起并入哪里：此前的数计入并入地，页面标明含原县区；此后填报到旧代码的会被指出")
	rows, err := h.Indicators.Heirs(q.Ctx())
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p.Table = ui.Table{ID: "heirs", Label: "区划变更", Fold: true, Columns: []ui.Column{{Label: "原县区", Head: true, Grow: true}, {Label: "并入", Fold: "并入"}, {Label: "自何月", Fold: "自何月"}, {Label: "依据", Fold: "依据"}, {Label: "登记", Rank: 2, Fold: "登记"}}}
	for _, x := range rows {
		p.Table.Rows = append(p.Table.Rows, ui.Row{Key: x.ID, Label: x.OldName, Cells: []ui.Cell{{Text: x.OldName, Sub: x.OldCode}, {Text: names.Label("region", x.NewCode)}, {Text: period.Period(x.From).Label()}, {Text: x.Basis}, {Text: x.ByName, Sub: ui.Stamp(x.At)}}})
	}
	p.Table.Empty = &ui.Empty{Title: "还没有登记区划变更", Text: "国标里已改的代码自动认得；本地功能区合并、县区年中撤并在下面登记"}
	p.Form = &reviseForm{Action: base + "/heirs", Fields: []ui.Field{{Kind: ui.KindText, Name: "old_code", Label: "原代码", MaxLength: 20}, {Kind: ui.KindText, Name: "old_name", Label: "原名称", MaxLength: 40},
		{Kind: ui.KindSelect, Name: "new_code", Label: "并入", Options: append([]ui.Option{{Label: "请选"}}, names.Options("region")...)}, {Kind: ui.KindMonth, Name: "from_month", Label: "自何月"}, {Kind: ui.KindText, Name: "basis", Label: "依据文件", MaxLength: 200}}}
	return p, nil
}

func (h *handlers) addHeir(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	x := &area.Heir{OldCode: f.Text("old_code"), OldName: f.Text("old_name"), NewCode: f.Text("new_code"), From: f.Text("from_month"), Basis: f.Text("basis")}
	return post(q, f, func() error { return h.Indicators.SetHeir(q.Ctx(), q.Actor, x) }, func() (*reviseForm, any, error) {
		p, err := h.heirsPage(q)
		if err != nil {
			return nil, nil, err
		}
		return p.Form, p, nil
	}, "indicator/peers", base+"/heirs", "已登记")
}
