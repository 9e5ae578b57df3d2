package gap

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"lianzhang/internal/chain"
	"lianzhang/internal/chain/graph"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
)

// Refreshed is what an assessment changed in the list of gaps.
type Refreshed struct{ Chains, Nodes, Opened, Changed, Faded, Open int }

// String is it as a sentence.
func (r *Refreshed) String() string {
	return fmt.Sprintf("评估%d条链%d个环节：新增缺口%d个，改判%d个，自动销号%d个，现有缺口%d个", r.Chains, r.Nodes, r.Opened, r.Changed, r.Faded, r.Open)
}

// Refresh assesses the nodes of one chain, or of all chains in the actor's scope (""), and brings the list of gaps up to date: new
// gaps open, numbers and ranks move, a changed verdict is recorded, and a gap that the rules no longer see and nobody has touched
// is dropped. It may run any number of times. progress may be nil.
func (s *Service) Refresh(ctx context.Context, actor authz.Actor, chainID string, progress func(done, total int)) (*Refreshed, error) {
	if err := actor.Need(authz.GapWork); err != nil {
		return nil, err
	}
	j, err := s.InForce(ctx, s.Run.DB)
	if err != nil {
		return nil, err
	}
	chains, err := s.Chains.Visible(ctx, actor.Scope)
	if err != nil {
		return nil, err
	}
	out := &Refreshed{}
	byRegion := map[string]map[string][]*Facts{}
	var nodes map[string]*graph.Node
	for i := range chains {
		c := &chains[i]
		if chainID != "" && c.ID != chainID {
			continue
		}
		if byRegion[c.Region] == nil {
			in, err := s.Load(ctx, c.Region, &j.Rules)
			if err != nil {
				return nil, err
			}
			byChain := map[string][]*Facts{}
			for _, f := range Assess(in, &j.Rules) {
				byChain[f.ChainID] = append(byChain[f.ChainID], f)
			}
			byRegion[c.Region] = byChain
			nodes = map[string]*graph.Node{}
			for i := range in.Nodes {
				nodes[in.Nodes[i].ID] = &in.Nodes[i]
			}
		}
		if err := s.refresh(ctx, actor, j, c, byRegion[c.Region][c.ID], nodes, out); err != nil {
			return nil, err
		}
		if out.Chains++; progress != nil {
			progress(i+1, len(chains))
		}
	}
	return out, nil
}

func (s *Service) refresh(ctx context.Context, actor authz.Actor, j *Judge, c *chain.Chain, facts []*Facts, nodes map[string]*graph.Node, sum *Refreshed) error {
	what := change.What{Action: "gap.refresh", Perm: authz.GapWork, Ref: c.Ref()}
	var one Refreshed
	err := s.Run.Run(ctx, actor, what, func(tx *change.Tx) error {
		one = Refreshed{Nodes: len(facts)}
		old, err := gaps.Select(ctx, tx, new(db.Where).And("t.chain_id = ?", c.ID), "ORDER BY t.created_at")
		if err != nil {
			return err
		}
		touched, err := s.touches(ctx, tx, c.ID)
		if err != nil {
			return err
		}
		r := &turn{Service: s, judge: j, chain: c, nodes: nodes, today: tx.Clock.Today(), touched: touched, sum: &one}
		r.list(old, facts)
		for _, g := range r.fresh {
			g.ID, g.CreatedAt, g.UpdatedAt = tx.NewID(), tx.Now, tx.Now
			if err := gaps.Insert(ctx, tx, g); err != nil {
				return err
			}
		}
		for _, p := range r.moved {
			if *p[0] != *p[1] {
				p[1].UpdatedAt = tx.Now
			}
			if err := gaps.Update(ctx, tx, p[0], p[1]); err != nil {
				return err
			}
		}
		return r.keep(ctx, tx, facts)
	})
	sum.Nodes += one.Nodes
	sum.Opened += one.Opened
	sum.Changed += one.Changed
	sum.Faded += one.Faded
	sum.Open += one.Open
	return err
}

