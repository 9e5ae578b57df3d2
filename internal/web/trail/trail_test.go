package trail_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/record"
	"lianzhang/internal/web/trail"
	"lianzhang/internal/web/webtest"
)

func history(t *testing.T, s *webtest.Site, ref record.Ref) []journal.Event {
	t.Helper()
	events, _, err := journal.History(t.Context(), s.DB, ref, journal.Page{})
	if err != nil || len(events) == 0 {
		t.Fatal(len(events), err)
	}
	return events
}

// TestWords: ids become names, codes become labels, money has its unit, what did not change is not said.
func TestWords(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	names, err := s.Lists.Names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	p := s.Project(t, "铜箔", nil)
	after := *p
	after.YearPlan, after.UnitID, after.Class = 2_3456_0000, s.Units["市商务局"], "续建"
	if err := s.Projects.Save(t.Context(), webtest.Program, p, &after); err != nil {
		t.Fatal(err)
	}
	events := history(t, s, p.Ref())
	edit := events[0]
	for i := range events { // the change also moves derived rows
		if events[i].Table == "project" {
			edit = events[i]
			break
		}
	}
	var got []string
	for _, d := range trail.Diffs(&edit, names) {
		if !d.Minor {
			got = append(got, d.Label+" "+d.Old+" → "+d.New)
		}
	}
	said := strings.Join(got, "\n")
	for _, want := range []string{"年度计划 10,000万元 → 23,456万元", "责任单位 市发改委 → 市商务局", "类别  → 续建"} {
		if !strings.Contains(said, want) {
			t.Errorf("missing %q in\n%s", want, said)
		}
	}
	item := trail.Item(&edit, names)
	if got := item.Body.String(); got != "修改项目　系统" || !item.Auto {
		t.Errorf("%q", got)
	}
	if got := item.Note.String(); !strings.Contains(got, "另有") && strings.Count(got, "；") > 3 {
		t.Errorf("a line that says everything: %q", got)
	}
}

func TestRolesAndTitles(t *testing.T) {
	s := webtest.New(t, "2026-11-20")
	names, err := s.Lists.Names(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	park := s.Actor(t, "park").ID
	if _, err := s.Org.GrantRole(t.Context(), webtest.Program, org.Grant{AccountID: park, Role: authz.RoleInvest}, "试"); err != nil {
		t.Fatal(err)
	}
	e := history(t, s, record.Ref{Kind: "account", ID: park})[0]
	said := map[string]string{}
	for _, d := range trail.Diffs(&e, names) {
		said[d.Label] = d.New
	}
	if said["角色"] != "招商干部" || said["人员"] != "park同志" {
		t.Errorf("%v", said)
	}
	p := s.Project(t, "铜箔", nil)
	events := append(history(t, s, p.Ref())[:1], e)
	story := &trail.Trail{DB: s.DB, Kit: s.Lists}
	titles, err := story.Titles(t.Context(), events, names)
	if diff := cmp.Diff(map[record.Ref]string{p.Ref(): "铜箔", e.Ref: "park同志"}, titles); err != nil || diff != "" {
		t.Error(err, diff)
	}
	log, older, err := story.Log(t.Context(), record.Ref{Kind: "account", ID: park}, 0, 1)
	if err != nil || len(log) != 1 || older == 0 {
		t.Errorf("%d entries, older %d, %v", len(log), older, err)
	}
}

// TestActionsHaveNames: no code of a program is shown where there is a word for it.
func TestActionsHaveNames(t *testing.T) {
	for _, o := range trail.Actions() {
		if strings.ContainsAny(o.Label, "abcdefghijklmnopqrstuvwxyz.") {
			t.Errorf("%s has no name: %s", o.Value, o.Label)
		}
	}
	for _, o := range trail.Kinds() {
		if o.Label == o.Value {
			t.Errorf("%s has no name", o.Value)
		}
	}
	for action, want := range map[string]string{"unit.export": "导出单位", "enterprise.create": "新建企业", "account.create": "新建人员", "nonsense": "nonsense", "x.y": "x.y"} {
		if got := trail.Action(action); got != want {
			t.Errorf("%s = %s, want %s", action, got, want)
		}
	}
}
