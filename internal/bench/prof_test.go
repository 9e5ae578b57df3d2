package bench

import (
	"context"
	"os"
	"strconv"
	"testing"
	"time"
)

func TestProf(t *testing.T) {
	n, _ := strconv.Atoi(os.Getenv("PROF"))
	if n == 0 {
		t.Skip()
	}
	b := &testing.B{}
	_ = b
	res := testing.Benchmark(func(b *testing.B) {
		if b.N > 1 {
			return
		}
		engines := os.Getenv("PROF_DB")
		s := newSite(b, engines)
		part := newGenerator(s.chains, s.units).next(n)
		at := time.Now()
		if err := s.load(context.Background(), part); err != nil {
			b.Fatal(err)
		}
		d := time.Since(at)
		println(n, d.String(), int(float64(n)/d.Seconds()), "rows/s")
	})
	_ = res
}
