package cascade

import (
	"cmp"
	"slices"
)

// Substitute is a firm that can deliver in place of one that stopped.
type Substitute struct {
	Firm   int
	Takes  float64 // share of the stopped firm's deliveries that it takes over, 0..1
	Worth  float64 // share of the network's output that would be lost in addition if this one could not step in, 0..1
	Amount float64 // the same in the unit of the weights
}

// Substitutes are the other firms of the stopped firm's sector. In the model the part 1 − σ of the deliveries is made good, where
// σ = size / Σ of the others' sizes, 1 at most; each of the others takes its share by size.
func (w *Network) Substitutes(stopped int, s Settings) []Substitute {
	rest := 0.0
	for _, i := range w.members[w.sectors[stopped]] {
		if int(i) != stopped {
			rest += w.size[i]
		}
	}
	if rest == 0 || s.Alone {
		return nil
	}
	good := 1 - min(1, w.size[stopped]/rest)
	base := w.Stop(stopped, s).ESRI
	var out []Substitute
	for _, i := range w.members[w.sectors[stopped]] {
		if int(i) == stopped || w.size[i] == 0 {
			continue
		}
		sub := Substitute{Firm: int(i), Takes: good * w.size[i] / rest}
		sub.Worth = max(0, w.unreplaced(int(i)).Stop(stopped, s).ESRI-base)
		sub.Amount = sub.Worth * w.total
		out = append(out, sub)
	}
	slices.SortStableFunc(out, func(a, b Substitute) int { return cmp.Compare(b.Takes, a.Takes) })
	return out
}

// unreplaced is the network with one firm in a sector of its own, so that it replaces nobody; what its customers depend on stays.
func (w *Network) unreplaced(firm int) *Network {
	alone := *w
	alone.sectors = slices.Clone(w.sectors)
	alone.sectors[firm] = len(w.members)
	alone.members = append(slices.Clone(w.members), []int32{int32(firm)})
	return &alone
}

// Extraction is the hypothetical extraction of a firm: it neither buys nor sells any more, and nobody replaces it.
type Extraction struct {
	Backward []float64 // output each firm loses for want of its orders (demand model, x = A x + f)
	Forward  []float64 // output each firm loses for want of its deliveries (supply model, x' = x' B + v')
	// BackwardTotal and ForwardTotal are the sums over the other firms; the stopped one's own output is not in them.
	BackwardTotal, ForwardTotal float64
}

// Extract computes the extraction. A firm's output is the larger of its size and its purchases; the sums start at today's output and
// fall monotonously, so they end even where a circle of firms adds no value. Amounts have the unit of the weights.
func (w *Network) Extract(firm int) Extraction {
	n := len(w.sectors)
	out := slices.Clone(w.size)
	bought, sold := make([]float64, n), make([]float64, n)
	for _, l := range w.links {
		bought[l.To] += l.Weight
		sold[l.From] += l.Weight
	}
	for i := range out {
		out[i] = max(out[i], bought[i])
	}
	var e Extraction
	e.Backward, e.BackwardTotal = w.drain(firm, out, sold, func(l Link) (hurt, by int, part float64) { return l.From, l.To, l.Weight / out[l.To] })
	e.Forward, e.ForwardTotal = w.drain(firm, out, bought, func(l Link) (hurt, by int, part float64) { return l.To, l.From, l.Weight / out[l.From] })
	return e
}

// drain solves y = rest + Σ part·y from y = out downwards with the firm at 0; inside is the part of out that the links make up.
func (w *Network) drain(firm int, out, inside []float64, side func(Link) (hurt, by int, part float64)) (lost []float64, total float64) {
	y, next := slices.Clone(out), make([]float64, len(out))
	y[firm] = 0
	for range 10_000 {
		for i := range next {
			next[i] = out[i] - inside[i]
		}
		for _, l := range w.links {
			hurt, by, part := side(l)
			next[hurt] += part * y[by]
		}
		next[firm] = 0
		change := 0.0
		for i, v := range next {
			change += max(y[i]-v, v-y[i])
		}
		y, next = next, y
		if change <= 1e-12*(1+w.total) {
			break
		}
	}
	lost = make([]float64, len(out))
	for i := range y {
		if i != firm {
			lost[i] = max(0, out[i]-y[i])
			total += lost[i]
		}
	}
	return lost, total
}
