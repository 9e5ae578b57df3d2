package drill

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/insight/cascade"
)

const yi = 100_000_000

func node(id, parent string) graph.Node {
	return graph.Node{ID: id, Name: "环节" + id, Parent: parent}
}

func TestEstimatedFromTheMap(t *testing.T) {
	nodes := []graph.Node{node("ore", ""), node("foil", ""), node("cell", ""), node("test", "")}
	edges := []graph.Edge{{From: "ore", To: "foil", Kind: graph.LinkSupply, Weight: 0.4}, {From: "foil", To: "cell", Kind: graph.LinkSupply},
		{From: "test", To: "cell", Kind: graph.LinkService}, {From: "foil", To: "foil", Kind: graph.LinkSupply}, {From: "ore", To: "cell", Kind: graph.LinkPart}}
	firms := []Firm{{ID: "a", NodeID: "ore", Revenue: 10 * yi}, {ID: "b", NodeID: "foil", Revenue: 6 * yi}, {ID: "c", NodeID: "foil", Revenue: 2 * yi},
		{ID: "d", NodeID: "cell", Revenue: 4 * yi}, {ID: "e", NodeID: "test"}}
	n, err := Build(nodes, edges, firms, nil)
	if err != nil {
		t.Fatal(err)
	}
	if n.Known != 0 || n.Estimated != 5 || n.NoRevenue != 1 || n.Stand != 4*yi {
		t.Errorf("%+v", n)
	}
	ratio := InputRatio()
	if math.Abs(ratio-0.6234) > 5e-5 {
		t.Errorf("input ratio %v", ratio)
	}
	at := map[string]int{}
	for i, f := range n.Firms {
		at[f.ID] = i
	}
	// a sells 0.4 of 8 to foil; when it stops both foil makers stand still, and with them the cells.
	r := n.Net.Stop(at["a"], cascade.Settings{})
	if r.Lost[at["b"]] != 1 || r.Lost[at["d"]] != 1 || fmt.Sprint(r.Path(at["d"])) != fmt.Sprint([]int{at["a"], at["b"], at["d"]}) {
		t.Errorf("%v %v", r.Lost, r.Path(at["d"]))
	}
	// c has a third of b's output: b makes good two thirds of the quarter that c delivers.
	if r := n.Net.Stop(at["c"], cascade.Settings{}); math.Abs(r.BySupply[at["d"]]-0.25/3) > 1e-12 {
		t.Errorf("%v", r.BySupply)
	}
}

