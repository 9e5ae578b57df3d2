package rule_test

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/rule"
)

func TestSQL(t *testing.T) {
	for _, c := range []struct {
		src, engine, want string
		args              []any
	}{
		{`年度计划 >= 1亿元 且 已入库`, "sqlite", `((p.plan >= 100000000) AND p.listed)`, nil},
		{`阶段 == "开工" 或 阶段 == 上期阶段 或 非 (阶段 == "开工")`, "sqlite",
			`((NULLIF(p.stage, '') = CAST($1 AS TEXT)) OR (NULLIF(p.stage, '') = NULLIF(p.last_stage, '')) OR (NOT (NULLIF(p.stage, '') = CAST($1 AS TEXT))))`,
			[]any{"started"}},
		{`已完成投资 / 年度计划 < 30%`, "postgres",
			`(((CAST(p.done AS DOUBLE PRECISION) / NULLIF(CAST(p.plan AS DOUBLE PRECISION), 0)) - CAST($1 AS DOUBLE PRECISION)) < (-CAST($2 AS DOUBLE PRECISION)))`,
			[]any{0.3, 1e-9}},
		{`天数(计划开工, 今天) > 30`, "sqlite",
			`(CAST((julianday(CAST($1 AS TEXT)) - julianday(NULLIF(p.plan_start, ''))) AS DOUBLE PRECISION) > 30)`, []any{"2026-11-22"}},
		{`天数(计划开工, 今天) > 30`, "postgres",
			`(CAST((CAST(CAST($1 AS TEXT) AS date) - CAST(NULLIF(p.plan_start, '') AS date)) AS DOUBLE PRECISION) > 30)`, []any{"2026-11-22"}},
	} {
		var args []any
		got, err := mustCompile(t, c.src, rule.Bool).SQL(c.engine, today, func(v any) string {
			args = append(args, v)
			return "$" + strconv.Itoa(len(args))
		})
		if err != nil {
			t.Errorf("%s: %v", c.src, err)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s:\n%s", c.src, diff)
		}
		if diff := cmp.Diff(c.args, args); diff != "" {
			t.Errorf("%s:\n%s", c.src, diff)
		}
	}
}

func TestSQLUnknownEngine(t *testing.T) {
	_, err := mustCompile(t, `已入库`, rule.Bool).SQL("mysql", today, func(any) string { return "?" })
	if errs.CodeOf(err) != errs.Internal {
		t.Errorf("got %v", err)
	}
}
