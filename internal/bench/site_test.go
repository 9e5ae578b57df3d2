package bench

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"lianzhang/internal/chain"
	"lianzhang/internal/config"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/project"
	"lianzhang/internal/server"
)

// site is the program on a city of 8 chains, 11 counties and zones and 60 units.
type site struct {
	*server.App
	now    *atomic.Value // clock.Clock
	chains []string      // ids
	units  []string
}

const (
	cityCode = "349900"
	password = "Bench#2026city"
)

var program = server.Program()

// engines runs fn on SQLite, and on PostgreSQL when TEST_POSTGRES names one; empty gives a new empty database.
func engines(b *testing.B, fn func(b *testing.B, empty func() string)) {
	b.Run("sqlite", func(b *testing.B) {
		n := 0
		fn(b, func() string { n++; return filepath.Join(b.TempDir(), fmt.Sprint(n, ".db")) })
	})
	if dsn := os.Getenv("TEST_POSTGRES"); dsn != "" {
		b.Run("postgres", func(b *testing.B) { fn(b, func() string { return dbtest.Schema(b, dsn) }) })
	}
}

// openSite opens the program on a database, and makes the city in it when it is empty.
func openSite(b *testing.B, target string) *site {
	b.Helper()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	ctx := context.Background()
	cfg, err := config.Load("", func(name string) string {
		return map[string]string{"LIANZHANG_DATA": b.TempDir(), "LIANZHANG_DATABASE": target}[name]
	})
	if err != nil {
		b.Fatal(err)
	}
	s := &site{now: new(atomic.Value)}
	s.now.Store(clock.At(today))
	app, err := server.Open(ctx, cfg, func() time.Time { return s.now.Load().(clock.Clock)() })
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = app.Close() })
	s.App = app
	d, err := app.Org.Directory(ctx)
	if err == nil && len(d.Accounts()) == 0 {
		err = s.found(ctx)
	}
	if err == nil {
		err = s.know(ctx)
	}
	if err != nil {
		b.Fatal(err)
	}
	return s
}

// found makes regions, units and chains.
func (s *site) found(ctx context.Context) error {
	if _, err := s.Org.Bootstrap(ctx, org.Setup{Site: "景川市", RegionCode: cityCode, RegionName: "景川市", Password: password, Settled: true}); err != nil {
		return err
	}
	for i, code := range regions {
		r := org.Region{ID: code, Name: fmt.Sprintf("第%d县", i+1), Parent: cityCode, Kind: org.County, Sort: int64(i)}
		if _, err := s.Org.CreateRegion(ctx, program, r, ""); err != nil {
			return err
		}
	}
	for i := range 60 {
		u := org.Unit{Name: fmt.Sprintf("第%d局", i+1), Region: regions[i%len(regions)], Kind: "department", Sort: int64(i), Active: true}
		if _, err := s.Org.CreateUnit(ctx, program, u, ""); err != nil {
			return err
		}
	}
	if err := s.know(ctx); err != nil {
		return err
	}
	for i, t := range trades() {
		c := chain.Chain{Code: fmt.Sprint("L", i), Name: t.name, Region: cityCode, UnitID: s.units[i], Sort: int64(i)}
		if _, err := s.Chains.Create(ctx, program, c); err != nil {
			return err
		}
	}
	if err := s.know(ctx); err != nil {
		return err
	}
	return s.people(ctx)
}

// know notes the ids of units and chains.
func (s *site) know(ctx context.Context) error {
	s.units, s.chains = nil, nil
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return err
	}
	for i := range 60 {
		u, ok := d.UnitByName(fmt.Sprintf("第%d局", i+1))
		if !ok {
			return fmt.Errorf("unit %d is missing", i)
		}
		s.units = append(s.units, u.ID)
	}
	all, err := s.Chains.All(ctx)
	for i := range all {
		s.chains = append(s.chains, all[i].ID)
	}
	return err
}

// perWrite is how many projects one write loads.
const perWrite = 5000

