package org

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/region"
)

func TestDirectoryIsKeptUntilSomethingChanges(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		one := s.dir()
		s.later(time.Hour)
		if s.dir() != one {
			t.Error("read anew without a change")
		}
		if err := s.Unlock(ctx, s.as("secadmin"), s.who["office"], ""); err != nil { // no change of names or roles
			t.Fatal(err)
		}
		if s.dir() != one {
			t.Error("read anew after a change of something else")
		}
		u := one.Unit(s.unit["产业科"])
		was := u.Name
		next := *u
		next.Name = "产业发展科"
		if err := s.UpdateUnit(ctx, s.root, next, ""); err != nil {
			t.Fatal(err)
		}
		if got := s.dir().UnitName(u.ID); got != "产业发展科" {
			t.Errorf("own change shows %q", got)
		}
		if one.UnitName(u.ID) != was {
			t.Error("the old snapshot changed")
		}

		other := New(&change.Runner{DB: s.db, Journal: s.run.Journal, Clock: s.run.Clock}, Options{Cost: s.opt.Cost})
		s.must(other.Directory(ctx))
		next.Version, next.Name = 1, "产业协调科"
		if err := s.UpdateUnit(ctx, s.root, next, ""); err != nil {
			t.Fatal(err)
		}
		if d := s.must(other.Directory(ctx)).(*Directory); d.UnitName(u.ID) != "产业发展科" {
			t.Error("the stamp was compared within the second")
		}
		s.later(time.Second)
		if d := s.must(other.Directory(ctx)).(*Directory); d.UnitName(u.ID) != "产业协调科" {
			t.Error("another node's change is unseen after a second")
		}
	})
}

func TestNames(t *testing.T) {
	s := newSiteSQLite(t)
	d := s.dir()
	for text, want := range map[string]string{
		"铜陵市发展和改革委员会": "市发改委", "市发改委": "市发改委", " 市 发改委 ": "市发改委", "市发展和改革委员会": "市发改委", "发展和改革委员会": "市发改委",
		"铜陵高新区管委会(市高新办)": "高新区管委会", "铜陵高新区管委会": "高新区管委会", "高新区管委会（市高新办）": "高新区管委会",
		"铜官区农业农村局": "铜官区农业农村局", "农业农村局": "", "区农业农村局": "", "财政局": "", "": "", "（）": "",
	} {
		u, ok := d.UnitByName(text)
		if got := ""; ok != (want != "") || ok && d.UnitName(u.ID) != want {
			if ok {
				got = u.Name
			}
			t.Errorf("unit %q = %q; want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"铜官区": "340705", "铜官": "340705", "铜陵市铜官区": "340705", "铜陵铜官区": "340705", "安徽省铜陵市铜官区": "340705", "340705": "340705", " 枞阳 ": "340722",
		"铜陵市": "340700", "铜陵": "340700", "铜陵高新区": "340700-GX", "高新区": "340700-GX", "铜陵高新技术产业开发区": "340700-GX", "高新技术产业开发区": "340700-GX",
		"五松镇": "340706001", "义安区五松镇": "340706001", "铜陵市义安区五松镇": "", "芜湖市": "", "区": "", "": "",
	} {
		r, ok := d.RegionByName(text)
		if ok != (want != "") || ok && r.ID != want {
			t.Errorf("region %q = %+v; want %q", text, r, want)
		}
	}
	for kind, want := range map[string]string{"region": "铜官区", "unit": "340705", "account": "340705", "chain": "340705"} {
		if got := d.Label(kind, "340705"); got != want {
			t.Errorf("label of %s: %q; want %q", kind, got, want)
		}
	}
}

func TestTrees(t *testing.T) {
	s := newSiteSQLite(t)
	d := s.dir()
	var order []string
	for _, r := range d.Regions() {
		order = append(order, r.ID)
	}
	if want := []string{"340700", "340700-GX", "340705", "340706", "340706001", "340722"}; !slices.Equal(order, want) {
		t.Errorf("regions %v; want %v", order, want)
	}
	if got := d.RegionSubtree("340706"); !slices.Equal(got, []string{"340706", "340706001"}) {
		t.Errorf("subtree %v", got)
	}
	if d.RegionSubtree("none") != nil || d.UnitSubtree("none") != nil || d.UnitSubtree("") != nil {
		t.Error("the subtree of nothing is something")
	}
	if d.Root().ID != "340700" || d.Site() != "铜陵链长" {
		t.Errorf("root %+v, site %q", d.Root(), d.Site())
	}
}

func TestConflictShowsTheStoredRow(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		mine, theirs := *s.dir().Unit(s.unit["产业科"]), *s.dir().Unit(s.unit["产业科"])
		mine.Short, theirs.Short = "产业", "产科"
		if err := s.UpdateUnit(ctx, s.as("sysadmin"), theirs, ""); err != nil {
			t.Fatal(err)
		}
		var e *errs.Error
		if err := s.UpdateUnit(ctx, s.as("sysadmin"), mine, ""); !errors.As(err, &e) || e.Code != errs.Conflict || e.Detail.(*Unit).Short != "产科" {
			t.Errorf("second save of a unit: %v", err)
		}
		a := *s.dir().Account(s.who["office"])
		b := a
		if a.Title, b.Title = "主任", "副主任"; s.UpdateAccount(ctx, s.as("sysadmin"), a, "") != nil {
			t.Fatal("first save")
		}
		if err := s.UpdateAccount(ctx, s.as("sysadmin"), b, ""); !errors.As(err, &e) || e.Code != errs.Conflict || e.Detail.(*Account).Title != "主任" {
			t.Errorf("second save of an account: %v", err)
		}
		r := *s.dir().Region("340705")
		r.Version = 7
		if err := s.UpdateRegion(ctx, s.as("sysadmin"), r, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("save of a region with another version: %v", err)
		}
		if err := s.UpdateProfile(ctx, s.as("office"), "0562-1234567", "a@b.cn", 0); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("save of a profile with another version: %v", err)
		}
		if err := s.UpdateProfile(ctx, s.as("office"), "0562-1234567", "a@b.cn", s.dir().Account(s.who["office"]).Version); err != nil {
			t.Error(err)
		}
	})
}

func TestNoRegionIsTheOutside(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		_, err := s.CreateRegion(t.Context(), s.root, Region{ID: region.Outside, Name: "本市", Kind: City}, "")
		if errs.CodeOf(err) != errs.Invalid {
			t.Errorf("the region of outside firms became one of the site: %v", err)
		}
	})
}

func TestBootstrapOnce(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		if _, err := s.Bootstrap(t.Context(), Setup{Site: "x", RegionCode: "1", RegionName: "y", Password: firstPassword}); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("a second time: %v", err)
		}
		for login, role := range map[string]authz.Role{"sysadmin": authz.RoleSystem, "secadmin": authz.RoleSecurity, "auditadmin": authz.RoleAudit, "office": authz.RoleOffice} {
			if a := s.as(login); !slices.Equal(a.Roles, []authz.Role{role}) || a.Scope.All != (role == authz.RoleOffice) || a.Region != "340700" {
				t.Errorf("%s: %+v", login, a)
			}
		}
	})
}
