package indicator

import (
	"context"
	"sort"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
)

// Firm is a key firm in a month, with the same month of the year before, both years so far, and what the rules say.
type Firm struct {
	ID, Name, Region, ChainID string
	Now, Before               Month
	YearNow, YearBefore       Month
	Light                     string // "", yellow, red
	Why                       []string
}

// lookBack is over how many months a firm that reported counts as one that has to.
const lookBack = 12

// Operation gives the key firms of a month inside a scope: those of which some month of the year before it is known. The ones with
// red lights come first, then yellow, then by revenue.
func (s *Service) Operation(ctx context.Context, scope authz.Scope, p period.Period) ([]Firm, error) {
	if p.Kind() != period.Month {
		return nil, errs.New(errs.Invalid, "运行调度按月看，月份写成2026-10")
	}
	rules, err := Warnings()
	if err != nil {
		return nil, err
	}
	first := p.Shift(-24)
	w := new(db.Where).And("t.period >= ? AND t.period <= ?", string(first), string(p)).And("length(t.period) = 7 AND substr(t.period, 6, 1) IN ('0', '1')").
		Scope(scope.On(authz.Keys(enterprise.FigureSpec.Scope)), "t")
	rows, err := s.Run.DB.Query(ctx, "SELECT t.enterprise_id, e.name, e.region, e.chain_id, t.period, t.revenue, t.tax, t.power FROM enterprise_figure t JOIN enterprise e ON e.id = t.enterprise_id"+
		w.SQL()+" ORDER BY t.enterprise_id, t.period", w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	months := make(map[string]int, 25)
	for n := range 25 {
		months[string(first.Shift(n))] = n
	}
	type firm struct {
		Firm
		all [25]Month
	}
	var list []*firm
	for rows.Next() {
		var f firm
		var when string
		var m Month
		if err := rows.Scan(&f.ID, &f.Name, &f.Region, &f.ChainID, &when, &m.Revenue, &m.Tax, &m.Power); err != nil {
			return nil, err
		}
		if len(list) == 0 || list[len(list)-1].ID != f.ID {
			list = append(list, &f)
		}
		if n, ok := months[when]; ok {
			m.Known = true
			list[len(list)-1].all[n] = m
		}
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	var out []Firm
	for _, f := range list {
		recent := false
		for n := 24 - lookBack; n <= 24; n++ {
			recent = recent || f.all[n].Known
		}
		if recent {
			f.judge(f.all, p, rules)
			out = append(out, f.Firm)
		}
	}
	weight := map[string]int{"red": 2, "yellow": 1}
	sort.SliceStable(out, func(i, j int) bool {
		a, b := &out[i], &out[j]
		if weight[a.Light] != weight[b.Light] {
			return weight[a.Light] > weight[b.Light]
		}
		return a.Now.Revenue > b.Now.Revenue
	})
	return out, nil
}

// judge fills what follows from 25 months, of which the last is the one in question.
func (r *Firm) judge(all [25]Month, p period.Period, rules []Warning) {
	r.Now, r.Before = all[24], all[12]
	for n := range month(p) { // both years up to the same month; a month that one of them misses counts for neither
		a, b := all[24-n], all[12-n]
		if !a.Known || !b.Known {
			continue
		}
		r.YearNow = Month{r.YearNow.Revenue + a.Revenue, r.YearNow.Tax + a.Tax, r.YearNow.Power + a.Power, true}
		r.YearBefore = Month{r.YearBefore.Revenue + b.Revenue, r.YearBefore.Tax + b.Tax, r.YearBefore.Power + b.Power, true}
	}
	now, before := all[13:], all[1:13]
	seen := map[string]bool{}
	for i := range rules {
		w := &rules[i]
		if seen[w.Measure] || !w.Holds(now, before) {
			continue
		}
		seen[w.Measure] = true
		r.Why = append(r.Why, w.Words())
		if r.Light != "red" {
			r.Light = w.Light
		}
	}
}
