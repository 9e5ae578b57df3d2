package forecast

import (
	"math"
	"slices"
	"testing"
)

// TestDraws: the variables are exponential, the spare bits are even and have nothing to do with them, and streams differ.
func TestDraws(t *testing.T) {
	z, d := newZiggurat(), draws{}
	d.seed(1, 2, 3)
	const n = 400_000
	values := make([]float64, n)
	sum, spares, both := 0.0, 0.0, 0.0
	for i := range values {
		e, spare := z.draw(&d)
		values[i] = e
		s := float64(spare) / (1 << 24)
		sum, spares, both = sum+e, spares+s, both+(e-1)*(s-.5)
	}
	near(t, "mean", sum/n, 1, .006)
	near(t, "mean of the spare bits", spares/n, .5, .002)
	near(t, "what the two share", both/n, 0, .0015)
	slices.Sort(values)
	for i, v := range values { // Kolmogorov and Smirnov: 1.95/√n is passed once in a thousand
		if off := math.Abs(1 - math.Exp(-v) - (float64(i)+.5)/n); off > 1.95/math.Sqrt(n) {
			t.Fatalf("at %.4f the distribution is off by %.5f", v, off)
		}
	}
	if values[0] < 0 || values[n-1] < zigguratEnd {
		t.Errorf("from %g to %g: the tail is never drawn", values[0], values[n-1])
	}
	first := map[uint64]bool{}
	for a := range uint64(8) {
		for b := range uint64(8) {
			for c := range uint64(8) {
				d.seed(a, b, c)
				first[d.next()] = true
			}
		}
	}
	if len(first) != 512 {
		t.Errorf("%d streams of 512", len(first))
	}
}
