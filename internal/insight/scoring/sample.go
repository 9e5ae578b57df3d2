package scoring

import (
	"math"
	"math/rand/v2"
	"slices"
)

// sampler moves everything at once and notes the places that were reached: at random, and towards and against each subject. The
// draws are the same every time.
type sampler struct {
	*spreader
	ranked  []int
	weights []float64
	scores  []float64
	extras  []float64
	sums    []float64 // of the weights counted
	moved   []float64 // one item's values
	out     *Spread
}

func (s *spreader) sample(ranked []int, out *Spread) {
	n := len(s.results)
	m := &sampler{spreader: s, ranked: ranked, weights: make([]float64, len(s.items)), scores: make([]float64, n), extras: make([]float64, n),
		sums: make([]float64, n), moved: make([]float64, n), out: out}
	for _, i := range ranked {
		out.SeenBest[i], out.SeenWorst[i] = s.results[i].Rank, s.results[i].Rank
	}
	rnd := rand.New(rand.NewPCG(20261122, 10))
	for draw := range s.move.Draws {
		for j := range s.items {
			turn := 2*rnd.Float64() - 1
			if draw%2 == 0 { // the ends reach further than the middle
				turn = math.Copysign(1, turn)
			}
			m.weights[j] = s.items[j].Weight * (1 + s.move.Weights*turn)
		}
		m.try(func(int) float64 { return 2*rnd.Float64() - 1 })
	}
	for _, target := range ranked {
		for _, side := range []float64{1, -1} {
			m.lean(target, side)
			m.try(func(i int) float64 {
				if i == target {
					return side
				}
				return -side
			})
		}
	}
}

// lean weighs up the items in which the subject stands better (side 1) or worse (−1) than the mean of all.
func (m *sampler) lean(target int, side float64) {
	for j := range m.items {
		var mean float64
		for _, i := range m.ranked {
			mean += m.units[i][j].at / float64(len(m.ranked))
		}
		m.weights[j] = m.items[j].Weight * (1 + math.Copysign(m.move.Weights, side*(m.units[target][j].at-mean)))
	}
}

// try scores all with the weights and with each value moved by the share of its rounding that pick gives, 1 = in its favour.
func (m *sampler) try(pick func(i int) float64) {
	for _, i := range m.ranked {
		m.scores[i], m.extras[i], m.sums[i] = 0, 0, 0
	}
	for j := range m.items {
		if m.items[j].Method != Veto {
			m.item(j, pick)
		}
	}
	full := Full(m.items)
	for _, i := range m.ranked {
		if m.scores[i] = full*m.scores[i]/m.sums[i] + m.extras[i]; m.results[i].Zeroed {
			m.scores[i] = 0
		}
	}
	for _, i := range m.ranked {
		place := 1
		for _, k := range m.ranked {
			if m.scores[k] > m.scores[i]+hair {
				place++
			}
		}
		m.out.SeenBest[i], m.out.SeenWorst[i] = min(m.out.SeenBest[i], place), max(m.out.SeenWorst[i], place)
	}
}

// item adds one item's moved points to all.
func (m *sampler) item(j int, pick func(i int) float64) {
	f := *m.fields[j]
	moves := false
	for i := range m.results {
		m.moved[i] = m.results[i].Lines[j].X
		if d := m.half(i, j); d > 0 {
			turn := pick(i)
			if f.Down || f.Method == Deduct {
				turn = -turn
			}
			m.moved[i] += d * turn
			moves = true
		}
	}
	if moves {
		m.refit(&f, j)
	}
	for _, i := range m.ranked {
		l := &m.results[i].Lines[j]
		var p float64
		switch {
		case !moves:
			p = m.units[i][j].at
			if f.Method.Weighted() {
				p *= f.Weight
			}
		case l.Known || l.Filled:
			p = f.points(m.moved[i], f.min, f.max, l.Target)
		}
		switch {
		case !f.Method.Weighted():
			m.extras[i] += p
		case !l.Out && f.Weight > 0:
			m.scores[i] += m.weights[j] * p / f.Weight
			m.sums[i] += m.weights[j]
		}
	}
}

// refit finds anew what the moved values have in common.
func (m *sampler) refit(f *field, j int) {
	switch {
	case f.Method == Efficacy && !f.Bounds:
		f.min, f.max = math.Inf(1), math.Inf(-1)
		for i := range m.values {
			if f.known(&m.values[i][j]) {
				f.min, f.max = min(f.min, m.moved[i]), max(f.max, m.moved[i])
			}
		}
	case f.Method == Place:
		f.sorted = f.sorted[:0:0]
		for i := range m.values {
			if f.known(&m.values[i][j]) {
				f.sorted = append(f.sorted, m.moved[i])
			}
		}
		slices.Sort(f.sorted)
		if !f.Down {
			slices.Reverse(f.sorted)
		}
	}
}
