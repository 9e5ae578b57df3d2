package chainmap

import (
	"strconv"

	"lianzhang/internal/chain/drawing"
	"lianzhang/internal/web/ui"
)

// nodeGap is the verdict on a node with its numbers.
type nodeGap struct {
	Label, Text string
	URL         string
	Facts       ui.Facts
	Numbers     ui.Facts
	Free        bool
}

// nodeKPIs are the figures of a node; those that nobody knows are left out.
func nodeKPIs(f drawing.Facts) []ui.KPI {
	var out []ui.KPI
	if f.Strength != drawing.Unrated {
		out = append(out, ui.KPI{Label: "实力", Value: drawing.ByStrength.Words()[f.Strength]})
	}
	if f.Matched {
		k := ui.KPI{Label: "企业", Value: ui.Num(f.Firms), Unit: "家"}
		if f.Revenue > 0 {
			k.Parts = []ui.Rich{{ui.T("营业收入" + ui.Yi1(f.Revenue) + "亿元")}}
		}
		out = append(out, k)
	}
	if f.Risk != drawing.Unrated {
		k := ui.KPI{Label: "断供风险", Value: drawing.ByRisk.Words()[f.Risk]}
		if f.RiskText != "" {
			k.Parts = []ui.Rich{{ui.T(f.RiskText)}}
		}
		out = append(out, k)
	}
	if f.Invest != nil {
		out = append(out, ui.KPI{Label: "在建项目", Value: ui.Num(f.Invest.Projects), Unit: "个", Parts: []ui.Rich{{ui.T("总投资" + ui.Yi1(f.Invest.Amount) + "亿元")}}})
	}
	return out
}

func gapOf(f drawing.Facts) *nodeGap {
	g := f.Gap
	if g == nil {
		return nil
	}
	out := &nodeGap{Label: g.Kind.Label(), Text: g.Text, URL: gapURL(g), Free: g.Owner == ""}
	owner := ui.Fact{Label: "责任人", Value: ui.Plain(g.Owner)}
	if out.Free {
		owner.Value = ui.Rich{ui.Turn("无责任人")}
	}
	rank := "未排"
	if g.Rank > 0 {
		rank = "第" + strconv.FormatInt(g.Rank, 10) + "位"
	}
	out.Facts = ui.Facts{ui.F("状态", g.State), ui.F("紧迫度", ui.Dec(g.Score, 0)+"分，"+rank), owner, ui.F("时限", g.Due)}
	for _, x := range g.Numbers {
		out.Numbers = append(out.Numbers, ui.F(x.Label, x.Text))
	}
	return out
}
