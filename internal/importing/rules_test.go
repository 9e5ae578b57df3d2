package importing_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/db/dbtest"
)

// What must hold of a project as a whole is said at the cell at fault, so that it can be mended where it stands.
func TestRulesOverCells(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	b := s.hand("project", "a.xlsx", book(t, "表", rows(
		[]any{"项目名称", "总投资（万元）", "年度计划（万元）", "计划开工", "计划竣工", "统一社会信用代码", "固定资产投资（万元）"},
		[]any{"铜箔项目", 6100, 41000, "2026-04", "2026-02", "9135O100MOOO100Y43", ""},
		[]any{"光学项目", -5, 1, "2026-04", "2026-04-15", "91350100M000100Y44", ""},
		[]any{"", 5, 1, "", "", "", 9},
		[]any{"羊肉项目", 5, 1, "2026-04-30", "2026-04", "", 5})), importing.Choice{})
	want := []importing.CellError{
		{Sheet: "表", Cell: "C2", Message: "年度计划大于总投资"},
		{Sheet: "表", Cell: "E2", Message: "计划竣工早于开工（2026-04）"},
		{Sheet: "表", Cell: "B3", Message: "“-5”是负数，这里不能为负", Suggest: "5"},
		{Sheet: "表", Cell: "F3", Message: b.Summary.Errors[3].Message, Suggest: "91350100M000100Y43"},
		{Sheet: "表", Cell: "A4", Message: "缺项目名称，必须填写"},
		{Sheet: "表", Cell: "G4", Message: "固定资产投资大于总投资"},
	}
	if diff := cmp.Diff(want, b.Summary.Errors); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
	if b.Summary.Accepted != 1 || b.Summary.Rejected != 3 {
		t.Errorf("%d accepted, %d rejected", b.Summary.Accepted, b.Summary.Rejected)
	}
}

// A chain, a unit or a stage that every row lacks may be said once for the batch.
func TestDefaults(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	b := s.hand("project", "a.xlsx", book(t, "表", rows([]any{"项目名称", "目前阶段", "县区"}, []any{"铜箔项目", "", ""}, []any{"光学项目", "投产", "南海区"})), importing.Choice{})
	b, err := s.imports.Choose(ctx, office, b.ID, importing.Settings{Defaults: map[string]string{"stage": "signed", "class": "新建", "region": "440608"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	s.confirm(b.ID)
	foil, lens := s.project("铜箔项目"), s.project("光学项目")
	if foil.Stage != "signed" || foil.Class != "新建" || foil.Region != "440608" || lens.Stage != "produced" || lens.Region != "440605" {
		t.Errorf("%s %s %s, %s %s", foil.Stage, foil.Class, foil.Region, lens.Stage, lens.Region)
	}
}

// The year that a head names is the year of the plan, whatever year it is today.
func TestYearOfThePlan(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	b := s.hand("project", "a.xlsx", book(t, "表", rows([]any{"项目名称", "2025年计划投资（万元）"}, []any{"铜箔项目", 5})), importing.Choice{})
	s.confirm(b.ID)
	if p := s.project("铜箔项目"); p.PlanYear != "2025" || p.YearPlan != 50_000 {
		t.Errorf("%s %d", p.PlanYear, p.YearPlan)
	}
}
