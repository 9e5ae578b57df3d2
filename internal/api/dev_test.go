package api

import (
	"context"
	"encoding/json"
	"os"
	"testing"

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
