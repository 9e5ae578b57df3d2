package ui

import (
	"fmt"
	"math"
	"strings"
)

// Spark is a line of the size of a word, drawn in Go.
type Spark struct {
	W, H   int
	Label  string // read out
	Points string // polyline
	Zero   string // y of the zero line; "" without one
	X, Y   string // the last point
}

// NewSpark draws values (NaN and infinities are left out) on 72×20; with zero the axis holds 0 and shows it.
func NewSpark(label string, values []float64, zero bool) Spark {
	return NewSparkSize(label, values, zero, 72, 20)
}

// NewSparkSize draws values on a field of w×h, with 1 and 2 units of margin.
func NewSparkSize(label string, values []float64, zero bool, w, h int) Spark {
	s := Spark{W: w, H: h, Label: label}
	lo, hi := math.Inf(1), math.Inf(-1)
	var kept []float64
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			kept, lo, hi = append(kept, v), min(lo, v), max(hi, v)
		}
	}
	if len(kept) == 0 {
		return s
	}
	if zero {
		lo, hi = min(lo, 0), max(hi, 0)
	}
	if hi == lo {
		hi = lo + 1
	}
	y := func(v float64) float64 { return float64(h) - 2 - (v-lo)/(hi-lo)*float64(h-4) }
	step := float64(w-4) / float64(max(len(kept)-1, 1))
	var b strings.Builder
	for i, v := range kept {
		s.X, s.Y = fmt.Sprintf("%.1f", 1+float64(i)*step), fmt.Sprintf("%.1f", y(v))
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(s.X + "," + s.Y)
	}
	s.Points = b.String()
	if zero {
		s.Zero = fmt.Sprintf("%.1f", y(0))
	}
	return s
}
