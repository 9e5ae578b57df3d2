package scoring

import (
	"math"
)

// Move is how far weights and inputs may be off.
type Move struct {
	Weights float64 // share: 0.1 = each weight by ±10 %, then brought back to 100
	Inputs  bool    // every value that is not exact, by half of its last place
	Draws   int     // random draws on top of the directed ones
}

// Usual is the move that pages show: weights by ±10 %, inputs within their rounding.
func Usual() Move { return Move{Weights: 0.1, Inputs: true, Draws: 200} }

// Spread is how far places move. Best and Worst are bounds that no move can pass: they count who certainly stands before or
// behind, each pair in its own worst case, which is exact. Seen places were reached by one and the same move for all.
type Spread struct {
	Best, Worst         []int
	SeenBest, SeenWorst []int
	apart               [][]bool // apart[i][k]: i stands before k whatever moves
}

// Apart reports whether the figures certainly put a and b in one order.
func (s *Spread) Apart(a, b int) bool { return s.apart[a][b] || s.apart[b][a] }

// Before reports whether a stands before b whatever moves.
func (s *Spread) Before(a, b int) bool { return s.apart[a][b] }

// unit is what one line may come to for a subject: its points as shares of the weight, from lo to hi, or whole points outside
// the 100.
type unit struct {
	lo, at, hi float64
	out        bool
}

// spreader holds what all pairs share.
type spreader struct {
	items   []Item
	fields  []*field
	values  [][]Value
	results []Result
	units   [][]unit // [subject][item]
	move    Move
}

// Spreads finds how far the places of ranked results move. Results without a place take no part.
func Spreads(items []Item, values [][]Value, results []Result, m Move) *Spread {
	s := &spreader{items: items, values: values, results: results, move: m, fields: make([]*field, len(items)), units: make([][]unit, len(results))}
	for j := range items {
		s.fields[j] = newField(&items[j], values, j)
	}
	for i := range results {
		s.units[i] = make([]unit, len(items))
		for j := range items {
			s.units[i][j] = s.unit(i, j)
		}
	}
	n := len(results)
	out := &Spread{Best: make([]int, n), Worst: make([]int, n), SeenBest: make([]int, n), SeenWorst: make([]int, n), apart: make([][]bool, n)}
	ranked := Order(results)
	for i := range out.apart {
		out.apart[i] = make([]bool, n)
	}
	for _, i := range ranked {
		for _, k := range ranked {
			out.apart[i][k] = i != k && s.certain(i, k)
		}
	}
	for _, i := range ranked {
		out.Best[i], out.Worst[i] = 1, len(ranked)
		for _, k := range ranked {
			if out.apart[k][i] {
				out.Best[i]++
			}
			if out.apart[i][k] {
				out.Worst[i]--
			}
		}
	}
	s.sample(ranked, out)
	return out
}

// half is how far a value may be off.
func (s *spreader) half(i, j int) float64 {
	if v := &s.values[i][j]; !s.move.Inputs || v.Exact || !s.fields[j].known(v) {
		return 0
	}
	return 0.5 * math.Pow10(-s.items[j].Places)
}

func (s *spreader) unit(i, j int) unit {
	f, l, it := s.fields[j], &s.results[i].Lines[j], &s.items[j]
	if it.Method == Veto || l.Out || it.Method.Weighted() && it.Weight == 0 {
		return unit{out: true}
	}
	scale := 1.0
	if it.Method.Weighted() {
		scale = it.Weight
	}
	if !l.Known && !l.Filled {
		return unit{}
	}
	at := f.points(l.X, f.min, f.max, l.Target) / scale
	u := unit{lo: at, at: at, hi: at}
	d := s.half(i, j)
	if it.Method == Place {
		return s.placeUnit(i, j, scale)
	}
	if it.Method == Efficacy {
		u.lo, u.hi = s.efficacyBounds(i, j, d)
		return u
	}
	for _, x := range []float64{l.X - d, l.X + d} {
		p := f.points(x, f.min, f.max, l.Target) / scale
		u.lo, u.hi = math.Min(u.lo, p), math.Max(u.hi, p)
	}
	return u
}

// placeUnit bounds the points by place: the best is behind who is certainly better, the worst behind all who may be.
func (s *spreader) placeUnit(i, j int, scale float64) unit {
	f, x, d := s.fields[j], s.results[i].Lines[j].X, s.half(i, j)
	best, worst := 1, 1
	for k := range s.values {
		if k == i || !f.known(&s.values[k][j]) {
			continue
		}
		y, e := Round(s.values[k][j].X, f.Places), s.half(k, j)
		ahead := y - x
		if f.Down {
			ahead = x - y
		}
		if ahead > d+e {
			best++
		}
		if ahead > -(d + e) {
			worst++
		}
	}
	return unit{lo: f.atPlace(worst) / scale, at: f.atPlace(f.rank(x)) / scale, hi: f.atPlace(best) / scale}
}

