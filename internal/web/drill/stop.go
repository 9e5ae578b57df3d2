package drill

import (
	"fmt"
	"strings"

	"lianzhang/internal/chain/drill"
	"lianzhang/internal/insight/cascade"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/web"
	"lianzhang/internal/web/ui"
)

// stop shows what follows when firm i stops.
func (v *view) stop(p *showPage, i int) {
	net, firm := v.n.Net, v.n.Firms[i]
	s := cascade.Settings{Tolerance: tolerance}
	r, alone, extracted := net.Stop(i, s), net.Stop(i, cascade.Settings{Tolerance: tolerance, Alone: true}), net.Extract(i)
	losers, subs := r.Losers(), net.Substitutes(i, s)
	p.Title = "停产推演：" + firm.Name
	amount := r.ESRI * net.Total()
	p.Lede = ui.Rich{ui.T("假设"), ui.A(firm.Name, "/enterprises/"+firm.ID), ui.T("停产，波及"), ui.B(ui.Num(int64(len(losers)))), ui.T("家，全链产出少"), ui.B(ui.Yi(int64(amount)) + "亿元"),
		ui.T("。" + takenOver(subs))}
	p.KPIs = []ui.KPI{
		{Label: "全链损失（ESRI）", Value: percent(r.ESRI), Unit: "%", Lead: "= ", Parts: []ui.Rich{ui.Plain(ui.Yi(int64(amount)) + "÷" + ui.Yi(int64(net.Total())) + "亿元")}},
		{Label: "其中连带", Value: ui.Yi(int64(max(0, amount-net.Size(i)))), Unit: "亿元", Parts: []ui.Rich{ui.Plain("本企业" + ui.Yi(int64(net.Size(i))) + "亿元")}},
		{Label: "没人顶上时", Value: percent(alone.ESRI), Unit: "%", Parts: []ui.Rich{ui.Plain("顶上少损失" + ui.Yi(int64(max(0, alone.ESRI-r.ESRI)*net.Total())) + "亿元")}},
		{Label: "抽走它：供应商少卖", Value: ui.Yi(int64(extracted.BackwardTotal)), Unit: "亿元", Parts: []ui.Rich{ui.Plain("假设抽取法，线性")}},
		{Label: "抽走它：客户少产", Value: ui.Yi(int64(extracted.ForwardTotal)), Unit: "亿元", Parts: []ui.Rich{ui.Plain("假设抽取法，线性")}},
	}
	p.Parts = append(p.Parts, v.losers(r, losers), v.substitutes(subs))
}

// takenOver says in one sentence who steps in.
func takenOver(subs []cascade.Substitute) string {
	if len(subs) == 0 {
		return "同环节没有别的企业能顶上。"
	}
	share := 0.0
	for _, s := range subs {
		share += s.Takes
	}
	return fmt.Sprintf("同环节%d家可顶上它供货的%s%%。", len(subs), percent(share))
}

func (v *view) losers(r *cascade.Result, losers []cascade.Loser) part {
	t := ui.Table{Label: "受影响的企业", Fold: true, Columns: []ui.Column{{Label: "企业", Head: true, Grow: true}, {Label: "环节", Rank: 2, Fold: "环节"},
		{Label: "少产", Sub: "亿元", Num: true, Fold: "少产"}, {Label: "占它的产出", Sub: "%", Num: true, Fold: "占它的产出"}, {Label: "因为", Fold: "因为"}, {Label: "怎么传到", Rank: 2, Fold: "怎么传到"}},
		Empty: &ui.Empty{Title: "没有别的企业受影响", Text: "它与这条链上的企业之间没有供货关系，或全部能被顶上。"}}
	for _, l := range losers[:min(len(losers), lines)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{v.firm(l.Firm), v.node(l.Firm), {Text: ui.Yi(int64(l.Amount))}, {Text: percent(l.Share)},
			{Text: because(r, l.Firm)}, {Rich: v.path(r, l.Firm)}}})
	}
	out := part{Head: "谁受影响", Table: t}
	if len(losers) > lines {
		out.Sub = "共" + ui.Num(int64(len(losers))) + "家，列损失最大的" + ui.Num(lines) + "家"
	}
	return out
}

// because names the larger of the two blows.
func because(r *cascade.Result, firm int) string {
	switch supply, orders := r.BySupply[firm], r.ByOrders[firm]; {
	case supply > 0 && orders > 0 && supply >= orders:
		return "缺料（也少订单）"
	case supply > 0 && orders > 0:
		return "少订单（也缺料）"
	case supply > 0:
		return "缺料"
	}
	return "少订单"
}

