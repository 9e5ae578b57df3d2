package ranking

import (
	"cmp"
	"slices"
)

// Query is one question put to a ranking, with what came true: the scores of the model and of both baselines for each
// candidate.
type Query struct {
	Group    string // chain or industry under which it is reported
	Model    []float64
	Copy     []float64 // baseline: what was so before is so again
	Frequent []float64 // baseline: what is most frequent everywhere
	Hit      []bool
}

// Score are the means over the queries of a group.
type Score struct {
	AUC float64 `json:"auc"`
	P10 float64 `json:"p10"` // share of hits among the first ten
	R50 float64 `json:"r50"` // share of all hits that stand among the first fifty
}

// Result is the quality over the queries of a group.
type Result struct {
	Group    string `json:"group"`
	Queries  int    `json:"queries"`
	Hits     int    `json:"hits"`
	Model    Score  `json:"model"`
	Copy     Score  `json:"copy"`
	Frequent Score  `json:"frequent"`
}

// Beats reports whether the model is better than both baselines in all three figures.
func (r Result) Beats() bool { return r.Model.over(r.Copy) && r.Model.over(r.Frequent) }

func (s Score) over(o Score) bool { return s.AUC > o.AUC && s.P10 > o.P10 && s.R50 > o.R50 }

// Evaluate gives the means over all queries, then those of each group, the groups with the most queries first. Queries
// without a hit or without a miss say nothing and are left out.
func Evaluate(queries []Query) (all Result, groups []Result) {
	all.Group = "合计"
	at := map[string]int{}
	for i := range queries {
		q := &queries[i]
		hits := 0
		for _, h := range q.Hit {
			if h {
				hits++
			}
		}
		if hits == 0 || hits == len(q.Hit) {
			continue
		}
		k, known := at[q.Group]
		if !known {
			k = len(groups)
			at[q.Group] = k
			groups = append(groups, Result{Group: q.Group})
		}
		for _, r := range []*Result{&all, &groups[k]} {
			r.Queries++
			r.Hits += hits
			r.Model.add(q.Model, q.Hit)
			r.Copy.add(q.Copy, q.Hit)
			r.Frequent.add(q.Frequent, q.Hit)
		}
	}
	all.mean()
	for i := range groups {
		groups[i].mean()
	}
	slices.SortStableFunc(groups, func(a, b Result) int { return cmp.Compare(b.Queries, a.Queries) })
	return all, groups
}

func (s *Score) add(score []float64, hit []bool) {
	s.AUC += AUC(score, hit)
	s.P10 += PrecisionAt(score, hit, 10)
	s.R50 += RecallAt(score, hit, 50)
}

func (r *Result) mean() {
	n := float64(max(1, r.Queries))
	for _, s := range []*Score{&r.Model, &r.Copy, &r.Frequent} {
		s.AUC, s.P10, s.R50 = round3(s.AUC/n), round3(s.P10/n), round3(s.R50/n)
	}
}

// Fit gives how well each firm meets the need, 0 to 1, without the other terms: what can be tested on public labels.
func (x *Index) Fit(need Need) []float32 { return x.fit(need) }
