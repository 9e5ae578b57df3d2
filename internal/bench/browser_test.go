package bench

import (
	"slices"
	"strconv"
	"testing"
	"time"

	"lianzhang/internal/web/ui/uitest"
)

// benchBrowser: the heaviest pages in a browser, from the click to the end of loading, scripts and pictures included.
func (s *site) benchBrowser(b *testing.B) {
	uitest.Need(b)
	s.raise(b)
	srv := s.serve(b)
	tab := uitest.Browser(b, 1366, 768)
	tab.Open(srv.URL + "/login")
	tab.Do(`document.querySelector("[name=login]").value = "` + office + `"; document.querySelector("[name=password]").value = "` + password + `";
		document.querySelector("form[action='/login']").requestSubmit()`)
	tab.Wait(`!location.pathname.startsWith("/login")`)
	for _, p := range []struct{ name, path string }{
		{"queue", "/tickets/queue"}, {"ticketboard", "/tickets/board"}, {"tickets", "/tickets"}, {"gantt", "/projects/gantt"}, {"calendar", "/projects/calendar"}, {"board", "/projects/board"}, {"today", "/today"},
	} {
		b.Run(p.name, func(b *testing.B) {
			var took []time.Duration
			for range 11 {
				tab.Open(srv.URL + p.path)
				tab.Wait(`performance.getEntriesByType("navigation")[0].loadEventEnd > 0`)
				ms, err := strconv.ParseFloat(tab.Text(`String(performance.getEntriesByType("navigation")[0].duration)`), 64)
				if err != nil {
					b.Fatal(err)
				}
				took = append(took, time.Duration(ms*float64(time.Millisecond)))
			}
			took = took[1:]
			slices.Sort(took)
			b.ReportMetric(ms(percentile(took, 50)), "p50-ms")
			b.ReportMetric(ms(percentile(took, 95)), "p95-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
