package outlier

import "math"

// Wilson is the interval in which a share of hits lies with 95 % confidence, from n trials (Wilson 1927). Of no trials it is 0 to 1.
func Wilson(hits, n int) (low, high float64) {
	if n == 0 {
		return 0, 1
	}
	const z = 1.959963984540054
	size, p := float64(n), float64(hits)/float64(n)
	middle := p + z*z/(2*size)
	half := z * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return max(0, (middle-half)/(1+z*z/size)), min(1, (middle+half)/(1+z*z/size))
}

// Excess is Fisher's exact test, one-sided: the chance that a part of n items holds k hits or more when hits of the whole's all
// items fall anywhere alike.
func Excess(k, n, hits, all int) float64 {
	if k <= max(0, n-(all-hits)) {
		return 1
	}
	top := min(n, hits)
	sum := 0.0
	for x := k; x <= top; x++ {
		sum += math.Exp(choose(hits, x) + choose(all-hits, n-x) - choose(all, n))
	}
	return min(1, sum)
}

// choose is the logarithm of the binomial coefficient.
func choose(n, k int) float64 {
	if k < 0 || k > n {
		return math.Inf(-1)
	}
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
