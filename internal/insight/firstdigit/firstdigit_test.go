package firstdigit_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"lianzhang/internal/insight/firstdigit"
)

func TestFirstDigits(t *testing.T) {
	var c firstdigit.Counts
	for _, v := range []int64{0, -5, 1, 19, 100, 999_999, 5_000_000_000_000_000_000} {
		c.Add(v)
	}
	if c != (firstdigit.Counts{3, 0, 0, 0, 1, 0, 0, 0, 1}) {
		t.Errorf("counted %v", c)
	}
	if r := firstdigit.Test(firstdigit.Counts{}); r.P != 1 || r.N != 0 {
		t.Errorf("of nothing: %+v", r)
	}
}

// Powers of two follow the law; among the first 1,000 301 begin with 1, the known counts being 301 176 125 97 79 69 56 52 45.
func TestPowersOfTwoFollowTheLaw(t *testing.T) {
	r := firstdigit.Test(firstdigit.Counts{301, 176, 125, 97, 79, 69, 56, 52, 45})
	if r.N != 1000 || r.MAD > firstdigit.Close || r.P < .99 {
		t.Errorf("%+v", r)
	}
}

// 20.09 and 26.12 are the chi-square table's 1 % and 0.1 % of 8 degrees of freedom.
func TestTailAgainstTheTable(t *testing.T) {
	for _, c := range []struct{ x, p float64 }{{20.090, .01}, {26.124, .001}, {15.507, .05}} {
		r := tail(c.x)
		if math.Abs(r-c.p) > c.p*.002 {
			t.Errorf("tail(%v) = %v, want %v", c.x, r, c.p)
		}
	}
}

func tail(x float64) float64 {
	half, term, sum := x/2, 1.0, 0.0
	for i := range 4 {
		if i > 0 {
			term *= half / float64(i)
		}
		sum += term
	}
	return math.Exp(-half) * sum
}

func TestInventedFiguresFailAndLawfulOnesPass(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 7))
	var honest, invented firstdigit.Counts
	for range 2000 {
		honest.Add(int64(math.Exp(rng.NormFloat64()*1.6+16) + .5))
		invented.Add(int64(1+rng.IntN(9)) * 1_000_000)
	}
	if r := firstdigit.Test(honest); r.MAD > firstdigit.Marginal || r.P < 1e-4 {
		t.Errorf("honest: %+v", r)
	}
	if r := firstdigit.Test(invented); r.MAD < 2*firstdigit.Marginal || r.P > 1e-6 {
		t.Errorf("invented: %+v", r)
	}
	if a, b := firstdigit.Noise(200), firstdigit.Noise(2000); a < .015 || b > .01 || math.Abs(a/b-math.Sqrt(10)) > 1e-9 {
		t.Errorf("noise %v and %v", a, b)
	}
}