// turn is the work on one chain.
type turn struct {
	*Service
	judge   *Judge
	chain   *chain.Chain
	nodes   map[string]*graph.Node
	today   string
	touched map[string]string // node → last day on which one of its projects moved
	sum     *Refreshed
	fresh   []*Gap
	moved   [][2]*Gap
	all     []*Gap // as they will be, closed ones too
}

// list works out what becomes of the gaps.
func (r *turn) list(old []Gap, facts []*Facts) {
	byNode := map[string]*Gap{}
	for i := range old {
		g := &old[i]
		if was := byNode[g.NodeID]; g.NodeID != "" && (was == nil || was.Closed() || !g.Closed()) {
			byNode[g.NodeID] = g
		}
	}
	seen := map[*Gap]bool{}
	for _, f := range facts {
		var v *Verdict
		if !f.Group {
			v = r.judge.Verdict(f)
		}
		was := byNode[f.NodeID]
		switch {
		case v != nil && (was == nil || was.Closed() && was.returns()):
			r.open(f, v)
		case was != nil && !was.Closed():
			seen[was] = true
			r.move(was, f, v)
		}
	}
	for i := range old {
		g := &old[i]
		if !seen[g] {
			after := *g
			r.moved, r.all = append(r.moved, [2]*Gap{g, &after}), append(r.all, &after)
		}
	}
	r.rank()
}

// returns reports whether the verdict of a closed gap's node opens another: after one that faded by itself it does; what people
// closed stays closed.
func (g *Gap) returns() bool { return g.State == Dropped && g.Outcome == faded }

// faded is the outcome of a gap that went away by itself.
const faded = "重新评估后不再判为缺口"

func (r *turn) open(f *Facts, v *Verdict) {
	n := r.nodes[f.NodeID]
	g := &Gap{Name: n.Name, ChainID: r.chain.ID, NodeID: n.ID, Region: r.chain.Region, UnitID: r.chain.UnitID, Kind: v.Kind, Source: ByRule, State: Open,
		OpenedOn: r.today}
	g.take(f, v, r.judge)
	r.fresh, r.all = append(r.fresh, g), append(r.all, g)
	r.sum.Opened++
}

func (r *turn) move(was *Gap, f *Facts, v *Verdict) {
	g := *was
	g.take(f, v, r.judge)
	if n := r.nodes[f.NodeID]; n != nil {
		g.Name = n.Name
	}
	switch {
	case v != nil && g.Source == ByRule && g.Kind != v.Kind:
		g.Kind = v.Kind
		r.sum.Changed++
	case v == nil && g.Source == ByRule && g.State == Open && g.OwnerID == "" && g.Note == "" && g.LastTouch <= r.touched[g.NodeID]:
		g.State, g.ClosedOn, g.Outcome = Dropped, r.today, faded
		r.sum.Faded++
	}
	r.moved, r.all = append(r.moved, [2]*Gap{was, &g}), append(r.all, &g)
}

// take takes the numbers of an assessment over.
func (g *Gap) take(f *Facts, v *Verdict, j *Judge) {
	g.Presence, g.Demand, g.Supply, g.Density, g.Risk, g.Worth, g.Firms = round(f.Presence), round(f.Demand), round(f.Supply), round(f.Density), round(f.Risk),
		round(f.Worth), f.Firms
	g.Score = float64(int(j.NeedOf(f)*10+0.5)) / 10
	g.Verdict, g.RuleID = "", ""
	if v != nil {
		g.Verdict, g.RuleID = v.Kind, v.ID
	}
}

// round keeps three digits, so that a recount in another order changes nothing.
func round(v float64) float64 {
	if v < 0 {
		return Unknown
	}
	return float64(int64(v*1000+0.5)) / 1000
}

