package forecast

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
)

// Project is an open project as it stands at the beginning.
type Project struct {
	ID     string // names its own stream of random numbers
	Stage  Stage
	Age    int // days in the stage
	Strata []string
	Pace   float64 // as of a Spell
	Amount int64   // contract investment, whole yuan
	Output int64
	Tax    int64
	// Spending is what it invests a day under way, and after completion, in a month like any other; Room is what the contract leaves
	// to invest, below 0 without limit. Untold is what it has likely invested since the last month reported.
	Spending, SpendingAfter float64
	Room                    int64
	Untold                  int64
}

// Arrivals are projects that nobody knows yet: so many a day, each like one of those that came in the past year.
type Arrivals struct {
	PerDay   float64
	Shock    float64   // variance of a month's common factor
	Unsure   float64   // variance of a factor on PerDay itself, which history only sampled
	Examples []Project // each in the stage in which it came; Age and Untold do not count
}

// Setup is a simulation.
type Setup struct {
	Model    *Model
	Projects []Project
	Arrivals *Arrivals // nil: only what is known
	// Bounds are the days after the beginning on which months end: 0, then the end of this month, …, the last day that counts.
	Bounds     []int
	Season     []float64 // weight of spending in each month; nil = all alike
	Shock      float64   // variance of a month's common factor on the chance to leave a stage
	SpendShock float64   // and on what is spent
	Sure       bool      // the curves are taken as exact; else their own uncertainty is drawn too
	Runs       int
	Seed       uint64
	Workers    int // 0 = as many as the machine has; the result does not depend on it
}

// Outcome is what the runs brought from the beginning to the last day.
type Outcome struct {
	Totals   [Metrics][]int64 // by run; of all projects and of the arrivals
	New      [Metrics][]int64 // of the arrivals alone
	Projects []Prospect       // as in Setup
}

// Prospect is what becomes of one project.
type Prospect struct {
	// Reached counts, for Signed to Capacity, the runs in which the stage was reached in each month.
	Reached [Stages - int(Signed)][]uint32
	Dropped uint32 // runs in which it was withdrawn or lost
	Invest  int64  // sum over the runs
	Blind   bool   // history says nothing about its stage: it stays where it is
}

// most is how many months a simulation may have, and one for the bounds.
const most = 40

// Engine is a Setup made ready: what all projects share is drawn once and read by all workers.
type Engine struct {
	*Setup
	months   int
	last     int
	hazards  [][]*hazard // by group of the model and redrawing of it
	each     int         // runs that share a redrawing
	shock    []float64   // by run and month
	best     []float64   // largest shock of a run
	spent    []float64   // by run and month end: weighted days of spending up to there; months+1 a run
	weighted []float64   // by run and month: weight of a day
	newcomer []route     // of the examples of arrivals
}

// route is the group of the model by stage, -1 where history says nothing.
type route [Stages]int

// Prepare makes a setup ready to be run.
func Prepare(s *Setup) *Engine {
	x := &Engine{Setup: s, months: len(s.Bounds) - 1, last: s.Bounds[len(s.Bounds)-1]}
	x.redraw()
	x.shock, x.weighted = make([]float64, s.Runs*x.months), make([]float64, s.Runs*x.months)
	x.best, x.spent = make([]float64, s.Runs), make([]float64, s.Runs*(x.months+1))
	rng := rand.New(rand.NewPCG(s.Seed, stream("months")))
	for r := range s.Runs {
		for m := range x.months {
			g := factor(rng, s.Shock)
			x.shock[r*x.months+m] = g
			x.best[r] = max(x.best[r], g)
			w := factor(rng, s.SpendShock)
			if s.Season != nil {
				w *= s.Season[m]
			}
			x.weighted[r*x.months+m] = w
			x.spent[r*(x.months+1)+m+1] = x.spent[r*(x.months+1)+m] + w*float64(s.Bounds[m+1]-s.Bounds[m])
		}
	}
	return x
}

// Part is the same engine for other projects and arrivals: what they share falls alike, so that what a project does in a run it does in
// each part to which it belongs.
func (x *Engine) Part(projects []Project, a *Arrivals) *Engine {
	setup, part := *x.Setup, *x
	setup.Projects, setup.Arrivals = projects, a
	part.Setup = &setup
	return &part
}

// redrawings is how often the curves are drawn anew from their spells.
const redrawings = 40

