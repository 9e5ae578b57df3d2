package sameness_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/insight/sameness"
)

func likeness(a, b string) float64 {
	x, y := sameness.Of(a), sameness.Of(b)
	if l, back := sameness.Likeness(&x, &y), sameness.Likeness(&y, &x); l != back {
		panic("not symmetric")
	}
	return sameness.Likeness(&x, &y)
}

func TestLikenessOfShortTextsIsExact(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want float64
	}{
		{"高精度铜箔", "高精度铜箔", 1},
		{"高精度铜箔", "高精度、铜箔 ", 1},
		{"ＡＢ12铜箔", "ab12铜箔", 1},
		{"高精度铜箔", "高精度铜杆", 3.0 / 5}, // 高精 精度 度铜 铜箔 | 铜杆
		{"铜箔", "羊肉", 0},
		{"", "铜箔", 0},
		{"铜", "铜", 1},
	} {
		if got := likeness(c.a, c.b); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%q and %q: %v, want %v", c.a, c.b, got, c.want)
		}
	}
}

// Long texts are only estimated; over many the estimate is right, and no single one is far off.
func TestLikenessOfLongTexts(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	sum, worst := 0.0, 0.0
	const rounds = 300
	for range rounds {
		a := make([]rune, 200)
		for i := range a {
			a[i] = rune(0x4e00 + rng.IntN(5000))
		}
		b := append([]rune(nil), a...)
		for i := 150; i < 200; i++ { // a quarter is new: about 150 shingles shared of 250
			b[i] = rune(0x4e00 + rng.IntN(5000))
		}
		off := likeness(string(a), string(b)) - 149.0/249
		sum, worst = sum+off, max(worst, math.Abs(off))
	}
	if mean := sum / rounds; math.Abs(mean) > .02 || worst > .45 {
		t.Errorf("mean error %.3f, worst %.3f", mean, worst)
	}
}

func TestHeldSeesThePartInTheWhole(t *testing.T) {
	a, b := sameness.Of("启岳铜箔项目"), sameness.Of("启岳铜箔项目（南浦区一期厂房）")
	if got := sameness.Held(&a, &b); got != 1 {
		t.Errorf("%v", got)
	}
}

func TestPairsShareAKeyAndComeOnce(t *testing.T) {
	type pair struct{ I, J int32 }
	find := func(order []int) []pair {
		f := sameness.NewFiler(3, 10)
		for _, i := range order {
			f.File(int32(i), f.Key('a', fmt.Sprint(i/2)))
			f.File(int32(i), f.Key('b', fmt.Sprint(i/2)))
			f.File(int32(i), f.Key('c', "all"))
		}
		var out []pair
		f.Pairs(func(i, j int32) { out = append(out, pair{i, j}) })
		if f.Skipped != 1 {
			t.Errorf("%d crowded keys, want 1", f.Skipped)
		}
		return out
	}
	want := []pair{{0, 1}, {2, 3}, {4, 5}}
	for _, order := range [][]int{{0, 1, 2, 3, 4, 5}, {5, 3, 1, 4, 2, 0}} {
		if diff := cmp.Diff(want, find(order)); diff != "" {
			t.Error(diff)
		}
	}
}

func TestPairsThatAreNotNearAreDropped(t *testing.T) {
	f := sameness.NewFiler(10, 4)
	f.Near = func(i, j int32) bool { return i%2 == j%2 }
	for i := range int32(4) {
		f.File(i, f.Key('a', "all"))
	}
	var got []int32
	f.Pairs(func(i, j int32) { got = append(got, i, j) })
	if diff := cmp.Diff([]int32{0, 2, 1, 3}, got); diff != "" {
		t.Error(diff)
	}
}

func TestNearTextsShareABand(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	met := 0
	for range 200 {
		a := make([]rune, 60)
		for i := range a {
			a[i] = rune(0x4e00 + rng.IntN(3000))
		}
		b := append([]rune(nil), a...)
		b[rng.IntN(60)] = '零'
		x, y := sameness.Of(string(a)), sameness.Of(string(b))
		shared := map[uint64]bool{}
		for _, k := range x.Bands() {
			shared[k] = true
		}
		for _, k := range y.Bands() {
			if shared[k] {
				met++
				break
			}
		}
	}
	if met < 190 {
		t.Errorf("%d of 200 near texts share a band", met)
	}
}
