package bench

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"lianzhang/internal/desk"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// rounds is how often each side of a question is asked.
const rounds = 31

// BenchmarkRegister asks questions of a register of 100,000 projects below HTTP, each beside the plain SQL that an engineer
// would write for it without kept sums, search index and rules.
func BenchmarkRegister(b *testing.B) {
	engines(b, func(b *testing.B, empty func() string) {
		s := fullSite(b, empty)
		b.Run("sums", s.benchSums)
		b.Run("search", s.benchSearch)
		b.Run("list", s.benchList)
		b.Run("lights", s.benchLights)
		b.Run("desk", s.benchDesk)
		b.Run("evaluate", s.benchEvaluate)
		b.Run("pages", s.benchPages)
		b.Run("mix", s.benchMix)
		b.Run("morning", s.benchMorning)
		b.Run("browser", s.benchBrowser)
	})
}

// scopes are what a question is asked by.
func (s *site) scopes() []struct {
	name  string
	scope authz.Scope
} {
	return []struct {
		name  string
		scope authz.Scope
	}{{"city", authz.Scope{All: true}}, {"county", authz.Scope{Regions: regions[:1]}}, {"chain", authz.Scope{Chains: s.chains[:1]}},
		{"unit", authz.Scope{Units: s.units[:1]}}}
}

