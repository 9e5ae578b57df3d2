package report

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/chain"
	"lianzhang/internal/demo"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// cityDay is the day on which the demonstration city stands: the last of week 47.
const cityDay = "2026-11-22"

// office is the whole program's actor for papers of the whole site.
func office() authz.Actor { return authz.System("cli") }

// city is a demonstration city of so many projects, with the services on it.
func city(t testing.TB, projects int) *Service {
	t.Helper()
	s, now, done := open(t, filepath.Join(t.TempDir(), "city.db"))
	t.Cleanup(done)
	build(t, s, now, projects)
	return s
}

// open gives the services on a database.
func open(t testing.TB, path string) (*Service, *demo.Clock, func()) {
	t.Helper()
	d, err := db.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	s, now := services(t, d)
	return s, now, func() { _ = d.Close() }
}

func services(t testing.TB, d *db.DB) (*Service, *demo.Clock) {
	t.Helper()
	now := demo.NewClock(clock.At(cityDay).Now())
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.Clock(now.Now)}
	s := &Service{Projects: &project.Service{Run: run}, Chains: &chain.Service{Run: run}, Clock: run.Clock, Calendar: workday.Default}
	s.Org = org.New(run, org.Options{Cost: org.Cost{MemoryKiB: 32, Passes: 1}})
	s.Review = &review.Service{Run: run, Projects: s.Projects}
	s.Projects.Judge = s.Review
	if err := s.Review.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s, now
}

func build(t testing.TB, s *Service, now *demo.Clock, projects int) {
	t.Helper()
	site := demo.Site{Run: s.Projects.Run, Org: s.Org, Chains: s.Chains, Enterprises: &enterprise.Service{Run: s.Projects.Run}, Projects: s.Projects,
		Review: s.Review, Clock: now}
	if _, err := demo.Build(t.Context(), site, demo.Options{Seed: 7, Count: projects, Today: cityDay}); err != nil {
		t.Fatal(err)
	}
	now.Set(cityDay)
}

// shared is one small city for all tests that only read.
var shared struct {
	once sync.Once
	dir  string
}

// smallCity is a city of 300 projects, built once for all tests and opened by each.
func smallCity(t testing.TB) *Service {
	t.Helper()
	shared.once.Do(func() {
		dir, err := os.MkdirTemp("", "report-city")
		if err != nil {
			t.Fatal(err)
		}
		shared.dir = dir
		s, now, done := open(t, filepath.Join(dir, "city.db"))
		defer done()
		build(t, s, now, 300)
	})
	s, now, done := open(t, filepath.Join(shared.dir, "city.db"))
	t.Cleanup(done)
	now.Set(cityDay)
	return s
}

func TestMain(m *testing.M) {
	code := m.Run()
	if shared.dir != "" {
		_ = os.RemoveAll(shared.dir)
	}
	os.Exit(code)
}

// TestLook writes the papers of the demonstration city to the folder REPORT_OUT, to be looked at.
func TestLook(t *testing.T) {
	out := os.Getenv("REPORT_OUT")
	if out == "" {
		t.Skip("REPORT_OUT names no folder to write papers to")
	}
	s := city(t, 1200)
	took := clock.Stopwatch()
	b, err := s.Bulletin(t.Context(), office(), "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("bulletin of %d projects in %v", len(b.items), took())
	save(t, b, filepath.Join(out, "bulletin"))
	took = clock.Stopwatch()
	d, err := s.Dispatch(t.Context(), office(), "2026-W47")
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("dispatch of %d projects in %v", len(d.items), took())
	save(t, d, filepath.Join(out, "dispatch"))
	dir, err := s.Org.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	lead, err := s.Org.Actor(t.Context(), dir.AccountByLogin("lead3").ID, "web", "")
	if err != nil {
		t.Fatal(err)
	}
	if b, err = s.Bulletin(t.Context(), lead, "2026-10"); err != nil {
		t.Fatal(err)
	}
	save(t, b, filepath.Join(out, "lead"))
}

func save(t *testing.T, p Paper, path string) {
	t.Helper()
	for ending, write := range map[string]func(f *os.File) error{
		"docx": func(f *os.File) error { return p.Word(f) },
		"xlsx": func(f *os.File) error { return p.Excel(f) },
	} {
		f, err := os.Create(path + "." + ending)
		if err != nil {
			t.Fatal(err)
		}
		if err := write(f); err != nil {
			t.Error(err)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestEngines: both engines give the same papers to the letter.
func TestEngines(t *testing.T) {
	var papers []string
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s, now := services(t, d)
		build(t, s, now, 60)
		b, err := s.Bulletin(t.Context(), office(), "2026-10")
		if err != nil {
			t.Fatal(err)
		}
		k, err := s.Dispatch(t.Context(), office(), "2026-W47")
		if err != nil {
			t.Fatal(err)
		}
		papers = append(papers, wholeText(b.Doc)+wholeText(k.Doc))
	})
	for _, p := range papers[1:] {
		if d := cmp.Diff(papers[0], p); d != "" {
			t.Error(d)
		}
	}
}
