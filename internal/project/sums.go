package project

import (
	"context"
	"math"

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

type sumKey struct{ region, chain, stage, light string }

// setDue computes the part of the year's plan that is due by now.
func (p *Project) setDue() { p.YearDue = int64(math.Round(p.Schedule * float64(p.YearPlan))) }

func (w *writer) count(p *Project, sign int64) {
	k := sumKey{p.Region, p.ChainID, p.Stage, p.Light}
	s := w.sums[k]
	if s == nil {
		s = &Sum{}
		w.sums[k] = s
	}
	s.Add(Sum{sign, sign * p.TotalInvest, sign * p.Invested, sign * p.FundsIn, sign * p.YearPlan, sign * p.YearDone, sign * p.YearDue})
}

func storeSum(ctx context.Context, tx *db.Tx, k sumKey, s *Sum) error {
	if *s == (Sum{}) {
		return nil
	}
	_, err := tx.Exec(ctx, `INSERT INTO project_sum (region, chain_id, stage, light, n, total_invest, invested, funds_in, year_plan, year_done, year_due)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
		ON CONFLICT (region, chain_id, stage, light) DO UPDATE SET n = project_sum.n + excluded.n,
		total_invest = project_sum.total_invest + excluded.total_invest, invested = project_sum.invested + excluded.invested,
		funds_in = project_sum.funds_in + excluded.funds_in, year_plan = project_sum.year_plan + excluded.year_plan,
		year_done = project_sum.year_done + excluded.year_done, year_due = project_sum.year_due + excluded.year_due`,
		k.region, k.chain, k.stage, k.light, s.N, s.TotalInvest, s.Invested, s.FundsIn, s.YearPlan, s.YearDone, s.YearDue)
	return err
}

const sumSelect = `SELECT t.region, t.chain_id, t.stage, t.light, count(*), CAST(sum(t.total_invest) AS BIGINT), CAST(sum(t.invested) AS BIGINT),
	CAST(sum(t.funds_in) AS BIGINT), CAST(sum(t.year_plan) AS BIGINT), CAST(sum(t.year_done) AS BIGINT),
	CAST(sum(t.year_due) AS BIGINT) FROM project t`

const sumGroup = " GROUP BY t.region, t.chain_id, t.stage, t.light"

// Groups gives the sums by region, chain, stage and light inside the scope. They come from the kept sums; only a scope
// that names units, by which no sums are kept, is counted from that unit's own projects.
func (s *Service) Groups(ctx context.Context, scope authz.Scope) ([]Group, error) {
	w := new(db.Where)
	sql := `SELECT t.region, t.chain_id, t.stage, t.light, t.n, t.total_invest, t.invested, t.funds_in, t.year_plan, t.year_done, t.year_due
		FROM project_sum t`
	if len(scope.Units) == 0 || scope.All {
		w.Scope(scope.On(authz.Keys{Region: "region", Chain: "chain_id"}), "t").And("t.n <> 0")
		sql += w.SQL()
	} else {
		w.Scope(scopeOf(scope), "t")
		sql = sumSelect + w.SQL() + sumGroup
	}
	return scanGroups(ctx, s.db(), sql, w.Args())
}

// Recount gives the same as Groups for the whole site, counted from the projects themselves.
func (s *Service) Recount(ctx context.Context) ([]Group, error) {
	return scanGroups(ctx, s.db(), sumSelect+sumGroup, nil)
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

// RebuildSums makes the kept sums anew from the projects.
func RebuildSums(ctx context.Context, d *db.DB) error {
	return d.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec(ctx, "DELETE FROM project_sum"); err != nil {
			return err
		}
		groups, err := scanGroups(ctx, tx, sumSelect+sumGroup, nil)
		if err != nil {
			return err
		}
		for i := range groups {
			g := &groups[i]
			if err := storeSum(ctx, tx, sumKey{g.Region, g.ChainID, g.Stage, g.Light}, &g.Sum); err != nil {
				return err
			}
		}
		return nil
	})
}
