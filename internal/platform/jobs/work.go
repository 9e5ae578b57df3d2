package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

// Work runs jobs and timers until ctx ends, and returns when the handlers have stopped. Jobs that were under way go back
// into the queue, with no try counted.
func (r *Runner) Work(ctx context.Context) {
	var wg sync.WaitGroup
	for range r.o.Workers {
		wg.Go(func() { r.worker(ctx) })
	}
	wg.Go(func() { r.timers(ctx) })
	wg.Wait()
}

func (r *Runner) worker(ctx context.Context) {
	for ctx.Err() == nil {
		j, err := r.claim(ctx)
		if err != nil && ctx.Err() == nil {
			slog.Error("claim job", "err", err)
		}
		if j != nil {
			r.nudge() // there may be more for the next worker
			r.run(ctx, j)
			continue
		}
		select {
		case <-ctx.Done():
		case <-r.wake:
		case <-time.After(r.o.Poll):
		}
	}
}

// due is the condition of a job that may be taken: its time has come, and nobody has it or its worker has fallen silent.
func (r *Runner) due(w *db.Where) *db.Where {
	now := r.clock.Micro()
	return w.And("(state = 'queued' AND run_at <= ? OR state = 'running' AND lease_until < ?)", now, now).
		In("kind", slices.Sorted(maps.Keys(r.o.Kinds))...)
}

// claim takes the job that is due longest; nil when none is. It looks before it writes, so that idle nodes write nothing.
func (r *Runner) claim(ctx context.Context) (*Job, error) {
	w := r.due(new(db.Where))
	var found int
	err := r.db.QueryRow(ctx, "SELECT 1 FROM job"+w.SQL()+" LIMIT 1", w.Args()...).Scan(&found)
	if err != nil {
		if db.NotFound(err) {
			err = nil
		}
		return nil, err
	}
	var j *Job
	err = r.db.Write(ctx, func(tx *db.Tx) error {
		w := new(db.Where)
		set := w.Expr("UPDATE job SET state = 'running', owner = ?, lease_until = ?, attempts = attempts + 1, done = 0, total = 0, message = ''",
			r.owner, r.clock.Micro()+r.o.Lease.Microseconds())
		r.due(w) // once more for the row itself: on PostgreSQL another node may take it between the look and the change
		w.And("id = (SELECT id FROM job" + w.SQL() + " ORDER BY run_at, id LIMIT 1)")
		var got Job
		err := tx.QueryRow(ctx, set+w.SQL()+" RETURNING "+columns, w.Args()...).Scan(got.fields()...)
		if db.NotFound(err) {
			return nil
		}
		j = &got
		return err
	})
	if err != nil {
		return nil, err
	}
	return j, nil
}

// Task is a job in its handler's hands.
type Task struct {
	Job
	lock    sync.Mutex
	changed bool
}

// Progress tells how far the work is; cheap, since it is written down only now and then.
func (t *Task) Progress(done, total int64, message string) {
	t.lock.Lock()
	defer t.lock.Unlock()
	t.changed = t.changed || t.Done != done || t.Total != total || t.Message != message
	t.Done, t.Total, t.Message = done, total, message
}

func (t *Task) progress() (done, total int64, message string, changed bool) {
	t.lock.Lock()
	defer t.lock.Unlock()
	changed, t.changed = t.changed, false
	return t.Done, t.Total, t.Message, changed
}

// run calls the handler and writes down the outcome.
func (r *Runner) run(ctx context.Context, j *Job) {
	t := &Task{Job: *j}
	var result string
	err := error(errs.New(errs.Invalid, "任务%d次中断，不再重试；请查看系统日志", j.Attempts-1))
	if j.Attempts <= r.attempts(j.Kind) { // more when it brings its process down each time
		result, err = r.attempt(ctx, t)
	}
	done, total, message, _ := t.progress()
	set := new(db.Where)
	var change string
	switch {
	case err == nil:
		change = set.Expr("state = 'done', result = ?, message = ?, done = ?, total = ?", result, message, done, total)
	case ctx.Err() != nil: // shutting down
		change = set.Expr("state = 'queued', attempts = attempts - 1, run_at = ?", r.clock.Micro())
	case j.Attempts >= r.attempts(j.Kind) || !passing(err):
		slog.Error("job failed", "job", j.ID, "kind", j.Kind, "err", err)
		change = set.Expr("state = 'failed', message = ?, done = ?, total = ?", forPeople(err), done, total)
	default:
		wait := min(r.o.Backoff<<min(j.Attempts-1, 12), time.Hour)
		slog.Warn("job will be tried again", "job", j.ID, "kind", j.Kind, "in", wait, "err", err)
		change = set.Expr("state = 'queued', message = ?, run_at = ?", forPeople(err), r.clock.Micro()+wait.Microseconds())
	}
	set.And("id = ?", j.ID).And("owner = ?", r.owner).And("attempts = ?", j.Attempts).And("state = 'running'")
	n, err := r.exec(context.WithoutCancel(ctx), "UPDATE job SET lease_until = 0, "+change+set.SQL(), set.Args()...)
	if err != nil || n == 0 {
		slog.Warn("outcome of a job not kept: it was cancelled, or taken over after its lease", "job", j.ID, "err", err)
	}
}

// attempt calls the handler while the lease is held.
func (r *Runner) attempt(ctx context.Context, t *Task) (string, error) {
	own, cancel := context.WithCancel(ctx)
	kept := make(chan struct{})
	go func() {
		defer close(kept)
		defer cancel() // a handler without a lease must stop: another worker may begin
		r.hold(own, cancel, t)
	}()
	defer func() { cancel(); <-kept }()
	return call(own, r.o.Kinds[t.Kind].Run, t)
}

func (r *Runner) attempts(kind string) int64 {
	if n := r.o.Kinds[kind].Attempts; n > 0 {
		return n
	}
	return 5
}

// passing reports whether trying again can help.
func passing(err error) bool {
	code := errs.CodeOf(err)
	return code == errs.Internal || code == errs.Unavailable
}

// forPeople is the message of an error without its causes.
func forPeople(err error) string {
	var e *errs.Error
	if errors.As(err, &e) {
		return e.Message
	}
	return "程序内部错误，详情见系统日志：" + err.Error()
}

func call(ctx context.Context, h Handler, t *Task) (result string, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return h(ctx, t)
}

// hold renews the lease and writes the progress until the handler is through. It returns early when the lease is lost or
// the job was cancelled; a lease that cannot be renewed in time, because the database hangs, stops the handler too.
func (r *Runner) hold(ctx context.Context, stop func(), t *Task) {
	tick := time.NewTicker(min(r.o.Lease/6, time.Second))
	defer tick.Stop()
	patience := r.o.Lease * 5 / 6
	watch := time.AfterFunc(patience, stop)
	defer watch.Stop()
	var renewed time.Time
	for {
		var at time.Time
		select {
		case <-ctx.Done():
			return
		case at = <-tick.C:
		}
		done, total, message, changed := t.progress()
		if !changed && at.Sub(renewed) < r.o.Lease/3 {
			continue
		}
		n, err := r.exec(ctx, `UPDATE job SET lease_until = $1, done = $2, total = $3, message = $4
			WHERE id = $5 AND owner = $6 AND attempts = $7 AND state = 'running'`,
			r.clock.Micro()+r.o.Lease.Microseconds(), done, total, message, t.ID, r.owner, t.Attempts)
		if err == nil && n == 0 {
			return
		}
		if err == nil {
			renewed = at
			watch.Reset(patience)
		}
	}
}
