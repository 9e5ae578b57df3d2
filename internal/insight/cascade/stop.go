package cascade

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"
)

// Settings of the iteration.
type Settings struct {
	Tolerance float64 // it ends when no firm changes by more; 0 = 1e-9
	Steps     int     // and after so many at the latest; 0 = 1,000
	Alone     bool    // nobody replaces a supplier that fails: every market share counts as 1
}

// Published are the settings of the reference programme of the paper's authors, which gave the published test values.
var Published = Settings{Tolerance: 1e-2}

func (s Settings) filled() Settings {
	if s.Tolerance <= 0 {
		s.Tolerance = 1e-9
	}
	if s.Steps <= 0 {
		s.Steps = 1000
	}
	return s
}

// Channel is how a firm was hit first.
type Channel int8

// The channels.
const (
	Unhurt Channel = iota
	Itself         // the firm that stopped
	Supply         // a supplier failed (downstream shock)
	Orders         // a customer failed (upstream shock)
)

// Result is what a stop does.
type Result struct {
	Stopped   int
	ESRI      float64   // share of the network's output that is lost, 0..1, the stopped firm's own included
	Lost      []float64 // share of each firm's output that is lost, 0..1, the larger of the two below
	BySupply  []float64 // for want of inputs
	ByOrders  []float64 // for want of orders
	From      []int     // the firm through which each was hit first and hardest, -1 for unhurt ones and the stopped one
	Through   []Channel
	Steps     int
	Converged bool
	w         *Network
}

// run is the state of an iteration, used again for the next firm.
type run struct {
	w              *Network
	s              Settings
	stopped        int
	hd, hu         []float64 // what is left of output, by want of inputs and by want of orders
	newHd, newHu   []float64
	hurtD, hurtU   []int32 // firms with hd < 1, hu < 1
	isD, isU       []bool
	todoD, todoU   []int32
	inTodo         []int // step in which a firm was put on the list
	inTodoU        []int
	volume         []float64 // what is left of each sector's output
	from           []int
	through        []Channel
	stamp          int
	sectorVolumes0 []float64
}

func (w *Network) newRun(s Settings) *run {
	n := len(w.sectors)
	r := &run{w: w, s: s.filled(), hd: ones(n), hu: ones(n), newHd: ones(n), newHu: ones(n), isD: make([]bool, n), isU: make([]bool, n),
		inTodo: make([]int, n), inTodoU: make([]int, n), from: make([]int, n), through: make([]Channel, n), sectorVolumes0: make([]float64, len(w.members))}
	for i, s := range w.sectors {
		r.sectorVolumes0[s] += w.size[i]
	}
	r.volume = slices.Clone(r.sectorVolumes0)
	for i := range r.from {
		r.from[i] = -1
	}
	return r
}

func ones(n int) []float64 {
	v := make([]float64, n)
	for i := range v {
		v[i] = 1
	}
	return v
}

// reset undoes what the last firm did; only what was hurt is touched.
func (r *run) reset() {
	for _, list := range [][]int32{r.hurtD, r.hurtU} {
		for _, i := range list {
			r.hd[i], r.hu[i], r.newHd[i], r.newHu[i] = 1, 1, 1, 1
			r.isD[i], r.isU[i], r.from[i], r.through[i] = false, false, -1, Unhurt
		}
	}
	r.hurtD, r.hurtU = r.hurtD[:0], r.hurtU[:0]
	copy(r.volume, r.sectorVolumes0)
}

// stop iterates to the end and gives the number of steps and whether the tolerance was reached. All firms move at once, from the
// state of the step before, with the market shares of that state.
func (r *run) stop(firm int) (steps int, done bool) {
	r.reset()
	r.stopped = firm
	r.hurt(firm, 0, 0)
	r.through[firm] = Itself
	for steps = 1; steps < r.s.Steps; steps++ {
		if r.step() <= r.s.Tolerance {
			return steps, true
		}
	}
	return steps, false
}

func (r *run) hurt(firm int, hd, hu float64) {
	if hd < 1 && !r.isD[firm] {
		r.isD[firm] = true
		r.hurtD = append(r.hurtD, int32(firm))
	}
	if hu < 1 && !r.isU[firm] {
		r.isU[firm] = true
		r.hurtU = append(r.hurtU, int32(firm))
	}
	r.hd[firm], r.hu[firm], r.newHd[firm], r.newHu[firm] = hd, hu, hd, hu
}

// step computes the next state of every firm that has a hurt supplier or customer; the others cannot change.
func (r *run) step() (change float64) {
	copy(r.volume, r.sectorVolumes0)
	for _, i := range r.hurtD {
		r.volume[r.w.sectors[i]] -= r.w.size[i] * (1 - r.hd[i])
	}
	r.stamp++
	r.todoD, r.todoU = r.todoD[:0], r.todoU[:0]
	for _, i := range r.hurtD {
		for _, a := range r.w.out[i] {
			if r.inTodo[a.other] != r.stamp {
				r.inTodo[a.other] = r.stamp
				r.todoD = append(r.todoD, a.other)
			}
		}
	}
	for _, i := range r.hurtU {
		for _, seller := range r.w.sellers[i] {
			if r.inTodoU[seller] != r.stamp {
				r.inTodoU[seller] = r.stamp
				r.todoU = append(r.todoU, seller)
			}
		}
	}
	for _, i := range r.todoD {
		if int(i) != r.stopped {
			r.newHd[i] = min(1, r.supplied(int(i)))
			change = max(change, r.hd[i]-r.newHd[i])
		}
	}
	for _, i := range r.todoU {
		if int(i) != r.stopped {
			r.newHu[i] = min(1, r.ordered(int(i)))
			change = max(change, r.hu[i]-r.newHu[i])
		}
	}
	r.trace()
	for _, i := range r.todoD {
		r.hurt(int(i), r.newHd[i], r.newHu[i])
	}
	for _, i := range r.todoU {
		r.hurt(int(i), r.newHd[i], r.newHu[i])
	}
	return change
}

