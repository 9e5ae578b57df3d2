package project

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
)

// ReceivedAfter sums, by project, the receipts after a day inside the scope: what has to be taken off the funds in to
// know them as they stood on that day.
func (s *Service) ReceivedAfter(ctx context.Context, scope authz.Scope, day string) (map[string]int64, error) {
	w := new(db.Where).And("t.on_date > ?", day).Scope(scopeOf(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.project_id, CAST(sum(t.amount) AS BIGINT) FROM project_receipt t"+w.SQL()+" GROUP BY t.project_id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	out := map[string]int64{}
	for rows.Next() {
		var id string
		var amount int64
		if err := rows.Scan(&id, &amount); err != nil {
			return nil, err
		}
		out[id] = amount
	}
	return out, rows.Err()
}
