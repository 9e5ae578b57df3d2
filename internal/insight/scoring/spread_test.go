package scoring

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// brute tries every combination of weights on a grid of steps per weight and of inputs at both ends and in the middle, by scoring from
// scratch without rounding, and gives the places reached and which pairs ever stood in either order.
func brute(items []Item, values [][]Value, share float64, grid int, inputs bool) (best, worst []int, before [][]bool) {
	n, m := len(values), len(items)
	best, worst, before = make([]int, n), make([]int, n), make([][]bool, n)
	for i := range best {
		best[i], before[i] = n, make([]bool, n)
	}
	ends := 1
	if inputs {
		ends = 3
	}
	moved := make([][]Value, n)
	for i := range moved {
		moved[i] = append([]Value(nil), values[i]...)
	}
	var score func() []float64
	weights := make([]float64, m)
	score = func() []float64 {
		out := make([]float64, n)
		for j := range items {
			it := items[j]
			it.Places = 9 // the moved values as they are
			f := newField(&it, moved, j)
			for i := range moved {
				out[i] += weights[j] * f.points(moved[i][j].X, f.min, f.max, moved[i][j].Target) / it.Weight
			}
		}
		return out
	}
	note := func() {
		s := score()
		for i := range s {
			place := 1
			for k := range s {
				if s[k] > s[i]+1e-9 {
					place++
				}
				before[i][k] = before[i][k] || i != k && s[i] > s[k]+1e-9
			}
			best[i], worst[i] = min(best[i], place), max(worst[i], place)
		}
	}
	var turn func(cell int)
	turn = func(cell int) {
		if cell < m {
			for g := range grid {
				weights[cell] = items[cell].Weight * (1 - share + 2*share*float64(g)/float64(grid-1))
				turn(cell + 1)
			}
			return
		}
		at := cell - m
		if at == n*m {
			note()
			return
		}
		i, j := at/m, at%m
		for e := range ends {
			if moved[i][j].X = values[i][j].X; ends > 1 {
				moved[i][j].X += float64(e-1) * 0.5 * math.Pow10(-items[j].Places)
			}
			turn(cell + 1)
		}
		moved[i][j].X = values[i][j].X
	}
	turn(0)
	return best, worst, before
}

func TestPlacesAgainstBruteForce(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	methods := []Method{Efficacy, Ratio, Efficacy}
	tight, all, reached := 0, 0, 0
	for _, inputs := range []bool{false, true} {
		for range 60 {
			n, m, grid := 5, 3, 9
			if inputs {
				n, m, grid = 3, 2, 5
			}
			items := make([]Item, m)
			left := 100.0
			for j := range items {
				w := math.Floor(left/float64(m-j)*0.7) + float64(rnd.IntN(12))
				if j == m-1 {
					w = left
				}
				left -= w
				items[j] = Item{Weight: w, Method: methods[j%3], Places: 0, Cap: 1.2}
			}
			values := make([][]Value, n)
			for i := range values {
				for range m {
					values[i] = append(values[i], Value{X: 10 + float64(rnd.IntN(25)), Known: true, Target: 30, HasTarget: true})
				}
			}
			rs := Run(items, values)
			Rank(rs, nil)
			s := Spreads(items, values, rs, Move{Weights: 0.1, Inputs: inputs, Draws: 300})
			best, worst, before := brute(items, values, 0.1, grid, inputs)
			for i := range rs {
				if s.Best[i] > best[i] || s.Worst[i] < worst[i] {
					t.Fatalf("places %d–%d were reached, %d–%d promised: %+v %+v", best[i], worst[i], s.Best[i], s.Worst[i], items, values)
				}
				if s.SeenBest[i] < s.Best[i] || s.SeenWorst[i] > s.Worst[i] {
					t.Fatalf("seen %d–%d outside %d–%d", s.SeenBest[i], s.SeenWorst[i], s.Best[i], s.Worst[i])
				}
				all += 2
				for _, same := range []bool{s.Best[i] == best[i], s.Worst[i] == worst[i]} {
					if same {
						tight++
					}
				}
				for k := range rs {
					if i != k && s.Before(i, k) && before[k][i] {
						t.Fatalf("%d certainly before %d, but it was not: %+v %+v", i, k, items, values)
					}
					// with weights alone the pair's worst case stands at a corner of the grid, so the answer is exact both ways
					if !inputs && i != k && !s.Before(i, k) && rs[i].Score > rs[k].Score+0.02 && !before[k][i] && !touches(items, values, i, k) {
						t.Fatalf("%d may stand behind %d, but never did: %+v %+v", i, k, items, values)
					}
				}
				if s.SeenBest[i] <= best[i] && s.SeenWorst[i] >= worst[i] {
					reached++
				}
			}
		}
	}
	t.Logf("%d of %d bounds met by brute force; the sample reached all of it for %d subjects", tight, all, reached)
	if tight < all*9/10 {
		t.Errorf("only %d of %d bounds are tight", tight, all)
	}
}

