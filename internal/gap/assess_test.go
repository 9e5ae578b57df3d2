package gap

import (
	"fmt"
	"math"
	"testing"

	"lianzhang/internal/chain/graph"
)

// TestAssess holds the numbers of a small map against a calculation by hand.
func TestAssess(t *testing.T) {
	rules, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	rules.Nation = 4
	in := &Input{Region: "340700",
		Nodes: []graph.Node{{ID: "a", ChainID: "c"}, {ID: "b", ChainID: "c", ImportShare: 0.3}, {ID: "d", ChainID: "c"}, {ID: "g", ChainID: "c"}, {ID: "p", ChainID: "c", Parent: "g"}},
		Edges: []graph.Edge{{From: "a", To: "b", Kind: graph.LinkSupply, Weight: 0.3}, {From: "a", To: "d", Kind: graph.LinkSupply, Weight: 0.1}, {From: "a", To: "a", Kind: graph.LinkSupply},
			{From: "a", To: "gone", Kind: graph.LinkSupply}, {From: "d", To: "p", Kind: graph.LinkPart}},
		Seats: []Seat{{NodeID: "b", FirmID: "1", Region: "340705", Revenue: 30}, {NodeID: "b", FirmID: "2", Region: "340705", Revenue: 10}, {NodeID: "p", FirmID: "1", Region: "340705", Revenue: 30},
			{NodeID: "b", FirmID: "5", Outside: true, Region: "000000", Place: "340700"}, // outside the register, yet of this place
			{NodeID: "a", FirmID: "3", Outside: true, Region: "000000", Place: "440300"}, {NodeID: "b", FirmID: "3", Outside: true, Region: "000000", Place: "440300"},
			{NodeID: "d", FirmID: "4", Outside: true, Region: "000000", Place: "310115"}, {NodeID: "d", FirmID: "6", Outside: true, Region: "000000", Place: "310000"},
			{NodeID: "d", FirmID: "7", Outside: true, Region: "000000"}},
		Past: map[string]float64{"b": 3}, Buys: map[string]Purchase{"d": {Total: 100, Outside: 80}}}
	f := byNode(Assess(in, &rules))
	near := func(what string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 1e-12 {
			t.Errorf("%s is %v, want %v", what, got, want)
		}
	}
	// local: b 3, p 1, of 4; all: a 1, b 4, d 3, p 1, of 9.
	near("presence of b", f["b"].Presence, (3.0/4)/(4.0/9))
	near("presence of p", f["p"].Presence, (1.0/4)/(1.0/9))
	near("presence of the group", f["g"].Presence, (1.0/4)/(1.0/9))
	near("presence of a", f["a"].Presence, 0)
	near("demand of a", f["a"].Demand, 0.75*1)
	near("demand of b", f["b"].Demand, Unknown)
	near("upstream of b", f["b"].Upstream, 0)
	near("import is the risk of b", f["b"].Risk, 0.3)
	near("bought outside is the risk of d", f["d"].Risk, 0.8)
	near("b fell", f["b"].Fallen, 3-f["b"].Presence)
	if f["b"].Base != "nation" || !f["b"].Edge || f["a"].Edge || !f["g"].Group || f["p"].Edge {
		t.Errorf("b %+v", f["b"])
	}
	// Without enough outside firms the chain's own mean is the base: b 3, p 1, of four leaves.
	rules.Nation = 1000
	f = byNode(Assess(in, &rules))
	near("presence of b in the chain", f["b"].Presence, 3.0/(4.0/4))
	if len(Assess(&Input{}, &rules)) != 0 {
		t.Error("nothing comes from nothing")
	}
}

// TestRelatedness: nodes that stand in the same places are near, and the places give every leaf a rank.
func TestRelatedness(t *testing.T) {
	rules, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	rules.Nation = 10
	in := &Input{Region: "340700"}
	for i := range 6 {
		in.Nodes = append(in.Nodes, graph.Node{ID: fmt.Sprint("n", i), ChainID: "c"})
	}
	seat := func(node int, place string, n int, outside bool) {
		for range n {
			in.Seats = append(in.Seats, Seat{NodeID: fmt.Sprint("n", node), FirmID: fmt.Sprint("f", len(in.Seats)), Region: place, Place: place, Outside: outside})
		}
	}
	for i := range 12 { // half of the places have 0, 1, 2 and the other half 3, 4, 5
		place := fmt.Sprintf("44%02d00", i+1)
		for k := range 3 {
			seat(i%2*3+k, place, 2+(i+k)%2, true)
		}
	}
	seat(0, "340700", 3, false)
	seat(1, "340700", 2, false)
	f := byNode(Assess(in, &rules))
	if near, far := f["n2"], f["n4"]; near.DensityBy != "places" || near.Density <= far.Density || near.DensityRank <= far.DensityRank {
		t.Errorf("what goes with what is here: %+v; what does not: %+v", near, far)
	}
	if len(f["n2"].Near) == 0 || f["n2"].Near[0].NodeID == "n4" {
		t.Errorf("nearest: %+v", f["n2"].Near)
	}
}