// marketShare is σ: what part of a supplier's failure the rest of its sector cannot make good.
func (r *run) marketShare(i int32) float64 {
	if r.s.Alone {
		return 1
	}
	if left := r.volume[r.w.sectors[i]]; r.w.size[i] < left {
		return r.w.size[i] / left
	}
	return 1
}

// missing is what a failing supplier costs a customer of whose inputs it is the share.
func (r *run) missing(a arc) float64 {
	if left := 1 - r.hd[a.other]; left > 0 {
		return r.marketShare(a.other) * a.share * left
	}
	return 0
}

// supplied is what a firm can still produce with its inputs: 1 less the worst of its essential sectors and of the linear inputs
// taken together.
func (r *run) supplied(i int) float64 {
	worst, sum, group := 0.0, 0.0, int32(math.MinInt32)
	for _, a := range r.w.in[i] {
		if a.group != group {
			worst, sum, group = max(worst, sum), 0, a.group
		}
		sum += r.missing(a)
	}
	return 1 - max(worst, sum)
}

// ordered is what a firm can still sell.
func (r *run) ordered(i int) float64 {
	lost := 0.0
	for _, a := range r.w.out[i] {
		lost += a.share * (1 - r.hu[a.other])
	}
	return 1 - lost
}

// trace notes for the firms that are hurt for the first time where the blow came from.
func (r *run) trace() {
	for _, list := range [][]int32{r.todoD, r.todoU} {
		for _, i := range list {
			if r.through[i] != Unhurt || r.newHd[i] >= 1 && r.newHu[i] >= 1 {
				continue
			}
			if r.newHd[i] <= r.newHu[i] {
				r.through[i], r.from[i] = Supply, r.worstSupplier(int(i))
			} else {
				r.through[i], r.from[i] = Orders, r.worstCustomer(int(i))
			}
		}
	}
}

func (r *run) worstSupplier(i int) int {
	best, who := 0.0, -1
	for _, a := range r.w.in[i] {
		if m := r.missing(a); m > best {
			best, who = m, int(a.other)
		}
	}
	return who
}

func (r *run) worstCustomer(i int) int {
	best, who := 0.0, -1
	for _, a := range r.w.out[i] {
		if m := a.share * (1 - r.hu[a.other]); m > best {
			best, who = m, int(a.other)
		}
	}
	return who
}

// esri adds up what is lost: Σ size (1 − min(hd, hu)) / Σ size.
func (r *run) esri() float64 {
	if r.w.total == 0 {
		return 0
	}
	lost := 0.0
	for _, i := range r.hurtD {
		lost += r.w.size[i] * (1 - min(r.hd[i], r.hu[i]))
	}
	for _, i := range r.hurtU {
		if !r.isD[i] {
			lost += r.w.size[i] * (1 - r.hu[i])
		}
	}
	return lost / r.w.total
}

// Stop lets one firm stop and tells what follows.
func (w *Network) Stop(firm int, s Settings) *Result {
	r := w.newRun(s)
	steps, done := r.stop(firm)
	res := &Result{Stopped: firm, ESRI: r.esri(), From: r.from, Through: r.through, Steps: steps, Converged: done, w: w,
		Lost: make([]float64, len(r.hd)), BySupply: make([]float64, len(r.hd)), ByOrders: make([]float64, len(r.hd))}
	for i := range r.hd {
		res.BySupply[i], res.ByOrders[i] = 1-r.hd[i], 1-r.hu[i]
		res.Lost[i] = max(res.BySupply[i], res.ByOrders[i])
	}
	return res
}

// ESRI computes the index of every firm, on all processors.
func (w *Network) ESRI(s Settings) []float64 {
	all := make([]int, len(w.sectors))
	for i := range all {
		all[i] = i
	}
	return w.ESRIOf(all, s)
}

// ESRIOf computes the index of some firms, in their order, on all processors.
func (w *Network) ESRIOf(firms []int, s Settings) []float64 {
	out := make([]float64, len(firms))
	next := make(chan int)
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), max(1, len(firms))) {
		wg.Go(func() {
			r := w.newRun(s)
			for i := range next {
				r.stop(firms[i])
				out[i] = r.esri()
			}
		})
	}
	for i := range firms {
		next <- i
	}
	close(next)
	wg.Wait()
	return out
}

// Loser is a firm that a stop hurts.
type Loser struct {
	Firm   int
	Share  float64 // of its output, 0..1
	Amount float64 // in the unit of the weights
}

// Losers are the hurt firms but the stopped one, the greatest amount first.
func (r *Result) Losers() []Loser {
	var out []Loser
	for i, share := range r.Lost {
		if i != r.Stopped && share > 0 {
			out = append(out, Loser{i, share, share * r.w.size[i]})
		}
	}
	slices.SortStableFunc(out, func(a, b Loser) int {
		return cmp.Or(cmp.Compare(b.Amount, a.Amount), cmp.Compare(b.Share, a.Share))
	})
	return out
}

// Path is the way along which the blow reached a firm first: the stopped firm, then those through which it came, last the firm
// itself; nil for an unhurt one.
func (r *Result) Path(firm int) []int {
	if r.Through[firm] == Unhurt {
		return nil
	}
	out := []int{firm}
	for firm != r.Stopped && r.From[firm] >= 0 {
		firm = r.From[firm]
		out = append(out, firm)
	}
	slices.Reverse(out)
	return out
}
