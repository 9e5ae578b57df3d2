package inputoutput

import "gonum.org/v1/gonum/mat"

// Extraction is what the other sectors lose when sector k neither buys nor sells among producers (hypothetical extraction,
// Miller & Blair 2009, 12.2.6). Final demand stays as it was, so k itself keeps what it delivers there.
type Extraction struct {
	Loss  []float64 // output lost by each sector, in x's unit
	Total float64
}

// Extract computes the extraction of sector k from L and final demand f = x − Σ_j z_ij. With row and column of k out of A,
// x − x̄ = L_ik x_k / L_kk for every other sector, which follows from the block inverse and spares a second inversion.
func Extract(l *mat.Dense, f []float64, k int) Extraction {
	n := len(f)
	xk := 0.0
	for j, v := range l.RawRowView(k) {
		xk += v * f[j]
	}
	e := Extraction{Loss: make([]float64, n)}
	for i := range n {
		if i == k {
			e.Loss[i] = xk - f[k]
		} else {
			e.Loss[i] = l.At(i, k) * xk / l.At(k, k)
		}
		e.Total += e.Loss[i]
	}
	return e
}

// ExtractAll gives the total loss of the extraction of each sector.
func ExtractAll(l *mat.Dense, f []float64) []float64 {
	out := make([]float64, len(f))
	for k := range f {
		out[k] = Extract(l, f, k).Total
	}
	return out
}
