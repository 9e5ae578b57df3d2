package forecast

import "slices"

// Push is what changes when a project is brought to its next stage by the end of this month, and history takes its course from there.
type Push struct {
	Next   Stage // Open: nothing follows
	Mean   [Metrics]float64
	Median [Metrics]int64 // how far the median of all moves; only of the metrics that were asked
}

// Pusher compares pushes against an outcome.
type Pusher struct {
	x       *Engine
	w       *worker
	outcome *Outcome
	before  [Metrics][]int64
	medians [Metrics]int64
	scratch []int64
}

// NewPusher makes the comparisons ready; the outcome is the engine's own.
func NewPusher(x *Engine, o *Outcome) *Pusher {
	p := &Pusher{x: x, outcome: o, scratch: make([]int64, x.Runs)}
	p.w = newWorker(p.x)
	for m := range p.before {
		p.before[m] = make([]int64, x.Runs)
		copy(p.scratch, o.Totals[m])
		slices.Sort(p.scratch)
		p.medians[m] = Quantile(p.scratch, Middle)
	}
	return p
}

// Push compares one project of the setup; medians are moved for the metrics that are named.
func (p *Pusher) Push(i int, medians ...Metric) Push {
	pr := &p.x.Projects[i]
	out := Push{Next: p.x.Model.Next(pr.Stage)}
	if pr.Stage < Planned || pr.Stage >= Capacity || out.Next == Open {
		out.Next = Open
		return out
	}
	p.clear()
	p.w.several(p.x.Projects[i:i+1], []Prospect{{Reached: blank(p.x.months)}})
	for m := range p.before {
		copy(p.before[m], p.w.totals[m])
	}
	p.clear()
	p.w.on(pr, nil)
	p.w.draws.seed(p.x.Seed, stream("push "+pr.ID), 0)
	day := p.x.Bounds[1]
	for r := range p.x.Runs {
		p.w.drawn = r / p.x.each
		spent := p.w.untold(r) + p.w.during(pr.Stage, r, 0, 0, day, 0)
		p.w.spend(r, spent+p.w.enter(out.Next, day, 0, r))
	}
	for m := range p.before {
		sum := int64(0)
		for r, v := range p.w.totals[m] {
			sum += v - p.before[m][r]
		}
		out.Mean[m] = float64(sum) / float64(p.x.Runs)
	}
	for _, m := range medians {
		for r := range p.scratch {
			p.scratch[r] = p.outcome.Totals[m][r] - p.before[m][r] + p.w.totals[m][r]
		}
		slices.Sort(p.scratch)
		out.Median[m] = Quantile(p.scratch, Middle) - p.medians[m]
	}
	return out
}

func (p *Pusher) clear() {
	for m := range p.w.totals {
		clear(p.w.totals[m])
	}
}

func blank(months int) (out [Stages - int(Signed)][]uint32) {
	for k := range out {
		out[k] = make([]uint32, months)
	}
	return out
}
