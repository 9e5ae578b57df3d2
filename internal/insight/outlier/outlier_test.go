package outlier_test

import (
	"math"
	"testing"

	"lianzhang/internal/insight/outlier"
)

func near(t *testing.T, name string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by {
		t.Errorf("%s = %v, want %v", name, got, want)
	}
}

func TestRobustZ(t *testing.T) {
	// Iglewicz and Hoaglin's kind of data: one wild value leaves median and MAD alone.
	s := outlier.Of([]float64{2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3})
	near(t, "median", s.Median, 2.45, 1e-12)
	near(t, "MAD", s.MAD, 0.15, 1e-9) // distances .35 .15 .05 .05 .15 .35 .15 .15 5.75 5.85
	near(t, "z of 8.2", s.Z(8.2, 0), 0.67449*5.75/.15, 1e-3)
}

func TestMedianOfNothing(t *testing.T) {
	if !math.IsNaN(outlier.Median(nil)) {
		t.Error("the median of nothing is no number")
	}
	if z := outlier.Of(nil).Z(5, 0); z != 0 {
		t.Errorf("z without peers %v", z)
	}
	if z := outlier.Of([]float64{1, 1, 1}).Z(2, 0); z != 0 {
		t.Errorf("z among equals %v; without a floor nothing can be said", z)
	}
	near(t, "z with a floor", outlier.Of([]float64{1, 1, 1}).Z(2, .5), 1.34898, 1e-5)
}

// The interval of 81 of 263 is (0.2553, 0.3662) in Newcombe (1998), table I, method 3; of 0 of 20 (0, 0.1611).
func TestWilsonAgainstNewcombe(t *testing.T) {
	for _, c := range []struct {
		hits, n   int
		low, high float64
	}{{81, 263, .2553, .3662}, {15, 148, .0624, .1605}, {0, 20, 0, .1611}, {1, 29, .0061, .1718}, {0, 0, 0, 1}} {
		low, high := outlier.Wilson(c.hits, c.n)
		near(t, "low", low, c.low, 5e-5)
		near(t, "high", high, c.high, 5e-5)
	}
}

// Fisher's lady tasting tea: 4 of 4 right has the chance 1/70, 3 or more 17/70.
func TestExcessOfTheLadyTastingTea(t *testing.T) {
	near(t, "4 of 4", outlier.Excess(4, 4, 4, 8), 1.0/70, 1e-12)
	near(t, "3 of 4", outlier.Excess(3, 4, 4, 8), 17.0/70, 1e-12)
	near(t, "0 of 4", outlier.Excess(0, 4, 4, 8), 1, 0)
	near(t, "more than there are", outlier.Excess(5, 6, 4, 8), 0, 1e-15)
	near(t, "cannot be fewer", outlier.Excess(2, 6, 4, 8), 1, 0)
}