// rank numbers the gaps that are not closed by their score, and sets lights and last touches.
func (r *turn) rank() {
	slices.SortStableFunc(r.all, func(a, b *Gap) int {
		return cmp.Or(boolCmp(a.Closed(), b.Closed()), cmp.Compare(b.Score, a.Score), cmp.Compare(a.Name, b.Name))
	})
	for i, g := range r.all {
		g.Rank = int64(i + 1)
		if g.Closed() {
			g.Rank = 0
		} else {
			r.sum.Open++
			g.LastTouch = max(g.LastTouch, r.touched[g.NodeID])
		}
		g.Light, g.LightRule, g.LightText = r.judge.Light(g, r.today)
	}
}

func boolCmp(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// touches gives the last day on which a project of each node moved.
func (s *Service) touches(ctx context.Context, q db.Queryer, chainID string) (map[string]string, error) {
	rows, err := q.Query(ctx, "SELECT node_id, max(moved_on) FROM project WHERE node_id <> '' AND chain_id = $1 GROUP BY node_id", chainID)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]string{}
	for rows.Next() {
		var id, on string
		if err := rows.Scan(&id, &on); err != nil {
			return nil, err
		}
		if len(on) == 10 {
			out[id] = on
		}
	}
	return out, rows.Err()
}

var (
	scores = db.NewInserter("node_score", "id", "chain_id", "region", "unit_id", "firms", "outside_firms", "revenue", "presence", "demand", "supply", "density",
		"risk", "worth", "need", "strength", "verdict", "rule_id", "rules_no", "facts", "at")
	months    = db.NewInserter("node_month", "id", "node_id", "chain_id", "period", "firms", "revenue", "presence", "verdict", "need")
	gapMonths = db.NewInserter("gap_month", "id", "gap_id", "chain_id", "period", "kind", "state", "rank", "score", "presence", "firms", "light")
)

// keep stores what the assessment came to, for the map and for the history by month.
func (r *turn) keep(ctx context.Context, tx *change.Tx, facts []*Facts) error {
	month := r.today[:7]
	if _, err := tx.Exec(ctx, "DELETE FROM node_score WHERE chain_id = $1", r.chain.ID); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM node_month WHERE chain_id = $1 AND period = $2", r.chain.ID, month); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, "DELETE FROM gap_month WHERE chain_id = $1 AND period = $2", r.chain.ID, month); err != nil {
		return err
	}
	var scored, monthly []any
	for _, f := range facts {
		verdict, ruleID := "", ""
		if !f.Group {
			if v := r.judge.Verdict(f); v != nil {
				verdict, ruleID = v.Kind, v.ID
			}
		}
		text, err := json.Marshal(f)
		if err != nil {
			return err
		}
		need := r.judge.NeedOf(f)
		scored = append(scored, f.NodeID, f.ChainID, r.chain.Region, r.chain.UnitID, f.Firms, f.OutsideFirms, f.Revenue, f.Presence, f.Demand, f.Supply, f.Density,
			f.Risk, f.Worth, need, int64(r.judge.StrengthOf(f)), verdict, ruleID, r.judge.No, string(text), tx.Now)
		monthly = append(monthly, f.NodeID+"@"+month, f.NodeID, f.ChainID, month, f.Firms, f.Revenue, f.Presence, verdict, need)
	}
	var listed []any
	for _, g := range r.all {
		if !g.Closed() || g.ClosedOn >= month {
			listed = append(listed, g.ID+"@"+month, g.ID, g.ChainID, month, g.Kind, g.State, g.Rank, g.Score, g.Presence, g.Firms, g.Light)
		}
	}
	if err := scores.Exec(ctx, tx.Tx, scored); err != nil {
		return err
	}
	if err := months.Exec(ctx, tx.Tx, monthly); err != nil {
		return err
	}
	return gapMonths.Exec(ctx, tx.Tx, listed)
}

// StrengthOf is how strong a node is: 0 nothing local, 1 弱, 2 一般, 3 较强, 4 强.
func (j *Judge) StrengthOf(f *Facts) int {
	if f.Firms == 0 {
		return 0
	}
	n := 1
	for _, at := range j.Strength {
		if f.Presence >= at {
			n++
		}
	}
	return n
}
