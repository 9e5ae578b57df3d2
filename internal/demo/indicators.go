package demo

import (
	"fmt"
	"math"
	"math/rand/v2"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/indicator"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/region"
)

// measured is what the figures of a city have come to: the indicators, and the firms that report each month.
type measured struct {
	rng     *rand.Rand
	inds    []*indicator.Indicator
	seeds   []indicatorSeed
	firms   []string
	scale   []float64          // yearly revenue of each firm, 10,000 yuan
	tired   int                // which firm uses less and less power
	silence int                // which firm stops to report
	running map[string]float64 // what has come together since January, by indicator and subject
}

// indicatorSeed is an indicator of the city and how its figures run: amount a place of weight 10 comes to in a month of the first
// year, how it grows in a year, how much it swings.
type indicatorSeed struct {
	indicator.Indicator
	parent, lead        string
	amount, grow, swing float64
	goal                float64 // by how much the year's target lies above the year before; 0 = no target
	late                bool    // targets are not parted to the last bit
}

func indicatorSeeds() []indicatorSeed {
	ind := func(code, name, measure string, decimals int64) indicator.Indicator {
		return indicator.Indicator{Code: code, Name: name, Measure: measure, Decimals: decimals}
	}
	with := func(i indicator.Indicator, edit func(*indicator.Indicator)) indicator.Indicator { edit(&i); return i }
	head := func(code, name string) indicatorSeed {
		return indicatorSeed{Indicator: with(ind(code, name, "", 0), func(i *indicator.Indicator) { i.Source = indicator.Heading })}
	}
	counted := func(code, name, measure string, decimals int64, key string) indicatorSeed {
		return indicatorSeed{Indicator: with(ind(code, name, measure, decimals), func(i *indicator.Indicator) {
			i.Source, i.SourceKey, i.By = indicator.Register, key, "region,chain"
		}), parent: "B"}
	}
	return []indicatorSeed{
		head("A", "工业经济"), head("B", "招商和项目"), head("C", "质量效益"),
		{Indicator: with(ind("A01", "规上工业产值", "亿元", 1), func(i *indicator.Indicator) { i.High = 200 }), parent: "A", lead: "市统计局", amount: 18, grow: .12, swing: .06, goal: .26, late: true},
		{Indicator: with(ind("A02", "规上工业增加值增速", "%", 1), func(i *indicator.Indicator) {
			i.Across, i.Over, i.Low, i.High = indicator.Mean, indicator.Stock, -50, 80
		}), parent: "A", lead: "市统计局", amount: 8.4, swing: .12},
		{Indicator: ind("A03", "工业用电量", "万千瓦时", 0), parent: "A", lead: "市供电公司", amount: 5200, grow: .05, swing: .05},
		{Indicator: with(ind("A04", "规上工业企业数", "户", 0), func(i *indicator.Indicator) { i.Over = indicator.Stock }), parent: "A", lead: "市工信局", amount: 92, grow: .07, goal: .1},
		{Indicator: with(ind("B01", "工业投资（累计）", "亿元", 1), func(i *indicator.Indicator) { i.Over = indicator.Running }), parent: "B", lead: "市发改委", amount: 5.2, grow: .1, swing: .12, goal: .15},
		counted("B02", "新签约额", "亿元", 1, "project.signed_amount"), counted("B03", "项目完成投资", "亿元", 2, "project.invested"),
		counted("B04", "新开工项目", "个", 0, "project.started"), counted("B05", "新投产项目", "个", 0, "project.produced"),
		{Indicator: ind("C01", "工业税收", "亿元", 2), parent: "C", lead: "市税务局", amount: .82, grow: .07, swing: .08, goal: .09},
		{Indicator: with(ind("C02", "亩均税收", "万元/亩", 1), func(i *indicator.Indicator) { i.Across, i.Over = indicator.Mean, indicator.Stock }), parent: "C", lead: "市税务局", amount: 14.2, grow: .05, swing: .03},
		{Indicator: with(ind("C03", "万元产值能耗", "吨标准煤", 3), func(i *indicator.Indicator) {
			i.Across, i.Over, i.Better = indicator.Mean, indicator.Stock, indicator.Down
		}), parent: "C", lead: "市工信局", amount: .212, grow: -.04, swing: .02, goal: -.045},
		{Indicator: with(ind("C04", "链上企业产值", "亿元", 1), func(i *indicator.Indicator) { i.By = indicator.ByChain }), parent: "C", amount: 22, grow: .14, swing: .05, goal: .2},
	}
}

