package project_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
)

func service(d *db.DB, today string) *project.Service {
	return &project.Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(today)}}
}

var system = authz.System("job")

func create(t *testing.T, s *project.Service, p project.Project) *project.Project {
	t.Helper()
	made, err := s.Create(t.Context(), system, p)
	if err != nil {
		t.Fatal(err)
	}
	return made
}

func TestAProjectMovesOnlyWithItsProof(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, "2026-11-22")
		p := create(t, s, project.Project{Name: "高精铜板带", Region: "349902", Stage: project.Talks})
		err := s.Move(t.Context(), system, p.ID, project.Move{Action: "to_signed", On: "2026-11-20"})
		var e *errs.Error
		if !errors.As(err, &e) || len(e.Fields) != 4 {
			t.Fatalf("Move without proof: %v; want the four missing proofs named", err)
		}
		if err := s.Move(t.Context(), system, p.ID, project.Move{Action: "to_signed", On: "2026-11-20", Override: true}); err == nil {
			t.Fatal("an override without a reason passed")
		}
		err = s.Move(t.Context(), system, p.ID, project.Move{Action: "to_signed", On: "2026-11-20", Override: true, Reason: "市长专题会议定"})
		if err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(t.Context(), system.Scope, p.ID)
		if err != nil || got.Stage != project.Signed || got.SignedActual != "2026-11-20" || got.StageSince != "2026-11-20" {
			t.Fatalf("after the move: %+v, %v", got, err)
		}
		if err := s.Move(t.Context(), system, p.ID, project.Move{Action: "to_talks", On: "2026-11-20"}); errs.CodeOf(err) != errs.Conflict {
			t.Fatalf("a step that the stage does not allow: %v", err)
		}
	})
}

func TestBadProjectsAreNamedAtTheirFields(t *testing.T) {
	d := dbtest.SQLite(t)
	s := service(d, "2026-11-22")
	_, err := s.Create(t.Context(), system, project.Project{Name: " ", TotalInvest: -1, YearPlan: -5, SignedPlan: "2026-05-01",
		StartedPlan: "2026-04-01", CompletedActual: "去年", InvestorUSCC: "91310000MA1FL5XU7L"})
	var e *errs.Error
	if !errors.As(err, &e) {
		t.Fatal(err)
	}
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Name)
	}
	slices.Sort(names)
	want := []string{"completed_actual", "investor_uscc", "name", "region", "started_plan", "total_invest", "year_plan"}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
}

func TestLateReportsCorrectTheYear(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, "2026-06-05")
		p := create(t, s, project.Project{Name: "储能电芯", Region: "349902", Stage: project.Started, StartedActual: "2026-01-10",
			TotalInvest: 20e8, YearPlan: 12e8, PlanYear: "2026"})
		fill := func(period string, done int64) {
			t.Helper()
			if err := s.FillReport(t.Context(), system, project.Report{ProjectID: p.ID, Period: period, Done: done, Progress: "主体施工"}); err != nil {
				t.Fatal(err)
			}
		}
		fill("2026-05", 1e8)
		fill("2026-01", 1e8)
		fill("2026-03", 2e8)
		fill("2026-03", 3e8) // corrected
		got, _ := s.Get(t.Context(), system.Scope, p.ID)
		if got.YearDone != 5e8 || got.Invested != 5e8 || got.Reported != "2026-05" || got.MissedRun != 0 || !got.Debt {
			t.Errorf("done %d, invested %d, reported %s, missed %d, debt %v", got.YearDone, got.Invested, got.Reported, got.MissedRun, got.Debt)
		}
		rows, _ := s.Reports(t.Context(), system.Scope, p.ID)
		totals := map[string]int64{}
		for _, r := range rows {
			totals[r.Period] = r.DoneTotal
		}
		if diff := cmp.Diff(map[string]int64{"2026-01": 1e8, "2026-03": 4e8, "2026-05": 5e8}, totals); diff != "" {
			t.Error(diff)
		}
		for _, bad := range []project.Report{{Period: "2026-07", Done: 1, Progress: "x"}, {Period: "2026-04", Done: -1, Progress: "x"}, {Period: "四月"}} {
			bad.ProjectID = p.ID
			if err := s.FillReport(t.Context(), system, bad); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("report %+v: %v", bad, err)
			}
		}
	})
}