// redraw draws, for each share of the runs, how the curves might as well have come out had history chosen other projects: each spell
// gets a random weight (the Bayesian bootstrap of Rubin 1981, Annals of Statistics 9:130). So the bands know how little was seen.
func (x *Engine) redraw() {
	used := make([]bool, len(x.Model.Groups))
	quick := 1.0
	mark := func(p *Project) {
		quick = max(quick, inverse(p.Pace))
		for st, g := range x.Model.route(p.Strata) {
			if g >= 0 && Stage(st) >= p.Stage {
				used[g] = true
			}
		}
	}
	for i := range x.Projects {
		mark(&x.Projects[i])
	}
	if x.Arrivals != nil {
		for i := range x.Arrivals.Examples {
			mark(&x.Arrivals.Examples[i])
		}
	}
	span := int(float64(x.last)*quick) + 2
	n := min(redrawings, max(1, x.Runs/10))
	if x.Sure {
		n = 1
	}
	x.each = (x.Runs + n - 1) / n
	x.hazards = make([][]*hazard, len(x.Model.Groups))
	var weights []float64
	for i := range x.Model.Groups {
		if !used[i] {
			continue
		}
		g := &x.Model.Groups[i]
		rng := rand.New(rand.NewPCG(x.Seed, stream("curve "+strconv.Itoa(int(g.Stage))+g.Stratum)))
		for range n {
			weights = weights[:0]
			for range g.even.lasted {
				weights = append(weights, rng.ExpFloat64())
			}
			if x.Sure {
				weights = nil
			}
			x.hazards[i] = append(x.hazards[i], compile(&g.even, span, weights))
		}
	}
}

// stream is the number of the stream of random numbers that a name has.
func stream(name string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(name))
	return h.Sum64()
}

// worker draws; its sums are whole numbers, so that adding them up gives the same in any order.
type worker struct {
	*Engine
	pcg    *rand.PCG // with rng for what is drawn rarely
	rng    *rand.Rand
	draws  draws
	zig    *ziggurat
	totals [Metrics][]int64
	route  route
	p      *Project
	pace   float64
	even   float64 // inverse of the pace
	drawn  int     // which redrawing of the curves holds
	out    *Prospect
}

func newWorker(x *Engine) *worker {
	w := &worker{Engine: x, pcg: rand.NewPCG(0, 0), zig: newZiggurat()}
	w.rng = rand.New(w.pcg)
	for m := range w.totals {
		w.totals[m] = make([]int64, x.Runs)
	}
	return w
}

// Simulate runs the setup. The same setup gives the same outcome on any machine.
func Simulate(s *Setup) *Outcome { return Prepare(s).Run() }

// Run draws all runs.
func (x *Engine) Run() *Outcome {
	s := x.Setup
	out := &Outcome{Projects: make([]Prospect, len(s.Projects))}
	counts := make([]uint32, len(s.Projects)*len(Prospect{}.Reached)*x.months)
	for i := range out.Projects {
		for k := range out.Projects[i].Reached {
			out.Projects[i].Reached[k], counts = counts[:x.months:x.months], counts[x.months:]
		}
	}
	n := len(s.Projects)
	out.Totals = x.share((n+batch-1)/batch, 1, func(w *worker, i int) {
		from, to := i*batch, min(n, (i+1)*batch)
		w.several(s.Projects[from:to], out.Projects[from:to])
	})
	for m := range out.New {
		out.New[m] = make([]int64, s.Runs)
	}
	if s.Arrivals != nil && s.Arrivals.PerDay > 0 && len(s.Arrivals.Examples) > 0 {
		x.newcomer = nil
		for i := range s.Arrivals.Examples {
			x.newcomer = append(x.newcomer, s.Model.route(s.Arrivals.Examples[i].Strata))
		}
		out.New = x.share((s.Runs+runsABlock-1)/runsABlock, 1, (*worker).arrivals)
		for m := range out.Totals {
			for r := range out.Totals[m] {
				out.Totals[m][r] += out.New[m][r]
			}
		}
	}
	return out
}

// share lets workers do n pieces of work, a few at a time, and adds up their sums.
func (x *Engine) share(n, few int, do func(w *worker, i int)) (totals [Metrics][]int64) {
	workers := x.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	workers = max(1, min(workers, (n+few-1)/few))
	var next atomic.Int64
	var all sync.WaitGroup
	team := make([]*worker, workers)
	for k := range team {
		team[k] = newWorker(x)
		all.Go(func() {
			for {
				from := int(next.Add(int64(few))) - few
				if from >= n {
					return
				}
				for i := from; i < min(from+few, n); i++ {
					do(team[k], i)
				}
			}
		})
	}
	all.Wait()
	totals = team[0].totals
	for _, w := range team[1:] {
		for m := range totals {
			for r := range totals[m] {
				totals[m][r] += w.totals[m][r]
			}
		}
	}
	return totals
}

