package policy_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/region"
	"lianzhang/internal/policy"
	"lianzhang/internal/project"
)

var system = authz.System("job")

const today = "2026-11-22"

type site struct {
	*policy.Service
	firms  *enterprise.Service
	copper string
	mutton string
}

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(today)}
	chains := &chain.Service{Run: run}
	s := &site{Service: &policy.Service{Run: run, Chains: chains, Projects: &project.Service{Run: run}}, firms: &enterprise.Service{Run: run}}
	for name, id := range map[string]*string{"铜基新材料": &s.copper, "肉羊": &s.mutton} {
		c, err := chains.Create(t.Context(), system, chain.Chain{Name: name, Region: "349900", UnitID: "u1"})
		must(t, err)
		*id = c.ID
	}
	return s
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestLight(t *testing.T) {
	for _, c := range []struct {
		name     string
		w        policy.Window
		projects int64
		light    string
		left     int
		phase    policy.Phase
	}{
		{"far", policy.Window{Closes: "2026-12-23"}, 0, "green", 31, policy.Now},
		{"thirty days", policy.Window{Closes: "2026-12-22"}, 0, "yellow", 30, policy.Now},
		{"eight days", policy.Window{Closes: "2026-11-30"}, 0, "yellow", 8, policy.Now},
		{"seven days without a project", policy.Window{Closes: "2026-11-29"}, 0, "red", 7, policy.Now},
		{"seven days with a project", policy.Window{Closes: "2026-11-29"}, 1, "yellow", 7, policy.Now},
		{"last day", policy.Window{Closes: today}, 0, "red", 0, policy.Now},
		{"past", policy.Window{Closes: "2026-11-21"}, 0, "none", -1, policy.Past},
		{"stopped", policy.Window{Closes: "2026-11-29", State: policy.Stopped}, 0, "none", -1, policy.Off},
		{"ahead", policy.Window{Opens: "2026-11-25", Closes: "2026-11-28"}, 0, "red", 6, policy.Ahead},
		{"no end", policy.Window{}, 0, "none", -1, policy.Now},
	} {
		light, left := c.w.Light(today, c.projects)
		if light != c.light || left != c.left || c.w.Phase(today) != c.phase {
			t.Errorf("%s: %s %d %s", c.name, light, left, c.w.Phase(today))
		}
	}
}

