package bench

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/chain/template"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/region"
)

// firmsPerNode is how many firms of the register make what a node stands for; a third of them are local.
const firmsPerNode = 6

// chart gives each chain the map of a template, fills the register with firms that make its nodes' products, and has the
// program match them and find the gaps: what a chain's page shows beside its projects.
func (s *site) chart(ctx context.Context) error {
	rng := rand.New(rand.NewPCG(7, 7))
	all := template.All()
	var firms []*enterprise.Enterprise
	for i, id := range s.chains {
		doc := all[i%len(all)].Doc
		if _, err := s.Graph.Create(ctx, program, id, &doc); err != nil {
			return err
		}
		for _, n := range doc.Nodes {
			firms = append(firms, makers(rng, id, s.units[i%len(s.units)], n)...)
		}
	}
	err := s.Run.Run(ctx, program, change.What{Action: "enterprise.load", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
		return s.Enterprises.Insert(ctx, tx, firms)
	})
	if err != nil {
		return err
	}
	if _, err := s.Match.Suggest(ctx, program, "", nil); err != nil {
		return err
	}
	for _, id := range s.chains {
		if _, err := s.Gaps.Refresh(ctx, program, id, nil); err != nil {
			return err
		}
	}
	return nil
}

func makers(rng *rand.Rand, chainID, unit string, n graph.DocNode) []*enterprise.Enterprise {
	var out []*enterprise.Enterprise
	for k := range firmsPerNode {
		e := &enterprise.Enterprise{Name: fmt.Sprintf("第%d号%s%d有限公司", rng.IntN(1e9), n.Name, k), Outside: true, Region: region.Outside, Place: "330100",
			Revenue: int64(1+rng.IntN(90)) * 1_0000_0000, Products: strings.Join(n.Products, "、"), Business: n.Products[0] + "的研发、生产和销售"}
		if len(n.Codes) > 0 {
			e.Industry = n.Codes[0]
		}
		if k%3 == 0 {
			e.Outside, e.Region, e.UnitID, e.ChainID, e.Place = false, regions[rng.IntN(len(regions))], unit, chainID, ""
		}
		out = append(out, e)
	}
	return out
}
