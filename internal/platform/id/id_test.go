package id_test

import (
	"sync"
	"testing"

	"lianzhang/internal/platform/id"
)

func TestIdentitiesSortByTheirMaking(t *testing.T) {
	last := ""
	for range 10_000 {
		next := id.New(1_700_000_000_000)
		if next <= last || !id.Valid(next) {
			t.Fatalf("%s after %s", next, last)
		}
		last = next
	}
	if id.New(1_700_000_000_001) <= last {
		t.Error("a later millisecond sorts before an earlier one")
	}
	for _, bad := range []string{"", "x", last + "0", "81ARYZ6S41TSV4RRFFQ69G5FAV!"} {
		if id.Valid(bad) {
			t.Errorf("%q is no identity", bad)
		}
	}
}

func TestIdentitiesAreUniqueAmongGoroutines(t *testing.T) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	seen := map[string]bool{}
	for range 8 {
		wg.Go(func() {
			for range 2000 {
				next := id.New(5)
				mu.Lock()
				if seen[next] {
					t.Errorf("%s was made twice", next)
				}
				seen[next] = true
				mu.Unlock()
			}
		})
	}
	wg.Wait()
}
