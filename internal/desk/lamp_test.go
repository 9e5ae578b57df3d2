package desk

import (
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

func TestChainLamp(t *testing.T) {
	rules, err := review.Compile(ChainRules())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		plan, done, due int64
		light, text     string
	}{
		{0, 0, 0, review.None, ""},
		{1000, 833, 833, review.Green, ""},
		{1000, 900, 833, review.Green, ""},
		{1000, 800, 833, review.Yellow, "年度投资完成80.0%，序时83.3%，落后序时"},
		{1000, 783, 833, review.Yellow, "年度投资完成78.3%，序时83.3%，落后序时"},
		{1000, 782, 833, review.Red, "年度投资完成78.2%，序时83.3%，落后5个百分点以上"},
	} {
		r := &Row{Sum: project.Sum{N: 3, YearPlan: c.plan, YearDone: c.done, YearDue: c.due}}
		if r.judge(rules, "2026-11-22"); r.Light != c.light || r.Text != c.text {
			t.Errorf("%d of %d, due %d: %s %q; want %s %q", c.done, c.plan, c.due, r.Light, r.Text, c.light, c.text)
		}
	}
	if !empty(authz.Scope{}) || empty(authz.Scope{All: true}) {
		t.Error("an empty scope is one that sees nothing")
	}
}
