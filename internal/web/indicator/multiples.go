package indicator

import (
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// multiplesPage is one little chart for each subject.
type multiplesPage struct {
	ui.Page
	Parts  ui.Tabs
	Smalls []small
	Empty  *ui.Empty
}

func (h *handlers) multiples(q *web.Req) error {
	v, err := h.look(q, 1)
	if err != nil {
		return err
	}
	if v.grid == nil {
		return errs.New(errs.NotFound, "这个指标没有可画的数据")
	}
	p := &multiplesPage{Page: q.Page(section, v.ind.Name+"小图"), Parts: parts(q, base)}
	p.Crumbs = []ui.Link{{Label: "指标", URL: base}, {Label: v.ind.Name, URL: base + "/" + v.ind.ID}, {Label: "小图"}}
	p.Lede, p.Wide = ui.Plain(ui.Joined(v.ind.Measure, v.grid.Periods[0].Label()+"至"+v.grid.Periods[len(v.grid.Periods)-1].Label(), "各图纵轴相同，虚线为目标路径")), true
	p.Acts = []ui.Action{ui.PrintPage()}
	var subjects []int
	plans := map[int][]float64{}
	for _, k := range v.tree.List[v.at].Below {
		if sees(q.Actor, &v.tree.List[k]) && (v.grid.Wanted(k) || v.grid.At(k, len(v.grid.Periods)-1).Known) {
			subjects = append(subjects, k)
			plans[k] = v.plan(k)
		}
	}
	p.Smalls = smalls(v.grid, subjects, plans, func(at int) string { return base + "/" + v.ind.ID + "?of=" + v.tree.List[at].Ref.String() })
	if len(subjects) == 0 {
		p.Empty = &ui.Empty{Title: "没有下级可以分开看", Text: "您只能看这一个对象，走势在指标页", Acts: []ui.Action{ui.Act("看走势", base+"/"+v.ind.ID)}}
	}
	return q.Render("indicator/multiples", p)
}
