package burden

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
)

func site(d *db.DB, today string) *Service {
	return &Service{Run: &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(today)}}
}

func person(id, unit, region string) authz.Actor {
	return authz.Actor{ID: id, Name: id, UnitID: unit, Region: region, Roles: []authz.Role{authz.RoleTeam}}
}

var everywhere = authz.Scope{All: true}

func note(t *testing.T, s *Service, who authz.Actor, form string, minutes, hand, over, empty int64) {
	t.Helper()
	if err := s.Note(t.Context(), who, Fill{Form: form, Title: "标题" + form, Via: ViaWeb, Seconds: minutes * 60, ByHand: hand, TakenOver: over, Empty: empty}); err != nil {
		t.Fatal(err)
	}
}

// TestFigures holds sums, medians, people and caps to what was noted, on both engines.
func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site(d, "2026-11-22")
		a, b := person("a", "u1", "1"), person("b", "u2", "2")
		const report = "/projects/{id}/report"
		note(t, s, a, report, 4, 3, 9, 2)
		note(t, s, a, report, 6, 2, 10, 1)
		note(t, s, b, report, 600, 5, 5, 0) // left lying: counts 30
		note(t, s, b, "/neu", 2, 1, 0, 0)
		note(t, s, a, "/login", 1, 2, 0, 0) // not measured
		if err := s.Note(t.Context(), a, Fill{Form: "POST /api/v1/projects", Via: ViaAPI}); err != nil {
			t.Fatal(err)
		}
		if err := s.Note(t.Context(), authz.Actor{Name: "企业"}, Fill{Form: "/t/{token}", Via: ViaLink, Seconds: 60, ByHand: 2}); err != nil {
			t.Fatal(err)
		}
		lines, total, err := s.Figures(t.Context(), everywhere, ByForm, "2026-11-01", "2026-11-30")
		if err != nil {
			t.Fatal(err)
		}
		if len(lines) != 3 || lines[0].Key != report || lines[1].Key != "/neu" {
			t.Fatalf("lines: %+v", lines)
		}
		want := &Line{Key: report, Name: "月度填报", Times: 3, People: 2, Seconds: (4 + 6 + 30) * 60, Median: 360, Capped: 1, ByHand: 10, TakenOver: 24, Empty: 3, Saved: 12,
			Replaces: []string{"项目进度月报表", "在建项目调度表", "固定资产投资完成情况统计表", "项目存在问题清单"}}
		if d := cmp.Diff(want, lines[0], cmp.AllowUnexported(Line{})); d != "" {
			t.Error(d)
		}
		if lines[1].Name != "标题/neu" || lines[1].Replaces != nil {
			t.Errorf("a form of which nobody said anything: %+v", lines[1])
		}
		if total.Times != 5 || total.People != 2 || total.Seconds != (4+6+30+2+1)*60 || total.Median != 4*60 {
			t.Errorf("total: %+v", total)
		}
		if got := lines[0].PerPerson(); got != 20 {
			t.Errorf("minutes a person: %v", got)
		}
		if share, ok := lines[0].HandShare(); !ok || share != 10.0/34 {
			t.Errorf("by hand: %v %v", share, ok)
		}
		if n, err := s.Programs(t.Context(), everywhere, "2026-11-22", "2026-11-22"); n != 1 || err != nil {
			t.Errorf("programs: %d, %v", n, err)
		}
		// Another month, another unit, another person.
		if other, _, err := s.Figures(t.Context(), everywhere, ByForm, "2026-10-01", "2026-10-31"); err != nil || len(other) != 0 {
			t.Errorf("another month: %v, %v", other, err)
		}
		byUnit, _, err := s.Figures(t.Context(), authz.Scope{Units: []string{"u2"}}, ByUnit, "2026-11-01", "2026-11-30")
		if err != nil || len(byUnit) != 1 || byUnit[0].Key != "u2" || byUnit[0].Times != 2 {
			t.Errorf("by unit: %+v, %v", byUnit, err)
		}
		own, _, err := s.Figures(t.Context(), People(a), ByPerson, "2026-11-01", "2026-11-30")
		if err != nil || len(own) != 1 || own[0].Key != "a" || own[0].Times != 2 {
			t.Errorf("by person: %+v, %v", own, err)
		}
		// A longer cap reckons everything anew.
		if err := s.SetIdle(t.Context(), authz.System("cli"), 60, "试"); err != nil {
			t.Fatal(err)
		}
		lines, _, err = s.Figures(t.Context(), everywhere, ByForm, "2026-11-01", "2026-11-30")
		if err != nil || lines[0].Seconds != (4+6+60)*60 {
			t.Errorf("with another cap: %+v, %v", lines[0], err)
		}
	})
}

