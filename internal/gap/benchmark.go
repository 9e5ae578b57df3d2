package gap

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/money"
	"lianzhang/internal/platform/region"
)

// Benchmark is figures of another place that the office typed in.
type Benchmark struct {
	ID      string `db:"id"`
	ChainID string `db:"chain_id"`
	NodeID  string `db:"node_id"`
	Region  string `db:"region"`
	UnitID  string `db:"unit_id"`
	Place   string `db:"place"` // its name, or a code of GB/T 2260
	Firms   int64  `db:"firms"`
	Revenue int64  `db:"revenue"`
	Source  string `db:"source"`
	At      int64  `db:"at"`
	Version int64  `db:"version"`
}

// ScopeKeys are the keys by which it is scoped.
func (b *Benchmark) ScopeKeys() authz.Keys {
	return authz.Keys{Region: b.Region, Unit: b.UnitID, Chain: b.ChainID}
}

var benchmarks = db.NewTable[Benchmark]("benchmark")

// Side is one place at one node. Typed says that the office gave the figures; otherwise they are counted from the register.
type Side struct {
	Firms, Revenue int64
	Presence       float64
	Typed          bool
	Source         string
}

// Pair is one node of the two places side by side.
type Pair struct {
	Node         graph.Node
	Ours, Theirs Side
}

// Place is a place with which a comparison can be made.
type Place struct {
	Code, Name string
	Firms      int
}

