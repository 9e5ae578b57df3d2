package complexity

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Fitness is the fixed-point iteration of Tacchella et al. 2012: F_r ← Σ_p M_rp Q_p and Q_p ← 1 / Σ_r M_rp / F_r, both from the
// former round, each divided by its mean; it starts with ones. Places with nothing have 0. rounds is the number of updates; a
// published table of "20 columns" counts the start and has 19.
func (m *Presence) Fitness(rounds int) (fitness, product []float64) {
	div, ubi := m.Diversity(), m.Ubiquity()
	fitness, product = alive(div), alive(ubi)
	for range rounds {
		f, q := make([]float64, m.places), make([]float64, m.activities)
		for r, list := range m.byPlace {
			for _, p := range list {
				f[r] += product[p]
			}
		}
		for p, list := range m.byActivity {
			s := 0.0
			for _, r := range list {
				s += 1 / fitness[r]
			}
			if s > 0 && !math.IsInf(s, 1) {
				q[p] = 1 / s
			}
		}
		byMean(f, div)
		byMean(q, ubi)
		fitness, product = f, q
	}
	return fitness, product
}

func alive(counts []float64) []float64 {
	out := make([]float64, len(counts))
	for i, c := range counts {
		if c > 0 {
			out[i] = 1
		}
	}
	return out
}

// byMean divides by the mean over the entries that are alive.
func byMean(v, counts []float64) {
	sum, n := 0.0, 0
	for i, c := range counts {
		if c > 0 {
			sum += v[i]
			n++
		}
	}
	if sum == 0 {
		return
	}
	for i := range v {
		v[i] /= sum / float64(n)
	}
}

// Outlook is the complexity outlook index of each place (Hausmann et al. 2014): COI_r = Σ_p (1 − d_rp)(1 − M_rp) PCI_p, where
// 1 − d is the density. It has the unit of pci; any product index serves, the fitness one too. NaN in pci counts as 0.
func (m *Presence) Outlook(density *mat.Dense, pci []float64) []float64 {
	out := make([]float64, m.places)
	for r := range m.places {
		for p, rho := range density.RawRowView(r) {
			if !m.Has(r, p) {
				out[r] += rho * finite(pci[p])
			}
		}
	}
	return out
}

// Gain is what a place's outlook would win by an activity it lacks, places × activities, 0 where it is present:
// Σ_p' (1 − M_rp') PCI_p' φ_pp' / Σ_p” φ_p”p'. With net the activity's own part ρ_rp PCI_p, which leaves the outlook once it
// is reached, is taken off as in the Atlas; published tables of the R package are without.
func (m *Presence) Gain(phi, density *mat.Dense, pci []float64, net bool) *mat.Dense {
	weight := rowSums(phi)
	worth := make([]float64, m.activities)
	for p, w := range weight {
		if w > 0 {
			worth[p] = finite(pci[p]) / w
		}
	}
	missing := mat.NewDense(m.places, m.activities, nil)
	for r := range m.places {
		row := missing.RawRowView(r)
		for p := range row {
			if !m.Has(r, p) {
				row[p] = worth[p]
			}
		}
	}
	out := mat.NewDense(m.places, m.activities, nil)
	out.Mul(missing, phi)
	out.Apply(func(r, p int, v float64) float64 {
		switch {
		case m.Has(r, p):
			return 0
		case net:
			return v - density.At(r, p)*finite(pci[p])
		}
		return v
	}, out)
	return out
}

func finite(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}
