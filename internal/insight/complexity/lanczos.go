package complexity

import (
	"math"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// lanczos gives the largest eigenvalue and its unit eigenvector of a symmetric positive semi-definite n × n operator on the
// space orthogonal to the unit vector apart, with full reorthogonalisation. It stops when the residual is below 1e-14 or the
// space is exhausted, so that the result is as good as that of a full decomposition. The start is fixed: the same input gives
// the same output to the last bit.
func lanczos(n int, apply func(dst, src []float64), apart []float64) (lambda float64, v []float64, steps int) {
	const small = 1e-14
	basis := [][]float64{start(n, apart)}
	var alpha, beta []float64
	for {
		steps++
		q := basis[len(basis)-1]
		w := make([]float64, n)
		apply(w, q)
		alpha = append(alpha, floats.Dot(w, q))
		for range 2 { // twice is enough (Parlett)
			floats.AddScaled(w, -floats.Dot(w, apart), apart)
			for _, b := range basis {
				floats.AddScaled(w, -floats.Dot(w, b), b)
			}
		}
		next := floats.Norm(w, 2)
		last := steps >= n-1 || next < small
		if last || steps%5 == 0 {
			value, weights := ritz(alpha, beta)
			if last || next*math.Abs(weights[len(weights)-1]) < small {
				return value, combine(basis, weights), steps
			}
		}
		beta = append(beta, next)
		floats.Scale(1/next, w)
		basis = append(basis, w)
	}
}

// start is a unit vector orthogonal to apart whose entries follow a fixed irregular sequence.
func start(n int, apart []float64) []float64 {
	v := make([]float64, n)
	x := uint64(1)
	for i := range v {
		x = x*6364136223846793005 + 1442695040888963407
		v[i] = float64(x>>11)/(1<<53) - 0.5
	}
	floats.AddScaled(v, -floats.Dot(v, apart), apart)
	unit(v)
	return v
}

// ritz is the largest eigenpair of the tridiagonal matrix.
func ritz(alpha, beta []float64) (float64, []float64) {
	n := len(alpha)
	t := mat.NewSymDense(n, nil)
	for i, a := range alpha {
		t.SetSym(i, i, a)
		if i+1 < n {
			t.SetSym(i, i+1, beta[i])
		}
	}
	var e mat.EigenSym
	e.Factorize(t, true)
	var vectors mat.Dense
	e.VectorsTo(&vectors)
	return e.Values(nil)[n-1], mat.Col(nil, n-1, &vectors)
}

func combine(basis [][]float64, weights []float64) []float64 {
	v := make([]float64, len(basis[0]))
	for i, w := range weights {
		floats.AddScaled(v, w, basis[i])
	}
	unit(v)
	return v
}

func unit(v []float64) {
	if norm := floats.Norm(v, 2); norm > 0 {
		floats.Scale(1/norm, v)
	}
}
