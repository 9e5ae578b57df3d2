package project_test

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	area "lianzhang/internal/project"
	"lianzhang/internal/web/webtest"
)

// BenchmarkPages measures whole pages over 100,000 projects, as one person asks for them; p95 in ms beside the mean.
func BenchmarkPages(b *testing.B) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	s := webtest.New(b, "2026-11-22")
	fill(b, s, 100_000)
	serve(b, s)
	cookie := s.SignIn(b, "office", webtest.Password)
	get := func(b *testing.B, path string) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		if s.Handler.ServeHTTP(w, r); w.Code != http.StatusOK {
			b.Fatalf("%s: %d", path, w.Code)
		}
	}
	for _, c := range []struct{ name, path string }{
		{"all", "/projects"},
		{"filtered", "/projects?chain_id=" + s.Chain["新型储能"] + "&light=red&page=3&stage=started%2Csigned"},
		{"search for what all have", "/projects?q=%E5%82%A8%E8%83%BD"},
		{"search for what few have", "/projects?q=%E7%AC%AC777"},
		{"rule", "/projects?where=%E6%80%BB%E6%8A%95%E8%B5%84+%3E+90%E4%BA%BF%E5%85%83"},
		{"board", "/projects/board"},
		{"gantt", "/projects/gantt"},
		{"calendar", "/projects/calendar"},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			get(b, c.path) // the first one also counts the saved views
			for b.Loop() {
				watch := clock.Stopwatch()
				get(b, c.path)
				took = append(took, watch())
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
		})
	}
}

func fill(b *testing.B, s *webtest.Site, n int) {
	b.Helper()
	chains := []string{s.Chain["铜基新材料"], s.Chain["新型储能"]}
	for i := range 6 {
		c, err := s.Chains.Create(b.Context(), webtest.Program, chain.Chain{Name: fmt.Sprintf("链%d", i), Region: webtest.City, Sort: int64(i + 3)})
		if err != nil {
			b.Fatal(err)
		}
		chains = append(chains, c.ID)
	}
	stages := []string{area.Lead, area.Talks, area.Signed, area.Started, area.Started, area.Completed, area.Produced, area.Capacity}
	for start := 0; start < n; start += 2000 {
		err := s.Run.Run(b.Context(), webtest.Program, change.What{Action: "project.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
			var rows []*area.Project
			for i := start; i < min(start+2000, n); i++ {
				chain, region := chains[i%len(chains)], webtest.Donghu
				if i%3 == 0 {
					region = webtest.Linggang
				}
				plan := int64(i%100+1) * 100_0000
				rows = append(rows, &area.Project{Name: fmt.Sprintf("第%d号储能与铜材项目", i), Region: region, ChainID: chain, UnitID: s.Units["市发改委"],
					Investor: fmt.Sprintf("景川第%d企业有限公司", i%9000), Stage: stages[i/8%len(stages)], SignedActual: "2025-03-01", StartedPlan: fmt.Sprintf("2026-%02d-10", i%12+1),
					StartedActual: "2025-09-10", LibraryOn: "2025-10-01", CompletedPlan: fmt.Sprintf("2027-%02d-15", i%12+1), TotalInvest: int64(i%1000+1) * 1_000_0000,
					YearPlan: plan, YearDone: plan * int64(40+i*7%70) / 100})
			}
			return s.Projects.Insert(b.Context(), tx, rows)
		})
		if err != nil {
			b.Fatal(err)
		}
	}
}
