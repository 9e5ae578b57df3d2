package db

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"lianzhang/internal/platform/errs"
)

// openSQLite opens the file twice: one connection that writes, and a pool that cannot.
// WAL lets readers go on beside the writer; synchronous=FULL makes an acknowledged commit survive a power cut.
// Every write begins IMMEDIATE (see writer), because a deferred read-then-write fails under load whatever busy_timeout says.
func openSQLite(path string) (write, read *sql.DB, err error) {
	if dir := filepath.Dir(path); dir != "." {
		if err := os.MkdirAll(dir, 0o750); err != nil {
			return nil, nil, err
		}
	}
	dsn := func(pragmas ...string) string {
		q := url.Values{}
		for _, p := range append(pragmas, "busy_timeout(10000)", "foreign_keys(1)", "temp_store(memory)") {
			q.Add("_pragma", p)
		}
		return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + q.Encode()
	}
	write, err = sql.Open("sqlite", dsn("journal_mode(wal)", "synchronous(full)", "cache_size(-64000)", "wal_autocheckpoint(4000)"))
	if err != nil {
		return nil, nil, err
	}
	write.SetMaxOpenConns(2) // one that writes, one for backups
	read, err = sql.Open("sqlite", dsn("query_only(1)", "cache_size(-4000)"))
	if err != nil {
		return nil, nil, err
	}
	n := max(4, 2*runtime.GOMAXPROCS(0))
	read.SetMaxOpenConns(n)
	read.SetMaxIdleConns(n)
	return write, read, nil
}

// openPostgres opens one pool for reading; writing takes a single connection of a pool of its own, so that long reads
// cannot starve it.
func openPostgres(dsn string) (write, read *sql.DB, err error) {
	cfg, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, nil, err
	}
	// The questions are short and many: a query shares no work with other processes, is not compiled, and finds what it reads
	// in memory. Who knows better sets these in the DSN.
	for name, value := range map[string]string{"max_parallel_workers_per_gather": "0", "jit": "off", "random_page_cost": "1.1"} {
		if _, set := cfg.RuntimeParams[name]; !set {
			cfg.RuntimeParams[name] = value
		}
	}
	write, read = stdlib.OpenDB(*cfg), stdlib.OpenDB(*cfg)
	write.SetMaxOpenConns(2)
	n := max(8, 4*runtime.GOMAXPROCS(0))
	read.SetMaxOpenConns(n)
	read.SetMaxIdleConns(n)
	return write, read, nil
}

// native is the query as the engine takes it best. SQLite looks every numbered placeholder up by its name each time it is
// bound, which for a wide row costs as much as storing it; so placeholders that stand in their order become plain ones.
func native(e Engine, query string) string {
	if e != SQLite || strings.ContainsAny(query, "?'") {
		return query
	}
	parts := strings.Split(query, "$")
	for i, p := range parts[1:] {
		number := strconv.Itoa(i + 1)
		rest, ok := strings.CutPrefix(p, number)
		if !ok || rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			return query
		}
		parts[i+1] = rest
	}
	return strings.Join(parts, "?")
}

// begin is how a group of writes starts on the engine.
func (d *DB) begin() string {
	if d.engine == SQLite {
		return "BEGIN IMMEDIATE"
	}
	return "BEGIN"
}

// beginRead is how a settled reading of the whole database starts on the engine.
func (d *DB) beginRead() string {
	if d.engine == SQLite {
		return "BEGIN"
	}
	return "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
}

// catalog lists the engine's tables, views apart, and their columns; SQLite keeps the parts of a virtual table as tables of their own.
func catalog(e Engine) string {
	if e == SQLite {
		return "SELECT m.name, c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' ORDER BY m.name, c.cid"
	}
	return "SELECT c.table_name, c.column_name FROM information_schema.columns c JOIN information_schema.tables t ON t.table_schema = c.table_schema" +
		" AND t.table_name = c.table_name WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' ORDER BY c.table_name, c.ordinal_position"
}

// mapError turns the engines' errors into errors for people, where people can do something about them.
func mapError(err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, sql.ErrNoRows):
		return errs.Wrap(err, errs.NotFound, "没有这条记录，或不在您的数据范围内")
	}
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		switch {
		case pg.Code == "23505":
			return errs.Wrap(err, errs.Conflict, "已有相同的记录（%s）", pg.ConstraintName)
		case pg.Code == "22021":
			return errs.Wrap(err, errs.Invalid, "文字里有不能保存的字符，请删去后再试")
		case strings.HasPrefix(pg.Code, "23"):
			return errs.Wrap(err, errs.Invalid, "与其他记录的关系不成立（%s）", pg.ConstraintName)
		case pg.Code == "53100" || pg.Code == "53300":
			return errs.Wrap(err, errs.Unavailable, "数据库资源不足，请稍后再试")
		}
		return fmt.Errorf("postgres: %w", err)
	}
	var lite *sqlite.Error
	if errors.As(err, &lite) {
		switch code := lite.Code(); {
		case code == sqlite3.SQLITE_CONSTRAINT_UNIQUE || code == sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY:
			return errs.Wrap(err, errs.Conflict, "已有相同的记录")
		case code&0xff == sqlite3.SQLITE_CONSTRAINT:
			return errs.Wrap(err, errs.Invalid, "与其他记录的关系不成立")
		case code&0xff == sqlite3.SQLITE_FULL:
			return errs.Wrap(err, errs.Unavailable, "磁盘已满，没有写入；请腾出空间后再试")
		case code&0xff == sqlite3.SQLITE_BUSY:
			return errs.Wrap(err, errs.Unavailable, "数据库正忙，请稍后再试")
		}
		return fmt.Errorf("sqlite: %w", err)
	}
	return err
}

// NotFound reports whether a scan found no row.
func NotFound(err error) bool {
	return errors.Is(err, sql.ErrNoRows) || errs.CodeOf(err) == errs.NotFound
}
