package forecast

import (
	"math"
	"slices"
)

// hazard is a group's curve made ready for drawing: how much of the chance to leave has built up by each day.
type hazard struct {
	cum  []float64 // cum[d+1] is the cumulated hazard through day d; cum[0] = 0
	to   []Stage   // where stays end
	mix  []float32 // for each day up to the tail, the cumulated shares of to; len(to) a day
	hint []int32   // hint[b] is the first place where cum is at least b/hints, so that a search begins near its end
	tail int       // from this day on the hazard is constant, so that older stays may stand at it
}

// certain stands for the infinite hazard of a day on which all that were left went.
const certain = 40

// compile lays a curve out by days as far as a span of days after the oldest age needs. weights, one a spell by days, make some spells
// count more than others; nil counts all alike. Where fewer than a tenth of the spells, at most 10, are left at risk, single stays would
// decide everything: from there on the mean hazard of the last quarter of the endings holds.
func compile(c *Curve, span int, weights []float64) *hazard {
	h := &hazard{}
	rare := min(10, max(2, c.Spells/10))
	for i := range c.Steps {
		for to := range c.Steps[i].To {
			if !slices.Contains(h.to, Stage(to)) {
				h.to = append(h.to, Stage(to))
			}
		}
		if c.Steps[i].AtRisk >= rare {
			h.tail = c.Steps[i].Day + 1
		}
	}
	slices.Sort(h.to)
	weigh := func(i int) float64 {
		if weights == nil {
			return 1
		}
		return weights[i]
	}
	days, ways := h.tail+span+2, len(h.to)
	h.cum, h.mix = make([]float64, days+1), make([]float32, (min(h.tail, days)+1)*ways)
	atRisk := 0.0
	for i := range c.lasted {
		atRisk += weigh(i)
	}
	went := make([]float64, Exit+1)
	for d, i := 0, 0; d < min(h.tail, days); d++ {
		ended, gone := 0.0, 0.0
		clear(went)
		for ; i < len(c.lasted) && c.lasted[i] == d; i++ {
			gone += weigh(i)
			if c.went[i] != Open {
				ended += weigh(i)
				went[c.went[i]] += weigh(i)
			}
		}
		h.cum[d+1] = h.cum[d]
		if ended > 0 {
			h.cum[d+1] += dayHazard(ended / atRisk)
			h.share(d, went)
		}
		atRisk -= gone
	}
	rate := tailRate(c, weigh, went)
	for d := h.tail; d < days; d++ {
		h.cum[d+1] = h.cum[d] + rate
	}
	h.share(min(h.tail, days), went) // the tail has one row
	h.index()
	return h
}

// hints is how many places a unit of cumulated hazard has in the index, up to farthest units, within which nearly all draws fall.
const (
	hints    = 256
	farthest = 6
)

// index makes searches quick.
func (h *hazard) index() {
	n := int(min(h.cum[len(h.cum)-1], farthest)*hints) + 1
	h.hint = make([]int32, n)
	at := 0
	for b := range h.hint {
		for h.cum[at] < float64(b)/hints {
			at++
		}
		h.hint[b] = int32(at)
	}
}

// reached is the first place from at on at which the cumulated hazard comes to the target; end if rounding lets none.
func (h *hazard) reached(target float64, at, end int) int {
	if b := int(target * hints); b < len(h.hint) {
		at = max(at, int(h.hint[b]))
	} else {
		at = max(at, int(h.hint[len(h.hint)-1]))
	}
	cum := h.cum[:end]
	for at < len(cum) && cum[at] < target {
		at++
	}
	return min(at, end)
}

// dayHazard is the hazard by which a share leaves on one day; exp of its negative is what stays, as in the product of Kaplan and Meier.
func dayHazard(share float64) float64 {
	if share >= 1-1e-12 {
		return certain
	}
	return -math.Log1p(-share)
}

func (h *hazard) share(day int, went []float64) {
	total, sum := 0.0, 0.0
	for _, to := range h.to {
		total += went[to]
	}
	if total == 0 {
		return
	}
	for i, to := range h.to {
		sum += went[to]
		h.mix[day*len(h.to)+i] = float32(sum / total)
	}
}

// tailRate is the mean daily hazard after the first three quarters of the endings, and in went how many of these went where. It is 0
// when nobody left.
func tailRate(c *Curve, weigh func(int) float64, went []float64) float64 {
	from, seen, all := 0, 0, c.Ended()
	for i := range c.Steps {
		if seen*4 >= all*3 {
			break
		}
		seen += c.Steps[i].Ended()
		from = c.Steps[i].Day
	}
	clear(went)
	exposure, ended := 0.0, 0.0
	for i, d := range c.lasted {
		if d <= from {
			continue
		}
		exposure += weigh(i) * float64(d-from)
		if c.went[i] != Open {
			ended += weigh(i)
			went[c.went[i]] += weigh(i)
		}
	}
	if exposure == 0 {
		return 0
	}
	return ended / exposure
}

// aged is an age in days, evened out by the inverse of a pace.
func aged(days int, inverse float64) int { return int(float64(days)*inverse + 1e-9) }

// way chooses where a stay that ends at the age in days goes, by 24 random bits.
func (h *hazard) way(age int, bits uint32) Stage {
	age = min(age, h.tail)
	row := h.mix[age*len(h.to) : (age+1)*len(h.to)]
	if row[0] == 1 {
		return h.to[0]
	}
	u := float32(bits) / (1 << 24)
	for i, s := range row {
		if u < s {
			return h.to[i]
		}
	}
	return h.to[len(h.to)-1]
}
