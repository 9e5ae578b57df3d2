package indicator

import (
	"math"

	area "lianzhang/internal/indicator"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/web/ui"
)

// reading is what a page shows of one indicator: the latest value up to a period, the year so far, and what it is held against.
type reading struct {
	ind          *area.Indicator
	period       period.Period // of the value: the last of the indicator's own that ended by the one asked for
	now, before  area.Cell     // the value and that of the year before
	year, yearly area.Cell     // the years so far
	spark        []float64
	target       *area.Target
}

// read takes from a grid what the page shows of a subject, up to a period.
func read(g *area.Grid, at int, p period.Period, t *area.Target) *reading {
	r := &reading{ind: g.Ind, target: t}
	last := -1
	for i, x := range g.Periods {
		if x.Last() <= p.Last() {
			last = i
		}
	}
	if last < 0 {
		return r
	}
	r.period = g.Periods[last]
	r.now, r.year = *g.At(at, last), g.Year(at, last)
	if b := g.Index(r.period.YearBefore()); b >= 0 {
		r.before, r.yearly = *g.At(at, b), g.Year(at, b)
	}
	for i := max(0, last-11); i <= last; i++ {
		v := math.NaN()
		if c := g.At(at, i); c.Known {
			v = c.Amount
		}
		r.spark = append(r.spark, v)
	}
	return r
}

// progress is how far the year has come: shares of the year's target in percent; ok is false without a target or a value. For a level
// or a rate it is the level itself against what the path asks for.
func (r *reading) progress() (done, due, target float64, ok bool) {
	if r.target == nil || !r.year.Known || r.target.Amount == 0 {
		return 0, 0, 0, false
	}
	way, has := r.target.ToDate(r.period)
	if !has {
		return 0, 0, 0, false
	}
	return r.year.Amount / r.target.Amount * 100, way / r.target.Amount * 100, r.target.Amount, true
}

// light judges the progress by how far it lies behind the path, in points of the year's target: up to 10 green, up to 30 yellow, over
// it red (Yinchuan's rule for investment). Where less is better it looks at what lies above.
func (r *reading) light() ui.Light {
	done, due, _, ok := r.progress()
	if !ok {
		if r.target == nil {
			return ui.Sign(ui.None, "无目标")
		}
		return ui.Lamp(ui.None)
	}
	behind := due - done
	if r.ind.Better == area.Down {
		behind = -behind
	}
	switch {
	case r.ind.Better == area.Neutral:
		return ui.Sign(ui.None, "不评")
	case behind <= 0:
		return ui.Sign(ui.Green, "达序时")
	case behind <= 10:
		return ui.Sign(ui.Green, "近序时")
	case behind <= 30:
		return ui.Sign(ui.Yellow, "落后")
	}
	return ui.Sign(ui.Red, "严重落后")
}

func (r *reading) bar() *ui.Bar {
	done, due, _, ok := r.progress()
	if !ok {
		return nil
	}
	b := ui.NewBar(done, due, r.light().Letter)
	return &b
}
