package forecast

import (
	"math/rand/v2"
	"testing"
)

func TestStretch(t *testing.T) {
	rng := rand.New(rand.NewPCG(31, 32))
	// A method that thinks its error is 10 when it is 25, and lies 20 too high: its bands should hold 80 %.
	draw := func() Past {
		middle := int64(1000)
		return Past{Band{P10: middle - 13, P50: middle, P90: middle + 13}, middle - 20 + int64(25*rng.NormFloat64())}
	}
	var past []Past
	for range 500 {
		past = append(past, draw())
	}
	s := Learn(past, 40)
	if s.Cases != 500 || s.Down < 3 || s.Up < 1 || s.Down < s.Up {
		t.Fatalf("%+v", s)
	}
	held, before := 0, 0
	for range 2000 {
		p := draw()
		if s.Band(p.Band).Holds(p.Truth) {
			held++
		}
		if p.Band.Holds(p.Truth) {
			before++
		}
	}
	if held < 1550 || before > 1000 {
		t.Errorf("%d of 2000 held, %d without", held, before)
	}
	if s := Learn(past[:39], 40); s != (Stretch{}) || s.Of(7, 9) != 7 {
		t.Errorf("few cases widen: %+v", s)
	}
	for i := range past { // one that is always right stays as it is
		past[i].Truth = past[i].Band.P50
	}
	if s := Learn(past, 40); s.Down != 1 || s.Up != 1 {
		t.Errorf("narrower or wider: %+v", s)
	}
	s = Stretch{Down: 3, Up: 2, Cases: 50}
	values := []int64{5, 40, 50, 60, 100}
	out := Tell(s.All(values))
	if want := s.Band(Tell(values)); out.P10 != want.P10 || out.P50 != 50 || out.P90 != want.P90 || out.P10 != 0 || out.P90 != 150 {
		t.Errorf("%+v, want %+v", out, want)
	}
}
