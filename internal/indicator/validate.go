package indicator

import (
	"context"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/period"
)

var codeText = regexp.MustCompile(`^[A-Za-z0-9._-]{1,30}$`)

func has(options []list.Option, code string) bool {
	return slices.ContainsFunc(options, func(o list.Option) bool { return o.Code == code })
}

// check says what does not hold of an indicator among all of them.
func (s *Service) check(ctx context.Context, i *Indicator, all []Indicator) error {
	var bad errs.Fields
	i.Name, i.Measure, i.Code = strings.TrimSpace(i.Name), strings.TrimSpace(i.Measure), strings.TrimSpace(i.Code)
	for _, d := range []struct {
		field *string
		value string
	}{{&i.Better, Up}, {&i.Across, Sum}, {&i.Over, Flow}, {&i.Source, Reported}, {&i.Frequency, string(period.Month)}, {&i.By, ByRegion}} {
		if *d.field == "" {
			*d.field = d.value
		}
	}
	if n := utf8.RuneCountInString(i.Name); n == 0 || n > 60 {
		bad.Add("name", "填指标名称，60字以内，例如规上工业营业收入")
	}
	if !codeText.MatchString(i.Code) {
		bad.Add("code", "编码用字母、数字、点和短横，30位以内")
	}
	if i.Source != Heading && (i.Measure == "" || utf8.RuneCountInString(i.Measure) > 12) {
		bad.Add("measure", "填计量单位，例如亿元、%%、户、亩")
	}
	for _, c := range []struct {
		name, value string
		options     []list.Option
	}{{"better", i.Better, betterOptions}, {"across", i.Across, acrossOptions}, {"over_time", i.Over, overOptions}, {"source", i.Source, sourceOptions},
		{"frequency", i.Frequency, frequencyOptions}, {"by_kind", i.By, byOptions}} {
		if !has(c.options, c.value) {
			bad.Add(c.name, "没有“%s”这个选项", c.value)
		}
	}
	if i.Decimals < 0 || i.Decimals > 6 {
		bad.Add("decimals", "小数位在0到6之间")
	}
	if i.High < i.Low {
		bad.Add("high", "上限小于下限")
	}
	for _, m := range []struct{ name, value string }{{"from_period", i.FromPeriod}, {"until_period", i.UntilPeriod}} {
		if m.value != "" && period.Period(m.value).Kind() != period.Month {
			bad.Add(m.name, "写成2026-01这样的月份")
		}
	}
	if i.FromPeriod != "" && i.UntilPeriod != "" && i.UntilPeriod < i.FromPeriod {
		bad.Add("until_period", "早于启用月")
	}
	i.checkLinks(&bad, all)
	s.checkSource(ctx, &bad, i)
	return bad.Err()
}

// checkLinks looks at what the indicator says of others.
func (i *Indicator) checkLinks(bad *errs.Fields, all []Indicator) {
	find := func(id string) *Indicator {
		if at := slices.IndexFunc(all, func(x Indicator) bool { return x.ID == id }); at >= 0 {
			return &all[at]
		}
		return nil
	}
	for x := range all {
		if all[x].ID != i.ID && all[x].Code == i.Code {
			bad.Add("code", "编码已被“%s”占用", all[x].Name)
		}
		if all[x].ID != i.ID && all[x].Name == i.Name && all[x].Source != Heading && i.Source != Heading {
			bad.Add("name", "已有同名指标，编码%s", all[x].Code)
		}
	}
	for id, n := i.ParentID, 0; id != ""; n++ {
		up := find(id)
		if up == nil || id == i.ID || n > len(all) {
			bad.Add("parent_id", "上级不能是它自己或它的下级")
			break
		}
		id = up.ParentID
	}
	if i.Across != Mean {
		i.WeightID = ""
	}
	if i.WeightID == "" {
		return
	}
	switch w := find(i.WeightID); {
	case w == nil || w.Source == Heading:
		bad.Add("weight_id", "选一个有数据的指标作权重")
	case w.ID == i.ID || w.Across == Mean:
		bad.Add("weight_id", "权重要选可以合计的指标")
	case w.Frequency != i.Frequency:
		bad.Add("weight_id", "“%s”的频率与本指标不同，不能作权重", w.Name)
	}
}

// checkSource looks at where the values are to come from.
func (s *Service) checkSource(ctx context.Context, bad *errs.Fields, i *Indicator) {
	switch i.Source {
	case Register:
		k := registerKey(i.SourceKey)
		if k == nil {
			bad.Add("source_key", "选登记册里要算的数")
			return
		}
		if _, ok := Convert(k.Measure, i.Measure); !ok {
			bad.Add("measure", "“%s”以“%s”计，不能换成“%s”", k.Label, k.Measure, i.Measure)
		}
		if slices.Contains(i.Dimensions(), ByUnit) {
			bad.Add("by_kind", "自动计算的指标按县区或产业链统计")
		}
		i.Over = Flow
	case Formula:
		if strings.TrimSpace(i.SourceKey) == "" {
			bad.Add("source_key", "填口径库里的公式编码")
			return
		}
		if s.FormulaChoices == nil {
			return
		}
		choices, err := s.FormulaChoices(ctx)
		if err == nil && !slices.ContainsFunc(choices, func(c Choice) bool { return c.Key == i.SourceKey }) {
			bad.Add("source_key", "口径库里没有编码为“%s”的公式", i.SourceKey)
		}
	default:
		i.SourceKey = ""
	}
}
