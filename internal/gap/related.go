package gap

import (
	"cmp"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"

	"lianzhang/internal/insight/complexity"
)

// What relatedness over places needs: fewer tell nothing, and tiny places have absurd quotients.
const (
	leastPlaces = 10
	leastSeats  = 3 // firms of a place at all nodes, and of a node in all places
	nearest     = 5 // nearest nodes that are kept for the page
)

// related sets density, its rank, and — where the matrix allows — complexity as worth: over the places × nodes of all firms when
// there are enough places, else by the links of the map.
func (a *assessment) related() {
	if !a.overPlaces() {
		for _, f := range a.order {
			a.byLinks(f)
		}
	}
	a.ranks()
}

// overPlaces computes over the matrix of places and leaf nodes; the region itself is row 0.
func (a *assessment) overPlaces() bool {
	col := map[string]int{}
	for i, f := range a.leaves {
		col[f.NodeID] = i
	}
	row := map[string]int{}
	var cells [][3]float64
	for i := range a.in.Seats {
		s := &a.in.Seats[i]
		c, leaf := col[s.NodeID]
		if !leaf {
			continue
		}
		r := 0
		if !a.local(s) {
			place := city(s)
			if place == "" || place == "000000" {
				continue
			}
			if row[place] == 0 {
				row[place] = len(row) + 1
			}
			r = row[place]
		}
		cells = append(cells, [3]float64{float64(r), float64(c), a.amount(s)})
	}
	if len(row) < leastPlaces || len(a.leaves) == 0 {
		return false
	}
	x := mat.NewDense(len(row)+1, len(a.leaves), nil)
	for _, c := range cells {
		x.Set(int(c[0]), int(c[1]), x.At(int(c[0]), int(c[1]))+c[2])
	}
	floor := float64(leastSeats)
	if a.revenue {
		floor = 0
	}
	rows, cols := complexity.Filter(x, floor, floor)
	if len(rows) < leastPlaces || len(cols) < 3 || !slices.Contains(rows, 0) {
		return false
	}
	part := complexity.Select(x, rows, cols)
	rca, err := complexity.RCA(part)
	if err != nil {
		return false
	}
	m := complexity.Present(rca, 1)
	phi := m.Proximity()
	density := m.Density(phi)
	for j, c := range cols {
		f := a.leaves[c]
		f.DensityBy, f.Density = "places", density.At(0, j)
		f.Near = a.nearestTo(phi.RawRowView(j), j, cols)
	}
	for _, f := range a.order {
		if f.DensityBy == "" {
			a.byLinks(f) // a node that hardly any firm stands at
		}
	}
	if ix, err := m.Complexity(complexity.Harvard); err == nil {
		for j, c := range cols {
			if v := ix.PCI[j]; !math.IsNaN(v) {
				a.leaves[c].Worth, a.leaves[c].WorthBy = v, "complexity"
			}
		}
	}
	return true
}

func (a *assessment) nearestTo(phi []float64, self int, cols []int) []Tie {
	var out []Tie
	for j, v := range phi {
		if j != self && v > 0 {
			f := a.leaves[cols[j]]
			out = append(out, Tie{f.NodeID, v, f.Presence})
		}
	}
	slices.SortFunc(out, func(x, y Tie) int { return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.NodeID, y.NodeID)) })
	return out[:min(len(out), nearest)]
}

// byLinks takes the share of the linked nodes that are present as density.
func (a *assessment) byLinks(f *Facts) {
	ties := append(slices.Clone(f.Buyers), f.Suppliers...)
	if f.DensityBy = "links"; len(ties) == 0 {
		return
	}
	n := 0.0
	for _, t := range ties {
		if t.Presence > 0 {
			n++
		}
	}
	f.Density = n / float64(len(ties))
}

// ranks turns densities into the share of leaf nodes with a lower one, each kind among its own.
func (a *assessment) ranks() {
	for _, by := range []string{"places", "links"} {
		var of []*Facts
		for _, f := range a.leaves {
			if f.DensityBy == by && f.Density >= 0 {
				of = append(of, f)
			}
		}
		rankAmong(of, func(f *Facts) float64 { return f.Density }, func(f *Facts, r float64) { f.DensityRank = r })
	}
}

// worth turns complexity, or revenue a firm, into ranks from 0 to 1.
func (a *assessment) worth() {
	var byPCI, byRevenue []*Facts
	for _, f := range a.leaves {
		if f.WorthBy == "complexity" {
			byPCI = append(byPCI, f)
			continue
		}
		f.Worth = Unknown
		sum, n := int64(0), int64(0)
		for _, s := range a.seats[f.NodeID] {
			if s.Revenue > 0 {
				sum += s.Revenue
				n++
			}
		}
		if n > 0 {
			f.Worth, f.WorthBy = float64(sum)/float64(n), "revenue"
			byRevenue = append(byRevenue, f)
		}
	}
	set := func(f *Facts, r float64) { f.Worth = r }
	rankAmong(byPCI, func(f *Facts) float64 { return f.Worth }, set)
	rankAmong(byRevenue, func(f *Facts) float64 { return f.Worth }, set)
}

// rankAmong gives each its share of the others that lie below it, ties counting half; a single one gets the middle.
func rankAmong(all []*Facts, of func(*Facts) float64, set func(*Facts, float64)) {
	values := make([]float64, len(all))
	for i, f := range all {
		values[i] = of(f)
	}
	sorted := slices.Sorted(slices.Values(values))
	for i, f := range all {
		if len(all) == 1 {
			set(f, 0.5)
			continue
		}
		lo, _ := slices.BinarySearch(sorted, values[i])
		hi := lo
		for hi < len(sorted) && sorted[hi] == values[i] {
			hi++
		}
		set(f, (float64(lo)+float64(hi-lo-1)/2)/float64(len(all)-1))
	}
}
