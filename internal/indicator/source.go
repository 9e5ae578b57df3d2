package indicator

import (
	"context"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
)

// SourceRow is a record that a computed value was counted from, with its share in the unit of the indicator.
type SourceRow struct {
	Ref    record.Ref
	Name   string
	On     string
	Amount float64
}

// SourceRows are the records behind a computed value of a subject, those with most first, inside the
// scope, and their sum over all of them.
func (s *Service) SourceRows(ctx context.Context, scope authz.Scope, ind *Indicator, of record.Ref, p period.Period, most int) (out []SourceRow, n int64, sum float64, err error) {
	r := registerKey(ind.SourceKey)
	if ind.Source != Register || r == nil || !p.Valid() {
		return nil, 0, 0, errs.New(errs.NotFound, "这个数不是由登记册算出的")
	}
	factor, ok := Convert(r.Measure, ind.Measure)
	if !ok {
		return nil, 0, 0, errs.New(errs.Invalid, "“%s”以“%s”计，不能换成“%s”，请改指标的计量单位", r.Label, r.Measure, ind.Measure)
	}
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, 0, 0, err
	}
	where := func() *db.Where {
		w := r.within(p, p).Scope(scope.On(authz.Keys{Region: "region", Unit: "unit_id", Chain: "chain_id"}), "t")
		switch root := d.Root(); {
		case of.Kind == ByChain:
			w.And("t.chain_id = ?", of.ID)
		case root == nil || root.ID != of.ID:
			w.In("t.region", d.RegionSubtree(of.ID)...)
		}
		return w
	}
	w := where()
	if err := s.Run.DB.QueryRow(ctx, "SELECT count(*), CAST(COALESCE(sum("+r.amount+"), 0) AS DOUBLE PRECISION) FROM "+r.table+" t"+w.SQL(), w.Args()...).Scan(&n, &sum); err != nil {
		return nil, 0, 0, err
	}
	kind, id, name := "project", "t.id", "t.name"
	switch r.table {
	case "project_report":
		id, name = "t.project_id", "COALESCE((SELECT p.name FROM project p WHERE p.id = t.project_id), '')"
	case "enterprise_figure":
		kind, id, name = "enterprise", "t.enterprise_id", "COALESCE((SELECT e.name FROM enterprise e WHERE e.id = t.enterprise_id), '')"
	}
	w = where()
	rows, err := s.Run.DB.Query(ctx, "SELECT "+id+", "+name+", t."+r.date+", CAST("+r.amount+" AS DOUBLE PRECISION) AS amount FROM "+r.table+" t"+w.SQL()+
		" ORDER BY amount DESC, t.id LIMIT "+w.Arg(int64(most)), w.Args()...)
	if err != nil {
		return nil, 0, 0, err
	}
	defer rows.Close()
	for rows.Next() {
		x := SourceRow{Ref: record.Ref{Kind: kind}}
		if err := rows.Scan(&x.Ref.ID, &x.Name, &x.On, &x.Amount); err != nil {
			return nil, 0, 0, err
		}
		x.Amount *= factor
		out = append(out, x)
	}
	return out, n, sum * factor, rows.Err()
}
