// Package dbtest opens a migrated, empty database for a test: SQLite always, PostgreSQL too when TEST_POSTGRES is set.
package dbtest

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/id"
)

// Each runs fn as a subtest on every engine at hand.
func Each(t *testing.T, fn func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { fn(t, SQLite(t)) })
	switch {
	case os.Getenv("TEST_POSTGRES") != "":
		t.Run("postgres", func(t *testing.T) { fn(t, Postgres(t)) })
	case required():
		t.Error(lacking)
	}
}

// required tells that nothing may be left out: REQUIRE is set, or CI runs.
func required() bool { return os.Getenv("REQUIRE") != "" || os.Getenv("CI") == "true" }

const lacking = "TEST_POSTGRES is not set, and both engines must be tested"

// SQLite opens a database in a file of the test's own.
func SQLite(t testing.TB) *db.DB {
	t.Helper()
	return open(t, filepath.Join(t.TempDir(), "test.db"))
}

// Postgres opens a database in a schema of the test's own, dropped at its end; as Need has it, the test is skipped without one.
func Postgres(t testing.TB) *db.DB {
	t.Helper()
	return open(t, Schema(t, Need(t)))
}

// Need gives the DSN in TEST_POSTGRES. Without it the test is skipped with a word, or fails where nothing may be left out.
func Need(t testing.TB) string {
	t.Helper()
	dsn := os.Getenv("TEST_POSTGRES")
	switch {
	case dsn != "":
	case required():
		t.Fatal(lacking)
	default:
		t.Skip("TEST_POSTGRES is not set")
	}
	return dsn
}

// Schema makes a schema for the test and gives the DSN that points into it.
func Schema(t testing.TB, dsn string) string {
	t.Helper()
	name := "t_" + strings.ToLower(id.New(0)[10:])
	admin := func(sql string) {
		c, err := pgx.Connect(context.Background(), dsn)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close(context.Background())
		if _, err := c.Exec(context.Background(), sql); err != nil {
			t.Fatal(err)
		}
	}
	admin("CREATE SCHEMA " + name)
	t.Cleanup(func() { admin("DROP SCHEMA " + name + " CASCADE") })
	u, err := url.Parse(dsn)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

func open(t testing.TB, target string) *db.DB {
	t.Helper()
	d, err := db.Open(context.Background(), target)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	return d
}
