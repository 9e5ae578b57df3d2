package org

import (
	"fmt"
	"testing"

	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
)

// benchSite is a city of 60 units and 2,000 people.
func benchSite(b *testing.B) (*Service, string) {
	d := dbtest.SQLite(b)
	s := New(&change.Runner{DB: d, Journal: journal.New(d), Clock: clock.System}, Options{})
	made, err := s.Bootstrap(b.Context(), Setup{Site: "x", RegionCode: "340700", RegionName: "铜陵市", Password: firstPassword, Settled: true})
	if err != nil {
		b.Fatal(err)
	}
	err = s.change(b.Context(), authz.System("cli"), about("bench", nil, ""), func(tx *change.Tx) error {
		for i := range 60 {
			u := Unit{Name: fmt.Sprintf("单位%d", i), Region: "340700"}
			if err := s.insertUnit(b.Context(), tx, &u); err != nil {
				return err
			}
			for j := range 33 {
				a := Account{Login: fmt.Sprintf("u%d-%d", i, j), Name: "某人", UnitID: u.ID}
				if err := insertAccount(b.Context(), tx, &a); err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return s, made[3].Login
}

// BenchmarkRequest is what a request pays to know who asks.
func BenchmarkRequest(b *testing.B) {
	s, login := benchSite(b)
	in, err := s.Login(b.Context(), Attempt{Login: login, Password: firstPassword})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		sess, err := s.Authenticate(b.Context(), in.Token)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := s.Actor(b.Context(), sess.AccountID, "web", "r"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLogin is one sign-in at full cost.
func BenchmarkLogin(b *testing.B) {
	s, login := benchSite(b)
	for b.Loop() {
		if _, err := s.Login(b.Context(), Attempt{Login: login, Password: firstPassword}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoad reads the directory anew.
func BenchmarkLoad(b *testing.B) {
	s, _ := benchSite(b)
	for b.Loop() {
		if _, err := load(b.Context(), db.Queryer(s.db)); err != nil {
			b.Fatal(err)
		}
	}
}
