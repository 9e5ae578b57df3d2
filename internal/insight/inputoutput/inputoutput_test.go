package inputoutput

import (
	"errors"
	"math"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func TestExtractionAgreesWithASecondInversion(t *testing.T) {
	z, x := mat.NewDense(3, 3, []float64{10, 20, 5, 0, 8, 30, 12, 1, 7}), []float64{100, 90, 110}
	a, _ := Coefficients(z, x)
	l, err := Leontief(a)
	if err != nil {
		t.Fatal(err)
	}
	f := []float64{65, 52, 90}
	near(t, "x", Outputs(l, f), x, 1e-12)
	for k := range 3 {
		cut := mat.DenseCopyOf(a)
		for i := range 3 {
			cut.Set(i, k, 0)
			cut.Set(k, i, 0)
		}
		lc, err := Leontief(cut)
		if err != nil {
			t.Fatal(err)
		}
		want, total := Outputs(lc, f), 0.0
		for i := range want {
			want[i] = x[i] - want[i]
			total += want[i]
		}
		e := Extract(l, f, k)
		near(t, "loss", e.Loss, want, 1e-12)
		near(t, "total", []float64{e.Total, ExtractAll(l, f)[k]}, []float64{total, total}, 1e-12)
	}
}

func TestLinkagesAverageOne(t *testing.T) {
	a := mat.NewDense(2, 2, []float64{.15, .25, .20, .05})
	l, _ := Leontief(a)
	b, g := Backward(l), Forward(l)
	near(t, "mean", []float64{(b[0] + b[1]) / 2, (g[0] + g[1]) / 2}, []float64{1, 1}, 1e-15)
	near(t, "backward", b, []float64{1.51815181 / 1.48514851, 1.45214521 / 1.48514851}, 1e-8)
}

// TestFLQ: two sectors, region with a tenth of the jobs; worked by hand.
func TestFLQ(t *testing.T) {
	a := mat.NewDense(2, 2, []float64{.15, .25, .20, .05})
	r, err := FLQ(a, []float64{60, 40}, []float64{400, 600}, 0.3)
	if err != nil {
		t.Fatal(err)
	}
	lambda := math.Pow(math.Log2(1.1), 0.3)
	s1, s2 := 1.5, 2.0/3
	near(t, "regional", flat(r), []float64{.15 * lambda * s1, .25 * math.Min(1, lambda*s1/s2), .20 * lambda * s2 / s1, .05 * lambda * s2}, 1e-15)
	all, err := FLQ(a, []float64{400, 600}, []float64{400, 600}, 0.3)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "the whole nation", flat(all), flat(a), 1e-15)
	if none, err := FLQ(a, []float64{0, 0}, []float64{400, 600}, 0.3); err != nil || mat.Sum(none) != 0 {
		t.Error("an empty region supplies nothing")
	}
	for _, bad := range []struct {
		r []float64
		d float64
	}{{[]float64{1}, .3}, {[]float64{1, 1}, 2}, {[]float64{-1, 1}, .3}, {[]float64{500, 1}, .3}, {[]float64{1, 1}, math.NaN()}} {
		if _, err := FLQ(a, bad.r, []float64{400, 600}, bad.d); err == nil {
			t.Errorf("took %+v", bad)
		}
	}
}

func TestRefuses(t *testing.T) {
	if _, err := Leontief(mat.NewDense(2, 2, []float64{.5, .5, .5, .5})); !errors.Is(err, ErrSingular) {
		t.Errorf("singular: %v", err)
	}
	if _, err := Leontief(mat.NewDense(1, 2, nil)); err == nil {
		t.Error("not square")
	}
	if _, err := Coefficients(mat.NewDense(2, 2, nil), []float64{1}); err == nil {
		t.Error("lengths")
	}
	if _, err := Coefficients(mat.NewDense(1, 1, []float64{math.NaN()}), []float64{1}); err == nil {
		t.Error("NaN")
	}
	if _, err := Footprint(mat.NewDense(2, 2, nil), mat.NewDense(3, 2, nil), []float64{1, 1, 1}); err == nil {
		t.Error("blocks")
	}
	a, err := Coefficients(mat.NewDense(2, 2, []float64{1, 1, 1, 1}), []float64{0, 4})
	if err != nil || a.At(0, 0) != 0 || a.At(0, 1) != .25 {
		t.Errorf("no output: %v %v", a, err)
	}
	if r := Ranks([]float64{3, math.NaN(), 5, 3}); r[2] != 1 || r[0] != 2.5 || r[3] != 2.5 || r[1] != 4 {
		t.Error(r)
	}
}

// BenchmarkLeontief153 inverts I − A of the national table of 153 sectors.
func BenchmarkLeontief153(b *testing.B) {
	n := National()
	s := n.Sectors()
	at := map[string]int{}
	for i, x := range s {
		at[x.Code] = i
	}
	a := mat.NewDense(len(s), len(s), nil)
	for j, x := range s {
		for _, l := range n.Upstream(x.Code, len(s)) {
			a.Set(at[l.Sector.Code], j, l.Coefficient)
		}
	}
	for b.Loop() {
		if _, err := Leontief(a); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/inverse")
}
