package drawing

import (
	"cmp"
	"slices"
)

// crossings counts the pairs of stretches that cross, in n log n (Barth, Mutzel and Jünger 2002). pos is scratch and afterwards
// holds the place of each item in its column.
func (p *plan) crossings(cols [][]int, pos []int) int {
	for _, c := range cols {
		for i, it := range c {
			pos[it] = i
		}
	}
	sum := 0
	for c := 0; c+1 < len(cols); c++ {
		var ends []int
		for _, it := range cols[c] {
			n := len(ends)
			for _, s := range p.right[it] {
				ends = append(ends, pos[p.segs[s].b])
			}
			slices.Sort(ends[n:])
		}
		sum += inversions(ends, len(cols[c+1]))
	}
	return sum
}

// inversions counts the pairs out of order of numbers in 0..n-1.
func inversions(list []int, n int) int {
	tree := make([]int, n+1)
	sum := 0
	for i, v := range list {
		below := 0
		for k := v + 1; k > 0; k -= k & -k {
			below += tree[k]
		}
		sum += i - below
		for k := v + 1; k <= n; k += k & -k {
			tree[k]++
		}
	}
	return sum
}

// gain is how many crossings go away when a, standing above b, changes places with it.
func (p *plan) gain(a, b int, pos []int) int {
	sum := 0
	for _, s := range p.left[a] {
		for _, t := range p.left[b] {
			sum += cmp.Compare(pos[p.segs[s].a], pos[p.segs[t].a])
		}
	}
	for _, s := range p.right[a] {
		for _, t := range p.right[b] {
			sum += cmp.Compare(pos[p.segs[s].b], pos[p.segs[t].b])
		}
	}
	return sum
}
