// Package cascade tells what a network of firms loses when one of them stops: the economic systemic risk index (ESRI) of Diem,
// Borsos, Reisch, Kertész & Thurner, Quantifying firm-level economic systemic risk from nation-wide supply networks, Scientific
// Reports 12, 7719 (2022), doi 10.1038/s41598-022-11522-z; who loses how much and along which path; which suppliers take over; and
// the hypothetical extraction of a firm. Firms and sectors are numbers from 0 on; weights are money of one period.
package cascade

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Kind says how a customer depends on a supply link.
type Kind int8

// The kinds of a link, as the published test network numbers them.
const (
	Idle      Kind = 0 // the customer goes on without it
	Linear    Kind = 1 // output falls by the link's share in all inputs
	Essential Kind = 2 // output falls by the share lost of that kind of input (Leontief)
)

// Link is a delivery from one firm to another.
type Link struct {
	From, To int
	Weight   float64 // money of the period, above 0
	Kind     Kind
}

// Input is what a firm buys outside the network. It never fails, and it replaces nobody; it only makes the firm's other inputs a
// smaller part of the whole.
type Input struct {
	To     int
	Sector int // whose kind of product it is; of an Essential one it shares that sector's part
	Weight float64
	Kind   Kind
}

// arc is a link as seen from one end.
type arc struct {
	other int32
	group int32 // essential: the supplier's sector; linear: -1
	share float64
}

// Network is firms and their links, ready for calculation. It never changes and serves any number of goroutines.
type Network struct {
	sectors []int
	members [][]int32 // firms by sector
	size    []float64
	total   float64
	in      [][]arc   // by customer, groups together: share of that sector's essential inputs, or of all inputs
	out     [][]arc   // by supplier: share of the supplier's size
	sellers [][]int32 // by customer: its suppliers, idle links included
	links   []Link
}

// New checks the links and prepares the network. sectors[i] is the sector of firm i; firms of one sector replace each other. size is
// the output of each firm in the unit of the weights; where it is less than what the firm delivers (or nil), the deliveries count.
// Links between the same two firms are added up under the strongest kind. outside is what the firms buy elsewhere.
func New(sectors []int, links []Link, size []float64, outside ...Input) (*Network, error) {
	n := len(sectors)
	if size != nil && len(size) != n {
		return nil, fmt.Errorf("cascade: %d sizes for %d firms", len(size), n)
	}
	w := &Network{sectors: slices.Clone(sectors), size: make([]float64, n), in: make([][]arc, n), out: make([][]arc, n), sellers: make([][]int32, n)}
	for i, s := range sectors {
		if s < 0 {
			return nil, fmt.Errorf("cascade: firm %d has no sector", i)
		}
		for s >= len(w.members) {
			w.members = append(w.members, nil)
		}
		w.members[s] = append(w.members[s], int32(i))
	}
	var err error
	if w.links, err = merged(links, n); err != nil {
		return nil, err
	}
	for _, l := range w.links {
		w.size[l.From] += l.Weight
	}
	for i := range size {
		if math.IsNaN(size[i]) || math.IsInf(size[i], 0) || size[i] < 0 {
			return nil, fmt.Errorf("cascade: firm %d has the size %v", i, size[i])
		}
		w.size[i] = max(w.size[i], size[i])
	}
	for _, s := range w.size {
		w.total += s
	}
	for _, in := range outside {
		if in.To < 0 || in.To >= n || !(in.Weight > 0) || math.IsInf(in.Weight, 1) || in.Kind < Idle || in.Kind > Essential {
			return nil, fmt.Errorf("cascade: input from outside %+v", in)
		}
	}
	w.connect(outside)
	return w, nil
}

// merged are the links with the ones of equal ends added up, in order of From and To.
func merged(links []Link, n int) ([]Link, error) {
	all := slices.Clone(links)
	for _, l := range all {
		switch {
		case l.From < 0 || l.From >= n || l.To < 0 || l.To >= n:
			return nil, fmt.Errorf("cascade: link %d → %d leaves the %d firms", l.From, l.To, n)
		case l.From == l.To:
			return nil, fmt.Errorf("cascade: firm %d delivers to itself", l.From)
		case !(l.Weight > 0) || math.IsInf(l.Weight, 1):
			return nil, fmt.Errorf("cascade: link %d → %d has the weight %v", l.From, l.To, l.Weight)
		case l.Kind < Idle || l.Kind > Essential:
			return nil, fmt.Errorf("cascade: link %d → %d has the kind %d", l.From, l.To, l.Kind)
		}
	}
	slices.SortStableFunc(all, func(a, b Link) int { return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To)) })
	out := all[:0]
	for _, l := range all {
		if k := len(out) - 1; k >= 0 && out[k].From == l.From && out[k].To == l.To {
			out[k].Weight += l.Weight
			out[k].Kind = max(out[k].Kind, l.Kind)
			continue
		}
		out = append(out, l)
	}
	return out, nil
}

// connect fills the arcs: Λ_u of the paper for deliveries, Λ_d1 and Λ_d2 for inputs.
func (w *Network) connect(outside []Input) {
	type key struct{ to, sector int }
	essential, all := map[key]float64{}, make([]float64, len(w.sectors))
	for _, l := range w.links {
		all[l.To] += l.Weight
		if l.Kind == Essential {
			essential[key{l.To, w.sectors[l.From]}] += l.Weight
		}
	}
	for _, in := range outside {
		all[in.To] += in.Weight
		if in.Kind == Essential {
			essential[key{in.To, in.Sector}] += in.Weight
		}
	}
	for _, l := range w.links {
		w.sellers[l.To] = append(w.sellers[l.To], int32(l.From))
		w.out[l.From] = append(w.out[l.From], arc{other: int32(l.To), share: l.Weight / w.size[l.From]})
		switch s := w.sectors[l.From]; l.Kind {
		case Essential:
			w.in[l.To] = append(w.in[l.To], arc{int32(l.From), int32(s), l.Weight / essential[key{l.To, s}]})
		case Linear:
			w.in[l.To] = append(w.in[l.To], arc{int32(l.From), -1, l.Weight / all[l.To]})
		}
	}
	for _, arcs := range w.in {
		slices.SortStableFunc(arcs, func(a, b arc) int { return cmp.Compare(a.group, b.group) })
	}
}

// Firms is the number of firms.
func (w *Network) Firms() int { return len(w.sectors) }

// Total is the output of all firms, in the unit of the weights.
func (w *Network) Total() float64 { return w.total }

// Size is the output of a firm.
func (w *Network) Size(firm int) float64 { return w.size[firm] }
