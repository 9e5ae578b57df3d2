// Package db holds the site's database: one SQL text for SQLite and PostgreSQL, one writer with grouped commits, a pool
// of readers, migrations, a WHERE builder and Table, which reads and writes plain rows and records what it changed.
//
// One writer at a time holds on both engines: on SQLite because the file allows no more, on PostgreSQL because every
// group of writes locks the head of the journal. So a change sees a settled world, and two nodes never deadlock.
package db

import (
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"

	"lianzhang/internal/platform/errs"
)

// Engine names the database below.
type Engine string

// The two engines.
const (
	SQLite   Engine = "sqlite"
	Postgres Engine = "postgres"
)

// Rows and Row are what queries give; the aliases keep database/sql inside this package.
type (
	Rows = sql.Rows
	Row  = sql.Row
)

// Queryer reads: the pool of readers (*DB) or a transaction (*Tx).
type Queryer interface {
	Query(ctx context.Context, query string, args ...any) (*Rows, error)
	QueryRow(ctx context.Context, query string, args ...any) *Row
	Engine() Engine
}

// DB is an open database. Reads go straight to it; writes go through Write.
type DB struct {
	engine Engine
	name   string // file path or DSN, for messages and copies
	read   *sql.DB
	write  *sql.DB
	stmts  stmtCache
	jobs   chan *job
	hook   GroupHook
	stop   context.CancelFunc
	done   chan struct{}
	closed atomic.Bool
}

// Open opens the database that target names and brings its schema up to date. A target beginning with "postgres://" is
// a PostgreSQL DSN; anything else is the path of a SQLite file, made when absent. A schema newer than this program
// is refused.
func Open(ctx context.Context, target string) (*DB, error) {
	d, err := connect(ctx, target)
	if err != nil {
		return nil, err
	}
	if err := d.migrate(ctx); err != nil {
		_ = d.read.Close()
		_ = d.write.Close()
		return nil, err
	}
	bg, stop := context.WithCancel(context.Background())
	d.stop = stop
	go d.writer(bg)
	return d, nil
}

func connect(ctx context.Context, target string) (*DB, error) {
	d := &DB{name: target, jobs: make(chan *job, 1024), done: make(chan struct{}), hook: noHook{}}
	var err error
	if strings.HasPrefix(target, "postgres://") || strings.HasPrefix(target, "postgresql://") {
		d.engine = Postgres
		d.write, d.read, err = openPostgres(target)
	} else {
		d.engine = SQLite
		d.write, d.read, err = openSQLite(target)
	}
	if err != nil {
		return nil, errs.Wrap(err, errs.Unavailable, "打不开数据库%s，请检查路径、权限和磁盘空间", target)
	}
	if err := d.write.PingContext(ctx); err != nil {
		_ = d.read.Close()
		_ = d.write.Close()
		return nil, errs.Wrap(err, errs.Unavailable, "连不上数据库，请检查地址、账号和磁盘")
	}
	d.stmts.db, d.stmts.engine = d.read, d.engine
	return d, nil
}

// Close waits for the writes under way and closes the pools.
func (d *DB) Close() error {
	if d.closed.Swap(true) {
		return nil
	}
	d.stop()
	<-d.done
	d.stmts.close()
	err := d.read.Close()
	if e := d.write.Close(); e != nil {
		err = e
	}
	if err != nil {
		slog.Warn("closing database", "err", err)
	}
	return err
}

// Engine names the engine.
func (d *DB) Engine() Engine { return d.engine }

// Target is what Open was given.
func (d *DB) Target() string { return d.name }

// Query reads rows through a prepared statement that is kept for the next time.
func (d *DB) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	st, err := d.stmts.get(ctx, query)
	if err != nil {
		return nil, mapError(err)
	}
	if st == nil {
		rows, err := d.read.QueryContext(ctx, query, args...)
		return rows, mapError(err)
	}
	rows, err := st.QueryContext(ctx, args...)
	return rows, mapError(err)
}

// QueryRow reads one row.
func (d *DB) QueryRow(ctx context.Context, query string, args ...any) *Row {
	if st, err := d.stmts.get(ctx, query); err == nil && st != nil {
		return st.QueryRowContext(ctx, args...)
	}
	return d.read.QueryRowContext(ctx, query, args...)
}

// stmtCache keeps prepared statements of the reading pool. It stops growing at maxStmts: query texts come from list
// filters, so their number is bounded only by what people combine.
type stmtCache struct {
	db     *sql.DB
	engine Engine
	m      sync.Map
	n      atomic.Int64
	lock   sync.Mutex
}

const maxStmts = 800

func (c *stmtCache) get(ctx context.Context, query string) (*sql.Stmt, error) {
	if v, ok := c.m.Load(query); ok {
		return v.(*sql.Stmt), nil
	}
	if c.n.Load() >= maxStmts {
		return nil, nil
	}
	c.lock.Lock()
	defer c.lock.Unlock()
	if v, ok := c.m.Load(query); ok {
		return v.(*sql.Stmt), nil
	}
	st, err := c.db.PrepareContext(ctx, native(c.engine, query))
	if err != nil {
		return nil, err
	}
	c.m.Store(query, st)
	c.n.Add(1)
	return st, nil
}

func (c *stmtCache) close() {
	c.m.Range(func(_, v any) bool {
		_ = v.(*sql.Stmt).Close()
		return true
	})
}