// edge is how far the ends of an efficacy item may move: not at all when they are stated.
func (s *spreader) edge(j int) float64 {
	if f := s.fields[j]; !s.move.Inputs || f.Bounds {
		return 0
	}
	var d float64
	for i := range s.values {
		d = math.Max(d, s.half(i, j))
	}
	return d
}

// share is the efficacy share of x, better counted up.
func (f *field) share(x, low, high float64) float64 {
	low, high = math.Min(low, x), math.Max(high, x)
	if f.Bounds {
		low, high = f.min, f.max
		x = math.Max(low, math.Min(high, x))
	}
	if high <= low {
		return 1
	}
	p := (x - low) / (high - low)
	if f.Down {
		p = 1 - p
	}
	return f.base() + (1-f.base())*p
}

func (s *spreader) efficacyBounds(i, j int, d float64) (lo, hi float64) {
	f, x, e := s.fields[j], s.results[i].Lines[j].X, s.edge(j)
	lo, hi = math.Inf(1), math.Inf(-1)
	for corner := range 8 {
		p := f.share(x+off(corner, 0, d), f.min+off(corner, 1, e), f.max+off(corner, 2, e))
		lo, hi = math.Min(lo, p), math.Max(hi, p)
	}
	return lo, hi
}

// off is −d or +d by a bit of the corner.
func off(corner, bit int, d float64) float64 {
	if corner>>bit&1 == 0 {
		return -d
	}
	return d
}

// leastLead is the least by which i can lead k in a line. The two share the ends of an efficacy item, so that these move
// together; the lead is monotone in each of the four figures, so that its least stands at a corner.
func (s *spreader) leastLead(i, k, j int) float64 {
	a, b := s.units[i][j], s.units[k][j]
	f := s.fields[j]
	if f.Method != Efficacy || !s.results[i].Lines[j].Known || !s.results[k].Lines[j].Known {
		return a.lo - b.hi
	}
	x, y := s.results[i].Lines[j].X, s.results[k].Lines[j].X
	dx, dy, e := s.half(i, j), s.half(k, j), s.edge(j)
	if dx == 0 && dy == 0 && e == 0 {
		return a.at - b.at
	}
	least := math.Inf(1)
	for corner := range 16 {
		x, y := x+off(corner, 0, dx), y+off(corner, 1, dy)
		low, high := f.min+off(corner, 2, e), f.max+off(corner, 3, e)
		low, high = min(low, x, y), max(high, x, y)
		least = math.Min(least, f.share(x, low, high)-f.share(y, low, high))
	}
	return least
}

const hair = 1e-9

// certain reports whether i stands before k under every move. With the same items counted, the lead times the sum of the weights
// is linear in the weights, so its least is closed: each weight goes to the end that hurts. With different items left out, the
// lowest score of i is held against the highest of k, which is on the safe side.
func (s *spreader) certain(i, k int) bool {
	var extra float64
	same := true
	for j := range s.items {
		a, b := &s.units[i][j], &s.units[k][j]
		if s.items[j].Method.Weighted() {
			same = same && a.out == b.out
		} else if s.items[j].Method != Veto {
			extra += a.lo - b.hi
		}
	}
	full := Full(s.items)
	if s.results[i].Zeroed || s.results[k].Zeroed {
		return s.results[k].Zeroed && !s.results[i].Zeroed && s.lowest(i, full) > hair
	}
	if !same {
		return s.lowest(i, full) > s.highest(k, full)+hair
	}
	var least float64
	for j := range s.items {
		if !s.items[j].Method.Weighted() || s.units[i][j].out {
			continue
		}
		c := s.items[j].Weight * (full*s.leastLead(i, k, j) + extra)
		least += c - s.move.Weights*math.Abs(c)
	}
	return least > hair*full*full
}

// lowest and highest are the ends of a subject's score.
func (s *spreader) lowest(i int, full float64) float64  { return s.end(i, full, -1) }
func (s *spreader) highest(i int, full float64) float64 { return s.end(i, full, 1) }

// end is the end of a subject's score on one side: a mean of shares moves furthest when those beyond some share are weighed up and
// the others down, so each share is tried as that line.
func (s *spreader) end(i int, full, side float64) float64 {
	value := func(u unit) float64 {
		if side < 0 {
			return -u.lo
		}
		return u.hi
	}
	var extra float64
	best := math.Inf(-1)
	for j := range s.items {
		u := s.units[i][j]
		if !s.items[j].Method.Weighted() {
			if !u.out {
				extra += value(u)
			}
			continue
		}
		if u.out {
			continue
		}
		line := value(u)
		var num, den float64
		for k := range s.items {
			if v := s.units[i][k]; s.items[k].Method.Weighted() && !v.out {
				w := s.items[k].Weight * (1 - s.move.Weights)
				if value(v) >= line {
					w = s.items[k].Weight * (1 + s.move.Weights)
				}
				num, den = num+w*value(v), den+w
			}
		}
		best = math.Max(best, full*num/den)
	}
	return side * (best + extra)
}
