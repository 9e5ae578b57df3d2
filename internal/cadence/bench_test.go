package cadence

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/platform/workday"
)

// BenchmarkFreeze freezes a province's month — 200,000 projects in 100 counties with 200 MB of facts — and opens its pages.
func BenchmarkFreeze(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			d := open(b)
			run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-06")}
			s := &Service{Run: run, Calendar: workday.Default}
			lines := province(200_000, 100)
			fact := []byte(fmt.Sprintf("%02048d", 7))
			s.Keep(Keeper{Name: "bulletin", Label: "项目", Lines: func(context.Context, period.Period) ([]Line, error) { return slices.Clone(lines), nil },
				Texts: func(context.Context, period.Period) ([]Line, error) {
					out := slices.Clone(lines)
					part := make([]byte, 0, 500*len(fact))
					for i := range 400 {
						part = part[:0]
						for k := range 500 {
							part = append(part, fact...)
							part = fmt.Appendf(part, "%d", i*500+k)
						}
						l, err := Text(fmt.Sprint("items-", i), "底稿", part)
						if err != nil {
							return nil, err
						}
						out = append(out, l)
					}
					return out, nil
				}})
			months := []string{"2026-09", "2026-08", "2026-07", "2026-06"}
			var took time.Duration
			var peak uint64
			for i := range months[:2] {
				runtime.GC()
				top := watchHeap()
				watch := clock.Stopwatch()
				if _, err := s.Freeze(b.Context(), office, months[i], "测"); err != nil {
					b.Fatal(err)
				}
				took, peak = watch(), top()
			}
			b.ReportMetric(took.Seconds(), "freeze-s")
			b.ReportMetric(float64(peak)/(1<<20), "peak-MiB")
			benchPages(b, s)
		})
	}
}

// benchPages reports how long a page of a frozen period, its comparison, a proof and the whole check take.
func benchPages(b *testing.B, s *Service) {
	b.Helper()
	p, err := s.Get(b.Context(), "2026-09")
	if err != nil {
		b.Fatal(err)
	}
	county := authz.Scope{Regions: []string{"c7"}}
	p95 := func(name string, n int, fn func() error) {
		var all []time.Duration
		for range n {
			watch := clock.Stopwatch()
			if err := fn(); err != nil {
				b.Fatal(name, err)
			}
			all = append(all, watch())
		}
		slices.Sort(all)
		b.ReportMetric(float64(all[len(all)*95/100].Microseconds())/1000, name+"-ms")
	}
	p95("compare", 3, func() error { s.seen = nil; _, err := s.Compare(b.Context(), p); return err })
	p95("page", 100, func() error {
		c, err := s.Compare(b.Context(), p)
		if err == nil {
			c.Within(county, "")
			_, _, err = s.Lines(b.Context(), county, p, "", 0, 50)
		}
		return err
	})
	p95("proof", 20, func() error {
		l, err := s.Line(b.Context(), authz.Scope{All: true}, p, 123_456)
		if err == nil {
			_, err = s.Prove(b.Context(), p, l)
		}
		return err
	})
	p95("check", 2, func() error {
		found, err := s.CheckPeriod(b.Context(), p)
		must(b, err)
		must(b, none(found))
		return nil
	})
	b.ReportMetric(0, "ns/op")
}

func none(found []journal.Finding) error {
	if len(found) > 0 {
		return fmt.Errorf("%d findings", len(found))
	}
	return nil
}

func province(projects, counties int) []Line {
	var out []Line
	for i := range counties {
		out = append(out, Line{Key: fmt.Sprint("county:c", i), Subject: record.Ref{Kind: "region", ID: fmt.Sprint("c", i)}, Keys: authz.Keys{Region: fmt.Sprint("c", i)}, Label: "某县", Words: "项目2000个，完成率45.6%", Value: "2000 1", Rank: int64(i + 1)})
	}
	for i := range projects {
		id := fmt.Sprintf("01M6QG6VG0%016d", i)
		out = append(out, Line{Key: id, Subject: record.Ref{Kind: "project", ID: id}, Keys: authz.Keys{Region: fmt.Sprint("c", i%counties), Unit: fmt.Sprint("u", i%900), Chain: fmt.Sprint("h", i%12)},
			Label: fmt.Sprint("年产", i, "万件零部件项目"), Value: "started 500000000 1 2 3 4 5", Words: "开工，年度计划1.00亿元完成0.56亿元；落后序时进度14个百分点", Colour: "yellow", URL: "/projects/" + id})
	}
	return out
}

// watchHeap samples the heap until its answer is asked for, and gives the peak.
func watchHeap() func() uint64 {
	var peak atomic.Uint64
	stop := make(chan struct{})
	done := make(chan struct{})
	go func() {
		defer close(done)
		var m runtime.MemStats
		for {
			runtime.ReadMemStats(&m)
			peak.Store(max(peak.Load(), m.HeapInuse))
			select {
			case <-stop:
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); <-done; return peak.Load() }
}
