package desk

import (
	"context"

	"lianzhang/internal/review"
)

// ChainRules is the rule by which a chain's lamp is lit: from the sum of its projects, by how far the year's investment is
// behind its schedule. A chain that keeps its schedule is green whatever single projects do; those have lamps of their own.
func ChainRules() review.RuleSet {
	return review.RuleSet{Code: "chain", Name: "链灯v1", Origin: "本系统", Level: review.LevelRegion, Applies: "年度计划 > 0元", Rules: []review.Rule{
		{ID: "L1", Light: review.Red, When: "完成率 < 序时进度 - 5%", Text: "年度投资完成{完成率}，序时{序时进度}，落后5个百分点以上", Clear: "补齐投资，差距收窄到5个百分点以内转黄，赶上序时转绿"},
		{ID: "L2", Light: review.Yellow, When: "完成率 < 序时进度", Text: "年度投资完成{完成率}，序时{序时进度}，落后序时", Clear: "补齐投资，赶上序时转绿"},
	}}
}

// lamps gives the rules that light the rows: of counties those in force, of chains their own. nil lights none.
func (s *Service) lamps(ctx context.Context, by By) (*review.Compiled, error) {
	if by == ByCounty {
		return s.Review.InForceAt(ctx, review.LevelRegion)
	}
	return review.Compile(ChainRules())
}
