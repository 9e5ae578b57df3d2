package api

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/project"
)

const (
	benchProjects = 100_000
	benchClients  = 16
	benchRounds   = 9
	benchAnswers  = 800 // a round and side
)

// BenchmarkList compares the list of projects (filter chain, stages and light, sorted by investment, page 3 of 50, with total)
// with a bare handler: the same SQL and the same bytes, without access control. Both answer in turn, so that a noisy
// neighbour meets both alike, and the medians are compared.
func BenchmarkList(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchList(b, dbtest.SQLite(b)) })
	if os.Getenv("TEST_POSTGRES") != "" {
		b.Run("postgres", func(b *testing.B) { benchList(b, dbtest.Postgres(b)) })
	}
}

func benchList(b *testing.B, d *db.DB) {
	s := newSite(b, d)
	s.fill(benchProjects)
	query := "?chain_id=" + s.chains[0] + "&stage=signed,started,completed&light=red&sort=-total_invest&page=3&size=50"
	plain := httptest.NewServer(bare(d, s.chains[0]))
	defer plain.Close()
	ours := spot{s.server.URL + prefix + "/projects" + query, "Bearer " + s.tokens["office"]}
	theirs := spot{plain.URL + "/", ""}
	same(b, ours, theirs)
	var mine, other []float64
	for b.Loop() {
		for range benchRounds {
			other = append(other, pace(b, theirs))
			mine = append(mine, pace(b, ours))
		}
	}
	bareRate, rate := median(other), median(mine)
	b.ReportMetric(bareRate, "bare-answers/s")
	b.ReportMetric(rate, "answers/s")
	b.ReportMetric(100*rate/bareRate, "%-of-bare")
}

type spot struct{ url, auth string }

