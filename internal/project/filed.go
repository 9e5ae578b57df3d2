package project

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
)

// UnitFiled is how many reports of a month a unit owes, and how many of them are filed.
type UnitFiled struct {
	UnitID      string
	Owed, Filed int64
}

// FiledBy counts by unit the projects inside the scope that owe a report of a month — under construction, with a plan for the
// year, begun by its end — and those that filed it.
func (s *Service) FiledBy(ctx context.Context, scope authz.Scope, month period.Period) ([]UnitFiled, error) {
	w := new(db.Where)
	filed := w.Expr("sum(CASE WHEN EXISTS (SELECT 1 FROM project_report r WHERE r.project_id = t.id AND r.period = ?) THEN 1 ELSE 0 END)", string(month))
	w.And("(CASE WHEN t.stage IN ('started', 'completed') AND t.year_plan > 0 THEN 1 ELSE 0 END) = 1").And("t.started_actual < ?", string(month.Next()))
	w.Scope(scope.On(authz.Keys(Spec.Scope)), "t")
	rows, err := s.Run.DB.Query(ctx, "SELECT t.unit_id, count(*), "+filed+" FROM project t"+w.SQL()+" GROUP BY t.unit_id ORDER BY t.unit_id", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []UnitFiled
	for rows.Next() {
		var u UnitFiled
		if err := rows.Scan(&u.UnitID, &u.Owed, &u.Filed); err != nil {
			return nil, err
		}
		out = append(out, u)
	}
	return out, rows.Err()
}
