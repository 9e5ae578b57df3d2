package rule_test

import (
	"errors"
	"testing"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
)

// Whatever is typed gives a rule that reads back, or an Invalid error with a position inside the text.
func FuzzCompile(f *testing.F) {
	for _, src := range []string{
		`已完成投资 / 年度计划 < 序时进度 - 10%`, `阶段 不在 ["签约"、"开工"] 且 非 已入库`, `默认(实际开工, 今天) <= "2026-11-30"`,
		`已入库 ? 1.5亿元 > 年度计划 : 包含(项目名称, “光伏”)`, `0 < 序时进度 < 1`, `「占地（亩）」 in [1, 2.5]`, `-(-3) > 加月`, "`a\\\"", `非非非 且 或`, `1 ?: 2`,
		`(((`, `"\`, `5G用工>30且且末`, `x not in [`, `a ?. b`, `//`, `％`, "\xff", "且末\x00", `３．５＞２`, `最小(0,年度计划)==0`, `#`, `阶段 in [上期阶段]`,
	} {
		for want := rule.Text; want <= rule.Bool; want++ {
			f.Add(src, byte(want))
		}
	}
	vars := projectVars()
	row := rowOf(map[string]any{"done": int64(5), "plan": int64(0), "progress": 0.5, "plan_start": "2026-01-31", "listed": true, "name": "光伏", "stage": "signed"})
	f.Fuzz(func(t *testing.T, src string, want byte) {
		typ := rule.Type(want % 5)
		r, err := rule.Compile(src, vars, typ)
		if err != nil {
			var p *rule.Problem
			if errs.CodeOf(err) != errs.Invalid || !errors.As(err, &p) || p.Line < 1 || p.Column < 1 || p.Reason == "" {
				t.Fatalf("%q: error %#v", src, err)
			}
			return
		}
		again, err := rule.Compile(r.String(), vars, typ)
		if err != nil || again.String() != r.String() {
			t.Fatalf("%q: canonical text %q reads back as %v, %v", src, r, again, err)
		}
		if a, b := r.Eval(today, row), again.Eval(today, row); a != b {
			t.Fatalf("%q gives %v, canonical text %q gives %v", src, a, r, b)
		}
		r.Explain(today, row)
		for _, engine := range []string{"sqlite", "postgres"} {
			if _, err := r.SQL(engine, today, func(any) string { return "$1" }); err != nil {
				t.Fatalf("%q: %v", src, err)
			}
		}
	})
}
