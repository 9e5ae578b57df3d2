package server_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lianzhang/internal/config"
	"lianzhang/internal/demo"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/server"
)

const today = "2026-11-22"

// city opens an App with a small demonstration city in a folder of the test's own.
func city(t *testing.T) *server.App {
	t.Helper()
	return open(t, t.TempDir(), "", 60)
}

func open(t *testing.T, data, target string, projects int) *server.App {
	t.Helper()
	app, _ := openClock(t, data, target, projects)
	return app
}

// openClock gives the clock of the program too.
func openClock(t *testing.T, data, target string, projects int) (*server.App, *demo.Clock) {
	t.Helper()
	env := map[string]string{"LIANZHANG_DATA": data, "LIANZHANG_DATABASE": target}
	cfg, err := config.Load("", func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	c := demo.NewClock(clock.At(today).Now())
	app, err := server.Open(t.Context(), cfg, c.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = app.Close() })
	if projects > 0 {
		_, err = demo.Build(t.Context(), app.DemoSite(c), demo.Options{Seed: 3, Count: projects, Today: today})
		if err != nil {
			t.Fatal(err)
		}
	}
	return app, c
}

// attachment hangs a file on some project.
func attachment(t *testing.T, app *server.App) {
	t.Helper()
	rows, err := app.Projects.Select(t.Context(), app.DB, server.Program().Scope, new(db.Where), "ORDER BY t.id LIMIT 1")
	if err != nil || len(rows) == 0 {
		t.Fatalf("no project: %v", err)
	}
	blob, err := app.Files.Put(t.Context(), strings.NewReader("投资合同正文"))
	if err != nil {
		t.Fatal(err)
	}
	p := &rows[0]
	err = app.Run.Run(t.Context(), server.Program(), change.What{Action: "project.attach", Perm: authz.ProjectFill, Ref: p.Ref()}, func(tx *change.Tx) error {
		_, err := app.Files.Save(context.Background(), tx, p.Ref(), p.ScopeKeys(), "合同.txt", "投资合同", blob)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func verified(t *testing.T, app *server.App) {
	t.Helper()
	rep, err := app.Verify(t.Context(), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if !rep.OK() || rep.Entries < 100 || rep.Rows < 100 {
		t.Errorf("%d entries, %d rows, findings %+v", rep.Entries, rep.Rows, rep.Findings)
	}
}

func TestABackupRestoresTheWholeSite(t *testing.T) {
	app := city(t)
	attachment(t, app)
	verified(t, app)
	file := filepath.Join(t.TempDir(), "backup.zip")
	if err := app.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "new")
	if err := server.Restore(t.Context(), file, data); err != nil {
		t.Fatal(err)
	}
	again := open(t, data, "", 0)
	verified(t, again)
	compare(t, app, again)
	if err := server.Restore(t.Context(), file, data); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("restored over a site: %v", err)
	}
	whole, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for name, bytes := range map[string][]byte{"cut": whole[:len(whole)/2], "empty": nil, "other": []byte("不是备份")} {
		bad := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(bad, bytes, 0o600); err != nil {
			t.Fatal(err)
		}
		target := filepath.Join(t.TempDir(), "into")
		if err := server.Restore(t.Context(), bad, target); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s backup: %v", name, err)
		}
		if _, err := os.Stat(target); err == nil {
			t.Errorf("%s backup left something behind", name)
		}
	}
}

func TestASiteMovesToPostgresAndBackInABackup(t *testing.T) {
	dsn := dbtest.Need(t)
	app := city(t)
	attachment(t, app)
	target := dbtest.Schema(t, dsn)
	to, err := db.Open(t.Context(), target)
	if err != nil {
		t.Fatal(err)
	}
	if err := app.CopyTo(t.Context(), to, nil); err != nil {
		t.Fatal(err)
	}
	if err := app.CopyTo(t.Context(), to, nil); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("copied over a site: %v", err)
	}
	_ = to.Close()
	moved := open(t, app.Config.Data, target, 0) // the attachments stay where they are
	verified(t, moved)
	compare(t, app, moved)
	if _, err := moved.Projects.Create(t.Context(), server.Program(), project.Project{Name: "搬家后新增", Region: "349902"}); err != nil {
		t.Fatalf("the copy does not take new records: %v", err)
	}
	verified(t, moved)
	file := filepath.Join(t.TempDir(), "from-postgres.zip")
	if err := moved.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	data := filepath.Join(t.TempDir(), "laptop")
	if err := server.Restore(t.Context(), file, data); err != nil {
		t.Fatal(err)
	}
	verified(t, open(t, data, "", 0))
}

// compare holds two Apps to the same sums and the same search.
func compare(t *testing.T, a, b *server.App) {
	t.Helper()
	total := func(app *server.App) (sum project.Sum, found int64) {
		groups, err := app.Projects.Groups(t.Context(), server.Program().Scope)
		if err != nil {
			t.Fatal(err)
		}
		for _, g := range groups {
			sum.Add(g.Sum)
		}
		q, err := project.Spec.Parse(map[string][]string{"q": {"产业"}})
		if err != nil {
			t.Fatal(err)
		}
		found, err = project.Spec.Count(t.Context(), app.DB, q, asker())
		if err != nil {
			t.Fatal(err)
		}
		return sum, found
	}
	sumA, foundA := total(a)
	sumB, foundB := total(b)
	if sumA != sumB || foundA != foundB || sumA.N == 0 || foundA == 0 {
		t.Errorf("sums %+v and %+v, found %d and %d", sumA, sumB, foundA, foundB)
	}
	for _, c := range b.Doctor(t.Context()) {
		if c.Err != nil {
			t.Errorf("doctor: %s: %v", c.Name, c.Err)
		}
	}
}

func TestAnOlderProgramRefusesANewerDatabase(t *testing.T) {
	data := t.TempDir()
	app := open(t, data, "", 0)
	err := app.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied, tstamp) VALUES (9999, $1, '2026-11-22')", true)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	_ = app.Close()
	cfg, _ := config.Load("", func(k string) string { return map[string]string{"LIANZHANG_DATA": data}[k] })
	if _, err := server.Open(t.Context(), cfg, clock.System); errs.CodeOf(err) != errs.Unavailable || !strings.Contains(err.Error(), "9999") {
		t.Errorf("opened a newer database: %v", err)
	}
}