func TestAWindowYieldsProjects(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		w := &policy.Window{Name: "制造业技改奖补", DocNo: "皖经信〔2026〕8号", Chains: s.copper, Closes: "2026-12-10"}
		must(t, s.Create(ctx, system, w))
		if w.Region != region.Outside || w.State != policy.Active || w.Level != "province" {
			t.Errorf("%+v", w)
		}
		made, err := s.Yield(ctx, system, w.ID, []policy.Reserve{{Name: "铜箔产线技改", Node: "铜箔"}, {Name: "铜杆节能", TotalInvest: 5_0000_0000, PlanOn: "2026-12-01", Region: "349902"}})
		must(t, err)
		got, err := s.Yielded(ctx, system.Scope, w.ID)
		must(t, err)
		if len(got) != 2 || len(made) != 2 {
			t.Fatalf("yielded %d", len(got))
		}
		for i := range got {
			p := &got[i]
			if p.Stage != project.Planned || p.ChainID != s.copper || p.UnitID != "u1" || p.Source != "政策窗口：制造业技改奖补（皖经信〔2026〕8号）" || !strings.Contains(p.PlanNote, "2026-12-10前") {
				t.Errorf("%+v", p)
			}
		}
		if a, b := got[0], got[1]; a.LeadPlan+a.Region+b.LeadPlan+b.Region != "2026-12-103499002026-12-01349902" && a.LeadPlan+a.Region+b.LeadPlan+b.Region != "2026-12-013499022026-12-10349900" {
			t.Errorf("dates and places: %s %s %s %s", a.LeadPlan, a.Region, b.LeadPlan, b.Region)
		}
		page, err := policy.Spec.Rows(ctx, d, &list.Query{Page: 1, Size: 5}, list.Asker{Scope: authz.Scope{Regions: []string{"349902", region.Outside}}, Today: today}, policy.Spec.Shown([]string{"projects", "chain_names"}))
		must(t, err)
		if len(page.Rows) != 1 || page.Rows[0].Int("projects") != 2 || page.Rows[0].Str("chain_names") != "铜基新材料" {
			t.Errorf("the list: %v", page.Rows)
		}
		for name, bad := range map[string]policy.Reserve{"another chain": {Name: "甲", ChainID: s.mutton}, "after the end": {Name: "甲", PlanOn: "2026-12-11"}, "no name": {}, "bad date": {Name: "甲", PlanOn: "年底"}} {
			if _, err := s.Yield(ctx, system, w.ID, []policy.Reserve{{Name: "乙"}, bad}); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%s: %v", name, err)
			}
		}
		if again, _ := s.Yielded(ctx, system.Scope, w.ID); len(again) != 2 {
			t.Error("a refused yield left projects behind")
		}
		past := &policy.Window{Name: "去年的", Closes: "2025-12-31"}
		must(t, s.Create(ctx, system, past))
		if _, err := s.Yield(ctx, system, past.ID, []policy.Reserve{{Name: "丙", ChainID: s.copper}}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("a closed window yielded: %v", err)
		}
		must(t, s.Run.Run(ctx, system, change.What{Action: "test", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
			if err := s.Remove(ctx, tx, []policy.Window{*w}); errs.CodeOf(err) != errs.Conflict {
				t.Errorf("a window with projects was removed: %v", err)
			}
			return s.MoveUnit(ctx, tx, "", "u9")
		}))
	})
}

func TestEligible(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := t.Context()
		for _, e := range []enterprise.Enterprise{{Name: "大铜", ChainID: s.copper, Revenue: 9000_0000}, {Name: "小铜", ChainID: s.copper, Revenue: 100_0000}, {Name: "大羊", ChainID: s.mutton, Revenue: 9000_0000}} {
			e.Region = "349902"
			_, err := s.firms.Create(ctx, system, e)
			must(t, err)
		}
		w := &policy.Window{Name: "专精特新奖补", Chains: s.copper, RuleOn: "enterprise", Rule: "营业收入 >= 2000万元"}
		must(t, s.Create(ctx, system, w))
		spec, q := w.Eligible()
		page, err := spec.Rows(ctx, d, q, list.Asker{Scope: system.Scope, Today: today}, spec.Shown([]string{"name"}))
		must(t, err)
		var got []string
		for _, r := range page.Rows {
			got = append(got, r.Str("name"))
		}
		if diff := cmp.Diff([]string{"大铜"}, got); diff != "" {
			t.Error(diff)
		}
		if spec, _ := (&policy.Window{}).Eligible(); spec != nil {
			t.Error("a window without a rule names somebody")
		}
	})
}

func TestBadWindowsAreNamedAtTheirFields(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	for name, w := range map[string]policy.Window{
		"name": {}, "level": {Name: "甲", Level: "county"}, "state": {Name: "甲", State: "x"}, "opens": {Name: "甲", Opens: "明天"}, "closes": {Name: "甲", Opens: "2026-11-22", Closes: "2026-11-21"},
		"amount_max": {Name: "甲", AmountMax: -1}, "ratio": {Name: "甲", Ratio: 1.5}, "rule_on": {Name: "甲", Rule: "总投资 > 1亿元"},
		"rule": {Name: "甲", RuleOn: "project", Rule: "总投资 > 1亿元 且 没有这一列 == 1"},
	} {
		err := s.Create(t.Context(), system, &w)
		var e *errs.Error
		if !errors.As(err, &e) || len(e.Fields) != 1 || e.Fields[0].Name != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}
