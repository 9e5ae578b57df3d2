package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"sync"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
)

// TestEachEventIsDeliveredOnce is the property that all of this is for: whatever crashes, each event reaches each person once in
// the inbox, once by mail and each chat once. Two nodes work; they are killed at random moments and start anew; the mail server
// takes some mails and breaks the line before saying so; areas fail now and then. A mail that went twice because nobody knew
// whether the first arrived has the same number, by which mail programs know it.
func TestEachEventIsDeliveredOnce(t *testing.T) {
	if testing.Short() {
		t.Skip("takes a while")
	}
	old := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(io.Discard, nil)))
	defer slog.SetDefault(old)
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		second, err := db.Open(t.Context(), d.Target())
		must(t, err)
		t.Cleanup(func() { _ = second.Close() })
		f := newSMTP(t)
		var dice sync.Mutex
		rnd := rand.New(rand.NewPCG(7, 11))
		chance := func(p float64) bool {
			dice.Lock()
			defer dice.Unlock()
			return rnd.Float64() < p
		}
		f.lose = func() bool { return chance(0.1) }
		f.refuse = func(string) string {
			if chance(0.1) {
				return "451 4.3.0 busy"
			}
			return ""
		}
		calls := newTally()
		bot := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			b, _ := io.ReadAll(r.Body)
			calls.add("chat", r.Header.Get(headerDelivery), string(b))
			if chance(0.1) {
				w.WriteHeader(500)
			}
		}))
		defer bot.Close()
		town := &town{parts: map[Role][]string{Owner: {"li", "wang", "zhao"}, Chief: {"zong", "li"}}}
		node := func(d *db.DB, name string) *Service {
			s := office(t, d, clock.System, town)
			s.Options.Mail, s.Options.Node = f.way(), name
			s.Poll, s.Lease, s.Backoff, s.Hold, s.Attempts = 5*time.Millisecond, 400*time.Millisecond, 10*time.Millisecond, time.Millisecond, 1000
			for name, topic := range s.topics {
				tell := topic.Tell
				topic.Tell = func(ctx context.Context, e Event) (*News, error) {
					if chance(0.1) {
						return nil, errors.New("the disk hiccups")
					}
					return tell(ctx, e)
				}
				s.topics[name] = topic
			}
			return s
		}
		a, b := node(d, "a"), node(second, "b")
		journal.New(second)
		b.Run.DB, b.Run.Journal = second, journal.New(second)
		for _, who := range []string{"li", "wang", "zong"} {
			wants(t, a, who, nil)
		}
		chat(t, a, Hook{Form: FormPlain}, bot.URL, "k")
		stop := make(chan struct{})
		var nodes sync.WaitGroup
		for _, s := range []*Service{a, b} {
			nodes.Go(func() {
				for {
					ctx, kill := context.WithCancel(t.Context())
					select {
					case <-stop:
						kill()
						return
					default:
					}
					dice.Lock()
					life := time.Duration(20+rnd.IntN(150)) * time.Millisecond
					dice.Unlock()
					time.AfterFunc(life, kill)
					s.Work(ctx)
				}
			})
		}
		const events = 60
		expected := map[string]int{} // how many of each person and channel
		for i := range events {
			topic, people := "turned", []string{"li", "wang", "zhao"}
			if i%3 == 0 {
				topic, people = "said", []string{"li", "wang", "zhao", "zong"}
			}
			emit(t, a, topic, fmt.Sprint("r", i%7), fmt.Sprintf("#%d#", i))
			for _, who := range people {
				expected["inbox "+who]++
				if who != "zhao" {
					expected["mail "+who]++
				}
			}
			expected["chat"]++
			time.Sleep(time.Duration(i%5) * time.Millisecond)
		}
		finished := func() bool {
			return len(column(t, d, "SELECT id FROM outbox WHERE told_at = 0")) == 0 &&
				len(column(t, d, "SELECT id FROM delivery WHERE state <> 'sent'")) == 0
		}
		deadline := clock.Stopwatch()
		for !finished() && deadline() < 60*time.Second {
			time.Sleep(50 * time.Millisecond)
		}
		close(stop)
		nodes.Wait()
		if !finished() {
			t.Fatalf("left: %v %v", column(t, d, "SELECT note FROM outbox WHERE told_at = 0"), column(t, d, "SELECT state || error FROM delivery WHERE state <> 'sent'"))
		}
		for who, n := range countBy(t, d, "SELECT account_id, count(*) FROM message_event GROUP BY account_id") {
			if n != expected["inbox "+who] {
				t.Errorf("inbox of %s: %d events, want %d", who, n, expected["inbox "+who])
			}
		}
		twice := 0
		seen := newTally()
		for _, m := range f.mails() {
			twice += seen.add(m.to, m.id, m.body)
		}
		for _, who := range []string{"li", "wang", "zong"} {
			seen.check(t, who+"@example.gov.cn", expected["mail "+who])
		}
		calls.check(t, "chat", expected["chat"])
		t.Logf("%d mails to the server, %d of them again under the same number", len(f.mails()), twice)
		if n := len(column(t, d, "SELECT account_id FROM message WHERE unread GROUP BY account_id, kind, ref_id HAVING count(*) > 1")); n > 0 {
			t.Error("two unread messages about one matter")
		}
	})
}

func countBy(t testing.TB, d *db.DB, sql string) map[string]int {
	t.Helper()
	rows, err := d.Query(t.Context(), sql)
	must(t, err)
	defer rows.Close()
	out := map[string]int{}
	for rows.Next() {
		var k string
		var n int
		must(t, rows.Scan(&k, &n))
		out[k] = n
	}
	return out
}

// tally notes under which numbers each event reached a recipient.
type tally struct {
	lock    sync.Mutex
	numbers map[string]map[string]map[string]bool // recipient, event, number
	known   map[string]bool
}

func newTally() *tally {
	return &tally{numbers: map[string]map[string]map[string]bool{}, known: map[string]bool{}}
}

var marks = regexp.MustCompile(`#\d+#`)

func (t *tally) add(to, number, text string) (again int) {
	t.lock.Lock()
	defer t.lock.Unlock()
	if t.known[to+number] {
		again = 1
	}
	t.known[to+number] = true
	for _, e := range marks.FindAllString(text, -1) {
		if t.numbers[to] == nil {
			t.numbers[to] = map[string]map[string]bool{}
		}
		if t.numbers[to][e] == nil {
			t.numbers[to][e] = map[string]bool{}
		}
		t.numbers[to][e][number] = true
	}
	return again
}

func (t *tally) check(tt *testing.T, to string, want int) {
	tt.Helper()
	if got := len(t.numbers[to]); got != want {
		tt.Errorf("%s: %d events, want %d", to, got, want)
	}
	for e, numbers := range t.numbers[to] {
		if len(numbers) != 1 {
			tt.Errorf("%s: event %s came under %d numbers", to, e, len(numbers))
		}
	}
}
