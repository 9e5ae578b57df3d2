package indicator

import (
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

var near = cmpopts.EquateApprox(0, 1e-6)

func TestGrowth(t *testing.T) {
	for n, want := range map[int]float64{1: 1, 2: 0.414214, 3: 0.259921, 5: 0.148698} {
		if got := Doubling(n); math.Abs(got-want) > 1e-6 {
			t.Errorf("doubling in %d years needs %f, want %f", n, got, want)
		}
	}
	for _, x := range []struct {
		base, goal float64
		years      int
		want       float64
		ok         bool
	}{{350, 700, 3, 0.259921, true}, {0, 700, 3, 0, false}, {-5, 700, 3, 0, false}, {350, 0, 3, 0, false}, {350, 700, 0, 0, false}} {
		if got, ok := Compound(x.base, x.goal, x.years); ok != x.ok || math.Abs(got-x.want) > 1e-6 {
			t.Errorf("Compound(%g, %g, %d) = %f, %v", x.base, x.goal, x.years, got, ok)
		}
	}
	if _, ok := Growth(5, 0); ok {
		t.Error("growth from nothing is a number")
	}
	if got, ok := Growth(110, 100); !ok || math.Abs(got-0.1) > 1e-9 {
		t.Errorf("Growth = %f", got)
	}
	got := Ladder(2025, 350, 2028, 700)
	want := []Rung{{2026, 440.972367}, {2027, 555.590368}, {2028, 700}}
	if diff := cmp.Diff(want, got, near); diff != "" {
		t.Error(diff)
	}
	if Ladder(2025, 0, 2028, 700) != nil {
		t.Error("a ladder from nothing")
	}
	if p := (&Target{BaseYear: "2025", Base: 350, Year: "2028", Amount: 700}).PlanWords(); p != "3年翻番，每年须增长25.99%" {
		t.Errorf("plan: %s", p)
	}
	if p := (&Target{BaseYear: "2025", Base: 520, Year: "2027", Amount: 700}).PlanWords(); p != "到2027年，每年须增长16.02%" {
		t.Errorf("plan: %s", p)
	}
}

func TestConvert(t *testing.T) {
	for _, x := range []struct {
		from, to string
		want     float64
		ok       bool
	}{{"万元", "亿元", 1e-4, true}, {"亿元", "元", 1e8, true}, {"亩", "公顷", 1.0 / 15, true}, {"%", "%", 1, true}, {"万户", "户", 1e4, true}, {"吨", "亿元", 0, false}, {"户", "家", 0, false}, {"枚", "元", 0, false}} {
		if got, ok := Convert(x.from, x.to); ok != x.ok || math.Abs(got-x.want) > 1e-12 {
			t.Errorf("Convert(%s, %s) = %g, %v", x.from, x.to, got, ok)
		}
	}
}

func TestPaths(t *testing.T) {
	y := EqualPath(120, Flow, math.NaN())
	if y[0] != 10 || y[11] != 120 {
		t.Errorf("equal: %v", y)
	}
	if y := EqualPath(60, Stock, math.NaN()); y[0] != 60 || y[11] != 60 {
		t.Errorf("a level without a last year: %v", y)
	}
	if y := EqualPath(60, Stock, 48); y[0] != 49 || y[11] != 60 {
		t.Errorf("a level from 48: %v", y)
	}
	var last Year
	for m := range last {
		last[m] = float64((m + 1) * (m + 1))
	}
	if y, err := ShapePath(288, Flow, last); err != nil || y[0] != 2 || y[5] != 72 || y[11] != 288 {
		t.Errorf("shape: %v %v", y, err)
	}
	gap := last
	gap[2] = math.NaN()
	if _, err := ShapePath(288, Flow, gap); err == nil || !strings.Contains(err.Error(), "上年3月没有数据") {
		t.Errorf("a missing month: %v", err)
	}
	if _, err := ShapePath(288, Running, Year{}); err == nil || !strings.Contains(err.Error(), "不大于0") {
		t.Errorf("a year of nothing: %v", err)
	}
	given := Year{10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10}
	if y, err := GivenPath(120, Flow, 2, given); err != nil || y[5] != 60 {
		t.Errorf("given: %v %v", y, err)
	}
	if _, err := GivenPath(121, Flow, 2, given); err == nil || !strings.Contains(err.Error(), "各月合计是120.00，与年度目标121.00差1.00") {
		t.Errorf("given months that do not sum: %v", err)
	}
	if _, err := GivenPath(10, Running, 0, Year{1, 2, 3, 4, 5, 6, 7, 8, 9, 9, 8, 10}); err == nil || !strings.Contains(err.Error(), "累计数比10月小") {
		t.Errorf("a cumulative that falls: %v", err)
	}
	given[3] = math.NaN()
	if _, err := GivenPath(120, Flow, 2, given); err == nil || !strings.Contains(err.Error(), "填4月的数") {
		t.Errorf("a month that is missing: %v", err)
	}
	tg := &Target{Year: "2026", Months: EqualPath(120, Flow, math.NaN()).encode()}
	for _, x := range []struct {
		over string
		p    period.Period
		want float64
		ok   bool
	}{{Flow, "2026-03", 10, true}, {Running, "2026-03", 30, true}, {Flow, "2026-Q3", 30, true}, {Flow, "2026", 120, true}, {Stock, "2026-H1", 60, true}, {Flow, "2025-03", 0, false}, {Flow, "2026-W10", 0, false}} {
		if got, ok := tg.Due(x.over, x.p); ok != x.ok || math.Abs(got-x.want) > 1e-9 {
			t.Errorf("Due(%s, %s) = %g, %v", x.over, x.p, got, ok)
		}
	}
	if q := quarterly(Year{math.NaN(), math.NaN(), 30, math.NaN(), math.NaN(), 60, math.NaN(), math.NaN(), 90, math.NaN(), math.NaN(), 120}, "quarter"); q[0] != 10 || q[4] != 50 {
		t.Errorf("quarters: %v", q)
	}
}

func known(v float64) *Cell { return &Cell{Amount: v, Known: true, State: Approved} }

func TestCombine(t *testing.T) {
	parts := []part{{name: "甲", cell: known(10), weight: known(1)}, {name: "乙", cell: known(40), weight: known(3)}, {name: "丙", cell: &Cell{}}}
	for _, x := range []struct {
		across  string
		weighed bool
		want    float64
	}{{Sum, false, 50}, {Mean, false, 25}, {Mean, true, 32.5}, {Max, false, 40}} {
		c := Combine(x.across, x.weighed, parts)
		if !c.Known || c.Amount != x.want || cmp.Diff([]string{"丙"}, c.Missing) != "" || c.State != Approved || c.Parts != 3 {
			t.Errorf("%s: %+v", x.across, c)
		}
	}
	late := *known(7)
	late.At, late.Estimated, late.Pending, late.State = 9, true, true, Filled
	c := Combine(Last, false, []part{{name: "甲", cell: known(10)}, {name: "乙", cell: &late}})
	if c.Amount != 7 || !c.Estimated || !c.Pending || c.State != Filled || c.Words(ByRegion) != "含估计　待审定" {
		t.Errorf("last: %+v %s", c, c.Words(ByRegion))
	}
	if c := Combine(None, false, parts); c.Known {
		t.Errorf("not added up: %+v", c)
	}
	zero := Combine(Mean, true, []part{{name: "甲", cell: known(10), weight: known(0)}})
	if zero.Known || zero.Why != "权重合计为0，算不出平均" {
		t.Errorf("division by zero: %+v", zero)
	}
	if c := Combine(Mean, true, []part{{name: "甲", cell: known(10)}, {name: "乙", cell: known(20), weight: known(2)}}); c.Amount != 20 || cmp.Diff([]string{"甲（缺权重）"}, c.Missing) != "" {
		t.Errorf("a missing weight: %+v", c)
	}
	if c := Combine(Sum, false, []part{{name: "甲", cell: &Cell{}}}); c.Known || len(c.Missing) != 1 {
		t.Errorf("nothing known: %+v", c)
	}
	if c := Combine(Sum, false, []part{{name: "甲", cell: known(math.MaxFloat64)}, {name: "乙", cell: known(math.MaxFloat64)}}); c.Known || c.Why == "" {
		t.Errorf("overflow: %+v", c)
	}
	year := InTime(Flow, []*Cell{known(1), {}, known(3)}, []string{"1月", "2月", "3月"})
	if year.Amount != 4 || cmp.Diff([]string{"2月"}, year.Missing) != "" {
		t.Errorf("a missing month: %+v", year)
	}
	if c := InTime(Running, []*Cell{known(1), known(3)}, []string{"1月", "2月"}); c.Amount != 3 {
		t.Errorf("running: %+v", c)
	}
}

func TestOdd(t *testing.T) {
	ind := &Indicator{Low: 0, High: 100, Over: Running, Measure: "亿元", Decimals: 1}
	for _, x := range []struct {
		v          float64
		last, year *Cell
		want       []string
	}{
		{50, &Cell{}, &Cell{}, nil}, {120, &Cell{}, &Cell{}, []string{"不在合理范围0—100"}}, {40, known(45), &Cell{}, []string{"累计数比上期45.0还小"}},
		{50, known(45), known(20), []string{"超过上年同期20.0的两倍"}}, {9, &Cell{}, known(20), []string{"不到上年同期20.0的一半"}},
	} {
		if diff := cmp.Diff(x.want, odd(ind, x.v, "2026-10", *x.last, *x.year)); diff != "" {
			t.Errorf("%g: %s", x.v, diff)
		}
	}
}

func TestGap(t *testing.T) {
	ind := &Indicator{Across: Sum, Measure: "亿元", Decimals: 1}
	for _, x := range []struct {
		parts []float64
		want  string
	}{{[]float64{300, 400}, ""}, {[]float64{300, 380.5}, "差19.5亿元未分解"}, {[]float64{400, 400}, "超分解100.0亿元"}, {[]float64{0.1, 0.2, 699.7}, ""}} {
		gap, ok := ind.Gap(700, x.parts)
		if got := ind.GapWords(gap); !ok || got != x.want {
			t.Errorf("%v: %q, want %q", x.parts, got, x.want)
		}
	}
	if _, ok := (&Indicator{Across: Mean}).Gap(60, []float64{50, 50}); ok {
		t.Error("rates are held to a sum")
	}
}

func TestWarnings(t *testing.T) {
	rules, err := Warnings()
	if err != nil || len(rules) != 7 || rules[0].Light != "red" {
		t.Fatalf("%v %v", rules, err)
	}
	run := func(power ...int64) (now, before []Month) {
		for _, p := range power {
			now = append(now, Month{Power: p, Revenue: 100, Tax: 10, Known: p >= 0})
			before = append(before, Month{Power: 100, Revenue: 100, Tax: 10, Known: true})
		}
		return now, before
	}
	find := func(id string) *Warning {
		for i := range rules {
			if rules[i].ID == id {
				return &rules[i]
			}
		}
		t.Fatal(id)
		return nil
	}
	for _, x := range []struct {
		id    string
		power []int64
		want  bool
	}{
		{"power-red", []int64{100, 79, 79}, true}, {"power-red", []int64{79, 100, 79}, false}, {"power-red", []int64{79, 80, 79}, false}, {"power-red", []int64{79}, false},
		{"power-red", []int64{79, -1, 79}, false}, {"power-yellow", []int64{100, 79}, true}, {"silent-yellow", []int64{100, -1}, true}, {"silent-red", []int64{100, -1}, false}, {"silent-red", []int64{-1, -1}, true},
	} {
		now, before := run(x.power...)
		if got := find(x.id).Holds(now, before); got != x.want {
			t.Errorf("%s of %v: %v", x.id, x.power, got)
		}
	}
	if got := find("power-red").Words(); got != "用电量连续2个月同比下降超过20%" {
		t.Error(got)
	}
	now, before := run(79, 79)
	before[1].Power = 0
	if find("power-red").Holds(now, before) {
		t.Error("a fall against nothing")
	}
	for _, w := range rules {
		if w.Text == "" || w.Light != "red" && w.Light != "yellow" || w.Months < 1 {
			t.Errorf("rule %+v", w)
		}
	}
}

func TestFlow(t *testing.T) {
	if d := FilingFlow.Defects("full", "below"); d != nil {
		t.Error(d)
	}
	type key struct{ state, action string }
	allowed := map[key]string{{Open, "submit"}: Filled, {Open, "take"}: Accepted, {Filled, "approve"}: Approved, {Filled, "return"}: Open, {Approved, "accept"}: Accepted, {Approved, "reject"}: Open}
	for _, s := range FilingFlow.States {
		for _, action := range []string{"submit", "approve", "return", "accept", "reject", "take", "jump"} {
			row, err := FilingFlow.Find(s.Code, action)
			to, ok := allowed[key{s.Code, action}]
			if ok != (err == nil) || ok && row.To != to || !ok && errs.CodeOf(err) != errs.Conflict {
				t.Errorf("%s %s: %v %v", s.Code, action, row, err)
			}
		}
	}
}

func TestSplitHead(t *testing.T) {
	for in, want := range map[string][2]string{"规上工业产值（亿元）": {"规上工业产值", "亿元"}, "工业投资(单位：万元)": {"工业投资", "万元"}, "产值（规上）": {"产值（规上）", ""}, "用电量": {"用电量", ""}, "（亿元）": {"（亿元）", ""}} {
		if n, m := SplitHead(in); n != want[0] || m != want[1] {
			t.Errorf("%s: %s %s", in, n, m)
		}
	}
}
