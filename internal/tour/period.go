package tour

import (
	"context"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
)

// Held is a closed tour with what it has come to.
type Held struct {
	*Tour
	*Result
}

// Of gives the closed tours of a period and of periods within it, for those who count with their means.
func (s *Service) Of(ctx context.Context, p period.Period) ([]Held, error) {
	rows, err := tours.Select(ctx, s.Run.DB, new(db.Where).In("t.state", Closed, Published), "ORDER BY t.from_on, t.id")
	if err != nil {
		return nil, err
	}
	var out []Held
	for i := range rows {
		t := &rows[i]
		if t.Period.First() < p.First() || t.Period.Last() > p.Last() {
			continue
		}
		r, _, err := s.result(ctx, s.Run.DB, t)
		if err != nil {
			return nil, err
		}
		out = append(out, Held{t, r})
	}
	return out, nil
}

// HoldsUnit counts the tours that name a unit or a region, so that neither is removed under them.
func (s *Service) HoldsUnit(ctx context.Context, q db.Queryer, kind, id string) (n int64, err error) {
	if kind == "unit" {
		err = q.QueryRow(ctx, "SELECT count(*) FROM tour WHERE unit_id = $1", id).Scan(&n)
		return n, err
	}
	err = q.QueryRow(ctx, `SELECT count(*) FROM tour t WHERE t.region = $1 OR EXISTS (SELECT 1 FROM tour_stop s WHERE s.tour_id = t.id AND s.county = $1)
		OR EXISTS (SELECT 1 FROM tour_juror j WHERE j.tour_id = t.id AND j.home = $1)`, id).Scan(&n)
	return n, err
}

// MoveUnit gives the tours of one unit to another inside the change that merges them.
func (s *Service) MoveUnit(ctx context.Context, tx *change.Tx, from, to string) error {
	where := func() *db.Where { return new(db.Where).And("t.unit_id = ?", from) }
	if _, err := tours.Edit(ctx, tx, where(), "ORDER BY t.id", func(t *Tour) { t.UnitID = to }); err != nil {
		return err
	}
	if _, err := stops.Edit(ctx, tx, where(), "ORDER BY t.id", func(r *Stop) { r.UnitID = to }); err != nil {
		return err
	}
	if _, err := jurors.Edit(ctx, tx, where(), "ORDER BY t.id", func(r *Juror) { r.UnitID = to }); err != nil {
		return err
	}
	_, err := sheets.Edit(ctx, tx, where(), "ORDER BY t.id", func(r *Sheet) { r.UnitID = to })
	return err
}

// Logins gives the login of an account, for the text of jurors.
func Logins(dir *org.Directory) func(account string) string {
	return func(id string) string {
		if a := dir.Account(id); a != nil {
			return a.Login
		}
		return id
	}
}
