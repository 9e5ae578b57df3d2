package project

import (
	"context"
	"maps"
	"math"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Sum is the count and the totals of a group of projects. Money is whole yuan.
type Sum struct {
	N           int64
	TotalInvest int64
	Invested    int64
	FundsIn     int64
	YearPlan    int64
	YearDone    int64
	YearDue     int64 // what the schedule says should be done by now
}

// Add adds o to s.
func (s *Sum) Add(o Sum) {
	s.N += o.N
	s.TotalInvest += o.TotalInvest
	s.Invested += o.Invested
	s.FundsIn += o.FundsIn
	s.YearPlan += o.YearPlan
	s.YearDone += o.YearDone
	s.YearDue += o.YearDue
}

// Rate is the share of the year's plan that is done, 0 without a plan.
func (s Sum) Rate() float64 { return ratio(s.YearDone, s.YearPlan) }

// Schedule is the share of the year's plan that should be done, 0 without a plan.
func (s Sum) Schedule() float64 { return ratio(s.YearDue, s.YearPlan) }

func ratio(a, b int64) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Group is the sum of the projects that share region, chain, stage and light.
type Group struct {
	Region, ChainID, Stage, Light string
	Sum
}

type sumKey struct{ unit, region, chain, stage, light string }

// setDue computes the part of the year's plan that is due by now.
func (p *Project) setDue() { p.YearDue = int64(math.Round(p.Schedule * float64(p.YearPlan))) }

func (w *writer) count(p *Project, sign int64) {
	w.sums.add(sumKey{p.UnitID, p.Region, p.ChainID, p.Stage, p.Light},
		Sum{sign, sign * p.TotalInvest, sign * p.Invested, sign * p.FundsIn, sign * p.YearPlan, sign * p.YearDone, sign * p.YearDue})
}

// sums are differences to the kept sums, gathered by unit.
type sums map[sumKey]*Sum

func (m sums) add(k sumKey, s Sum) {
	if m[k] == nil {
		m[k] = &Sum{}
	}
	m[k].Add(s)
}

// store adds the differences to the kept sums by unit and to those over all units.
func (m sums) store(ctx context.Context, tx *db.Tx) error {
	all := sums{}
	var units, site []any
	for k, s := range m {
		units = s.values(units, k.unit, k.region, k.chain, k.stage, k.light)
		k.unit = ""
		all.add(k, *s)
	}
	for k, s := range all {
		site = s.values(site, k.region, k.chain, k.stage, k.light)
	}
	if err := unitSums.add.Exec(ctx, tx, units); err != nil {
		return err
	}
	return siteSums.add.Exec(ctx, tx, site)
}

// values appends the sum's key and amounts, unless it is nothing.
func (s *Sum) values(vals []any, key ...any) []any {
	if *s == (Sum{}) {
		return vals
	}
	return append(append(vals, key...), s.N, s.TotalInvest, s.Invested, s.FundsIn, s.YearPlan, s.YearDone, s.YearDue)
}

// sumTable is a table of kept sums with the keys by which it keeps them; add adds differences to it.
type sumTable struct {
	name string
	keys []string
	add  *db.Inserter
}

var (
	siteSums = newSumTable("project_sum", "region", "chain_id", "stage", "light")
	unitSums = newSumTable("project_unit_sum", "unit_id", "region", "chain_id", "stage", "light")
)

func newSumTable(name string, keys ...string) *sumTable {
	amounts := []string{"n", "total_invest", "invested", "funds_in", "year_plan", "year_done", "year_due"}
	sets := make([]string, len(amounts))
	for i, c := range amounts {
		sets[i] = c + " = " + name + "." + c + " + excluded." + c
	}
	conflict := " ON CONFLICT (" + strings.Join(keys, ", ") + ") DO UPDATE SET " + strings.Join(sets, ", ")
	return &sumTable{name, keys, db.NewUpserter(name, conflict, slices.Concat(keys, amounts)...)}
}

// keptFor gives the kept sums that can tell of the scope, and the scope over their keys.
func keptFor(scope authz.Scope) (*sumTable, db.Scope) {
	if scope.All || len(scope.Units) == 0 {
		return siteSums, scope.On(authz.Keys{Region: "region", Chain: "chain_id"})
	}
	return unitSums, scopeOf(scope)
}

const (
	sumsOf = `CAST(sum(t.total_invest) AS BIGINT), CAST(sum(t.invested) AS BIGINT), CAST(sum(t.funds_in) AS BIGINT),
		CAST(sum(t.year_plan) AS BIGINT), CAST(sum(t.year_done) AS BIGINT), CAST(sum(t.year_due) AS BIGINT)`
	groupBy = " GROUP BY t.region, t.chain_id, t.stage, t.light"
)

// Groups gives the sums by region, chain, stage and light inside the scope, from the kept sums.
func (s *Service) Groups(ctx context.Context, scope authz.Scope) ([]Group, error) {
	kept, on := keptFor(scope)
	w := new(db.Where).Scope(on, "t").And("t.n <> 0")
	if kept == siteSums {
		return scanGroups(ctx, s.db(), `SELECT t.region, t.chain_id, t.stage, t.light, t.n, t.total_invest, t.invested, t.funds_in, t.year_plan,
			t.year_done, t.year_due FROM project_sum t`+w.SQL(), w.Args())
	}
	return scanGroups(ctx, s.db(), "SELECT t.region, t.chain_id, t.stage, t.light, CAST(sum(t.n) AS BIGINT), "+sumsOf+" FROM project_unit_sum t"+w.SQL()+groupBy, w.Args())
}

// Recount gives the same as Groups, counted from the projects themselves.
func (s *Service) Recount(ctx context.Context, scope authz.Scope) ([]Group, error) {
	w := new(db.Where).Scope(scopeOf(scope), "t")
	return scanGroups(ctx, s.db(), "SELECT t.region, t.chain_id, t.stage, t.light, count(*), "+sumsOf+" FROM project t"+w.SQL()+groupBy, w.Args())
}

func scanGroups(ctx context.Context, q db.Queryer, sql string, args []any) ([]Group, error) {
	rows, err := q.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Group
	for rows.Next() {
		var g Group
		if err := rows.Scan(&g.Region, &g.ChainID, &g.Stage, &g.Light, &g.N, &g.TotalInvest, &g.Invested, &g.FundsIn, &g.YearPlan,
			&g.YearDone, &g.YearDue); err != nil {
			return nil, err
		}
		out = append(out, g)
	}
	return out, rows.Err()
}

// byUnit reads sums by unit and group from the kept sums or, with count(*) for their number, from the projects themselves.
func byUnit(ctx context.Context, q db.Queryer, number, table string) (sums, error) {
	rows, err := q.Query(ctx, "SELECT t.unit_id, t.region, t.chain_id, t.stage, t.light, "+number+", "+sumsOf+" FROM "+table+" t"+groupBy+", t.unit_id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := sums{}
	for rows.Next() {
		var k sumKey
		var s Sum
		if err := rows.Scan(&k.unit, &k.region, &k.chain, &k.stage, &k.light, &s.N, &s.TotalInvest, &s.Invested, &s.FundsIn, &s.YearPlan, &s.YearDone,
			&s.YearDue); err != nil {
			return nil, err
		}
		if s != (Sum{}) {
			out[k] = &s
		}
	}
	return out, rows.Err()
}

func countByUnit(ctx context.Context, q db.Queryer) (sums, error) {
	return byUnit(ctx, q, "count(*)", Kind)
}

// SumsHold reports whether the kept sums equal a recount.
func (s *Service) SumsHold(ctx context.Context) (bool, error) {
	counted, err := countByUnit(ctx, s.db())
	if err != nil {
		return false, err
	}
	kept, err := byUnit(ctx, s.db(), "CAST(sum(t.n) AS BIGINT)", unitSums.name)
	if err != nil {
		return false, err
	}
	groups, err := s.Groups(ctx, authz.Scope{All: true})
	if err != nil {
		return false, err
	}
	all := sums{}
	for k, v := range counted {
		k.unit = ""
		all.add(k, *v)
	}
	over := sums{}
	for i := range groups {
		g := &groups[i]
		over.add(sumKey{"", g.Region, g.ChainID, g.Stage, g.Light}, g.Sum)
	}
	same := func(a, b *Sum) bool { return *a == *b }
	return maps.EqualFunc(counted, kept, same) && maps.EqualFunc(all, over, same), nil
}

// RebuildSums makes the kept sums anew from the projects.
func RebuildSums(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		for _, sql := range []string{"DELETE FROM project_sum", "DELETE FROM project_unit_sum"} {
			if _, err := tx.Exec(ctx, sql); err != nil {
				return err
			}
		}
		counted, err := countByUnit(ctx, tx)
		if err != nil {
			return err
		}
		return counted.store(ctx, tx)
	})
}
