package importing_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/importing"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
)

func (s *site) project(name string) *project.Project {
	s.t.Helper()
	all, err := s.projects.Select(ctx, s.run.DB, office.Scope, new(db.Where).And("t.name = ?", name), "")
	if err != nil || len(all) == 0 {
		s.t.Fatalf("project %q: %d, %v", name, len(all), err)
	}
	return &all[0]
}

// lines gives each row of a tab as "number state dup decision".
func (s *site) lines(id, tab string) []string {
	s.t.Helper()
	p, err := s.imports.Preview(ctx, office, id, importing.View{Tab: tab})
	if err != nil {
		s.t.Fatal(err)
	}
	var out []string
	for _, l := range p.Lines {
		text := l.State
		if l.Dup != nil {
			text += " " + string(l.Dup.Kind) + " " + l.Dup.Row + l.Dup.Name + " " + string(l.Dup.Decision)
		}
		out = append(out, text)
	}
	return out
}

func TestAgainstTheRegister(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newSite(t, d)
		first := s.hand("project", "一季度.xlsx", book(t, "表", rows(plainHead,
			[]any{"铜箔项目", "甲公司", "高明区", 10, "签约", "2026-01-05", "旧"},
			[]any{"光学镜片项目", "乙公司", "高明区", 5, "签约", "2026-02", ""},
			[]any{"智能传感器生产线项目一期", "丙公司", "高明区", 3, "签约", "", ""})), importing.Choice{})
		s.confirm(first.ID)

		second := s.hand("project", "二季度.xlsx", book(t, "表", rows(plainHead,
			[]any{"铜箔项目", "甲公司", "高明区", 10, "在建", "2026-01", "新"},             // the same, moved on
			[]any{"光学镜片项目", "乙公司", "高明区", 8, "签约", "2026-02", ""},             // another amount
			[]any{"智能传感器生产线项目二期", "丙公司", "高明区", 3, "签约", "", ""},              // another phase: a project of its own
			[]any{"智能传感器（高明）生产线项目一期", "丙公司", "高明区", 3, "签约", "", ""},          // a likely one
			[]any{"羊肉加工项目", "", "南海区", 1, "签约", "", ""})), importing.Choice{}) // new
		want := []string{"dup register_same 铜箔项目 merge", "held register_conflict 光学镜片项目 ask", "ready", "held register_likely 智能传感器生产线项目一期 ask", "ready"}
		if diff := cmp.Diff(want, s.lines(second.ID, "all")); diff != "" {
			t.Fatalf("(-want +got)\n%s", diff)
		}
		if second.Summary.Write != (importing.Counts{New: 2, Merge: 1, Hold: 2}) {
			t.Errorf("%+v", second.Summary.Write)
		}
		key := importing.RowKey(0, 3)
		b, err := s.imports.Decide(ctx, office, second.ID, []int{key}, importing.Merge, nil)
		if err != nil || b.Summary.Write.Merge != 2 {
			t.Fatalf("%v %+v", err, b)
		}
		if b, err = s.imports.DecideAll(ctx, office, second.ID, importing.RegisterLikely, importing.Skip, nil); err != nil || b.Summary.Write.Hold != 0 {
			t.Fatalf("%v %+v", err, b)
		}
		b = s.confirm(second.ID)
		if b.Written != 2 || b.Merged != 2 || s.count("project") != 5 {
			t.Errorf("written %d, merged %d, projects %d", b.Written, b.Merged, s.count("project"))
		}
		foil := s.project("铜箔项目")
		if foil.Stage != project.Started || foil.Note != "新" || foil.SignedActual != "2026-01-05" {
			t.Errorf("merged: %s %s %s; a month must not replace a day", foil.Stage, foil.Note, foil.SignedActual)
		}
		if p := s.project("光学镜片项目"); p.TotalInvest != 800_000_000 {
			t.Errorf("merged amount %d", p.TotalInvest)
		}

		u, err := s.imports.Undo(ctx, office, second.ID, "传错了", false)
		if err != nil || u.Removed != 2 || u.Restored != 2 {
			t.Fatalf("%v %+v", err, u)
		}
		if p := s.project("铜箔项目"); p.Stage != project.Signed || p.Note != "旧" || s.count("project") != 3 {
			t.Errorf("after undoing: %s %s, %d projects", p.Stage, p.Note, s.count("project"))
		}
		if _, err := s.imports.Undo(ctx, office, second.ID, "", false); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("undone twice: %v", err)
		}
		rep, err := journal.Verify(ctx, d, journal.Options{})
		if err != nil || !rep.OK() {
			t.Errorf("journal: %v %+v", err, rep)
		}
	})
}

