package forecast

import (
	"cmp"
	"slices"
)

// Followed is a stay that came after others of the same project.
type Followed struct {
	Before float64 // logarithm of how long those took beside what is usual
	Length float64 // logarithm of how long it lasted, or has lasted so far
	Over   bool    // it ended as it should; else all that is known is that it lasts at least so long
}

// Lasting is the share of a tempo that lasts, from 0 to 1: the slope of Length on Before, in each group around a level of its own, by the
// rank estimate for censored regression with Gehan's weights (Gehan 1965, Biometrika 52:203; Tsiatis 1990, Annals of Statistics 18:354),
// whose score never rises with the slope. ok is false, and the share 0, with fewer than enough stays that are over.
func Lasting(enough int, groups ...[]Followed) (share float64, ok bool) {
	over := 0
	for _, rows := range groups {
		for i := range rows {
			if rows[i].Over {
				over++
			}
		}
	}
	if over < enough {
		return 0, false
	}
	score := func(slope float64) (sum float64) {
		for _, rows := range groups {
			sum += gehan(rows, slope)
		}
		return sum
	}
	low, high := 0.0, 1.0
	if score(low) <= 0 {
		return low, true
	}
	if score(high) >= 0 {
		return high, true
	}
	for high-low > 1e-3 {
		if mid := (low + high) / 2; score(mid) > 0 {
			low = mid
		} else {
			high = mid
		}
	}
	return (low + high) / 2, true
}

// gehan is the score of a group: the difference in Before between those still there and those that end, at each ending. Above 0 the slow are
// still there too often, so that more of the tempo lasts.
func gehan(rows []Followed, slope float64) (score float64) {
	type rest struct {
		left, before float64
		over         bool
	}
	all := make([]rest, len(rows))
	for i, r := range rows {
		all[i] = rest{r.Length - slope*r.Before, r.Before, r.Over}
	}
	slices.SortFunc(all, func(a, b rest) int { return cmp.Compare(b.left, a.left) })
	n, sum := 0.0, 0.0
	for _, r := range all {
		if r.over {
			score += sum - n*r.before
		}
		n, sum = n+1, sum+r.before
	}
	return score
}
