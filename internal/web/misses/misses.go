// Package misses makes whoever tries many wrong links wait, by network address, and limits how often an address may do what
// needs no account.
package misses

import (
	"net"
	"sync"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/web"
)

// After so many counts an address waits so long, in microseconds, as after wrong passwords.
const (
	Most    = 5
	WaitFor = 15 * 60 * 1_000_000
	maxKept = 10_000 // addresses
)

// Misses counts by address. It is kept on each node by itself: a stranger who meets all nodes in turn has that many tries.
type Misses struct {
	sync.Mutex
	clock clock.Clock
	by    map[string]*count
}

type count struct {
	n  int
	at int64
}

// New counts nothing yet.
func New(c clock.Clock) *Misses { return &Misses{clock: c, by: map[string]*count{}} }

// May reports whether the address need not wait.
func (m *Misses) May(from string) bool {
	m.Lock()
	defer m.Unlock()
	c := m.by[from]
	if c != nil && m.clock.Micro()-c.at > WaitFor {
		delete(m.by, from)
		c = nil
	}
	return c == nil || c.n < Most
}

// Add counts one against the address.
func (m *Misses) Add(from string) {
	m.Lock()
	defer m.Unlock()
	if len(m.by) >= maxKept {
		clear(m.by)
	}
	if m.by[from] == nil {
		m.by[from] = &count{}
	}
	m.by[from].n++
	m.by[from].at = m.clock.Micro()
}

// Address is the network address of the browser, or of the proxy before it, without the port.
func Address(q *web.Req) string {
	host, _, err := net.SplitHostPort(q.R.RemoteAddr)
	if err != nil {
		return q.R.RemoteAddr
	}
	return host
}