func TestUndoLeavesWhatPeopleChanged(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	b := s.hand("project", "表.xlsx", book(t, "表", rows(plainHead,
		[]any{"铜箔项目", "甲公司", "高明区", 10, "签约", "2026-01-05", ""}, []any{"光学项目", "乙公司", "高明区", 5, "签约", "", ""})), importing.Choice{})
	s.confirm(b.ID)
	later := *s.run
	later.Clock = clock.At("2026-06-04")
	edited := &project.Service{Run: &later}
	before := s.project("铜箔项目")
	after := *before
	after.Note = "领导已批示"
	who := authz.System("web")
	who.Name = "李四"
	if err := edited.Save(ctx, who, before, &after); err != nil {
		t.Fatal(err)
	}
	_, err := s.imports.Undo(ctx, office, b.ID, "试", false)
	var told *errs.Error
	if !errors.As(err, &told) || told.Code != errs.Conflict || !strings.Contains(told.Message, "铜箔项目") || !strings.Contains(told.Message, "李四") {
		t.Fatalf("%v", err)
	}
	if left := told.Detail.(*importing.Undoing).Left; len(left) != 1 || left[0].Action != "project.edit" || s.count("project") != 2 {
		t.Errorf("%+v, %d projects", left, s.count("project"))
	}
	u, err := s.imports.Undo(ctx, office, b.ID, "试", true)
	if err != nil || u.Removed != 1 || len(u.Left) != 1 || s.count("project") != 1 {
		t.Errorf("partly: %v %+v, %d projects", err, u, s.count("project"))
	}
	if s.project("铜箔项目").Note != "领导已批示" {
		t.Error("the changed project is gone")
	}
}

func TestTheRegisterMovesBetweenPreviewAndConfirm(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	body := book(t, "表", rows(plainHead, []any{"铜箔项目", "甲公司", "高明区", 10, "签约", "2026-01-05", ""}))
	one := s.hand("project", "a.xlsx", body, importing.Choice{})
	two := s.hand("project", "b.xlsx", body, importing.Choice{})
	s.confirm(one.ID)
	if _, err := s.imports.Confirm(ctx, office, two.ID, nil); errs.CodeOf(err) != errs.Conflict {
		t.Fatalf("confirmed against a register that had moved: %v", err)
	}
	if b, err := s.imports.Get(ctx, office, two.ID); err != nil || b.Summary.Dups[importing.RegisterExact] != 1 {
		t.Errorf("the new preview: %v %+v", err, b.Summary)
	}
	if _, err := s.imports.Confirm(ctx, office, two.ID, nil); errs.CodeOf(err) != errs.Invalid || s.count("project") != 1 {
		t.Errorf("nothing to write: %v", err)
	}
	if _, err := s.imports.Confirm(ctx, office, one.ID, nil); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("confirmed twice: %v", err)
	}
}

func TestScopesAndPermissions(t *testing.T) {
	s := newSite(t, dbtest.SQLite(t))
	county := authz.Actor{ID: "u1", Name: "张三", UnitID: "unit1", Region: "440608", Roles: []authz.Role{authz.RoleTeam}, Via: "web",
		Scope: authz.Scope{Regions: []string{"440608"}}}
	body := book(t, "表", rows(plainHead, []any{"铜箔项目", "甲公司", "", 10, "签约", "", ""}, []any{"光学项目", "", "南海区", 5, "签约", "", ""},
		[]any{"羊肉项目", "", "高明", 5, "签约", "", ""}))
	upload := func(actor authz.Actor) (*importing.Batch, error) {
		b, err := s.imports.Upload(ctx, actor, importing.Upload{List: "project", Name: `C:\表\台账.xlsx`, Body: strings.NewReader(string(body))})
		if err != nil {
			return nil, err
		}
		return s.imports.Analyse(ctx, actor, b.ID, nil)
	}
	b, err := upload(county)
	if err != nil {
		t.Fatal(err)
	}
	if got := b.Summary; got.Accepted != 2 || got.Errors[0].Cell != "C3" || !strings.Contains(got.Errors[0].Message, "不在您的数据范围内") || b.FileName != "台账.xlsx" {
		t.Fatalf("%+v %s", got.Errors, b.FileName)
	}
	if _, err = s.imports.Confirm(ctx, county, b.ID, nil); err != nil {
		t.Fatal(err)
	}
	if p := s.project("铜箔项目"); p.Region != "440608" || s.count("project") != 2 {
		t.Errorf("region %s, %d projects", p.Region, s.count("project"))
	}
	other := county
	other.ID, other.Scope = "u2", authz.Scope{Regions: []string{"440605"}}
	if _, err := s.imports.Get(ctx, other, b.ID); errs.CodeOf(err) != errs.NotFound {
		t.Errorf("seen from another county: %v", err)
	}
	for name, roles := range map[string][]authz.Role{"no role": nil, "no import": {authz.RoleChief}, "no editing": {authz.RoleSystem}} {
		actor := county
		actor.Roles = roles
		if _, err := upload(actor); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := s.imports.Undo(ctx, actor, b.ID, "", false); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s undoes: %v", name, err)
		}
	}
	chains := book(t, "表", rows([]any{"项目名称", "产业链"}, []any{"甲项目", "全新链条"}))
	up, err := s.imports.Upload(ctx, county, importing.Upload{List: "project", Name: "a.xlsx", Body: strings.NewReader(string(chains))})
	if err != nil {
		t.Fatal(err)
	}
	if up, err = s.imports.Analyse(ctx, county, up.ID, nil); err != nil || up.Summary.Rejected != 1 {
		t.Errorf("who may not add chains got %v %+v", err, up.Summary)
	}
}
