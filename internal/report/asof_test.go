package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// builder of one project with its past, for tables.
func past(p project.Project, plan int64, reports ...project.Report) *Register {
	p.ID = "p"
	for i := range reports {
		reports[i].ProjectID = "p"
	}
	r := &Register{Projects: []project.Project{p}, Reports: map[string][]project.Report{"p": reports}, Plans: map[string]map[string]int64{}}
	if plan > 0 {
		r.Plans["p"] = map[string]int64{"2026": plan}
	}
	return r
}

func TestAsOf(t *testing.T) {
	type state struct {
		There, In, Undated, Loaded bool
		Stage                      string
		Plan, Done, Due            int64
		Invested, Funds            int64
		Reported                   string
	}
	dated := project.Project{LeadActual: "2025-03-01", SignedActual: "2025-09-01", StartedActual: "2026-11-03", Stage: project.Started, PlanYear: "2026"}
	report := func(month string, done int64) project.Report { return project.Report{Period: month, Done: done} }
	with := func(change func(p *project.Project)) project.Project { p := dated; change(&p); return p }
	for _, c := range []struct {
		name string
		reg  *Register
		want state
	}{
		{"a later stage is not reached yet", past(dated, 1200, report("2026-09", 300), report("2026-11", 500)),
			state{There: true, In: true, Stage: project.Signed, Plan: 1200, Done: 300, Due: 1000, Reported: "2026-09"}},
		{"what was invested and received since is taken off", func() *Register {
			r := past(with(func(p *project.Project) { p.Invested, p.FundsIn = 9000, 700 }), 1200, report("2026-10", 300), report("2026-11", 500))
			r.Received = map[string]int64{"p": 200}
			return r
		}(), state{There: true, In: true, Stage: project.Signed, Plan: 1200, Done: 300, Due: 1000, Invested: 8500, Funds: 500, Reported: "2026-10"}},
		{"not born", past(with(func(p *project.Project) { p.LeadActual, p.SignedActual = "2026-11-02", "2026-11-02" }), 0), state{}},
		{"a stage without a date counts where it stands", past(project.Project{Stage: project.Completed, PlanYear: "2026"}, 1200, report("2026-10", 300)),
			state{There: true, In: true, Undated: true, Stage: project.Completed, Plan: 1200, Done: 300, Due: 1000, Reported: "2026-10"}},
		{"so does the planned reserve, when it is ranked", past(project.Project{Stage: project.Planned, Level: "省重点"}, 0),
			state{There: true, In: true, Undated: true, Stage: project.Planned}},
		{"and not else", past(project.Project{Stage: project.Planned}, 0), state{There: true, Undated: true, Stage: project.Planned}},
		{"a year without reports keeps the figures it was loaded with", past(with(func(p *project.Project) { p.YearPlan, p.YearDone = 1200, 700 }), 1200),
			state{There: true, In: true, Loaded: true, Stage: project.Signed, Plan: 1200, Done: 700, Due: 1000}},
		{"a plan of another year does not count", past(with(func(p *project.Project) { p.PlanYear, p.YearPlan, p.YearDone = "2027", 800, 90 }), 0),
			state{There: true, In: true, Stage: project.Signed}},
		{"in production before the year", past(with(func(p *project.Project) {
			p.StartedActual, p.ProducedActual, p.Stage = "2025-10-01", "2025-12-30", project.Produced
		}), 0),
			state{There: true, Stage: project.Produced}},
		{"in production this year", past(with(func(p *project.Project) {
			p.StartedActual, p.ProducedActual, p.Stage = "2025-10-01", "2026-02-01", project.Produced
		}), 0),
			state{There: true, In: true, Stage: project.Produced}},
		{"terminated later", past(with(func(p *project.Project) { p.EndedOn, p.Stage = "2026-11-09", project.Withdrawn }), 0), state{There: true, In: true, Stage: project.Signed}},
		{"terminated", past(with(func(p *project.Project) { p.EndedOn, p.Stage = "2026-10-09", project.Withdrawn }), 0), state{There: true, Stage: project.Withdrawn}},
	} {
		items := c.reg.AsOf("2026-10")
		var got state
		if len(items) == 1 {
			it := items[0]
			got = state{true, it.In, it.Undated, it.Loaded, it.Stage, it.YearPlan, it.YearDone, it.YearDue, it.Invested, it.FundsIn, it.Reported}
			if it.Undated && (it.LeadActual != c.reg.Projects[0].LeadActual || it.CompletedActual != "") {
				t.Errorf("%s: a borrowed date was left behind", c.name)
			}
		}
		if d := cmp.Diff(c.want, got); d != "" {
			t.Errorf("%s:\n%s", c.name, d)
		}
	}
}

