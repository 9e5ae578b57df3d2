package checkup_test

import (
	"context"
	"strings"
	"testing"

	"lianzhang/internal/checkup"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

type site struct {
	*checkup.Service
	*webtest.Site
	t      *testing.T
	office authz.Actor
}

func newSite(t *testing.T, d *db.DB) *site {
	s := &site{Site: webtest.NewOn(t, d, day), t: t}
	s.Service = &checkup.Service{Run: s.Site.Run, Names: func(ctx context.Context) (checkup.Names, error) {
		dir, err := s.Org.Directory(ctx)
		return checkup.Names{Root: dir.Root().ID, Region: dir.RegionName, Unit: dir.UnitName}, err
	}}
	s.office = s.Actor(t, "office")
	return s
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d)) })
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (s *site) run(over checkup.Over) *checkup.Result {
	s.t.Helper()
	r, err := s.Check(s.t.Context(), s.office, over, nil)
	must(s.t, err)
	return r
}

func (s *site) all() []checkup.Finding {
	s.t.Helper()
	out, err := s.Touching(s.t.Context(), authz.Scope{All: true}, nil)
	must(s.t, err)
	return out
}

// signedOn is an honest signed project of the site.
func signedOn(day string, total int64) func(*project.Project) {
	return func(p *project.Project) {
		p.Investor, p.Stage, p.SignedActual, p.TotalInvest, p.LandMu, p.Jobs, p.Class = "景川启岳铜业有限公司", project.Signed, day, total, float64(total)/1e8*20, total/1e6, "新建"
		p.StartedActual, p.StartedPlan, p.Invested, p.FundsIn = "", "", 0, 0
		p.CompletedActual, p.ProducedActual, p.CapacityActual = "", "", ""
	}
}

func TestRunJudgeAndRunAgain(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		a := s.Project(t, "启岳高精度铜箔基地", signedOn("2026-03-05", 3_2000_0000))
		b := s.Project(t, "启岳高精度铜箔基地", func(p *project.Project) {
			signedOn("2026-06-05", 4_0000_0000)(p)
			p.Region = "349921"
		})
		first := s.run(checkup.Over{})
		if first.Fresh != 1 || first.Gone != 0 || first.Projects != 2 {
			t.Fatalf("%+v; %v", first, s.all())
		}
		if again := s.run(checkup.Over{}); again.Fresh+again.Again+again.Gone != 0 || again.Found != 1 {
			t.Errorf("an unchanged register: %+v", again)
		}
		f := s.all()[0]
		if f.Detector != "twin" || f.Amount != 3_2000_0000 || f.Severity != string(checkup.Grave) || len(f.Records()) != 2 {
			t.Errorf("%+v", f)
		}
		if a.Region != b.Region && f.Region != "349900" {
			t.Errorf("records of two counties are found for %q", f.Region)
		}
		for _, ref := range []*project.Project{a, b} {
			if open, err := s.Open(ctx, authz.Scope{All: true}, ref.Ref()); err != nil || len(open) != 1 {
				t.Errorf("%v %v", open, err)
			}
		}
		if seen, err := s.Open(ctx, authz.Scope{Regions: []string{a.Region}}, a.Ref()); err != nil || a.Region != b.Region && len(seen) != 0 {
			t.Errorf("a county sees a record of another by way of a finding: %v %v", seen, err)
		}

		bad := s.Judge(ctx, s.office, f.ID, checkup.Verdict{Action: "confirm", Reason: "合同相同"})
		if errs.CodeOf(bad) != errs.Invalid || !strings.Contains(bad.Error(), "effect") {
			t.Errorf("without an effect: %v", bad)
		}
		for _, v := range []checkup.Verdict{{Action: "reject"}, {Action: "vanish", Reason: "x"}, {Action: "raise", Reason: "x"}, {Action: "confirm", Reason: "x", Effect: checkup.Correct}, {Action: "reject", Reason: strings.Repeat("长", 501)}} {
			if err := s.Judge(ctx, s.office, f.ID, v); err == nil {
				t.Errorf("%+v passed", v)
			}
		}
		if err := s.Judge(ctx, s.Actor(t, "team"), f.ID, checkup.Verdict{Action: "reject", Reason: "x"}); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a team judged: %v", err)
		}
		must(t, s.Judge(ctx, s.office, f.ID, checkup.Verdict{Action: "reject", Reason: "两处厂房，合同各一份"}))
		if r := s.run(checkup.Over{}); r.Again != 0 || len(s.all()) != 0 {
			t.Errorf("rejected, and raised with the same evidence: %+v", r)
		}
		s.edit(b.ID, func(p *project.Project) { p.TotalInvest = 3_2000_0000 })
		if r := s.run(checkup.Over{}); r.Again != 1 || len(s.all()) != 1 {
			t.Fatalf("the evidence changed, but: %+v", r)
		}
		f = s.all()[0]
		if f.Raised != 1 || f.Reason == "" {
			t.Errorf("%+v", f)
		}
		must(t, s.Judge(ctx, s.office, f.ID, checkup.Verdict{Action: "confirm", Reason: "同一份合同", Effect: checkup.Merge}))
		got, err := s.Get(ctx, authz.Scope{All: true}, f.ID)
		if err != nil || got.State != checkup.Confirmed || got.Effect != string(checkup.Merge) || got.JudgedName == "" {
			t.Errorf("%+v %v", got, err)
		}
		stored, err := s.Projects.Get(ctx, authz.Scope{All: true}, b.ID)
		if err != nil || stored.Stage != project.Signed || stored.TotalInvest != 3_2000_0000 {
			t.Errorf("a verdict changed the project: %+v %v", stored, err)
		}
		for _, p := range s.precisions() {
			if p.Detector == "twin" && (p.Judged != 1 || p.Confirmed != 1 || p.Share != 1 || p.Low > .21 || p.Low < .2) {
				t.Errorf("%+v", p)
			}
		}
		if runs, err := s.Runs(ctx, 10); err != nil || len(runs) != 4 || runs[3].Fresh != 1 {
			t.Errorf("%+v %v", runs, err)
		}
	})
}

