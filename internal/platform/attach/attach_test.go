package attach_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lianzhang/internal/platform/attach"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
)

type site struct {
	*testing.T
	run  *change.Runner
	dir  *attach.Dir
	root string
}

func newSite(t *testing.T, d *db.DB) site {
	root := filepath.Join(t.TempDir(), "files")
	dir, err := attach.Open(root, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return site{t, &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At("2026-11-22")}, dir, root}
}

var (
	project = record.Ref{Kind: "project", ID: "p1"}
	keys    = authz.Keys{Region: "360983", Unit: "u1", Chain: "c1"}
)

func (s site) change(actor authz.Actor, fn func(tx *change.Tx) error) error {
	return s.run.Run(context.Background(), actor, change.What{Action: "test", Perm: authz.ProjectEdit, Ref: project}, fn)
}

func (s site) save(name, content string) *attach.File {
	s.Helper()
	b, err := s.dir.Put(s.Context(), strings.NewReader(content))
	if err != nil {
		s.Fatal(err)
	}
	var f *attach.File
	if err := s.change(authz.System("web"), func(tx *change.Tx) (err error) {
		f, err = s.dir.Save(s.Context(), tx, project, keys, name, "投资合同", b)
		return err
	}); err != nil {
		s.Fatal(err)
	}
	return f
}

// contents are the files in the folder, by path.
func (s site) contents() (out []string) {
	err := filepath.WalkDir(s.root, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		s.Fatal(err)
	}
	return out
}

func TestAFileIsKeptOnceAndComesBack(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		a := s.save(`C:\合同\投资合同.pdf`, "%PDF-1.7 内容")
		b := s.save("副本.pdf", "%PDF-1.7 内容")
		s.save("照片.jpg", "\xff\xd8\xff照片")
		if n := len(s.contents()); n != 2 {
			t.Errorf("%d contents for two", n)
		}
		if a.Name != "投资合同.pdf" || a.Media != "application/pdf" || a.Size != 15 || a.SHA256 != b.SHA256 {
			t.Errorf("%+v", a)
		}
		r, err := s.dir.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Close()
		if got, _ := io.ReadAll(r); string(got) != "%PDF-1.7 内容" {
			t.Errorf("read %q", got)
		}
		list, err := attach.List(t.Context(), d, project)
		if err != nil || len(list) != 3 || list[0].CreatedBy != "system" {
			t.Errorf("%+v, %v", list, err)
		}
		labels, err := attach.Labels(t.Context(), d, project)
		if err != nil || !slices.Equal(labels, []string{"投资合同"}) {
			t.Errorf("%v, %v", labels, err)
		}
		if _, err := attach.Get(t.Context(), d, authz.Scope{Chains: []string{"c1"}}, a.ID); err != nil {
			t.Error(err)
		}
		if _, err := attach.Get(t.Context(), d, authz.Scope{Regions: []string{"110000"}}, a.ID); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("outside the scope: %v", err)
		}
	})
}

