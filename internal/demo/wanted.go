package demo

import (
	"math/rand/v2"
	"strings"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/policy"
)

// perChain is how many investments each chain says that it wants.
const perChain = 5

// apart is the builder with random numbers of its own, so that what it adds leaves the rest of the city as it was.
func (b *builder) apart(stream uint64) *builder {
	other := *b
	other.rng = rand.New(rand.NewPCG(b.Seed, stream))
	return &other
}

// opportunities are what each chain wants, at the nodes that the city lacks; matching ties them to the map.
func (b *builder) opportunities(int) error {
	b = b.apart(20240601)
	for i, c := range b.chains {
		var lacking []*step
		for k := range b.steps[i] {
			if b.steps[i][k].firms == 0 {
				lacking = append(lacking, &b.steps[i][k])
			}
		}
		b.rng.Shuffle(len(lacking), func(x, y int) { lacking[x], lacking[y] = lacking[y], lacking[x] })
		for k, s := range lacking[:min(perChain, len(lacking))] {
			size := b.amount(3, .7)
			o := &chain.Opportunity{Name: pick(b, s.Products) + pick(b, []string{"生产基地", "智能制造项目", "产业园"}), Region: cityCode, UnitID: c.UnitID, ChainID: c.ID,
				Category: s.Name, GapKind: graph.StreamLabel(s.Stream) + "缺口", InvestMin: size, InvestMax: size * 2, Priority: []string{"高", "高", "中", "中", "低"}[k],
				Targets: strings.Join(names(s.strangers, 2), "、"), Note: "本地没有" + s.Name + "企业，下游从外地采购"}
			if err := b.Chains.CreateOpportunity(b.ctx, program, o); err != nil {
				return err
			}
		}
	}
	return nil
}

// names are the names of the first so many firms.
func names(firms []*enterprise.Enterprise, most int) []string {
	var out []string
	for _, e := range firms[:min(most, len(firms))] {
		out = append(out, e.Name)
	}
	return out
}

// reserve lets a window yield planned projects of some chains.
func (b *builder) reserve(w *policy.Window, n int) error {
	b = b.apart(20260701 + uint64(n))
	var out []policy.Reserve
	for range 3 {
		i := b.rng.IntN(len(b.chains))
		s := b.wanted(i)
		out = append(out, policy.Reserve{Name: cityName + pick(b, s.Products) + "技术改造项目", ChainID: b.chains[i].ID, Node: s.Name, TotalInvest: b.amount(1.5, .6)})
	}
	_, err := b.Policy.Yield(b.ctx, program, w.ID, out)
	return err
}
