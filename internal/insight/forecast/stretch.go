package forecast

import (
	"math"
	"slices"
)

// Past is a forecast whose truth is known by now.
type Past struct {
	Band  Band
	Truth int64
}

// Stretch widens forecasts on either side of their middle, by what past ones were wrong: a split conformal correction (Vovk, Gammerman and
// Shafer 2005; Romano, Patterson and Candès 2019, NeurIPS 32) that never narrows. The zero value changes nothing.
type Stretch struct {
	Down  float64 `json:"down"` // factor on what lies below the middle, at least 1
	Up    float64 `json:"up"`
	Cases int     `json:"cases"` // from which it was learnt
}

// Learn finds the factors with which as many of the past truths as should would have lain inside; with fewer than enough cases, none.
func Learn(past []Past, enough int) Stretch {
	if len(past) < enough {
		return Stretch{}
	}
	down, up := make([]float64, len(past)), make([]float64, len(past))
	for i, p := range past {
		off := float64(p.Truth - p.Band.P50)
		down[i] = -off / float64(max(1, p.Band.P50-p.Band.P10))
		up[i] = off / float64(max(1, p.Band.P90-p.Band.P50))
	}
	return Stretch{Down: max(1, conformal(down, High)), Up: max(1, conformal(up, High)), Cases: len(past)}
}

// conformal is the value that the next of the same kind does not exceed with the share's probability.
func conformal(values []float64, share float64) float64 {
	slices.Sort(values)
	i := int(math.Ceil(share*float64(len(values)+1) - 1e-9))
	return values[min(max(i, 1), len(values))-1]
}

// Of moves a value away from the middle; below 0 there is nothing.
func (s Stretch) Of(v, middle int64) int64 {
	switch {
	case s.Cases == 0:
		return v
	case v < middle:
		return max(min(0, v), middle-int64(math.Round(s.Down*float64(middle-v))))
	}
	return middle + int64(math.Round(s.Up*float64(v-middle)))
}

// All moves the values of all runs away from their median.
func (s Stretch) All(values []int64) []int64 {
	out := slices.Clone(values)
	if s.Cases == 0 || len(out) == 0 {
		return out
	}
	slices.Sort(out)
	middle := Quantile(out, Middle)
	for i, v := range out {
		out[i] = s.Of(v, middle)
	}
	return out
}

// Band moves the ends of a band, as Tell of All would say them; the mean stays.
func (s Stretch) Band(b Band) Band {
	b.P10, b.P90 = s.Of(b.P10, b.P50), s.Of(b.P90, b.P50)
	return b
}
