package review_test

import (
	"strings"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

var system = authz.System("job")

// site gives the services on a clock that the test moves.
func site(t *testing.T, d *db.DB, today *string) (*project.Service, *review.Service) {
	t.Helper()
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: func() time.Time { return clock.At(*today)() }}
	p := &project.Service{Run: run}
	r := &review.Service{Run: run, Projects: p}
	p.Judge = r
	if err := r.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	return p, r
}

func TestALightSaysWhyUntilWhenAndWhatClearsIt(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		today := "2026-06-05"
		projects, lights := site(t, d, &today)
		p, err := projects.Create(t.Context(), system, project.Project{Name: "储能电芯", Region: "349902", Stage: project.Started,
			StartedActual: "2026-01-10", LibraryOn: "2026-01-20", TotalInvest: 20e8, YearPlan: 12e8, PlanYear: "2026", YearDone: 3.3e8})
		if err != nil {
			t.Fatal(err)
		}
		if p.Light != review.Yellow || p.LightRule != "YC5" {
			t.Fatalf("light %s by %s; 27.5%% against 41.7%% is yellow by YC5", p.Light, p.LightRule)
		}
		e, err := lights.Explain(t.Context(), system.Scope, p)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(e.Text, "27.5%") || !strings.Contains(e.Text, "41.7%") || e.Numbers == nil {
			t.Errorf("explanation %q has no numbers", e.Text)
		}
		// Without money the schedule passes 57.5 % at the end of July: 7/12 = 58.3 %, known from 1 August.
		if e.TurnsOn != "2026-08-01" || e.TurnsTo != review.Red {
			t.Errorf("turns %s on %s; want red on 2026-08-01", e.TurnsTo, e.TurnsOn)
		}
		if len(e.Steps) != 1 || e.Steps[0].Light != review.Green || e.Steps[0].Invest != 5000_0000 {
			t.Errorf("steps %+v; want 5000 万元 to be within ten points", e.Steps)
		}
		today = "2026-08-01"
		if turned, err := lights.EvaluateAll(t.Context(), nil); err != nil || turned != 1 {
			t.Fatalf("on the day %d lights turned, %v", turned, err)
		}
		got, _ := projects.Get(t.Context(), system.Scope, p.ID)
		if got.Light != review.Red || got.LightSince != "2026-08-01" {
			t.Errorf("light %s since %s", got.Light, got.LightSince)
		}
		turns, err := projects.TurnsOf(t.Context(), system.Scope, p.ID)
		if err != nil || len(turns) != 2 || turns[1].Was != review.Yellow || turns[1].Light != review.Red {
			t.Errorf("turns %+v, %v", turns, err)
		}
	})
}

func TestAnExemptionHoldsUntilItsDay(t *testing.T) {
	d := dbtest.SQLite(t)
	today := "2026-06-05"
	projects, lights := site(t, d, &today)
	p, err := projects.Create(t.Context(), system, project.Project{Name: "甲", Region: "349902", Stage: project.Started, StartedActual: "2026-01-10",
		LibraryOn: "2026-02", YearPlan: 1e8, TotalInvest: 1e8, PlanYear: "2026"})
	if err != nil || p.Light != review.Red {
		t.Fatalf("light %s, %v", p.Light, err)
	}
	for _, bad := range [][3]string{{"YC2", "2026-07-01", ""}, {"YC2", "2026-06-01", "停产检修"}, {"", "2026-07-01", "停产检修"}} {
		if err := lights.Exempt(t.Context(), system, p.ID, bad[0], bad[1], bad[2]); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("exemption %v: %v", bad, err)
		}
	}
	for _, id := range []string{"YC2", "YC5"} {
		if err := lights.Exempt(t.Context(), system, p.ID, id, "2026-07-01", "停产检修，市领导同意"); err != nil {
			t.Fatal(err)
		}
	}
	got, _ := projects.Get(t.Context(), system.Scope, p.ID)
	if got.Light != review.Green {
		t.Errorf("exempt, but %s by %s", got.Light, got.LightRule)
	}
	if e, err := lights.Explain(t.Context(), system.Scope, got); err != nil || e.TurnsOn != "2026-07-02" || e.TurnsTo != review.Red {
		t.Errorf("the end of the exemption is not foretold: %+v, %v", e, err)
	}
	today = "2026-07-02"
	if _, err := lights.EvaluateAll(t.Context(), nil); err != nil {
		t.Fatal(err)
	}
	if got, _ = projects.Get(t.Context(), system.Scope, p.ID); got.Light != review.Red {
		t.Errorf("after the exemption: %s", got.Light)
	}
}

