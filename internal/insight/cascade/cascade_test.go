package cascade

import (
	"encoding/csv"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/datatest"
)

// published is the test network of the authors' programme and its values.
func published(t *testing.T) (*Network, []string, map[string]float64) {
	read := func(name string) [][]string {
		f, err := os.Open(datatest.Path(t, name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		rows, err := csv.NewReader(f).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		return rows[1:]
	}
	value := func(s string) float64 {
		v, err := strconv.ParseFloat(s, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	var names []string
	var sectors []int
	firm := func(name, sector string) int {
		if i := slices.Index(names, name); i >= 0 {
			return i
		}
		names, sectors = append(names, name), append(sectors, int(value(sector)))
		return len(names) - 1
	}
	var links []Link
	for _, r := range read("esri/test_list.csv") {
		links = append(links, Link{firm(r[0], r[2]), firm(r[1], r[3]), value(r[4]), Kind(value(r[5]))})
	}
	want := map[string]float64{}
	for _, r := range read("esri/test_esri.csv") {
		want[r[0]] = value(r[1])
	}
	w, err := New(sectors, links, nil)
	if err != nil {
		t.Fatal(err)
	}
	return w, names, want
}

func TestPublished(t *testing.T) {
	w, names, want := published(t)
	if len(names) != 13 || len(want) != 13 {
		t.Fatalf("%d firms, %d values", len(names), len(want))
	}
	got, exact := w.ESRI(Published), w.ESRI(Settings{})
	for i, name := range names {
		if d := math.Abs(got[i] - want[name]); d > 1e-15 {
			t.Errorf("%s: %.17g for %.17g", name, got[i], want[name])
		}
		if one := w.Stop(i, Published).ESRI; one != got[i] {
			t.Errorf("%s alone %v, among all %v", name, one, got[i])
		}
		t.Logf("%s %.10f, iterated to the end %.10f", name, got[i], exact[i])
	}
}

// naive is the model as the paper writes it, over all firms in every step.
func naive(sectors []int, links []Link, stopped int, tolerance float64) (hd, hu []float64) {
	n := len(sectors)
	size, in := make([]float64, n), make([]float64, n)
	for _, l := range links {
		size[l.From] += l.Weight
		in[l.To] += l.Weight
	}
	hd, hu = ones(n), ones(n)
	hd[stopped], hu[stopped] = 0, 0
	for {
		volume := map[int]float64{}
		for i := range n {
			volume[sectors[i]] += size[i] * hd[i]
		}
		newD, newU, change := ones(n), ones(n), 0.0
		for i := range n {
			lost, whole, linear, orders := map[int]float64{}, map[int]float64{}, 0.0, 0.0
			for _, l := range links {
				if l.To == i && l.Kind == Essential {
					whole[sectors[l.From]] += l.Weight
				}
			}
			for _, l := range links {
				sigma := 1.0
				if v := volume[sectors[l.From]]; size[l.From] < v {
					sigma = size[l.From] / v
				}
				switch {
				case l.To == i && l.Kind == Essential:
					lost[sectors[l.From]] += sigma * l.Weight / whole[sectors[l.From]] * (1 - hd[l.From])
				case l.To == i && l.Kind == Linear:
					linear += sigma * l.Weight / in[i] * (1 - hd[l.From])
				case l.From == i:
					orders += l.Weight / size[i] * (1 - hu[l.To])
				}
			}
			for _, v := range lost {
				newD[i] = min(newD[i], 1-v)
			}
			newD[i] = min(newD[i], 1-linear)
			newU[i] = 1 - orders
			if i == stopped {
				newD[i], newU[i] = 0, 0
			}
			change = max(change, math.Abs(newD[i]-hd[i]), math.Abs(newU[i]-hu[i]))
		}
		hd, hu = newD, newU
		if change <= tolerance {
			return hd, hu
		}
	}
}

func TestAgreesWithTheModelWrittenOut(t *testing.T) {
	sectors, links := made(40, 160, 8, 11)
	w, err := New(sectors, links, nil)
	if err != nil {
		t.Fatal(err)
	}
	plain := w.links // added up
	for stopped := range 40 {
		hd, hu := naive(sectors, plain, stopped, 1e-9)
		res := w.Stop(stopped, Settings{})
		if !res.Converged {
			t.Fatalf("firm %d: no end after %d steps", stopped, res.Steps)
		}
		for i := range hd {
			if math.Abs(1-hd[i]-res.BySupply[i]) > 1e-12 || math.Abs(1-hu[i]-res.ByOrders[i]) > 1e-12 {
				t.Fatalf("stop of %d, firm %d: %v %v for %v %v", stopped, i, res.BySupply[i], res.ByOrders[i], 1-hd[i], 1-hu[i])
			}
		}
		if math.Abs(res.ESRI-w.ESRI(Settings{})[stopped]) > 1e-15 {
			t.Errorf("firm %d alone and among all differ", stopped)
		}
		for _, l := range res.Losers() {
			if p := res.Path(l.Firm); p[0] != stopped || p[len(p)-1] != l.Firm {
				t.Errorf("path to %d: %v", l.Firm, p)
			}
		}
	}
}

// TestLine: 0 → 1 → 2 essential, 3 replaces 0 for the half, 4 sells to 0. Worked by hand.
func TestLine(t *testing.T) {
	w, err := New([]int{0, 1, 2, 0, 3}, []Link{{0, 1, 10, Essential}, {1, 2, 20, Essential}, {3, 2, 20, Linear}, {4, 0, 5, Linear}}, []float64{0, 0, 40, 0, 10})
	if err != nil {
		t.Fatal(err)
	}
	r := w.Stop(0, Settings{})
	want := []float64{1, .5, .5, 0, .5} // σ = 10/20; half of 4's output is sold to 0
	if diff := cmp.Diff(want, r.Lost); diff != "" {
		t.Error(diff)
	}
	if math.Abs(r.ESRI-(10+10+20+5)/100.0) > 1e-15 {
		t.Errorf("%v", r.ESRI)
	}
	if diff := cmp.Diff([]int{0, 1, 2}, r.Path(2)); diff != "" {
		t.Error(diff)
	}
	if r.Path(3) != nil || r.Through[4] != Orders || r.Through[2] != Supply || r.Through[0] != Itself {
		t.Errorf("%v", r.Through)
	}
	if l := r.Losers(); len(l) != 3 || l[0] != (Loser{2, .5, 20}) {
		t.Errorf("%v", l)
	}
	if a := w.Stop(0, Settings{Alone: true}); math.Abs(a.ESRI-(10+20+40+5)/100.0) > 1e-15 {
		t.Errorf("nobody replaces: %v", a.ESRI)
	}
	s := w.Substitutes(0, Settings{})
	if len(s) != 1 || s[0].Firm != 3 || s[0].Takes != .5 || math.Abs(s[0].Worth-.3) > 1e-15 || math.Abs(s[0].Amount-30) > 1e-12 {
		t.Errorf("%+v", s)
	}
	if w.Substitutes(4, Settings{}) != nil || w.Substitutes(0, Settings{Alone: true}) != nil {
		t.Error("nobody of its kind")
	}
}

// TestExtract: 4 → 0 → 1 → 2 and 3 → 2; without 0 firm 4 loses the orders of 5, firm 1 its input of 10 and 2 the half of 1's.
func TestExtract(t *testing.T) {
	w, _ := New([]int{0, 1, 2, 0, 3}, []Link{{0, 1, 10, Essential}, {1, 2, 20, Essential}, {3, 2, 20, Linear}, {4, 0, 5, Linear}}, []float64{0, 0, 40, 0, 10})
	e := w.Extract(0)
	if diff := cmp.Diff([]float64{0, 0, 0, 0, 5}, e.Backward); diff != "" || e.BackwardTotal != 5 {
		t.Error(diff)
	}
	if diff := cmp.Diff([]float64{0, 10, 10, 0, 0}, e.Forward); diff != "" || e.ForwardTotal != 20 {
		t.Error(diff)
	}
	ring, _ := New([]int{0, 1, 2}, []Link{{0, 1, 10, Linear}, {1, 2, 10, Linear}, {2, 0, 10, Linear}}, nil)
	if e := ring.Extract(0); math.Abs(e.BackwardTotal-20) > 1e-9 || math.Abs(e.ForwardTotal-20) > 1e-9 {
		t.Errorf("a ring without value added: %+v", e)
	}
}

// TestOutside: 0 gives a quarter of what 1 needs of its kind, and a tenth of what 2 buys at all; the rest comes from outside.
func TestOutside(t *testing.T) {
	w, err := New([]int{0, 1, 2}, []Link{{0, 1, 10, Essential}, {0, 2, 10, Linear}}, []float64{0, 100, 100}, Input{1, 0, 30, Essential}, Input{1, 7, 60, Essential}, Input{2, -1, 90, Idle})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]float64{1, .25, .1}, w.Stop(0, Settings{}).Lost, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-12 })); diff != "" {
		t.Error(diff)
	}
	for _, bad := range []Input{{5, 0, 1, Linear}, {0, 0, 0, Linear}, {0, 0, math.NaN(), Linear}, {0, 0, 1, 9}} {
		if _, err := New([]int{0}, nil, nil, bad); err == nil {
			t.Errorf("took %+v", bad)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		sectors []int
		links   []Link
		size    []float64
	}{
		"outside": {[]int{0}, []Link{{0, 1, 1, Linear}}, nil}, "itself": {[]int{0}, []Link{{0, 0, 1, Linear}}, nil},
		"nothing": {[]int{0, 0}, []Link{{0, 1, 0, Linear}}, nil}, "NaN": {[]int{0, 0}, []Link{{0, 1, math.NaN(), Linear}}, nil},
		"kind": {[]int{0, 0}, []Link{{0, 1, 1, 7}}, nil}, "sector": {[]int{-1}, nil, nil}, "sizes": {[]int{0}, nil, []float64{1, 2}},
		"size": {[]int{0}, nil, []float64{math.Inf(1)}},
	} {
		if _, err := New(c.sectors, c.links, c.size); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
	w, err := New([]int{0, 1}, nil, nil)
	if err != nil || w.Stop(0, Settings{}).ESRI != 0 || len(w.ESRI(Settings{})) != 2 {
		t.Error("two firms without trade")
	}
	if w, err := New(nil, nil, nil); err != nil || len(w.ESRI(Settings{})) != 0 {
		t.Error("no firm at all")
	}
	twice, err := New([]int{0, 1}, []Link{{0, 1, 1, Linear}, {0, 1, 2, Essential}}, nil)
	if err != nil || len(twice.links) != 1 || twice.links[0] != (Link{0, 1, 3, Essential}) {
		t.Errorf("%+v %v", twice, err)
	}
}

// made is a random network whose sizes are skewed as those of firms are.
func made(firms, links, sectors int, seed uint64) ([]int, []Link) {
	g := rand.New(rand.NewPCG(seed, 2))
	s := make([]int, firms)
	for i := range s {
		s[i] = g.IntN(sectors)
	}
	var out []Link
	for len(out) < links {
		from, to := g.IntN(firms), g.IntN(firms)
		if from != to {
			out = append(out, Link{from, to, math.Exp(2 * g.NormFloat64()), Kind(g.IntN(3))})
		}
	}
	return s, out
}

// BenchmarkNetwork builds a network of 10,000 firms and 50,000 links, stops one firm, and computes the index of all.
func BenchmarkNetwork(b *testing.B) {
	sectors, links := made(10_000, 50_000, 153, 3)
	w, err := New(sectors, links, nil)
	if err != nil {
		b.Fatal(err)
	}
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			New(sectors, links, nil)
		}
	})
	b.Run("stop", func(b *testing.B) {
		i := 0
		for b.Loop() {
			w.Stop(i%10_000, Settings{Tolerance: 1e-4})
			i += 37
		}
	})
	b.Run("all", func(b *testing.B) {
		for b.Loop() {
			w.ESRI(Settings{Tolerance: 1e-2})
		}
	})
}
