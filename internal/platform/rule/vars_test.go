package rule_test

import (
	"testing"

	"lianzhang/internal/platform/rule"
)

// today is the as-of date of the tests.
var today = rule.Env{Today: "2026-11-22"}

// projectVars are variables as a list of projects has them.
func projectVars() *rule.Vars {
	return rule.NewVars(
		rule.Var{Name: "name", Label: "项目名称", Type: rule.Text, SQL: "NULLIF(p.name, '')"},
		rule.Var{Name: "owner", Label: "责任单位", Type: rule.Text, SQL: "p.owner"},
		rule.Var{Name: "stage", Label: "阶段", Type: rule.Text, SQL: "NULLIF(p.stage, '')", Enum: stages()},
		rule.Var{Name: "last_stage", Label: "上期阶段", Type: rule.Text, SQL: "p.last_stage", Enum: stages()},
		rule.Var{Name: "done", Label: "已完成投资", Aliases: []string{"完成投资"}, Type: rule.Money, SQL: "p.done"},
		rule.Var{Name: "plan", Label: "年度计划", Type: rule.Money, SQL: "p.plan"},
		rule.Var{Name: "progress", Label: "序时进度", Type: rule.Number, SQL: "p.progress"},
		rule.Var{Name: "area", Label: "占地（亩）", Type: rule.Number, SQL: "p.area"},
		rule.Var{Name: "jobs", Label: "5G用工", Type: rule.Number, SQL: "p.jobs"},
		rule.Var{Name: "plan_start", Label: "计划开工", Type: rule.Date, SQL: "NULLIF(p.plan_start, '')"},
		rule.Var{Name: "real_start", Label: "实际开工", Type: rule.Date, SQL: "p.real_start"},
		rule.Var{Name: "listed", Label: "已入库", Type: rule.Bool, SQL: "p.listed"},
		rule.Var{Name: "county", Label: "且末", Type: rule.Bool, SQL: "p.county"},
	)
}

func stages() map[string]string {
	return map[string]string{"签约": "signed", "开工": "started", "竣工": "completed"}
}

func mustCompile(t testing.TB, src string, want rule.Type) *rule.Rule {
	t.Helper()
	r, err := rule.Compile(src, projectVars(), want)
	if err != nil {
		t.Fatalf("Compile(%s): %v", src, err)
	}
	return r
}

func rowOf(m map[string]any) rule.Row { return func(name string) any { return m[name] } }

func TestVarsLookup(t *testing.T) {
	vars := projectVars()
	for _, name := range []string{"done", "已完成投资", "完成投资", " 已完成投资 "} {
		if v, ok := vars.Lookup(name); !ok || v.Name != "done" {
			t.Errorf("Lookup(%q) = %q, %v", name, v.Name, ok)
		}
	}
	if v, ok := vars.Lookup("占地(亩)"); !ok || v.Name != "area" {
		t.Errorf("half-width brackets: got %q, %v", v.Name, ok)
	}
	if _, ok := vars.Lookup("投资"); ok {
		t.Error("Lookup finds a part of a label")
	}
	if n := len(vars.All()); n != 13 {
		t.Errorf("All gives %d variables", n)
	}
}

func TestVarsDuplicate(t *testing.T) {
	for name, vars := range map[string][]rule.Var{
		"label":    {{Name: "a", Label: "甲"}, {Name: "b", Label: "甲"}},
		"alias":    {{Name: "a", Label: "甲"}, {Name: "b", Label: "乙", Aliases: []string{"a"}}},
		"width":    {{Name: "a", Label: "甲(一)"}, {Name: "b", Label: "甲（一）"}},
		"nameless": {{Label: "甲"}},
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("NewVars accepts it")
				}
			}()
			rule.NewVars(vars...)
		})
	}
}
