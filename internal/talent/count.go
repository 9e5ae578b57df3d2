package talent

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// Counts are the talent and innovation of one node, or of a chain.
type Counts struct {
	Needs     int64 // needs that are open
	Wanted    int64 // people that they ask for
	Arrived   int64 // people that came for them, at most as many as each need asks for
	Intros    int64 // introductions under way or done, those that failed or left apart
	Platforms int64
}

// Rate is the share of the wanted people that have come; ok is false where nobody is wanted.
func (c Counts) Rate() (rate float64, ok bool) {
	if c.Wanted == 0 {
		return 0, false
	}
	return float64(c.Arrived) / float64(c.Wanted), true
}

// Add adds other to c.
func (c *Counts) Add(other Counts) {
	c.Needs += other.Needs
	c.Wanted += other.Wanted
	c.Arrived += other.Arrived
	c.Intros += other.Intros
	c.Platforms += other.Platforms
}

// PerNode counts by id of node what hangs on the nodes of a chain; "" stands for what names no node of the map. An empty
// chain counts all chains.
func (s *Service) PerNode(ctx context.Context, scope authz.Scope, chainID string) (map[string]Counts, error) {
	return s.count(ctx, scope, "t.node_id", chainID)
}

// PerChain counts by id of chain.
func (s *Service) PerChain(ctx context.Context, scope authz.Scope) (map[string]Counts, error) {
	return s.count(ctx, scope, "t.chain_id", "")
}

func (s *Service) count(ctx context.Context, scope authz.Scope, by, chainID string) (map[string]Counts, error) {
	out := map[string]Counts{}
	for _, part := range []struct {
		table, cond, n, people, arrived string
		keys                            authz.Keys
		add                             func(*Counts, int64, int64, int64)
	}{
		{NeedKind, "t.state = 'open'", "count(*)", "sum(t.people)", "sum(CASE WHEN " + arrivedSQL + " > t.people THEN t.people ELSE " + arrivedSQL + " END)", s.Needs.keys(),
			func(c *Counts, n, people, arrived int64) { c.Needs, c.Wanted, c.Arrived = n, people, arrived }},
		{IntroKind, "t.state NOT IN ('failed', 'left')", "count(*)", "0", "0", s.Intros.keys(), func(c *Counts, n, _, _ int64) { c.Intros = n }},
		{PlatformKind, "1 = 1", "count(*)", "0", "0", s.Platforms.keys(), func(c *Counts, n, _, _ int64) { c.Platforms = n }},
	} {
		w := new(db.Where).And(part.cond).Scope(scope.On(part.keys), "t")
		if chainID != "" {
			w.And("t.chain_id = ?", chainID)
		}
		rows, err := s.Run.DB.Query(ctx, "SELECT "+by+", "+part.n+", CAST(COALESCE("+part.people+", 0) AS BIGINT), CAST(COALESCE("+part.arrived+
			", 0) AS BIGINT) FROM "+part.table+" t"+w.SQL()+" GROUP BY "+by, w.Args()...)
		if err != nil {
			return nil, err
		}
		for rows.Next() {
			var id string
			var n, people, arrived int64
			if err := rows.Scan(&id, &n, &people, &arrived); err != nil {
				rows.Close()
				return nil, err
			}
			c := out[id]
			part.add(&c, n, people, arrived)
			out[id] = c
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
		rows.Close()
	}
	return out, nil
}
