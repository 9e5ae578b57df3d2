package org

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/region"
)

func TestScope(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		ndrc, desk, tg, ya := s.unit["市发改委"], s.unit["产业科"], s.unit["铜官区农业农村局"], s.unit["义安区农业农村局"]
		yaRegions := []string{"340706", "340706001"}
		for i, c := range []struct {
			name  string
			unit  string
			grant []Grant
			posts []Post
			want  authz.Scope
		}{
			{"no role", "市发改委", nil, nil, authz.Scope{}},
			{"no role but a post", "市发改委", nil, []Post{{ChainID: "c1", Kind: PostTeam, StartOn: "2026-01-01"}}, authz.Scope{}},
			{"own unit's region is the root", "市发改委", []Grant{{Role: authz.RoleOffice}}, nil, authz.Scope{All: true}},
			{"root region by name", "义安区农业农村局", []Grant{{Role: authz.RoleSupervise, Region: "340700"}}, nil, authz.Scope{All: true}},
			{"own unit's region with what is below", "义安区农业农村局", []Grant{{Role: authz.RoleInvest}}, nil,
				authz.Scope{Regions: yaRegions, Units: []string{ya}}},
			{"another region", "铜官区农业农村局", []Grant{{Role: authz.RoleInvest, Region: "340706"}}, nil,
				authz.Scope{Regions: yaRegions, Units: []string{tg}}},
			{"a unit with what is below", "市发改委", []Grant{{Role: authz.RoleLeadUnit, UnitID: ndrc}}, nil, authz.Scope{Units: sorted(ndrc, desk)}},
			{"two roots", "产业科", []Grant{{Role: authz.RoleCommission, UnitID: ya}, {Role: authz.RoleCommission, Region: "340705"}}, nil,
				authz.Scope{Regions: []string{"340705"}, Units: sorted(ya, desk)}},
			{"posts as of today", "产业科", []Grant{{Role: authz.RoleTeam, UnitID: desk}},
				[]Post{{ChainID: "c1", Kind: PostTeam, StartOn: "2026-11-22"}, {ChainID: "c2", Kind: PostTeam, StartOn: "2025-01-01", EndOn: "2026-11-22"},
					{ChainID: "c3", Kind: PostTeam, StartOn: "2025-01-01", EndOn: "2026-11-21"}, {ChainID: "c4", Kind: PostTeam, StartOn: "2026-11-23"}},
				authz.Scope{Units: []string{desk}, Chains: []string{"c1", "c2"}}},
			{"general chief of all chains of a county", "义安区农业农村局", []Grant{{Role: authz.RoleChief, UnitID: ya}},
				[]Post{{Kind: PostGeneral, Region: "340706", StartOn: "2026-01-01"}}, authz.Scope{Regions: yaRegions, Units: []string{ya}}},
			{"general chief of all chains", "义安区农业农村局", []Grant{{Role: authz.RoleChief, UnitID: ya}},
				[]Post{{Kind: PostGeneral, Region: "340700", StartOn: "2026-01-01"}}, authz.Scope{All: true}},
			{"an administrator", "市发改委", []Grant{{Role: authz.RoleSystem}}, []Post{{ChainID: "c1", Kind: PostTeam, StartOn: "2026-01-01"}}, authz.Scope{}},
		} {
			id := s.person(fmt.Sprintf("person%d", i), c.unit)
			for _, g := range c.grant {
				s.grant(id, g)
			}
			for _, p := range c.posts {
				p.AccountID = id
				if p.Region == "" {
					p.Region = "340700"
				}
				s.must(s.Appoint(t.Context(), s.root, p, "", ""))
			}
			if len(c.want.Regions)+len(c.want.Units) > 0 { // whoever sees anything sees firms from outside
				c.want.Regions = append([]string{region.Outside}, c.want.Regions...)
			}
			a, err := s.Actor(t.Context(), id, "web", "r")
			if diff := cmp.Diff(c.want, a.Scope); diff != "" || err != nil {
				t.Errorf("%s: %v (-want +got)\n%s", c.name, err, diff)
			}
		}
	})
}

func sorted(s ...string) []string {
	slices.Sort(s)
	return s
}

func TestLeadUnitsPostReachesItsPeople(t *testing.T) {
	eachSite(t, Options{}, func(t *testing.T, s *site) {
		desk := s.person("desk", "产业科")
		s.grant(desk, Grant{Role: authz.RoleLeadUnit, UnitID: s.unit["产业科"]})
		s.person("county", "铜官区农业农村局", authz.RoleInvest)
		s.must(s.Appoint(t.Context(), s.root, Post{ChainID: "copper", Region: "340700", Kind: PostLeadUnit, UnitID: s.unit["市发改委"], StartOn: "2026-01-01"}, "", ""))
		if got := s.as("desk").Scope.Chains; !slices.Equal(got, []string{"copper"}) {
			t.Errorf("chains of the lead unit's people: %v", got)
		}
		if got := s.as("county").Scope.Chains; got != nil {
			t.Errorf("chains of others: %v", got)
		}
	})
}

func TestActorOfNobody(t *testing.T) {
	s := newSiteSQLite(t)
	s.person("gone", "市发改委", authz.RoleOffice)
	s.must(nil, s.SetAccountActive(t.Context(), s.root, s.who["gone"], false, ""))
	for _, id := range []string{"", "unknown", "system", s.who["gone"]} {
		if _, err := s.Actor(t.Context(), id, "web", ""); errs.CodeOf(err) != errs.Unauthenticated {
			t.Errorf("actor %q: %v", id, err)
		}
	}
}

func TestListScope(t *testing.T) {
	s := newSiteSQLite(t)
	s.person("county", "铜官区农业农村局", authz.RoleInvest)
	for login, want := range map[string]int64{"sysadmin": 6, "secadmin": 6, "auditadmin": 6, "office": 6, "county": 1} {
		q := s.must(UnitSpec.Parse(nil)).(*list.Query)
		n, err := UnitSpec.Count(t.Context(), s.db, q, list.Asker{Scope: ListScope(s.as(login)), Today: "2026-11-22"})
		if n != want || err != nil {
			t.Errorf("%s sees %d units, %v; want %d", login, n, err, want)
		}
	}
}
