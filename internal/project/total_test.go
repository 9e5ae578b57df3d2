package project_test

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/project"
)

// TestTotalsEqualACount holds the totals from the kept sums equal to those counted from the projects, whatever is asked.
func TestTotalsEqualACount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := service(d, "2026-11-22")
		rng := rand.New(rand.NewPCG(7, 7))
		var rows []*project.Project
		for i := range 80 {
			rows = append(rows, &project.Project{Name: fmt.Sprintf("光伏组件%d号", i), Region: fmt.Sprint("34990", rng.IntN(3)), UnitID: fmt.Sprint("unit-", rng.IntN(3)),
				ChainID: []string{"", "chain-1", "chain-2"}[rng.IntN(3)], Stage: project.Stages()[rng.IntN(8)], TotalInvest: rng.Int64N(5e8), YearPlan: rng.Int64N(1e8)})
		}
		err := s.Run.Run(t.Context(), system, change.What{Action: "test", Perm: authz.ProjectEdit}, func(tx *change.Tx) error { return s.Insert(t.Context(), tx, rows) })
		if err != nil {
			t.Fatal(err)
		}
		scopes := map[string]authz.Scope{"all": {All: true}, "region": {Regions: []string{"349901"}}, "chain": {Chains: []string{"chain-1"}},
			"unit": {Regions: []string{"349900"}, Units: []string{"unit-2"}}, "nothing": {}}
		for _, query := range []string{"", "stage=signed,started", "stage=!lost&light=none,green", "chain_id=chain-1,chain-2", "chain_id=-", "region=349902&stage=talks", "unit_id=unit-1,unit-2&light=red,none",
			"total_invest=200000000..", "q=光伏", "where=总投资>1亿元"} {
			v, err := url.ParseQuery(query)
			if err != nil {
				t.Fatal(err)
			}
			ask, err := project.Spec.Parse(v)
			if err != nil {
				t.Fatal(err)
			}
			for name, scope := range scopes {
				who := list.Asker{Scope: scope, Today: "2026-11-22"}
				kept, err := s.Total(t.Context(), ask, who)
				if err != nil {
					t.Fatal(err)
				}
				counted, err := project.Spec.Total(t.Context(), d, ask, who)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(counted, kept); diff != "" {
					t.Errorf("%s, %s (-counted +kept):\n%s", query, name, diff)
				}
			}
		}
	})
}