func TestNobodyAttachesOutsideHisScope(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	f := s.save("a.pdf", "%PDF-a")
	stranger := authz.Actor{ID: "x", Roles: []authz.Role{authz.RolePark}, Scope: authz.Scope{Units: []string{"u2"}}}
	b, err := s.dir.Put(t.Context(), strings.NewReader("b"))
	if err != nil {
		t.Fatal(err)
	}
	for name, fn := range map[string]func(tx *change.Tx) error{
		"save": func(tx *change.Tx) error {
			_, err := s.dir.Save(t.Context(), tx, project, keys, "b", "", b)
			return err
		},
		"remove": func(tx *change.Tx) error { return s.dir.Remove(t.Context(), tx, f) },
	} {
		if err := s.change(stranger, fn); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// broken gives some bytes and then fails, as a cut connection does.
type broken struct{ io.Reader }

func (b broken) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if err == io.EOF {
		return n, errors.New("connection reset")
	}
	return n, err
}

func TestABadUploadLeavesNothing(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		r    io.Reader
		code errs.Code
	}{
		"cut off":   {t.Context(), broken{strings.NewReader(strings.Repeat("x", 300_000))}, errs.Invalid},
		"too large": {t.Context(), bytes.NewReader(make([]byte, 1<<20+1)), errs.TooLarge},
		"empty":     {t.Context(), strings.NewReader(""), errs.Invalid},
		"cancelled": {gone, strings.NewReader("x"), errs.Unavailable},
	} {
		if _, err := s.dir.Put(c.ctx, c.r); errs.CodeOf(err) != c.code {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := s.dir.Put(t.Context(), bytes.NewReader(make([]byte, 1<<20))); err != nil {
		t.Errorf("the largest: %v", err)
	}
	if left := s.contents(); len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	err := s.change(authz.System("web"), func(tx *change.Tx) error {
		_, err := s.dir.Save(t.Context(), tx, project, keys, "x", "", attach.Blob{SHA256: strings.Repeat("0", 64)})
		return err
	})
	if errs.CodeOf(err) != errs.Unavailable {
		t.Errorf("a row without a content: %v", err)
	}
}

func TestSweepTakesOnlyWhatIsOldAndUnused(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	kept, removed := s.save("a.txt", "kept"), s.save("b.txt", "removed")
	if _, err := s.dir.Put(t.Context(), strings.NewReader("never saved")); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"tmp/up-1", "note.txt"} {
		if err := os.WriteFile(filepath.Join(s.root, name), []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.change(authz.System("web"), func(tx *change.Tx) error { return s.dir.Remove(t.Context(), tx, removed) }); err != nil {
		t.Fatal(err)
	}
	sweep := func(before time.Time) int {
		n, err := s.dir.Sweep(t.Context(), s.run.DB, before)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if n := sweep(clock.System().Add(-time.Hour)); n != 0 {
		t.Errorf("%d young files removed", n)
	}
	if n := sweep(clock.System().Add(time.Hour)); n != 3 || len(s.contents()) != 2 {
		t.Errorf("%d removed, left %v", n, s.contents())
	}
	if r, err := s.dir.Read(kept); err != nil {
		t.Error(err)
	} else {
		r.Close()
	}
	if _, err := s.dir.Read(removed); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("removed: %v", err)
	}
}

func TestTamperedFilesAreNamed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		a, b := s.save("a.txt", "甲"), s.save("b.txt", "乙")
		twin := s.save("c.txt", "甲")
		path := func(f *attach.File) string { return filepath.Join(s.root, f.SHA256[:2], f.SHA256[2:]) }
		write := func(f *attach.File, text string) {
			if err := os.WriteFile(path(f), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		row := func(q string) {
			if err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(t.Context(), q); return err }); err != nil {
				t.Fatal(err)
			}
		}
		whole := func() { write(a, "甲"); write(b, "乙") }
		for name, c := range map[string]struct {
			do, undo func()
			want     map[string]journal.Kind
		}{
			"nothing":  {func() {}, whole, nil},
			"changed":  {func() { write(b, "丙") }, whole, map[string]journal.Kind{b.ID: journal.FileChanged}},
			"emptied":  {func() { write(b, "") }, whole, map[string]journal.Kind{b.ID: journal.FileChanged}},
			"appended": {func() { write(b, "乙 ") }, whole, map[string]journal.Kind{b.ID: journal.FileChanged}},
			"removed":  {func() { _ = os.Remove(path(a)) }, whole, map[string]journal.Kind{a.ID: journal.FileMissing, twin.ID: journal.FileMissing}},
			"swapped": {func() { write(a, "乙"); write(b, "甲") }, whole,
				map[string]journal.Kind{a.ID: journal.FileChanged, b.ID: journal.FileChanged, twin.ID: journal.FileChanged}},
			"hash and content": {func() {
				forged, err := s.dir.Put(t.Context(), strings.NewReader("伪"))
				if err != nil {
					t.Fatal(err)
				}
				row("UPDATE attachment SET sha256 = '" + forged.SHA256 + "' WHERE id = '" + b.ID + "'")
			}, func() { row("UPDATE attachment SET sha256 = '" + b.SHA256 + "' WHERE id = '" + b.ID + "'") }, map[string]journal.Kind{b.ID: journal.RowChanged}},
			"hash unreadable": {func() { row("UPDATE attachment SET sha256 = '?' WHERE id = '" + b.ID + "'") },
				func() { row("UPDATE attachment SET sha256 = '" + b.SHA256 + "' WHERE id = '" + b.ID + "'") },
				map[string]journal.Kind{b.ID: journal.RowChanged}},
		} {
			verify := func() map[string]journal.Kind {
				rep, err := journal.Verify(t.Context(), d, journal.Options{Checks: []journal.Check{s.dir.Check}})
				if err != nil {
					t.Fatal(err)
				}
				got := map[string]journal.Kind{}
				for _, f := range rep.Findings {
					if got[f.RowID] == "" {
						got[f.RowID] = f.Kind
					}
				}
				return got
			}
			c.do()
			got := verify()
			if len(got) != len(c.want) {
				t.Errorf("%s: %v, want %v", name, got, c.want)
			}
			for id, kind := range c.want {
				if got[id] != kind {
					t.Errorf("%s: %v, want %v", name, got, c.want)
				}
			}
			c.undo()
			if left := verify(); len(left) != 0 {
				t.Errorf("%s undone: %v", name, left)
			}
		}
	})
}
