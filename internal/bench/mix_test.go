package bench

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
)

// A client of the mixture asks for nine lists in ten, one record in twelve, and saves a note in fifty.
const (
	ofLists   = 0.90
	ofRecords = 0.98
)

// record is a project that one client alone saves.
type record struct{ id, etag string }

// client is one of many people at work.
type client struct {
	http   *http.Client
	base   string
	cookie *http.Cookie
	rng    *rand.Rand
	chains []string
	own    []record
}

// crowd makes clients that share the connections of one transport; each has ten projects of its own to save.
func (s *site) crowd(b *testing.B, n int, base string, cookie *http.Cookie) []*client {
	b.Helper()
	own, err := s.Projects.Select(context.Background(), s.DB, program.Scope, new(db.Where), fmt.Sprintf("ORDER BY t.no LIMIT %d", n*10))
	if err != nil {
		b.Fatal(err)
	}
	transport := &http.Transport{MaxIdleConnsPerHost: n}
	b.Cleanup(transport.CloseIdleConnections)
	out := make([]*client, n)
	for i := range out {
		out[i] = &client{http: &http.Client{Transport: transport, Timeout: time.Minute}, base: base, cookie: cookie, rng: rand.New(rand.NewPCG(1, uint64(i))),
			chains: s.chains}
		for _, p := range own[i*10 : i*10+10] {
			out[i].own = append(out[i].own, record{p.ID, fmt.Sprintf(`"%d"`, p.Version)})
		}
	}
	return out
}

func (c *client) step() error {
	switch n := c.rng.Float64(); {
	case n < ofLists:
		return c.list()
	case n < ofRecords:
		_, err := c.do("GET", "/api/v1/projects/"+c.own[c.rng.IntN(len(c.own))].id, "", "")
		return err
	}
	r := &c.own[c.rng.IntN(len(c.own))]
	res, err := c.do("PATCH", "/api/v1/projects/"+r.id, fmt.Sprintf(`{"note":"第%d次核对"}`, c.rng.IntN(1e6)), r.etag)
	if err == nil {
		r.etag = res.Header.Get("ETag")
	}
	return err
}

func (c *client) list() error {
	_, err := c.do("GET", fmt.Sprintf("/api/v1/projects?chain_id=%s&stage=signed,started,completed&light=%s&sort=-total_invest&page=%d",
		c.chains[c.rng.IntN(len(c.chains))], []string{"red", "yellow", "green"}[c.rng.IntN(3)], 1+c.rng.IntN(3)), "", "")
	return err
}

func (c *client) do(method, path, body, etag string) (*http.Response, error) {
	var send io.Reader
	if body != "" {
		send = strings.NewReader(body)
	}
	req, err := http.NewRequest(method, c.base+path, send)
	if err != nil {
		return nil, err
	}
	if c.cookie != nil {
		req.AddCookie(c.cookie)
	}
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("If-Match", etag)
	}
	res, err := c.http.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(res.Body); err != nil {
		return nil, err
	}
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s %s: %d %.200s", method, path, res.StatusCode, got.String())
	}
	return res, nil
}

// work lets the clients work for a while, each with a pause of about think after every answer, and gives how long each answer
// took and how many failed.
func work(b *testing.B, crowd []*client, span, think time.Duration) (took []time.Duration, failed int64) {
	var lock sync.Mutex
	var bad atomic.Int64
	var all sync.WaitGroup
	total := clock.Stopwatch()
	for _, c := range crowd {
		all.Go(func() {
			var own []time.Duration
			pause(c.rng, think)
			for total() < span {
				watch := clock.Stopwatch()
				if err := c.step(); err != nil {
					if bad.Add(1) == 1 {
						b.Error(err)
					}
					continue
				}
				own = append(own, watch())
				pause(c.rng, think)
			}
			lock.Lock()
			took = append(took, own...)
			lock.Unlock()
		})
	}
	all.Wait()
	slices.Sort(took)
	return took, bad.Load()
}

func pause(rng *rand.Rand, think time.Duration) {
	if think > 0 {
		time.Sleep(time.Duration(rng.Float64() * 2 * float64(think)))
	}
}

func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}

// clients and span: five hundred people, in turns of a few seconds on either side.
const (
	clients = 500
	span    = 3 * time.Second
	turns   = 5
)

// benchMix: five hundred clients without a pause, ours and bare in turn, and then ours with three seconds of thought.
func (s *site) benchMix(b *testing.B) {
	ours := s.serve(b)
	plain := s.serveBare(b)
	cookie := s.signIn(b, office)
	mine, other := s.crowd(b, clients, ours.URL, cookie), s.crowd(b, clients, plain.URL, nil)
	var rates [2][]float64
	failed := int64(0)
	for range turns {
		for side, crowd := range [][]*client{other, mine} {
			for _, c := range crowd {
				s.refresh(b, c)
			}
			took, bad := work(b, crowd, span, 0)
			rates[side] = append(rates[side], float64(len(took))/span.Seconds())
			failed += bad
		}
	}
	bare, our := medianOf(rates[0]), medianOf(rates[1])
	b.ReportMetric(bare, "bare/s")
	b.ReportMetric(our, "ours/s")
	b.ReportMetric(100*our/bare, "%ofbare")
	b.ReportMetric(float64(failed), "errors")
	for _, c := range mine {
		s.refresh(b, c)
	}
	took, bad := work(b, mine, 12*time.Second, 3*time.Second)
	b.ReportMetric(ms(percentile(took, 95)), "think-p95-ms")
	b.ReportMetric(ms(percentile(took, 50)), "think-p50-ms")
	b.ReportMetric(float64(bad), "think-errors")
	b.ReportMetric(0, "ns/op")
}

// refresh notes the versions that the client's projects have now, since the other side saves the same ones.
func (s *site) refresh(b *testing.B, c *client) {
	b.Helper()
	ids := make([]string, len(c.own))
	for i := range c.own {
		ids[i] = c.own[i].id
	}
	rows, err := s.Projects.Select(context.Background(), s.DB, program.Scope, new(db.Where).In("t.id", ids...), "")
	if err != nil {
		b.Fatal(err)
	}
	for i := range rows {
		c.own[slices.Index(ids, rows[i].ID)].etag = fmt.Sprintf(`"%d"`, rows[i].Version)
	}
}

func medianOf(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