// TestRuleSetsByTheirSources checks each shipped set against the sentences of its source.
func TestRuleSetsByTheirSources(t *testing.T) {
	started := func(done, missed, yellow int64, debt bool) project.Project {
		return project.Project{Stage: project.Started, StartedActual: "2026-01-05", LibraryOn: "2026-01-09", PlanYear: "2026", YearPlan: 1000,
			YearDone: done, YearDue: 500, Schedule: .5, MissedRun: missed, YellowRun: yellow, Debt: debt}
	}
	talks := func(moved string) project.Project { return project.Project{Stage: project.Talks, MovedOn: moved} }
	signed := func(plan string) project.Project { return project.Project{Stage: project.Signed, StartedPlan: plan} }
	for _, c := range []struct {
		set, why string
		p        project.Project
		want     string
	}{
		{"yinchuan", "start due this month", signed("2026-06-20"), review.Yellow},
		{"yinchuan", "start due next month", signed("2026-07-20"), review.Green},
		{"yinchuan", "start three months late", signed("2026-02-20"), review.Red},
		{"yinchuan", "start not yet three months late", signed("2026-03-20"), review.Yellow},
		{"yinchuan", "behind by 10 points", started(400, 0, 0, false), review.Green},
		{"yinchuan", "behind by 11 points", started(390, 0, 0, false), review.Yellow},
		{"yinchuan", "behind by 30 points", started(200, 0, 0, false), review.Yellow},
		{"yinchuan", "behind by 31 points", started(190, 0, 0, false), review.Red},
		{"sanya", "on schedule", started(500, 0, 0, false), review.Green},
		{"sanya", "behind by half", started(250, 0, 0, false), review.Yellow},
		{"sanya", "behind by more", started(240, 0, 0, false), review.Red},
		{"haikou", "first yellow", started(300, 0, 1, false), review.Yellow},
		{"haikou", "two yellows in a row", started(300, 0, 2, false), review.Red},
		{"handan", "moved last month", talks("2026-05-10"), review.Green},
		{"handan", "no progress for 2 months", talks("2026-04-10"), review.Yellow},
		{"handan", "no progress for 3 months", talks("2026-03-10"), review.Red},
		{"handan", "no progress for 6 months", talks("2025-12-10"), review.Red},
		{"ouhai", "missed a month", started(300, 1, 0, true), review.Red},
		{"ouhai", "made up later", started(600, 0, 0, true), review.Yellow},
		{"ouhai", "never missed", started(600, 0, 0, false), review.Green},
		{"ouhai", "in talks", talks("2026-06-01"), review.None},
	} {
		compiled := compile(t, c.set)
		if got, _ := compiled.Judge(c.p.Value, "2026-06-12", nil); got != c.want {
			t.Errorf("%s, %s: %s; want %s", c.set, c.why, got, c.want)
		}
	}
	district := compile(t, "sanya-district")
	for missed, want := range map[int64]string{0: review.Green, 1: review.Yellow, 2: review.Red, 5: review.Red} {
		r := review.Region{Sum: project.Sum{YearPlan: 100, YearDone: 40, YearDue: 50}, MissedRun: missed}
		if got, _ := district.Judge(r.Value, "2026-06-12", nil); got != want {
			t.Errorf("a district with %d missed months: %s; want %s", missed, got, want)
		}
	}
}

func compile(t *testing.T, code string) *review.Compiled {
	t.Helper()
	sets, err := review.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		if s.Code == code {
			c, err := review.Compile(s)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
	}
	t.Fatalf("no rule set %s", code)
	return nil
}

