package demo

import (
	"lianzhang/internal/chain/template"
	"lianzhang/internal/enterprise"
)

// known is the share of the links between local firms of neighbouring nodes that somebody has entered.
const known = .6

// supplies enters who delivers to whom among the local firms, along the links of the map.
func (b *builder) supplies(int) error {
	for i, seed := range chainSeeds() {
		t, _ := template.Get(seed.template)
		at := map[string]*step{}
		for k := range b.steps[i] {
			at[b.steps[i][k].Key] = &b.steps[i][k]
		}
		for _, e := range t.Edges {
			from, to := at[e.From], at[e.To]
			if len(from.made) == 0 || len(to.made) == 0 || b.rng.Float64() > known {
				continue
			}
			f, g := pick(b, from.made), pick(b, to.made)
			row := enterprise.Supply{FromID: f.ID, ToID: g.ID, Product: from.Products[0], Amount: min(f.Revenue, g.Revenue) / 10, Source: "企业走访（演示）",
				Date: b.Clock.Today(), Confidence: .7}
			if _, err := b.Enterprises.AddSupply(b.ctx, program, row); err != nil {
				return err
			}
		}
	}
	return nil
}