func TestReceiptsNeverExceedTheContract(t *testing.T) {
	d := dbtest.SQLite(t)
	s := service(d, "2026-11-22")
	p := create(t, s, project.Project{Name: "铜箔", Region: "349902", TotalInvest: 1e8})
	r := project.Receipt{ProjectID: p.ID, OnDate: "2026-11-01", Amount: 6e7, Voucher: "电子回单001"}
	if err := s.AddReceipt(t.Context(), system, r); err != nil {
		t.Fatal(err)
	}
	if err := s.AddReceipt(t.Context(), system, r); errs.CodeOf(err) != errs.Invalid {
		t.Fatalf("a second receipt above the contract: %v", err)
	}
}

func TestScopeGuardsWrites(t *testing.T) {
	d := dbtest.SQLite(t)
	s := service(d, "2026-11-22")
	p := create(t, s, project.Project{Name: "镜片", Region: "349902"})
	county := authz.Actor{ID: "c", Roles: []authz.Role{authz.RolePark}, Scope: authz.Scope{Regions: []string{"349903"}}}
	if _, err := s.Get(t.Context(), county.Scope, p.ID); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("reading another county's project: %v", err)
	}
	after := *p
	after.Note = "改"
	if err := s.Save(t.Context(), county, p, &after); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("saving another county's project: %v", err)
	}
	if _, err := s.Create(t.Context(), county, project.Project{Name: "甲", Region: "349902"}); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("creating in another county: %v", err)
	}
}

// TestKeptSumsEqualARecount drives random creates, edits, reports, moves and removals, and compares the kept sums with a count.
func TestKeptSumsEqualARecount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, "2026-11-22")
		rng := rand.New(rand.NewPCG(7, 1))
		var ids []string
		for i := range 150 {
			switch k := rng.IntN(10); {
			case k < 5 || len(ids) == 0:
				p := create(t, s, project.Project{Name: fmt.Sprint("项目", i), Region: fmt.Sprint("34990", 2+rng.IntN(3)), ChainID: fmt.Sprint("c", rng.IntN(3)), UnitID: fmt.Sprint("u", rng.IntN(3)),
					Stage: []string{project.Lead, project.Talks, project.Started}[rng.IntN(3)], TotalInvest: rng.Int64N(1e10) + 1e9, YearPlan: rng.Int64N(1e9), Light: "none"})
				ids = append(ids, p.ID)
			default:
				id := ids[rng.IntN(len(ids))]
				err := s.EditMany(t.Context(), system, []string{id}, "", func(p *project.Project) error {
					p.ChainID, p.UnitID, p.YearDone, p.Light = fmt.Sprint("c", rng.IntN(3)), fmt.Sprint("u", rng.IntN(3)), rng.Int64N(1e9), []string{"red", "green"}[rng.IntN(2)]
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
			}
		}
		byKey := cmpopts.SortSlices(func(a, b project.Group) bool {
			return a.Region+a.ChainID+a.Stage+a.Light < b.Region+b.ChainID+b.Stage+b.Light
		})
		equal := func(when string) {
			t.Helper()
			for _, scope := range []authz.Scope{{All: true}, {Regions: []string{"349903"}}, {Chains: []string{"c0", "c2"}}, {Units: []string{"u1"}},
				{Units: []string{"u0", "u2"}, Chains: []string{"c1"}}} {
				kept, err := s.Groups(t.Context(), scope)
				if err != nil {
					t.Fatal(err)
				}
				counted, err := s.Recount(t.Context(), scope)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(counted, kept, byKey); diff != "" {
					t.Errorf("%s, kept sums of %v differ from a recount:\n%s", when, scope, diff)
				}
			}
		}
		equal("after many writes")
		if err := project.RebuildSums(t.Context(), d); err != nil {
			t.Fatal(err)
		}
		equal("made anew")
	})
}

