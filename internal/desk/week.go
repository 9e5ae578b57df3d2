package desk

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// weekDays is how far the changes of a cockpit reach back.
const weekDays = 7

// week counts how the lights of projects changed within the last seven days.
func (s *Service) week(ctx context.Context, scope authz.Scope, c *Cockpit, names *names) error {
	since := addDays(c.Day, -weekDays)
	w := new(db.Where).And("t.on_date > ?", since).Scope(scoped(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.region, t.chain_id, t.light, t.was, count(*) FROM light_history t"+w.SQL()+
		" GROUP BY t.region, t.chain_id, t.light, t.was", w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var region, chain, light, was string
		var n int64
		if err := rows.Scan(&region, &chain, &light, &was, &n); err != nil {
			return err
		}
		for _, r := range []*Row{names.row(region, chain), &c.All} {
			switch {
			case light == review.Red && was != review.Red:
				r.Week.Red += n
			case was == review.Red && light != review.Red:
				r.Week.Red -= n
			}
			if light == review.Green && (was == review.Red || was == review.Yellow) {
				r.Week.Better += n
			}
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	red, err := briefs.Select(ctx, s.db(), new(db.Where).And("t.light_since > ? AND t.light = 'red'", since).Scope(scoped(scope), "t"),
		"ORDER BY t.total_invest DESC, t.id"+limit(Ask{Most: 200}))
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
