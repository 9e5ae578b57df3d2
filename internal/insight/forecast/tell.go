package forecast

import (
	"math"
	"slices"
)

// Band is what a figure will likely be.
type Band struct {
	P10  int64   `json:"p10"`
	P50  int64   `json:"p50"`
	P90  int64   `json:"p90"`
	Mean float64 `json:"mean"`
}

// Tell gives the band of the runs' values; values are put in order.
func Tell(values []int64) Band {
	if len(values) == 0 {
		return Band{}
	}
	slices.Sort(values)
	sum := 0.0
	for _, v := range values {
		sum += float64(v)
	}
	return Band{P10: Quantile(values, Low), P50: Quantile(values, Middle), P90: Quantile(values, High), Mean: sum / float64(len(values))}
}

// Quantile is the smallest of the ordered values that a share of them does not exceed: always one of them, so that counts stay whole.
func Quantile(ordered []int64, share float64) int64 {
	i := int(math.Ceil(share*float64(len(ordered)) - 1e-9))
	return ordered[min(max(i-1, 0), len(ordered)-1)]
}

// Chance is the share of the values that are at least the target.
func Chance(values []int64, target int64) float64 {
	n := 0
	for _, v := range values {
		if v >= target {
			n++
		}
	}
	return float64(n) / float64(max(1, len(values)))
}

// Wilson is the 95 % interval of a share of hits (Wilson 1927); of nothing, all is possible.
func Wilson(hits, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	p, m := float64(hits)/float64(n), float64(n)
	centre := p + z*z/(2*m)
	half := z * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, (centre-half)/(1+z*z/m)), min(1, (centre+half)/(1+z*z/m))
}

// Pinball is the loss of a forecast quantile: smaller is better, and the true quantile has the smallest on average.
func Pinball(share, forecast, truth float64) float64 {
	if truth >= forecast {
		return share * (truth - forecast)
	}
	return (1 - share) * (forecast - truth)
}

// Loss is the mean pinball loss of a band's three quantiles.
func (b Band) Loss(truth float64) float64 {
	return (Pinball(Low, float64(b.P10), truth) + Pinball(Middle, float64(b.P50), truth) + Pinball(High, float64(b.P90), truth)) / 3
}

// Holds reports whether the truth lies between P10 and P90.
func (b Band) Holds(truth int64) bool { return b.P10 <= truth && truth <= b.P90 }
