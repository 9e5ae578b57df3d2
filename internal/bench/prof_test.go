package bench

import (
	"context"
	"os"
	"strconv"
	"syscall"
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
		var r1 syscall.Rusage
		syscall.Getrusage(0, &r1)
		at := time.Now()
		if err := s.load(context.Background(), part); err != nil {
			b.Fatal(err)
		}
		d := time.Since(at)
		var r2 syscall.Rusage
		syscall.Getrusage(0, &r2)
		cpu := time.Duration(r2.Utime.Nano() + r2.Stime.Nano() - r1.Utime.Nano() - r1.Stime.Nano())
		println("cpu/row", (cpu / time.Duration(n)).String())
		println(n, d.String(), int(float64(n)/d.Seconds()), "rows/s")
	})
	_ = res
}
