package tour

import (
	"cmp"
	"slices"

	"lianzhang/internal/insight/scoring"
)

// Counted is a sheet and whether it counts: Dropped is "high", "low" or "".
type Counted struct {
	Sheet
	Dropped string
}

// Score is what a stop or a county has come to. Mean has two decimals; Known is false when nothing counts, and Why says so.
type Score struct {
	Mean  float64
	Known bool
	Why   string
	Rank  int64 // 0 without a mean
	Tie   bool  // somebody else has the same place
}

// StopScore is a stop with its sheets, the highest first.
type StopScore struct {
	Stop
	Score
	Sheets []Counted
	Due    int // sheets that are expected
}

// CountyScore is a county: the mean of its stops' means.
type CountyScore struct {
	Score
	County string
	Stops  []int // into the stops
}

// Result is all that a tour has come to.
type Result struct {
	Stops    []StopScore
	Counties []CountyScore
}

// mean is the mean with two decimals, as a pocket calculator gives it from what the page shows.
func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return scoring.Round(sum/float64(len(values)), 2)
}

// Work works out the result. Of sheets with one total the later one in the order of names is dropped, which changes no mean.
func Work(t *Tour, route []Stop, given []Sheet, who []Juror) *Result {
	r := &Result{}
	at := map[string]int{}
	for i := range route {
		s := StopScore{Stop: route[i]}
		for k := range who {
			if t.May(&who[k], &route[i]) {
				s.Due++
			}
		}
		for k := range given {
			if given[k].StopID == s.ID {
				s.Sheets = append(s.Sheets, Counted{Sheet: given[k]})
			}
		}
		s.drop(int(t.DropHigh), int(t.DropLow))
		k, known := at[s.County]
		if !known {
			k = len(r.Counties)
			at[s.County] = k
			r.Counties = append(r.Counties, CountyScore{County: s.County})
		}
		r.Counties[k].Stops = append(r.Counties[k].Stops, i)
		r.Stops = append(r.Stops, s)
	}
	for i := range r.Counties {
		c := &r.Counties[i]
		var means []float64
		for _, k := range c.Stops {
			if r.Stops[k].Known {
				means = append(means, r.Stops[k].Mean)
			}
		}
		if c.Known = len(means) > 0; c.Known {
			c.Mean = mean(means)
		} else {
			c.Why = "各站都还没有得分"
		}
	}
	place(r.Stops, func(s *StopScore) *Score { return &s.Score })
	place(r.Counties, func(c *CountyScore) *Score { return &c.Score })
	return r
}

// drop marks the highest and lowest sheets and works out the mean of the others.
func (s *StopScore) drop(high, low int) {
	slices.SortFunc(s.Sheets, func(a, b Counted) int {
		return cmp.Or(cmp.Compare(b.Total, a.Total), cmp.Compare(a.Name, b.Name), cmp.Compare(a.AccountID, b.AccountID))
	})
	n := len(s.Sheets)
	if n <= high+low {
		if s.Why = "还没有评分表"; n > 0 {
			s.Why = "评分表不够去掉最高、最低分"
		}
		return
	}
	var values []float64
	for i := range s.Sheets {
		switch {
		case i < high:
			s.Sheets[i].Dropped = "high"
		case i >= n-low:
			s.Sheets[i].Dropped = "low"
		default:
			values = append(values, s.Sheets[i].Total)
		}
	}
	s.Mean, s.Known = mean(values), true
}

// place gives the places 1, 2, 2, 4 by the means as shown.
func place[T any](rows []T, of func(*T) *Score) {
	for i := range rows {
		a := of(&rows[i])
		if !a.Known {
			continue
		}
		a.Rank = 1
		for k := range rows {
			if b := of(&rows[k]); k != i && b.Known {
				if b.Mean > a.Mean {
					a.Rank++
				}
				a.Tie = a.Tie || b.Mean == a.Mean
			}
		}
	}
}

// Total is what marks come to out of 100.
func Total(criteria []Criterion, marks []float64) float64 {
	sum := 0.0
	for i, c := range criteria {
		sum += c.Weight * marks[i] / c.Full
	}
	return scoring.Round(sum, 2)
}
