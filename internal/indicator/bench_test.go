package indicator_test

import (
	"fmt"
	"testing"

	"lianzhang/internal/indicator"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web/webtest"
)

func periodOf(m int) period.Period { return period.Period(fmt.Sprintf("%d-%02d", 2024+m/12, m%12+1)) }

// BenchmarkTree reads and adds up 100 counties × 200 indicators × 36 months.
func BenchmarkTree(b *testing.B) {
	w := webtest.New(b, "2026-11-12")
	s := &indicator.Service{Run: w.Run, Org: w.Org, Chains: w.Chains}
	var units []string
	for n := range 100 {
		code := fmt.Sprintf("34%04d", 9000+n)
		if _, err := w.Org.CreateRegion(b.Context(), webtest.Program, org.Region{ID: code, Name: fmt.Sprintf("县%d", n), Parent: webtest.City, Kind: org.County}, ""); err != nil {
			b.Fatal(err)
		}
		units = append(units, code)
	}
	var inds []*indicator.Indicator
	for n := range 200 {
		i := &indicator.Indicator{Name: fmt.Sprintf("指标%d", n), Measure: "亿元", Decimals: 1}
		if err := s.Create(b.Context(), webtest.Program, i); err != nil {
			b.Fatal(err)
		}
		inds = append(inds, i)
	}
	unit := w.Units["市发改委"]
	for n, i := range inds {
		err := w.Run.Run(b.Context(), webtest.Program, what, func(tx *tx) error {
			for m := range 36 {
				p := fmt.Sprintf("%d-%02d", 2024+m/12, m%12+1)
				for k, code := range units {
					if _, err := tx.Exec(b.Context(), `INSERT INTO indicator_value (id, indicator_id, subject_kind, subject_id, period, amount, mark, edition, note, region, unit_id, chain_id, by_id, by_name, batch_id, revised, created_at, updated_at, version)
						VALUES ($1, $2, 'region', $3, $4, $5, '', 1, '', $6, $7, '', '', '', '', 0, 0, 0, 0)`, fmt.Sprintf("%d-%d-%d", n, m, k), i.ID, code, p, float64(k+m), code, unit); err != nil {
						return err
					}
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	for m := range 36 {
		if _, err := s.TakeAll(b.Context(), webtest.Program, periodOf(m), "历史"); err != nil {
			b.Fatal(err)
		}
	}
	city := record.Ref{Kind: indicator.ByRegion, ID: webtest.City}
	for _, x := range []struct {
		name     string
		from, to int
	}{{"36months", 0, 35}, {"24months", 12, 35}, {"1month", 35, 35}} {
		b.Run(x.name, func(b *testing.B) {
			for b.Loop() {
				n := 0
				err := s.Grids(b.Context(), inds, indicator.ByRegion, periodOf(x.from), periodOf(x.to), indicator.Options{}, func(g *indicator.Grid) error {
					if c := g.At(g.Tree.Find(city), len(g.Periods)-1); c.Known {
						n++
					}
					return nil
				})
				if err != nil || n != len(inds) {
					b.Fatal(n, err)
				}
			}
		})
	}
}
