package rule

import "testing"

// TestReplace: a variable is replaced by a rule of its type, everywhere, and the result evaluates, and reads back, as what it
// then says.
func TestReplace(t *testing.T) {
	vars := NewVars(Var{Name: "on", Label: "日期", Type: Date, SQL: "t.on_date"}, Var{Name: "sum", Label: "金额", Type: Money, SQL: "t.sum"},
		Var{Name: "state", Label: "状态", Type: Text, SQL: "t.state", Enum: map[string]string{"开": "open", "关": "shut"}}).
		With(Var{Name: "as_of", Label: "截至", Type: Date, SQL: "NULL"}, Var{Name: "x", Label: "金额", Type: Bool, SQL: "NULL"})
	if v, ok := vars.Lookup("金额"); !ok || v.Type != Money {
		t.Errorf("a name that was taken became %+v", v)
	}
	compile := func(src string, want Type) *Rule {
		r, err := Compile(src, vars, want)
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	row := func(name string) any {
		return map[string]any{"on": "2026-05-03", "sum": int64(300), "state": "open"}[name]
	}
	with := map[string]*Rule{"as_of": compile(`"2026-06-30"`, Date), Today: compile(`"2026-07-01"`, Date),
		"state": compile(`日期 <= 截至 ? "关" : 状态`, Text)}
	for src, want := range map[string]string{
		`日期 <= 截至`:            `日期 <= "2026-06-30"`,
		`天数(截至, 今天) == 1`:     `天数("2026-06-30", "2026-07-01") == 1`,
		`金额 + 金额 / 3 == 400元`: `金额 + 金额 / 3 == 400元`,
		`状态 == "关" 或 日期 > 今天`: `(日期 <= 截至 ? "关" : 状态) == "关" 或 日期 > "2026-07-01"`,
	} {
		r := compile(src, Bool)
		before := r.String()
		got, err := r.Replace(with)
		if err != nil || got.String() != want || r.String() != before {
			t.Errorf("%s becomes %q, %v; want %q", src, got, err, want)
			continue
		}
		again := compile(got.String(), Bool)
		if again.Eval(Env{}, row) != got.Eval(Env{}, row) {
			t.Errorf("%s is %v, read back %v", got, got.Eval(Env{}, row), again.Eval(Env{}, row))
		}
		if src != `状态 == "关" 或 日期 > 今天` && !got.True(Env{}, row) {
			t.Errorf("%s does not hold", got)
		}
	}
	if _, err := compile(`日期 <= 截至`, Bool).Replace(map[string]*Rule{"as_of": compile("金额", Money)}); err == nil {
		t.Error("a date was replaced by an amount")
	}
}
