package indicator

import (
	"context"

	"lianzhang/internal/platform/period"
)

// register makes the grid of what the registers know. What they do not count is nothing, not unknown; periods to come stay unknown.
func (r *reader) register(ctx context.Context, ind *Indicator, fn func(g *Grid) error) error {
	key := registerKey(ind.SourceKey)
	g := r.grid(ind)
	if key == nil || len(g.Periods) == 0 {
		return fn(g)
	}
	factor, ok := Convert(key.Measure, ind.Measure)
	found, err := r.s.counted(ctx, key, r.tree.By, g.Periods[0], g.Periods[len(g.Periods)-1])
	if err != nil || !ok {
		return err
	}
	today := r.s.Run.Clock.Today()
	for i := range g.Tree.List {
		x := &g.Tree.List[i]
		for pi, p := range g.Periods {
			if p.First() > today {
				continue
			}
			var v float64
			for _, m := range p.Months() {
				v += found[x.Ref.ID][m]
			}
			*g.At(i, pi) = Cell{Amount: v * factor, Known: true, Own: true, State: Accepted}
		}
	}
	g.addRest(found, factor, today)
	return fn(g)
}

// addRest makes the sums of a computed grid: what hangs on a place above and what lies below it, and, at the root, what names no
// subject at all.
func (g *Grid) addRest(found map[string]map[period.Period]float64, factor float64, today string) {
	for i := len(g.Tree.List) - 1; i >= 0; i-- {
		x := &g.Tree.List[i]
		for pi := range g.Periods {
			c := g.At(i, pi)
			for _, k := range x.Below {
				c.Amount += g.At(k, pi).Amount
			}
			c.Own = len(x.Below) == 0
		}
	}
	known := make(map[string]bool, len(g.Tree.List))
	for i := range g.Tree.List {
		known[g.Tree.List[i].Ref.ID] = true
	}
	for pi, p := range g.Periods {
		if p.First() > today {
			continue
		}
		for id, months := range found {
			if known[id] {
				continue
			}
			for _, m := range p.Months() {
				g.At(0, pi).Amount += months[m] * factor
			}
		}
		if root := g.At(0, pi); !root.Known {
			root.Known, root.State = true, Accepted
		}
	}
}

// formula asks the formula registry period by period; what it does not know, such as a rate of nothing, is unknown and says so.
func (r *reader) formula(ctx context.Context, ind *Indicator, fn func(g *Grid) error) error {
	g := r.grid(ind)
	today := r.s.Run.Clock.Today()
	for pi, p := range g.Periods {
		if r.s.Formulas == nil || p.First() > today {
			continue
		}
		found, err := r.s.Formulas(ctx, ind.SourceKey, p, r.tree.By)
		if err != nil {
			return err
		}
		for i := range g.Tree.List {
			c, ok := found[g.Tree.List[i].Ref.ID]
			switch {
			case ok && c.OK:
				if factor, fits := Convert(c.Measure, ind.Measure); fits && c.Measure != "" {
					c.Amount *= factor
				} else if c.Measure != "" {
					g.At(i, pi).Why = "公式以" + c.Measure + "计，与指标单位不符"
					continue
				}
				*g.At(i, pi) = Cell{Amount: c.Amount, Known: true, Own: true, State: Accepted, URL: c.URL}
			case ok:
				g.At(i, pi).Why = "分母为0，算不出"
			}
		}
	}
	return fn(g)
}
