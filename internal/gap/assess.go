package gap

import (
	"cmp"
	"math"
	"slices"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/region"
)

// Seat is a firm at a node that counts.
type Seat struct {
	NodeID  string
	FirmID  string
	Region  string // of the site, region.Outside for firms from elsewhere
	Place   string // GB/T 2260 of its seat, "" = unknown
	Outside bool
	Revenue int64
}

// Purchase is what local firms buy of a node's firms in a year, in yuan, and how much of it from outside.
type Purchase struct{ Total, Outside int64 }

// Input is what an assessment starts from: the maps of all chains, and the firms that count at their nodes.
type Input struct {
	Nodes  []graph.Node
	Edges  []graph.Edge
	Seats  []Seat
	Buys   map[string]Purchase // by node
	Past   map[string]float64  // presence of half a year ago or the oldest since, by node
	Region string              // what "local" means
}

// Tie is a neighbour of a node with what it weighs.
type Tie struct {
	NodeID   string  `json:"node"`
	Weight   float64 `json:"weight"`   // share of all ties of that side
	Presence float64 `json:"presence"` // of the neighbour
}

// Facts are what one node comes to. Numbers that cannot be told are Unknown.
type Facts struct {
	NodeID       string  `json:"-"`
	ChainID      string  `json:"-"`
	Group        bool    `json:"group,omitempty"` // has parts: its numbers are theirs together, and it gets no verdict
	Firms        int64   `json:"firms"`           // local
	OutsideFirms int64   `json:"outsideFirms"`
	Revenue      int64   `json:"revenue"`     // of the local firms, yuan
	Base         string  `json:"base"`        // "nation", or "chain": the mean of the chain's nodes
	BasePlaces   int     `json:"basePlaces"`  // places in the base
	Local        float64 `json:"local"`       // local amount at the node, in the measure
	LocalAll     float64 `json:"localAll"`    // at all nodes
	Whole        float64 `json:"whole"`       // amount at the node in the base
	WholeAll     float64 `json:"wholeAll"`    // at all nodes
	Presence     float64 `json:"presence"`    // location quotient
	Demand       float64 `json:"demand"`      // 0..1
	Supply       float64 `json:"supply"`      // 0..1
	Density      float64 `json:"density"`     // 0..1
	DensityBy    string  `json:"densityBy"`   // "places", or "links": the share of linked nodes that are present
	DensityRank  float64 `json:"densityRank"` // share of nodes with less
	Risk         float64 `json:"risk"`        // the highest of Import, Bought and four tenths of Single
	Import       float64 `json:"import"`      // share of national use that is imported
	Single       float64 `json:"single"`      // largest firm's share of the local ones, times local demand
	Bought       float64 `json:"bought"`      // share of recorded purchases that come from outside
	Worth        float64 `json:"worth"`       // 0..1: rank among the nodes
	WorthBy      string  `json:"worthBy"`     // "complexity", "revenue" a firm, or ""
	Fallen       float64 `json:"fallen"`      // by how much presence fell; Unknown without a past
	Upstream     float64 `json:"upstream"`    // highest presence among direct suppliers; Unknown without any
	Edge         bool    `json:"edge"`        // nothing on the map follows
	Buyers       []Tie   `json:"buyers,omitempty"`
	Suppliers    []Tie   `json:"suppliers,omitempty"`
	Near         []Tie   `json:"near,omitempty"` // nodes that are most often where this one is; Weight is the proximity
}

// value gives a variable of the rules; Unknown is nil.
func (f *Facts) value(name string) any {
	switch name {
	case "presence":
		return f.Presence
	case "firms":
		return float64(f.Firms)
	case "edge":
		return f.Edge
	}
	return known(map[string]float64{"demand": f.Demand, "supply": f.Supply, "density": f.Density, "place": f.DensityRank, "risk": f.Risk,
		"import": f.Import, "single": f.Single, "bought": f.Bought, "worth": f.Worth, "upstream": f.Upstream, "fallen": f.Fallen}[name])
}

// assessment is one under way.
type assessment struct {
	in      *Input
	rules   *Rules
	facts   map[string]*Facts
	order   []*Facts
	seats   map[string][]*Seat
	parts   map[string][]string
	leaves  []*Facts
	total   float64 // local, at all leaves
	whole   float64 // in the base, at all leaves
	revenue bool
}

