package bench

import (
	"context"
	"testing"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/project"
)

// BenchmarkBulkLoad loads projects as an import does: journalled, judged, indexed for search, summed. Bare is the same rows
// by the same INSERT in transactions of the same size, without all that.
func BenchmarkBulkLoad(b *testing.B) {
	const rows = 20_000
	engines(b, func(b *testing.B, target func() string) {
		ctx := context.Background()
		table := db.NewTable[project.Project](project.Kind)
		t := contest(b, 3, side{"bare", func() error {
			b.StopTimer()
			s := newSite(b, target())
			part := newGenerator(s.chains, s.units).next(rows)
			b.StartTimer()
			for i, p := range part {
				p.ID, p.No = s.units[0]+string(rune('0'+i%10))+string(rune('0'+i/10)), int64(i+1)
			}
			for start := 0; start < rows; start += perWrite {
				if err := s.db.Write(ctx, func(tx *db.Tx) error {
					for _, p := range part[start : start+perWrite] {
						if err := table.Insert(ctx, tx, p); err != nil {
							return err
						}
					}
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		}}, side{"ours", func() error {
			s := newSite(b, target())
			return s.load(ctx, newGenerator(s.chains, s.units).next(rows))
		}})
		b.ReportMetric(rows/t[0].Seconds(), "bare-rows/s")
		b.ReportMetric(rows/t[1].Seconds(), "rows/s")
	})
}
