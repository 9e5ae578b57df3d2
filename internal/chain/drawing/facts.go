package drawing

import (
	"strconv"
	"strings"
)

// Facts are what is known of a node. What is not known is absent, not zero.
type Facts struct {
	Matched  bool  // firms were matched to the node: Firms 0 then means that there is none
	Firms    int64 // confirmed firms of the scope
	Revenue  int64 // of these, yuan a year; 0 = not known
	Strength Level
	Gap      *GapFacts // nil: no gap
	Risk     Level     // Blank none … Strong high; Unrated not computed
	RiskText string    // why, in a few words
	Invest   *Invest   // nil: not known
}

// Invest is the investment under way at a node.
type Invest struct {
	Projects int64
	Amount   int64 // total investment, yuan
}

// GapFacts are the gap of a node with what its verdict rests on.
type GapFacts struct {
	ID      string
	Kind    Gap
	State   string // in words: 待办、推进中
	Rank    int64
	Score   float64  // 0..100
	Owner   string   // who answers for it; "" is nobody, which is red
	Due     string   // date
	Text    string   // the verdict in a sentence
	Numbers []Number // presence, demand, supply, density, risk, worth
}

// Number is one figure of a verdict, with its unit.
type Number struct{ Label, Text string }

// Mode is by what the boxes are coloured.
type Mode string

// The modes.
const (
	ByStrength Mode = "strength"
	ByGap      Mode = "gap"
	ByRisk     Mode = "risk"
	ByInvest   Mode = "invest"
)

// Modes are all modes in their order on the page.
func Modes() []Mode { return []Mode{ByStrength, ByGap, ByRisk, ByInvest} }

// Label is the mode in a word.
func (m Mode) Label() string {
	return map[Mode]string{ByStrength: "实力", ByGap: "缺口", ByRisk: "风险", ByInvest: "在建投资"}[m]
}

// ParseMode reads a mode; anything unknown is strength.
func ParseMode(s string) Mode {
	for _, m := range Modes() {
		if string(m) == s {
			return m
		}
	}
	return ByStrength
}

// Words are what the levels mean in a mode, from Unrated to Strong. Every colour has a word.
func (m Mode) Words() [6]string {
	switch m {
	case ByGap:
		return [6]string{"未判定", "无缺口", "较缓", "一般", "较急", "紧急"}
	case ByRisk:
		return [6]string{"未评", "无", "低", "中", "较高", "高"}
	case ByInvest:
		return [6]string{"未统计", "无在建", "不足1亿元", "1—10亿元", "10—50亿元", "50亿元以上"}
	}
	return [6]string{"未评", "空白", "弱", "一般", "较强", "强"}
}

// Level is the level of a node in a mode. A gap is the more pressing the higher its score: from 40, 60 and 80 points on.
func (m Mode) Level(f Facts, known bool) Level {
	switch m {
	case ByGap:
		return gapLevel(f, known)
	case ByRisk:
		return f.Risk
	case ByInvest:
		if f.Invest == nil {
			return Unrated
		}
		return step(f.Invest.Amount, f.Invest.Projects > 0, 1e8, 1e9, 5e9)
	}
	return f.Strength
}

func gapLevel(f Facts, known bool) Level {
	switch {
	case f.Gap != nil:
		return step(int64(f.Gap.Score), true, 40, 60, 80)
	case known && f.Strength != Unrated:
		return Blank
	}
	return Unrated
}

func step(v int64, any bool, a, b, c int64) Level {
	switch {
	case !any:
		return Blank
	case v < a:
		return Weak
	case v < b:
		return Fair
	case v < c:
		return Good
	}
	return Strong
}

// Paint fills in how the nodes look in a mode from what is known of them. Nodes that nothing is known of stay unrated and
// without a line.
func Paint(nodes []Node, facts map[string]Facts, mode Mode) {
	words := mode.Words()
	for i := range nodes {
		n := &nodes[i]
		f, known := facts[n.ID]
		n.Level = mode.Level(f, known)
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
		return "本地无企业"
	case f.Revenue > 0:
		return strconv.FormatInt(f.Firms, 10) + "家　" + yi(f.Revenue)
	}
	return strconv.FormatInt(f.Firms, 10) + "家"
}

// yi is an amount in 亿元 with one decimal, as totals of chains are told.
func yi(yuan int64) string { return strconv.FormatFloat(float64(yuan)/1e8, 'f', 1, 64) + "亿元" }

// Label is the kind of a gap in words, Mark its one character.
func (g Gap) Label() string {
	return map[Gap]string{Build: "建链", Repair: "补链", Extend: "延链", Strengthen: "强链"}[g]
}

// Mark is the character inside the mark of a gap.
func (g Gap) Mark() string {
	return map[Gap]string{Build: "建", Repair: "补", Extend: "延", Strengthen: "强"}[g]
}

// Gaps are the kinds of gap in their order.
func Gaps() []Gap { return []Gap{Build, Repair, Extend, Strengthen} }
