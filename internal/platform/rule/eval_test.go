package rule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/rule"
)

func TestEval(t *testing.T) {
	row := map[string]any{
		"name": "光伏组件二期", "owner": "", "stage": "signed", "done": int64(239_000_000), "plan": int64(860_000_000),
		"progress": 0.4, "area": 12.6, "jobs": int64(30), "plan_start": "2026-01-31", "real_start": nil, "listed": false,
	}
	for _, c := range []struct {
		src  string
		want rule.Type
		out  any
	}{
		{`已完成投资 / 年度计划`, rule.Number, 239.0 / 860.0},
		{`年度计划 * 10%`, rule.Money, int64(86_000_000)},
		{`年度计划 / 3`, rule.Money, int64(286_666_667)},
		{`-年度计划 / 3`, rule.Money, int64(-286_666_667)},
		{`年度计划 - 已完成投资`, rule.Money, int64(621_000_000)},
		{`年度计划 / (年度计划 - 年度计划)`, rule.Number, nil},
		{`「占地（亩）」 / 「5G用工」`, rule.Number, 12.6 / 30},
		{`默认(实际开工, 计划开工)`, rule.Date, "2026-01-31"},
		{`实际开工`, rule.Date, nil},
		{`责任单位`, rule.Text, nil},
		{`默认(责任单位, "未定")`, rule.Text, "未定"},
		{`已入库 ? "甲" : "乙"`, rule.Text, "乙"},
		{`且末 ? "甲" : "乙"`, rule.Text, nil},
		{`阶段`, rule.Text, "signed"},
		{`已入库 ? "开工" : 阶段`, rule.Text, "signed"},
		{`加月(计划开工, 1)`, rule.Date, "2026-02-28"},
		{`加月(计划开工, -11)`, rule.Date, "2025-02-28"},
		{`加天(计划开工, -31)`, rule.Date, "2025-12-31"},
		{`加天("9999-12-31", 1)`, rule.Date, nil},
		{`加月("0001-01-31", -1)`, rule.Date, nil},
		{`加天(计划开工, 「占地（亩）」)`, rule.Date, "2026-02-12"},
		{`月初(计划开工)`, rule.Date, "2026-01-01"},
		{`月末("2024-02-01")`, rule.Date, "2024-02-29"},
		{`月末("1900-02-01")`, rule.Date, "1900-02-28"},
		{`年初(今天)`, rule.Date, "2026-01-01"},
		{`天数("2024-02-28", "2024-03-01")`, rule.Number, 2.0},
		{`天数(今天, 计划开工)`, rule.Number, -295.0},
		{`月数("2026-01-31", "2026-02-28")`, rule.Number, 1.0},
		{`月数("2026-01-31", "2026-02-27")`, rule.Number, 0.0},
		{`月数("2026-01-31", "2026-03-30")`, rule.Number, 1.0},
		{`月数("2026-11-22", "2026-11-22")`, rule.Number, 0.0},
		{`月数("2026-03-15", "2026-01-20")`, rule.Number, -1.0},
		{`月数("2024-02-29", "2025-02-28")`, rule.Number, 12.0},
		{`年(计划开工) * 100 + 月(计划开工)`, rule.Number, 202601.0},
		{`取整(0.29 * 100)`, rule.Number, 29.0}, // 28.999999999999996 in doubles
		{`取整(-2.5)`, rule.Number, -3.0},
		{`绝对值(已完成投资 - 年度计划)`, rule.Money, int64(621_000_000)},
		{`最大(已完成投资, 年度计划)`, rule.Money, int64(860_000_000)},
		{`最小(计划开工, "2025-01-01")`, rule.Date, "2025-01-01"},
		{`最小(实际开工, 计划开工)`, rule.Date, nil},
		{`序时进度 - 10% == 30%`, rule.Bool, true}, // 0.30000000000000004 in doubles
		{`序时进度 - 10% < 30%`, rule.Bool, false},
		{`序时进度 - 10% > 30%`, rule.Bool, false},
		{`序时进度 - 10% in [10%, 30%]`, rule.Bool, true},
		{`年度计划 * 1.1 == 9.46亿元`, rule.Bool, true},
		{`包含(项目名称, "光伏") 且 开头(项目名称, "光伏组件") 且 非 开头(项目名称, "组件")`, rule.Bool, true},
		{`阶段 在 ["开工", "竣工"]`, rule.Bool, false},
		{`上期阶段 在 ["开工", "竣工"]`, rule.Bool, nil},
		{`阶段 == 上期阶段`, rule.Bool, nil},
		{`为空(实际开工) 且 有值(计划开工) 且 为空(责任单位) 且 为空(且末) 且 为空(年度计划 / (已完成投资 - 已完成投资))`, rule.Bool, true},
	} {
		got := mustCompile(t, c.src, c.want).Eval(today, rowOf(row))
		if diff := cmp.Diff(c.out, got); diff != "" {
			t.Errorf("%s:\n%s", c.src, diff)
		}
	}
}

// Kleene's logic, for all values of two conditions.
func TestThreeValuedLogic(t *testing.T) {
	values := []any{true, nil, false}
	for src, want := range map[string][9]any{
		`已入库 且 且末`:        {true, nil, false, nil, nil, false, false, false, false},
		`已入库 或 且末`:        {true, true, true, true, nil, nil, true, nil, false},
		`已入库 == 且末`:       {true, nil, false, nil, nil, nil, false, nil, true},
		`已入库 != 且末`:       {false, nil, true, nil, nil, nil, true, nil, false},
		`非 已入库`:           {false, false, false, nil, nil, nil, true, true, true},
		`已入库 ? 且末 : 非 且末`: {true, nil, false, nil, nil, nil, false, nil, true},
		`默认(已入库, 且末)`:     {true, true, true, true, nil, false, false, false, false},
	} {
		r := mustCompile(t, src, rule.Bool)
		for i, want := range want {
			row := rowOf(map[string]any{"listed": values[i/3], "county": values[i%3]})
			if got := r.Eval(today, row); got != want {
				t.Errorf("%s with %v and %v: got %v, want %v", src, values[i/3], values[i%3], got, want)
			}
			if r.True(today, row) != (want == true) {
				t.Errorf("%s with %v and %v: True disagrees with Eval", src, values[i/3], values[i%3])
			}
		}
	}
}

// Without a valid as-of date 今天 is unknown; a Row may give less than it should.
func TestEvalOddInput(t *testing.T) {
	r := mustCompile(t, `天数(计划开工, 今天) > 3 或 已完成投资 > 1亿`, rule.Bool)
	row := rowOf(map[string]any{"plan_start": "2026-02-30", "done": "many"})
	for _, env := range []rule.Env{{}, {Today: "2026-13-01"}, {Today: "tomorrow"}, today} {
		if got := r.Eval(env, row); got != nil {
			t.Errorf("%v: got %v, want unknown", env, got)
		}
	}
	if mustCompile(t, `序时进度`, rule.Number).True(today, row) {
		t.Error("a rule that is no condition is true")
	}
}
