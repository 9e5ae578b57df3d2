// Package bench measures what the project promises about speed and size, each figure beside a bare program that gives the
// same answer with the same SQL and nothing else: no journal, no scope, no rules. Nothing here fails by the clock.
//
// Run it by "make bench", which prints the table and can write it into docs/performance.md.
package bench

import (
	"slices"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
)

// side is one of the programs that are compared: do is one piece of work, ready what must be there before and is not counted.
type side struct {
	name  string
	do    func() error
	ready func() error
}

// contest lets the sides work in turn for a number of rounds, so that a noisy neighbour meets all of them alike, and gives
// each side's median time.
func contest(b *testing.B, rounds int, sides ...side) []time.Duration {
	b.Helper()
	took := make([][]time.Duration, len(sides))
	for round := range rounds {
		for i := range sides {
			k := (i + round) % len(sides)
			if sides[k].ready != nil {
				if err := sides[k].ready(); err != nil {
					b.Fatalf("%s: %v", sides[k].name, err)
				}
			}
			watch := clock.Stopwatch()
			if err := sides[k].do(); err != nil {
				b.Fatalf("%s: %v", sides[k].name, err)
			}
			took[k] = append(took[k], watch())
		}
	}
	medians := make([]time.Duration, len(sides))
	for i := range sides {
		slices.Sort(took[i])
		medians[i] = took[i][len(took[i])/2]
	}
	return medians
}
