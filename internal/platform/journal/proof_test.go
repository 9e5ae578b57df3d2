package journal_test

import (
	"encoding/json"
	"testing"

	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

func TestEachEntryProvesItsPlace(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		head, err := s.run.Journal.Head(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var entries []journal.Entry
		if err := journal.Scan(t.Context(), d, new(db.Where), "ORDER BY seq", func(e *journal.Entry) error {
			entries = append(entries, *e)
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for _, seq := range []int64{0, 1, 15, 16, 255, 256, 300, 495, 496, 500, 501} {
			p, err := s.run.Journal.Proof(t.Context(), seq)
			if err != nil {
				t.Fatal(err)
			}
			text, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			var back journal.Inclusion
			if err := json.Unmarshal(text, &back); err != nil {
				t.Fatal(err)
			}
			e := entries[seq]
			if err := journal.VerifyInclusion(&e, &back, head.Root); err != nil {
				t.Errorf("entry %d: %v", seq, err)
			}
			e.Reason = "另一个理由"
			if err := journal.VerifyInclusion(&e, &back, head.Root); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("altered entry %d: %v", seq, err)
			}
		}
		for _, seq := range []int64{-1, 502} {
			if _, err := s.run.Journal.Proof(t.Context(), seq); errs.CodeOf(err) != errs.NotFound {
				t.Errorf("entry %d: %v", seq, err)
			}
		}
	})
}

func TestAGrownLogIsConsistentWithItsCheckpoints(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	var points []journal.Checkpoint
	for range 40 {
		s.change(record.Ref{}, func(*change.Tx) error { return nil })
		p, err := s.run.Journal.Checkpoint(t.Context(), s.run.Clock, "", "")
		if err != nil {
			t.Fatal(err)
		}
		points = append(points, p)
	}
	for i, a := range points {
		for _, b := range points[i:] {
			path, err := s.run.Journal.Consistency(t.Context(), a.Size, b.Size)
			if err != nil {
				t.Fatal(err)
			}
			if err := journal.VerifyConsistency(a.Size, b.Size, path, a.Root, b.Root); err != nil {
				t.Errorf("%d → %d: %v", a.Size, b.Size, err)
			}
			if i > 0 && journal.VerifyConsistency(a.Size, b.Size, path, points[0].Root, b.Root) == nil {
				t.Errorf("%d → %d: another root passes", a.Size, b.Size)
			}
		}
	}
	if _, err := s.run.Journal.Consistency(t.Context(), 10, 5); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("backwards: %v", err)
	}
	if rep := s.verify(points...); !rep.OK() {
		t.Errorf("%+v", rep.Findings)
	}
}
