package scoring

// Cut is a grade given to the first so many of all: A to 20 %, B to 60 %.
type Cut struct {
	Grade string  `json:"grade"`
	Upto  float64 `json:"upto"` // share of all, counted from the first; the last is 1
}

// PerMu are the cuts of grading by the yield per mu (亩均论英雄), as in Huai'an: A the first 20 %, B to 60 %, C to 95 %, D the last 5 %.
func PerMu() []Cut { return []Cut{{"A", 0.2}, {"B", 0.6}, {"C", 0.95}, {"D", 1}} }

// Transitional is the grade of who is new and is not graded yet (过渡类).
const Transitional = "T"

// Grade gives each ranked result a grade by its place; the same place has the same grade. A share of a subject is rounded to the
// nearest whole, so that of 12 the first 2 are A. Transitional ones are T and do not count among all; who has no rank gets "".
func Grade(results []Result, cuts []Cut, transitional []bool) []string {
	out := make([]string, len(results))
	var order []int
	for _, i := range Order(results) {
		if transitional != nil && transitional[i] {
			out[i] = Transitional
			continue
		}
		order = append(order, i)
	}
	n := float64(len(order))
	for at, i := range order {
		place := at + 1
		if at > 0 && results[order[at-1]].Rank == results[i].Rank {
			out[i] = out[order[at-1]]
			continue
		}
		for _, c := range cuts {
			if float64(place) <= Round(n*c.Upto, 0) || c.Upto >= 1 {
				out[i] = c.Grade
				break
			}
		}
	}
	return out
}

// Pick chooses the first (or, from below, the last) n ranked subjects. Those that cannot be parted from one on the other side of the line are
// set apart as border unless all are wanted: a list that shames or praises must not hang on a rounding.
func Pick(results []Result, s *Spread, n int, below bool, undecided bool) (in, border []int) {
	order := Order(results)
	if below {
		for a, b := 0, len(order)-1; a < b; a, b = a+1, b-1 {
			order[a], order[b] = order[b], order[a]
		}
	}
	n = min(n, len(order))
	for n > 0 && n < len(order) && results[order[n]].Rank == results[order[n-1]].Rank && undecided {
		n++ // a tie across the line comes in whole
	}
	for at, i := range order {
		sure := true
		for other, k := range order {
			if (at < n) != (other < n) && !s.Apart(i, k) {
				sure = false
				break
			}
		}
		switch {
		case at < n && (sure || undecided):
			in = append(in, i)
		case !sure && !undecided:
			border = append(border, i)
		}
	}
	return in, border
}

// Swing is what moving one weight alone by ±share does: the farthest any place moves, and how many subjects change places.
type Swing struct {
	Item    int
	Places  int
	Movers  int
	Largest float64 // points by which a score changes
}

// Sensitivity tries each weight alone, up and down, with the others brought back so that the sum stays.
func Sensitivity(items []Item, values [][]Value, results []Result, share float64) []Swing {
	var out []Swing
	full := Full(items)
	for j := range items {
		if !items[j].Method.Weighted() || items[j].Weight == 0 {
			continue
		}
		sw := Swing{Item: j}
		movers := map[int]bool{}
		for _, side := range []float64{1 - share, 1 + share} {
			moved := append([]Item(nil), items...)
			sum := full - items[j].Weight + items[j].Weight*side
			for k := range moved {
				if moved[k].Weight *= full / sum; k == j {
					moved[k].Weight *= side
				}
				if moved[k].Method == Given {
					moved[k].Places = 6
				}
				moved[k].Steps = scaled(moved[k].Steps, moved[k].Weight, items[k].Weight)
			}
			again := Run(moved, clip(values, items, moved))
			Rank(again, nil)
			for i := range again {
				d := again[i].Rank - results[i].Rank
				if results[i].Rank == 0 || d == 0 {
					continue
				}
				movers[i] = true
				sw.Places = max(sw.Places, max(d, -d))
			}
			for i := range again {
				if d := again[i].Score - results[i].Score; results[i].Rank > 0 && (d > sw.Largest || -d > sw.Largest) {
					sw.Largest = max(d, -d)
				}
			}
		}
		sw.Movers = len(movers)
		out = append(out, sw)
	}
	return out
}

// scaled are step points under another weight.
func scaled(steps []Step, now, was float64) []Step {
	if len(steps) == 0 || was == 0 {
		return steps
	}
	out := append([]Step(nil), steps...)
	for i := range out {
		out[i].Points *= now / was
	}
	return out
}

// clip brings points that were given by hand to the moved weights.
func clip(values [][]Value, items, moved []Item) [][]Value {
	out := make([][]Value, len(values))
	for i := range values {
		out[i] = append([]Value(nil), values[i]...)
		for j := range items {
			if items[j].Method == Given && items[j].Weight > 0 {
				out[i][j].X *= moved[j].Weight / items[j].Weight
			}
		}
	}
	return out
}
