package ticket_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/ticket"
)

// fill raises n tickets over some weeks, so that some hundreds turn each day.
func (s *site) fill(n int) {
	s.Helper()
	kinds := ticket.KindOptions()
	for start := 0; start < n; start += 1000 {
		s.must(s.run.Run(s.Context(), program, change.What{Action: "ticket.load", Perm: authz.TicketRaise}, func(tx *change.Tx) error {
			var rows []*ticket.Ticket
			for i := start; i < min(start+1000, n); i++ {
				rows = append(rows, &ticket.Ticket{Name: fmt.Sprintf("第%d件：用电负荷不足", i), Text: "请协调", Kind: kinds[i%len(kinds)].Code, ChainID: s.chain, Region: city,
					UnitID: s.units[[]string{"power", "land", "office"}[i%3]], Hard: i%10 > 0, RaisedOn: clock.AddDays("2026-09-21", -i%20), Firm: fmt.Sprintf("第%d企业", i%9000)})
			}
			return s.tickets.Insert(s.Context(), tx, rows)
		}))
	}
	// Accepted by their units, all of them, as a state of some weeks' work is.
	s.must(s.run.DB.Write(s.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(s.Context(), "UPDATE ticket SET state = 'handling', step_limit = 30")
		return err
	}))
	s.must(s.run.DB.Write(s.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(s.Context(), "UPDATE ticket_sum SET state = 'handling'")
		return err
	}))
}

// BenchmarkClimb measures runs of the ladder over 100,000 open tickets: one in which nothing turns, and one on the evening of
// a working day, with those that turn on it.
func BenchmarkClimb(b *testing.B) {
	for name, open := range map[string]func(testing.TB) *db.DB{"sqlite": dbtest.SQLite, "postgres": dbtest.Postgres} {
		b.Run(name, func(b *testing.B) {
			d := open(b)
			s := newSiteOf(b, d)
			s.fill(100_000)
			watch := clock.Stopwatch()
			for { // what a month without a run would have left
				got, err := s.tickets.Climb(b.Context())
				s.must(err)
				if got == (ticket.Turned{}) {
					break
				}
				b.Logf("first run: %s in %v", got, watch())
			}
			s.set("2026-10-08 18:05")
			var idle, busy []time.Duration
			turned := 0
			for range 8 {
				s.now = s.now.Add(24 * time.Hour)
				watch := clock.Stopwatch()
				got, err := s.tickets.Climb(b.Context())
				s.must(err)
				busy, turned = append(busy, watch()), turned+got.Warned+got.Over+got.Climbed
				watch = clock.Stopwatch()
				got, err = s.tickets.Climb(b.Context())
				s.must(err)
				if got != (ticket.Turned{}) {
					b.Errorf("run again: %s", got)
				}
				idle = append(idle, watch())
			}
			b.Logf("busy %v, %d rungs; idle %v", busy, turned, idle)
			for b.Loop() {
				watch := clock.Stopwatch()
				if _, err := s.tickets.Climb(b.Context()); err != nil {
					b.Fatal(err)
				}
				idle = append(idle, watch())
			}
			b.ReportMetric(float64(slices.Max(busy).Milliseconds()), "busy-ms")
			b.ReportMetric(float64(slices.Max(idle).Microseconds())/1000, "idle-ms")
		})
	}
}
