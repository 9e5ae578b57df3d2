package indicator

import (
	"fmt"
	"math"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/web/ui"
)

// small is one of many little charts on one scale.
type small struct {
	Name, URL, Value, Note string
	Lines                  []string
	Plan                   string
	Zero                   string
	X, Y                   float64
	Has                    bool
}

// smalls draws one little chart for each of the subjects, all on the same scale.
func smalls(g *area.Grid, subjects []int, plan map[int][]float64, page func(at int) string) []small {
	var all []float64
	n := len(g.Periods)
	for _, at := range subjects {
		for p := range n {
			if c := g.At(at, p); c.Known {
				all = append(all, c.Amount)
			}
		}
		all = append(all, plan[at]...)
	}
	s := newScale(all, 4, 56)
	x := func(p int) float64 { return math.Round((2+float64(p)*(132)/float64(max(n-1, 1)))*10) / 10 }
	var out []small
	for _, at := range subjects {
		one := small{Name: g.Tree.List[at].Name, URL: page(at), Zero: fmt.Sprint(s.y(max(s.lo, min(0, s.hi))))}
		one.Lines = stretches(n, func(p int) (float64, bool) { c := g.At(at, p); return c.Amount, c.Known }, x, s.y)
		if way := plan[at]; way != nil {
			if lines := stretches(n, func(p int) (float64, bool) { return way[p], !math.IsNaN(way[p]) }, x, s.y); len(lines) > 0 {
				one.Plan = lines[len(lines)-1]
			}
		}
		missing := 0
		for p := range n {
			c := g.At(at, p)
			if !c.Known {
				missing++
				continue
			}
			one.X, one.Y, one.Value, one.Has = x(p), s.y(c.Amount), ui.Dec(c.Amount, int(g.Ind.Decimals)), true
		}
		if missing > 0 && one.Has {
			one.Note = fmt.Sprintf("缺%d期", missing)
		}
		out = append(out, one)
	}
	return out
}
