package indicator

import "math"

// Growth is now against before as a share, 0.25 = 25 %; ok is false when before is not above zero, since a rate from nothing or
// from a loss says nothing.
func Growth(now, before float64) (rate float64, ok bool) {
	if before <= 0 {
		return 0, false
	}
	return now/before - 1, true
}

// Compound is the yearly growth that leads from a base to a goal in a number of years: (goal/base)^(1/years) − 1. Doubling in three
// years is 0.2599. ok is false when base or goal are not above zero or there are no years.
func Compound(base, goal float64, years int) (rate float64, ok bool) {
	if base <= 0 || goal <= 0 || years < 1 {
		return 0, false
	}
	return math.Pow(goal/base, 1/float64(years)) - 1, true
}

// Doubling is the yearly growth that doubles in a number of years, 2^(1/n) − 1.
func Doubling(years int) float64 {
	r, _ := Compound(1, 2, years)
	return r
}

// Rung is what a plan asks of one of its years.
type Rung struct {
	Year   int
	Amount float64
}

// Ladder is the way from the base year's amount to the goal's, growing by the same rate each year; the last rung is the goal itself.
func Ladder(baseYear int, base float64, year int, goal float64) []Rung {
	rate, ok := Compound(base, goal, year-baseYear)
	if !ok {
		return nil
	}
	var out []Rung
	for n := 1; n <= year-baseYear; n++ {
		out = append(out, Rung{baseYear + n, base * math.Pow(1+rate, float64(n))})
	}
	out[len(out)-1].Amount = goal
	return out
}

// Still is the yearly growth that is still needed to reach the goal by the end of year when the last full year came to amount.
func Still(lastYear int, amount float64, year int, goal float64) (rate float64, ok bool) {
	return Compound(amount, goal, year-lastYear)
}

// round gives v with so many decimals, halves away from zero.
func round(v float64, decimals int64) float64 {
	p := math.Pow10(int(decimals))
	return math.Round(v*p+math.Copysign(1e-9, v)) / p
}
