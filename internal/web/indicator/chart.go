package indicator

import (
	"fmt"
	"math"
	"strings"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/web/ui"
)

// chart is a line over periods, drawn here so that it stands in pages and on paper alike.
type chart struct {
	Label  string
	W, H   int
	Grid   []tick
	Axis   []tick
	Lines  []string // stretches of known values
	Plan   string   // the path of the target
	Points []point
	Last   *tick
	Goal   *tick
}

// tick is a line or a word at a place.
type tick struct {
	X, Y float64
	Text string
}

// point is a value that is marked: hollow when estimated, with a foot when revised. Each opens its value.
type point struct {
	X, Y     float64
	Hollow   bool
	Revised  bool
	URL, Tip string
}

// Where the plot stands in its field.
const (
	plotLeft, plotRight = 52.0, 628.0
	plotTop, plotBottom = 14.0, 178.0
)

// scale turns values into heights.
type scale struct{ lo, hi, top, bottom float64 }

func (s scale) y(v float64) float64 {
	return math.Round((s.bottom-(v-s.lo)/(s.hi-s.lo)*(s.bottom-s.top))*10) / 10
}

// newScale holds all values, and nothing where it lies near.
func newScale(values []float64, top, bottom float64) scale {
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range values {
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			lo, hi = min(lo, v), max(hi, v)
		}
	}
	if math.IsInf(lo, 1) {
		lo, hi = 0, 1
	}
	if lo > 0 && lo < hi/2 || lo == hi && lo > 0 {
		lo = 0
	}
	if hi < 0 && hi > lo/2 {
		hi = 0
	}
	if hi == lo {
		hi = lo + 1
	}
	step := math.Pow10(int(math.Floor(math.Log10((hi - lo) / 3))))
	for _, m := range []float64{1, 2, 2.5, 5, 10} {
		if math.Ceil(hi/(m*step))-math.Floor(lo/(m*step)) <= 4 {
			step *= m
			break
		}
	}
	return scale{math.Floor(lo/step) * step, math.Ceil(hi/step) * step, top, bottom}
}

// newChart draws the values of a subject with the path of the target; plan is NaN where there is none.
func newChart(g *area.Grid, at int, plan []float64, url func(p int) string) *chart {
	ind := g.Ind
	c := &chart{Label: ind.Name + "逐期走势，" + ind.Measure, W: 640, H: 200}
	n := len(g.Periods)
	var all []float64
	for p := range n {
		if x := g.At(at, p); x.Known {
			all = append(all, x.Amount)
		}
	}
	s := newScale(append(all, plan...), plotTop, plotBottom)
	x := func(p int) float64 {
		return math.Round((plotLeft+(float64(p)+0.5)*(plotRight-plotLeft)/float64(max(n, 1)))*10) / 10
	}
	for i := range 5 {
		v := s.lo + float64(i)*(s.hi-s.lo)/4
		c.Grid = append(c.Grid, tick{Y: s.y(v), Text: ui.Dec(v, decimals(s.hi-s.lo))})
	}
	every := max(1, (n+11)/12)
	for p := n - 1; p >= 0; p -= every {
		c.Axis = append(c.Axis, tick{X: x(p), Text: axisText(string(g.Periods[p]), ind.Frequency)})
	}
	c.Lines = stretches(n, func(p int) (float64, bool) { k := g.At(at, p); return k.Amount, k.Known }, x, s.y)
	if lines := stretches(n, func(p int) (float64, bool) { return plan[p], !math.IsNaN(plan[p]) }, x, s.y); len(lines) > 0 {
		c.Plan = lines[len(lines)-1]
	}
	for p := range n {
		k := g.At(at, p)
		if !k.Known {
			continue
		}
		c.Points = append(c.Points, point{X: x(p), Y: s.y(k.Amount), Hollow: k.Estimated || k.Pending, Revised: k.Revised, URL: url(p),
			Tip: g.Periods[p].Label() + " " + ui.Dec(k.Amount, int(ind.Decimals)) + ind.Measure + space(k.Words(g.Tree.By))})
		c.Last = &tick{X: min(x(p), plotRight-20), Y: max(s.y(k.Amount)-12, 10), Text: ui.Dec(k.Amount, int(ind.Decimals))}
	}
	for p := n - 1; p >= 0; p-- {
		if !math.IsNaN(plan[p]) {
			c.Goal = &tick{X: x(p), Y: s.y(plan[p]) + 14, Text: "目标" + ui.Dec(plan[p], int(ind.Decimals))}
			break
		}
	}
	return c
}

func space(s string) string {
	if s == "" {
		return ""
	}
	return "　" + s
}

// decimals is how many a scale of a width needs.
func decimals(width float64) int {
	switch {
	case width >= 8:
		return 0
	case width >= 0.8:
		return 1
	}
	return 2
}

// axisText is a period at the axis: 26-10, 26Q3, 2026.
func axisText(p, frequency string) string {
	if len(p) <= 4 {
		return p
	}
	if frequency == "month" {
		return p[2:]
	}
	return p[2:4] + p[5:]
}

// stretches are the points of each unbroken run of known values; a run of one point is none, its mark stands alone.
func stretches(n int, at func(int) (float64, bool), x func(int) float64, y func(float64) float64) []string {
	var out, run []string
	end := func() {
		if len(run) > 1 {
			out = append(out, strings.Join(run, " "))
		}
		run = nil
	}
	for p := range n {
		if v, ok := at(p); ok {
			run = append(run, fmt.Sprintf("%g,%g", x(p), y(v)))
		} else {
			end()
		}
	}
	end()
	return out
}
