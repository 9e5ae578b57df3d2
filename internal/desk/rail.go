package desk

import (
	"cmp"
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// newest sorts instructions, the latest first.
func newest(list []Duty) {
	slices.SortStableFunc(list, func(a, b Duty) int {
		return cmp.Or(cmp.Compare(b.Order.CreatedAt, a.Order.CreatedAt), cmp.Compare(b.Order.ID, a.Order.ID))
	})
}

// Turned is a project whose light has changed.
type Turned struct {
	Brief
	Was  string
	Text string
}

// Turns gives the projects inside the scope whose light has changed since the day and is lit: how many (more when there are
// more than are counted), and the first n, red before yellow before green, the latest first.
func (s *Service) Turns(ctx context.Context, scope authz.Scope, since string, n int) (total int64, more bool, list []Turned, err error) {
	var ids []string
	for _, light := range []string{review.Red, review.Yellow, review.Green} {
		where := func() *db.Where {
			return new(db.Where).And(lone(scope, "t.light", "''")+" = ? AND t.light_since >= ?", light, since).Scope(inIndex(scope), "t")
		}
		k, err := s.count(ctx, project.Kind, where())
		if err != nil {
			return 0, false, nil, err
		}
		total, more = total+min(k, counted), more || k > counted
		if k == 0 || len(list) >= n {
			continue
		}
		found, err := briefs.Select(ctx, s.db(), where(), "ORDER BY t.light_since DESC, t.total_invest DESC"+limit(Ask{Most: n - len(list)}))
		if err != nil {
			return 0, false, nil, err
		}
		for i := range found {
			ids = append(ids, found[i].ID)
			list = append(list, Turned{Brief: found[i]})
		}
	}
	if len(list) > 0 {
		err = s.was(ctx, ids, list)
	}
	return total, more, list, err
}

// was fills in what the lights were before and why they turned.
func (s *Service) was(ctx context.Context, ids []string, list []Turned) error {
	w := new(db.Where).In("t.project_id", ids...)
	rows, err := s.db().Query(ctx, "SELECT t.project_id, t.was, t.text FROM light_history t"+w.SQL()+" ORDER BY t.on_date, t.id", w.Args()...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var id, was, text string
		if err := rows.Scan(&id, &was, &text); err != nil {
			return err
		}
		for i := range list {
			if list[i].ID == id {
				list[i].Was, list[i].Text = was, text // the last turn stays
			}
		}
	}
	return rows.Err()
}

// Filing is how many projects of a group had to report a month, and how many have.
type Filing struct {
	ChainID, UnitID, Region string
	Due, Done               int64
}

// Filings gives the state of a month's reporting inside the scope, by chain, unit and region. On a large site it may be as
// old as a minute.
func (s *Service) Filings(ctx context.Context, scope authz.Scope, month period.Period) ([]Filing, error) {
	return kept(ctx, s, "filings"+string(month), scope, func() ([]Filing, error) { return s.readFilings(ctx, scope, month) })
}

func (s *Service) readFilings(ctx context.Context, scope authz.Scope, month period.Period) ([]Filing, error) {
	w := new(db.Where)
	done := w.Expr("t.reported >= ?", string(month))
	w.And(owes(scope)).And("t.started_actual < ?", string(month.Next())).Scope(inIndex(scope), "t")
	rows, err := s.db().Query(ctx, "SELECT t.chain_id, t.unit_id, t.region, count(*), count(*) FILTER (WHERE "+done+") FROM "+project.Kind+" t"+w.SQL()+
		" GROUP BY t.chain_id, t.unit_id, t.region", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Filing
	for rows.Next() {
		var f Filing
		if err := rows.Scan(&f.ChainID, &f.UnitID, &f.Region, &f.Due, &f.Done); err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, rows.Err()
}

// LastMonth is the last full month, whose reports are being gathered.
func (s *Service) LastMonth() period.Period { return lastMonth(s.Clock.Today()) }
