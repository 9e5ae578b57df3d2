package indicator

import (
	"context"
	"math"
	"slices"
	"strconv"

	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// past is how a year ran for each subject.
type past map[record.Ref]Year

// pastYear reads how a year ran, by subject; months that are not known are NaN.
func (s *Service) pastYear(ctx context.Context, ind *Indicator, by string, year int) (past, error) {
	dims := ind.Dimensions()
	if by != "" && !slices.Contains(dims, by) {
		dims = append(slices.Clone(dims), by)
	}
	out := past{}
	p := period.Period(strconv.Itoa(year))
	for _, by := range dims {
		err := s.Grids(ctx, []*Indicator{ind}, by, p, p, Options{}, func(g *Grid) error {
			for i := range g.Tree.List {
				var y Year
				for m := range y {
					y[m] = math.NaN()
				}
				for pi, p := range g.Periods {
					c := g.Year(i, pi)
					if months := p.Months(); c.Known && len(c.Missing) == 0 && len(months) > 0 {
						y[month(months[len(months)-1])-1] = c.Amount
					}
				}
				if was, ok := out[g.Tree.List[i].Ref]; !ok || math.IsNaN(was[11]) {
					out[g.Tree.List[i].Ref] = y
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

// way spreads a target over the months.
func (d *Split) way(ind *Indicator, past past, ref record.Ref, amount float64) (Year, error) {
	last, ok := past[ref]
	if !ok {
		for m := range last {
			last[m] = math.NaN()
		}
	}
	switch d.Path {
	case Given:
		return GivenPath(amount, ind.Over, ind.Decimals, d.Given)
	case Shape:
		return ShapePath(amount, ind.Over, quarterly(last, ind.Frequency))
	}
	return EqualPath(amount, ind.Over, last[11]), nil
}

// quarterly fills the months between the ends of longer periods by straight lines, so that a year of quarters has a shape too.
func quarterly(y Year, frequency string) Year {
	if frequency == string(period.Month) {
		return y
	}
	from, at := 0.0, -1
	for m := range y {
		if math.IsNaN(y[m]) {
			continue
		}
		for k := at + 1; k < m; k++ {
			y[k] = from + (y[m]-from)*float64(k-at)/float64(m-at)
		}
		from, at = y[m], m
	}
	return y
}
