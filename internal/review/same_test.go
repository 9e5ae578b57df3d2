package review_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// random makes a project with any mixture of present and absent values, as registers hold them.
func random(rng *rand.Rand, n int) *project.Project {
	date := func() string {
		switch rng.IntN(4) {
		case 0:
			return ""
		case 1:
			return fmt.Sprintf("202%d-%02d", 4+rng.IntN(4), 1+rng.IntN(12))
		}
		return fmt.Sprintf("202%d-%02d-%02d", 4+rng.IntN(4), 1+rng.IntN(12), 1+rng.IntN(28))
	}
	money := func() int64 {
		if rng.IntN(4) == 0 {
			return 0
		}
		return rng.Int64N(5_000_000_000)
	}
	stages := project.Stages()
	p := &project.Project{Name: fmt.Sprint("项目", n), Region: "349902", Stage: stages[rng.IntN(len(stages))], StageSince: date(), StartedPlan: date(),
		StartedActual: date(), LibraryOn: date(), CompletedPlan: date(), MovedOn: date(), PlanYear: "2026", YearPlan: money(), YearDone: money(),
		TotalInvest: money(), MissedRun: int64(rng.IntN(4)), YellowRun: int64(rng.IntN(4)), Debt: rng.IntN(2) == 0}
	return p
}

// TestShippedRulesAgree judges 10,000 generated projects by each shipped rule set in memory and in SQL.
func TestShippedRulesAgree(t *testing.T) {
	sets, err := review.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		const today = "2026-11-22"
		s := &project.Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(today)}}
		rng := rand.New(rand.NewPCG(11, 22))
		all := load(t, s, rng, 10_000)
		for _, set := range sets {
			if set.Level == review.LevelRegion {
				continue // counties are judged in memory only
			}
			c, err := review.Compile(set)
			if err != nil {
				t.Fatal(err)
			}
			inSQL := judgeAll(t, d, c, today)
			counts := map[string]int{}
			for _, p := range all {
				light, _ := c.Judge(p.Value, today, nil)
				if counts[light]++; light != inSQL[p.ID] {
					t.Fatalf("%s: %+v is %s in memory, %s in SQL", set.Name, p, light, inSQL[p.ID])
				}
			}
			t.Log(set.Code, counts)
			for _, l := range []string{review.None, review.Green, review.Yellow, review.Red} {
				if counts[l] == 0 {
					t.Errorf("%s: no generated project is %s, so nothing was compared", set.Code, l)
				}
			}
		}
	})
}

func load(t *testing.T, s *project.Service, rng *rand.Rand, n int) []*project.Project {
	t.Helper()
	var all []*project.Project
	for len(all) < n {
		var part []*project.Project
		for range 1000 {
			part = append(part, random(rng, len(all)+len(part)))
		}
		err := s.Run.Run(t.Context(), authz.System("job"), change.What{Action: "test.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
			return s.Insert(context.Background(), tx, part)
		})
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, part...)
	}
	return all
}

func judgeAll(t *testing.T, d *db.DB, c *review.Compiled, today string) map[string]string {
	t.Helper()
	w := new(db.Where)
	expr, err := c.SQL(string(d.Engine()), today, w.Arg)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := d.Query(t.Context(), "SELECT t.id, "+expr+" FROM project t", w.Args()...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id, light string
		if err := rows.Scan(&id, &light); err != nil {
			t.Fatal(err)
		}
		out[id] = light
	}
	return out
}