// count runs a query to its end and gives the number of its rows.
func (s *site) count(sql string, args ...any) (n int, err error) {
	rows, err := s.DB.Query(context.Background(), sql, args...)
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	cols, err := rows.Columns()
	dest := make([]any, len(cols))
	for i := range dest {
		dest[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(dest...); err != nil {
			return 0, err
		}
		n++
	}
	return n, rows.Err()
}

// benchSums: counts and sums by region, chain, stage and light; bare is GROUP BY over the projects.
func (s *site) benchSums(b *testing.B) {
	for _, p := range s.scopes() {
		b.Run(p.name, func(b *testing.B) {
			cond := map[string]string{"county": " WHERE region = '" + regions[0] + "'", "chain": " WHERE chain_id = '" + s.chains[0] + "'",
				"unit": " WHERE unit_id = '" + s.units[0] + "'"}[p.name]
			sql := "SELECT region, chain_id, stage, light, count(*), sum(total_invest), sum(invested), sum(funds_in), sum(year_plan), sum(year_done), sum(year_due) FROM project" +
				cond + " GROUP BY region, chain_id, stage, light"
			var want, got int
			t := contest(b, rounds, side{name: "bare", do: func() (err error) { want, err = s.count(sql); return err }},
				side{name: "ours", do: func() error {
					groups, err := s.Projects.Groups(context.Background(), p.scope)
					got = len(groups)
					return err
				}})
			if got != want || got == 0 {
				b.Fatalf("%d groups, want %d", got, want)
			}
			reportTimes(b, t)
		})
	}
}

// page reads a page with its total as the list does.
func (s *site) page(query string, scope authz.Scope) (rows, total int, err error) {
	v, err := url.ParseQuery(query)
	if err != nil {
		return 0, 0, err
	}
	q, err := project.Spec.Parse(v)
	if err != nil {
		return 0, 0, err
	}
	who := list.Asker{Scope: scope, Today: today}
	p, err := project.Spec.Rows(context.Background(), s.DB, q, who, project.Spec.Shown(nil))
	if err != nil {
		return 0, 0, err
	}
	t, err := s.Projects.Total(context.Background(), q, who)
	if err != nil {
		return 0, 0, err
	}
	return len(p.Rows), int(t.Rows), nil
}

const plainColumns = "id, light, name, chain_id, region, unit_id, stage, total_invest, year_plan, year_done, updated_at"

// benchSearch: 光伏 in 100,000 names, page of 50 and total; bare is LIKE.
func (s *site) benchSearch(b *testing.B) {
	for _, p := range s.scopes() {
		b.Run(p.name, func(b *testing.B) {
			cond := map[string]string{"city": "", "county": " AND region = '" + regions[0] + "'", "chain": " AND chain_id = '" + s.chains[0] + "'",
				"unit": " AND unit_id = '" + s.units[0] + "'"}[p.name]
			word, want, got := "光伏", 0, 0
			if p.name == "chain" {
				word = "铜箔"
			}
			t := contest(b, rounds, side{name: "bare", do: func() error {
				if _, err := s.count("SELECT " + plainColumns + " FROM project WHERE name LIKE '%" + word + "%'" + cond + " ORDER BY total_invest DESC, id LIMIT 50"); err != nil {
					return err
				}
				return s.DB.QueryRow(context.Background(), "SELECT count(*) FROM project WHERE name LIKE '%"+word+"%'"+cond).Scan(&want)
			}}, side{name: "ours", do: func() (err error) {
				_, got, err = s.page("q="+word, p.scope)
				return err
			}})
			if got != want || got == 0 {
				b.Fatalf("%d found, want %d", got, want)
			}
			b.ReportMetric(float64(got), "found")
			reportTimes(b, t)
		})
	}
}

// benchList: chain, stages and light, by investment, page 3 of 50, with total and sums.
func (s *site) benchList(b *testing.B) {
	query := "chain_id=" + s.chains[1] + "&stage=signed,started,completed&light=red,yellow&sort=-total_invest&page=3"
	cond := "chain_id = $1 AND stage IN ('signed', 'started', 'completed') AND light IN ('red', 'yellow')"
	var want, got int
	t := contest(b, rounds, side{name: "bare", do: func() error {
		if _, err := s.count("SELECT "+plainColumns+" FROM project WHERE "+cond+" ORDER BY total_invest DESC, id LIMIT 50 OFFSET 100", s.chains[1]); err != nil {
			return err
		}
		var a, c, d, e int64
		return s.DB.QueryRow(context.Background(), "SELECT count(*), CAST(sum(total_invest) AS BIGINT), CAST(sum(year_plan) AS BIGINT), CAST(sum(year_done) AS BIGINT),"+
			" CAST(sum(year_due) AS BIGINT) FROM project WHERE "+cond, s.chains[1]).Scan(&want, &a, &c, &d, &e)
	}}, side{name: "ours", do: func() (err error) {
		_, got, err = s.page(query, authz.Scope{All: true})
		return err
	}})
	if got != want || got == 0 {
		b.Fatalf("%d rows, want %d", got, want)
	}
	reportTimes(b, t)
}

// benchLights: the lights of all projects, judged by SQL and in memory; bare is reading the columns that the rules use.
func (s *site) benchLights(b *testing.B) {
	ctx := context.Background()
	sets, err := s.Review.InForce(ctx, s.DB)
	if err != nil {
		b.Fatal(err)
	}
	rules := sets[review.LevelProject]
	var args []any
	expr, err := rules.SQL(string(s.DB.Engine()), today, func(v any) string { args = append(args, v); return fmt.Sprintf("$%d", len(args)) })
	if err != nil {
		b.Fatal(err)
	}
	var all []project.Project
	if all, err = s.Projects.Select(ctx, s.DB, authz.Scope{All: true}, new(db.Where), ""); err != nil {
		b.Fatal(err)
	}
	counted := 0
	t := contest(b, 5, side{name: "bare", do: func() error {
		_, err := s.count("SELECT stage, started_plan, started_actual, library_on, schedule, year_done, year_plan FROM project")
		return err
	}}, side{name: "sql", do: func() error {
		_, err := s.count("SELECT "+expr+", count(*) FROM project t GROUP BY 1", args...)
		return err
	}}, side{name: "memory", do: func() error {
		for i := range all {
			if light, _ := rules.Judge(all[i].Value, today, nil); light == review.Red {
				counted++
			}
		}
		return nil
	}})
	b.ReportMetric(ms(t[0]), "bare-ms")
	b.ReportMetric(ms(t[1]), "sql-ms")
	b.ReportMetric(ms(t[2]), "memory-ms")
	b.ReportMetric(0, "ns/op")
}

// benchDesk: the first page of a lead unit and the cockpit of the city, composed from a dozen questions each.
func (s *site) benchDesk(b *testing.B) {
	ctx := context.Background()
	desks := &desk.Service{Projects: s.Projects, Review: s.Review, Chains: s.Chains, Org: s.Org, Clock: s.Clock, Calendar: workday.Default}
	for _, by := range []desk.By{desk.ByChain, desk.ByCounty} {
		b.Run(string(by), func(b *testing.B) {
			t := contest(b, rounds, side{name: "groups", do: func() error {
				_, err := s.Projects.Groups(ctx, authz.Scope{All: true})
				return err
			}}, side{name: "ours", do: func() error {
				_, err := desks.Cockpit(ctx, program, by)
				return err
			}})
			b.ReportMetric(ms(t[0]), "sums-ms")
			b.ReportMetric(ms(t[1]), "ours-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
