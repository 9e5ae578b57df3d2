package listing

import (
	"context"
	"crypto/sha256"
	"fmt"
	"log/slog"
	"net/url"
	"sync"
	"time"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/web/ui"
)

// The figures beside saved views are counted by the way: a page waits for them only shortly, and a figure may be as old as
// countFresh. What is not ready in time is counted on and stands on the next page.
const (
	countWait  = 25 * time.Millisecond
	countFresh = 10_000_000 // microseconds
	maxCounts  = 5000       // figures kept
)

type counts struct {
	*sync.Mutex
	by map[countKey]*count
}

type countKey struct {
	list, query, today string
	scope              [sha256.Size]byte
}

type count struct {
	n     int64
	at    int64 // when it was counted, UTC microseconds
	ready chan struct{}
	err   error
}

func newCounts() counts { return counts{&sync.Mutex{}, map[countKey]*count{}} }

// counted gives the number of rows under a saved query, "" when it is not known in time or the query is no longer valid.
// wait ends the waiting, for all figures of a page together.
func (l *List) counted(ctx context.Context, query string, who list.Asker, wait <-chan struct{}) string {
	key := countKey{list: l.Spec.Name, query: query, today: who.Today, scope: sha256.Sum256(fmt.Appendf(nil, "%v", who.Scope))}
	now := l.kit.Run.Clock.Micro()
	l.kit.counts.Lock()
	c := l.kit.counts.by[key]
	if c == nil || c.done() && (now-c.at > countFresh || now < c.at || c.err != nil) {
		if len(l.kit.counts.by) >= maxCounts {
			clear(l.kit.counts.by)
		}
		c = &count{at: now, ready: make(chan struct{})}
		l.kit.counts.by[key] = c
		go l.count(context.WithoutCancel(ctx), c, query, who)
	}
	l.kit.counts.Unlock()
	select {
	case <-c.ready:
		if c.err == nil {
			return ui.Num(c.n)
		}
	case <-wait:
	}
	return ""
}

func (c *count) done() bool {
	select {
	case <-c.ready:
		return true
	default:
		return false
	}
}

func (l *List) count(ctx context.Context, c *count, query string, who list.Asker) {
	defer close(c.ready)
	values, err := url.ParseQuery(query)
	if err == nil {
		var ask *list.Query
		if ask, err = l.Spec.Parse(l.fold(values)); err == nil {
			var t *list.Totals
			if t, err = l.total(ctx, ask, who); err == nil {
				c.n = t.Rows
			}
		}
	}
	if c.err = err; err != nil {
		slog.Warn("count of a view", "list", l.Spec.Name, "err", err)
	}
}
