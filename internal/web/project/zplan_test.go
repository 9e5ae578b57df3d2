package project_test

import (
	"fmt"
	"testing"
	"time"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/web/webtest"
)

func BenchmarkZ(b *testing.B) {
	s := webtest.New(b, "2026-11-22")
	fill(b, s, 100_000)
	q := func(sql string) {
		rows, err := s.DB.Query(b.Context(), "EXPLAIN QUERY PLAN "+sql)
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			var a, p, n int64
			var d string
			rows.Scan(&a, &p, &n, &d)
			fmt.Println("   ", d)
		}
		rows.Close()
		best, sum := time.Hour, time.Duration(0)
		for range 10 {
			t := time.Now()
			rows, err := s.DB.Query(b.Context(), sql)
			if err != nil {
				b.Fatal(err)
			}
			for rows.Next() {
			}
			rows.Close()
			d := time.Since(t)
			best, sum = min(best, d), sum+d
		}
		fmt.Println("  best", best, "mean", sum/10)
	}
	c := s.Chain["新型储能"]
	run := func() {
		q("SELECT t.id, t.name FROM project t WHERE t.chain_id IN ('" + c + "') AND t.stage IN ('started','signed') AND t.light IN ('red') ORDER BY t.total_invest DESC, t.id LIMIT 50 OFFSET 100")
		q("SELECT t.id, t.name FROM project t WHERE t.chain_id IN ('" + c + "') AND t.stage IN ('started') AND t.light IN ('red') ORDER BY t.total_invest DESC, t.id LIMIT 50 OFFSET 100")
		q("SELECT t.id, t.name FROM project t WHERE t.region IN ('349902') AND t.stage IN ('started') ORDER BY t.total_invest DESC, t.id LIMIT 50")
		q("SELECT t.id, t.name FROM project t WHERE t.stage IN ('started','signed') ORDER BY t.total_invest DESC, t.id LIMIT 50")
	}
	run()
	s.DB.Write(b.Context(), func(tx *db.Tx) error { _, err := tx.Exec(b.Context(), "DROP INDEX project_stage"); return err })
	fmt.Println("without")
	run()
}