// indicatorMonths is for how many months back there are figures; figureFirms is how many firms report each month.
const (
	indicatorMonths = 26
	figureFirms     = 36
	oldTown         = "349901" // 老城区, which went into 东湖区
)

// measure lets the figures of the month before come in, as they do in the first days of a month.
func (b *builder) measure(month string, back int) error {
	if b.Indicators == nil || back > indicatorMonths {
		return nil
	}
	if b.measured == nil {
		if err := b.setIndicators(month); err != nil {
			return fmt.Errorf("indicators: %w", err)
		}
	}
	last := period.Period(month).Prev()
	if err := b.fillMonth(last, back); err != nil {
		return fmt.Errorf("figures of %s: %w", last, err)
	}
	if err := b.firmFigures(last, back); err != nil {
		return fmt.Errorf("firms' figures of %s: %w", last, err)
	}
	if last[5:] == "12" && back < 12 {
		return b.setGoals(last.Year() + 1)
	}
	if back > 0 {
		return nil
	}
	return b.lateRevision(last.Prev())
}

// setIndicators makes the tree, says who fills what, and which place is no more.
func (b *builder) setIndicators(month string) error {
	m := &measured{rng: rand.New(rand.NewPCG(b.Seed, 20260119)), seeds: indicatorSeeds()}
	b.measured = m
	ids := map[string]string{}
	for i := range m.seeds {
		s := &m.seeds[i]
		x := s.Indicator
		x.ParentID, x.LeadUnitID, x.Sort = ids[s.parent], b.units[s.lead], int64(i+1)
		if x.Code == "A02" {
			x.WeightID = ids["A01"]
		}
		if err := b.Indicators.Create(b.ctx, program, &x); err != nil {
			return fmt.Errorf("%s: %w", x.Name, err)
		}
		ids[x.Code] = x.ID
		m.inds = append(m.inds, &x)
		if x.Source != indicator.Reported && x.Source != "" {
			continue
		}
		units := map[record.Ref]string{}
		if x.By == indicator.ByChain {
			for n, c := range b.chains {
				units[c.Ref()] = b.units[chainSeeds()[n].lead]
			}
		} else {
			for _, p := range b.regions {
				units[record.Ref{Kind: indicator.ByRegion, ID: p.code}] = b.filler(p)
			}
			if x.Code == "A01" {
				units[record.Ref{Kind: indicator.ByRegion, ID: oldTown}] = b.filler(b.regions[0])
			}
		}
		if err := b.Indicators.SetDuties(b.ctx, program, x.ID, units); err != nil {
			return err
		}
	}
	merged := period.Period(month).Shift(18)
	return b.Indicators.SetHeir(b.ctx, program, &indicator.Heir{OldCode: oldTown, OldName: "老城区", NewCode: b.regions[0].code, From: string(merged), Basis: "景川市行政区划调整方案（虚构）"})
}

// filler is the unit of a place that fills its figures.
func (b *builder) filler(p place) string {
	if p.kind == "zone" {
		return b.units[p.name+"经发局"]
	}
	return b.units[p.name+"发改局"]
}

// season is how a month stands to the mean of the year.
var season = [12]float64{.86, .78, 1.02, 1, 1.01, 1.08, .97, .98, 1.05, 1.03, 1.08, 1.14}

// level is what a figure comes to in a month, before chance.
func (s *indicatorSeed) level(weight float64, years float64, month int) float64 {
	v := s.amount * math.Pow(1+s.grow, years)
	if s.Across == indicator.Mean {
		return v
	}
	v *= weight / 10
	if s.Over == indicator.Stock {
		return v
	}
	return v * season[month-1]
}

