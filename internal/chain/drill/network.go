// Package drill is the network of firms of one chain, for the drill in which one of them stops (停一家推演): who stands at which
// node, who supplies whom by the register, and, where the register is silent, what the map and the firms' revenue suggest.
package drill

import (
	"cmp"
	"maps"
	"slices"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/insight/cascade"
	"lianzhang/internal/insight/inputoutput"
)

// Limits: firms in a network, the largest by revenue; firms on each side of an estimated link between two nodes.
const (
	MaxFirms = 2000
	perSide  = 40
)

// Firm is a firm of the network.
type Firm struct {
	ID, Name  string
	NodeID    string // "" = stands at no node; nobody replaces it
	Node      string
	Revenue   int64 // yuan a year; 0 = unknown
	Outside   bool
	Suggested bool // its place is a suggestion that nobody has confirmed
}

// Network is the firms of a chain with their links.
type Network struct {
	Firms     []Firm
	Net       *cascade.Network // firm i is Firms[i]; weights are yuan a year
	Known     int              // links of the register
	Estimated int              // links estimated from the map
	NoRevenue int              // firms whose revenue is unknown and counted as Stand
	Stand     int64            // the lower quartile of the known revenues
	Left      int              // firms left out because there are more than MaxFirms
}

// InputRatio is what producers buy from producers by what they produce, in the national table: 0.62.
func InputRatio() float64 {
	var in, out float64
	for _, s := range inputoutput.National().Sectors() {
		in += s.Input
		out += s.Output
	}
	return in / out
}

// build is the state while a network is made.
type build struct {
	*Network
	at      map[string]int   // firm by id
	members map[string][]int // firms by node, largest first
	edges   []graph.Edge
	size    []float64
	links   []cascade.Link
	outside []cascade.Input
	sold    []float64                     // deliveries by the register
	bought  []float64                     // inputs told or estimated so far
	covered map[[2]string]map[int]float64 // by pair of nodes between which the register knows links: what each customer gets
}

// Build makes the network. Links of the register come first; a link of the map between two nodes for which the register knows
// none is estimated: the using node buys, by the link's weight or an equal part of what the national input ratio leaves, from
// the supplying node's firms, each side in proportion to revenue, and no more than the supplier's revenue. What is wanting then
// comes from outside, and does not fail.
func Build(nodes []graph.Node, edges []graph.Edge, firms []Firm, supplies []enterprise.Supply) (*Network, error) {
	firms = slices.Clone(firms)
	slices.SortStableFunc(firms, func(a, b Firm) int { return cmp.Or(cmp.Compare(b.Revenue, a.Revenue), cmp.Compare(a.ID, b.ID)) })
	b := &build{Network: &Network{}, at: map[string]int{}, members: map[string][]int{}, edges: edges, covered: map[[2]string]map[int]float64{}}
	if len(firms) > MaxFirms {
		b.Left, firms = len(firms)-MaxFirms, firms[:MaxFirms]
	}
	b.Firms = firms
	b.sizes()
	for i, f := range firms {
		b.at[f.ID] = i
		if f.NodeID != "" {
			b.members[f.NodeID] = append(b.members[f.NodeID], i)
		}
	}
	b.known(supplies)
	number, sectors := b.sectors()
	b.estimate(nodes, number)
	for i, size := range b.size {
		if rest := size*InputRatio() - b.bought[i]; rest > 0 {
			b.outside = append(b.outside, cascade.Input{To: i, Sector: -1, Weight: rest, Kind: cascade.Idle})
		}
	}
	var err error
	b.Net, err = cascade.New(sectors, b.links, b.size, b.outside...)
	return b.Network, err
}

// sizes are the revenues; unknown ones count as the lower quartile of the known, or 1 where none is known.
func (b *build) sizes() {
	var known []int64
	for _, f := range b.Firms {
		if f.Revenue > 0 {
			known = append(known, f.Revenue)
		}
	}
	slices.Sort(known)
	b.Stand = 1
	if len(known) > 0 {
		b.Stand = known[len(known)/4]
	}
	b.size, b.sold, b.bought = make([]float64, len(b.Firms)), make([]float64, len(b.Firms)), make([]float64, len(b.Firms))
	for i, f := range b.Firms {
		b.size[i] = float64(f.Revenue)
		if f.Revenue <= 0 {
			b.size[i] = float64(b.Stand)
			b.NoRevenue++
		}
	}
}

// sectors number the nodes that have firms; a firm without a node is a sector of its own.
func (b *build) sectors() (number map[string]int, of []int) {
	of, number = make([]int, len(b.Firms)), map[string]int{}
	next := 0
	for i, f := range b.Firms {
		s, seen := number[f.NodeID]
		if f.NodeID == "" || !seen {
			s = next
			next++
			if f.NodeID != "" {
				number[f.NodeID] = s
			}
		}
		of[i] = s
	}
	return number, of
}

