package inputoutput

import (
	"cmp"
	"slices"

	"gonum.org/v1/gonum/mat"
)

// OutputMultipliers are the column sums of L: output of all sectors per unit of final demand for j.
func OutputMultipliers(l *mat.Dense) []float64 {
	n, _ := l.Dims()
	ones := make([]float64, n)
	for i := range ones {
		ones[i] = 1
	}
	return Effects(l, ones)
}

// Effects are direct' L: what final demand of one unit for j brings forth in all sectors, in the unit of direct, which is per
// unit of output (value added, pay, jobs).
func Effects(l *mat.Dense, direct []float64) []float64 {
	var e mat.VecDense
	e.MulVec(l.T(), mat.NewVecDense(len(direct), direct))
	return e.RawVector().Data
}

// Multipliers are effect by direct effect: what is brought forth everywhere per unit brought forth in j itself (type I). 0
// where there is no direct effect, as the statistical offices print it.
func Multipliers(effects, direct []float64) []float64 {
	out := make([]float64, len(effects))
	for j, e := range effects {
		if direct[j] != 0 {
			out[j] = e / direct[j]
		}
	}
	return out
}

// Ranks numbers values from the largest, 1 on; equal values get the mean of their places, NaN comes last.
func Ranks(v []float64) []float64 {
	order := make([]int, len(v))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(v[b], v[a]) }) // Compare puts NaN first, so last here
	out := make([]float64, len(v))
	for from := 0; from < len(order); {
		to := from + 1
		for to < len(order) && v[order[to]] == v[order[from]] {
			to++
		}
		for _, i := range order[from:to] {
			out[i] = float64(from+1+to) / 2
		}
		from = to
	}
	return out
}

// Backward is the power of dispersion (影响力系数, Rasmussen 1956): column means of L by the mean of all of L; above 1 a sector pulls
// more than the average.
func Backward(l *mat.Dense) []float64 { return byMean(OutputMultipliers(l)) }

// Forward is the forward linkage by the Ghosh inverse (感应度系数): row means of G by the mean of all of G; above 1 a sector's
// product carries more of the rest than the average.
func Forward(g *mat.Dense) []float64 {
	n, _ := g.Dims()
	sums := make([]float64, n)
	for i := range n {
		for _, v := range g.RawRowView(i) {
			sums[i] += v
		}
	}
	return byMean(sums)
}

func byMean(v []float64) []float64 {
	mean := 0.0
	for _, x := range v {
		mean += x / float64(len(v))
	}
	out := make([]float64, len(v))
	for i, x := range v {
		if mean != 0 {
			out[i] = x / mean
		}
	}
	return out
}