// fillMonth lets the units fill a month. All but the last are accepted; of the last, one unit is late and one has no figures of its
// power, one estimates.
func (b *builder) fillMonth(p period.Period, back int) error {
	m := b.measured
	if m.running == nil || p[5:] == "01" {
		m.running = map[string]float64{}
	}
	years := float64(indicatorMonths-back) / 12
	mon := int(p[5]-'0')*10 + int(p[6]-'0')
	var rows []*indicator.Value
	for i, x := range m.inds {
		if x.Source != indicator.Reported {
			continue
		}
		s := &m.seeds[i]
		for _, of := range b.measuredOf(x, p) {
			v := s.level(of.weight, years, mon) * (1 + s.swing*m.rng.NormFloat64()/2) * of.luck
			if x.Over == indicator.Running {
				key := x.ID + of.ref.ID
				m.running[key] += v
				v = m.running[key]
			}
			scale := math.Pow10(int(x.Decimals))
			row := &indicator.Value{IndicatorID: x.ID, SubjectKind: of.ref.Kind, SubjectID: of.ref.ID, Period: string(p), Amount: math.Round(v*scale) / scale}
			if back == 0 {
				switch {
				case of.ref.ID == b.regions[6].code: // its sheet is not begun
					continue
				case of.ref.ID == b.regions[10].code && x.Code == "A03":
					row.Amount, row.Mark, row.Note = 0, indicator.Missing, "抄表系统切换，数据月底补"
				case of.ref.ID == b.regions[3].code && x.Code == "C01":
					row.Mark, row.Note = indicator.Estimated, "按入库进度估计"
				}
			}
			rows = append(rows, row)
		}
	}
	err := b.Run.Run(b.ctx, program, change.What{Action: "indicator.fill", Perm: authz.IndicatorFill, Reason: "月报"}, func(tx *change.Tx) error {
		return b.Indicators.InsertValues(b.ctx, tx, rows)
	})
	if err != nil {
		return err
	}
	if back > 0 {
		_, err := b.Indicators.TakeAll(b.ctx, program, p, "月报验收")
		return err
	}
	return b.lastMonth(p)
}

// lastMonth is on its way: some units are approved, some wait for their heads, one is still at it.
func (b *builder) lastMonth(p period.Period) error {
	if _, err := b.Indicators.OpenPeriod(b.ctx, program, p); err != nil {
		return err
	}
	for n, r := range b.regions {
		unit := b.filler(r)
		if n == 6 {
			continue
		}
		for _, action := range []string{"submit", "approve", "accept"}[:map[bool]int{true: 3, false: 1 + n%2}[n < 5]] {
			if err := b.Indicators.Move(b.ctx, program, unit, p, action, ""); err != nil {
				return fmt.Errorf("%s %s: %w", r.name, action, err)
			}
		}
	}
	seen := map[string]bool{}
	for _, c := range chainSeeds() {
		unit := b.units[c.lead]
		if seen[unit] {
			continue
		}
		seen[unit] = true
		if err := b.Indicators.Move(b.ctx, program, unit, p, "submit", ""); err != nil {
			return err
		}
	}
	return nil
}

// measuredSubject is one whose figures are made: its share, and how well it does.
type measuredSubject struct {
	ref          record.Ref
	weight, luck float64
}

// measuredOf are the subjects of an indicator in a month.
func (b *builder) measuredOf(x *indicator.Indicator, p period.Period) []measuredSubject {
	var out []measuredSubject
	if x.By == indicator.ByChain {
		for i, c := range b.chains {
			out = append(out, measuredSubject{c.Ref(), float64(chainSeeds()[i].weight), .9 + .04*float64(i%6)})
		}
		return out
	}
	for i, r := range b.regions {
		luck := 1 + .03*float64(i%5-2)
		if i == 4 && p >= period.Period(b.monthsBack(10)) { // this county falls behind
			luck *= .72
		}
		out = append(out, measuredSubject{record.Ref{Kind: indicator.ByRegion, ID: r.code}, float64(r.weight), luck})
	}
	if x.Code == "A01" && p < period.Period(b.monthsBack(indicatorMonths-18)) {
		out = append(out, measuredSubject{record.Ref{Kind: indicator.ByRegion, ID: oldTown}, 3, 1})
	}
	return out
}

