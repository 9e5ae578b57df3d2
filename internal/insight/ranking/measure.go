package ranking

import (
	"cmp"
	"slices"
)

// Measures of a ranking against what came true. Equal scores share their places: the expected value over all orders of the
// equal ones is given, so that the order of the data never counts as skill.

// group is a run of equal scores.
type group struct{ all, hits int }

// groups orders by score, best first, and gathers equal scores.
func groups(score []float64, hit []bool) []group {
	order := make([]int, len(score))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	var out []group
	for k, i := range order {
		if k == 0 || score[i] != score[order[k-1]] {
			out = append(out, group{})
		}
		g := &out[len(out)-1]
		g.all++
		if hit[i] {
			g.hits++
		}
	}
	return out
}

// AUC is the chance that a hit stands above a miss, ties counted half; 0.5 when there are no hits or no misses.
func AUC(score []float64, hit []bool) float64 {
	var above, pairs float64
	hits, misses := 0, 0
	gs := groups(score, hit)
	for _, g := range slices.Backward(gs) { // worst first
		above += float64(g.hits) * (float64(misses) + float64(g.all-g.hits)/2)
		hits += g.hits
		misses += g.all - g.hits
	}
	if pairs = float64(hits) * float64(misses); pairs == 0 {
		return 0.5
	}
	return above / pairs
}

// expected is the number of hits among the first k.
func expected(gs []group, k int) (among float64, total int) {
	for _, g := range gs {
		take := min(max(k, 0), g.all)
		among += float64(g.hits) * float64(take) / float64(g.all)
		total += g.hits
		k -= take
	}
	return among, total
}

// PrecisionAt is the share of hits among the first k, or among all when there are fewer.
func PrecisionAt(score []float64, hit []bool, k int) float64 {
	among, _ := expected(groups(score, hit), k)
	return among / float64(max(1, min(k, len(score))))
}

// RecallAt is the share of the hits that stand among the first k; 0 without hits.
func RecallAt(score []float64, hit []bool, k int) float64 {
	among, total := expected(groups(score, hit), k)
	return among / float64(max(1, total))
}
