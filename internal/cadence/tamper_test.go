package cadence

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

// TestTamperingIsFound: whatever of a frozen period is changed in the database by hand, verification finds it and says where.
func TestTamperingIsFound(t *testing.T) {
	one := func(q string) []string { return []string{q} }
	for _, c := range []struct {
		name  string
		do    []string
		table string
		says  string
	}{
		{"a figure", one("UPDATE cadence_line SET words = '60.0%' WHERE no = 1"), "cadence_line", "第2行“临港区”被改动"},
		{"a rank", one("UPDATE cadence_line SET place = 1 WHERE no = 1"), "cadence_line", "第2行“临港区”被改动"},
		{"a light", one("UPDATE cadence_line SET colour = 'green' WHERE no = 1"), "cadence_line", "第2行“临港区”被改动"},
		{"whose it is", one("UPDATE cadence_line SET region = '9' WHERE no = 0"), "cadence_line", "第1行“东湖区”被改动"},
		{"a line removed", one("DELETE FROM cadence_line WHERE no = 1"), "cadence_line", "缺第2至2行"},
		{"the last line removed", one("DELETE FROM cadence_line WHERE no = 3"), "cadence_line", "缺第4至4行"},
		{"a line added", one("INSERT INTO cadence_line SELECT freeze_id, 4, keeper, 'x', kind, subject_id, region, unit_id, chain_id, label, value, words, colour, place, url FROM cadence_line WHERE no = 0"),
			"cadence_line", "多出第5行"},
		{"two lines change places", []string{"UPDATE cadence_line SET no = 99 WHERE no = 0", "UPDATE cadence_line SET no = 0 WHERE no = 1", "UPDATE cadence_line SET no = 1 WHERE no = 99"},
			"cadence_line", "第1行“临港区”被改动"},
		{"all lines removed", one("DELETE FROM cadence_line"), "cadence_line", "缺第1至4行"},
		{"a text", one("UPDATE cadence_blob SET data = 'AAAA' WHERE name = 'facts-0'"), "cadence_blob", "底稿“facts-0”被改动"},
		{"a text removed", one("DELETE FROM cadence_blob WHERE name = 'facts-1'"), "cadence_blob", "底稿“facts-1”被删除"},
		{"hashes removed", one("DELETE FROM cadence_blob WHERE keeper = ''"), "cadence_blob", "哈希表与根不符"},
		{"the root", one("UPDATE cadence_period SET root = 'AAAA' || substr(root, 5) WHERE period = '2026-10'"), Kind, "签名与根"},
		{"the count", one("UPDATE cadence_period SET lines = 3 WHERE period = '2026-10'"), Kind, "签名与根"},
		{"when", one("UPDATE cadence_period SET frozen_at = frozen_at - 1 WHERE period = '2026-10'"), Kind, "签名与根"},
		{"the signature", one("UPDATE cadence_period SET signature = 'AAAA' || substr(signature, 5) WHERE period = '2026-10'"), Kind, "签名与根"},
		{"the key removed", one("DELETE FROM cadence_secret"), "cadence_secret", "密钥被删除"},
		{"thawed", one("UPDATE cadence_period SET state = 'open' WHERE period = '2026-10'"), Kind, "state"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := newSite(t, d, "2026-11-06 18:00")
				_, err := s.Freeze(t.Context(), office, "2026-10", "定稿")
				must(t, err)
				s.exec(c.do...)
				rep, err := journal.Verify(t.Context(), d, journal.Options{Checks: []journal.Check{s.Check}})
				must(t, err)
				found := false
				for _, f := range rep.Findings {
					found = found || f.Table == c.table && (strings.Contains(f.Text, c.says) || f.Column == c.says)
				}
				if !found {
					t.Errorf("%+v", rep.Findings)
				}
				if c.table == Kind || c.table == "cadence_secret" {
					return
				}
				here, err := s.CheckPeriod(t.Context(), s.period("2026-10"))
				if must(t, err); len(here) == 0 {
					t.Error("the page of the period finds nothing")
				}
			})
		})
	}
}

