package project

import (
	"context"

	"lianzhang/internal/platform/db"
)

// Forecasts are the expected completions that the latest reports of the projects tell, by project; those without one are
// absent.
func (s *Service) Forecasts(ctx context.Context, ids []string) (map[string]string, error) {
	out := map[string]string{}
	if len(ids) == 0 {
		return out, nil
	}
	w := new(db.Where).In("t.id", ids...).And("r.forecast <> ''")
	rows, err := s.db().Query(ctx, "SELECT r.project_id, r.forecast FROM project t JOIN project_report r ON r.project_id = t.id AND r.period = t.reported"+w.SQL(), w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id, forecast string
		if err := rows.Scan(&id, &forecast); err != nil {
			return nil, err
		}
		out[id] = forecast
	}
	return out, rows.Err()
}
