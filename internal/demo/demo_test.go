package demo_test

import (
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/demo"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

func build(t *testing.T, d *db.DB, opt demo.Options) *project.Service {
	t.Helper()
	c := demo.NewClock(clock.At(opt.Today).Now())
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: c.Now}
	projects := &project.Service{Run: run}
	rev := &review.Service{Run: run, Projects: projects}
	projects.Judge = rev
	if err := rev.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, err := demo.Build(t.Context(), demo.Site{Run: run, Org: org.New(run, org.Options{}), Chains: &chain.Service{Run: run},
		Enterprises: &enterprise.Service{Run: run}, Projects: projects, Review: rev, Clock: c}, opt)
	if err != nil {
		t.Fatal(err)
	}
	return projects
}

func TestTheCityIsBelievableAndRepeatable(t *testing.T) {
	today := "2026-11-22"
	s := build(t, dbtest.SQLite(t), demo.Options{Seed: 1, Count: 240, Today: today})
	groups, err := s.Groups(t.Context(), authz.Scope{All: true})
	if err != nil {
		t.Fatal(err)
	}
	var all project.Sum
	lights, stages := map[string]int64{}, map[string]int64{}
	for _, g := range groups {
		all.Add(g.Sum)
		lights[g.Light] += g.N
		stages[g.Stage] += g.N
	}
	if all.N < 225 || all.N > 240 {
		t.Errorf("%d projects; want nearly 240", all.N)
	}
	if r := all.Rate(); r < .5 || r > 1.1 {
		t.Errorf("year done %.2f of plan", r)
	}
	for _, l := range []string{"green", "yellow", "red"} {
		if lights[l] < 5 {
			t.Errorf("only %d projects are %s: %v", lights[l], l, lights)
		}
	}
	for _, st := range []string{project.Lead, project.Signed, project.Started, project.Produced} {
		if stages[st] == 0 {
			t.Errorf("no project is %s: %v", st, stages)
		}
	}
	t.Log(all, lights, stages)
	again, err := build(t, dbtest.SQLite(t), demo.Options{Seed: 1, Count: 240, Today: today}).Groups(t.Context(), authz.Scope{All: true})
	if err != nil || len(again) != len(groups) {
		t.Errorf("the same seed made another city: %d and %d groups, %v", len(groups), len(again), err)
	}
}
