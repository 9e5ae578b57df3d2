package indicator

import (
	"strconv"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// targetsPage is a yearly target and how it is parted.
type targetsPage struct {
	ui.Page
	Parts  ui.Tabs
	Fields []ui.Field
	Errs   ui.Errors
	Note   *ui.Note
	Form   *splitForm
	Table  ui.Table
	Plan   *planForm
	Plans  ui.Table
	Empty  *ui.Empty
}

// splitForm changes the target and its parts.
type splitForm struct {
	Hidden []ui.Param
	Top    []ui.Field
	Rows   []partRow
	Months []ui.Field
	Reason ui.Field
	Sum    string
	Gap    string
}

// partRow is the part of one subject.
type partRow struct {
	Name, Last, Rate string
	Field            ui.Field
}

// planForm sets a goal of several years.
type planForm struct {
	Hidden []ui.Param
	Fields []ui.Field
	Errs   ui.Errors
}

func (h *handlers) targets(q *web.Req) error {
	p, err := h.targetsPage(q)
	if err != nil {
		return err
	}
	return q.Render("indicator/targets", p)
}

func (h *handlers) targetsPage(q *web.Req) (*targetsPage, error) {
	all, err := h.Indicators.All(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &targetsPage{Page: q.Page(section, "目标分解"), Parts: parts(q, base+"/targets")}
	p.Wide = true
	p.Acts = []ui.Action{ui.PrintPage()}
	valued := false
	for i := range all {
		valued = valued || all[i].Source != area.Heading
	}
	if !valued {
		p.Empty = &ui.Empty{Title: "还没有指标", Text: "先建指标，再定目标", Acts: []ui.Action{ui.Act("看指标", base)}}
		return p, nil
	}
	s, err := h.splittingOf(q, all)
	if err != nil {
		return nil, err
	}
	p.Lede = ui.Plain(ui.Joined(s.ind.Name, strconv.Itoa(s.year)+"年", "单位："+s.ind.Measure))
	which := ui.Field{Kind: ui.KindSelect, Name: "indicator", Label: "指标", Value: s.ind.ID}
	for i := range all {
		if all[i].Source != area.Heading {
			which.Options = append(which.Options, ui.Option{Value: all[i].ID, Label: all[i].Name})
		}
	}
	p.Fields = []ui.Field{which, {Kind: ui.KindNumber, Name: "year", Label: "年份", Value: strconv.Itoa(s.year)}, {Kind: ui.KindSelect, Name: "by", Label: "分到", Value: s.by,
		Options: []ui.Option{{Value: area.ByRegion, Label: "县区和功能区"}, {Value: area.ByChain, Label: "产业链"}, {Value: area.ByUnit, Label: "部门和园区单位"}}}}
	h.partTable(q, p, s)
	if p.Plans, err = h.planTable(q, &view{ind: s.ind, by: s.by, tree: s.tree}, s.tree.Root(), nil); err != nil {
		return nil, err
	}
	if q.Actor.Can(authz.IndicatorEdit) && len(s.tree.List) > 0 {
		p.Form = formOf(s)
		p.Plan = planOf(s)
	}
	return p, nil
}

// partTable shows the target and its parts as they are stored.
func (h *handlers) partTable(q *web.Req, p *targetsPage, s *splitting) {
	ind := s.ind
	t := ui.Table{ID: "targets", Label: "分解", Fold: true, Columns: []ui.Column{{Label: "对象", Head: true, Grow: true}, {Label: "年度目标", Sub: ind.Measure, Num: true, Fold: "年度目标"}, {Label: "上年", Num: true, Fold: "上年"},
		{Label: "须增长", Num: true, Fold: "须增长"}, {Label: "分月", Rank: 2, Fold: "分月"}, {Label: "依据", Rank: 2, Fold: "依据"}, {Label: "状态", Fold: "状态"}}}
	row := func(name string, ref record.Ref, g *area.Target) ui.Row {
		last := s.last[ref]
		cells := []ui.Cell{{Text: name, URL: base + "/" + ind.ID + "?of=" + ref.String()}, {Text: ui.Dec(g.Amount, int(ind.Decimals))}, {Text: amount(ind, &last), Sub: missingOf(&last)}, growth(ind, &area.Cell{Amount: g.Amount, Known: true}, &last),
			{Text: pathLabel(g.Path)}, {Text: g.Basis}, {Text: map[bool]string{true: "已下达", false: "草案"}[g.Adopted], Sub: g.Reason}}
		return ui.Row{Key: g.ID, Label: name, Cells: cells}
	}
	var amounts []float64
	if s.whole != nil && sees(q.Actor, s.tree.Root()) {
		t.Rows = append(t.Rows, row(s.tree.Root().Name, s.tree.Root().Ref, s.whole))
	}
	for _, k := range s.below() {
		x := &s.tree.List[k]
		if g := s.parts[x.Ref]; g != nil {
			amounts = append(amounts, g.Amount)
			if sees(q.Actor, x) {
				t.Rows = append(t.Rows, row("　"+x.Name, x.Ref, g))
			}
		}
	}
	t.Empty = &ui.Empty{Title: strconv.Itoa(s.year) + "年还没有目标", Text: "管理指标的人在下面定总目标、分到县区、产业链或部门"}
	if s.whole != nil && len(amounts) > 0 && sees(q.Actor, s.tree.Root()) {
		if gap, ok := ind.Gap(s.whole.Amount, amounts); ok && gap != 0 {
			p.Note = &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B(ind.GapWords(gap)), ui.T(space(s.whole.Reason))}}
		}
	}
	p.Table = t
}

func pathLabel(path string) string {
	return map[string]string{area.Equal: "均分", area.Shape: "按上年走势", area.Given: "自行给定"}[path]
}
