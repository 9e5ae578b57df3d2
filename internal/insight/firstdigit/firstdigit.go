// Package firstdigit compares the first digits of amounts with Benford's law: amounts that grew by many factors begin with 1 in
// three cases of ten. It speaks of a portfolio only; no single amount is ever wrong by its first digit, and amounts that contracts
// round or thresholds cut off need not follow the law at all.
package firstdigit

import "math"

// Counts are how many amounts begin with 1, 2, … 9.
type Counts [9]int

// Add counts an amount; nothing below 1 has a first digit here.
func (c *Counts) Add(amount int64) {
	if amount <= 0 {
		return
	}
	for amount >= 10 {
		amount /= 10
	}
	c[amount-1]++
}

// N is how many amounts were counted.
func (c *Counts) N() (n int) {
	for _, k := range c {
		n += k
	}
	return n
}

// Expected is the law's share of the digit d from 1 to 9.
func Expected(d int) float64 { return math.Log10(1 + 1/float64(d)) }

// Result is how a portfolio lies against the law.
type Result struct {
	N    int
	Chi2 float64 // Pearson's, 8 degrees of freedom; grows with N, so that a large portfolio always fails
	P    float64 // the chance of a Chi2 as large under the law
	MAD  float64 // mean absolute deviation of the nine shares; does not grow with N
}

// Nigrini's bounds of the MAD of first digits (2012, table 7.1).
const (
	Close    = 0.006
	Fair     = 0.012
	Marginal = 0.015
)

// Noise is the MAD that a portfolio of n amounts shows by chance alone, on average, when it follows the law: the mean of the nine
// binomial deviations, √(2p(1−p)/πn).
func Noise(n int) float64 {
	if n == 0 {
		return 1
	}
	sum := 0.0
	for d := 1; d <= 9; d++ {
		p := Expected(d)
		sum += math.Sqrt(2 * p * (1 - p) / (math.Pi * float64(n)))
	}
	return sum / 9
}

// Test compares the counts with the law.
func Test(c Counts) Result {
	r := Result{N: c.N(), P: 1}
	if r.N == 0 {
		return r
	}
	for i, k := range c {
		p := Expected(i + 1)
		want := p * float64(r.N)
		r.Chi2 += (float64(k) - want) * (float64(k) - want) / want
		r.MAD += math.Abs(float64(k)/float64(r.N)-p) / 9
	}
	// The upper tail of chi-square with an even number of degrees of freedom is a finite sum: e^(−x/2)·Σ (x/2)^i/i!, i < 4.
	half, term, sum := r.Chi2/2, 1.0, 0.0
	for i := range 4 {
		if i > 0 {
			term *= half / float64(i)
		}
		sum += term
	}
	r.P = math.Exp(-half) * sum
	return r
}