// on makes the worker draw for a project.
func (w *worker) on(p *Project, out *Prospect) {
	w.p, w.out, w.route, w.even = p, out, w.Model.route(p.Strata), inverse(p.Pace)
	w.pace = 1 / w.even
}

func (m *Model) route(strata []string) (out route) {
	for st := range out {
		out[st] = m.index(Stage(st), strata)
	}
	return out
}

// batch is how many projects a worker takes through the same runs before it turns to others: what the runs share stays near.
const batch = 64

// several draws all runs of up to batch projects, each from its own streams, one for each redrawing of the curves.
func (w *worker) several(projects []Project, out []Prospect) {
	var names [batch]uint64
	var routes [batch]route
	for i := range projects {
		names[i], routes[i] = stream(projects[i].ID), w.Model.route(projects[i].Strata)
	}
	for k, first := 0, 0; first < w.Runs; k, first = k+1, first+w.each {
		for i := range projects {
			if p := &projects[i]; p.Stage >= Planned && p.Stage < Capacity {
				w.p, w.out, w.route, w.even, w.pace = p, &out[i], routes[i], inverse(p.Pace), 1/inverse(p.Pace)
				w.draws.seed(w.Seed, names[i], uint64(k))
				w.drawn = k
				w.project(first, min(first+w.each, w.Runs))
			}
		}
	}
}

// project draws the runs of one project that share a redrawing.
func (w *worker) project(first, end int) {
	p := w.p
	g := w.route[p.Stage]
	spends := p.Spending > 0 || p.SpendingAfter > 0 || p.Untold > 0
	if g < 0 {
		w.out.Blind = true
		for r := first; r < end && spends; r++ {
			w.spend(r, w.untold(r)+w.during(p.Stage, r, 0, 0, w.last, w.months-1))
		}
		return
	}
	var ends [most]int      // where in the hazard the months end
	var steps [most]float64 // how much of it lies in each
	h := w.hazards[g][w.drawn]
	age := min(p.Age, int(float64(h.tail)*w.pace))
	ends[0] = aged(age, w.even) + 1
	for m := range w.months {
		ends[m+1] = aged(age+w.Bounds[m+1], w.even) + 1
		steps[m] = h.cum[ends[m+1]] - h.cum[ends[m]]
	}
	span := h.cum[ends[w.months]] - h.cum[ends[0]]
	for r := first; r < end; r++ {
		e, spare := w.zig.draw(&w.draws)
		month := w.months
		if e < span*w.best[r] { // else not even if every month were the best
			shock := w.shock[r*w.months : (r+1)*w.months]
			for m, step := range steps[:len(shock)] {
				need := e - step*shock[m]
				if need <= 0 {
					month, e = m, e/shock[m]
					break
				}
				e = need
			}
		}
		if month < w.months {
			old, leave := w.day(h, ends[month], ends[month+1], e, age, 0, month)
			invested := w.onward(h, old, leave, month, r, spare)
			if spends {
				w.spend(r, invested+w.untold(r)+w.during(p.Stage, r, 0, 0, leave, month))
			}
		} else if spends {
			w.spend(r, w.untold(r)+w.during(p.Stage, r, 0, 0, w.last, w.months-1))
		}
	}
}

// day finds the day of a month on which the hazard has built up by e more than at its beginning: old is the age in evened days, leave the day
// of the simulation. at and end are the places in the hazard of the month's bounds, after the first day on which the stay may end.
func (w *worker) day(h *hazard, at, end int, e float64, age, after, month int) (old, leave int) {
	old = max(0, h.reached(h.cum[at]+e, at+1, end)-1)
	leave = int(float64(old)*w.pace+1-1e-9) - age // the first day that is no less
	return old, min(max(leave, after+1), w.Bounds[month+1])
}

// onward takes the project of one run on from where a stay of the evened age ended on a day of a month; what it spends from there comes back.
func (w *worker) onward(h *hazard, old, day, month, r int, spare uint32) float64 {
	to := h.way(old, spare)
	if to == Exit {
		if w.out != nil {
			w.out.Dropped++
		}
		return 0
	}
	return w.enter(to, day, month, r)
}