// touches reports a pair whose least lead is nought to within a hair: neither order is certain.
func touches(items []Item, values [][]Value, i, k int) bool {
	rs := Run(items, values)
	Rank(rs, nil)
	loose := Spreads(items, values, rs, Move{Weights: 0.1 - 1e-4})
	return loose.Before(i, k)
}

func TestTiersAndLists(t *testing.T) {
	items := []Item{{Weight: 50, Method: Given, Places: 1}, {Weight: 50, Method: Given, Places: 1}}
	values := [][]Value{known(49, 49), known(45, 40), known(40, 45), known(20, 20), known(10, 10)}
	rs := Run(items, values)
	Rank(rs, nil)
	s := Spreads(items, values, rs, Usual())
	if d := cmp.Diff([]int{1, 2, 2, 3, 4}, Tiers(rs, s)); d != "" {
		t.Error(d)
	}
	for name, c := range map[string]struct {
		n                int
		below, undecided bool
		in, border       []int
	}{
		"clear line":            {1, false, false, []int{0}, nil},
		"line through a tie":    {2, false, false, []int{0}, []int{1, 2}},
		"tie wanted":            {2, false, true, []int{0, 1, 2}, nil},
		"the last":              {2, true, false, []int{4, 3}, nil},
		"more than there are":   {9, false, false, []int{0, 1, 2, 3, 4}, nil},
		"the last, through tie": {3, true, false, []int{4, 3}, []int{2, 1}},
	} {
		t.Run(name, func(t *testing.T) {
			in, border := Pick(rs, s, c.n, c.below, c.undecided)
			if d := cmp.Diff(c.in, in); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(len(c.border), len(border)); d != "" {
				t.Error(border, d)
			}
		})
	}
	if sw := Sensitivity(items, values, rs, 0.1); len(sw) != 2 || sw[0].Movers != 2 || sw[0].Places != 1 {
		t.Errorf("%+v", sw)
	}
}

func TestGrade(t *testing.T) {
	items := []Item{{Weight: 100, Method: Given, Places: 1}}
	var vs []Value
	for i := range 21 {
		vs = append(vs, known(float64(100-i))...)
	}
	values := column(vs)
	rs := Run(items, values)
	Rank(rs, nil)
	fresh := make([]bool, 21)
	fresh[3] = true
	got := ""
	for _, g := range Grade(rs, PerMu(), fresh) {
		got += g
	}
	if want := "AAATABBBBBBBBCCCCCCCD"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// BenchmarkProvince is a province's counties with a full scheme, scored, ranked and with the ways their places move.
func BenchmarkProvince(b *testing.B) {
	items, values := draw(rand.New(rand.NewPCG(3, 4)), 100, 20)
	for b.Loop() {
		rs := Run(items, values)
		Rank(rs, nil)
		s := Spreads(items, values, rs, Usual())
		Tiers(rs, s)
	}
}
