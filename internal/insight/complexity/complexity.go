// Package complexity measures which activities a place has, which are near to what it has, and how demanding they are. The
// input is a matrix of places (rows) by activities (columns): firms, revenue or jobs, never negative. After Balassa 1965;
// Hidalgo, Klinger, Barabási & Hausmann 2007 (proximity, density); Hidalgo & Hausmann 2009 and Hausmann et al., Atlas of
// Economic Complexity, 2014 (ECI, PCI, outlook); Tacchella et al. 2012 (fitness).
package complexity

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// RCA is the location quotient (区位商) x_rp / Σ_p x_rp : Σ_r x_rp / Σ_rp x_rp, shape as x, no unit. A place or an activity
// without anything has 0. A negative or undefined number is an error that names the cell.
func RCA(x *mat.Dense) (*mat.Dense, error) {
	rows, cols := x.Dims()
	byRow, byCol, total := make([]float64, rows), make([]float64, cols), 0.0
	for r := range rows {
		for c, v := range x.RawRowView(r) {
			if !(v >= 0) || math.IsInf(v, 1) {
				return nil, fmt.Errorf("complexity: cell (%d, %d) is %v; numbers from 0 on are needed", r, c, v)
			}
			byRow[r] += v
			byCol[c] += v
		}
		total += byRow[r]
	}
	out := mat.NewDense(rows, cols, nil)
	for r := range rows {
		from, to := x.RawRowView(r), out.RawRowView(r)
		for c, v := range from {
			if v > 0 {
				to[c] = (v / byRow[r]) / (byCol[c] / total)
			}
		}
	}
	return out, nil
}

// Filter gives the indices of the rows and columns that are left when all whose sum is below the floors are taken out, again
// and again until none is. Tiny places have absurd quotients: without a floor they lead every ranking (Hausmann et al. 2014
// leave out countries under a million people or a billion of trade). The unit is x's.
func Filter(x *mat.Dense, rowFloor, colFloor float64) (rows, cols []int) {
	r, c := x.Dims()
	rows, cols = counting(r), counting(c)
	for {
		keptRows := keep(rows, rowFloor, func(i int) (s float64) {
			for _, j := range cols {
				s += x.At(i, j)
			}
			return s
		})
		keptCols := keep(cols, colFloor, func(j int) (s float64) {
			for _, i := range keptRows {
				s += x.At(i, j)
			}
			return s
		})
		if len(keptRows) == len(rows) && len(keptCols) == len(cols) {
			return rows, cols
		}
		rows, cols = keptRows, keptCols
	}
}

// Select is the part of x that the rows and columns name.
func Select(x *mat.Dense, rows, cols []int) *mat.Dense {
	if len(rows) == 0 || len(cols) == 0 {
		return &mat.Dense{}
	}
	out := mat.NewDense(len(rows), len(cols), nil)
	for i, r := range rows {
		for j, c := range cols {
			out.Set(i, j, x.At(r, c))
		}
	}
	return out
}

func counting(n int) []int {
	out := make([]int, n)
	for i := range out {
		out[i] = i
	}
	return out
}

func keep(from []int, floor float64, sum func(int) float64) []int {
	out := make([]int, 0, len(from))
	for _, i := range from {
		if s := sum(i); s > 0 && s >= floor {
			out = append(out, i)
		}
	}
	return out
}