func (t spot) get(client *http.Client) ([]byte, error) {
	req, err := http.NewRequest("GET", t.url, nil)
	if err != nil {
		return nil, err
	}
	if t.auth != "" {
		req.Header.Set("Authorization", t.auth)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != 200 {
		err = fmt.Errorf("%d: %s", res.StatusCode, body)
	}
	return body, err
}

// same demands that both sides give the same bytes, 50 rows of them.
func same(b *testing.B, x, y spot) {
	one, err := x.get(http.DefaultClient)
	if err != nil {
		b.Fatal(err)
	}
	two, err := y.get(http.DefaultClient)
	if err != nil {
		b.Fatal(err)
	}
	if string(one) != string(two) || strings.Count(string(one), `"id":`) != 50 {
		b.Fatalf("the answers differ or are no full page:\n%.600s\n%.600s", one, two)
	}
}

// pace is how many answers a second many clients get together.
func pace(b *testing.B, t spot) float64 {
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: benchClients}}
	defer client.CloseIdleConnections()
	var left atomic.Int64
	left.Store(benchAnswers)
	var work sync.WaitGroup
	took := clock.Stopwatch()
	for range benchClients {
		work.Go(func() {
			for left.Add(-1) >= 0 {
				if _, err := t.get(client); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	work.Wait()
	return benchAnswers / took().Seconds()
}

func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}

// fill makes many projects in chunks, as a bulk load does, with the lights that the rules in force give them.
func (s *site) fill(n int) {
	s.t.Helper()
	ctx := context.Background()
	rng := rand.New(rand.NewPCG(1, 2))
	for i := range 6 {
		c, err := s.Chains.Create(ctx, program, chain.Chain{Name: fmt.Sprint("产业链", i), Region: "340700"})
		if err != nil {
			s.t.Fatal(err)
		}
		s.chains = append(s.chains, c.ID)
	}
	const chunk = 2000
	for start := 0; start < n; start += chunk {
		var rows []*project.Project
		for i := range min(chunk, n-start) {
			rows = append(rows, s.random(rng, start+i))
		}
		err := s.Run.Run(ctx, program, change.What{Action: "test.fill", Perm: authz.ProjectEdit}, func(tx *change.Tx) error { return s.Projects.Insert(ctx, tx, rows) })
		if err != nil {
			s.t.Fatal(err)
		}
	}
}

func (s *site) random(rng *rand.Rand, i int) *project.Project {
	county := rng.IntN(2)
	p := &project.Project{Name: fmt.Sprintf("%s年产%d万套%s项目（%d期）", []string{"启元", "恒岳", "澜图", "晶科"}[rng.IntN(4)], 5+rng.IntN(400),
		[]string{"光伏组件", "铜箔", "传感器", "储能电芯", "精密镜头"}[rng.IntN(5)], i), Region: []string{"340705", "340706"}[county],
		UnitID: []string{s.units["铜官区发改委"], s.units["义安区发改委"]}[county], ChainID: s.chains[rng.IntN(len(s.chains))],
		Stage:    []string{project.Signed, project.Started, project.Completed, project.Produced, project.Talks}[rng.IntN(5)],
		Investor: "某某新材料股份有限公司", TotalInvest: (1 + rng.Int64N(3000)) * 1e6, PlanYear: "2026"}
	p.SignedActual = fmt.Sprintf("2025-%02d-%02d", 1+rng.IntN(12), 1+rng.IntN(28))
	if p.Stage == project.Started || p.Stage == project.Completed {
		p.StartedActual = fmt.Sprintf("2026-%02d-%02d", 1+rng.IntN(9), 1+rng.IntN(28))
		p.LibraryOn, p.YearPlan = p.StartedActual, p.TotalInvest/3
		p.YearDone = p.YearPlan * rng.Int64N(100) / 100
	}
	return p
}

// bare answers the same question with the same SQL, written out, and nothing else.
func bare(d *db.DB, chainID string) http.Handler {
	const order = ` ORDER BY t.total_invest DESC, t.no DESC`
	const total = `SELECT CAST(COALESCE(sum(t.n), 0) AS BIGINT), CAST(COALESCE(sum(t.total_invest), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_plan), 0) AS BIGINT), CAST(COALESCE(sum(t.year_done), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_due), 0) AS BIGINT) FROM project_sum t WHERE t.light IN ($1) AND t.chain_id IN ($2) AND t.stage IN ($3, $4, $5)`
	const rows = `SELECT t.id, t.light, t.name, t.chain_id, t.region, t.unit_id, t.stage, t.total_invest, t.year_plan, t.year_done,
		(CASE WHEN t.year_plan = 0 THEN 0.0 ELSE CAST(t.year_done AS DOUBLE PRECISION) / t.year_plan END), t.updated_at
		FROM project t WHERE t.no IN (SELECT t.no FROM project t WHERE t.light IN ($1) AND t.chain_id IN ($2) AND t.stage IN ($3, $4, $5)` + order +
		` LIMIT 50 OFFSET 100)` + order
	args := []any{"red", chainID, "signed", "started", "completed"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var n, invest, plan, done, due int64
		if err := d.QueryRow(r.Context(), total, args...).Scan(&n, &invest, &plan, &done, &due); err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		b := make([]byte, 0, 32<<10)
		b = fmt.Appendf(b, `{"total":%d,"page":3,"size":50,"sums":{"total_invest":%d,"year_plan":%d,"year_done":%d,"year_due":%d},"rows":[`, n, invest, plan, done, due)
		list, err := d.Query(r.Context(), rows, args...)
		if err != nil {
			http.Error(w, err.Error(), 500)
			return
		}
		defer list.Close()
		first := true
		var id, light, name, chainID, region, unit, stage string
		var rate float64
		var updated int64
		for list.Next() {
			if err := list.Scan(&id, &light, &name, &chainID, &region, &unit, &stage, &invest, &plan, &done, &rate, &updated); err != nil {
				http.Error(w, err.Error(), 500)
				return
			}
			if !first {
				b = append(b, ',')
			}
			first = false
			text := func(key, v string) {
				b = append(b, `,"`+key+`":"`...)
				b = append(b, v...)
				b = append(b, '"')
			}
			whole := func(key string, v int64) {
				b = append(b, `,"`+key+`":`...)
				b = strconv.AppendInt(b, v, 10)
			}
			b = append(b, `{"id":"`+id+`"`...)
			text("light", light)
			text("name", name)
			text("chain_id", chainID)
			text("region", region)
			text("unit_id", unit)
			text("stage", stage)
			whole("total_invest", invest)
			whole("year_plan", plan)
			whole("year_done", done)
			b = append(b, `,"rate":`...)
			b = strconv.AppendFloat(b, rate, 'f', -1, 64)
			whole("updated_at", updated)
			b = append(b, '}')
		}
		b = append(b, "]}\n"...)
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Length", strconv.Itoa(len(b)))
		_, _ = w.Write(b)
	})
}
