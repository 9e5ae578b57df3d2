package demo

import (
	"errors"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/template"
	"lianzhang/internal/enterprise"
)

// step is a node of a chain's map, with how far the city has it.
type step struct {
	graph.DocNode
	firms     int // local firms; 0 leaves a gap
	made      []*enterprise.Enterprise
	strangers []*enterprise.Enterprise // outside firms that make the same
}

// maps starts each chain's map from its template, and publishes it as the first version. What the city has of a chain is
// decided here: of three nodes one is missing.
func (b *builder) maps() error {
	for i, seed := range chainSeeds() {
		t, ok := template.Get(seed.template)
		if !ok {
			return errors.New("no template " + seed.template)
		}
		var steps []step
		for _, n := range t.Nodes {
			s := step{DocNode: n}
			if b.rng.Float64() < .67 {
				s.firms = 1 + b.rng.IntN(4)*b.rng.IntN(3)/2
			}
			steps = append(steps, s)
		}
		b.steps = append(b.steps, steps)
		if b.Graph == nil {
			continue
		}
		if _, err := b.Graph.Create(b.ctx, program, b.chains[i].ID, &t.Doc); err != nil {
			return err
		}
		if _, err := b.Graph.Publish(b.ctx, program, b.chains[i].ID, "初版", "由模板“"+t.Name+"”起草，经专班核对"); err != nil {
			return err
		}
	}
	return nil
}

// wanted chooses the node of a project of the chain: twice as often one that the city lacks.
func (b *builder) wanted(chain int) *step {
	steps := b.steps[chain]
	for {
		s := &steps[b.rng.IntN(len(steps))]
		if s.firms == 0 || b.rng.IntN(2) == 0 {
			return s
		}
	}
}
