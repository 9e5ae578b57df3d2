package rule_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/rule"
)

func TestExplainClauses(t *testing.T) {
	row := rowOf(map[string]any{
		"done": int64(239_000_000), "plan": int64(860_000_000), "progress": 0.417, "stage": "signed", "plan_start": "2026-08-01", "listed": true,
	})
	r := mustCompile(t, `已完成投资/年度计划 < 序时进度 - 0.1 且 (月数(计划开工, 今天) > 3 或 实际开工 > 计划开工) 且 非 已入库`, rule.Bool)
	want := rule.Explanation{
		Text:    `已完成投资 / 年度计划 < 序时进度 - 0.1 且 (月数(计划开工, 今天) > 3 或 实际开工 > 计划开工) 且 非 已入库`,
		Verdict: rule.Fails, Join: "且",
		Clauses: []rule.Explanation{
			{
				Text: `已完成投资 / 年度计划 < 序时进度 - 0.1`, Verdict: rule.Holds,
				Detail: "已完成投资 2.39亿元 ÷ 年度计划 8.60亿元 = 27.8% < 31.7%（序时进度 41.7% − 10%）",
			},
			{
				Text: `月数(计划开工, 今天) > 3 或 实际开工 > 计划开工`, Verdict: rule.Unknown, Join: "或", Missing: []string{"实际开工"},
				Clauses: []rule.Explanation{
					{Text: `月数(计划开工, 今天) > 3`, Verdict: rule.Fails, Detail: "月数(计划开工 2026-08-01, 今天 2026-11-22) = 3 ≤ 3"},
					{
						Text: `实际开工 > 计划开工`, Verdict: rule.Unknown, Missing: []string{"实际开工"},
						Detail: "实际开工 未填 > 计划开工 2026-08-01，缺实际开工",
					},
				},
			},
			{
				Text: `非 已入库`, Verdict: rule.Fails, Join: "非",
				Clauses: []rule.Explanation{{Text: `已入库`, Verdict: rule.Holds, Detail: "已入库 是"}},
			},
		},
	}
	if diff := cmp.Diff(want, r.Explain(today, row)); diff != "" {
		t.Error(diff)
	}
}

func TestExplainDetail(t *testing.T) {
	row := rowOf(map[string]any{
		"done": int64(99_999_999), "plan": int64(0), "progress": 0.30004, "stage": "signed", "plan_start": "2026-01-31",
		"listed": false, "name": "光伏组件", "jobs": int64(120), "area": 12.345,
	})
	for _, c := range []struct {
		src     string
		verdict rule.Verdict
		detail  string
	}{
		{`已完成投资 >= 1亿元`, rule.Fails, "已完成投资 9999.9999万元 < 1亿元"},
		{`已完成投资 / 1.5亿元 > 30%`, rule.Holds, "已完成投资 1.00亿元 ÷ 1.5亿元 = 66.7% > 30%"},
		{`序时进度 > 30%`, rule.Holds, "序时进度 30.004% > 30%"},
		{`序时进度 != 0.3`, rule.Holds, "序时进度 0.30004 ≠ 0.3"},
		{`已完成投资 / 年度计划 < 30%`, rule.Unknown, "已完成投资 1.00亿元 ÷ 年度计划 0元 < 30%，除数为零"},
		{`天数(实际开工, 今天) > 30`, rule.Unknown, "天数(实际开工 未填, 今天 2026-11-22) > 30，缺实际开工"},
		{`加月(计划开工, 1) < 今天`, rule.Holds, "加月(计划开工 2026-01-31, 1) = 2026-02-28 < 今天 2026-11-22"},
		{`今天 <= 加月(计划开工, 1)`, rule.Fails, "今天 2026-11-22 > 2026-02-28（加月(计划开工 2026-01-31, 1)）"},
		{`加天("9999-12-31", 1) > 今天`, rule.Unknown, "加天(9999-12-31, 1) > 今天 2026-11-22，结果超出范围"},
		{`阶段 == "开工"`, rule.Fails, "阶段 签约 ≠ 开工"},
		{`阶段 在 ["签约", "开工"]`, rule.Holds, "阶段 签约 在 签约、开工 之中"},
		{`阶段 不在 ["签约", "开工"]`, rule.Fails, "阶段 签约 在 签约、开工 之中"},
		{`阶段 不在 ["开工"]`, rule.Holds, "阶段 签约 不在 开工 之中"},
		{`为空(实际开工)`, rule.Holds, "实际开工 未填（为空）"},
		{`有值(计划开工)`, rule.Holds, "计划开工 2026-01-31（有值）"},
		{`包含(项目名称, "光伏")`, rule.Holds, `项目名称 光伏组件 包含 "光伏"`},
		{`开头(项目名称, "组件")`, rule.Fails, `项目名称 光伏组件 开头不是 "组件"`},
		{`已入库`, rule.Fails, "已入库 否"},
		{`且末`, rule.Unknown, "且末 未填，缺且末"},
		{`「5G用工」 / 「占地（亩）」 >= 9.5`, rule.Holds, "5G用工 120 ÷ 占地（亩） 12.35 = 9.72 ≥ 9.5"},
		{`-(「5G用工」 - 20) * 2 < 0`, rule.Holds, "−(5G用工 120 − 20) × 2 = -200 < 0"},
		{`默认(已完成投资 / 年度计划, 0%) == 0%`, rule.Holds, "默认(已完成投资 1.00亿元 ÷ 年度计划 0元, 0%) = 0.0% = 0%"},
	} {
		e := mustCompile(t, c.src, rule.Bool).Explain(today, row)
		if e.Verdict != c.verdict || e.Detail != c.detail {
			t.Errorf("%s:\n got %s %s\nwant %s %s", c.src, e.Verdict, e.Detail, c.verdict, c.detail)
		}
	}
}

func TestExplainValue(t *testing.T) {
	r := mustCompile(t, `已完成投资 / 年度计划`, rule.Number)
	got := r.Explain(today, rowOf(map[string]any{"done": int64(239_000_000), "plan": int64(860_000_000)}))
	want := rule.Explanation{
		Text: `已完成投资 / 年度计划`, Verdict: rule.Holds, Value: 239.0 / 860, Detail: "已完成投资 2.39亿元 ÷ 年度计划 8.60亿元 = 27.8%",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	got = r.Explain(today, rowOf(map[string]any{"done": int64(239_000_000)}))
	want = rule.Explanation{
		Text: `已完成投资 / 年度计划`, Verdict: rule.Unknown, Missing: []string{"年度计划"}, Detail: "已完成投资 2.39亿元 ÷ 年度计划 未填，缺年度计划",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestExplainChoice(t *testing.T) {
	r := mustCompile(t, `已入库 ? 年度计划 > 0 : 阶段 == "签约"`, rule.Bool)
	got := r.Explain(today, rowOf(map[string]any{"listed": false, "stage": "signed"}))
	want := rule.Explanation{
		Text: `已入库 ? 年度计划 > 0元 : 阶段 == "签约"`, Verdict: rule.Holds, Join: "则",
		Clauses: []rule.Explanation{
			{Text: "已入库", Verdict: rule.Fails, Detail: "已入库 否"},
			{Text: `阶段 == "签约"`, Verdict: rule.Holds, Detail: "阶段 签约 = 签约"},
		},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	for v, label := range map[rule.Verdict]string{rule.Holds: "成立", rule.Fails: "不成立", rule.Unknown: "无法判断"} {
		if v.Label() != label {
			t.Errorf("%s is called %s", v, v.Label())
		}
	}
}
