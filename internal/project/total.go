package project

import (
	"context"
	"slices"

	"lianzhang/internal/platform/list"
)

// keptBy are the columns by which sums are kept.
var keptBy = []string{"region", "chain_id", "stage", "light"}

// Total counts the projects under a query and adds up their money, as Spec.Total does; from the kept sums when every
// condition, the scope's too, is on one of their keys, which spares reading the projects.
func (s *Service) Total(ctx context.Context, ask *list.Query, who list.Asker) (*list.Totals, error) {
	if ask.Search != "" || ask.Where != "" || ask.IDs != nil || !who.Scope.All && len(who.Scope.Units) > 0 ||
		slices.ContainsFunc(ask.Filters, func(f list.Filter) bool { return !slices.Contains(keptBy, f.Column.Name) }) {
		return Spec.Total(ctx, s.db(), ask, who)
	}
	w, err := Spec.Where(ask, who, s.db().Engine())
	if err != nil {
		return nil, err
	}
	var t Sum
	err = s.db().QueryRow(ctx, `SELECT CAST(COALESCE(sum(t.n), 0) AS BIGINT), CAST(COALESCE(sum(t.total_invest), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_plan), 0) AS BIGINT), CAST(COALESCE(sum(t.year_done), 0) AS BIGINT),
		CAST(COALESCE(sum(t.year_due), 0) AS BIGINT) FROM project_sum t`+w.SQL(), w.Args()...).Scan(&t.N, &t.TotalInvest, &t.YearPlan, &t.YearDone, &t.YearDue)
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
