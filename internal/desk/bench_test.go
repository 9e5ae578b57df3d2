package desk_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// BenchmarkDesk measures the first page and the cockpit at 100,000 projects with a quarter's reports, for the office, which
// sees all of them, and for a county. Each reports the 95th percentile of the calls.
func BenchmarkDesk(b *testing.B) {
	d, err := db.Open(context.Background(), filepath.Join(b.TempDir(), "big.db"))
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	var w *city
	b.Run("load", func(b *testing.B) { // a testing.B of its own, so that the city's making is not measured
		if w == nil {
			w = loadBig(b, d, 100_000)
		}
	})
	for _, login := range []string{"office", "county9", "zong"} {
		actor := w.actorOf(b, login)
		for name, call := range map[string]func() error{
			"today":    func() error { _, err := w.desk.Today(b.Context(), actor, desk.Ask{Most: 4}); return err },
			"turns":    func() error { _, _, _, err := w.desk.Turns(b.Context(), actor.Scope, "2026-11-16", 4); return err },
			"filings":  func() error { _, err := w.desk.Filings(b.Context(), actor.Scope, w.desk.LastMonth()); return err },
			"orders":   func() error { _, err := w.desk.Orders(b.Context(), actor.Scope, 4); return err },
			"cockpit":  func() error { _, err := w.desk.Cockpit(b.Context(), actor, desk.ByChain); return err },
			"troubled": func() error { _, err := w.desk.Troubled(b.Context(), actor.Scope, w.firstChain(b), 12); return err },
			"changes": func() error {
				_, err := w.desk.Changes(b.Context(), actor.Scope, w.firstChain(b), "2026-10-22", 8)
				return err
			},
			"decide": func() error { _, _, err := w.desk.Decisions(b.Context(), actor.Scope, "", 3); return err },
		} {
			b.Run(login+"/"+name, func(b *testing.B) {
				if err := call(); err != nil {
					b.Fatal(err)
				}
				var took []time.Duration
				for b.Loop() {
					watch := clock.Stopwatch()
					if err := call(); err != nil {
						b.Fatal(err)
					}
					took = append(took, watch())
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}

// loadBig makes a city and fills its register.
func loadBig(b *testing.B, d *db.DB, n int) *city {
	b.Helper()
	w := newCity(b, d, 60)
	chains, err := w.chains.All(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	dir, err := w.org.Directory(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	units := dir.Units()
	stages := []string{project.Talks, project.Signed, project.Started, project.Started, project.Completed, project.Produced, project.Capacity}
	var ids []string
	for start := 0; start < n; start += 5000 {
		var rows []*project.Project
		for i := start; i < start+5000; i++ {
			u := units[i%len(units)]
			p := &project.Project{Name: fmt.Sprintf("年产%d吨高精铜板带项目", i), Region: u.Region, UnitID: u.ID, ChainID: chains[i%len(chains)].ID,
				TotalInvest: int64(i%900+10) * 1000_0000, Stage: stages[i%len(stages)], YearPlan: 1000_0000, YearDone: int64(i%13) * 80_0000,
				StartedActual: "2025-03-01", CompletedPlan: fmt.Sprintf("2026-%02d-%02d", i%12+1, i%28+1), StartedPlan: fmt.Sprintf("2026-%02d-15", i%12+1), PlanYear: "2026"}
			if p.Stage == project.Talks || p.Stage == project.Signed {
				p.StartedActual = ""
			}
			rows = append(rows, p)
		}
		err := w.run.Run(b.Context(), authz.System("job"), change.What{Action: "load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
			return w.projects.Insert(b.Context(), tx, rows)
		})
		if err != nil {
			b.Fatal(err)
		}
		for _, p := range rows {
			ids = append(ids, p.ID)
		}
	}
	for _, month := range []string{"2026-08", "2026-09", "2026-10"} {
		for start := 0; start < len(ids); start += 5000 {
			var rows []*project.Report
			for i, id := range ids[start : start+5000] {
				if i%3 != 0 || month != "2026-10" {
					rows = append(rows, &project.Report{ProjectID: id, Period: month, Done: 70_0000, Progress: "施工", State: project.Filed})
				}
			}
			err := w.run.Run(b.Context(), authz.System("job"), change.What{Action: "load", Perm: authz.ProjectFill}, func(tx *change.Tx) error {
				return w.projects.InsertReports(b.Context(), tx, rows)
			})
			if err != nil {
				b.Fatal(err)
			}
		}
	}
	return w
}

func (w *city) actorOf(t testing.TB, login string) authz.Actor {
	w.t = t
	return w.actor(login)
}

func (w *city) firstChain(t testing.TB) string {
	all, err := w.chains.All(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return all[0].ID
}
