package api

import (
	"context"
	"encoding/json"
	"log/slog"
	"net/http/httptest"
	"os"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
)

func TestDevFill(t *testing.T) {
	if os.Getenv("DEVFILL") == "" {
		t.Skip()
	}
	os.Remove("/tmp/lz/api/bench.db")
	d, err := db.Open(context.Background(), "/tmp/lz/api/bench.db")
	if err != nil {
		t.Fatal(err)
	}
	s := newSite(t, d)
	s.fill(benchProjects)
	b, _ := json.Marshal(map[string]any{"chains": s.chains, "token": s.tokens["office"]})
	os.WriteFile("/tmp/lz/api/bench.json", b, 0o644)
	rows, _ := d.Query(context.Background(), "select stage, light, sum(n) from project_sum group by 1,2 order by 1,2")
	for rows.Next() {
		var st, l string
		var n int
		rows.Scan(&st, &l, &n)
		t.Log(st, l, n)
	}
	d.Close()
}

func BenchmarkDev(b *testing.B) {
	raw, err := os.ReadFile("/tmp/lz/api/bench.json")
	if err != nil {
		b.Skip()
	}
	var m struct {
		Chains []string
		Token  string
	}
	json.Unmarshal(raw, &m)
	d, err := db.Open(context.Background(), "/tmp/lz/api/bench.db")
	if err != nil {
		b.Fatal(err)
	}
	defer d.Close()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	deps := wire(b, d)
	h, err := Handler(deps)
	if err != nil {
		b.Fatal(err)
	}
	srv := httptest.NewServer(h)
	defer srv.Close()
	query := "?chain_id=" + m.Chains[0] + "&stage=signed,started,completed&light=red&sort=-total_invest&page=3&size=50"
	plain := httptest.NewServer(bare(d, m.Chains[0]))
	defer plain.Close()
	ours := target{srv.URL + prefix + "/projects" + query, "Bearer " + m.Token}
	theirs := target{plain.URL + "/", ""}
	same(b, ours, theirs)
	var mine, other []float64
	for b.Loop() {
		for range benchRounds {
			if os.Getenv("ONLY") != "ours" {
				other = append(other, pace(b, theirs))
			}
			if os.Getenv("ONLY") != "bare" {
				mine = append(mine, pace(b, ours))
			}
		}
	}
	if mine == nil || other == nil {
		return
	}
	b.ReportMetric(median(other), "bare/s")
	b.ReportMetric(median(mine), "ours/s")
	b.ReportMetric(100*median(mine)/median(other), "%")
}

