package bench

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
)

// benchPages: whole pages over HTTP, one after another as one person opens them, by an office that sees the city and by a
// lead unit that sees its own projects and its chain's.
func (s *site) benchPages(b *testing.B) {
	srv := s.serve(b)
	ledger := "/projects?chain_id=" + s.chains[1] + "&stage=signed,started,completed&light=red&sort=-total_invest&page=3"
	for _, login := range []string{office, lead} {
		c := &client{http: &http.Client{}, base: srv.URL, cookie: s.signIn(b, login)}
		for _, p := range []struct{ name, path string }{
			{"ledger", ledger}, {"all", "/projects"}, {"search", "/projects?q=" + url.QueryEscape("光伏")}, {"board", "/projects/board"}, {"gantt", "/projects/gantt"}, {"calendar", "/projects/calendar"}, {"today", "/"},
			{"chains", "/chains"}, {"chain", "/chains/" + s.chains[1]}, {"map", "/chains/" + s.chains[1] + "/map"}, {"gaps", "/gaps"}, {"project", "/projects/" + s.one(b)}, {"dispatch", "/dispatch"},
		} {
			b.Run(login[len("bench-"):]+"/"+p.name, func(b *testing.B) {
				var took []time.Duration
				total := clock.Stopwatch()
				for n := 0; n < 41 && (n < 3 || total() < 4*time.Second); n++ {
					watch := clock.Stopwatch()
					if _, err := c.do("GET", p.path, "", ""); err != nil {
						b.Fatal(err)
					}
					took = append(took, watch())
				}
				took = took[1:] // the first reads what is kept for the others
				slices.Sort(took)
				b.ReportMetric(ms(percentile(took, 50)), "p50-ms")
				b.ReportMetric(ms(percentile(took, 95)), "p95-ms")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// one is the id of a project of the lead unit's chain.
func (s *site) one(b *testing.B) (id string) {
	b.Helper()
	if err := s.DB.QueryRow(b.Context(), "SELECT id FROM project WHERE chain_id = $1 ORDER BY no LIMIT 1", s.chains[1]).Scan(&id); err != nil {
		b.Fatal(err)
	}
	return id
}
