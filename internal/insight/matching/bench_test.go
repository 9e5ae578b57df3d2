package matching

import (
	"maps"
	"slices"
	"testing"
)

// BenchmarkMatch is all listed companies against 300 nodes, index and counting of words included: under 2 s is asked.
func BenchmarkMatch(b *testing.B) {
	byCode := listed(b)
	var firms []Firm
	for _, k := range slices.Sorted(maps.Keys(byCode)) {
		firms = append(firms, byCode[k])
	}
	cases, names := graphCases(b, 6)
	nodes := taught(cases, names)[:300]
	for b.Loop() {
		x := NewIndex(nodes)
		x.Observe(firms)
		for i := range firms {
			x.Match(&firms[i], Queue)
		}
	}
}
