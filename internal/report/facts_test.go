package report

import (
	"bytes"
	"context"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/project"
)

// part is one part of written facts.
type part struct {
	name string
	data []byte
}

func parts(t testing.TB, f *Facts) (out []part) {
	t.Helper()
	if err := f.Write(func(name string, data []byte) error { out = append(out, part{name, data}); return nil }); err != nil {
		t.Fatal(err)
	}
	return out
}

func reread(t testing.TB, written []part) *Facts {
	t.Helper()
	f, err := ReadFacts(func(take func(string, []byte) error) error {
		for _, p := range written {
			if err := take(p.name, p.data); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// files are the Word and the Excel file of a bulletin.
func files(t testing.TB, b *Bulletin, err error) (word, excel []byte) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	var w, x bytes.Buffer
	if err := b.Word(&w); err != nil {
		t.Fatal(err)
	}
	if err := b.Excel(&x); err != nil {
		t.Fatal(err)
	}
	return w.Bytes(), x.Bytes()
}

// TestAFrozenMonthComesOutTheSame: the bulletin that is made on the day of the freeze comes out of the kept facts byte for byte,
// for the whole city and for a lead unit, after the register was changed, the clock moved and a year passed.
func TestAFrozenMonthComesOutTheSame(t *testing.T) {
	s, now, done := open(t, t.TempDir()+"/city.db")
	defer done()
	build(t, s, now, 120)
	ctx := t.Context()
	d, err := s.Org.Directory(ctx)
	if err != nil {
		t.Fatal(err)
	}
	lead, err := s.Org.Actor(ctx, d.AccountByLogin("lead1").ID, "web", "r")
	if err != nil {
		t.Fatal(err)
	}
	makers := []authz.Actor{office(), lead}
	type pair struct{ word, excel []byte }
	var live []pair
	for _, m := range makers {
		b, err := s.Bulletin(ctx, m, "2026-10")
		w, x := files(t, b, err)
		live = append(live, pair{w, x})
	}
	facts, err := s.Facts(ctx, "2026-10")
	if err != nil {
		t.Fatal(err)
	}
	kept := parts(t, facts)
	if again := parts(t, reread(t, kept)); len(again) != len(kept) {
		t.Fatalf("%d parts, then %d", len(kept), len(again))
	} else {
		for i := range kept {
			if kept[i].name != again[i].name || !bytes.Equal(kept[i].data, again[i].data) {
				t.Errorf("part %s is not the same when it was read back", kept[i].name)
			}
		}
	}

	all, err := s.Projects.Select(ctx, s.Projects.Run.DB, everywhere, new(db.Where), "ORDER BY t.id")
	if err != nil {
		t.Fatal(err)
	}
	changed := 0
	for i := range all {
		if all[i].Stage != project.Started || all[i].YearPlan == 0 {
			continue
		}
		changed++
		err := s.Projects.FillReport(ctx, office(), project.Report{ProjectID: all[i].ID, Period: "2026-10", Done: 12_345_678, Progress: "补报"})
		if err != nil {
			t.Fatal(err)
		}
	}
	if changed < 10 {
		t.Fatalf("only %d projects were changed", changed)
	}
	if b, err := s.Bulletin(ctx, office(), "2026-10"); err != nil {
		t.Fatal(err)
	} else if w, _ := files(t, b, err); bytes.Equal(w, live[0].word) {
		t.Fatal("the edits leave the bulletin as it was: this test shows nothing")
	}
	now.Set("2027-11-22")
	s.Kept = func(_ context.Context, m period.Period) (*Facts, bool, error) {
		if m != "2026-10" {
			return nil, false, nil
		}
		return reread(t, kept), true, nil
	}
	for i, m := range makers {
		b, err := s.Bulletin(ctx, m, "2026年10月")
		w, x := files(t, b, err)
		if !bytes.Equal(w, live[i].word) {
			t.Errorf("maker %d: the Word file is another one", i)
		}
		if !bytes.Equal(x, live[i].excel) {
			t.Errorf("maker %d: the Excel file is another one", i)
		}
	}
	nobody := authz.Actor{Roles: []authz.Role{authz.RoleLeadUnit}}
	if _, err := s.Bulletin(ctx, nobody, "2026-10"); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("an empty scope gives %v", err)
	}
	if _, err := s.Bulletin(ctx, authz.Actor{Roles: []authz.Role{authz.RoleFactor}}, "2026-10"); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("a factor department makes one: %v", err)
	}
	if b, err := s.Bulletin(ctx, office(), "2026-09"); err != nil || b.Doc.Date != "2027-11-22" {
		t.Errorf("a month that is not frozen is made as of today: %v", err)
	}
}

// TestDamagedFacts: facts that cannot be read are an error that says what to do, never an empty bulletin.
func TestDamagedFacts(t *testing.T) {
	good := parts(t, &Facts{Month: "2026-10", At: clock.At("2026-11-06").Micro(), Land: &Land{}, Items: []Item{{Project: project.Project{ID: "a"}}}})
	for name, damaged := range map[string][]part{"nothing": nil, "no head": good[1:], "half a part": {good[0], {good[1].name, good[1].data[:20]}},
		"head is no JSON": {{headPart, []byte("{")}}} {
		_, err := ReadFacts(func(take func(string, []byte) error) error {
			for _, p := range damaged {
				if err := take(p.name, p.data); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil {
			t.Errorf("%s is read", name)
		}
	}
}
