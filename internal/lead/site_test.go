package lead_test

import (
	"testing"

	"lianzhang/internal/lead"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/target"
	"lianzhang/internal/web/webtest"
)

// site is the city of webtest with two investment officers of different units, and the services of leads.
type site struct {
	*lead.Service
	*webtest.Site
	one, two, judge, factor authz.Actor
}

const today = "2026-09-28" // a Monday; the National Day holiday follows

func newSite(t *testing.T, d *db.DB) *site {
	t.Helper()
	s := &site{Site: webtest.NewOn(t, d, today)}
	s.Service = &lead.Service{Run: s.Site.Run, Projects: s.Site.Projects, Targets: &target.Service{Run: s.Site.Run}, Calendar: workday.Default}
	s.one = s.officer(t, "one", "市商务局", org.Grant{UnitID: s.Units["市商务局"]})
	s.two = s.officer(t, "two", "东湖区发改局", org.Grant{Region: webtest.Donghu})
	s.judge, s.factor = s.Actor(t, "office"), s.Actor(t, "factor")
	return s
}

func (s *site) officer(t *testing.T, login, unit string, root org.Grant) authz.Actor {
	t.Helper()
	a, err := s.Org.CreateAccount(t.Context(), webtest.Program, org.Account{Login: login, Name: login + "同志", UnitID: s.Units[unit]}, webtest.Password, "")
	must(t, err)
	must(t, s.Org.Settle(t.Context(), a.ID))
	root.AccountID, root.Role = a.ID, authz.RoleInvest
	_, err = s.Org.GrantRole(t.Context(), webtest.Program, root, "")
	must(t, err)
	return s.Actor(t, login)
}

func (s *site) at(day string) { s.Site.Run.Clock = clock.At(day) }

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func draft() lead.Draft {
	return lead.Draft{Investor: "深圳市星辉铜箔股份有限公司", Name: "年产5万吨高端锂电铜箔项目", Place: "临港经开区", Size: 12_0000_0000, Source: "驻深联络处", Evidence: "8月来访考察"}
}

func (s *site) register(t *testing.T, who authz.Actor, d lead.Draft) *lead.Lead {
	t.Helper()
	l, err := s.Register(t.Context(), who, d)
	must(t, err)
	return l
}

func (s *site) move(t *testing.T, who authz.Actor, id string, actions ...string) {
	t.Helper()
	for _, a := range actions {
		must(t, s.Move(t.Context(), who, id, lead.Step{Action: a, Text: "研判意见"}))
	}
}

func each(t *testing.T, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d)) })
}