func (s *site) precisions() []checkup.Precision {
	s.t.Helper()
	out, err := s.Precisions(s.t.Context(), authz.Scope{All: true})
	must(s.t, err)
	return out
}

func (s *site) edit(id string, fn func(p *project.Project)) {
	s.t.Helper()
	must(s.t, s.Projects.Edit(s.t.Context(), s.office, change.What{Action: "project.save", Perm: authz.ProjectEdit, Ref: (&project.Project{ID: id}).Ref()}, func(_ *change.Tx, p *project.Project) error {
		fn(p)
		return nil
	}))
}

// TestOneProjectWhenSaved: the quick run finds what the whole one finds about a project, and lets go what was put right.
func TestOneProjectWhenSaved(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		s.Project(t, "启岳高精度铜箔基地", signedOn("2026-03-05", 3_2000_0000))
		b := s.Project(t, "启岳铜箔高精度基地项目", signedOn("2026-06-05", 3_2000_0000))
		s.edit(b.ID, func(p *project.Project) { p.TotalInvest, p.LandMu = 9_6000_0000, 10 })
		if r := s.run(checkup.Over{Project: b.ID}); r.Fresh != 2 {
			t.Errorf("%+v %+v", r, s.all())
		}
		kinds := map[string]bool{}
		for _, f := range s.all() {
			kinds[f.Detector] = true
		}
		if !kinds["land"] || !kinds["raise"] {
			t.Errorf("%v", kinds)
		}
		s.edit(b.ID, func(p *project.Project) { p.TotalInvest, p.LandMu = 3_2000_0000, 64 })
		if r := s.run(checkup.Over{Project: b.ID}); r.Gone != 2 || r.Fresh != 1 || s.all()[0].Detector != "alike" {
			t.Errorf("%+v %+v", r, s.all())
		}
		if r := s.run(checkup.Over{}); r.Fresh+r.Gone+r.Again != 0 {
			t.Errorf("the whole run differs from the quick one: %+v", r)
		}
		if _, err := s.Check(t.Context(), s.office, checkup.Over{Project: "nobody"}, nil); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a project that is not there: %v", err)
		}
		if _, err := s.Check(t.Context(), s.Actor(t, "team"), checkup.Over{}, nil); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a team runs: %v", err)
		}
	})
}

func TestThresholdsAreVersioned(t *testing.T) {
	each(t, func(t *testing.T, s *site) {
		ctx := t.Context()
		s.Project(t, "启岳高精度铜箔基地", func(p *project.Project) { signedOn("2026-03-05", 3_2000_0000)(p); p.LandMu = 64 })
		if r := s.run(checkup.Over{}); r.Found != 0 {
			t.Fatalf("%+v", s.all())
		}
		rules, err := s.InForce(ctx)
		must(t, err)
		rules.Find("land").Params[0].Value = 300
		if err := s.Adopt(ctx, s.office, rules, " "); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("adopted without a reason: %v", err)
		}
		if err := s.Adopt(ctx, s.Actor(t, "team"), rules, "试"); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a team adopted: %v", err)
		}
		must(t, s.Adopt(ctx, s.office, rules, "亩均按省里新标准"))
		if r := s.run(checkup.Over{}); r.Fresh != 1 || r.Rules != 1 || s.all()[0].Rules != 1 {
			t.Errorf("%+v", r)
		}
		v, err := s.Versions(ctx)
		if err != nil || len(v) != 1 || v[0].Reason != "亩均按省里新标准" {
			t.Errorf("%+v %v", v, err)
		}
	})
}