// TestAForgedTreeIsFound: who changes a line, its hash and the root of the period leaves a row that the journal does not know, and
// a signature that does not fit.
func TestAForgedTreeIsFound(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d, "2026-11-06 18:00")
		_, err := s.Freeze(t.Context(), office, "2026-10", "定稿")
		must(t, err)
		s.exec("UPDATE cadence_line SET words = '99.9%' WHERE no = 0")
		forged := newTree()
		must(t, eachLine(t.Context(), d, new(db.Where), "ORDER BY t.no", func(l *Numbered) error { return forged.add(hasher.HashLeaf(l.Leaf("2026-10"))) }))
		s.exec(fmt.Sprintf("UPDATE cadence_blob SET data = '%s' WHERE keeper = ''", base64.StdEncoding.EncodeToString(forged.hashes)),
			fmt.Sprintf("UPDATE cadence_period SET root = '%s'", forged.root()))
		rep, err := journal.Verify(t.Context(), d, journal.Options{Checks: []journal.Check{s.Check}})
		must(t, err)
		kinds := map[journal.Kind]bool{}
		for _, f := range rep.Findings {
			kinds[f.Kind] = true
		}
		if !kinds[journal.RowChanged] || !kinds[journal.FrozenChanged] {
			t.Errorf("%+v", rep.Findings)
		}
	})
}

func (s *site) exec(queries ...string) {
	s.t.Helper()
	must(s.t, s.Run.DB.Write(s.t.Context(), func(tx *db.Tx) error {
		for _, q := range queries {
			if _, err := tx.Exec(s.t.Context(), q); err != nil {
				return err
			}
		}
		return nil
	}))
}

// TestAProofNeedsNoDatabase: every line has a proof that holds offline against the site's public key; a changed one does not.
func TestAProofNeedsNoDatabase(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t), "2026-11-06 18:00")
	for i := range 1000 { // several levels, and no power of two
		s.lines = append(s.lines, Line{Key: fmt.Sprint("p", i), Label: fmt.Sprint("项目", i), Words: "绿灯"})
	}
	p, err := s.Freeze(t.Context(), office, "2026-10", "定稿")
	must(t, err)
	public, err := s.PublicKey(t.Context())
	must(t, err)
	all := authz.Scope{All: true}
	for _, no := range []int64{0, 1, 2, 511, 512, 1000, 1002, 1003} {
		l, err := s.Line(t.Context(), all, p, no)
		must(t, err)
		made, err := s.Prove(t.Context(), p, l)
		must(t, err)
		text, err := json.Marshal(made)
		must(t, err)
		back, err := ParseProof(text)
		must(t, err)
		must(t, back.Check(public))
		must(t, back.Check(""))
		for name, spoil := range map[string]func(*Proof){
			"leaf": func(p *Proof) { p.Leaf = strings.Replace(p.Leaf, ",", ", ", 1) }, "number": func(p *Proof) { p.No++ },
			"period": func(p *Proof) { p.Period = "2026-09" }, "time": func(p *Proof) { p.FrozenAt++ }, "lines": func(p *Proof) { p.Lines = 0 },
			"root": func(p *Proof) { p.Root = base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{1}, 32)) },
			"path": func(p *Proof) { p.Path = p.Path[1:] },
		} {
			spoiled, _ := ParseProof(text)
			spoil(spoiled)
			if spoiled.Check(public) == nil {
				t.Errorf("line %d: a changed %s is taken", no, name)
			}
		}
	}
	other := newSite(t, dbtest.SQLite(t), "2026-11-06 18:00")
	theirs, err := other.PublicKey(t.Context())
	must(t, err)
	l, _ := s.Line(t.Context(), all, p, 0)
	made, _ := s.Prove(t.Context(), p, l)
	want(t, errs.Invalid, made.Check(theirs))
	if again, _ := s.PublicKey(t.Context()); again != public || len(Fingerprint(public)) != 19 {
		t.Error("the key is not the same the second time")
	}
	_, err = s.Line(t.Context(), authz.Scope{Regions: []string{"2"}}, p, 0)
	want(t, errs.NotFound, err)
	_, err = s.Line(t.Context(), all, p, 5000)
	want(t, errs.NotFound, err)
	_, err = ParseProof([]byte("{"))
	want(t, errs.Invalid, err)
}
