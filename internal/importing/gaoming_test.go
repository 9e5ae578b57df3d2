package importing_test

import (
	"bytes"
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/project"
)

// The known answers for a county's own ledger, which the data folder states.
func TestLedgerOfProjects(t *testing.T) {
	path := gaoming(t, "招商项目调度台账.xlsx")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		b := s.upload("project", path, importing.Choice{})
		got := b.Summary
		if got.Refused != "" || got.Rows != 147 || got.Accepted != 147 || got.Rejected != 0 {
			t.Fatalf("refused %q, %d rows, %d accepted, %d rejected: %v", got.Refused, got.Rows, got.Accepted, got.Rejected, got.Errors)
		}
		if got.Distinct != 43 || got.Names != 42 || got.Duplicates != 104 {
			t.Errorf("distinct %d, names %d, duplicates %d; want 43, 42, 104", got.Distinct, got.Names, got.Duplicates)
		}
		if len(got.Conflicts) != 1 || !cmp.Equal(got.Conflicts[0].Amounts, []int64{600_000_000, 1_000_000_000}) {
			t.Errorf("conflicts %+v; want one name with 6.0 and 10.0 亿元", got.Conflicts)
		}
		sums := []importing.Sum{{Column: "total_invest", Label: "总投资", Unit: "亿元", Before: 160_940_000_000, After: 45_740_000_000}}
		if diff := cmp.Diff(sums, got.Sums); diff != "" {
			t.Errorf("sums (-want +got)\n%s", diff)
		}
		recognised := map[string]int{"title": 1, "unit": 1, "head": 2, "section": 3, "subtotal": 3, "total": 1, "note": 1}
		if diff := cmp.Diff(recognised, got.Recognised); diff != "" {
			t.Errorf("recognised (-want +got)\n%s", diff)
		}
		if w := got.Sheets[0].Warnings; len(w) != 0 {
			t.Errorf("the sections' counts and the subtotals are right, but: %v", w)
		}
		if got.Write != (importing.Counts{New: 43, Skip: 104}) {
			t.Errorf("write %+v", got.Write)
		}

		b = s.confirm(b.ID)
		if b.State != importing.Applied || b.Written != 43 || s.count("project") != 43 || s.count("chain") != 9 {
			t.Fatalf("state %s, written %d, projects %d, chains %d", b.State, b.Written, s.count("project"), s.count("chain"))
		}
		var invest int64
		if err := d.QueryRow(ctx, "SELECT sum(total_invest) FROM project").Scan(&invest); err != nil || invest != 45_740_000_000 {
			t.Errorf("stored %d, %v", invest, err)
		}
		again := s.upload("project", path, importing.Choice{}).Summary
		if again.Write.New != 0 || again.Write.Skip != 147 || again.Dups[importing.RegisterExact] != 43 {
			t.Errorf("the same file again: %+v %v", again.Write, again.Dups)
		}
		s.undo(b.ID)
	})
}

func (s *site) undo(id string) {
	s.t.Helper()
	u, err := s.imports.Undo(ctx, office, id, "试用", false)
	if err != nil {
		s.t.Fatal(err)
	}
	if s.count("project")+s.count("chain")+s.count("project_search") != 0 || u.Removed == 0 {
		s.t.Errorf("left after undoing: %d projects, %d chains; %+v", s.count("project"), s.count("chain"), u)
	}
	groups, err := s.projects.Groups(ctx, office.Scope)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, g := range groups {
		s.t.Errorf("kept sum left: %+v", g)
	}
}

func TestOtherLists(t *testing.T) {
	for _, tt := range []struct {
		list, file, table string
		rows, distinct    int
	}{
		{"enterprise", "重点企业名录.xlsx", "enterprise", 93, 93},
		{"opportunity", "短板与招引机会清单.xlsx", "opportunity", 215, 0},
	} {
		t.Run(tt.list, func(t *testing.T) {
			s := newSite(t, dbtest.SQLite(t))
			b := s.upload(tt.list, gaoming(t, tt.file), importing.Choice{})
			if got := b.Summary; got.Rows != tt.rows || got.Accepted != tt.rows || tt.distinct > 0 && got.Distinct != tt.distinct {
				t.Fatalf("%d rows, %d accepted, %d distinct: %v", got.Rows, got.Accepted, got.Distinct, got.Errors)
			}
			b = s.confirm(b.ID)
			if int(b.Written) != b.Summary.Write.New || s.count(tt.table) != b.Summary.Write.New {
				t.Errorf("written %d, planned %+v", b.Written, b.Summary.Write)
			}
		})
	}
}

func TestStagesComeFromTheLedger(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	b := s.upload("project", gaoming(t, "招商项目调度台账.xlsx"), importing.Choice{Dups: map[importing.Dup]importing.Decision{importing.Exact: importing.Keep}})
	if b.Summary.Write.New != 147 {
		t.Fatalf("%+v", b.Summary.Write)
	}
	s.confirm(b.ID)
	groups, err := s.projects.Groups(ctx, office.Scope)
	if err != nil {
		t.Fatal(err)
	}
	n := map[string]int64{}
	for _, g := range groups {
		n[g.Stage] += g.N
	}
	if diff := cmp.Diff(map[string]int64{project.Started: 48, project.Produced: 30, project.Signed: 69}, n); diff != "" {
		t.Errorf("stages (-want +got)\n%s", diff)
	}
}

func TestRejectsComeBack(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	b := s.upload("project", gaoming(t, "招商项目调度台账.xlsx"), importing.Choice{})
	b, err := s.imports.SetCell(ctx, office, b.ID, 0, "D8", "二十五", nil)
	if err != nil || b.Summary.Rejected != 1 {
		t.Fatalf("%v %+v", err, b)
	}
	var out bytes.Buffer
	if err := s.imports.Rejects(context.Background(), office, b.ID, &out); err != nil {
		t.Fatal(err)
	}
	back := s.hand("project", "退回.xlsx", out.Bytes(), importing.Choice{})
	if got := back.Summary; got.Rows != 1 || got.Recognised["section"] != 1 || got.ErrorCount != 1 || len(got.Questions()) != 0 {
		t.Fatalf("the workbook of rejected rows reads as %+v, questions %v", got, got.Questions())
	}
	cell := back.Summary.Errors[0].Cell
	back, err = s.imports.SetCell(ctx, office, back.ID, 0, cell, "25", nil)
	if err != nil || back.Summary.Accepted != 1 || back.Summary.Sums[0].Before != 2_500_000_000 {
		t.Errorf("corrected: %v %+v", err, back.Summary)
	}
	s.confirm(b.ID)
	out.Reset()
	if err := s.imports.Rejects(ctx, office, b.ID, &out); err != nil {
		t.Fatal(err)
	}
	if after := s.hand("project", "退回.xlsx", out.Bytes(), importing.Choice{}).Summary; after.Rows != 1 {
		t.Errorf("after the confirmation %d rows come back, want the same one", after.Rows)
	}
}
