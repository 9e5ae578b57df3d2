package webtest

import (
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/project"
)

// The codes of the city and its counties; they are not assigned in GB/T 2260.
const (
	City     = "349900"
	Donghu   = "349902"
	Linggang = "349972"
)

func (s *Site) found(t testing.TB) {
	t.Helper()
	ctx := t.Context()
	_, err := s.Org.Bootstrap(ctx, org.Setup{Site: "景川市产业链链长制", RegionCode: City, RegionName: "景川市", Office: "市链长办", Password: Password, Settled: true})
	must(t, err)
	for i, r := range []org.Region{{ID: Donghu, Name: "东湖区", Kind: org.County}, {ID: Linggang, Name: "临港经开区", Kind: org.Zone}} {
		r.Parent, r.Sort = City, int64(i+1)
		_, err := s.Org.CreateRegion(ctx, Program, r, "")
		must(t, err)
	}
	for i, u := range []org.Unit{{Name: "景川市发展和改革委员会", Short: "市发改委", Region: City}, {Name: "景川市商务局", Short: "市商务局", Region: City},
		{Name: "东湖区发展和改革局", Short: "东湖区发改局", Region: Donghu}, {Name: "景川市供电公司", Short: "市供电公司", Region: City}} {
		u.Kind, u.Sort, u.Active = "department", int64(i+1), true
		made, err := s.Org.CreateUnit(ctx, Program, u, "")
		must(t, err)
		s.Units[u.Short] = made.ID
	}
	for i, name := range []string{"铜基新材料", "新型储能"} {
		c, err := s.Chains.Create(ctx, Program, chain.Chain{Code: name, Name: name, Region: City, UnitID: s.Units["市发改委"], Chief: "市长", Sort: int64(i + 1)})
		must(t, err)
		s.Chain[name] = c.ID
	}
	s.person(t, "zong", "总链长", "市发改委", authz.RoleChief, org.Grant{Region: City})
	s.person(t, "lead", "发改委链办", "市发改委", authz.RoleLeadUnit, org.Grant{UnitID: s.Units["市发改委"]})
	s.person(t, "team", "铜基专班", "市发改委", authz.RoleTeam, org.Grant{UnitID: s.Units["市发改委"]})
	s.person(t, "park", "东湖区发改局", "东湖区发改局", authz.RolePark, org.Grant{Region: Donghu})
	s.person(t, "factor", "供电公司客户部", "市供电公司", authz.RoleFactor, org.Grant{Region: City})
}

func (s *Site) person(t testing.TB, login, title, unit string, role authz.Role, root org.Grant) {
	t.Helper()
	a, err := s.Org.CreateAccount(t.Context(), Program, org.Account{Login: login, Name: login + "同志", Title: title, UnitID: s.Units[unit]}, Password, "")
	must(t, err)
	must(t, s.Org.Settle(t.Context(), a.ID))
	root.AccountID, root.Role = a.ID, role
	_, err = s.Org.GrantRole(t.Context(), Program, root, "")
	must(t, err)
}

// Project adds a project of 铜基新材料 in 东湖区, owned by 市发改委, as edit wants it.
func (s *Site) Project(t testing.TB, name string, edit func(*project.Project)) *project.Project {
	t.Helper()
	p := project.Project{Name: name, Region: Donghu, ChainID: s.Chain["铜基新材料"], UnitID: s.Units["市发改委"], Investor: name + "公司",
		TotalInvest: 5_0000_0000, Stage: project.Started, SignedActual: "2025-03-01", StartedPlan: "2025-09-01", StartedActual: "2025-09-10",
		CompletedPlan: "2027-06-30", LibraryOn: "2025-10-01", YearPlan: 1_0000_0000}
	if edit != nil {
		edit(&p)
	}
	out, err := s.Projects.Create(t.Context(), Program, p)
	must(t, err)
	return out
}

// Actor is the person with the login as the services see it.
func (s *Site) Actor(t testing.TB, login string) authz.Actor {
	t.Helper()
	d, err := s.Org.Directory(t.Context())
	must(t, err)
	a := d.AccountByLogin(login)
	if a == nil {
		t.Fatalf("no account %s", login)
	}
	actor, err := s.Org.Actor(t.Context(), a.ID, "web", "")
	must(t, err)
	return actor
}