// TestASmallSupplier: what it cannot deliver comes from outside, so its stop costs no more than its own part.
func TestASmallSupplier(t *testing.T) {
	nodes := []graph.Node{node("seed", ""), node("drug", "")}
	edges := []graph.Edge{{From: "seed", To: "drug", Kind: graph.LinkSupply, Weight: 0.2}}
	n, err := Build(nodes, edges, []Firm{{ID: "big", NodeID: "drug", Revenue: 100 * yi}, {ID: "tiny", NodeID: "seed", Revenue: yi}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r := n.Net.Stop(1, cascade.Settings{}); math.Abs(r.Lost[0]-0.05) > 1e-12 {
		t.Errorf("%v", r.Lost)
	}
	n, err = Build(nodes, edges, []Firm{{ID: "big", NodeID: "drug", Revenue: 100 * yi}, {ID: "tiny", NodeID: "seed", Revenue: yi}}, []enterprise.Supply{{FromID: "tiny", ToID: "big", Amount: yi / 2}})
	if err != nil {
		t.Fatal(err)
	}
	if r := n.Net.Stop(1, cascade.Settings{}); math.Abs(r.Lost[0]-0.025) > 1e-12 {
		t.Errorf("by the register: %v", r.Lost)
	}
}

func TestTheRegisterComesFirst(t *testing.T) {
	nodes := []graph.Node{node("foil", ""), node("cell", "")}
	edges := []graph.Edge{{From: "foil", To: "cell", Kind: graph.LinkSupply}}
	firms := []Firm{{ID: "b", NodeID: "foil", Revenue: 6 * yi}, {ID: "c", NodeID: "foil", Revenue: 2 * yi}, {ID: "d", NodeID: "cell", Revenue: 4 * yi}, {ID: "x", Revenue: yi}}
	n, err := Build(nodes, edges, firms, []enterprise.Supply{{FromID: "c", ToID: "d", Amount: yi}, {FromID: "x", ToID: "c"}, {FromID: "b", ToID: "elsewhere", Amount: yi}, {FromID: "b", ToID: "b", Amount: 1}})
	if err != nil {
		t.Fatal(err)
	}
	if n.Known != 2 || n.Estimated != 0 {
		t.Errorf("%d known, %d estimated", n.Known, n.Estimated)
	}
	r := n.Net.Stop(2, cascade.Settings{}) // c is the third largest
	if n.Firms[2].ID != "c" || r.Lost[1] == 0 || r.Lost[0] != 0 {
		t.Errorf("%+v %v", n.Firms, r.Lost)
	}
}

func TestPartsAndLimits(t *testing.T) {
	nodes := []graph.Node{node("all", ""), node("one", "all"), node("two", "one"), node("use", ""), node("ring", "ring")}
	edges := []graph.Edge{{From: "all", To: "use", Kind: graph.LinkSupply}, {From: "ring", To: "use", Kind: graph.LinkSupply}}
	n, err := Build(nodes, edges, []Firm{{ID: "p", NodeID: "two", Revenue: yi}, {ID: "q", NodeID: "use", Revenue: yi}}, nil)
	if err != nil || n.Estimated != 1 {
		t.Errorf("%+v %v", n, err)
	}
	var many []Firm
	for i := range MaxFirms + 7 {
		many = append(many, Firm{ID: fmt.Sprint(i), NodeID: []string{"all", "use"}[i%2], Revenue: int64(1+i) * yi})
	}
	n, err = Build(nodes, edges, many, nil)
	if err != nil || n.Left != 7 || len(n.Firms) != MaxFirms || n.Estimated > perSide*perSide || n.Firms[0].Revenue != int64(MaxFirms+7)*yi {
		t.Errorf("%d firms, %d left, %d links, %v", len(n.Firms), n.Left, n.Estimated, err)
	}
	if n, err := Build(nil, nil, nil, nil); err != nil || len(n.Firms) != 0 {
		t.Errorf("an empty chain: %v", err)
	}
}

// BenchmarkChain is what the page waits for on a large chain: 2,000 firms at 60 nodes with 120 links; the network, the ranking of
// 300 firms, one stop.
func BenchmarkChain(b *testing.B) {
	g := rand.New(rand.NewPCG(1, 1))
	var nodes []graph.Node
	var edges []graph.Edge
	var firms []Firm
	for i := range 60 {
		nodes = append(nodes, node(fmt.Sprint(i), ""))
		for range 2 {
			if i > 0 {
				edges = append(edges, graph.Edge{From: fmt.Sprint(g.IntN(i)), To: fmt.Sprint(i), Kind: graph.LinkSupply})
			}
		}
	}
	for i := range MaxFirms {
		firms = append(firms, Firm{ID: fmt.Sprint(i), NodeID: fmt.Sprint(g.IntN(60)), Revenue: int64(math.Exp(2*g.NormFloat64()) * yi)})
	}
	n, err := Build(nodes, edges, firms, nil)
	if err != nil {
		b.Fatal(err)
	}
	largest := make([]int, 300)
	for i := range largest {
		largest[i] = i
	}
	s := cascade.Settings{Tolerance: 1e-4}
	for name, do := range map[string]func(){"build": func() { Build(nodes, edges, firms, nil) }, "rank300": func() { n.Net.ESRIOf(largest, s) }, "stop": func() { n.Net.Stop(0, s) }} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				do()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/1000/float64(b.N), "ms/"+name)
		})
	}
	b.Logf("%d links", n.Estimated)
}
