package org

import (
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
)

func TestWhoMayGrantWhatToWhom(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		s.person("fresh", "市发改委")
		s.person("boss", "市发改委", authz.RoleChief)
		s.person("sys2", "市发改委", authz.RoleSystem)
		s.must(nil, s.SetAccountActive(ctx, s.root, s.person("gone", "市发改委"), false, ""))
		s.must(s.CreateAccount(ctx, s.root, Account{Login: "newcomer", Name: "新人", UnitID: s.unit["市发改委"]}, firstPassword, ""))
		s.who["newcomer"] = s.dir().AccountByLogin("newcomer").ID
		for _, c := range []struct {
			name string
			by   string
			g    Grant
			to   string
			want errs.Code
		}{
			{"business role", "secadmin", Grant{Role: authz.RoleInvest}, "fresh", ""},
			{"the same again", "secadmin", Grant{Role: authz.RoleInvest}, "fresh", errs.Conflict},
			{"the same with another root", "secadmin", Grant{Role: authz.RoleInvest, Region: "340705"}, "fresh", ""},
			{"a second business role", "secadmin", Grant{Role: authz.RoleOffice}, "boss", ""},
			{"administrator beside business", "secadmin", Grant{Role: authz.RoleAudit}, "boss", errs.Conflict},
			{"business beside administrator", "secadmin", Grant{Role: authz.RoleChief}, "sys2", errs.Conflict},
			{"two administrators", "secadmin", Grant{Role: authz.RoleSecurity}, "sys2", errs.Conflict},
			{"by the system administrator", "sysadmin", Grant{Role: authz.RoleInvest}, "boss", errs.Forbidden},
			{"by the audit administrator", "auditadmin", Grant{Role: authz.RoleInvest}, "boss", errs.Forbidden},
			{"by the office", "office", Grant{Role: authz.RoleInvest}, "boss", errs.Forbidden},
			{"to himself", "secadmin", Grant{Role: authz.RoleOffice}, "secadmin", errs.Forbidden},
			{"the program's role", "secadmin", Grant{Role: authz.RoleProgram}, "boss", errs.Invalid},
			{"an unknown role", "secadmin", Grant{Role: "king"}, "boss", errs.Invalid},
			{"an unknown region", "secadmin", Grant{Role: authz.RolePark, Region: "999999"}, "boss", errs.Invalid},
			{"an unknown unit", "secadmin", Grant{Role: authz.RolePark, UnitID: "none"}, "boss", errs.Invalid},
			{"two roots in one", "secadmin", Grant{Role: authz.RolePark, UnitID: s.unit["产业科"], Region: "340705"}, "boss", errs.Invalid},
			{"to somebody gone", "secadmin", Grant{Role: authz.RolePark}, "gone", errs.Invalid},
			{"to nobody", "secadmin", Grant{Role: authz.RolePark}, "nobody", errs.NotFound},
			{"business role before the first sign-in", "secadmin", Grant{Role: authz.RolePark}, "newcomer", ""},
			{"administrator before the first sign-in", "secadmin", Grant{Role: authz.RoleAudit}, "newcomer", errs.Conflict},
		} {
			c.g.AccountID = s.who[c.to]
			_, err := s.GrantRole(ctx, s.as(c.by), c.g, "分工调整")
			if errs.CodeOf(err) != c.want {
				t.Errorf("%s: %v; want %q", c.name, err, c.want)
			}
		}
	})
}

func TestTheLastSecurityAdministratorStays(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ctx := t.Context()
		sec := s.who["secadmin"]
		revoke := func(by, of string) error {
			return s.RevokeRole(ctx, s.as(by), s.dir().Grants(s.who[of])[0].ID, "")
		}
		if err := revoke("secadmin", "secadmin"); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("revoking the last one: %v", err)
		}
		if err := s.SetAccountActive(ctx, s.as("sysadmin"), sec, false, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("stopping the last one: %v", err)
		}
		s.person("sec2", "市发改委")
		s.must(s.GrantRole(ctx, s.as("secadmin"), Grant{AccountID: s.who["sec2"], Role: authz.RoleSecurity}, ""))
		if err := revoke("sec2", "secadmin"); err != nil {
			t.Errorf("revoking one of two: %v", err)
		}
		if err := s.SetAccountActive(ctx, s.as("sysadmin"), s.who["sec2"], false, ""); errs.CodeOf(err) != errs.Conflict {
			t.Errorf("stopping the one left: %v", err)
		}
		if err := s.RevokeRole(ctx, s.as("sec2"), "none", ""); errs.CodeOf(err) != errs.NotFound {
			t.Errorf("revoking nothing: %v", err)
		}
	})
}

func TestAdministratorsKeepApart(t *testing.T) {
	s := newSiteSQLite(t)
	ctx := t.Context()
	unit := s.unit["市发改委"]
	for _, login := range []string{"secadmin", "auditadmin", "office"} {
		if _, err := s.CreateAccount(ctx, s.as(login), Account{Login: "x" + login, Name: "某人", UnitID: unit}, firstPassword, ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s created a user: %v", login, err)
		}
		if _, err := s.CreateUnit(ctx, s.as(login), Unit{Name: "新单位", Region: "340700"}, ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s created a unit: %v", login, err)
		}
	}
	for _, login := range []string{"sysadmin", "auditadmin", "office"} {
		if _, err := s.ResetPasswords(ctx, s.as(login), []string{s.who["office"]}, ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s reset a password: %v", login, err)
		}
		if err := s.ResetTOTP(ctx, s.as(login), s.who["office"], ""); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("%s reset a second factor: %v", login, err)
		}
	}
	if _, err := s.ResetPasswords(ctx, s.as("secadmin"), []string{s.who["secadmin"]}, ""); errs.CodeOf(err) != errs.Forbidden {
		t.Errorf("the own password was reset: %v", err)
	}
	if err := s.SetAccountActive(ctx, s.as("sysadmin"), s.who["sysadmin"], false, ""); errs.CodeOf(err) != errs.Conflict {
		t.Errorf("the own account was stopped: %v", err)
	}
}