func TestDevPlan(t *testing.T) {
	raw, err := os.ReadFile("/tmp/lz/api/bench.json")
	if err != nil || os.Getenv("DEVPLAN") == "" {
		t.Skip()
	}
	var m struct{ Chains []string }
	json.Unmarshal(raw, &m)
	d, err := db.Open(context.Background(), "/tmp/lz/api/bench.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ctx := context.Background()
	args := []any{"red", m.Chains[0], "signed", "started", "completed"}
	where := ` FROM project t WHERE t.light IN ($1) AND t.chain_id IN ($2) AND t.stage IN ($3, $4, $5)`
	for _, q := range []string{
		"SELECT t.id, t.light, t.name, t.chain_id, t.total_invest, t.updated_at" + where + " ORDER BY t.total_invest DESC, t.id LIMIT 50 OFFSET 100",
		"SELECT count(*), sum(t.total_invest), sum(t.year_plan)" + where,
		"SELECT sum(t.n), sum(t.total_invest) FROM project_sum t WHERE t.light IN ($1) AND t.chain_id IN ($2) AND t.stage IN ($3, $4, $5)",
		"SELECT t.id, t.light, t.name, t.chain_id, t.total_invest, t.updated_at FROM project t WHERE t.id IN (SELECT t.id " + where + " ORDER BY t.total_invest DESC, t.id LIMIT 50 OFFSET 100) ORDER BY t.total_invest DESC, t.id",
	} {
		rows, err := d.Query(ctx, "EXPLAIN QUERY PLAN "+q, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c int
			var s string
			rows.Scan(&a, &b, &c, &s)
			t.Log(s)
		}
		rows.Close()
		for range 3 {
			took := clock.Stopwatch()
			rows, err := d.Query(ctx, q, args...)
			if err != nil {
				t.Fatal(err)
			}
			n := 0
			for rows.Next() {
				n++
			}
			rows.Close()
			t.Log(n, took())
		}
	}
}

func TestDevPlan2(t *testing.T) {
	raw, err := os.ReadFile("/tmp/lz/api/bench.json")
	if err != nil || os.Getenv("DEVPLAN") == "" {
		t.Skip()
	}
	var m struct{ Chains []string }
	json.Unmarshal(raw, &m)
	orig, _ := os.ReadFile("/tmp/lz/api/bench.db")
	os.WriteFile("/tmp/lz/api/bench2.db", orig, 0o644)
	d, err := db.Open(context.Background(), "/tmp/lz/api/bench2.db")
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	ctx := context.Background()
	err = d.Write(ctx, func(tx *db.Tx) error {
		for _, s := range []string{"DROP INDEX project_list", os.Getenv("IDX")} {
			if _, err := tx.Exec(ctx, s); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	args := []any{"red", m.Chains[0], "signed", "started", "completed"}
	where := ` FROM project t WHERE t.light IN ($1) AND t.chain_id IN ($2) AND t.stage IN ($3, $4, $5)`
	for _, q := range []string{
		"SELECT t.id, t.light, t.name, t.chain_id, t.total_invest, t.updated_at" + where + " ORDER BY t.total_invest DESC, t.id LIMIT 50 OFFSET 100",
		"SELECT t.id, t.light, t.name, t.chain_id, t.total_invest, t.updated_at FROM project t WHERE t.no IN (SELECT t.no " + where + " ORDER BY t.total_invest DESC, t.no DESC LIMIT 50 OFFSET 100) ORDER BY t.total_invest DESC, t.no DESC",
		"SELECT t.id, t.light, t.name, t.chain_id, t.total_invest, t.updated_at FROM (SELECT t.no AS k " + where + " ORDER BY t.total_invest DESC, t.no DESC LIMIT 50 OFFSET 100) k JOIN project t ON t.no = k.k ORDER BY t.total_invest DESC, t.no DESC",
		"SELECT t.no " + where + " ORDER BY t.total_invest DESC, t.no DESC LIMIT 50 OFFSET 100",
		"SELECT t.no FROM project t WHERE t.light = $1 AND t.chain_id =$2 AND t.stage IN ($3, $4, $5) ORDER BY t.total_invest DESC, t.no DESC LIMIT 50 OFFSET 100",
		"SELECT count(*), sum(t.total_invest), sum(t.year_plan), sum(t.year_done), sum(t.year_due)" + where,
		"SELECT count(*), sum(t.total_invest), sum(t.year_plan), sum(t.year_done), sum(t.year_due)" + where + " AND (t.region IN ('340705') OR t.unit_id IN ('xx', 'yy'))",
		"SELECT count(*)" + where,
	} {
		rows, err := d.Query(ctx, "EXPLAIN QUERY PLAN "+q, args...)
		if err != nil {
			t.Fatal(err)
		}
		for rows.Next() {
			var a, b, c int
			var s string
			rows.Scan(&a, &b, &c, &s)
			t.Log(s)
		}
		rows.Close()
		best := time.Hour
		for range 60 {
			took := clock.Stopwatch()
			rows, err := d.Query(ctx, q, args...)
			if err != nil {
				t.Fatal(err)
			}
			for rows.Next() {
			}
			rows.Close()
			best = min(best, took())
		}
		t.Log("   best", best)
	}
}