// Places are the places of outside firms that stand at nodes of a chain, most firms first, then those with typed figures.
func (s *Service) Places(ctx context.Context, scope authz.Scope, c string) ([]Place, error) {
	j, err := s.InForce(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	w := Counted(new(db.Where).And("t.chain_id = ? AND e.place <> '' AND t.outside", c), &j.Rules)
	rows, err := s.Run.DB.Query(ctx, "SELECT substr(e.place, 1, 4), count(DISTINCT e.id) FROM node_firm t JOIN enterprise e ON e.id = t.enterprise_id"+
		w.SQL()+" GROUP BY substr(e.place, 1, 4) ORDER BY 2 DESC, 1 LIMIT 60", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Place
	for rows.Next() {
		var p Place
		if err := rows.Scan(&p.Code, &p.Firms); err != nil {
			return nil, err
		}
		p.Code += "00"
		if p.Name = region.FullName(p.Code); p.Name == "" {
			p.Name = p.Code
		}
		out = append(out, p)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	typed, err := benchmarks.Select(ctx, s.Run.DB, new(db.Where).And("t.chain_id = ?", c).Scope(scope.On(scopeKeys), "t"), "ORDER BY t.place")
	last := ""
	for _, b := range typed {
		if b.Place != last {
			out = append(out, Place{Code: b.Place, Name: b.Place})
			last = b.Place
		}
	}
	return out, err
}

// Compare sets the nodes of a chain side by side with those of another place: a code of GB/T 2260, whose firms are counted in
// the register, or a name under which figures were typed in.
func (s *Service) Compare(ctx context.Context, scope authz.Scope, chainID, place string) ([]Pair, error) {
	c, err := s.Chains.Get(ctx, scope, chainID)
	if err != nil {
		return nil, err
	}
	j, err := s.InForce(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	in, err := s.Load(ctx, c.Region, &j.Rules)
	if err != nil {
		return nil, err
	}
	ours := byNode(Assess(in, &j.Rules))
	typed, err := benchmarks.Select(ctx, s.Run.DB, new(db.Where).And("t.chain_id = ? AND t.place = ?", chainID, place).Scope(scope.On(scopeKeys), "t"), "")
	if err != nil {
		return nil, err
	}
	given := map[string]*Benchmark{}
	for i := range typed {
		given[typed[i].NodeID] = &typed[i]
	}
	theirs := map[string]*Facts{}
	if len(typed) == 0 {
		in.Region, in.Past = place, nil
		theirs = byNode(Assess(in, &j.Rules))
	}
	var out []Pair
	for _, n := range in.Nodes {
		if n.ChainID != chainID {
			continue
		}
		p := Pair{Node: n, Ours: sideOf(ours[n.ID])}
		if b := given[n.ID]; b != nil {
			p.Theirs = Side{Firms: b.Firms, Revenue: b.Revenue, Presence: Unknown, Typed: true, Source: b.Source}
		} else {
			p.Theirs = sideOf(theirs[n.ID])
		}
		out = append(out, p)
	}
	return out, nil
}

func byNode(all []*Facts) map[string]*Facts {
	out := make(map[string]*Facts, len(all))
	for _, f := range all {
		out[f.NodeID] = f
	}
	return out
}

func sideOf(f *Facts) Side {
	if f == nil {
		return Side{Presence: Unknown}
	}
	return Side{Firms: f.Firms, Revenue: f.Revenue, Presence: f.Presence}
}

// Type stores figures of a place for a chain from lines of "环节 企业数 营业收入（亿元）", parted by tabs, commas or blanks. A line that
// cannot be read is an error that names it; nothing is stored then.
func (s *Service) Type(ctx context.Context, actor authz.Actor, chainID, place, text, source string) (int, error) {
	c, err := s.Chains.Get(ctx, actor.Scope, chainID)
	if err != nil {
		return 0, err
	}
	nodes, err := s.Graph.Nodes(ctx, actor.Scope, new(db.Where).And("t.chain_id = ?", chainID), "")
	if err != nil {
		return 0, err
	}
	var bad errs.Fields
	if place = strings.TrimSpace(place); place == "" {
		bad.Add("place", "写明是哪个城市")
	}
	rows := readLines(text, nodes, &bad)
	if err := bad.Err(); err != nil {
		return 0, err
	}
	err = s.Run.Run(ctx, actor, change.What{Action: "gap.benchmark", Perm: authz.GapWork, Ref: c.Ref(), Reason: place}, func(tx *change.Tx) error {
		old, err := benchmarks.Select(ctx, tx, new(db.Where).And("t.chain_id = ? AND t.place = ?", chainID, place), "")
		if err != nil {
			return err
		}
		for i := range old {
			if err := benchmarks.Delete(ctx, tx, &old[i]); err != nil {
				return err
			}
		}
		for _, b := range rows {
			b.ID, b.ChainID, b.Region, b.UnitID, b.Place, b.Source, b.At = tx.NewID(), c.ID, c.Region, c.UnitID, place, source, tx.Now
		}
		return benchmarks.Insert(ctx, tx, rows...)
	})
	return len(rows), err
}

func readLines(text string, nodes []graph.Node, bad *errs.Fields) []*Benchmark {
	byName := map[string]string{}
	for i := range nodes {
		byName[nodes[i].Name] = nodes[i].ID
	}
	var out []*Benchmark
	var said []string // one message for the field, with all lines
	wrong := func(format string, args ...any) { said = append(said, fmt.Sprintf(format, args...)) }
	done := map[string]bool{}
	for i, line := range strings.Split(text, "\n") {
		f := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("\t ,，　\r", r) })
		if len(f) == 0 {
			continue
		}
		b := &Benchmark{NodeID: byName[f[0]]}
		if b.NodeID == "" {
			wrong("第%d行：链上没有环节“%s”", i+1, f[0])
			continue
		}
		if done[b.NodeID] {
			wrong("第%d行：环节“%s”写了两次", i+1, f[0])
		}
		done[b.NodeID] = true
		var err error
		if len(f) > 1 {
			if b.Firms, err = strconv.ParseInt(f[1], 10, 64); err != nil || b.Firms < 0 {
				wrong("第%d行：企业数“%s”不是非负整数", i+1, f[1])
			}
		}
		if len(f) > 2 {
			yuan, err := money.Parse(f[2], money.Options{Unit: money.Yi})
			if err != nil || yuan < 0 {
				wrong("第%d行：营业收入“%s”看不懂", i+1, f[2])
			}
			b.Revenue = int64(yuan)
		}
		out = append(out, b)
	}
	if len(out) == 0 && len(strings.TrimSpace(text)) == 0 {
		wrong("每行写一个环节：环节、企业数、营业收入（亿元）")
	}
	if len(said) > 0 {
		bad.Add("lines", "%s", strings.Join(said, "；"))
	}
	return out
}
