// Package outlier says how far a figure stands from its peers, and how unlikely a share is, with methods that a few wild values
// do not sway and that hold for small numbers.
package outlier

import (
	"math"
	"slices"
)

// Median is the middle of the values, NaN of none. vals is sorted in place.
func Median(vals []float64) float64 {
	n := len(vals)
	if n == 0 {
		return math.NaN()
	}
	slices.Sort(vals)
	if n%2 == 1 {
		return vals[n/2]
	}
	return (vals[n/2-1] + vals[n/2]) / 2
}

// Spread is how a group of figures lies: its median and the median distance from it (MAD), and how many they are.
type Spread struct {
	N           int
	Median, MAD float64
}

// Of measures a group; vals is sorted in place.
func Of(vals []float64) Spread {
	s := Spread{N: len(vals), Median: Median(vals)}
	far := make([]float64, len(vals))
	for i, v := range vals {
		far[i] = math.Abs(v - s.Median)
	}
	s.MAD = Median(far)
	return s
}

// normal is the ratio of a normal distribution's MAD to its standard deviation.
const normal = 0.6744897501960817

// Z is the robust z of a value: 0.6745·(v − median)/MAD (Iglewicz and Hoaglin 1993, who call above 3.5 an outlier). floor keeps a
// group of nearly equal figures from making an outlier of every other one.
func (s Spread) Z(v, floor float64) float64 {
	mad := max(s.MAD, floor)
	if s.N == 0 || mad == 0 {
		return 0
	}
	return normal * (v - s.Median) / mad
}
