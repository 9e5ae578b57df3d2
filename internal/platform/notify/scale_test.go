package notify

import (
	"fmt"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
)

// fill gives each of so many people so many messages, one in a hundred unread.
func fill(t testing.TB, d *db.DB, people, each int) {
	t.Helper()
	cols := db.NewInserter("message", "id", "account_id", "kind", "ref_id", "topic", "title", "body", "url", "urgent", "more", "unread", "first_at", "at", "read_at")
	for p := range people {
		must(t, d.Write(t.Context(), func(tx *db.Tx) error {
			vals := make([]any, 0, 14*each)
			for i := range each {
				at := int64(1_795_000_000_000_000) + int64(i)*60_000_000
				vals = append(vals, fmt.Sprintf("%04d%06d", p, i), fmt.Sprint("p", p), "project", fmt.Sprint("r", i), "light", "年产10万吨高精度电子铜箔项目", "由绿转红：累计投资落后序时进度",
					"/projects/x", false, int64(0), i%100 == 0, at, at, at)
			}
			return cols.Exec(t.Context(), tx, vals)
		}))
	}
}

// BenchmarkInbox asks for the bell and the first page among 1,000 people with 10,000 messages each on PostgreSQL and SQLite. The
// number of people can be made smaller for a quick look, since a person's inbox is found by index alone.
func BenchmarkInbox(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			open := dbtest.SQLite
			if engine == "postgres" {
				open = dbtest.Postgres
			}
			d := open(b)
			took := clock.Stopwatch()
			fill(b, d, 100, 10_000)
			b.Logf("1,000,000 messages in %v", took().Round(time.Second))
			s := office(b, d, clock.System, &town{})
			n := 0
			b.Run("bell", func(b *testing.B) {
				for b.Loop() {
					n++
					if got, err := s.Unread(b.Context(), fmt.Sprint("p", n%100)); err != nil || got != MaxUnread {
						b.Fatal(got, err)
					}
				}
			})
			b.Run("page", func(b *testing.B) {
				for b.Loop() {
					n++
					if got, _, err := s.Inbox(b.Context(), fmt.Sprint("p", n%100), Ask{}); err != nil || len(got) != 50 {
						b.Fatal(len(got), err)
					}
				}
			})
			b.Run("deep", func(b *testing.B) {
				for b.Loop() {
					n++
					who := n % 100
					if got, _, err := s.Inbox(b.Context(), fmt.Sprint("p", who), Ask{After: fmt.Sprintf("%04d%06d", who, 5001)}); err != nil || len(got) != 50 {
						b.Fatal(len(got), err)
					}
				}
			})
		})
	}
}

// BenchmarkTurn tells events to 20 people each, of whom half get mail.
func BenchmarkTurn(b *testing.B) {
	d := dbtest.SQLite(b)
	var who []string
	for i := range 20 {
		who = append(who, fmt.Sprint("p", i))
	}
	s := office(b, d, clock.System, &town{parts: map[Role][]string{Owner: who}})
	for i := range 10 {
		wants(b, s, who[i], nil)
	}
	const events = 500
	for b.Loop() {
		b.StopTimer()
		for i := range events {
			emit(b, s, "turned", fmt.Sprint("r", i%50), "变红")
		}
		b.StartTimer()
		if n, err := s.Turn(b.Context()); err != nil || n != events {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(events)*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
