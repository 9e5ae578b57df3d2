package desk_test

import (
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/demo"
	"lianzhang/internal/desk"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/comment"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/platform/workday"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

// today is a Sunday: weeks and working days must not trip over it.
const today = "2026-11-22"

// city is a small demonstration city with its desk.
type city struct {
	t        testing.TB
	run      *change.Runner
	org      *org.Service
	chains   *chain.Service
	projects *project.Service
	review   *review.Service
	comments *comment.Service
	desk     *desk.Service
}

func newCity(t testing.TB, d *db.DB, count int) *city {
	t.Helper()
	c := demo.NewClock(clock.At(today).Now())
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: c.Now}
	w := &city{t: t, run: run, org: org.New(run, org.Options{Cost: org.Cost{MemoryKiB: 32, Passes: 1}}), chains: &chain.Service{Run: run},
		projects: &project.Service{Run: run}, comments: &comment.Service{Run: run}}
	w.review = &review.Service{Run: run, Projects: w.projects}
	w.projects.Judge = w.review
	if err := w.review.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Build(t.Context(), demo.Site{Run: run, Org: w.org, Chains: w.chains, Enterprises: &enterprise.Service{Run: run},
		Projects: w.projects, Review: w.review, Clock: c}, demo.Options{Seed: 1, Count: count, Today: today}); err != nil {
		t.Fatal(err)
	}
	w.desk = &desk.Service{Projects: w.projects, Review: w.review, Chains: w.chains, Org: w.org, Clock: c.Now,
		Calendar: func() workday.Calendar { return workday.Calendar{} }} // Monday to Friday
	return w
}

// actor is the account with the login as an actor.
func (w *city) actor(login string) authz.Actor {
	w.t.Helper()
	d, err := w.org.Directory(w.t.Context())
	if err != nil {
		w.t.Fatal(err)
	}
	a := d.AccountByLogin(login)
	if a == nil {
		w.t.Fatalf("no account %s", login)
	}
	actor, err := w.org.Actor(w.t.Context(), a.ID, "web", "")
	if err != nil {
		w.t.Fatal(err)
	}
	return actor
}

// all are all projects inside a scope.
func (w *city) all(scope authz.Scope) []project.Project {
	w.t.Helper()
	rows, err := w.projects.Select(w.t.Context(), w.run.DB, scope, new(db.Where), "ORDER BY t.id")
	if err != nil {
		w.t.Fatal(err)
	}
	return rows
}
