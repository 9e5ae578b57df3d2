package journal_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

// TestFind: an hour apart, twelve changes of one to three rows by two people; each criterion finds its own.
func TestFind(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		start := clock.At("2026-11-01").Now()
		now := start
		run := &change.Runner{DB: d, Journal: journal.New(d), Clock: func() time.Time { return now }}
		ctx := context.Background()
		for i := range 12 {
			actor := authz.System("cli")
			actor.ID, actor.Name = []string{"a1", "a2"}[i%2], []string{"张三", "李四"}[i%2]
			what := change.What{Action: []string{"view.save", "view.share"}[i/6], Perm: authz.ProjectEdit}
			if i == 5 {
				what.Ref = record.Ref{Kind: "project", ID: "p5"}
			}
			if err := run.Run(ctx, actor, what, func(tx *change.Tx) error {
				for range i%3 + 1 {
					if err := views.Insert(ctx, tx, &view{ID: tx.NewID()}); err != nil {
						return err
					}
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			now = now.Add(time.Hour)
		}
		hour := func(n int) int64 { return start.Add(time.Duration(n) * time.Hour).UnixMicro() }
		for name, c := range map[string]struct {
			in   journal.Criteria
			want []int64
		}{
			"all":        {journal.Criteria{}, []int64{23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0}},
			"changes":    {journal.Criteria{Whole: true}, []int64{21, 19, 18, 15, 13, 12, 9, 7, 6, 3, 1, 0}},
			"actor":      {journal.Criteria{ActorID: "a2", Whole: true}, []int64{21, 18, 13, 9, 6, 1}},
			"actor name": {journal.Criteria{ActorName: "李", Whole: true}, []int64{21, 18, 13, 9, 6, 1}},
			"action":     {journal.Criteria{Action: "view.share", Whole: true}, []int64{21, 19, 18, 15, 13, 12}},
			"kind":       {journal.Criteria{Ref: record.Ref{Kind: "project"}}, []int64{11, 10, 9}},
			"record":     {journal.Criteria{Ref: record.Ref{Kind: "project", ID: "p5"}, Whole: true}, []int64{9}},
			"from":       {journal.Criteria{From: hour(10), Whole: true}, []int64{19 + 2, 19}},
			"to":         {journal.Criteria{To: hour(2), Whole: true}, []int64{1, 0}},
			"span":       {journal.Criteria{From: hour(2), To: hour(4)}, []int64{6, 5, 4, 3}},
			"before":     {journal.Criteria{To: hour(-9)}, nil},
			"after":      {journal.Criteria{From: hour(99)}, nil},
		} {
			got, next, err := journal.Find(ctx, d, c.in, journal.Page{})
			if err != nil || next != 0 {
				t.Errorf("%s: %v, next %d", name, err, next)
			}
			if diff := cmp.Diff(c.want, numbers(got)); diff != "" {
				t.Errorf("%s (-want +got):\n%s", name, diff)
			}
		}
		var paged []int64
		for before := int64(0); ; {
			part, next, err := journal.Find(ctx, d, journal.Criteria{Whole: true}, journal.Page{Before: before, Size: 5})
			if err != nil || len(part) > 5 {
				t.Fatal(len(part), err)
			}
			paged = append(paged, numbers(part)...)
			if before = next; next == 0 {
				break
			}
		}
		if diff := cmp.Diff([]int64{21, 19, 18, 15, 13, 12, 9, 7, 6, 3, 1, 0}, paged); diff != "" {
			t.Error(diff)
		}
		together(t, d)
	})
}

func together(t *testing.T, d *db.DB) {
	t.Helper()
	for seq, want := range map[int64][]int64{0: {0}, 1: {1, 2}, 4: {3, 4, 5}, 23: {21, 22, 23}} {
		got, err := journal.Together(t.Context(), d, seq, 100)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, numbers(got)); diff != "" {
			t.Errorf("together %d: %s", seq, diff)
		}
	}
	if _, err := journal.Together(t.Context(), d, 99, 10); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("entry 99: %v", err)
	}
	events, _, err := journal.Find(t.Context(), d, journal.Criteria{To: 1 << 60, Whole: true}, journal.Page{Size: 3})
	if err != nil {
		t.Fatal(err)
	}
	several, err := journal.Several(t.Context(), d, events)
	if diff := cmp.Diff(map[int64]bool{21: true, 19: true}, several); err != nil || diff != "" {
		t.Error(err, diff)
	}
	e, err := journal.ReadEntry(t.Context(), d, 9)
	if err != nil || e.Ref.ID != "p5" {
		t.Errorf("%+v %v", e, err)
	}
	if _, err := journal.ReadEntry(t.Context(), d, -1); errs.CodeOf(err) != errs.NotFound {
		t.Error(err)
	}
}

func numbers(events []journal.Event) (out []int64) {
	for _, e := range events {
		out = append(out, e.Seq)
	}
	return out
}
