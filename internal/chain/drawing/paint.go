package drawing

import (
	"strconv"
	"strings"
)

// Paint fills in how the nodes look in a mode from what is known of them. Nodes that nothing is known of stay unrated and
// without a line.
func Paint(nodes []Node, facts map[string]Facts, mode Mode) {
	words := mode.Words()
	for i := range nodes {
		n := &nodes[i]
		f, known := facts[n.ID]
		n.Level, n.Plain = mode.Level(f, known), mode != ByStrength
		n.Line = line(f, mode)
		if f.Gap != nil {
			n.Gap, n.Rank, n.Alarm = f.Gap.Kind, f.Gap.Rank, f.Gap.Owner == ""
		}
		tip := []string{mode.Label() + "：" + words[n.Level]}
		if n.Line != "" {
			tip = append(tip, n.Line)
		}
		if f.Gap != nil {
			tip = append(tip, gapTip(f.Gap))
		}
		if n.Tip != "" {
			tip = append(tip, n.Tip)
		}
		n.Tip = strings.Join(tip, "；")
	}
}

func gapTip(g *GapFacts) string {
	s := g.Kind.Label() + "缺口"
	if g.Rank > 0 {
		s += "第" + strconv.FormatInt(g.Rank, 10) + "位"
	}
	if g.Owner == "" {
		return s + "，没有责任人"
	}
	return s + "，责任人" + g.Owner
}

// line is what stands below a node's name in a mode.
func line(f Facts, mode Mode) string {
	switch mode {
	case ByGap:
		if f.Gap != nil {
			if f.Gap.Owner == "" {
				return "无责任人"
			}
			return f.Gap.Owner
		}
	case ByRisk:
		if f.RiskText != "" {
			return f.RiskText
		}
	case ByInvest:
		if f.Invest != nil && f.Invest.Projects > 0 {
			return "在建" + strconv.FormatInt(f.Invest.Projects, 10) + "个　" + yi(f.Invest.Amount)
		}
		return ""
	}
	switch {
	case !f.Matched:
		return ""
	case f.Firms == 0:
		return "无企业"
	case f.Revenue > 0:
		return strconv.FormatInt(f.Firms, 10) + "家　" + yi(f.Revenue)
	}
	return strconv.FormatInt(f.Firms, 10) + "家"
}

// yi is an amount in 亿元 with one decimal, as totals of chains are told.
func yi(yuan int64) string { return strconv.FormatFloat(float64(yuan)/1e8, 'f', 1, 64) + "亿元" }