// enter takes the project of one run into a stage on a day of a month, and on from there; what it spends from there comes back.
func (w *worker) enter(to Stage, day, month, r int) (invested float64) {
	shock := w.shock[r*w.months : (r+1)*w.months]
	for {
		w.reach(to, month, r)
		if to == Capacity || w.route[to] < 0 {
			return invested + w.during(to, r, day, month, w.last, w.months-1)
		}
		// A stay may end on its first day: its age is 0 on the day of the move.
		h := w.hazards[w.route[to]][w.drawn]
		at, entered, in, old := 0, day, month, 0
		e, spare := w.zig.draw(&w.draws)
		if e >= h.cum[aged(w.last-entered, w.even)+1]*w.best[r] { // not even if every month were the best
			return invested + w.during(to, r, entered, in, w.last, w.months-1)
		}
		for ; month < w.months; month++ {
			end := aged(w.Bounds[month+1]-entered, w.even) + 1
			need := e - (h.cum[end]-h.cum[at])*shock[month]
			if need <= 0 {
				old, day = w.day(h, at, end, e/shock[month], -entered, entered-1, month)
				break
			}
			e, at = need, end
		}
		if month == w.months {
			return invested + w.during(to, r, entered, in, w.last, w.months-1)
		}
		invested += w.during(to, r, entered, in, day, month)
		if to = h.way(old, spare); to == Exit {
			if w.out != nil {
				w.out.Dropped++
			}
			return invested
		}
	}
}

// during is what is invested in a stage between two days, each with its month.
func (w *worker) during(stage Stage, r, from, fromMonth, to, toMonth int) float64 {
	rate := 0.0
	switch stage {
	case Started:
		rate = w.p.Spending
	case Completed:
		rate = w.p.SpendingAfter
	}
	if rate == 0 {
		return 0
	}
	return rate * max(0, w.days(r, to, toMonth)-w.days(r, from, fromMonth))
}

// days are the weighted days of spending up to a day that lies in the month.
func (w *worker) days(r, day, month int) float64 {
	return w.spent[r*(w.months+1)+month] + float64(day-w.Bounds[month])*w.weighted[r*w.months+month]
}

func (w *worker) untold(r int) float64 { return float64(w.p.Untold) * w.weighted[r*w.months] }

// spend books what the project invested in a run, within its contract.
func (w *worker) spend(r int, amount float64) {
	v := int64(math.Round(amount))
	if w.p.Room >= 0 {
		v = min(v, w.p.Room)
	}
	w.totals[Investment][r] += v
	if w.out != nil {
		w.out.Invest += v
	}
}

// reach books that the project comes to a stage in a month of a run.
func (w *worker) reach(to Stage, month, r int) {
	if to < Signed {
		return
	}
	if w.out != nil {
		w.out.Reached[to-Signed][month]++
	}
	switch to {
	case Signed:
		w.totals[SignedCount][r]++
		w.totals[SignedAmount][r] += w.p.Amount
	case Started:
		w.totals[StartedCount][r]++
	case Completed:
		w.totals[CompletedCount][r]++
	case Produced:
		w.totals[ProducedCount][r]++
	case Capacity:
		w.totals[CapacityCount][r]++
		w.totals[Output][r] += w.p.Output
		w.totals[Tax][r] += w.p.Tax
	}
}

// runsABlock is how many runs of arrivals share a stream of random numbers.
const runsABlock = 250

// arrivals draws the newcomers of one block of runs.
func (w *worker) arrivals(block int) {
	a := w.Arrivals
	w.pcg.Seed(w.Seed, stream("arrivals")+uint64(block))
	w.draws.seed(w.Seed, stream("arrivals"), uint64(block))
	for r := block * runsABlock; r < min((block+1)*runsABlock, w.Runs); r++ {
		w.drawn = r / w.each
		daily := a.PerDay * factor(w.rng, a.Unsure)
		for m := range w.months {
			rate := daily * factor(w.rng, a.Shock)
			from, to := float64(w.Bounds[m]), float64(w.Bounds[m+1])
			for t := from + w.rng.ExpFloat64()/rate; t < to; t += w.rng.ExpFloat64() / rate {
				k := w.rng.IntN(len(a.Examples))
				w.p, w.out, w.route, w.even, w.pace = &a.Examples[k], nil, w.newcomer[k], 1, 1
				day := int(t) + 1
				w.spend(r, w.enter(w.p.Stage, day, m, r))
			}
		}
	}
}
