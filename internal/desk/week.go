package desk

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// weekDays is how far the changes of a cockpit reach back.
const weekDays = 7

// turns counts turns of lights of one kind in a region and chain.
type turns struct {
	region, chain, light, was string
	n                         int64
}

// readTurns counts the turns since the day inside the scope.
func (s *Service) readTurns(ctx context.Context, scope authz.Scope, since string) ([]turns, error) {
	w := new(db.Where).And("t.on_date > ?", since).Scope(scoped(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.region, t.chain_id, t.light, t.was, count(*) FROM light_history t"+w.SQL()+
		" GROUP BY t.region, t.chain_id, t.light, t.was", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []turns
	for rows.Next() {
		var t turns
		if err := rows.Scan(&t.region, &t.chain, &t.light, &t.was, &t.n); err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, rows.Err()
}

// week counts how the lights of projects changed within the last seven days.
func (s *Service) week(ctx context.Context, scope authz.Scope, c *Cockpit, names *names) error {
	since := clock.AddDays(c.Day, -weekDays)
	all, err := kept(ctx, s, "turns", scope, func() ([]turns, error) { return s.readTurns(ctx, scope, since) })
	if err != nil {
		return err
	}
	for _, t := range all {
		for _, r := range []*Row{names.row(t.region, t.chain), &c.All} {
			switch {
			case t.light == review.Red && t.was != review.Red:
				r.Week.Red += t.n
			case t.was == review.Red && t.light != review.Red:
				r.Week.Red -= t.n
			}
			if t.light == review.Green && (t.was == review.Red || t.was == review.Yellow) {
				r.Week.Better += t.n
			}
		}
	}
	red, err := briefs.Select(ctx, s.db(), new(db.Where).And("t.light = 'red' AND t.light_since > ?", since).Scope(scoped(scope), "t"),
		"ORDER BY t.light_since DESC, t.total_invest DESC"+limit(Ask{Most: 200}))
	for i := range red {
		if r := names.row(red[i].Region, red[i].ChainID); r.Week.Name == "" {
			r.Week.Name, r.Week.NameID = red[i].Name, red[i].ID
		}
	}
	return err
}

// countOrders counts the open instructions on the chains and their projects.
func (s *Service) countOrders(ctx context.Context, scope authz.Scope, c *Cockpit, names *names) error {
	parts := []struct {
		kind, sql string
		scope     db.Scope
	}{
		{project.Kind, "r.region, r.chain_id", scoped(scope)},
		{"chain", "r.region, r.id", scope.On(authz.Keys{Region: "region", Unit: "unit_id", Chain: "id"})},
	}
	for _, p := range parts {
		if p.kind == "chain" && c.By == ByCounty {
			continue // a chain's instruction belongs to no county
		}
		w := new(db.Where).And("t.instruction AND t.done_at = 0 AND t.kind = ?", p.kind)
		late := w.Expr("t.due <> '' AND t.due < ?", c.Day)
		rows, err := s.db().Query(ctx, "SELECT "+p.sql+", count(*), count(*) FILTER (WHERE "+late+") FROM comment t JOIN "+p.kind+" r ON r.id = t.ref_id"+
			w.Scope(p.scope, "r").SQL()+" GROUP BY "+p.sql, w.Args()...)
		if err != nil {
			return err
		}
		if err := addOrders(rows, c, names); err != nil {
			return err
		}
	}
	return nil
}

func addOrders(rows *db.Rows, c *Cockpit, names *names) error {
	defer rows.Close()
	for rows.Next() {
		var region, chain string
		var open, late int64
		if err := rows.Scan(&region, &chain, &open, &late); err != nil {
			return err
		}
		for _, r := range []*Row{names.row(region, chain), &c.All} {
			r.Orders.Open, r.Orders.Late = r.Orders.Open+open, r.Orders.Late+late
		}
	}
	return rows.Err()
}
