package indicator

import (
	"cmp"
	"slices"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// operationPage is how the key firms run.
type operationPage struct {
	ui.Page
	Parts   ui.Tabs
	Fields  []ui.Field
	KPIs    []ui.KPI
	Warned  ui.Table
	Groups  ui.Table
	By      string
	Firms   ui.Table
	Missing *ui.Note
	Rules   []ui.Line
}

// listed is how many firms without a warning the page lists.
const listed = 100

func (h *handlers) operation(q *web.Req) error {
	per, err := asked(q, period.Month)
	if err != nil {
		return err
	}
	firms, err := h.Indicators.Operation(q.Ctx(), q.Actor.Scope, per)
	if err != nil {
		return err
	}
	names, err := h.Lists.Names(q.Ctx())
	if err != nil {
		return err
	}
	by := q.Query("by")
	if by != area.ByRegion {
		by = area.ByChain
	}
	p := &operationPage{Page: q.Page(section, "工业运行调度"), Parts: parts(q, "/operation"), By: map[string]string{area.ByChain: "分产业链", area.ByRegion: "分县区"}[by]}
	p.Wide, p.Lede = true, ui.Plain(ui.Joined(per.Label(), "一年内报过月度指标的重点企业"))
	p.Acts = []ui.Action{ui.PrintPage()}
	p.Fields = []ui.Field{months(q, period.Month, per, 14), {Kind: ui.KindSelect, Name: "by", Label: "汇总", Options: []ui.Option{{Value: area.ByChain, Label: "分产业链", On: by == area.ByChain}, {Value: area.ByRegion, Label: "分县区", On: by == area.ByRegion}}}}
	var total group
	groups := map[string]*group{}
	var order []string
	var missing []string
	for i := range firms {
		f := &firms[i]
		key := f.Region
		if by == area.ByChain {
			key = f.ChainID
		}
		if groups[key] == nil {
			groups[key] = &group{}
			order = append(order, key)
		}
		groups[key].add(f)
		total.add(f)
		if !f.Now.Known {
			missing = append(missing, f.Name)
		}
	}
	p.KPIs = []ui.KPI{{Label: "重点企业", Value: ui.Num(total.n), Unit: "家", Parts: []ui.Rich{{ui.T("已报" + ui.Num(total.n-int64(len(missing))) + "家")}}},
		{Label: "营业收入", Value: ui.Yi1(total.now.Revenue), Unit: "亿元", Parts: []ui.Rich{{ui.T("同比" + rate(total.same.Revenue, total.before.Revenue))}}},
		{Label: "用电量", Value: ui.Dec(float64(total.now.Power)/1e4, 0), Unit: "万千瓦时", Parts: []ui.Rich{{ui.T("同比" + rate(total.same.Power, total.before.Power))}}},
		{Label: "税收", Value: ui.Wan(total.now.Tax), Unit: "万元", Parts: []ui.Rich{{ui.T("同比" + rate(total.same.Tax, total.before.Tax))}}},
		{Label: "红色预警", Value: ui.Num(total.red), Unit: "家", Down: total.red > 0}, {Label: "黄色预警", Value: ui.Num(total.yellow), Unit: "家"}}
	if len(missing) > 0 {
		p.Missing = &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B("本月未报" + ui.Num(int64(len(missing))) + "家："), ui.T(joinMost(missing, 20)), ui.T("。同比只算两年同月都有数的企业")}}
	}
	slices.SortStableFunc(order, func(a, b string) int { return cmp.Compare(groups[b].now.Revenue, groups[a].now.Revenue) })
	kind := map[string]string{area.ByChain: "chain", area.ByRegion: "region"}[by]
	p.Groups = ui.Table{ID: "groups", Label: p.By, Fold: true, Columns: []ui.Column{{Label: map[string]string{area.ByChain: "产业链", area.ByRegion: "县区"}[by], Head: true, Grow: true}, {Label: "企业", Num: true, Fold: "企业"}, {Label: "营业收入", Sub: "亿元", Num: true, Fold: "营业收入"},
		{Label: "同比", Num: true, Fold: "营收同比"}, {Label: "用电量", Sub: "万千瓦时", Num: true, Rank: 2, Fold: "用电量"}, {Label: "同比", Num: true, Rank: 2, Fold: "用电同比"}, {Label: "税收", Sub: "万元", Num: true, Rank: 3, Fold: "税收"}, {Label: "预警", Fold: "预警"}}}
	for _, key := range order {
		g := groups[key]
		name := names.Label(kind, key)
		if name == "" {
			name = "未挂链"
		}
		p.Groups.Rows = append(p.Groups.Rows, ui.Row{Key: key, Label: name, Cells: []ui.Cell{{Text: name}, {Text: ui.Num(g.n)}, {Text: ui.Yi1(g.now.Revenue)}, rateCell(g.same.Revenue, g.before.Revenue), {Text: ui.Dec(float64(g.now.Power)/1e4, 0)},
			rateCell(g.same.Power, g.before.Power), {Text: ui.Wan(g.now.Tax)}, {Lights: &ui.Lights{Green: int(g.n - g.red - g.yellow), Yellow: int(g.yellow), Red: int(g.red)}}}})
	}
	p.Groups.Empty = &ui.Empty{Title: "还没有企业的月度指标", Text: "在企业页登记，或从“导入”上传企业指标表"}
	warned := slices.IndexFunc(firms, func(f area.Firm) bool { return f.Light == "" })
	if warned < 0 {
		warned = len(firms)
	}
	p.Warned = firmTable(names.Label, "预警企业", firms[:warned])
	p.Firms = firmTable(names.Label, "其他企业", firms[warned:min(len(firms), warned+listed)])
	rules, err := area.Warnings()
	if err != nil {
		return err
	}
	for i := range rules {
		l := ui.Sign(ui.LetterOf(rules[i].Light), ui.LetterOf(rules[i].Light).Word())
		p.Rules = append(p.Rules, ui.Line{Text: rules[i].Words(), Light: &l})
	}
	return q.Render("indicator/operation", p)
}