// load inserts the projects, journalled.
func (s *site) load(ctx context.Context, rows []*project.Project) error {
	for start := 0; start < len(rows); start += perWrite {
		part := rows[start:min(start+perWrite, len(rows))]
		err := s.Run.Run(ctx, program, change.What{Action: "project.load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
			return s.Projects.Insert(ctx, tx, part)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// fullSite is a site with as many projects as the promises speak of, and their monthly reports of the year. BENCH_KEEP names
// a folder in which it is kept for the next run.
func fullSite(b *testing.B, empty func() string) *site {
	b.Helper()
	target := empty()
	if dir := os.Getenv("BENCH_KEEP"); dir != "" {
		target = kept(b, dir, target)
	}
	s := openSite(b, target)
	ctx := context.Background()
	var n int
	if err := s.DB.QueryRow(ctx, "SELECT count(*) FROM project").Scan(&n); err != nil {
		b.Fatal(err)
	}
	if n == 0 {
		if err := s.fill(ctx); err != nil {
			b.Fatal(err)
		}
	}
	return s
}

// fill loads the projects a month ago and lets the days pass, so that lights have turned on several: with the new month,
// and where something was corrected in the week of today.
func (s *site) fill(ctx context.Context) error {
	s.now.Store(clock.At("2026-10-25"))
	rows := newGenerator(s.chains, s.units).next(full)
	if err := s.load(ctx, rows); err != nil {
		return err
	}
	if err := s.report(ctx, rows); err != nil {
		return err
	}
	if err := s.chart(ctx); err != nil {
		return err
	}
	s.now.Store(clock.At("2026-11-01"))
	if _, err := s.Review.EvaluateAll(ctx, nil); err != nil {
		return err
	}
	s.now.Store(clock.At("2026-11-18"))
	var ids []string
	for _, p := range rows[:2000] {
		ids = append(ids, p.ID)
	}
	err := s.Projects.EditMany(ctx, program, ids, "", func(p *project.Project) error {
		p.YearDone = p.YearPlan - p.YearDone*2/3
		return nil
	})
	s.now.Store(clock.At(today))
	return err
}

// kept is the database that stays between runs, instead of the new one.
func kept(b *testing.B, dir, target string) string {
	b.Helper()
	u, err := url.Parse(target)
	if err != nil || u.Scheme == "" {
		return filepath.Join(dir, "bench.db")
	}
	c, err := pgx.Connect(context.Background(), os.Getenv("TEST_POSTGRES"))
	if err != nil {
		b.Fatal(err)
	}
	defer c.Close(context.Background())
	if _, err := c.Exec(context.Background(), "CREATE SCHEMA IF NOT EXISTS bench_keep"); err != nil {
		b.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", "bench_keep")
	u.RawQuery = q.Encode()
	return u.String()
}

// report files the reports of the year for what is being built; unjournalled, since nothing here asks for their history.
func (s *site) report(ctx context.Context, rows []*project.Project) error {
	table := db.NewTable[project.Report]("project_report")
	var part []*project.Report
	flush := func() error {
		err := s.DB.Write(ctx, func(tx *db.Tx) error { return table.Insert(ctx, tx, part...) })
		part = part[:0]
		return err
	}
	for i, p := range rows {
		if p.Stage != project.Started && p.Stage != project.Completed || p.YearPlan == 0 {
			continue
		}
		for month := range 10 {
			part = append(part, &project.Report{ID: fmt.Sprintf("%s-%02d", p.ID, month), ProjectID: p.ID, Region: p.Region, UnitID: p.UnitID, ChainID: p.ChainID,
				Period: fmt.Sprintf("2026-%02d", month+1), Done: p.YearDone / 10, DoneTotal: p.YearDone / 10 * int64(month+1), Progress: "主体施工",
				State: project.Checked, FilledAt: p.CreatedAt + int64(i)})
		}
		if len(part) > perWrite {
			if err := flush(); err != nil {
				return err
			}
		}
	}
	return flush()
}
