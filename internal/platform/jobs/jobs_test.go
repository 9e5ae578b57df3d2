package jobs_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/jobs"
	"lianzhang/internal/platform/journal"
)

// quick are options with short times, for tests.
func quick(node string, kinds map[string]jobs.Kind) jobs.Options {
	return jobs.Options{Node: node, Kinds: kinds, Lease: 600 * time.Millisecond, Poll: 20 * time.Millisecond, Backoff: 10 * time.Millisecond}
}

func put(t *testing.T, d *db.DB, r *jobs.Runner, kind, payload string) string {
	t.Helper()
	var key string
	if err := d.Write(context.Background(), func(tx *db.Tx) (err error) {
		key, err = r.Enqueue(context.Background(), tx, kind, payload)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return key
}

// start runs a node in the background and gives the function that stops it.
func start(t *testing.T, r *jobs.Runner) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() { r.Work(ctx); close(over) }()
	stop = func() { cancel(); <-over }
	t.Cleanup(stop)
	return stop
}

// await polls a job until it is as wanted.
func await(t *testing.T, r *jobs.Runner, key string, want func(j *jobs.Job) bool) *jobs.Job {
	t.Helper()
	var j *jobs.Job
	for range 1500 {
		var err error
		if j, err = r.Get(context.Background(), key); err != nil {
			t.Fatal(err)
		}
		if want(j) {
			return j
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("waited in vain: %+v", j)
	return nil
}

func over(j *jobs.Job) bool { return !j.Open() }

func TestEachJobRunsOnceOnManyNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		second, err := db.Open(t.Context(), d.Target())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = second.Close() })
		journal.New(d)
		journal.New(second)
		var lock sync.Mutex
		runs := map[string]int{}
		var together, most atomic.Int64
		kinds := map[string]jobs.Kind{"work": {Run: func(_ context.Context, k *jobs.Task) (string, error) {
			most.Store(max(most.Load(), together.Add(1)))
			defer together.Add(-1)
			time.Sleep(5 * time.Millisecond)
			lock.Lock()
			runs[k.Payload]++
			lock.Unlock()
			return "好", nil
		}}}
		first := jobs.New(d, clock.System, quick("a", kinds))
		var keys []string
		for i := range 40 {
			keys = append(keys, put(t, d, first, "work", fmt.Sprint(i)))
		}
		for i, base := range []*db.DB{d, second, d} {
			start(t, jobs.New(base, clock.System, quick(fmt.Sprint("n", i), kinds)))
		}
		for _, key := range keys {
			if j := await(t, first, key, over); j.State != jobs.Done || j.Result != "好" || j.Attempts != 1 {
				t.Errorf("%+v", j)
			}
		}
		for i := range 40 {
			if runs[fmt.Sprint(i)] != 1 {
				t.Errorf("job %d ran %d times", i, runs[fmt.Sprint(i)])
			}
		}
		if most.Load() < 2 || most.Load() > 6 {
			t.Errorf("%d at once, with three nodes of two workers", most.Load())
		}
	})
}

func TestFailuresAreTriedAgainOrNot(t *testing.T) {
	d := dbtest.SQLite(t)
	var tries atomic.Int64
	r := jobs.New(d, clock.System, quick("a", map[string]jobs.Kind{
		"flaky": {Run: func(context.Context, *jobs.Task) (string, error) {
			if tries.Add(1) < 3 {
				return "", errors.New("disk hiccup")
			}
			return "ok", nil
		}},
		"wrong": {Run: func(context.Context, *jobs.Task) (string, error) {
			return "", errs.New(errs.Invalid, "表头找不到")
		}},
		"broken": {Attempts: 2, Run: func(context.Context, *jobs.Task) (string, error) { panic("at the worst time") }},
	}))
	keys := map[string]string{}
	for _, kind := range []string{"flaky", "wrong", "broken"} {
		keys[kind] = put(t, d, r, kind, "")
	}
	start(t, r)
	for kind, want := range map[string]struct {
		state    jobs.State
		attempts int64
		message  string
	}{
		"flaky":  {jobs.Done, 3, ""},
		"wrong":  {jobs.Failed, 1, "表头找不到"},
		"broken": {jobs.Failed, 2, "程序内部错误，详情见系统日志：panic: at the worst time"},
	} {
		j := await(t, r, keys[kind], over)
		if j.State != want.state || j.Attempts != want.attempts || j.Message != want.message {
			t.Errorf("%s: %+v", kind, j)
		}
	}
	err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := r.Enqueue(t.Context(), tx, "unknown", ""); return err })
	if err == nil {
		t.Error("a job without a handler was taken")
	}
	if _, err := r.Get(t.Context(), "none"); errs.CodeOf(err) != errs.NotFound {
		t.Error(err)
	}
	if list, err := r.List(t.Context(), "wrong"); err != nil || len(list) != 1 {
		t.Errorf("%+v, %v", list, err)
	}
}

func TestProgressCancelAndShutdown(t *testing.T) {
	d := dbtest.SQLite(t)
	r := jobs.New(d, clock.System, quick("a", map[string]jobs.Kind{"long": {Run: func(ctx context.Context, k *jobs.Task) (string, error) {
		k.Progress(3, 10, "第3行")
		<-ctx.Done()
		return "", ctx.Err()
	}}}))
	stop := start(t, r)
	key := put(t, d, r, "long", "")
	await(t, r, key, func(j *jobs.Job) bool {
		return j.State == jobs.Running && j.Done == 3 && j.Total == 10 && j.Message == "第3行"
	})
	if err := r.Cancel(t.Context(), key); err != nil {
		t.Fatal(err)
	}
	if err := r.Cancel(t.Context(), key); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("cancelled twice: %v", err)
	}
	next := put(t, d, r, "long", "")
	await(t, r, next, func(j *jobs.Job) bool { return j.State == jobs.Running })
	stop()
	if j := await(t, r, next, func(*jobs.Job) bool { return true }); j.State != jobs.Queued || j.Attempts != 0 {
		t.Errorf("after shutdown: %+v", j)
	}
	if j := await(t, r, key, over); j.State != jobs.Cancelled {
		t.Errorf("cancelled: %+v", j)
	}
}

