package inputoutput

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ErrSingular says that I − A has no inverse: some sector's inputs are worth all its output or more.
var ErrSingular = errors.New("inputoutput: I − A cannot be inverted; a sector's inputs are as large as its output")

// Coefficients is A = Z x̂⁻¹: input of i per unit of j's output, n × n, no unit. A sector without output has a column of 0.
func Coefficients(z mat.Matrix, x []float64) (*mat.Dense, error) {
	return scaled(z, x, func(_, j int) int { return j })
}

// Allocation is B = x̂⁻¹ Z: the part of i's output that goes to j, n × n, no unit. A sector without output has a row of 0.
func Allocation(z mat.Matrix, x []float64) (*mat.Dense, error) {
	return scaled(z, x, func(i, _ int) int { return i })
}

func scaled(z mat.Matrix, x []float64, by func(i, j int) int) (*mat.Dense, error) {
	rows, cols := z.Dims()
	if rows != cols || rows != len(x) {
		return nil, fmt.Errorf("inputoutput: flows are %d × %d, outputs %d", rows, cols, len(x))
	}
	out := mat.NewDense(rows, cols, nil)
	for i := range rows {
		for j := range cols {
			v := z.At(i, j)
			if math.IsNaN(v) || math.IsInf(v, 0) {
				return nil, fmt.Errorf("inputoutput: flow (%d, %d) is %v", i, j, v)
			}
			if d := x[by(i, j)]; d > 0 {
				out.Set(i, j, v/d)
			}
		}
	}
	return out, nil
}

// Leontief is L = (I − A)⁻¹: output of i needed, directly and not, for one unit of final demand for j.
func Leontief(a mat.Matrix) (*mat.Dense, error) {
	n, cols := a.Dims()
	if n != cols {
		return nil, fmt.Errorf("inputoutput: coefficients are %d × %d", n, cols)
	}
	m := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			v := -a.At(i, j)
			if i == j {
				v++
			}
			m.Set(i, j, v)
		}
	}
	out := mat.NewDense(n, n, nil)
	var far mat.Condition
	if err := out.Inverse(m); err != nil && (!errors.As(err, &far) || math.IsInf(float64(far), 1)) {
		return nil, ErrSingular
	}
	return out, nil
}

// Ghosh is G = (I − B)⁻¹: output of j that one unit of i's primary inputs makes possible along its sales.
func Ghosh(b mat.Matrix) (*mat.Dense, error) { return Leontief(b) }

// Outputs is x = L f, the output that final demand f needs, in f's unit.
func Outputs(l *mat.Dense, f []float64) []float64 {
	var x mat.VecDense
	x.MulVec(l, mat.NewVecDense(len(f), f))
	return x.RawVector().Data
}

// PerUnit is v_j / x_j: value added, pay, jobs or imports per unit of output; 0 where there is no output.
func PerUnit(v, x []float64) []float64 {
	out := make([]float64, len(v))
	for j := range v {
		if x[j] > 0 {
			out[j] = v[j] / x[j]
		}
	}
	return out
}
