package ticket

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	area "lianzhang/internal/ticket"
	"lianzhang/internal/web/webtest"
)

// fill raises n tickets of four units in the states of a working office.
func (s *site) fill(t testing.TB, n int) {
	t.Helper()
	kinds := area.KindOptions()
	units := []string{s.Units["市供电公司"], s.Units["市发改委"], s.Units["市商务局"], s.Units["东湖区发改局"]}
	for start := 0; start < n; start += 1000 {
		err := s.Run.Run(t.Context(), webtest.Program, change.What{Action: "ticket.load", Perm: authz.TicketRaise}, func(tx *change.Tx) error {
			var rows []*area.Ticket
			for i := start; i < min(start+1000, n); i++ {
				k := kinds[i%len(kinds)]
				rows = append(rows, &area.Ticket{Name: fmt.Sprintf("%s：第%d件企业反映的问题", k.Label, i), Text: "请协调解决", Kind: k.Code, ChainID: s.Chain["新型储能"], Region: webtest.Donghu,
					UnitID: units[i%4], RaisedOn: clock.AddDays("2026-09-21", -i%60), Firm: fmt.Sprintf("景川第%d企业有限公司", i%9000), Hard: i%5 == 0})
			}
			return s.tickets.Insert(t.Context(), tx, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	// Two in five are closed, one in ten answered; the rest stand in the states of work.
	if err := s.DB.Write(t.Context(), func(tx *db.Tx) error {
		for _, sql := range []string{
			"UPDATE ticket SET state = CASE WHEN no % 10 < 4 THEN 'closed' WHEN no % 10 = 4 THEN 'answered' WHEN no % 10 = 5 THEN 'open' WHEN no % 10 = 6 THEN 'accepted' ELSE 'handling' END",
			"UPDATE ticket SET next_due = 0, turn_at = 0, level = 0, rating = 4, answered_on = '2026-09-18', gross = no % 30, net = no % 25 WHERE state IN ('closed', 'answered')",
			"DELETE FROM ticket_sum", "INSERT INTO ticket_sum SELECT region, unit_id, chain_id, state, level, count(*) FROM ticket GROUP BY region, unit_id, chain_id, state, level"} {
			if _, err := tx.Exec(t.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

// BenchmarkPages measures whole pages over 50,000 tickets as one person asks for them; p95 in ms beside the mean.
func BenchmarkPages(b *testing.B) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	s := newSite(b)
	s.fill(b, 50_000)
	if _, err := s.tickets.Climb(b.Context()); err != nil {
		b.Fatal(err)
	}
	one, err := s.tickets.Column(b.Context(), webtest.Program.Scope, area.Handling, 1)
	if err != nil {
		b.Fatal(err)
	}
	for _, who := range []string{"office", "park", "factor"} {
		cookie := s.SignIn(b, who, webtest.Password)
		for _, path := range []string{base + "/board", base + "/queue", base + "/standing", base + "/figures", base, base + "?state=open,accepted,handling,reopened&level=2..", base + "?q=%E7%AC%AC777", addr(one[0].ID)} {
			b.Run(who+path, func(b *testing.B) {
				var took []time.Duration
				for b.Loop() {
					r := httptest.NewRequest(http.MethodGet, path, nil)
					r.AddCookie(cookie)
					w := httptest.NewRecorder()
					watch := clock.Stopwatch()
					if s.Handler.ServeHTTP(w, r); w.Code != http.StatusOK {
						b.Fatalf("%s: %d", path, w.Code)
					}
					took = append(took, watch())
				}
				slices.Sort(took)
				b.ReportMetric(float64(took[len(took)*95/100].Microseconds())/1000, "p95-ms")
			})
		}
	}
}
