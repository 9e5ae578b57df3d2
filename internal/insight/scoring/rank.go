package scoring

import "sort"

// Rank gives the subjects their places, the highest score first: the same score has the same place and the next places are
// skipped (1, 2, 2, 4). ties are items, in order, whose points decide between equal scores. Who was barred or has no score has none.
func Rank(results []Result, ties []int) {
	order := make([]int, 0, len(results))
	for i := range results {
		results[i].Rank, results[i].TieWord = 0, ""
		if results[i].Scored && !results[i].Barred {
			order = append(order, i)
		}
	}
	compare := func(a, b *Result) (int, bool) { // by which it is decided: the score or a tie's item
		if a.Score != b.Score {
			return sign(a.Score - b.Score), false
		}
		for _, j := range ties {
			if d := a.Lines[j].Points - b.Lines[j].Points; d != 0 {
				return sign(d), true
			}
		}
		return 0, false
	}
	sort.SliceStable(order, func(x, y int) bool {
		c, _ := compare(&results[order[x]], &results[order[y]])
		return c > 0
	})
	for at, i := range order {
		r := &results[i]
		r.Rank = at + 1
		if at == 0 {
			continue
		}
		before := &results[order[at-1]]
		switch c, byTie := compare(r, before); {
		case c == 0:
			r.Rank = before.Rank
			r.TieWord, before.TieWord = "并列", "并列"
		case byTie:
			r.TieWord = "同分，按并列规则居后"
			if before.TieWord == "" {
				before.TieWord = "同分，按并列规则居前"
			}
		}
	}
}

func sign(v float64) int {
	if v > 0 {
		return 1
	}
	return -1
}

// Tiers puts the ranked subjects into groups that the figures cannot part: a group holds its first one and those after it
// that may stand before that one. tier[i] counts from 1; 0 = not ranked.
func Tiers(results []Result, s *Spread) []int {
	order := Order(results)
	tier := make([]int, len(results))
	first, n := -1, 0
	for _, i := range order {
		if first < 0 || s.Apart(first, i) {
			first = i
			n++
		}
		tier[i] = n
	}
	return tier
}

// Order lists the ranked subjects by place.
func Order(results []Result) []int {
	var order []int
	for i := range results {
		if results[i].Rank > 0 {
			order = append(order, i)
		}
	}
	sort.SliceStable(order, func(a, b int) bool { return results[order[a]].Rank < results[order[b]].Rank })
	return order
}
