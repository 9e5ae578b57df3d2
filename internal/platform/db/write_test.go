package db_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
)

// hook fails where it is told to and counts what it is told.
type hook struct {
	failBegin, failCommit atomic.Bool
	kept, dropped, done   atomic.Int64
}

func (h *hook) Begin(context.Context, *db.Tx) error {
	if h.failBegin.Load() {
		return errors.New("no lock")
	}
	return nil
}

func (h *hook) Commit(context.Context, *db.Tx) error {
	if h.failCommit.Load() {
		return errs.New(errs.Unavailable, "日志写不下去")
	}
	return nil
}

func (h *hook) Settle(kept bool) {
	if kept {
		h.kept.Add(1)
	} else {
		h.dropped.Add(1)
	}
}

func (h *hook) Done(bool) { h.done.Add(1) }

func TestALostGroupAnswersAllItsCallers(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := &hook{}
		d.SetHook(h)
		insert := func(id string) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return views.Insert(t.Context(), tx, &view{ID: id}) })
		}
		for name, c := range map[string]struct {
			fail *atomic.Bool
			want string
		}{"begin": {&h.failBegin, "没有写入，数据未变"}, "commit": {&h.failCommit, "日志写不下去"}} {
			c.fail.Store(true)
			var wg sync.WaitGroup
			for i := range 20 {
				wg.Go(func() {
					if err := insert(fmt.Sprint(name, i)); errs.CodeOf(err) != errs.Unavailable || !strings.Contains(err.Error(), c.want) {
						t.Errorf("%s: %v", name, err)
					}
				})
			}
			wg.Wait()
			c.fail.Store(false)
		}
		if err := insert("after"); err != nil {
			t.Fatal(err)
		}
		if err := insert("after"); err == nil {
			t.Fatal("the same key twice")
		}
		var n int
		if err := d.QueryRow(t.Context(), "SELECT count(*) FROM saved_view").Scan(&n); err != nil || n != 1 {
			t.Errorf("%d rows, %v", n, err)
		}
		if h.dropped.Load() != 1 || h.done.Load() == 0 {
			t.Errorf("kept %d, dropped %d, done %d", h.kept.Load(), h.dropped.Load(), h.done.Load())
		}
	})
}

func TestManyStatementTextsDoNotPileUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for i := range 1000 {
				var n int
				if err := tx.QueryRow(t.Context(), fmt.Sprintf("SELECT %d", i)).Scan(&n); err != nil || n != i {
					return fmt.Errorf("%d: %w", n, err)
				}
				if _, err := tx.Exec(t.Context(), fmt.Sprintf("UPDATE setting SET version = %d", i)); err != nil {
					return err
				}
				rows, err := tx.Query(t.Context(), fmt.Sprintf("SELECT id, %d FROM setting", i))
				if err != nil {
					return err
				}
				rows.Close()
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestASnapshotStandsStill(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		insert := func(id string) {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { return views.Insert(t.Context(), tx, &view{ID: id}) }); err != nil {
				t.Fatal(err)
			}
		}
		insert("before")
		count := func(q db.Queryer) (n int) {
			if err := q.QueryRow(t.Context(), "SELECT count(*) FROM saved_view").Scan(&n); err != nil {
				t.Fatal(err)
			}
			return n
		}
		err := d.Snapshot(t.Context(), func(q db.Queryer) error {
			first := count(q)
			insert("meanwhile")
			if again := count(q); first != 1 || again != 1 || count(d) != 2 {
				t.Errorf("the snapshot saw %d and then %d rows; outside there are %d", first, again, count(d))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		if err := d.Snapshot(ctx, func(q db.Queryer) error { cancel(); _, err := q.Query(ctx, "SELECT 1"); return err }); err == nil {
			t.Error("a cancelled snapshot reads on")
		}
		insert("after")
		tables, err := db.Tables(t.Context(), d)
		if err != nil || strings.Join(tables["setting"], " ") != "id value version" || tables["journal_entry"] == nil {
			t.Errorf("%v, %v", tables["setting"], err)
		}
	})
}
