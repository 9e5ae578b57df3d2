package desk

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
)

// group is what sums by month are kept by.
type group struct{ region, chain string }

// path is what the projects of a group invested, month by month, and what they planned for the year.
type path struct {
	done map[string]int64 // by month
	plan int64
}

// trend is how many months a row tells of: a year, and before it the month with which the last is compared.
const trend = 13

// paths gives the paths of the groups inside the scope, from the January of the day's year or a trend's length back. They are
// not to be changed.
func (s *Service) paths(ctx context.Context, scope authz.Scope) (map[group]*path, error) {
	return kept(ctx, s, "paths", scope, func() (map[group]*path, error) { return s.readPaths(ctx, scope, s.Clock.Today()) })
}

func (s *Service) readPaths(ctx context.Context, scope authz.Scope, today string) (map[group]*path, error) {
	last := lastMonth(today)
	since := min(string(last.Shift(1-trend)), today[:4]+"-01")
	out := map[group]*path{}
	at := func(g group) *path {
		if out[g] == nil {
			out[g] = &path{done: map[string]int64{}}
		}
		return out[g]
	}
	w := new(db.Where).And("t.period >= ? AND t.period <= ?", since, string(last)).Scope(scoped(scope), "t")
	err := s.eachSum(ctx, "SELECT t.region, t.chain_id, t.period, CAST(sum(t.done) AS BIGINT) FROM project_report t"+w.SQL()+
		" GROUP BY t.region, t.chain_id, t.period", w.Args(), func(g group, month string, yuan int64) { at(g).done[month] += yuan })
	if err != nil {
		return nil, err
	}
	w = new(db.Where).And("t.year = ?", today[:4]).Scope(scoped(scope), "t")
	return out, s.eachSum(ctx, "SELECT t.region, t.chain_id, t.year, CAST(sum(t.amount) AS BIGINT) FROM project_plan t"+w.SQL()+
		" GROUP BY t.region, t.chain_id, t.year", w.Args(), func(g group, _ string, yuan int64) { at(g).plan += yuan })
}

func (s *Service) eachSum(ctx context.Context, sql string, args []any, fn func(group, string, int64)) error {
	rows, err := s.db().Query(ctx, sql, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var g group
		var span string
		var yuan int64
		if err := rows.Scan(&g.region, &g.chain, &span, &yuan); err != nil {
			return err
		}
		fn(g, span, yuan)
	}
	return rows.Err()
}

// merge adds another path.
func (p *path) merge(o *path) {
	for m, yuan := range o.done {
		p.done[m] += yuan
	}
	p.plan += o.plan
}

// missedRun counts the months in a row, up to the last full one, in which what was invested since January was less than
// the equal path of the plan, as review counts it for counties.
func (p *path) missedRun(today string) int64 {
	year, run, total := today[:4], int64(0), int64(0)
	last := int(project.ScheduleOn(year, today)*12 + 0.5)
	any := slices.ContainsFunc(p.reported(), func(m string) bool { return strings.HasPrefix(m, year) })
	for m := 1; m <= last && any; m++ {
		total += p.done[fmt.Sprintf("%s-%02d", year, m)]
		if p.plan > 0 && float64(total) < float64(p.plan)*float64(m)/12 {
			run++
		} else {
			run = 0
		}
	}
	return run
}

func (p *path) reported() []string {
	var out []string
	for m := range p.done {
		out = append(out, m)
	}
	return out
}

// line is what was invested in each of the months before and with the last.
func (p *path) line(last period.Period) []int64 {
	out := make([]int64, trend)
	for i := range out {
		out[i] = p.done[string(last.Shift(i-trend+1))]
	}
	return out
}