// path is the way from the stopped firm, its middle left out when it is long.
func (v *view) path(r *cascade.Result, firm int) ui.Rich {
	var names []string
	for _, i := range r.Path(firm) {
		names = append(names, short(v.n.Firms[i].Name))
	}
	if len(names) > 4 {
		names = []string{names[0], names[1], fmt.Sprintf("……%d家……", len(names)-3), names[len(names)-1]}
	}
	return ui.Plain(strings.Join(names, " → "))
}

// short leaves out of a name what all have.
func short(name string) string {
	for _, tail := range []string{"股份有限公司", "有限责任公司", "集团有限公司", "有限公司"} {
		if cut, ok := strings.CutSuffix(name, tail); ok && cut != "" {
			return cut
		}
	}
	return name
}

func (v *view) substitutes(subs []cascade.Substitute) part {
	t := ui.Table{Label: "能顶上的企业", Fold: true, Columns: []ui.Column{{Label: "企业", Head: true, Grow: true}, {Label: "营业收入", Sub: "亿元", Num: true, Fold: "营业收入"},
		{Label: "顶上供货", Sub: "%", Num: true, Fold: "顶上供货"}, {Label: "没有它还要多损失", Sub: "亿元", Num: true, Fold: "没有它还要多损失"}},
		Empty: &ui.Empty{Title: "同环节没有别的企业", Text: "这个环节靠一家，是补链、强链的对象。"}}
	for _, s := range subs[:min(len(subs), lines)] {
		t.Rows = append(t.Rows, ui.Row{Cells: []ui.Cell{v.firm(s.Firm), {Text: v.revenue(s.Firm), Quiet: v.n.Firms[s.Firm].Revenue == 0}, {Text: percent(s.Takes)}, {Text: ui.Yi(int64(s.Amount))}}})
	}
	return part{Head: "谁能顶上", Sub: "同环节的企业，按份额分担；产能是否够、认证是否过，要问企业", Table: t}
}

// percent is a share 0..1 in percent, one digit.
func percent(share float64) string { return ui.Dec(100*share, 1) }

// note says how much of the network is a guess, when all of it is, and what is missing for a guess.
func note(q *web.Req, n *drill.Network, chainID string) *ui.Note {
	switch {
	case len(n.Firms) == 0 || n.Known > 0:
		return nil
	case n.Estimated == 0:
		out := &ui.Note{Letter: ui.Red, Body: ui.Rich{ui.B("还连不成网络。"), ui.T("既没有登记的供货关系，也没有相邻环节都有企业：先把企业归到图谱环节，或在企业页登记供货关系。下面只有各家自身的产出。")}}
		if q.Actor.Can(authz.MapEdit) {
			out.Acts = []ui.Action{ui.Act("归环节", "/matches?chain_id="+chainID)}
		}
		return out
	}
	return &ui.Note{Letter: ui.Yellow, Body: ui.Rich{ui.B("供货关系是推算的。"), ui.T("企业库里还没有登记这条链上企业之间的供货，以下按图谱环节的上下游和各企业营业收入推算，只能看轻重，不能当凭据。到企业页补上供货关系后自动改用登记的。")}}
}

// basis says what the figures rest on.
func basis(n *drill.Network) []string {
	if len(n.Firms) == 0 {
		return nil
	}
	out := []string{fmt.Sprintf("网络：%d家企业；登记的供货%d条，按图谱环节推算%d条（环节之间有登记的就不推算）。", len(n.Firms), n.Known, n.Estimated),
		fmt.Sprintf("推算：环节的采购按图谱权重，没有权重的平分全国中间投入率%s%%（国家统计局2020年投入产出表）扣除已知部分，再按营业收入分到企业；供方不超过自身营收，不够的部分算市外供应，不断供、也不替别人。", percent(drill.InputRatio())),
		"算法：Diem 等 2022 年的企业系统性风险指数 ESRI，缺料向下、断单向上传导；图谱上的供应关系按必需品计，其余按比例计；只计数据范围内的企业。"}
	if n.NoRevenue > 0 {
		out = append(out, fmt.Sprintf("%d家没有营业收入，按已知企业的下四分位%s亿元计。", n.NoRevenue, ui.Yi(n.Stand)))
	}
	if n.Left > 0 {
		out = append(out, fmt.Sprintf("企业多于%d家，营业收入最小的%d家没有计入。", drill.MaxFirms, n.Left))
	}
	suggested := 0
	for _, f := range n.Firms {
		if f.Suggested {
			suggested++
		}
	}
	if suggested > 0 {
		out = append(out, fmt.Sprintf("%d家的环节是程序建议、还没有人确认。", suggested))
	}
	return out
}