func TestASilentWorkerLosesItsJob(t *testing.T) {
	d := dbtest.SQLite(t)
	kinds := map[string]jobs.Kind{"x": {Attempts: 3, Run: func(_ context.Context, k *jobs.Task) (string, error) { return "by the second", nil }}}
	r := jobs.New(d, clock.System, quick("b", kinds))
	key, bomb := put(t, d, r, "x", ""), put(t, d, r, "x", "")
	take := func(key string, attempts int) {
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(t.Context(), "UPDATE job SET state = 'running', owner = 'dead', attempts = $1, lease_until = $2 WHERE id = $3",
				attempts, clock.System().Add(300*time.Millisecond).UnixMicro(), key)
			return err
		}); err != nil {
			t.Fatal(err)
		}
	}
	take(key, 1)
	take(bomb, 3) // has brought its process down three times
	start(t, r)
	if j := await(t, r, key, over); j.Result != "by the second" || j.Attempts != 2 {
		t.Errorf("%+v", j)
	}
	if j := await(t, r, bomb, over); j.State != jobs.Failed || j.Message != "任务3次中断，不再重试；请查看系统日志" {
		t.Errorf("%+v", j)
	}
}

func TestALongJobKeepsItsLease(t *testing.T) {
	d := dbtest.SQLite(t)
	var runs atomic.Int64
	kinds := map[string]jobs.Kind{"slow": {Run: func(ctx context.Context, k *jobs.Task) (string, error) {
		runs.Add(1)
		select {
		case <-time.After(1500 * time.Millisecond): // longer than two leases
		case <-ctx.Done():
		}
		return "", ctx.Err()
	}}}
	a := jobs.New(d, clock.System, quick("a", kinds))
	key := put(t, d, a, "slow", "")
	start(t, a)
	start(t, jobs.New(d, clock.System, quick("b", kinds)))
	if j := await(t, a, key, over); j.State != jobs.Done || runs.Load() != 1 {
		t.Errorf("%+v after %d runs", j, runs.Load())
	}
}

func TestTimersFireOnceForAllNodes(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		now := time.Date(2026, 11, 22, 1, 59, 0, 0, clock.Zone)
		at := func() time.Time { return now }
		var nodes []*jobs.Runner
		for i := range 3 {
			nodes = append(nodes, jobs.New(d, at, jobs.Options{Node: fmt.Sprint(i), Kinds: map[string]jobs.Kind{"eval": {}, "month": {}},
				Timers: []jobs.Timer{{Kind: "eval", Every: jobs.Daily("02:00")}, {Kind: "month", Every: jobs.Monthly(1, "03:00")}}}))
		}
		all := func() (out []string) {
			var wg sync.WaitGroup
			for _, n := range nodes {
				wg.Go(func() {
					if err := n.Tick(context.Background()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			list, err := nodes[0].List(t.Context(), "eval")
			if err != nil {
				t.Fatal(err)
			}
			for _, j := range list {
				out = append(out, j.Payload)
			}
			return out
		}
		for _, step := range []struct {
			wait time.Duration
			want string
		}{
			{0, "[2026-11-21]"}, // made up for: the site was down yesterday at two
			{30 * time.Second, "[2026-11-21]"},
			{30 * time.Second, "[2026-11-22 2026-11-21]"},
			{time.Hour, "[2026-11-22 2026-11-21]"},
			{72 * time.Hour, "[2026-11-25 2026-11-22 2026-11-21]"},
		} {
			now = now.Add(step.wait)
			if got := fmt.Sprint(all()); got != step.want {
				t.Errorf("%s: %s, want %s", now, got, step.want)
			}
		}
	})
}

func TestSchedules(t *testing.T) {
	for _, c := range []struct {
		s         jobs.Schedule
		now, want string
	}{
		{jobs.Daily("02:00"), "2026-11-22 02:00", "2026-11-22 02:00"},
		{jobs.Daily("02:00"), "2026-11-22 01:59", "2026-11-21 02:00"},
		{jobs.Daily("00:00"), "2026-01-01 00:00", "2026-01-01 00:00"},
		{jobs.Weekly(time.Monday, "08:30"), "2026-11-23 08:30", "2026-11-23 08:30"},
		{jobs.Weekly(time.Monday, "08:30"), "2026-11-23 08:29", "2026-11-16 08:30"},
		{jobs.Monthly(1, "03:00"), "2026-03-01 02:00", "2026-02-01 03:00"},
		{jobs.Monthly(28, "03:00"), "2026-03-01 02:00", "2026-02-28 03:00"},
	} {
		now, err := time.ParseInLocation("2006-01-02 15:04", c.now, clock.Zone)
		if err != nil {
			t.Fatal(err)
		}
		if got := c.s.Last(now.UTC()).Format("2006-01-02 15:04"); got != c.want {
			t.Errorf("%s: %s, want %s", c.now, got, c.want)
		}
	}
	for _, bad := range []func(){func() { jobs.Daily("25:00") }, func() { jobs.Daily("") }, func() { jobs.Monthly(29, "00:00") }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a malformed schedule was taken")
				}
			}()
			bad()
		}()
	}
}