// known adds the links of the register between firms of the network. An unknown amount counts as a tenth of the smaller firm. A
// link along a supply link of the map is essential to the customer; others count by their share.
func (b *build) known(supplies []enterprise.Supply) {
	kinds := map[[2]string]cascade.Kind{}
	for _, e := range b.edges {
		if e.Kind == graph.LinkSupply {
			kinds[[2]string{e.From, e.To}] = cascade.Essential
		}
	}
	for _, s := range supplies {
		from, okFrom := b.at[s.FromID]
		to, okTo := b.at[s.ToID]
		if !okFrom || !okTo || from == to {
			continue
		}
		pair := [2]string{b.Firms[from].NodeID, b.Firms[to].NodeID}
		amount := float64(s.Amount)
		if amount <= 0 {
			amount = min(b.size[from], b.size[to]) / 10
		}
		b.links = append(b.links, cascade.Link{From: from, To: to, Weight: amount, Kind: max(cascade.Linear, kinds[pair])})
		b.sold[from] += amount
		b.bought[to] += amount
		if b.covered[pair] == nil {
			b.covered[pair] = map[int]float64{}
		}
		b.covered[pair][to] += amount
		b.Known++
	}
}

// flow is what the firms of one node sell to those of another.
type flow struct {
	from, to []int
	kind     cascade.Kind
	share    float64 // of the buyer's revenue
}

// estimate adds the links of the map that the register does not know.
func (b *build) estimate(nodes []graph.Node, sector map[string]int) {
	parts := map[string][]string{}
	for _, n := range nodes {
		if n.Parent != "" {
			parts[n.Parent] = append(parts[n.Parent], n.ID)
		}
	}
	weighed, open := map[string]float64{}, map[string]int{}
	for _, e := range b.edges {
		if e.Kind != graph.LinkSupply && e.Kind != graph.LinkService {
			continue
		}
		if e.Weight > 0 {
			weighed[e.To] += e.Weight
		} else {
			open[e.To]++
		}
	}
	ratio := InputRatio()
	var flows []flow
	wanted := map[int]float64{}
	for _, e := range b.edges {
		if e.Kind != graph.LinkSupply && e.Kind != graph.LinkService || e.From == e.To {
			continue
		}
		f := flow{from: b.firmsAt(e.From, parts), to: b.firmsAt(e.To, parts), kind: cascade.Essential, share: min(e.Weight, 1)}
		if e.Kind == graph.LinkService {
			f.kind = cascade.Linear
		}
		if f.share <= 0 {
			f.share = max(0, ratio-weighed[e.To]) / float64(open[e.To])
		}
		if got := b.covered[[2]string{e.From, e.To}]; got != nil {
			for _, j := range slices.Sorted(maps.Keys(got)) {
				b.abroad(j, sector[e.From], f.share*b.size[j]-got[j], f.kind)
			}
			continue
		}
		if f.share <= 0 || len(f.from) == 0 {
			continue
		}
		for _, i := range f.from {
			wanted[i] += f.share * sum(b.size, f.to) * b.size[i] / sum(b.size, f.from)
		}
		flows = append(flows, f)
	}
	for _, f := range flows {
		b.spread(f, wanted, sector)
	}
}

// spread makes links of a flow. What a supplier is asked for beyond its revenue comes from outside.
func (b *build) spread(f flow, wanted map[int]float64, sector map[string]int) {
	sellers := sum(b.size, f.from)
	for _, i := range f.from {
		factor := min(1, max(0, b.size[i]-b.sold[i])/wanted[i])
		for _, j := range f.to {
			if i == j {
				continue
			}
			v := f.share * b.size[j] * b.size[i] / sellers
			if factor*v >= 1 {
				b.links = append(b.links, cascade.Link{From: i, To: j, Weight: factor * v, Kind: f.kind})
				b.bought[j] += factor * v
				b.Estimated++
			}
			b.abroad(j, sector[b.Firms[i].NodeID], (1-factor)*v, f.kind)
		}
	}
}

// abroad notes what a firm buys outside of the kind that a sector makes.
func (b *build) abroad(to, sector int, amount float64, kind cascade.Kind) {
	if amount >= 1 {
		b.outside = append(b.outside, cascade.Input{To: to, Sector: sector, Weight: amount, Kind: kind})
		b.bought[to] += amount
	}
}

// firmsAt are the largest firms at a node, or, where it has none itself, of its parts.
func (b *build) firmsAt(node string, parts map[string][]string) []int {
	own := b.members[node]
	seen := map[string]bool{node: true}
	for queue := slices.Clone(parts[node]); len(own) == 0 && len(queue) > 0; {
		found := map[int]bool{}
		var next []string
		for _, p := range queue {
			if seen[p] {
				continue
			}
			seen[p] = true
			for _, i := range b.members[p] {
				found[i] = true
			}
			next = append(next, parts[p]...)
		}
		own, queue = slices.Sorted(maps.Keys(found)), next // firms are numbered by revenue
	}
	return own[:min(len(own), perSide)]
}

func sum(size []float64, of []int) (s float64) {
	for _, i := range of {
		s += size[i]
	}
	return s
}
