package report

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// largeRegister is a register of n projects with ten reports each, judged by the shipped default rules.
func largeRegister(t testing.TB, n int) (*Register, *Names) {
	t.Helper()
	r := &Register{Reports: map[string][]project.Report{}, Plans: map[string]map[string]int64{}, Rules: shippedRules(t)}
	names := &Names{Place: Place{Label: "全市", Child: "县区"}, Site: "某市产业链链长制", Issuer: "链长办", Unit: func(id string) string { return id }}
	for i := range 8 {
		names.Chains = append(names.Chains, ChainName{ID: fmt.Sprint("c", i), Name: fmt.Sprint("第", i, "链"), LeadUnit: "市工信局"})
	}
	for i := range 11 {
		names.Regions = append(names.Regions, RegionName{fmt.Sprint("r", i), fmt.Sprint(i, "县")})
	}
	for i := range n {
		p := project.Project{ID: fmt.Sprintf("p%06d", i), Name: fmt.Sprint("项目", i), ChainID: fmt.Sprint("c", i%8), Region: fmt.Sprint("r", i%11), UnitID: fmt.Sprint("u", i%60),
			Class: []string{"续建", "新建"}[i%2], Level: []string{"省重点", "市重点", "县重点"}[i%3], TotalInvest: int64(i%90+1) * 1e7, PlanYear: "2026", YearPlan: int64(i%50+1) * 1e6,
			LeadActual: "2024-01-01", SignedActual: "2024-08-01", StartedPlan: "2025-02-01", StartedActual: "2025-03-01", CompletedPlan: "2027-01-01", Stage: project.Started}
		if i%7 == 0 {
			p.StartedActual, p.Stage = "", project.Signed
		}
		for m := 1; m <= 10; m++ {
			r.Reports[p.ID] = append(r.Reports[p.ID], project.Report{ProjectID: p.ID, Period: fmt.Sprintf("2026-%02d", m), Done: p.YearPlan / 12 * int64(i%5) / 3,
				Problem: []string{"", "", "用地指标未落实"}[i%3]})
		}
		r.Plans[p.ID] = map[string]int64{"2026": p.YearPlan}
		r.Projects = append(r.Projects, p)
	}
	return r, names
}

// shippedRules are the rule sets that a new site has in force.
func shippedRules(t testing.TB) map[string]*review.Compiled {
	t.Helper()
	sets, err := review.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]*review.Compiled{}
	for _, set := range sets {
		if set.Code != "yinchuan" && set.Code != "handan" && set.Code != "sanya-district" {
			continue
		}
		if out[set.Level], err = review.Compile(set); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// BenchmarkBulletin measures everything after the reading: the past, the lights, the figures and the document.
func BenchmarkBulletin(b *testing.B) {
	for _, n := range []int{1200, 100_000} {
		r, names := largeRegister(b, n)
		s := &Service{}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for b.Loop() {
				items := r.AsOf("2026-10")
				f := Compute(period.Period("2026-10"), items, names, r.Rules[review.LevelRegion], 1)
				f.Asked = cityDay
				s.making().compose(f, items)
			}
		})
		b.Run(fmt.Sprint(n, "-word"), func(b *testing.B) {
			items := r.AsOf("2026-10")
			f := Compute(period.Period("2026-10"), items, names, r.Rules[review.LevelRegion], 1)
			f.Asked = cityDay
			paper := s.making().compose(f, items)
			for b.Loop() {
				if err := paper.Word(io.Discard); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkService measures a whole paper from the database: n projects with ten reports of the year each.
func BenchmarkService(b *testing.B) {
	for _, n := range []int{1200, 100_000} {
		if n > 1200 && os.Getenv("REPORT_LARGE") == "" {
			continue // it writes a million reports first
		}
		s, _, done := open(b, filepath.Join(b.TempDir(), "large.db"))
		fillLarge(b, s, n)
		for _, x := range []struct {
			name string
			make func() (Paper, error)
		}{
			{"bulletin", func() (Paper, error) { return s.Bulletin(b.Context(), office(), "2026-10") }},
			{"dispatch", func() (Paper, error) { return s.Dispatch(b.Context(), office(), "2026-W47") }},
		} {
			b.Run(fmt.Sprint(x.name, "-", n), func(b *testing.B) {
				for b.Loop() {
					if _, err := x.make(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		done()
	}
}

// fillLarge writes projects and reports past the journal.
func fillLarge(b *testing.B, s *Service, n int) {
	b.Helper()
	if _, err := s.Org.Bootstrap(b.Context(), org.Setup{Site: "景川市产业链链长制", RegionCode: "349900", RegionName: "景川市", Office: "链长办", Password: "Copper#Basin8", Settled: true}); err != nil {
		b.Fatal(err)
	}
	one := project.Project{Name: "项目", Region: "349900", Class: "续建", Level: "市重点", TotalInvest: 5e8, PlanYear: "2026", YearPlan: 1.2e8, LeadActual: "2024-01-01",
		SignedActual: "2024-08-01", StartedActual: "2025-03-01", CompletedPlan: "2027-01-01", Stage: project.Started}
	p, err := s.Projects.Create(b.Context(), office(), one)
	if err != nil {
		b.Fatal(err)
	}
	if err := s.Projects.FillReport(b.Context(), office(), project.Report{ProjectID: p.ID, Period: "2026-10", Done: 8e6, Progress: "主体施工"}); err != nil {
		b.Fatal(err)
	}
	tables, err := db.Tables(b.Context(), s.Projects.Run.DB)
	if err != nil {
		b.Fatal(err)
	}
	copies := func(table string, change map[string]string, from string) string {
		var cols []string
		for _, c := range tables[table] {
			cols = append(cols, cmp.Or(change[c], "t."+c))
		}
		return "INSERT INTO " + table + " (" + strings.Join(tables[table], ", ") + ") SELECT " + strings.Join(cols, ", ") + " FROM " + from
	}
	err = s.Projects.Run.DB.Write(b.Context(), func(tx *db.Tx) error {
		for _, sql := range []string{
			fmt.Sprintf("WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ", n) +
				copies("project", map[string]string{"no": "n.i", "id": "'p' || n.i", "year_plan": "10000000 * (1 + n.i % 30)", "name": "'项目' || n.i"}, "project t, n"),
			"WITH RECURSIVE m (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM m WHERE i < 10) " +
				copies("project_report", map[string]string{"id": "p.id || '-' || m.i", "project_id": "p.id", "period": "'2026-' || substr('0' || m.i, -2)"},
					"project_report t, m, project p WHERE p.no > 1"),
			copies("project_plan", map[string]string{"id": "p.id", "project_id": "p.id", "amount": "p.year_plan"}, "project_plan t, project p WHERE p.no > 1"),
		} {
			if _, err := tx.Exec(b.Context(), sql); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
