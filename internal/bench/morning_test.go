package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/ticket"
)

// The morning of a city: a thousand people open 今日 within one minute, over a register with projects and open tickets.
const (
	arrivals = 1000
	morning  = time.Minute
	tickets  = 50_000
)

// raise puts open tickets before the units, unless a kept site has them already.
func (s *site) raise(b *testing.B) {
	b.Helper()
	ctx := context.Background()
	var n int
	if err := s.DB.QueryRow(ctx, "SELECT count(*) FROM ticket").Scan(&n); err != nil {
		b.Fatal(err)
	}
	s.now.Store(clock.At(today))
	kinds := ticket.KindOptions()
	for ; n < tickets; n += 1000 {
		var rows []*ticket.Ticket
		for i := n; i < n+1000; i++ {
			rows = append(rows, &ticket.Ticket{Name: fmt.Sprintf("第%d件：用电负荷不足", i), Text: "请协调", Kind: kinds[i%len(kinds)].Code, ChainID: s.chains[i%len(s.chains)],
				Region: regions[i%len(regions)], UnitID: s.units[i%len(s.units)], Hard: i%10 > 0, RaisedOn: clock.AddDays(today, -i%60), Firm: fmt.Sprintf("第%d企业", i%9000)})
		}
		if err := s.Run.Run(ctx, program, change.What{Action: "ticket.load", Perm: authz.TicketRaise}, func(tx *change.Tx) error {
			return s.Tickets.Insert(ctx, tx, rows)
		}); err != nil {
			b.Fatal(err)
		}
	}
	// The units have accepted them, as on any morning.
	if err := s.DB.Write(ctx, func(tx *db.Tx) error {
		for _, table := range []string{"ticket", "ticket_sum"} {
			if _, err := tx.Exec(ctx, "UPDATE "+table+" SET state = 'handling'"); err != nil {
				return err
			}
		}
		return nil
	}); err != nil {
		b.Fatal(err)
	}
}

// staff opens a session for one person of each unit, who sees what the unit owns.
func (s *site) staff(b *testing.B) (out []*http.Cookie) {
	b.Helper()
	ctx := context.Background()
	d, err := s.Org.Directory(ctx)
	if err != nil {
		b.Fatal(err)
	}
	known := map[string]bool{}
	for _, a := range d.Accounts() {
		known[a.Login] = true
	}
	for i, unit := range s.units {
		login := fmt.Sprintf("staff-%d", i)
		if !known[login] {
			a, err := s.Org.CreateAccount(ctx, program, org.Account{Login: login, Name: login, UnitID: unit}, password, "")
			if err == nil {
				err = s.Org.Settle(ctx, a.ID)
			}
			if err == nil {
				_, err = s.Org.GrantRole(ctx, program, org.Grant{AccountID: a.ID, Role: authz.RoleLeadUnit, UnitID: unit}, "")
			}
			if err != nil {
				b.Fatal(err)
			}
		}
		out = append(out, s.signIn(b, login))
	}
	return out
}

// benchMorning lets people arrive at random moments of the minute, each to open 今日 once.
func (s *site) benchMorning(b *testing.B) {
	s.raise(b)
	people := s.staff(b)
	srv := s.serve(b)
	transport := &http.Transport{MaxIdleConnsPerHost: 100}
	defer transport.CloseIdleConnections()
	rng := rand.New(rand.NewPCG(1, 2))
	var lock sync.Mutex
	var took []time.Duration
	var all sync.WaitGroup
	for i := range arrivals {
		wait := time.Duration(rng.Int64N(int64(morning)))
		c := &client{http: &http.Client{Transport: transport, Timeout: time.Minute}, base: srv.URL, cookie: people[i%len(people)]}
		all.Go(func() {
			time.Sleep(wait)
			watch := clock.Stopwatch()
			_, err := c.do("GET", "/today", "", "")
			lock.Lock()
			defer lock.Unlock()
			if took = append(took, watch()); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	slices.Sort(took)
	b.ReportMetric(ms(percentile(took, 50)), "p50-ms")
	b.ReportMetric(ms(percentile(took, 95)), "p95-ms")
	b.ReportMetric(ms(took[len(took)-1]), "worst-ms")
	b.ReportMetric(0, "ns/op")
}
