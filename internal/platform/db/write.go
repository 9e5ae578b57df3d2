package db

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/errs"
)

// GroupHook is told of each group of writes: the journal uses it to extend its tree once per commit.
type GroupHook interface {
	Begin(ctx context.Context, tx *Tx) error  // after BEGIN; on PostgreSQL this takes the lock that orders the nodes
	Settle(kept bool)                         // after each write of the group: whether it stays or was rolled back
	Commit(ctx context.Context, tx *Tx) error // before COMMIT; an error undoes the group
	Done(committed bool)                      // after COMMIT or ROLLBACK
}

type noHook struct{}

func (noHook) Begin(context.Context, *Tx) error  { return nil }
func (noHook) Settle(bool)                       {}
func (noHook) Commit(context.Context, *Tx) error { return nil }
func (noHook) Done(bool)                         {}

// SetHook sets the hook; call it before the first Write.
func (d *DB) SetHook(h GroupHook) { d.hook = h }

// Op says what happened to a row.
type Op string

// The three operations on a row.
const (
	Inserted Op = "insert"
	Updated  Op = "update"
	Deleted  Op = "delete"
)

// RowChange is what Table did to one row: the columns of an insert that are not empty (Old nil), all columns of a delete
// (New nil), the changed ones of an update.
type RowChange struct {
	Table string
	ID    string
	Op    Op
	Cols  []string
	Old   []any
	New   []any
}

// Tx is one write. Writes of several callers share a commit, each behind a savepoint of its own.
type Tx struct {
	conn    *sql.Conn
	engine  Engine
	stmts   map[string]*sql.Stmt
	Guard   func(row any) error // called by Table before a write; nil lets all pass
	Changes []RowChange         // what Table changed in this write
	after   []func()
}

// Engine names the engine.
func (t *Tx) Engine() Engine { return t.engine }

// Query reads inside the write. Like QueryRow and Exec it goes on when the caller gives up: an interrupted statement would
// break the connection that others of the group use.
func (t *Tx) Query(ctx context.Context, query string, args ...any) (*Rows, error) {
	ctx = context.WithoutCancel(ctx)
	st, err := t.prepare(ctx, query)
	if err != nil {
		return nil, mapError(err)
	}
	var rows *Rows
	if st != nil {
		rows, err = st.QueryContext(ctx, args...)
	} else {
		rows, err = t.conn.QueryContext(ctx, query, args...)
	}
	return rows, mapError(err)
}

// QueryRow reads one row inside the write.
func (t *Tx) QueryRow(ctx context.Context, query string, args ...any) *Row {
	ctx = context.WithoutCancel(ctx)
	if st, err := t.prepare(ctx, query); err == nil && st != nil {
		return st.QueryRowContext(ctx, args...)
	}
	return t.conn.QueryRowContext(ctx, query, args...)
}

// Exec writes without a trace in the journal. It is for derived tables only (sums, search index, sessions, queues),
// which can be made anew from the journalled ones; everything else is written through Table.
func (t *Tx) Exec(ctx context.Context, query string, args ...any) (int64, error) {
	ctx = context.WithoutCancel(ctx)
	st, err := t.prepare(ctx, query)
	if err != nil {
		return 0, mapError(err)
	}
	var res sql.Result
	if st != nil {
		res, err = st.ExecContext(ctx, args...)
	} else {
		res, err = t.conn.ExecContext(ctx, query, args...)
	}
	if err != nil {
		return 0, mapError(err)
	}
	n, err := res.RowsAffected()
	return n, mapError(err)
}

// AfterCommit calls fn once the write is durable, in the caller's goroutine.
func (t *Tx) AfterCommit(fn func()) { t.after = append(t.after, fn) }

// prepare gives a statement that is kept for the next time; nil once there are too many.
func (t *Tx) prepare(ctx context.Context, query string) (*sql.Stmt, error) {
	if st := t.stmts[query]; st != nil {
		return st, nil
	}
	if len(t.stmts) >= maxStmts {
		return nil, nil
	}
	st, err := t.conn.PrepareContext(ctx, native(t.engine, query))
	if err == nil {
		t.stmts[query] = st
	}
	return st, err
}

// discard closes the connection for good instead of giving it back to the pool.
func (t *Tx) discard() {
	_ = t.conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = t.conn.Close()
}

type job struct {
	ctx   context.Context
	fn    func(*Tx) error
	after []func()
	err   error
	ok    bool
	done  chan struct{}
}

// Write runs fn alone and durably: when it returns nil the change has reached the disk; when it returns an error
// nothing of fn remains. fn must not wait for other writes.
func (d *DB) Write(ctx context.Context, fn func(*Tx) error) error {
	j := &job{ctx: ctx, fn: fn, done: make(chan struct{})}
	select {
	case d.jobs <- j:
	case <-ctx.Done():
		return errs.Wrap(ctx.Err(), errs.Unavailable, "请求已取消，没有写入")
	case <-d.done:
		return errs.New(errs.Unavailable, "系统正在停止，没有写入")
	}
	select {
	case <-j.done:
	case <-d.done:
		select { // the writer may have finished this very job while stopping
		case <-j.done:
		default:
			return errs.New(errs.Unavailable, "系统正在停止，没有写入")
		}
	}
	if j.err != nil {
		return j.err
	}
	for _, f := range j.after {
		f()
	}
	return nil
}

