package bench

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// site is a city of 8 chains, 11 counties and zones and 60 units on one database.
type site struct {
	db       *db.DB
	run      *change.Runner
	projects *project.Service
	review   *review.Service
	chains   []string
	units    []string
}

var program = authz.System("cli")

// engines runs fn on SQLite, and on PostgreSQL when there is one; target is an empty database.
func engines(b *testing.B, fn func(b *testing.B, target func() string)) {
	b.Run("sqlite", func(b *testing.B) {
		n := 0
		fn(b, func() string { n++; return filepath.Join(b.TempDir(), fmt.Sprint(n, ".db")) })
	})
	if dsn := os.Getenv("TEST_POSTGRES"); dsn != "" {
		b.Run("postgres", func(b *testing.B) { fn(b, func() string { return dbtest.Schema(b, dsn) }) })
	}
}

func newSite(b *testing.B, target string) *site {
	b.Helper()
	ctx := context.Background()
	d, err := db.Open(ctx, target)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = d.Close() })
	s := &site{db: d, run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(today)}}
	s.projects = &project.Service{Run: s.run}
	s.review = &review.Service{Run: s.run, Projects: s.projects}
	s.projects.Judge = s.review
	if err := s.review.Install(ctx); err != nil {
		b.Fatal(err)
	}
	if err := s.found(ctx); err != nil {
		b.Fatal(err)
	}
	return s
}

// found makes regions, units and chains.
func (s *site) found(ctx context.Context) error {
	o := org.New(s.run, org.Options{})
	if _, err := o.Bootstrap(ctx, org.Setup{Site: "景川市", RegionCode: "349900", RegionName: "景川市", Password: "Bench#2026city", Settled: true}); err != nil {
		return err
	}
	for i, code := range regions {
		if _, err := o.CreateRegion(ctx, program, org.Region{ID: code, Name: fmt.Sprint("第", i+1, "县区"), Parent: "349900", Kind: "county", Sort: int64(i)}, ""); err != nil {
			return err
		}
	}
	for i := range 60 {
		u, err := o.CreateUnit(ctx, program, org.Unit{Name: fmt.Sprintf("第%d局", i+1), Region: regions[i%len(regions)], Kind: "department", Active: true}, "")
		if err != nil {
			return err
		}
		s.units = append(s.units, u.ID)
	}
	chains := &chain.Service{Run: s.run}
	for i, t := range trades() {
		c, err := chains.Create(ctx, program, chain.Chain{Code: fmt.Sprint("L", i), Name: t.name, Region: "349900", UnitID: s.units[i], Sort: int64(i)})
		if err != nil {
			return err
		}
		s.chains = append(s.chains, c.ID)
	}
	return nil
}

// perWrite is how many projects one write loads, as an import does.
const perWrite = 10000

// load inserts the projects, journalled, in writes of perWrite.
func (s *site) load(ctx context.Context, rows []*project.Project) error {
	for start := 0; start < len(rows); start += perWrite {
		part := rows[start:min(start+perWrite, len(rows))]
		err := s.run.Run(ctx, program, change.What{Action: "project.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
			return s.projects.Insert(ctx, tx, part)
		})
		if err != nil {
			return err
		}
	}
	return nil
}