// TestLights: the light of the month's end, of the month before, and how long it has been red.
func TestLights(t *testing.T) {
	p := project.Project{Name: "项目", LeadActual: "2025-01-01", SignedActual: "2025-03-01", StartedActual: "2025-06-01", LibraryOn: "2025-07-01", Stage: project.Started, PlanYear: "2026"}
	var reports []project.Report
	for _, m := range []string{"01", "02", "03", "04", "05", "06"} {
		reports = append(reports, project.Report{Period: "2026-" + m, Done: 100})
	}
	r := past(p, 1200, reports...) // on the path until June; nothing after
	r.Rules = shippedRules(t)
	for _, c := range []struct {
		month, light, was string
		run               int64
	}{
		{"2026-06", review.Green, review.Green, 0}, {"2026-08", review.Yellow, review.Green, 0}, {"2026-09", review.Yellow, review.Yellow, 0},
		{"2026-10", review.Red, review.Yellow, 1}, {"2026-12", review.Red, review.Red, 3},
	} {
		it := r.AsOf(c.month)[0]
		if it.Light != c.light || it.Was != c.was || it.RedRun != c.run {
			t.Errorf("%s: %s after %s, red for %d; want %s after %s, %d", c.month, it.Light, it.Was, it.RedRun, c.light, c.was, c.run)
		}
		if (it.Light != review.Green) != (it.Text != "") {
			t.Errorf("%s: light %s with the reason %q", c.month, it.Light, it.Text)
		}
	}
	r.Exempt = map[string][]string{"p": {"YC2"}}
	if it := r.AsOf("2026-10")[0]; it.Light != review.Yellow {
		t.Errorf("exempt from the red rule, the light is %s", it.Light)
	}
}

// TestYellowRuns: a rule set that counts months of yellow gets the year's run.
func TestYellowRuns(t *testing.T) {
	set := review.RuleSet{Code: "x", Name: "连续黄灯", Level: review.LevelProject, Applies: "年度计划 > 0元", Rules: []review.Rule{
		{ID: "R", Light: review.Red, When: "连续黄灯月数 >= 2 且 年度完成 < 序时应完成", Text: "黄灯已{连续黄灯月数}"},
		{ID: "Y", Light: review.Yellow, When: "年度完成 < 序时应完成", Text: "落后"}}}
	c, err := review.Compile(set)
	if err != nil {
		t.Fatal(err)
	}
	p := project.Project{LeadActual: "2025-01-01", SignedActual: "2025-03-01", StartedActual: "2025-06-01", Stage: project.Started, PlanYear: "2026"}
	r := past(p, 1200, project.Report{Period: "2026-01", Done: 100}, project.Report{Period: "2026-02", Done: 100})
	r.Rules = map[string]*review.Compiled{review.LevelProject: c}
	for month, want := range map[string]string{"2026-02": review.Green, "2026-03": review.Yellow, "2026-04": review.Yellow, "2026-05": review.Red} {
		if it := r.AsOf(month)[0]; it.Light != want {
			t.Errorf("%s: %s, want %s", month, it.Light, want)
		}
	}
}

func TestMonthEnds(t *testing.T) {
	if got := monthEnds("2026-03"); cmp.Diff([]string{"2026-01-31", "2026-02-28", "2026-03-31"}, got) != "" {
		t.Error(got)
	}
	if got := monthEnds("2026-01"); len(got) != 13 || got[0] != "2025-01-31" || got[12] != "2026-01-31" {
		t.Error(got)
	}
	if monthEnds("x") != nil {
		t.Error("a malformed month has ends")
	}
}
