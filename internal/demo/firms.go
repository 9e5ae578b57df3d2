package demo

import (
	"fmt"
	"strings"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/region"
)

// elsewhere are the cities from which outside firms come. Their firms here are made up.
var elsewhere = []string{"110000", "310000", "120000", "500000", "440300", "440100", "330100", "320500", "320100", "340100", "340200", "420100", "430100",
	"510100", "370200", "370100", "350200", "350100", "330200", "320200", "410100", "610100", "130100", "360100", "210200", "450100", "530100"}

// outsiders is how many outside firms each node of a chain has on average.
const outsiders = 2

// firms fills the register: local firms at the nodes that the city has, outside ones at all of them.
func (b *builder) firms() error {
	what := change.What{Action: "enterprise.load", Perm: authz.FirmEdit}
	return b.Run.Run(b.ctx, program, what, func(tx *change.Tx) error {
		var rows []*enterprise.Enterprise
		for i, c := range chainSeeds() {
			for k := range b.steps[i] {
				s := &b.steps[i][k]
				for range s.firms {
					e := b.local(&c, i, s)
					rows, s.made = append(rows, e), append(s.made, e)
				}
				for range b.rng.IntN(2*outsiders + 1) {
					e := b.outside(&c, s)
					rows, s.strangers = append(rows, e), append(s.strangers, e)
				}
			}
		}
		return b.Enterprises.Insert(b.ctx, tx, rows)
	})
}

func (b *builder) local(c *chainSeed, i int, s *step) *enterprise.Enterprise {
	at := b.place(c)
	e := &enterprise.Enterprise{Name: b.firm(c).name, Region: at.code, ChainID: b.chains[i].ID, UnitID: b.units["市投促中心"],
		Scale: pick(b, []string{"大型", "中型", "中型", "小型"}), Revenue: b.amount(2.5, 1.1), Staff: int64(40 + b.rng.IntN(900))}
	b.business(e, c, s)
	return e
}

func (b *builder) outside(c *chainSeed, s *step) *enterprise.Enterprise {
	e := &enterprise.Enterprise{Outside: true, Region: region.Outside, Place: pick(b, elsewhere), Scale: pick(b, []string{"大型", "大型", "中型"}),
		Revenue: b.amount(9, 1.2), Staff: int64(200 + b.rng.IntN(6000))}
	e.Name = b.stranger(c, e.Place)
	b.business(e, c, s)
	return e
}

// stranger makes up the name of a firm that sits at the place.
func (b *builder) stranger(c *chainSeed, place string) string {
	seat, _ := region.Lookup(place)
	return b.unique(func() string {
		return strings.TrimSuffix(seat.Name, "市") + b.rune(brandHead) + b.rune(brandTail) + pick(b, c.trades) + pick(b, []string{"股份有限公司", "有限公司", "集团有限公司"})
	})
}

// business writes what the firm makes: products of its node, in words as firms use them.
func (b *builder) business(e *enterprise.Enterprise, c *chainSeed, s *step) {
	e.Trade, e.Subtrade, e.Stream = c.name, s.Name, s.Stream
	if len(s.Codes) > 0 {
		e.Industry = pick(b, s.Codes)
	}
	first := b.rng.IntN(len(s.Products))
	made := []string{s.Products[first], s.Products[(first+1)%len(s.Products)]}
	e.Products = strings.Join(made, "、")
	e.Business = fmt.Sprintf("主要从事%s的研发、生产和销售", strings.Join(made, "和"))
	e.Founded = fmt.Sprintf("%d-%02d-%02d", 1998+b.rng.IntN(24), 1+b.rng.IntN(12), 1+b.rng.IntN(28))
	e.Capital = e.Revenue / 10 / 1_0000_0000 * 1_0000_0000
	if e.Capital == 0 {
		e.Capital = 2000_0000
	}
	switch r := b.rng.Float64(); {
	case e.Revenue > 30_0000_0000 && r < .5:
		e.Ladder = enterprise.RungListed
	case r < .08:
		e.Ladder = enterprise.RungGiant
	case r < .25:
		e.Ladder = enterprise.RungSpecial
	case e.Revenue > 2000_0000:
		e.Ladder = enterprise.RungAbove
	}
}
