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

// reportRates reports the rows a second of the bare side and of ours.
func reportRates(b *testing.B, rows float64, t []time.Duration) {
	b.ReportMetric(rows/t[0].Seconds(), "bare/s")
	b.ReportMetric(rows/t[1].Seconds(), "ours/s")
	b.ReportMetric(100*t[0].Seconds()/t[1].Seconds(), "%ofbare")
	b.ReportMetric(0, "ns/op")
}

// reportTimes reports the milliseconds of the bare side and of ours.
func reportTimes(b *testing.B, t []time.Duration) {
	b.ReportMetric(ms(t[0]), "bare-ms")
	b.ReportMetric(ms(t[1]), "ours-ms")
	b.ReportMetric(t[1].Seconds()/t[0].Seconds(), "xbare")
	b.ReportMetric(0, "ns/op")
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