// maxGroup bounds how many writes share a commit; maxGroupTime how long the first of them waits for it.
const (
	maxGroup     = 128
	maxGroupTime = 20 * time.Millisecond
)

func (d *DB) writer(ctx context.Context) {
	defer close(d.done)
	var tx *Tx
	defer func() {
		if tx == nil {
			return
		}
		for _, st := range tx.stmts { // an open statement would keep the file, and its log beside it, from being closed
			_ = st.Close()
		}
		_ = tx.conn.Close()
	}()
	for {
		select {
		case <-ctx.Done():
			return
		case first := <-d.jobs:
			if tx == nil {
				conn, err := d.write.Conn(ctx)
				if err != nil {
					first.fail(errs.Wrap(err, errs.Unavailable, "连不上数据库，没有写入；请稍后再试"))
					continue
				}
				tx = &Tx{conn: conn, engine: d.engine, stmts: map[string]*sql.Stmt{}}
			}
			if err := d.group(tx, first); err != nil {
				slog.Error("write group failed", "err", err)
				tx.discard() // its state is unknown: take a new one for the next group
				tx = nil
			}
		}
	}
}

func (j *job) fail(err error) {
	j.err = err
	close(j.done)
}

// group runs writes until none waits, commits them together and answers them. Its error means the connection is suspect.
func (d *DB) group(tx *Tx, first *job) error {
	ctx := context.Background() // a caller that goes away must not break the group of the others
	var group []*job
	message := "没有写入，数据未变；请稍后再试"
	err := d.run(ctx, tx, first, &group)
	if err == nil {
		if _, err = tx.conn.ExecContext(ctx, "COMMIT"); err != nil {
			err = fmt.Errorf("commit: %w", err)
			if d.engine == Postgres { // the answer may be lost after the deed
				message = "提交时连接中断，不能确定是否已经写入；请刷新核对后再试"
			}
		}
	}
	if err != nil {
		_, _ = tx.conn.ExecContext(ctx, "ROLLBACK")
	}
	d.hook.Done(err == nil)
	answer := forCaller(err, message)
	for _, j := range group {
		if j.err == nil {
			j.err = answer
		}
		close(j.done)
	}
	return err
}

// forCaller gives the error that the callers of a lost group see: its own when it has words for people, such as "disk full".
func forCaller(err error, message string) error {
	var e *errs.Error
	if errors.As(err, &e) {
		return err
	}
	if err = mapError(err); errors.As(err, &e) {
		return err
	}
	return errs.Wrap(err, errs.Unavailable, "%s", message)
}

func (d *DB) run(ctx context.Context, tx *Tx, j *job, group *[]*job) error {
	*group = append(*group, j)
	if _, err := tx.conn.ExecContext(ctx, d.begin()); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := d.hook.Begin(ctx, tx); err != nil {
		return err
	}
	started := clock.System()
	for {
		if err := d.one(ctx, tx, j); err != nil {
			return err
		}
		if len(*group) >= maxGroup || time.Since(started) > maxGroupTime {
			break
		}
		select {
		case j = <-d.jobs:
			*group = append(*group, j)
			continue
		default:
		}
		break
	}
	return d.hook.Commit(ctx, tx)
}

// one runs a write behind a savepoint. Its error means that the whole group is lost; the write's own error goes to j.
func (d *DB) one(ctx context.Context, tx *Tx, j *job) error {
	if err := j.ctx.Err(); err != nil {
		j.err = errs.Wrap(err, errs.Unavailable, "请求已取消，没有写入")
		return nil
	}
	if _, err := tx.Exec(ctx, "SAVEPOINT one"); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	tx.Guard, tx.Changes, tx.after = nil, nil, nil
	j.err = call(j.fn, tx)
	if j.err != nil {
		if _, err := tx.Exec(ctx, "ROLLBACK TO SAVEPOINT one"); err != nil {
			return fmt.Errorf("rollback to savepoint: %w", err)
		}
	}
	d.hook.Settle(j.err == nil)
	j.after = tx.after
	if _, err := tx.Exec(ctx, "RELEASE SAVEPOINT one"); err != nil {
		return fmt.Errorf("release savepoint: %w", err)
	}
	return nil
}

// call turns a panic inside one write into its error, so that the others of the group go on.
func call(fn func(*Tx) error, tx *Tx) (err error) {
	defer func() {
		if p := recover(); p != nil {
			slog.Error("panic in a write", "panic", p)
			err = errs.New(errs.Internal, "程序内部错误，没有写入；已记入日志")
		}
	}()
	return fn(tx)
}
