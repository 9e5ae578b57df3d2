package misses

import (
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
)

func TestWhoMissesTooOftenWaits(t *testing.T) {
	now := time.Date(2026, 11, 22, 9, 0, 0, 0, clock.Zone)
	m := New(func() time.Time { return now })
	for range Most {
		if !m.May("a") {
			t.Fatal("waits too early")
		}
		m.Add("a")
	}
	if m.May("a") || !m.May("b") {
		t.Error("the wrong one waits")
	}
	now = now.Add(WaitFor*time.Microsecond + time.Second)
	if !m.May("a") {
		t.Error("waits for ever")
	}
	for i := range maxKept + 1 {
		m.Add(string(rune(i)))
	}
	if len(m.by) > maxKept {
		t.Errorf("%d addresses kept", len(m.by))
	}
}
