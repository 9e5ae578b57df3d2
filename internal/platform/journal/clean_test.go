package journal_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"sync"
	"testing"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/record"
)

func TestAnUntouchedLogVerifies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		rep := s.verify()
		if !rep.OK() || rep.Entries != 502 || rep.Rows != 349 || rep.Points != 1 {
			t.Fatalf("%+v", rep)
		}
		head, err := s.run.Journal.Head(t.Context())
		if err != nil || head.Root != rep.Root || head.Size != 502 {
			t.Fatalf("head %+v, %v; verified root %s", head, err, rep.Root)
		}
	})
}

func TestAWriteThatFailsLeavesNoEntry(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		var wg sync.WaitGroup
		for i := range 90 {
			wg.Go(func() {
				err := s.run.DB.Write(t.Context(), func(tx *db.Tx) error {
					if err := views.Insert(t.Context(), tx, &view{ID: fmt.Sprint("x", i)}); err != nil {
						return err
					}
					if err := s.run.Journal.Append(journalHeader, tx.Changes); err != nil {
						return err
					}
					if i%3 == 0 {
						return errors.New("after the entry was appended")
					}
					return nil
				})
				if (err != nil) != (i%3 == 0) {
					t.Errorf("write %d: %v", i, err)
				}
			})
		}
		wg.Wait()
		if rep := s.verify(); !rep.OK() || rep.Entries != 562 {
			t.Fatalf("%+v", rep)
		}
	})
}

func TestTwoProcessesShareOneLog(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a := newSite(t, d)
		b := site{t, a.raw, secondRunner(a.raw), a.raw}
		var wg sync.WaitGroup
		for i, s := range []site{a, b} {
			wg.Go(func() {
				for k := range 30 {
					s.change(record.Ref{}, func(tx *change.Tx) error {
						return views.Insert(context.Background(), tx, &view{ID: fmt.Sprint("y", i, "-", k)})
					})
				}
			})
		}
		wg.Wait()
		if rep := a.verify(); !rep.OK() || rep.Entries != 562 {
			t.Fatalf("%+v", rep)
		}
	})
}

func TestWhatCannotBeReadBackIsRefused(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	for name, row := range map[string]*report{
		"not UTF-8":  {ID: "bad", Progress: "a\xffb"},
		"not finite": {ID: "bad", Share: math.Inf(1)},
	} {
		err := s.run.Run(t.Context(), system, change.What{Action: "test", Perm: "project.edit"}, func(tx *change.Tx) error {
			return reports.Insert(t.Context(), tx, row)
		})
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
	if rep := s.verify(); !rep.OK() {
		t.Fatalf("%+v", rep)
	}
}
