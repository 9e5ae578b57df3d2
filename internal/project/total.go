package project

import (
	"context"
	"slices"

	"lianzhang/internal/platform/list"
)

// Total counts the projects under a query and adds up their money, as Spec.Total does; from the kept sums when every
// condition is on one of their keys, which spares reading the projects.
func (s *Service) Total(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error) {
	kept, _ := keptFor(who.Scope)
	if ask.Filter("unit_id") != nil {
		kept = unitSums
	}
	if ask.Search != "" || ask.Where != "" || ask.IDs != nil ||
		slices.ContainsFunc(ask.Filters, func(f list.Filter) bool { return !slices.Contains(kept.keys, f.Column.Name) }) {
		return Spec.Total(ctx, s.db(), ask, who)
	}
	w, err := Spec.Where(ask, who, s.db().Engine())
	if err != nil {
		return nil, err
	}
	var t Sum
	err = s.db().QueryRow(ctx, `SELECT CAST(COALESCE(sum(t.n), 0) AS BIGINT), CAST(COALESCE(sum(t.total_invest), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_plan), 0) AS BIGINT), CAST(COALESCE(sum(t.year_done), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_due), 0) AS BIGINT) FROM `+kept.name+" t"+w.SQL(), w.Args()...).Scan(&t.N, &t.TotalInvest, &t.YearPlan, &t.YearDone, &t.YearDue)
	if err != nil {
		return nil, err
	}
	out := &list.Totals{Rows: t.N, Sums: map[string]float64{}, Yuan: map[string]int64{"total_invest": t.TotalInvest, "year_plan": t.YearPlan,
		"year_done": t.YearDone, "year_due": t.YearDue}}
	for name, yuan := range out.Yuan {
		out.Sums[name] = float64(yuan)
	}
	return out, nil
}
