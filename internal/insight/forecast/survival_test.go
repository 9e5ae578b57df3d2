package forecast

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func near(t *testing.T, what string, got, want, within float64) {
	t.Helper()
	if math.Abs(got-want) > within || math.IsNaN(got) {
		t.Errorf("%s: %.6f, want %.6f", what, got, want)
	}
}

// freireich are the weeks of remission under 6-MP of Freireich and others 1963 (Blood 21:699); negative = censored.
var freireich = []int{6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35}

func remission() (out []Spell) {
	for _, w := range freireich {
		s := Spell{From: Signed, To: Started, Days: w}
		if w < 0 {
			s.To, s.Days = Open, -w
		}
		out = append(out, s)
	}
	return out
}

func TestKaplanMeierOfTheTextbook(t *testing.T) {
	c := Survival(remission())
	want := []struct {
		week, atRisk int
		s, err       float64
	}{{6, 21, .857, .0764}, {7, 17, .807, .0869}, {10, 15, .753, .0963}, {13, 12, .690, .1068}, {16, 11, .627, .1141}, {22, 7, .538, .1282}, {23, 6, .448, .1346}}
	if len(c.Steps) != len(want) {
		t.Fatalf("%d steps, want %d", len(c.Steps), len(want))
	}
	for i, w := range want {
		s := c.Steps[i]
		if s.Day != w.week || s.AtRisk != w.atRisk {
			t.Errorf("step %d is day %d with %d at risk, want %d with %d", i, s.Day, s.AtRisk, w.week, w.atRisk)
		}
		near(t, "survival", s.Survival, w.s, .0005)
		near(t, "standard error", s.Error, w.err, .00006)
	}
	if m, ok := c.Median(); !ok || m != 23 {
		t.Errorf("median %d, want 23", m)
	}
	if c.AtRisk(0) != 21 || c.AtRisk(10) != 15 || c.AtRisk(11) != 13 || c.AtRisk(36) != 0 || c.At(5).Survival != 1 || c.At(100).Survival != c.Steps[6].Survival {
		t.Error("reading the curve between its steps")
	}
}

// TestIncidenceByHand: ten stays; moved at 1, 3, 5, 5, dropped at 2 and 5, open at 2, 4, 6, 6.
// S: 1→.9; at 2 nine are at risk, one is dropped: .9·8/9=.8; at 3 seven: .8·6/7=.685714; at 5 five, three end: ·2/5=.274286.
// Onward: .1 + .8/7 + .685714·2/5 = .488571; dropped: .9/9 + .685714/5 = .237143.
func TestIncidenceByHand(t *testing.T) {
	var spells []Spell
	for _, s := range []struct {
		day int
		to  Stage
	}{{1, Started}, {3, Started}, {5, Started}, {5, Completed}, {2, Exit}, {5, Exit}, {2, Open}, {4, Open}, {6, Open}, {6, Open}} {
		spells = append(spells, Spell{From: Signed, To: s.to, Days: s.day})
	}
	c := Survival(spells)
	last := c.Steps[len(c.Steps)-1]
	near(t, "survival", last.Survival, .9*8/9*6/7*2/5, 1e-12)
	near(t, "onward", last.Onward, .1+.8/7+.9*8/9*6/7*2/5, 1e-12)
	near(t, "dropped", last.Dropped, .1+.9*8/9*6/7/5, 1e-12)
	if c.Moved != 4 || c.Exits != 2 || last.To[int(Completed)] != 1 {
		t.Errorf("%+v", c)
	}
	// The naive way, in which a withdrawal is a censoring, says more go on than really do.
	naive := slices.Clone(spells)
	for i := range naive {
		if naive[i].To == Exit {
			naive[i].To = Open
		}
	}
	n := Survival(naive)
	if more := n.Steps[len(n.Steps)-1].Onward; more <= last.Onward+.01 {
		t.Errorf("treating the competing exit as censoring gives %.3f, not more than %.3f", more, last.Onward)
	}
}

func random(rng *rand.Rand, n int, open bool) (out []Spell) {
	for range n {
		s := Spell{From: Signed, To: Started, Days: rng.IntN(200), Entered: rng.IntN(700)}
		switch u := rng.Float64(); {
		case u < .2:
			s.To = Exit
		case u < .3:
			s.To = Completed
		case open && u < .6:
			s.To = Open
		}
		out = append(out, s)
	}
	return out
}

func TestPropertiesOfTheCurve(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		spells := random(rng, 1+rng.IntN(60), rng.IntN(2) == 0)
		c := Survival(spells)
		prev := Step{Survival: 1}
		for _, s := range c.Steps {
			near(t, "survival and incidences together", s.Survival+s.Onward+s.Dropped, 1, 1e-9)
			if s.Survival > prev.Survival || s.Onward < prev.Onward || s.Dropped < prev.Dropped || s.Error < 0 || s.Day < prev.Day {
				t.Fatalf("not monotone: %+v after %+v", s, prev)
			}
			prev = s
		}
		if slices.ContainsFunc(spells, func(s Spell) bool { return s.To == Open }) {
			continue
		}
		for _, s := range c.Steps { // without censoring the estimate is the plain share
			longer := 0
			for _, x := range spells {
				if x.Days > s.Day {
					longer++
				}
			}
			near(t, "empirical share", s.Survival, float64(longer)/float64(len(spells)), 1e-9)
		}
	}
}

func TestThinHistory(t *testing.T) {
	if c := Survival(nil); len(c.Steps) != 0 || c.At(10).Survival != 1 || c.AtRisk(0) != 0 {
		t.Errorf("nothing known: %+v", c)
	}
	open := []Spell{{From: Signed, To: Open, Days: 10}, {From: Signed, To: Open, Days: 20}, {From: Signed, To: Open, Days: 5}, {From: Signed, To: Open, Days: 7}, {From: Signed, To: Open, Days: 9}}
	m := Fit(open, 0)
	if m.Known(Signed) || m.For(Signed, nil) != nil || m.Next(Signed) != Open {
		t.Error("a stage that nobody ever left says something about leaving")
	}
	dirty := []Spell{{From: Signed, To: Started, Days: -3}, {From: Started, To: Signed, Days: 3}, {From: Capacity, To: Exit, Days: 3}}
	if m := Fit(dirty, 1); len(m.Groups) != 0 {
		t.Errorf("unsound spells were taken: %+v", m.Groups)
	}
	rng := rand.New(rand.NewPCG(3, 4))
	spells := random(rng, 100, false)
	for i := range spells {
		spells[i].Strata = []string{"大·制造业", "大"}
		if i < 30 {
			spells[i].Strata = []string{"小·制造业", "小"}
		}
	}
	m = Fit(spells, 40)
	for strata, want := range map[string]string{"大·制造业": "大·制造业", "小·制造业": ""} {
		if g := m.For(Signed, []string{strata}); g == nil || g.Stratum != want {
			t.Errorf("%s uses %+v, want %q", strata, g, want)
		}
	}
	if g := m.For(Signed, []string{"没有的", "大"}); g == nil || g.Stratum != "大" {
		t.Errorf("the coarser stratum is passed over: %+v", g)
	}
}
