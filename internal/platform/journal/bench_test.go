package journal_test

import (
	"fmt"
	"testing"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/platform/journal"
)

// BenchmarkVerify verifies 25,000 reports of 22 columns, each saved again three times: 100,000 entries.
func BenchmarkVerify(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { verify(b, dbtest.SQLite(b)) })
	b.Run("postgres", func(b *testing.B) { verify(b, dbtest.Postgres(b)) })
}

func verify(b *testing.B, d *db.DB) {
	ctx := b.Context()
	r := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.System}
	for i := range 25 {
		var rows []report
		for k := range 1000 {
			rows = append(rows, report{ID: id.New(int64(i*1000 + k)), ProjectID: id.New(int64(k)), Region: "360983", UnitID: id.New(1), ChainID: id.New(2), Period: fmt.Sprint(i),
				Share: float64(k) / 7, Done: int64(k) * 10_000, Progress: "主体厂房封顶，设备招标完成", Problem: "用地指标未落实", NextStep: "月底前完成供地", State: "filled"})
		}
		for round := range 4 {
			if err := r.Run(ctx, system, change.What{Action: "load", Perm: "project.edit"}, func(tx *change.Tx) error {
				for k := range rows {
					if round == 0 {
						if err := reports.Insert(ctx, tx, &rows[k]); err != nil {
							return err
						}
						continue
					}
					after := rows[k]
					after.Done, after.Progress, after.FilledAt = after.Done+1, fmt.Sprint("第", round, "次填报"), int64(round)
					if err := reports.Update(ctx, tx, &rows[k], &after); err != nil {
						return err
					}
					rows[k] = after
				}
				return nil
			}); err != nil {
				b.Fatal(err)
			}
		}
	}
	for b.Loop() {
		rep, err := journal.Verify(ctx, d, journal.Options{})
		if err != nil || !rep.OK() || rep.Entries != 100_000 {
			b.Fatal(rep, err)
		}
	}
	b.ReportMetric(100_000*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
}
