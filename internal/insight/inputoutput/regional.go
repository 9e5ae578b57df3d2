package inputoutput

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// ImportExposure is the foreign share of each sector's inputs, Σ_i m_ij / Σ_i z_ij, 0..1, from flows of imports and of all origins.
func ImportExposure(imported, all []float64) []float64 { return PerUnit(imported, all) }

// ImportContent is m' L: imports that one unit of final demand for j draws in along the whole chain; m is imported inputs per
// unit of output, L the inverse of the domestic coefficients (vertical specialisation, Hummels, Ishii & Yi 2001).
func ImportContent(l *mat.Dense, m []float64) []float64 { return Effects(l, m) }

// FLQ gives regional input coefficients from national ones by Flegg's location quotient (Flegg & Webber 2000):
// r_ij = a_ij · min(1, λ·CILQ_ij) with λ = log2(1 + E_r/E_n)^δ, CILQ_ij = SLQ_i / SLQ_j off the diagonal and SLQ_i on it, where
// SLQ_i = (e_i/E_r) / (N_i/E_n). regional and national are jobs (or output) by sector in one unit; δ in 0..1, 0.3 by custom.
// The rest a_ij − r_ij comes from outside. A sector the region lacks supplies nothing.
func FLQ(a mat.Matrix, regional, national []float64, delta float64) (*mat.Dense, error) {
	n, cols := a.Dims()
	if n != cols || len(regional) != n || len(national) != n {
		return nil, fmt.Errorf("inputoutput: coefficients are %d × %d, region %d, nation %d", n, cols, len(regional), len(national))
	}
	if !(delta >= 0 && delta <= 1) {
		return nil, fmt.Errorf("inputoutput: δ is %v; 0 to 1 is needed", delta)
	}
	var er, en float64
	for i := range n {
		if regional[i] < 0 || national[i] < regional[i] {
			return nil, fmt.Errorf("inputoutput: sector %d has %v in the region and %v in the nation", i, regional[i], national[i])
		}
		er += regional[i]
		en += national[i]
	}
	out := mat.NewDense(n, n, nil)
	if er == 0 {
		return out, nil
	}
	lambda := math.Pow(math.Log2(1+er/en), delta)
	slq := make([]float64, n)
	for i := range n {
		if national[i] > 0 {
			slq[i] = (regional[i] / er) / (national[i] / en)
		}
	}
	for i := range n {
		for j := range n {
			q := slq[i]
			if i != j && slq[j] > 0 {
				q = slq[i] / slq[j]
			}
			out.Set(i, j, a.At(i, j)*min(1, lambda*q))
		}
	}
	return out, nil
}

// Accounts are a factor's regional accounts in a table of several regions (Peters 2008), by region of the account and sector.
type Accounts struct {
	Production  []float64 // used within the region's own production, sector by sector
	Consumption []float64 // brought forth anywhere by the region's final demand, by the product demanded
	Imported    []float64 // the part of Consumption that arises abroad
	Exported    []float64 // the part of Production that serves foreign final demand
}

// Footprint computes the accounts. direct is the factor per unit of output, y the final demand n × regions; the n sectors are
// regions blocks of equal length.
func Footprint(l *mat.Dense, y *mat.Dense, direct []float64) (Accounts, error) {
	n, regions := y.Dims()
	if rows, _ := l.Dims(); rows != n || len(direct) != n || regions == 0 || n%regions != 0 {
		return Accounts{}, fmt.Errorf("inputoutput: inverse %d, final demand %d × %d, factor %d do not fit", rows, n, regions, len(direct))
	}
	block := n / regions
	a := Accounts{Production: make([]float64, n), Consumption: make([]float64, n), Imported: make([]float64, n), Exported: make([]float64, n)}
	for r := range regions {
		for i := range n { // i produces for the demand of region r for product s, made anywhere
			for s := range block {
				x := 0.0
				for maker := range regions {
					x += l.At(i, maker*block+s) * y.At(maker*block+s, r)
				}
				v, product := direct[i]*x, r*block+s
				a.Production[i] += v
				a.Consumption[product] += v
				if i/block != r {
					a.Imported[product] += v
					a.Exported[i] += v
				}
			}
		}
	}
	return a, nil
}
