package drill

import (
	"fmt"
	"math"
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
