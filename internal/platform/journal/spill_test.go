package journal_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
)

// A bulk load that hands its changes over piece by piece is one change like any other: wholly there or wholly gone,
// whatever writes share its commit, and the log verifies either way.
func TestSpilledWrites(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		ctx := context.Background()
		before, err := s.run.Journal.Head(ctx)
		if err != nil {
			t.Fatal(err)
		}
		load := func(prefix string, fail error) error {
			return s.run.Run(ctx, authz.System("cli"), change.What{Action: "load", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
				for i := range 90 {
					row := view{ID: fmt.Sprintf("%s%03d", prefix, i), List: "project", Name: prefix}
					if err := views.Insert(ctx, tx, &row); err != nil {
						return err
					}
					if i%20 == 19 {
						if err := tx.Flush(ctx); err != nil {
							return err
						}
					}
				}
				return fail
			})
		}
		stop := errors.New("stop")
		var wg sync.WaitGroup
		for i := range 12 { // beside one another, so that some share a group
			wg.Go(func() {
				want := error(nil)
				if i%2 == 0 {
					want = stop
				}
				if err := load(fmt.Sprintf("load%02d-", i), want); !errors.Is(err, want) {
					t.Error(err)
				}
			})
			wg.Go(func() {
				row := view{ID: fmt.Sprintf("one%02d", i), List: "project"}
				if err := s.run.Run(ctx, authz.System("cli"), change.What{Action: "one", Perm: authz.ProjectEdit}, func(tx *change.Tx) error {
					return views.Insert(ctx, tx, &row)
				}); err != nil {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		after, err := s.run.Journal.Head(ctx)
		if err != nil || after.Size-before.Size != 6*90+12 {
			t.Errorf("%d entries came, want %d (%v)", after.Size-before.Size, 6*90+12, err)
		}
		if rep := s.verify(); len(rep.Findings) != 0 {
			t.Errorf("%+v", rep.Findings)
		}
		if err := load("late", nil); err != nil {
			t.Error(err)
		}
		if rep := s.verify(); len(rep.Findings) != 0 {
			t.Errorf("after another load: %+v", rep.Findings)
		}
	})
}
