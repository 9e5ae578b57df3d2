package bench

import (
	"context"
	"fmt"
	"testing"

	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/project"
)

// BenchmarkFormula measures the registry of definitions: one rate over a million projects beside the SQL that a person
// would write by hand, and all shipped definitions on projects by county over a province of 200,000 projects in 100
// counties, in one pass.
func BenchmarkFormula(b *testing.B) {
	engines(b, func(b *testing.B, empty func() string) {
		b.Run("one", func(b *testing.B) { benchFormula(b, empty, 1_000_000, oneFormula) })
		b.Run("province", func(b *testing.B) { benchFormula(b, empty, 200_000, allFormulas) })
	})
}

func benchFormula(b *testing.B, empty func() string, size int, run func(b *testing.B, s *site)) {
	s := openSite(b, empty())
	g := newGenerator(s.chains, s.units)
	const part = 50_000
	for n := 0; n < size; n += part {
		rows := g.next(part)
		for i, p := range rows {
			p.Region = fmt.Sprintf("35%02d%02d", i%10+1, i/10%10+21)
		}
		if err := loadBare(s, project.Kind, rows, func(p *project.Project, i int64) { numberProject(p, int64(n)+i) }); err != nil {
			b.Fatal(err)
		}
	}
	b.ResetTimer()
	run(b, s)
}

func oneFormula(b *testing.B, s *site) {
	all := authz.Scope{All: true}
	for _, x := range []struct {
		name string
		ask  formula.Ask
		sql  string
	}{
		{"rate", formula.Ask{}, `SELECT count(CASE WHEN stage IN ('started', 'completed', 'produced', 'capacity') THEN 1 END),
			count(CASE WHEN stage IN ('signed', 'started', 'completed', 'produced', 'capacity', 'withdrawn') THEN 1 END) FROM project`},
		{"window", formula.Ask{From: "2025-01-01", To: "2026-06-30"}, `SELECT count(CASE WHEN stage IN ('started', 'completed', 'produced', 'capacity') THEN 1 END),
			count(CASE WHEN stage IN ('signed', 'started', 'completed', 'produced', 'capacity', 'withdrawn') THEN 1 END) FROM project
			WHERE CASE length(signed_actual) WHEN 7 THEN signed_actual || '-28' ELSE signed_actual END BETWEEN '2025-01-01' AND '2026-06-30'`},
	} {
		b.Run(x.name, func(b *testing.B) {
			var num, den float64
			var v formula.Value
			t := contest(b, rounds, side{name: "bare", do: func() error {
				return s.DB.QueryRow(context.Background(), x.sql).Scan(&num, &den)
			}}, side{name: "ours", do: func() (err error) {
				v, err = s.Formulas.Value(context.Background(), all, "start_rate", 2, x.ask)
				return err
			}})
			if v.Num != num || v.Den != den || num == 0 {
				b.Fatalf("%v/%v, bare %v/%v", v.Num, v.Den, num, den)
			}
			reportTimes(b, t)
		})
	}
}

func allFormulas(b *testing.B, s *site) {
	defs, err := s.Formulas.All(context.Background())
	if err != nil {
		b.Fatal(err)
	}
	var all []*formula.Compiled
	for _, d := range defs {
		if d.List == project.Kind {
			c, err := s.Formulas.Get(context.Background(), d.Code, int(d.Number))
			if err != nil {
				b.Fatal(err)
			}
			all = append(all, c)
		}
	}
	for b.Loop() {
		watch := clock.Stopwatch()
		table, err := s.Formulas.Table(context.Background(), authz.Scope{All: true}, all, formula.Ask{}, formula.ByRegion)
		if err != nil || len(table) < 100 {
			b.Fatalf("%d counties, %v", len(table), err)
		}
		b.ReportMetric(ms(watch()), "ms")
		b.ReportMetric(float64(len(all)), "definitions")
	}
}
