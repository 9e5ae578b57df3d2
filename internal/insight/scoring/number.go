package scoring

import (
	"math"
	"strconv"
	"strings"
)

// Round rounds half away from zero (四舍五入) in decimal: 1.005 is 1.01, although the binary fraction lies below it.
func Round(v float64, places int) float64 {
	p := math.Pow10(places)
	x := math.Abs(v) * p
	r := math.Floor(x+0.5+1e-9*math.Max(1, x*1e-3)) / p
	if v < 0 && r != 0 {
		return -r
	}
	return r
}

// Plain writes a number with so many decimals and a true minus sign.
func Plain(v float64, places int) string {
	s := strconv.FormatFloat(Round(v, places), 'f', places, 64)
	return strings.Replace(s, "-", "−", 1)
}

// inside puts a number below zero into brackets, so that it can stand inside a formula.
func inside(s string) string {
	if strings.HasPrefix(s, "−") {
		return "(" + s + ")"
	}
	return s
}

// trim writes a number of the scheme without needless zeros: 30, 12.5.
func trim(v float64) string {
	return inside(strings.Replace(strconv.FormatFloat(Round(v, 6), 'f', -1, 64), "-", "−", 1))
}
