package complexity

import (
	"errors"
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat"
)

// Scale is a convention for stating ECI and PCI; rankings are the same under all.
type Scale int

// The scaling conventions.
const (
	// Sample: each index for itself less its mean, by its standard deviation with n − 1 (R package economiccomplexity).
	Sample Scale = iota
	// Harvard: both indices less the mean of ECI, by the standard deviation of ECI with n (Growth Lab's py-ecomplexity).
	Harvard
)

// Index holds the indices of economic complexity.
type Index struct {
	ECI     []float64 // by place; NaN for a place with no activity
	PCI     []float64 // by activity; NaN for one that no place has
	Lambda2 float64   // second eigenvalue of the row-normalised matrix, below 1; 1 means that the places fall apart into groups
	Steps   int       // of the iteration
}

// ErrTooSmall says that fewer than three places or activities are present, or all are alike, so that no second eigenvector exists.
var ErrTooSmall = errors.New("complexity: too few distinct places or activities for an index")

// Complexity gives ECI and PCI: the second eigenvectors of D⁻¹ M U⁻¹ Mᵀ (places) and U⁻¹ Mᵀ D⁻¹ M (activities), where D and U
// are diversity and ubiquity. ECI's sign is such that it rises with diversity, PCI's goes with it. No unit.
//
// Only the second eigenpair is computed, by Lanczos iteration on the symmetric D^-½ M U⁻¹ Mᵀ D^-½, whose first eigenvector is
// known to be √diversity and is held apart.
func (m *Presence) Complexity(scale Scale) (*Index, error) {
	k := m.kernel()
	if len(k.live) < 3 || k.activities < 2 {
		return nil, ErrTooSmall
	}
	lambda, v, steps := lanczos(len(k.live), k.apply, k.first)
	if !(lambda > 1e-13) {
		return nil, ErrTooSmall
	}
	raw := make([]float64, m.places)
	for i, r := range k.live {
		raw[r] = v[i] / math.Sqrt(k.div[r])
	}
	ups := m.upward(raw, k.ubi, lambda)
	if signOf(raw, k) < 0 {
		negate(raw)
		negate(ups)
	}
	ix := &Index{ECI: raw, PCI: ups, Lambda2: lambda, Steps: steps}
	ix.scale(scale, k)
	return ix, nil
}

// upward carries the places' eigenvector over to the activities: U⁻¹ Mᵀ v / λ, so that v is the mean of the result again.
func (m *Presence) upward(v, ubi []float64, lambda float64) []float64 {
	out := make([]float64, m.activities)
	for p, list := range m.byActivity {
		for _, r := range list {
			out[p] += v[r]
		}
		if ubi[p] > 0 {
			out[p] /= ubi[p] * lambda
		}
	}
	return out
}

// kernel is the symmetric matrix of the places that have anything, applied without being written out.
type kernel struct {
	m          *Presence
	live       []int // places with an activity
	at         []int // place → index in live
	div, ubi   []float64
	first      []float64 // unit vector along √diversity
	mid        []float64
	activities int
}

func (m *Presence) kernel() *kernel {
	k := &kernel{m: m, at: make([]int, m.places), div: m.Diversity(), ubi: m.Ubiquity(), mid: make([]float64, m.activities)}
	for r, d := range k.div {
		if d > 0 {
			k.at[r] = len(k.live)
			k.live = append(k.live, r)
			k.first = append(k.first, math.Sqrt(d))
		}
	}
	for _, u := range k.ubi {
		if u > 0 {
			k.activities++
		}
	}
	unit(k.first)
	return k
}

// apply sets dst = D^-½ M U⁻¹ Mᵀ D^-½ src over the live places.
func (k *kernel) apply(dst, src []float64) {
	clear(k.mid)
	for i, r := range k.live {
		w := src[i] / math.Sqrt(k.div[r])
		for _, p := range k.m.byPlace[r] {
			k.mid[p] += w
		}
	}
	for p, u := range k.ubi {
		if u > 0 {
			k.mid[p] /= u
		}
	}
	for i, r := range k.live {
		s := 0.0
		for _, p := range k.m.byPlace[r] {
			s += k.mid[p]
		}
		dst[i] = s / math.Sqrt(k.div[r])
	}
}

func signOf(eci []float64, k *kernel) float64 {
	a, b := make([]float64, len(k.live)), make([]float64, len(k.live))
	for i, r := range k.live {
		a[i], b[i] = eci[r], k.div[r]
	}
	if c := stat.Covariance(a, b, nil); c != 0 {
		return c
	}
	return 1
}

func (ix *Index) scale(s Scale, k *kernel) {
	em, esd := moments(ix.ECI, k.div, s)
	pm, psd := moments(ix.PCI, k.ubi, s)
	if s == Harvard {
		pm, psd = em, esd
	}
	standardise(ix.ECI, k.div, em, esd)
	standardise(ix.PCI, k.ubi, pm, psd)
}

// moments are mean and standard deviation of the entries that are alive.
func moments(v, alive []float64, s Scale) (mean, sd float64) {
	var kept []float64
	for i, a := range alive {
		if a > 0 {
			kept = append(kept, v[i])
		}
	}
	if s == Harvard {
		return stat.PopMeanStdDev(kept, nil)
	}
	return stat.MeanStdDev(kept, nil)
}

func standardise(v, alive []float64, mean, sd float64) {
	for i, a := range alive {
		if a > 0 {
			v[i] = (v[i] - mean) / sd
		} else {
			v[i] = math.NaN()
		}
	}
}

func negate(v []float64) {
	for i := range v {
		v[i] = -v[i]
	}
}

// full writes the symmetric matrix of the live places out; the test compares its eigenvalues with lanczos.
func (k *kernel) full() *mat.SymDense {
	n := len(k.live)
	out := mat.NewSymDense(n, nil)
	e, col := make([]float64, n), make([]float64, n)
	for j := range n {
		clear(e)
		e[j] = 1
		k.apply(col, e)
		for i := range j + 1 {
			out.SetSym(i, j, col[i])
		}
	}
	return out
}
