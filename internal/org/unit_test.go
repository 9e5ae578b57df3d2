package org

import (
	"context"
	"slices"
	"strings"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/errs"
)

func TestBadUnits(t *testing.T) {
	s := newSiteSQLite(t)
	for _, c := range []struct {
		name  string
		u     Unit
		field string
	}{
		{"no name", Unit{Region: "340700"}, "name"},
		{"long name", Unit{Name: strings.Repeat("长", 81), Region: "340700"}, "name"},
		{"no region", Unit{Name: "甲"}, "region"},
		{"unknown parent", Unit{Name: "甲", Region: "340700", ParentID: "none"}, "parent_id"},
		{"unknown kind", Unit{Name: "甲", Region: "340700", Kind: "army"}, "kind"},
		{"same name", Unit{Name: "义安区 农业农村局", Region: "340700"}, "name"},
	} {
		_, err := s.CreateUnit(t.Context(), s.as("sysadmin"), c.u, "")
		if e, ok := err.(*errs.Error); !ok || e.Code != errs.Invalid || e.Fields[0].Name != c.field {
			t.Errorf("%s: %v; want an error at %s", c.name, err, c.field)
		}
	}
	if _, err := s.CreateUnit(t.Context(), s.as("sysadmin"), Unit{Name: "义安区农业农村局", Region: "340700", ParentID: s.unit["市发改委"]}, ""); err != nil {
		t.Errorf("the same name below another parent: %v", err)
	}
}

func TestBadRegions(t *testing.T) {
	s := newSiteSQLite(t)
	for _, c := range []struct {
		name  string
		r     Region
		field string
	}{
		{"no code", Region{Name: "甲区", Kind: County, Parent: "340700"}, "id"},
		{"odd code", Region{ID: "34/07", Name: "甲区", Kind: County, Parent: "340700"}, "id"},
		{"no name", Region{ID: "1", Kind: County, Parent: "340700"}, "name"},
		{"no kind", Region{ID: "1", Name: "甲区", Parent: "340700"}, "kind"},
		{"unknown parent", Region{ID: "1", Name: "甲区", Kind: County, Parent: "9"}, "parent"},
		{"a second root", Region{ID: "1", Name: "甲区", Kind: County}, "parent"},
		{"same name", Region{ID: "1", Name: "铜官区", Kind: County, Parent: "340700"}, "name"},
	} {
		_, err := s.CreateRegion(t.Context(), s.as("sysadmin"), c.r, "")
		if e, ok := err.(*errs.Error); !ok || e.Code != errs.Invalid || e.Fields[0].Name != c.field {
			t.Errorf("%s: %v; want an error at %s", c.name, err, c.field)
		}
	}
	if _, err := s.CreateRegion(t.Context(), s.root, Region{ID: "340705", Name: "乙区", Kind: County, Parent: "340700"}, ""); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("a code taken: %v", err)
	}
	r := *s.dir().Region("340706")
	r.Parent = "340706001"
	if err := s.UpdateRegion(t.Context(), s.root, r, ""); errs.CodeOf(err) != errs.Invalid {
		t.Errorf("a loop: %v", err)
	}
	for code, want := range map[string]errs.Code{"340706": errs.Conflict, "340700": errs.Conflict, "340706001": "", "none": errs.NotFound} {
		if err := s.RemoveRegion(t.Context(), s.as("sysadmin"), code, ""); errs.CodeOf(err) != want {
			t.Errorf("removing %s: %v; want %q", code, err, want)
		}
	}
}

func TestMovingUnits(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		ndrc, desk, ya := s.unit["市发改委"], s.unit["产业科"], s.unit["义安区农业农村局"]
		for _, to := range []string{ndrc, desk, "none"} {
			if err := s.MoveUnit(ctx, s.root, ndrc, to, 0, ""); errs.CodeOf(err) != errs.Invalid {
				t.Errorf("moved to %s: %v", to, err)
			}
		}
		if err := s.MoveUnit(ctx, s.root, ndrc, ya, 0, ""); err != nil {
			t.Fatal(err)
		}
		if got := s.dir().UnitSubtree(ya); !slices.Equal(got, []string{ya, ndrc, desk}) {
			t.Errorf("subtree after the move: %v", got)
		}
		s.person("li", "产业科", authz.RoleInvest)
		u := *s.dir().Unit(desk)
		u.Name, u.Region = "义安产业科", "340706"
		if err := s.UpdateUnit(ctx, s.root, u, ""); err != nil {
			t.Fatal(err)
		}
		if a := s.as("li"); a.Region != "340706" || !slices.Contains(a.Scope.Regions, "340706") {
			t.Errorf("the unit's people did not follow it: %+v", a)
		}
		if u, ok := s.dir().UnitByName("产业科"); !ok || u.ID != desk {
			t.Error("the former name is forgotten")
		}
	})
}

