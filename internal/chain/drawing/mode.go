package drawing

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

// Scale is what the colours of the mode measure.
func (m Mode) Scale() string {
	if m == ByGap {
		return "紧迫度"
	}
	return m.Label()
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