func TestReplayShowsBothSetsSideBySide(t *testing.T) {
	d := dbtest.SQLite(t)
	today := "2026-01-05"
	projects, lights := site(t, d, &today)
	p, err := projects.Create(t.Context(), system, project.Project{Name: "甲", Region: "349902", Stage: project.Started, SignedActual: "2025-06-01",
		StartedActual: "2025-12-10", LibraryOn: "2025-12-20", YearPlan: 12e8, TotalInvest: 20e8, PlanYear: "2026"})
	if err != nil {
		t.Fatal(err)
	}
	for m, done := range map[string]int64{"2026-01": 2e8, "2026-02": 0, "2026-03": 0, "2026-04": 2e8} {
		today = m + "-28"
		if err := projects.FillReport(t.Context(), system, project.Report{ProjectID: p.ID, Period: m, Done: done, Progress: "施工"}); err != nil {
			t.Fatal(err)
		}
	}
	today = "2026-05-10"
	sets, _ := review.Shipped()
	for _, s := range sets {
		if s.Code != "ouhai" {
			continue
		}
		rep, err := lights.Replay(t.Context(), system.Scope, s, "2026-01", "2026-04")
		if err != nil {
			t.Fatal(err)
		}
		var now, tried []string
		for _, m := range rep.Months {
			now, tried = append(now, only(m.Now)), append(tried, only(m.New))
		}
		// Due at the month ends: 1, 2, 3, 4; done: 2, 2, 2, 4 (亿元).
		if got := strings.Join(now, " "); got != "green green green green" {
			t.Errorf("in force: %s", got)
		}
		if got := strings.Join(tried, " "); got != "green green red yellow" {
			t.Errorf("tried: %s", got)
		}
		if len(rep.Differ) != 1 || rep.Differ[0].ProjectID != p.ID || rep.Differ[0].NewText == "" {
			t.Errorf("differences: %+v", rep.Differ)
		}
	}
	for _, span := range [][2]string{{"2026-05", "2026-05"}, {"2026-04", "2026-01"}, {"x", "y"}} {
		if _, err := lights.Replay(t.Context(), system.Scope, sets[0], span[0], span[1]); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("replay %v: %v", span, err)
		}
	}
}

func only(m map[string]int) string {
	for l := range m {
		return l
	}
	return ""
}

func TestAdoptionNeedsAReasonAndJudgesAnew(t *testing.T) {
	d := dbtest.SQLite(t)
	today := "2026-06-05"
	projects, lights := site(t, d, &today)
	p, err := projects.Create(t.Context(), system, project.Project{Name: "甲", Region: "349902", Stage: project.Started, StartedActual: "2026-01-10",
		LibraryOn: "2026-02", YearPlan: 12e8, YearDone: 4.9e8, TotalInvest: 20e8, PlanYear: "2026"})
	if err != nil || p.Light != review.Green {
		t.Fatalf("%s %v", p.Light, err)
	}
	sets, err := lights.Sets(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sets {
		if s.Code != "sanya" {
			continue
		}
		if err := lights.Adopt(t.Context(), system, s.ID, ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("adopted without a reason: %v", err)
		}
		if err := lights.Adopt(t.Context(), system, s.ID, "市政府办〔2026〕12号"); err != nil {
			t.Fatal(err)
		}
		if _, err := lights.SaveSet(t.Context(), system, &s, review.RuleSet{}); err == nil {
			t.Error("a shipped set was overwritten")
		}
	}
	got, _ := projects.Get(t.Context(), system.Scope, p.ID)
	if got.Light != review.Yellow || got.LightRule != "SY2" {
		t.Errorf("after the adoption: %s by %s", got.Light, got.LightRule)
	}
	bad := review.RuleSet{Code: "own", Name: "自定", Level: review.LevelProject, Applies: "阶段 == \"开工\"",
		Rules: []review.Rule{{ID: "X1", Light: review.Red, When: "年度完成 < 100"}}}
	if _, err := lights.SaveSet(t.Context(), system, nil, bad); err == nil || !strings.Contains(err.Error(), "X1") {
		t.Errorf("a rule that compares money with a bare number: %v", err)
	}
}
