package complexity

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestRCA(t *testing.T) {
	rca, err := RCA(mat.NewDense(3, 3, []float64{1, 3, 0, 1, 1, 0, 0, 0, 0}))
	if err != nil {
		t.Fatal(err)
	}
	want := []float64{.25 / (2.0 / 6), .75 / (4.0 / 6), 0, .5 / (2.0 / 6), .5 / (4.0 / 6), 0, 0, 0, 0}
	if !slices.Equal(rca.RawMatrix().Data, want) {
		t.Errorf("%v for %v", rca.RawMatrix().Data, want)
	}
	for _, bad := range []float64{-1, math.NaN(), math.Inf(1)} {
		if _, err := RCA(mat.NewDense(1, 1, []float64{bad})); err == nil {
			t.Errorf("took %v", bad)
		}
	}
}

func TestFilter(t *testing.T) {
	x := mat.NewDense(3, 3, []float64{100, 50, 0, 80, 0, 4, 0, 0, 9})
	rows, cols := Filter(x, 10, 10) // place 2 goes, then activity 2 has only 4 left
	if !slices.Equal(rows, []int{0, 1}) || !slices.Equal(cols, []int{0, 1}) {
		t.Errorf("%v %v", rows, cols)
	}
	if s := Select(x, rows, cols); !mat.Equal(s, mat.NewDense(2, 2, []float64{100, 50, 80, 0})) {
		t.Errorf("%v", s)
	}
	if rows, cols := Filter(x, 1e9, 0); len(rows)+len(cols) != 0 || !Select(x, rows, cols).IsEmpty() {
		t.Error("all too small")
	}
}

// TestEmptyPlacesAndActivities: they neither break nor move the rest.
func TestEmptyPlacesAndActivities(t *testing.T) {
	x := random(12, 20, 7)
	wide := mat.NewDense(14, 22, nil)
	for r := range 12 {
		for c := range 20 {
			wide.Set(r+1, c+1, x.At(r, c))
		}
	}
	a, err := index(x)
	if err != nil {
		t.Fatal(err)
	}
	b, err := index(wide)
	if err != nil {
		t.Fatal(err)
	}
	for r, v := range a.ECI {
		if math.Abs(v-b.ECI[r+1]) > 1e-12 {
			t.Errorf("place %d moved from %v to %v", r, v, b.ECI[r+1])
		}
	}
	if !math.IsNaN(b.ECI[0]) || !math.IsNaN(b.PCI[21]) {
		t.Error("nothing has an index")
	}
	rca, _ := RCA(wide)
	m := Present(rca, 1)
	phi := m.Proximity()
	rho := m.Density(phi)
	if phi.At(0, 0) != 0 || rho.At(1, 0) != 0 {
		t.Error("what nobody has is near to something")
	}
	f, q := m.Fitness(30)
	gain := m.Gain(phi, rho, b.PCI, true)
	for _, v := range slices.Concat(f, q, m.Outlook(rho, b.PCI), gain.RawMatrix().Data) {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			t.Fatal("undefined figure")
		}
	}
}

func TestTooSmall(t *testing.T) {
	for _, x := range []*mat.Dense{mat.NewDense(2, 2, []float64{1, 0, 0, 1}), mat.NewDense(4, 3, nil), mat.NewDense(3, 1, []float64{1, 1, 1}),
		mat.NewDense(4, 3, []float64{1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1})} {
		if ix, err := index(x); !errors.Is(err, ErrTooSmall) {
			t.Errorf("%v %v", ix, err)
		}
	}
}

func TestSignAndScale(t *testing.T) {
	rca, _ := RCA(random(30, 50, 3))
	m := Present(rca, 1)
	for _, s := range []Scale{Sample, Harvard} {
		ix, err := m.Complexity(s)
		if err != nil {
			t.Fatal(err)
		}
		mean, sd := moments(ix.ECI, m.Diversity(), s)
		if math.Abs(mean) > 1e-12 || math.Abs(sd-1) > 1e-12 {
			t.Errorf("mean %v, deviation %v", mean, sd)
		}
		if cov(ix.ECI, m.Diversity()) <= 0 {
			t.Error("the sign")
		}
	}
}

func cov(a, b []float64) (s float64) {
	mean := 0.0
	for _, v := range b {
		mean += v / float64(len(b))
	}
	for i := range a {
		s += a[i] * (b[i] - mean)
	}
	return s
}

func index(x *mat.Dense) (*Index, error) {
	rca, err := RCA(x)
	if err != nil {
		return nil, err
	}
	return Present(rca, 1).Complexity(Sample)
}

// random is a matrix whose better places do more, and more demanding, activities.
func random(rows, cols int, seed uint64) *mat.Dense {
	g := rand.New(rand.NewPCG(seed, 1))
	x := mat.NewDense(rows, cols, nil)
	for r := range rows {
		for c := range cols {
			skill := 3 * (float64(r)/float64(rows) - float64(c)/float64(cols))
			if g.Float64() < 1/(1+math.Exp(-skill)) {
				x.Set(r, c, g.ExpFloat64())
			}
		}
	}
	return x
}

func work(b *testing.B, x *mat.Dense) {
	for b.Loop() {
		rca, err := RCA(x)
		if err != nil {
			b.Fatal(err)
		}
		m := Present(rca, 1)
		phi := m.Proximity()
		m.Density(phi)
		if _, err := m.Complexity(Sample); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/all")
}

// BenchmarkIndex does quotients, proximity, density and ECI/PCI of 226 × 785, real trade, and of 342 × 1,380, made up.
func BenchmarkIndex(b *testing.B) {
	b.Run("226x785", func(b *testing.B) {
		x, _, _ := world(b)
		work(b, x)
	})
	b.Run("342x1380", func(b *testing.B) { work(b, random(342, 1380, 5)) })
}

// BenchmarkWrittenOut does the same with whole matrices and a full decomposition, for comparison.
func BenchmarkWrittenOut(b *testing.B) {
	for name, x := range map[string]*mat.Dense{"226x785": random(226, 785, 5), "342x1380": random(342, 1380, 5)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				rca, _ := RCA(x)
				rows, cols := x.Dims()
				m := mat.NewDense(rows, cols, nil)
				m.Apply(func(_, _ int, v float64) float64 {
					if v >= 1 {
						return 1
					}
					return 0
				}, rca)
				var both, rho, byRow mat.Dense
				both.Mul(m.T(), m)
				k := rowSums(mat.DenseCopyOf(m.T()))
				both.Apply(func(i, j int, v float64) float64 { return v / math.Max(1, math.Max(k[i], k[j])) }, &both)
				rho.Mul(m, &both)
				div := rowSums(m)
				byRow.Apply(func(i, j int, v float64) float64 { return v / math.Sqrt(math.Max(1, div[i])*math.Max(1, k[j])) }, m)
				var s mat.SymDense
				s.SymOuterK(1, &byRow)
				var e mat.EigenSym
				e.Factorize(&s, true)
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/all")
		})
	}
}
