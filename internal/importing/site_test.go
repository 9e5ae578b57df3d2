package importing_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/datatest"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

// site is a whole site as far as imports need it.
type site struct {
	t        testing.TB
	run      *change.Runner
	imports  *importing.Service
	org      *org.Service
	projects *project.Service
	firms    *enterprise.Service
	chains   *chain.Service
}

var ctx = context.Background()

// office is who imports in most tests.
var office = authz.System("cli")

func newSite(t testing.TB, d *db.DB) *site {
	t.Helper()
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-06-03")}
	files, err := attach.Open(filepath.Join(t.TempDir(), "files"), importing.MaxFile)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, run: run, org: org.New(run, org.Options{}), projects: &project.Service{Run: run}, firms: &enterprise.Service{Run: run},
		chains: &chain.Service{Run: run}}
	for _, r := range []org.Region{{ID: "440600", Name: "佛山市", Kind: "city"}, {ID: "440608", Name: "高明区", Parent: "440600", Kind: "county"},
		{ID: "440605", Name: "南海区", Parent: "440600", Kind: "county"}} {
		if _, err := s.org.CreateRegion(ctx, office, r, ""); err != nil {
			t.Fatal(err)
		}
	}
	s.imports = &importing.Service{Run: run, Files: files, Names: targets.Names(s.org, s.chains, s.firms),
		Home:    func(context.Context) string { return "440608" },
		Create:  map[string]importing.Creator{chain.Kind: targets.Chains(s.chains)},
		Targets: targets.All(s.projects, s.firms, s.chains, s.org)}
	return s
}

// upload hands in a file and analyses it.
func (s *site) upload(list, path string, choice importing.Choice) *importing.Batch {
	s.t.Helper()
	body, err := os.ReadFile(path)
	if err != nil {
		s.t.Fatal(err)
	}
	return s.hand(list, filepath.Base(path), body, choice)
}

func (s *site) hand(list, name string, body []byte, choice importing.Choice) *importing.Batch {
	s.t.Helper()
	b, err := s.imports.Upload(ctx, office, importing.Upload{List: list, Name: name, Body: bytes.NewReader(body), Choice: choice})
	if err != nil {
		s.t.Fatal(err)
	}
	if b, err = s.imports.Analyse(ctx, office, b.ID, nil); err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *site) confirm(id string) *importing.Batch {
	s.t.Helper()
	b, err := s.imports.Confirm(ctx, office, id, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	return b
}

func (s *site) count(table string) (n int) {
	s.t.Helper()
	if err := s.run.DB.QueryRow(ctx, "SELECT count(*) FROM "+table).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

func gaoming(t testing.TB, name string) string { return datatest.Path(t, "gaoming/"+name) }
