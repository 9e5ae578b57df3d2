package rule_test

import (
	"testing"

	"lianzhang/internal/platform/rule"
)

// light is a rule of four clauses as a red light has them.
const light = `阶段 == "签约" 且 已完成投资 / 年度计划 < 序时进度 - 10% 且 月数(计划开工, 今天) >= 3 且 为空(实际开工)`

func lightRow() rule.Row {
	done, plan, progress, stage, start := any(int64(239_000_000)), any(int64(860_000_000)), any(0.417), any("signed"), any("2026-08-01")
	return func(name string) any {
		switch name {
		case "done":
			return done
		case "plan":
			return plan
		case "progress":
			return progress
		case "stage":
			return stage
		case "plan_start":
			return start
		}
		return nil
	}
}

func BenchmarkTrue(b *testing.B) {
	r, row := mustCompile(b, light, rule.Bool), lightRow()
	b.ReportAllocs()
	for b.Loop() {
		if !r.True(today, row) {
			b.Fatal("the light is off")
		}
	}
}

func BenchmarkExplain(b *testing.B) {
	r, row := mustCompile(b, light, rule.Bool), lightRow()
	b.ReportAllocs()
	for b.Loop() {
		r.Explain(today, row)
	}
}

func BenchmarkCompile(b *testing.B) {
	vars := projectVars()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := rule.Compile(light, vars, rule.Bool); err != nil {
			b.Fatal(err)
		}
	}
}

// A verdict allocates nothing, however many rows a replay goes through.
func TestTrueAllocatesNothing(t *testing.T) {
	r, row := mustCompile(t, light, rule.Bool), lightRow()
	if n := testing.AllocsPerRun(100, func() { r.True(today, row) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
