package ticket

import (
	"fmt"
	"strconv"

	"lianzhang/internal/insight/routing"
	"lianzhang/internal/platform/errs"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web"
	"lianzhang/internal/web/listing"
	"lianzhang/internal/web/ui"
)

// routingPage says where tickets go, and how good the suggestions are.
type routingPage struct {
	ui.Page
	Tabs    ui.Tabs
	Routes  ui.Table
	Form    *formBlock
	Own     ui.Facts
	Quality ui.Table
	Notes   []string
}

func (h *handlers) showRouting(q *web.Req) error {
	p, err := h.routingPage(q)
	if err != nil {
		return err
	}
	return q.Render("ticket/routing", p)
}

func (h *handlers) routingPage(q *web.Req) (*routingPage, error) {
	rows, err := h.Tickets.Routes(q.Ctx())
	if err != nil {
		return nil, err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return nil, err
	}
	p := &routingPage{Page: q.Page(section, "分派"), Tabs: h.tabs(q, "分派")}
	p.Lede = ui.Plain("先按规则；没有规则的看以往类似诉求由谁办成，六成以上把握且在本地才自动分，否则由链长办交办")
	p.Routes = ui.Table{Label: "分派规则", Fold: true, Columns: []ui.Column{{Label: "类别", Head: true}, {Label: "县区", Fold: "县区"}, {Label: "单位", Grow: true, Fold: "单位"}},
		Empty: &ui.Empty{Title: "还没有规则", Text: "在下面给每一类指定单位"}}
	for _, r := range rows {
		where := "全部"
		if r.Region != "" {
			where = names.Label("region", r.Region)
		}
		p.Routes.Rows = append(p.Routes.Rows, ui.Row{Cells: []ui.Cell{{Text: kindLabel(r.Kind)}, {Text: where}, {Text: names.Label("unit", r.UnitID)}}})
	}
	p.Form = routeForm(names)
	own, err := h.Tickets.OwnQuality(q.Ctx())
	if err != nil {
		return nil, err
	}
	p.Own = ui.Facts{ui.F("学过", ui.Num(int64(own.Learnt))+"件本地已答复的诉求，答复一件学一件")}
	if own.N > 0 {
		p.Own = append(p.Own, ui.F("最近"+ui.Num(int64(own.N))+"件", fmt.Sprintf("用更早的诉求猜，第一个就对%s，前三个里有%s；总猜最常见的单位对%s", ui.Pct(own.One), ui.Pct(own.Three), ui.Pct(own.Frequent))))
	}
	p.Quality = ui.Table{Label: "公开数据上的准确率", Fold: true, Columns: []ui.Column{{Label: "数据", Head: true, Grow: true}, {Label: "条", Num: true, Fold: "条"}, {Label: "办法", Fold: "办法"}, {Label: "第一个对", Num: true, Fold: "第一个对"}, {Label: "前三个里有", Num: true, Fold: "前三个里有"}}}
	for _, m := range routing.Published() {
		p.Quality.Rows = append(p.Quality.Rows, ui.Row{Cells: []ui.Cell{{Text: m.Data}, {Text: ui.Num(int64(m.N))}, {Text: m.Way}, {Text: ui.Pct(m.One)}, {Text: ui.Pct(m.Three)}}})
	}
	p.Notes = []string{"五折交叉验证，种子" + strconv.Itoa(routing.Seed) + "，" + routing.MeasuredOn + "测；每条都由没见过它的模型来猜。",
		"第一组的归类取自答复里出现的部门用词，关键词办法用的是同一张词表，因此占便宜；条数少，差几条就是几个百分点。第二组是分类名称，每条只有几个字。",
		"公开数据说的是市民的事，只能说明办法可行；上面“本地的准头”才是本地的数。"}
	return p, nil
}

func routeForm(names *listing.Names) *formBlock {
	kind := &ui.Field{Kind: ui.KindSelect, Name: "kind", Label: "类别"}
	for _, o := range area.KindOptions() {
		kind.Options = append(kind.Options, ui.Option{Value: o.Code, Label: o.Label})
	}
	return &formBlock{Action: base + "/routing", Submit: "保存", Fields: []*ui.Field{kind,
		{Kind: ui.KindSelect, Name: "region", Label: "县区", Options: append([]ui.Option{{Label: "全部"}}, names.Options("region")...)},
		{Kind: ui.KindSelect, Name: "unit_id", Label: "单位", Options: unitOptions(names, "取消这条规则")}}}
}

func (h *handlers) setRoute(q *web.Req) error {
	f, err := q.Form()
	if err != nil {
		return err
	}
	if kindLabel(f.Text("kind")) == f.Text("kind") {
		return errs.New(errs.Invalid, "没有这个类别，请刷新页面")
	}
	if err := h.Tickets.SetRoute(q.Ctx(), q.Actor, f.Text("kind"), f.Text("region"), f.Text("unit_id")); err != nil {
		return err
	}
	return q.Redirect(base+"/routing", "已保存")
}