func TestListFiltersSortsAndTotals(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, "2026-11-22")
		for i, name := range []string{"光伏组件", "光学镜片", "铜箔"} {
			create(t, s, project.Project{Name: name, Region: "349902", TotalInvest: int64(i+1) * 1e8, StartedPlan: fmt.Sprintf("2026-0%d", i+3), Stage: project.Signed})
		}
		for _, c := range []struct{ query, want string }{
			{"", "铜箔 光学镜片 光伏组件 "}, {"sort=total_invest", "光伏组件 光学镜片 铜箔 "}, {"q=光伏", "光伏组件 "}, {"total_invest=200000000..", "铜箔 光学镜片 "},
			{"started_plan=..2026-04", "光学镜片 光伏组件 "}, {"stage=!signed", ""}, {"where=总投资 > 1.5亿元 且 月数(计划开工, 今天) >= 5", "铜箔 光学镜片 "},
			{"name=光", "光学镜片 光伏组件 "}, {"completed_plan=-", "铜箔 光学镜片 光伏组件 "}, {"size=1&page=2", "光学镜片 "},
		} {
			v := parse(c.query)
			q, err := project.Spec.Parse(v)
			if err != nil {
				t.Fatalf("%s: %v", c.query, err)
			}
			who := list.Asker{Scope: system.Scope, Today: "2026-11-22"}
			page, err := project.Spec.Rows(t.Context(), d, q, who, project.Spec.Shown(nil))
			if err != nil {
				t.Fatalf("%s: %v", c.query, err)
			}
			got := ""
			for _, r := range page.Rows {
				got += r.Str("name") + " "
			}
			if got != c.want {
				t.Errorf("%s: %s; want %s", c.query, got, c.want)
			}
			again, err := project.Spec.Parse(q.Values())
			if err != nil || len(again.Filters) != len(q.Filters) {
				t.Errorf("%s does not survive its own URL: %v", c.query, err)
			}
		}
		for _, bad := range []string{"sort=nothing", "total_invest=abc..", "page=0", "size=99999", "started_plan=soon"} {
			if _, err := project.Spec.Parse(parse(bad)); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%s was accepted: %v", bad, err)
			}
		}
	})
}

// TestThePastFollowsTheProject: when a project goes to another county, its new keeper sees its reports and the old one no longer.
func TestThePastFollowsTheProject(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, "2026-06-05")
		p := create(t, s, project.Project{Name: "迁址项目", Region: "349902", UnitID: "u1", Stage: project.Started, YearPlan: 1e8, TotalInvest: 1e9})
		if err := s.FillReport(t.Context(), system, project.Report{ProjectID: p.ID, Period: "2026-05", Done: 1e6, Progress: "施工"}); err != nil {
			t.Fatal(err)
		}
		before, err := s.Get(t.Context(), system.Scope, p.ID)
		if err != nil {
			t.Fatal(err)
		}
		after := *before
		after.Region, after.UnitID = "349903", "u2"
		if err := s.Save(t.Context(), system, before, &after); err != nil {
			t.Fatal(err)
		}
		for region, want := range map[string]int{"349903": 1, "349902": 0} {
			rows, err := s.Reports(t.Context(), authz.Scope{Regions: []string{region}}, p.ID)
			if err != nil || len(rows) != want {
				t.Errorf("county %s sees %d reports, %v; want %d", region, len(rows), err, want)
			}
		}
	})
}

func TestAnEditCannotSkipTheProof(t *testing.T) {
	d := dbtest.SQLite(t)
	s := service(d, "2026-11-22")
	p := create(t, s, project.Project{Name: "甲", Region: "349902", Stage: project.Signed, SignedActual: "2026-05-01"})
	after := *p
	after.StartedActual = "2026-06-01"
	if err := s.Save(t.Context(), system, p, &after); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a start was written into a signed project: %v", err)
	}
	after = *p
	after.SignedActual = "2026-05-03"
	if err := s.Save(t.Context(), system, p, &after); err != nil {
		t.Errorf("the date of a stage that was reached may be corrected: %v", err)
	}
	if _, err := s.Create(t.Context(), system, project.Project{Name: "乙", Region: "349902", Stage: project.Talks, ProducedActual: "2026-01-01"}); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a project in talks was made with a date of production: %v", err)
	}
}
