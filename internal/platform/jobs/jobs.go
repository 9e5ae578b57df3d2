// Package jobs runs work in the background, on one node or several: each job is run by one worker at a time, survives a
// restart, is tried again after a passing failure, and tells how far it is.
package jobs

import (
	"context"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/id"
)

// State is where a job stands.
type State string

// The states. Queued and Running are open, the others final.
const (
	Queued    State = "queued"
	Running   State = "running"
	Done      State = "done"
	Failed    State = "failed"
	Cancelled State = "cancelled"
)

// Job is one piece of work.
type Job struct {
	ID         string
	Kind       string // names the handler: "import.apply"
	Payload    string // what the handler needs, in its own form
	State      State
	Owner      string // the worker that has it, while it runs
	At         int64  // when it was put in
	RunAt      int64  // not before
	LeaseUntil int64  // when others may take it over, unless its worker renews
	Attempts   int64
	Done       int64 // progress: Done of Total
	Total      int64
	Message    string // what it is at, or why it failed
	Result     string
}

// Open reports whether the job is still to come or under way.
func (j *Job) Open() bool { return j.State == Queued || j.State == Running }

// Handler does the work. It may run more than once for one job, after a crash or a failure, so it must bear repetition. It
// stops when ctx ends: on shutdown, when the job is cancelled, or when its lease is lost. An error that the user caused
// (Invalid, Forbidden, …) is final; after others the job is tried again.
type Handler func(ctx context.Context, t *Task) (result string, err error)

// Kind is how jobs of a kind are run.
type Kind struct {
	Run      Handler
	Attempts int64 // tries before it counts as failed; 0 = 5
}

// Options are what the composition knows.
type Options struct {
	Node    string // name of this process among the site's nodes; made unique by itself
	Kinds   map[string]Kind
	Timers  []Timer
	Workers int           // jobs at once on this node; 0 = 2
	Lease   time.Duration // how long a silent worker keeps a job; 0 = 30 s
	Poll    time.Duration // how often to look for jobs that other nodes put in; 0 = 2 s
	Backoff time.Duration // wait after the first failure, doubled after each; 0 = 10 s
}

// Runner puts jobs in and, on nodes that work, runs them.
type Runner struct {
	db    *db.DB
	clock clock.Clock
	o     Options
	owner string
	wake  chan struct{}
}

// New makes a Runner; it does nothing in the background until Work.
func New(d *db.DB, c clock.Clock, o Options) *Runner {
	if o.Workers == 0 {
		o.Workers = 2
	}
	for _, v := range []struct {
		field *time.Duration
		value time.Duration
	}{{&o.Lease, 30 * time.Second}, {&o.Poll, 2 * time.Second}, {&o.Backoff, 10 * time.Second}} {
		if *v.field == 0 {
			*v.field = v.value
		}
	}
	return &Runner{db: d, clock: c, o: o, owner: o.Node + "/" + id.New(c.Micro()/1000), wake: make(chan struct{}, 1)}
}

// Enqueue puts a job in as part of a write: it exists when the write is committed, and then starts at once. It returns the
// job's identity.
func (r *Runner) Enqueue(ctx context.Context, tx *db.Tx, kind, payload string) (string, error) {
	return r.EnqueueAt(ctx, tx, kind, payload, 0)
}

// EnqueueAt puts in a job that starts at a time (UTC microseconds), not before.
func (r *Runner) EnqueueAt(ctx context.Context, tx *db.Tx, kind, payload string, at int64) (string, error) {
	now := r.clock.Micro()
	key := id.New(now / 1000)
	return key, r.insert(ctx, tx, &Job{ID: key, Kind: kind, Payload: payload, At: now, RunAt: max(now, at)})
}

// insert adds the job unless there is one with its identity.
func (r *Runner) insert(ctx context.Context, tx *db.Tx, j *Job) error {
	if _, known := r.o.Kinds[j.Kind]; !known {
		return errs.New(errs.Internal, "没有“%s”这种后台任务", j.Kind)
	}
	_, err := tx.Exec(ctx, "INSERT INTO job ("+columns+") VALUES ($1, $2, $3, 'queued', '', $4, $5, 0, 0, 0, 0, '', '') ON CONFLICT (id) DO NOTHING",
		j.ID, j.Kind, j.Payload, j.At, j.RunAt)
	if err == nil {
		tx.AfterCommit(r.nudge)
	}
	return err
}

func (r *Runner) nudge() {
	select {
	case r.wake <- struct{}{}:
	default: // a nudge is under way already
	}
}

const columns = "id, kind, payload, state, owner, at, run_at, lease_until, attempts, done, total, message, result"

func read(ctx context.Context, q db.Queryer, w *db.Where, tail string) ([]Job, error) {
	rows, err := q.Query(ctx, "SELECT "+columns+" FROM job"+w.SQL()+" "+tail, w.Args()...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Job
	for rows.Next() {
		var j Job
		if err := rows.Scan(j.fields()...); err != nil {
			return nil, err
		}
		out = append(out, j)
	}
	return out, rows.Err()
}

func (j *Job) fields() []any {
	return []any{&j.ID, &j.Kind, &j.Payload, &j.State, &j.Owner, &j.At, &j.RunAt, &j.LeaseUntil, &j.Attempts, &j.Done, &j.Total, &j.Message, &j.Result}
}

// Get reads a job.
func (r *Runner) Get(ctx context.Context, key string) (*Job, error) {
	all, err := read(ctx, r.db, new(db.Where).And("id = ?", key), "")
	if err == nil && len(all) == 0 {
		err = errs.New(errs.NotFound, "没有这个后台任务，或已过期清除")
	}
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// List gives the newest 200 jobs, of one kind or of all (""): those under way and due first.
func (r *Runner) List(ctx context.Context, kind string) ([]Job, error) {
	w := new(db.Where)
	if kind != "" {
		w.And("kind = ?", kind)
	}
	return read(ctx, r.db, w, "ORDER BY CASE state WHEN 'running' THEN 0 WHEN 'queued' THEN 1 ELSE 2 END, at DESC, id DESC LIMIT 200")
}

// Cancel ends a job that is not finished; a handler that runs is told within a third of the lease.
func (r *Runner) Cancel(ctx context.Context, key string) error {
	n, err := r.exec(ctx, "UPDATE job SET state = 'cancelled', message = '已取消' WHERE id = $1 AND state IN ('queued', 'running')", key)
	if err == nil && n == 0 {
		err = errs.New(errs.Conflict, "任务已经结束，不能取消")
	}
	return err
}

// keep is how long finished jobs can be looked up; longer than a month, so that a monthly timer finds its last run.
const keep = 90 * 24 * time.Hour

func (r *Runner) prune(ctx context.Context) error {
	_, err := r.exec(ctx, "DELETE FROM job WHERE state IN ('done', 'failed', 'cancelled') AND at < $1", r.clock.Micro()-keep.Microseconds())
	return err
}

func (r *Runner) exec(ctx context.Context, sql string, args ...any) (n int64, err error) {
	err = r.db.Write(ctx, func(tx *db.Tx) error {
		n, err = tx.Exec(ctx, sql, args...)
		return err
	})
	return n, err
}
