package forecast

import (
	"math"
	"math/rand/v2"
	"sort"
)

// UnknownShock is the variance of a month's common factor where history is shorter than a year: a month in which everything goes a
// fifth better or worse is nothing unusual.
const UnknownShock = .04

// Shock estimates how much the months differ for all projects alike: the variance of a factor with mean 1 that multiplies every chance
// of a month. bounds are the numbers of the days on which months begin, and of the day after the last. Under the model the endings of
// a month are a Poisson count of mean E·g; the estimate is by moments, Σ((N−E)²−E)/ΣE², never below 0. ok is false with less than a
// year of months in which anything could happen.
func (m *Model) Shock(spells []Spell, bounds []int) (variance float64, ok bool) {
	if len(bounds) < 13 {
		return UnknownShock, false
	}
	hazards := map[int]*hazard{}
	seen, expected := make([]float64, len(bounds)-1), make([]float64, len(bounds)-1)
	for i := range spells {
		s := &spells[i]
		g := m.index(s.From, s.Strata)
		if !s.Sound() || g < 0 {
			continue
		}
		h := hazards[g]
		if h == nil {
			h = compile(&m.Groups[g].even, 0, nil)
			hazards[g] = h
		}
		expectIn(expected, bounds, s, h)
		if s.To != Open {
			if k := sort.SearchInts(bounds, s.Entered+s.Days+1) - 1; k >= 0 && k < len(seen) {
				seen[k]++
			}
		}
	}
	return Overdispersion(seen, expected)
}

// expectIn adds the hazard that the spell went through in each month.
func expectIn(expected []float64, bounds []int, s *Spell, h *hazard) {
	last, inv := s.Entered+s.Days, inverse(s.Pace)
	for k := max(0, sort.SearchInts(bounds, s.Entered+1)-1); k < len(expected) && bounds[k] <= last; k++ {
		from, to := max(bounds[k], s.Entered)-s.Entered, min(bounds[k+1]-1, last)-s.Entered
		expected[k] += h.upTo(aged(to, inv)+1) - h.upTo(aged(from, inv))
	}
}

// upTo is the cumulated hazard before the age in days, also beyond what is laid out.
func (h *hazard) upTo(age int) float64 {
	if last := len(h.cum) - 1; age > last {
		return h.cum[last] + float64(age-last)*(h.cum[last]-h.cum[last-1])
	}
	return h.cum[max(age, 0)]
}

// Overdispersion is the variance of a common factor of mean 1 that explains how much more counts spread than Poisson counts of the
// expected means would. Months in which less than one ending was expected say nothing.
func Overdispersion(seen, expected []float64) (variance float64, ok bool) {
	over, squares, n := 0.0, 0.0, 0
	for i, e := range expected {
		if e < 1 {
			continue
		}
		over += (seen[i]-e)*(seen[i]-e) - e
		squares += e * e
		n++
	}
	if n < 12 {
		return UnknownShock, false
	}
	return max(0, over/squares), true
}

// Spread is the variance of the ratio of amounts to what was expected of them, around its mean: the common factor of a month's
// spending. ok is false with less than a year of months.
func Spread(seen, expected []float64) (variance float64, ok bool) {
	var ratios []float64
	mean := 0.0
	for i, e := range expected {
		if e > 0 {
			ratios = append(ratios, seen[i]/e)
			mean += seen[i] / e
		}
	}
	if mean /= float64(len(ratios)); len(ratios) < 12 || mean == 0 {
		return UnknownShock, false
	}
	for _, r := range ratios {
		variance += (r/mean - 1) * (r/mean - 1)
	}
	return variance / float64(len(ratios)-1), true
}

// factor draws a gamma variable of mean 1 and the given variance (Marsaglia and Tsang 2000).
func factor(rng *rand.Rand, variance float64) float64 {
	if variance <= 1e-9 {
		return 1
	}
	shape := 1 / variance
	boost := 1.0
	k := shape
	if k < 1 {
		boost = math.Pow(1-rng.Float64(), 1/k)
		k++
	}
	d := k - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := rng.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v = v * v * v
		if math.Log(1-rng.Float64()) < .5*x*x+d-d*v+d*math.Log(v) {
			return d * v / shape * boost
		}
	}
}
