package complexity

import (
	"math/bits"

	"gonum.org/v1/gonum/mat"
)

// Presence says which place has which activity. It keeps the same cells three ways: as bits by activity, and as lists by
// place and by activity.
type Presence struct {
	places, activities int
	words              int      // of 64 places
	bits               []uint64 // by activity
	byPlace            [][]int32
	byActivity         [][]int32
}

// Present is M: the cells whose quotient reaches the threshold (1 by custom).
func Present(rca *mat.Dense, threshold float64) *Presence {
	rows, cols := rca.Dims()
	m := newPresence(rows, cols)
	for r := range rows {
		for c, v := range rca.RawRowView(r) {
			if v >= threshold && v > 0 {
				m.set(r, c)
			}
		}
	}
	return m
}

func newPresence(rows, cols int) *Presence {
	w := (rows + 63) / 64
	return &Presence{places: rows, activities: cols, words: w, bits: make([]uint64, w*cols), byPlace: make([][]int32, rows), byActivity: make([][]int32, cols)}
}

func (m *Presence) set(r, c int) {
	m.bits[c*m.words+r/64] |= 1 << (r % 64)
	m.byPlace[r] = append(m.byPlace[r], int32(c))
	m.byActivity[c] = append(m.byActivity[c], int32(r))
}

// Dims are the numbers of places and activities.
func (m *Presence) Dims() (places, activities int) { return m.places, m.activities }

// Has says whether the place has the activity.
func (m *Presence) Has(place, activity int) bool {
	return m.bits[activity*m.words+place/64]>>(place%64)&1 == 1
}

// Cells is the number of present cells.
func (m *Presence) Cells() (n int) {
	for _, l := range m.byPlace {
		n += len(l)
	}
	return n
}

// Diversity is the number of activities of each place, k_r = Σ_p M_rp.
func (m *Presence) Diversity() []float64 { return lengths(m.byPlace) }

// Ubiquity is the number of places of each activity, k_p = Σ_r M_rp.
func (m *Presence) Ubiquity() []float64 { return lengths(m.byActivity) }

func lengths(lists [][]int32) []float64 {
	out := make([]float64, len(lists))
	for i, l := range lists {
		out[i] = float64(len(l))
	}
	return out
}

// Transpose swaps places and activities, as the proximity of places needs.
func (m *Presence) Transpose() *Presence {
	t := newPresence(m.activities, m.places)
	for r, l := range m.byPlace {
		for _, c := range l {
			t.set(int(c), r)
		}
	}
	return t
}

// Proximity is φ_pp' = min(P(p|p'), P(p'|p)) = |places with both| / max(k_p, k_p'), activities × activities, symmetric, 0..1.
// An activity that no place has is near to none, itself included.
func (m *Presence) Proximity() *mat.Dense {
	out := mat.NewDense(m.activities, m.activities, nil)
	raw := out.RawMatrix()
	for p := range m.activities {
		kp := len(m.byActivity[p])
		if kp == 0 {
			continue
		}
		raw.Data[p*raw.Stride+p] = 1
		mine := m.bits[p*m.words : (p+1)*m.words]
		for q := p + 1; q < m.activities; q++ {
			other := m.bits[q*m.words : (q+1)*m.words]
			both := 0
			for w, b := range mine {
				both += bits.OnesCount64(b & other[w])
			}
			if both > 0 {
				phi := float64(both) / float64(max(kp, len(m.byActivity[q])))
				raw.Data[p*raw.Stride+q] = phi
				raw.Data[q*raw.Stride+p] = phi
			}
		}
	}
	return out
}

// Density is ρ_rp = Σ_p' M_rp' φ_pp' / Σ_p' φ_pp', places × activities, 0..1: how much of what is near to p the place has.
// The distance of the Atlas is 1 − ρ.
func (m *Presence) Density(phi *mat.Dense) *mat.Dense {
	out := mat.NewDense(m.places, m.activities, nil)
	weight := rowSums(phi)
	for r, list := range m.byPlace {
		row := out.RawRowView(r)
		for _, p := range list {
			for q, v := range phi.RawRowView(int(p)) {
				row[q] += v
			}
		}
		for q := range row {
			if weight[q] > 0 {
				row[q] /= weight[q]
			}
		}
	}
	return out
}

// Distance is 1 − ρ, the share of what is near to the activity that the place lacks.
func Distance(density *mat.Dense) *mat.Dense {
	out := mat.DenseCopyOf(density)
	out.Apply(func(_, _ int, v float64) float64 { return 1 - v }, out)
	return out
}

func rowSums(m *mat.Dense) []float64 {
	rows, _ := m.Dims()
	out := make([]float64, rows)
	for i := range rows {
		for _, v := range m.RawRowView(i) {
			out[i] += v
		}
	}
	return out
}