// TestSight: by name only oneself, the own unit for who answers for it, everything for the office.
func TestSight(t *testing.T) {
	rows := map[string]authz.Keys{"own": {Region: "1", Unit: "u1", Chain: "me"}, "colleague": {Region: "1", Unit: "u1", Chain: "x"}, "elsewhere": {Region: "2", Unit: "u2", Chain: "y"}}
	site := authz.Scope{Regions: []string{"1", "2"}}
	for _, c := range []struct {
		role          authz.Role
		people, units []string
	}{
		{authz.RoleTeam, []string{"own"}, []string{"own"}},
		{authz.RolePark, []string{"own", "colleague"}, []string{"own", "colleague"}},
		{authz.RoleOffice, []string{"own", "colleague", "elsewhere"}, []string{"own", "colleague", "elsewhere"}},
		{authz.RoleChief, []string{"own"}, []string{"own", "colleague", "elsewhere"}},
		{authz.RoleSupervise, []string{"own"}, []string{"own", "colleague", "elsewhere"}},
		{authz.RoleSystem, []string{"own"}, []string{"own", "colleague", "elsewhere"}},
	} {
		actor := authz.Actor{ID: "me", UnitID: "u1", Roles: []authz.Role{c.role}, Scope: site}
		for _, part := range []struct {
			name  string
			scope authz.Scope
			want  []string
		}{{"people", People(actor), c.people}, {"units", Units(actor), c.units}} {
			var got []string
			for _, name := range []string{"own", "colleague", "elsewhere"} {
				if part.scope.Allows(rows[name]) {
					got = append(got, name)
				}
			}
			if d := cmp.Diff(part.want, got); d != "" {
				t.Errorf("%s sees of %s: %s", c.role, part.name, d)
			}
		}
	}
}

func TestSay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := site(d, "2026-11-22")
		ctx, office := t.Context(), authz.System("cli")
		if _, err := s.Get(ctx, "/nirgends"); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("a form that nobody knows: %v", err)
		}
		before, err := s.Get(ctx, "/visits/new")
		if err != nil || before.Name != "登记走访" {
			t.Fatal(before, err)
		}
		after := *before
		after.Replaces = " 走访表、走访表；\r\n\n 月报 "
		if err := s.Say(ctx, office, before, &after, ""); err != nil {
			t.Fatal(err)
		}
		got, err := s.Get(ctx, "/visits/new")
		if err != nil || got.Replaces != "走访表\n月报" || got.ByName != "系统" {
			t.Fatalf("%+v, %v", got, err)
		}
		// Who saw the first version does not overwrite the second.
		second := *got
		second.Name = "走访"
		if err := s.Say(ctx, office, got, &second, ""); err != nil {
			t.Fatal(err)
		}
		third := *got
		third.Name = "另名"
		if err := s.Say(ctx, office, got, &third, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("an old version was saved: %v", err)
		}
		empty := *got
		empty.Name = " "
		if err := s.Say(ctx, office, got, &empty, ""); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("without a name: %v", err)
		}
		if err := s.Say(ctx, person("a", "u", "1"), got, &second, ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a member of a team said what a form replaces: %v", err)
		}
		for _, n := range []int64{0, -3, 241} {
			if err := s.SetIdle(ctx, office, n, ""); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("%d minutes: %v", n, err)
			}
		}
		first, err := s.Key(ctx)
		if err != nil {
			t.Fatal(err)
		}
		again, err := s.Key(ctx)
		if err != nil || string(first) != string(again) || len(first) < 32 {
			t.Errorf("the key is not one: %q %q %v", first, again, err)
		}
	})
}
