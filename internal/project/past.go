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
	return db.Counts(ctx, s.db(), "SELECT t.project_id, CAST(sum(t.amount) AS BIGINT) FROM project_receipt t"+w.SQL()+" GROUP BY t.project_id", w.Args()...)
}

// EachFigure reads the figures of the reports of a span of months inside the scope, by project and month: project, month,
// planned share, what was done and received, and when it was filed. The texts stay behind, since a year of a large register
// is a million rows. fn's error ends the reading; the report it is given is used anew for the next.
func (s *Service) EachFigure(ctx context.Context, scope authz.Scope, from, to string, fn func(*Report) error) error {
	w := new(db.Where).And("t.period >= ? AND t.period <= ?", from, to).Scope(scopeOf(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.project_id, t.period, t.plan_share, t.done, t.funds, t.state, t.filled_at FROM project_report t"+
		w.SQL()+" ORDER BY t.project_id, t.period", w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	var r Report
	for rows.Next() {
		if err := rows.Scan(&r.ProjectID, &r.Period, &r.PlanShare, &r.Done, &r.Funds, &r.State, &r.FilledAt); err != nil {
			return err
		}
		if err := fn(&r); err != nil {
			return err
		}
	}
	return rows.Err()
}