// Assess computes the facts of all nodes, in their order.
func Assess(in *Input, rules *Rules) []*Facts {
	a := &assessment{in: in, rules: rules, facts: map[string]*Facts{}, seats: map[string][]*Seat{}, parts: map[string][]string{}}
	a.gather()
	a.presence()
	a.links()
	a.related()
	for _, f := range a.order {
		a.risk(f)
	}
	a.worth()
	return a.order
}

// local reports whether a firm belongs to the region that is looked at.
func (a *assessment) local(s *Seat) bool {
	if !s.Outside && region.Covers(a.in.Region, s.Region) {
		return true
	}
	return s.Place != "" && region.LevelOf(s.Place) >= region.LevelOf(a.in.Region) && region.Covers(a.in.Region, s.Place)
}

func (a *assessment) gather() {
	for i := range a.in.Nodes {
		n := &a.in.Nodes[i]
		f := &Facts{NodeID: n.ID, ChainID: n.ChainID, Import: n.ImportShare, Fallen: Unknown, Demand: Unknown, Supply: Unknown, Upstream: Unknown,
			Density: Unknown, DensityRank: Unknown, Worth: Unknown, Bought: Unknown, Single: Unknown}
		if n.ImportShare == 0 {
			f.Import = Unknown
		}
		a.facts[n.ID] = f
		a.order = append(a.order, f)
	}
	for i := range a.in.Nodes {
		if n := &a.in.Nodes[i]; n.Parent != "" && a.facts[n.Parent] != nil && n.Parent != n.ID {
			a.parts[n.Parent] = append(a.parts[n.Parent], n.ID)
		}
	}
	for i := range a.in.Seats {
		s := &a.in.Seats[i]
		a.seats[s.NodeID] = append(a.seats[s.NodeID], s)
	}
	a.revenue = a.rules.Measure == "revenue"
	sum := int64(0)
	for _, f := range a.order {
		f.Group = len(a.parts[f.NodeID]) > 0
		if !f.Group {
			a.leaves = append(a.leaves, f)
		}
		for _, s := range a.at(f.NodeID) {
			if a.local(s) {
				f.Firms++
				f.Revenue += s.Revenue
				sum += s.Revenue
			} else {
				f.OutsideFirms++
			}
		}
	}
	a.revenue = a.revenue && sum > 0
}

// at are the firms at a node and its parts, each once.
func (a *assessment) at(id string) []*Seat {
	if len(a.parts[id]) == 0 {
		return a.seats[id]
	}
	var out []*Seat
	seen, done := map[string]bool{}, map[string]bool{}
	var walk func(id string)
	walk = func(id string) {
		if done[id] {
			return
		}
		done[id] = true
		for _, s := range a.seats[id] {
			if !seen[s.FirmID] {
				seen[s.FirmID] = true
				out = append(out, s)
			}
		}
		for _, p := range a.parts[id] {
			walk(p)
		}
	}
	walk(id)
	return out
}

// amount is what a firm counts.
func (a *assessment) amount(s *Seat) float64 {
	if a.revenue {
		return float64(s.Revenue)
	}
	return 1
}

// presence sets the location quotients: against the nation when enough outside firms are at nodes, else against the mean of the
// chain's own nodes.
func (a *assessment) presence() {
	firms, places := map[string]bool{}, map[string]bool{}
	for i := range a.in.Seats {
		if s := &a.in.Seats[i]; !a.local(s) {
			firms[s.FirmID] = true
			places[city(s)] = true
		}
	}
	nation := len(firms) >= max(a.rules.Nation, 1)
	for _, f := range a.order {
		f.Base, f.BasePlaces = "chain", 1
		for _, s := range a.at(f.NodeID) {
			if v := a.amount(s); a.local(s) {
				f.Local += v
				f.Whole += v
			} else if nation {
				f.Whole += v
			}
		}
		if nation {
			f.Base, f.BasePlaces = "nation", len(places)+1
		}
	}
	mean, count := map[string]float64{}, map[string]float64{}
	for _, f := range a.leaves {
		a.total += f.Local
		a.whole += f.Whole
		mean[f.ChainID] += f.Local
		count[f.ChainID]++
	}
	for _, f := range a.order {
		f.LocalAll, f.WholeAll = a.total, a.whole
		switch {
		case f.Local == 0:
		case nation:
			f.Presence = (f.Local / a.total) / (f.Whole / a.whole)
		default:
			f.Whole, f.LocalAll, f.WholeAll = mean[f.ChainID], mean[f.ChainID], count[f.ChainID]
			f.Presence = f.Local / (mean[f.ChainID] / count[f.ChainID])
		}
		if past, ok := a.in.Past[f.NodeID]; ok {
			f.Fallen = max(past-f.Presence, 0)
		}
	}
}