// setGoals sets the targets of a year upon what the year before came to, parts them, and sets the plan to double.
func (b *builder) setGoals(year int) error {
	before, err := period.Parse(fmt.Sprint(year - 1))
	if err != nil {
		return err
	}
	city := record.Ref{Kind: indicator.ByRegion, ID: cityCode}
	for i, x := range b.measured.inds {
		s := &b.measured.seeds[i]
		if s.goal == 0 {
			continue
		}
		all, err := b.Indicators.Values(b.ctx, x.ID, before)
		if err != nil {
			return err
		}
		scale := math.Pow10(int(x.Decimals))
		d := indicator.Split{IndicatorID: x.ID, Year: year, Of: city, Path: indicator.Equal, Basis: fmt.Sprintf("景川市%d年工业和投资工作要点（虚构）", year), By: x.Dimensions()[0], Parts: map[record.Ref]float64{}, Adopt: true}
		sum, base := 0.0, 0.0
		for _, o := range all {
			switch {
			case o.Subject == city:
				base = o.Value
			case o.Known:
				v := math.Round(o.Value*(1+s.goal)*scale) / scale
				d.Parts[o.Subject], sum = v, sum+v
			}
		}
		if d.Amount = math.Round(sum*scale) / scale; x.Across == indicator.Mean {
			d.Amount = math.Round(base*(1+s.goal)*scale) / scale
		}
		if s.late {
			d.Amount, d.Reason = math.Ceil(d.Amount/50)*50, "尾数留市本级调度"
		}
		if err := b.Indicators.SetSplit(b.ctx, program, d); err != nil {
			return fmt.Errorf("%s: %w", x.Name, err)
		}
		if !s.late {
			continue
		}
		if err := b.Indicators.SetPlan(b.ctx, program, indicator.PlanDraft{IndicatorID: x.ID, Of: city, BaseYear: year - 1, Year: year + 2, Base: base, Amount: math.Round(2 * base), Basis: "三年翻番行动方案（虚构）"}); err != nil {
			return err
		}
		for n, name := range []string{"澜江市", "霁州市"} {
			if err := b.Indicators.PutPeer(b.ctx, program, &indicator.Peer{IndicatorID: x.ID, Name: name, Period: string(before), Amount: math.Round(base * (1.12 - .3*float64(n))), Source: name + "统计公报（虚构）",
				SourceOn: b.Clock.Today()}); err != nil {
				return err
			}
		}
	}
	return nil
}

// lateRevision corrects a figure of a month that is frozen by now.
func (b *builder) lateRevision(p period.Period) error {
	for i, x := range b.measured.inds {
		if b.measured.seeds[i].Code != "A01" {
			continue
		}
		v, err := b.Indicators.ValueAt(b.ctx, authz.Scope{All: true}, x.ID, record.Ref{Kind: indicator.ByRegion, ID: b.regions[1].code}, p)
		if err != nil || v == nil {
			return err
		}
		return b.Indicators.Revise(b.ctx, program, indicator.Revised{ValueID: v.ID, Amount: math.Round(v.Amount*9.4) / 10, Reason: "核减一户企业重复上报的产值", Version: v.Version})
	}
	return nil
}

// firmFigures lets the key firms report their month: one uses less and less power, one has fallen silent.
func (b *builder) firmFigures(p period.Period, back int) error {
	m := b.measured
	if m.firms == nil {
		rows, err := b.Enterprises.Select(b.ctx, b.Run.DB, authz.Scope{All: true}, new(db.Where).And("t.region <> ?", region.Outside), fmt.Sprint("ORDER BY t.revenue DESC, t.id LIMIT ", figureFirms))
		if err != nil {
			return err
		}
		for i := range rows {
			m.firms, m.scale = append(m.firms, rows[i].ID), append(m.scale, 2000+m.rng.Float64()*18000)
		}
		m.tired, m.silence = min(3, len(rows)-1), min(7, len(rows)-1)
	}
	mon := int(p[5]-'0')*10 + int(p[6]-'0')
	var figures []*enterprise.Figure
	for i, id := range m.firms {
		if i == m.silence && back < 2 || (i%13 == 12) && back == 0 {
			continue
		}
		v := m.scale[i] * season[mon-1] * math.Pow(1+.04*float64(i%5), float64(indicatorMonths-back)/12) * (1 + .04*m.rng.NormFloat64())
		power := v * 38 * (1 + .02*m.rng.NormFloat64())
		if i == m.tired && back < 3 || i == m.tired+2 && back < 1 {
			power *= .64
			v *= .82
		}
		figures = append(figures, &enterprise.Figure{EnterpriseID: id, Period: string(p), Revenue: int64(v) * 10_000, Tax: int64(v*.043) * 10_000, Power: int64(power), Source: "重点企业直报"})
	}
	return b.Run.Run(b.ctx, program, change.What{Action: "enterprise.figure", Perm: authz.FirmEdit, Reason: "月度直报"}, func(tx *change.Tx) error {
		return b.Enterprises.InsertFigures(b.ctx, tx, figures)
	})
}