func TestDissolvingNeedsHandOver(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		desk, projects := s.unit["产业科"], int64(12)
		s.Holds(Holder{Label: "项目", Count: func(_ context.Context, _ db.Queryer, kind, id string) (int64, error) {
			if kind == "unit" && id == desk {
				return projects, nil
			}
			return 0, nil
		}})
		li := s.person("li", "产业科", authz.RoleInvest)
		err := s.DissolveUnit(ctx, s.as("sysadmin"), desk, "机构改革")
		if errs.CodeOf(err) != errs.Conflict || !strings.Contains(err.Error(), "在用账号1个、项目12个") {
			t.Errorf("dissolved with people and projects: %v", err)
		}
		s.must(nil, s.SetAccountActive(ctx, s.root, li, false, ""))
		if err := s.DissolveUnit(ctx, s.as("sysadmin"), desk, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("dissolved with projects: %v", err)
		}
		projects = 0
		if err := s.DissolveUnit(ctx, s.as("sysadmin"), desk, ""); err != nil {
			t.Fatal(err)
		}
		d := s.dir()
		if _, ok := d.UnitByName("产业科"); ok || d.Unit(desk).Active || slices.Contains(d.Units(), d.Unit(desk)) {
			t.Error("the dissolved unit is still offered")
		}
		if err := s.DissolveUnit(ctx, s.as("sysadmin"), s.unit["市发改委"], ""); err != nil {
			t.Errorf("a parent of dissolved units only: %v", err)
		}
	})
}

func TestMergingUnits(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		from, into := s.unit["市发改委"], s.unit["义安区农业农村局"]
		li := s.person("li", "市发改委", authz.RoleInvest)
		s.grant(li, Grant{Role: authz.RoleLeadUnit, UnitID: from})
		s.grant(li, Grant{Role: authz.RoleTeam, UnitID: from})
		s.grant(li, Grant{Role: authz.RoleTeam, UnitID: into})
		s.must(s.Appoint(ctx, s.root, Post{ChainID: "copper", Region: "340700", Kind: PostLeadUnit, UnitID: from, StartOn: "2026-01-01"}, "", ""))
		moved := ""
		s.Holds(Holder{Label: "项目", Count: func(context.Context, db.Queryer, string, string) (int64, error) { return 0, nil },
			MoveUnit: func(_ context.Context, _ *change.Tx, a, b string) error { moved = a + b; return nil }})
		for _, bad := range []string{from, "none"} {
			if err := s.MergeUnit(ctx, s.root, from, bad, ""); err == nil {
				t.Errorf("merged into %s", bad)
			}
		}
		if err := s.MergeUnit(ctx, s.as("sysadmin"), from, into, "机构改革"); err != nil {
			t.Fatal(err)
		}
		d := s.dir()
		if u, ok := d.UnitByName("市发改委"); !ok || u.ID != into {
			t.Error("the old name does not lead to the successor")
		}
		if d.Unit(s.unit["产业科"]).ParentID != into || d.Account(li).UnitID != into || moved != from+into {
			t.Error("not everything was handed over")
		}
		roots := map[authz.Role]string{}
		for _, g := range d.Grants(li) {
			roots[g.Role] += g.UnitID
		}
		if roots[authz.RoleLeadUnit] != into || roots[authz.RoleTeam] != into {
			t.Errorf("roles rooted in %v", roots)
		}
		before, after := d.Posts("copper", "2026-11-21"), d.Posts("copper", "2026-11-22")
		if len(before) != 1 || len(after) != 1 || before[0].UnitID != from || after[0].UnitID != into || after[0].Holder != "义安区农业农村局" {
			t.Errorf("lead unit before %+v, after %+v", before, after)
		}
	})
}

func TestMergingIntoAUnitBelow(t *testing.T) {
	s := newSiteSQLite(t)
	if err := s.MergeUnit(t.Context(), s.root, s.unit["市发改委"], s.unit["产业科"], ""); err != nil {
		t.Fatal(err)
	}
	if got := s.dir().Unit(s.unit["产业科"]).ParentID; got != "" {
		t.Errorf("the successor hangs below %q", got)
	}
}

func TestBadAccounts(t *testing.T) {
	s := newSiteSQLite(t)
	unit := s.unit["市发改委"]
	for _, c := range []struct {
		name     string
		a        Account
		password string
		field    string
	}{
		{"no login", Account{Name: "甲", UnitID: unit}, "", "login"},
		{"odd login", Account{Login: "a b<c", Name: "甲", UnitID: unit}, "", "login"},
		{"login taken in another spelling", Account{Login: " ＯＦＦＩＣＥ ", Name: "甲", UnitID: unit}, "", "login"},
		{"no name", Account{Login: "abc", UnitID: unit}, "", "name"},
		{"no unit", Account{Login: "abc", Name: "甲"}, "", "unit_id"},
		{"odd phone", Account{Login: "abc", Name: "甲", UnitID: unit, Phone: "五六二"}, "", "phone"},
		{"odd mail", Account{Login: "abc", Name: "甲", UnitID: unit, Email: "@"}, "", "email"},
		{"weak password", Account{Login: "abc", Name: "甲", UnitID: unit}, "12345678901", "password"},
	} {
		_, err := s.CreateAccount(t.Context(), s.as("sysadmin"), c.a, c.password, "")
		if e, ok := err.(*errs.Error); !ok || e.Code != errs.Invalid || e.Fields[0].Name != c.field {
			t.Errorf("%s: %v; want an error at %s", c.name, err, c.field)
		}
	}
}