// city is the place by which outside firms are counted together: the city of the seat.
func city(s *Seat) string {
	code := cmp.Or(s.Place, s.Region)
	if len(code) == 6 {
		return code[:4] + "00"
	}
	return code
}

// links sets demand, supply, and what stands at the end of the map.
func (a *assessment) links() {
	down, up := map[string]map[string]float64{}, map[string]map[string]float64{}
	put := func(m map[string]map[string]float64, at, other string, w float64) {
		if m[at] == nil {
			m[at] = map[string]float64{}
		}
		m[at][other] += w
	}
	for i := range a.in.Edges {
		e := &a.in.Edges[i]
		if e.Kind == graph.LinkPart || e.From == e.To || a.facts[e.From] == nil || a.facts[e.To] == nil {
			continue
		}
		put(down, e.From, e.To, e.Weight)
		put(up, e.To, e.From, e.Weight)
	}
	for _, f := range a.order {
		f.Demand, f.Buyers = a.side(down[f.NodeID])
		f.Supply, f.Suppliers = a.side(up[f.NodeID])
		f.Edge = len(f.Buyers) == 0 && len(f.Suppliers) > 0
		for _, t := range f.Suppliers {
			f.Upstream = max(f.Upstream, t.Presence)
		}
	}
}

// side is the mean presence of the neighbours on one side, each at most 1, weighted by the links; a link without a weight counts
// as the mean of the others.
func (a *assessment) side(neighbours map[string]float64) (float64, []Tie) {
	if len(neighbours) == 0 {
		return Unknown, nil
	}
	sum, n := 0.0, 0
	for _, w := range neighbours {
		if w > 0 {
			sum += w
			n++
		}
	}
	usual := 1.0
	if n > 0 {
		usual = sum / float64(n)
	}
	all := 0.0
	ties := make([]Tie, 0, len(neighbours))
	for id, w := range neighbours {
		if w <= 0 {
			w = usual
		}
		all += w
		ties = append(ties, Tie{id, w, a.facts[id].Presence})
	}
	slices.SortFunc(ties, func(x, y Tie) int { return cmp.Or(cmp.Compare(y.Weight, x.Weight), cmp.Compare(x.NodeID, y.NodeID)) })
	out := 0.0
	for i := range ties {
		ties[i].Weight /= all
		out += ties[i].Weight * min(ties[i].Presence, 1)
	}
	return out, ties
}

// aloneFactor is what dependence on one local firm counts as a risk of supply: it can be seen to, unlike imports.
const aloneFactor = 0.4

// risk is the highest of import share, the share bought outside, and four tenths of the dependence on one local firm.
func (a *assessment) risk(f *Facts) {
	largest, sum, n := 0.0, 0.0, 0.0
	for _, s := range a.at(f.NodeID) {
		if a.local(s) {
			v := float64(s.Revenue)
			largest, sum = max(largest, v), sum+v
			n++
		}
	}
	if n > 0 {
		share := 1 / n
		if sum > 0 {
			share = largest / sum
		}
		f.Single = share * max(f.Demand, 0)
	}
	if b := a.in.Buys[f.NodeID]; b.Total > 0 {
		f.Bought = float64(b.Outside) / float64(b.Total)
	}
	f.Risk = math.Max(f.Import, f.Bought)
	if f.Single >= 0 {
		f.Risk = math.Max(f.Risk, aloneFactor*f.Single)
	}
}
