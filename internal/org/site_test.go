package org

import (
	"context"
	"testing"
	"time"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
)

const firstPassword = "Copper#Basin8"

// site is a small city: 铜陵市 with three counties and a zone, some departments, and the four first accounts.
type site struct {
	*Service
	t    *testing.T
	now  *time.Time
	root authz.Actor // the program itself
	unit map[string]string
	who  map[string]string // account ids by login
}

// eachSite runs fn with a fresh site on every engine. Hashing is cheap in it.
func eachSite(t *testing.T, opt Options, fn func(t *testing.T, s *site)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, d *db.DB) { fn(t, newSite(t, d, opt)) })
}

func newSite(t *testing.T, d *db.DB, opt Options) *site {
	t.Helper()
	now := clock.At("2026-11-22").Now()
	s := &site{t: t, now: &now, root: authz.System("cli"), unit: map[string]string{}, who: map[string]string{}}
	if opt.Cost == (Cost{}) {
		opt.Cost = Cost{MemoryKiB: 32, Passes: 1}
	}
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: func() time.Time { return *s.now }}
	s.Service = New(run, opt)
	made, err := s.Bootstrap(t.Context(), Setup{Site: "铜陵链长", RegionCode: "340700", RegionName: "铜陵市", Password: firstPassword, Settled: true})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range made {
		s.who[m.Login] = m.AccountID
	}
	s.unit["链长办"] = s.dir().Units()[0].ID
	for _, r := range []Region{{ID: "340705", Name: "铜官区", Kind: County}, {ID: "340706", Name: "义安区", Kind: County},
		{ID: "340722", Name: "枞阳县", Kind: County}, {ID: "340700-GX", Name: "铜陵高新技术产业开发区", Kind: Zone}} {
		r.Parent = "340700"
		s.must(s.CreateRegion(t.Context(), s.root, r, ""))
	}
	s.must(s.CreateRegion(t.Context(), s.root, Region{ID: "340706001", Name: "五松镇", Parent: "340706", Kind: Town}, ""))
	s.addUnit("铜陵市发展和改革委员会", "市发改委", "", "340700")
	s.addUnit("产业科", "", "市发改委", "340700")
	s.addUnit("铜官区农业农村局", "", "", "340705")
	s.addUnit("义安区农业农村局", "", "", "340706")
	s.addUnit("铜陵高新区管委会（市高新办）", "高新区管委会", "", "340700-GX")
	return s
}

func (s *site) addUnit(name, short, above, region string) {
	s.t.Helper()
	u, err := s.CreateUnit(s.t.Context(), s.root, Unit{Name: name, Short: short, ParentID: s.unit[above], Region: region}, "")
	if err != nil {
		s.t.Fatal(err)
	}
	s.unit[name] = u.ID
	if short != "" {
		s.unit[short] = u.ID
	}
}

// person adds an account that needs no change of password, with roles rooted in the own unit's region.
func (s *site) person(login, unit string, roles ...authz.Role) string {
	s.t.Helper()
	a, err := s.CreateAccount(s.t.Context(), s.root, Account{Login: login, Name: login + "同志", UnitID: s.unit[unit]}, firstPassword, "")
	if err != nil {
		s.t.Fatal(err)
	}
	if err := s.Settle(s.t.Context(), a.ID); err != nil {
		s.t.Fatal(err)
	}
	for _, r := range roles {
		s.grant(a.ID, Grant{Role: r})
	}
	s.who[login] = a.ID
	return a.ID
}

func (s *site) grant(accountID string, g Grant) *Grant {
	s.t.Helper()
	g.AccountID = accountID
	return s.must(s.GrantRole(s.t.Context(), s.root, g, "")).(*Grant)
}

func (s *site) must(v any, err error) any {
	s.t.Helper()
	if err != nil {
		s.t.Fatal(err)
	}
	return v
}

func (s *site) dir() *Directory {
	s.t.Helper()
	d, err := s.Directory(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return d
}

// as gives the person as an actor.
func (s *site) as(login string) authz.Actor {
	s.t.Helper()
	a, err := s.Actor(s.t.Context(), s.who[login], "web", "r1")
	if err != nil {
		s.t.Fatal(err)
	}
	return a
}

func (s *site) later(d time.Duration) { *s.now = s.now.Add(d) }

// actions are the journal's actions about accounts, oldest first, from the sequence number on.
func (s *site) actions(ctx context.Context, from int64) (out []string) {
	s.t.Helper()
	w := new(db.Where).And("e.seq >= ?", from).And("e.kind = 'account'")
	err := journal.Scan(ctx, s.db, w, "ORDER BY e.seq", func(e *journal.Entry) error {
		if len(out) == 0 || out[len(out)-1] != e.Action {
			out = append(out, e.Action)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return out
}

func (s *site) journalSize() int64 {
	s.t.Helper()
	h, err := s.run.Journal.Head(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return h.Size
}

func newSiteSQLite(t *testing.T) *site { return newSite(t, dbtest.SQLite(t), Options{}) }

func since(from int64) *db.Where { return new(db.Where).And("e.seq >= ?", from) }
