package bench

import (
	"context"
	"testing"

	"lianzhang/internal/enterprise"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/id"
	"lianzhang/internal/project"
)

// BenchmarkBulkLoad loads projects and enterprises as an import does: journalled, indexed for search and, for projects,
// judged, with their plans and summed. Bare is the same rows by one INSERT each in transactions of the same size, without
// all that.
func BenchmarkBulkLoad(b *testing.B) {
	engines(b, func(b *testing.B, empty func() string) {
		b.Run("projects", func(b *testing.B) {
			const rows = 20_000
			var s *site
			var part []*project.Project
			ready := func() error {
				s = openSite(b, empty())
				part = newGenerator(s.chains, s.units).next(rows)
				return nil
			}
			t := contest(b, 3, side{"bare", func() error { return loadBare(s, project.Kind, part, numberProject) }, ready},
				side{"ours", func() error { return s.load(context.Background(), part) }, ready})
			reportRates(b, rows, t)
		})
		b.Run("enterprises", func(b *testing.B) {
			const rows = 40_000
			var s *site
			var part []*enterprise.Enterprise
			ready := func() error {
				s = openSite(b, empty())
				part = newGenerator(s.chains, s.units).firms(rows)
				return nil
			}
			t := contest(b, 3, side{"bare", func() error { return loadBare(s, enterprise.Kind, part, numberFirm) }, ready},
				side{"ours", func() error { return s.loadFirms(part) }, ready})
			reportRates(b, rows, t)
		})
	})
}

func numberProject(p *project.Project, n int64)    { p.ID, p.No = id.New(n/1000), n }
func numberFirm(e *enterprise.Enterprise, n int64) { e.ID, e.No = id.New(n/1000), n }

func loadBare[T any](s *site, table string, rows []*T, number func(row *T, n int64)) error {
	ctx := context.Background()
	t := db.NewTable[T](table)
	for start := 0; start < len(rows); start += perWrite {
		part := rows[start:min(start+perWrite, len(rows))]
		for i, row := range part {
			number(row, int64(start+i+1))
		}
		if err := s.DB.Write(ctx, func(tx *db.Tx) error { return t.Insert(ctx, tx, part...) }); err != nil {
			return err
		}
	}
	return nil
}

func (s *site) loadFirms(rows []*enterprise.Enterprise) error {
	ctx := context.Background()
	for start := 0; start < len(rows); start += perWrite {
		err := s.Run.Run(ctx, program, change.What{Action: "enterprise.load", Perm: authz.FirmEdit}, func(tx *change.Tx) error {
			return s.Enterprises.Insert(ctx, tx, rows[start:min(start+perWrite, len(rows))])
		})
		if err != nil {
			return err
		}
	}
	return nil
}
