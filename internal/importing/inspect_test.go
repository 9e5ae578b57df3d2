package importing_test

import (
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/checkup"
	"lianzhang/internal/importing"
	"lianzhang/internal/importing/targets"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
)

// TestTheCountysLedgerIsInflated: the known answers of the county's own ledger, as the checkup finds them before anything is written.
func TestTheCountysLedgerIsInflated(t *testing.T) {
	path := gaoming(t, "招商项目调度台账.xlsx")
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		s.imports.Inspect = targets.Water(&checkup.Service{Run: s.run})
		b := s.upload("project", path, importing.Choice{})
		got := b.Summary.Inspection
		if got == nil {
			t.Fatal("nobody looked")
		}
		if got.Rows != 147 || got.Distinct != 43 || got.Names != 42 || got.Before != 160_940_000_000 || got.After != 45_740_000_000 {
			t.Errorf("%d rows, %d distinct, %d names, %d and %d yuan; want 147, 43, 42, 1,609.4 and 457.4 亿元", got.Rows, got.Distinct, got.Names, got.Before, got.After)
		}
		for _, m := range got.Remarks {
			t.Log(m.Severity, m.Label, m.Title, m.Amount, len(m.Lines))
		}
		first := got.Remarks[0]
		if !strings.Contains(first.Title, "147行里只有43条") || !strings.Contains(first.Title, "457.40亿元") || !strings.Contains(first.Title, "1609.40亿元") || !strings.Contains(first.Title, "3.52倍") || first.Amount != 115_200_000_000 {
			t.Errorf("%+v", first)
		}
		rows := 0
		for _, l := range first.Lines {
			if strings.Contains(l.Expected, "行") && strings.Contains(l.Value, "次") {
				rows += strings.Count(l.Expected, "、") + 1
			}
		}
		if once := 147 - rows; once < 0 || rows < 104 {
			t.Errorf("the evidence names %d rows that are not alone", rows)
		}
		twins := slices.DeleteFunc(slices.Clone(got.Remarks[1:]), func(m importing.Remark) bool { return m.Label != "重复签约（同名）" })
		if len(twins) != 1 {
			t.Fatalf("%d names with two records, want 1: %+v", len(twins), twins)
		}
		text := ""
		for _, l := range twins[0].Lines {
			text += l.Label + l.Value + l.Expected + "\n"
		}
		for _, want := range []string{"6.00亿元", "10.00亿元", "金额不一", "第", "行"} {
			if !strings.Contains(text, want) {
				t.Errorf("the conflicting pair's evidence lacks %q:\n%s", want, text)
			}
		}
		again, err := s.imports.Get(ctx, office, b.ID)
		if err != nil || again.Summary.Inspection == nil || len(again.Summary.Inspection.Remarks) != len(got.Remarks) {
			t.Errorf("the finding is not kept with the batch: %v", err)
		}
	})
}

func TestOtherListsAreNotInspected(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	s.imports.Inspect = targets.Water(&checkup.Service{Run: s.run})
	if b := s.upload("enterprise", gaoming(t, "重点企业名录.xlsx"), importing.Choice{}); b.Summary.Inspection != nil {
		t.Errorf("%+v", b.Summary.Inspection)
	}
}
