package bench

import (
	"context"
	"fmt"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// benchEvaluate judges all projects anew on a day on which little turns and on the first of a month, when every schedule
// moves on, while somebody else saves a project fifty times a second; it gives the longest that he had to wait.
func (s *site) benchEvaluate(b *testing.B) {
	ctx := context.Background()
	all, err := s.Projects.Select(ctx, s.DB, authz.Scope{All: true}, new(db.Where), "ORDER BY t.no LIMIT 1")
	if err != nil || len(all) == 0 {
		b.Fatal(err)
	}
	for _, day := range []string{today, "2026-12-01"} {
		b.Run(day[5:], func(b *testing.B) {
			s.now.Store(clock.At(day))
			stop, done := make(chan struct{}), make(chan time.Duration)
			go func() { done <- s.saves(b, all[0].ID, stop) }()
			took := clock.Stopwatch()
			turned, err := s.Review.EvaluateAll(ctx, nil)
			all := took()
			close(stop)
			longest := <-done
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(turned), "turned")
			b.ReportMetric(all.Seconds(), "s")
			b.ReportMetric(ms(longest), "longest-wait-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
	s.now.Store(clock.At(today))
}

// saves saves the project until stop, and gives the longest time that one save took.
func (s *site) saves(b *testing.B, id string, stop chan struct{}) (longest time.Duration) {
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for n := 0; ; n++ {
		select {
		case <-stop:
			return longest
		case <-tick.C:
		}
		took := clock.Stopwatch()
		what := change.What{Action: "project.edit", Perm: authz.ProjectEdit, Ref: (&project.Project{ID: id}).Ref()}
		err := s.Projects.Edit(context.Background(), program, what, func(_ *change.Tx, p *project.Project) error {
			p.Note = fmt.Sprint("第", n, "次")
			return nil
		})
		if err != nil {
			b.Error(err)
			return longest
		}
		longest = max(longest, took())
	}
}
