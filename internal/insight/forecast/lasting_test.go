package forecast

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestLastingUnderCensoring: the books close on stays of different length; the slope is found all the same, and not from the quick alone.
func TestLastingUnderCensoring(t *testing.T) {
	rng := rand.New(rand.NewPCG(21, 22))
	for _, want := range []float64{0, .4, .8} {
		var groups [2][]Followed
		var quick []Followed
		for i := range 4000 {
			f := Followed{Before: rng.NormFloat64() * .4, Over: true}
			f.Length = 5 + float64(i%2) + want*f.Before + rng.NormFloat64()*.3
			if closed := 4.8 + float64(i%2) + rng.Float64(); f.Length > closed {
				f.Length, f.Over = closed, false
			} else {
				quick = append(quick, f)
			}
			groups[i%2] = append(groups[i%2], f)
		}
		got, ok := Lasting(50, groups[0], groups[1])
		if !ok {
			t.Fatal("thousands of stays tell nothing")
		}
		near(t, "what lasts", got, want, .05)
		if want > .5 {
			if alone, _ := Lasting(50, quick); math.Abs(alone-want) < .1 {
				t.Errorf("the stays that are over alone tell %.2f, as good as all: the test proves nothing", alone)
			}
		}
	}
	if got, ok := Lasting(50, make([]Followed, 200)); ok || got != 0 {
		t.Error("stays of which none is over tell something")
	}
}
