package bench

import (
	"context"
	"testing"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/project"
)

// BenchmarkBulkLoad loads projects as an import does: journalled, judged, indexed for search, summed. Bare is the same rows
// by one INSERT each in transactions of the same size, without all that.
func BenchmarkBulkLoad(b *testing.B) {
	const rows = 20_000
	engines(b, func(b *testing.B, target func() string) {
		var s *site
		var part []*project.Project
		ready := func() error {
			s = newSite(b, target())
			part = newGenerator(s.chains, s.units).next(rows)
			return nil
		}
		t := contest(b, 3, side{"bare", func() error { return s.loadBare(part) }, ready},
			side{"ours", func() error { return s.load(context.Background(), part) }, ready})
		b.ReportMetric(rows/t[0].Seconds(), "bare-rows/s")
		b.ReportMetric(rows/t[1].Seconds(), "rows/s")
	})
}

func (s *site) loadBare(rows []*project.Project) error {
	ctx := context.Background()
	table := db.NewTable[project.Project](project.Kind)
	for start := 0; start < len(rows); start += perWrite {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			for i, p := range rows[start:min(start+perWrite, len(rows))] {
				p.ID, p.No = id.New(int64(start)), int64(start+i+1)
				if err := table.Insert(ctx, tx, p); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
