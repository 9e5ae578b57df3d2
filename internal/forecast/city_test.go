package forecast_test

import (
	"context"
	"slices"
	"testing"

	"lianzhang/internal/chain"
	"lianzhang/internal/demo"
	"lianzhang/internal/enterprise"
	"lianzhang/internal/forecast"
	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/change"
	"lianzhang/internal/platform/clock"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/journal"
	"lianzhang/internal/project"
	"lianzhang/internal/review"
)

const today = "2026-11-22"

// city builds a demonstration city without the work around its projects.
func city(t testing.TB, d *db.DB, count int) *forecast.Service {
	t.Helper()
	c := demo.NewClock(clock.At(today).Now())
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: c.Now}
	projects := &project.Service{Run: run}
	rev := &review.Service{Run: run, Projects: projects}
	projects.Judge = rev
	if err := rev.Install(t.Context()); err != nil {
		t.Fatal(err)
	}
	o := org.New(run, org.Options{})
	_, err := demo.Build(t.Context(), demo.Site{Run: run, Org: o, Chains: &chain.Service{Run: run},
		Enterprises: &enterprise.Service{Run: run}, Projects: projects, Review: rev, Clock: c}, demo.Options{Seed: 1, Count: count, Today: today})
	if err != nil {
		t.Fatal(err)
	}
	return &forecast.Service{Run: run, Projects: projects, Org: o}
}

var program = authz.System("test")

// TestBackTestOnTheDemonstrationCity: the bands hold the truth about as often as they say, with whatever the city's rules do that the
// model does not know of.
func TestBackTestOnTheDemonstrationCity(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the whole city")
	}
	s := city(t, dbtest.SQLite(t), 1200)
	row, err := s.BackTest(t.Context(), program, 1)
	if err != nil {
		t.Fatal(err)
	}
	_, b, err := s.LatestBackTest(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	all := b.Scores[0]
	for _, x := range b.Scores {
		t.Logf("%2d %-14s %d/%d = %.2f (%.2f–%.2f) below %d above %d, loss %.3f, last year %.3f, average %.3f", x.Span, x.Measure, x.Held, x.Cases,
			float64(x.Held)/float64(x.Cases), x.Low, x.High, x.Below, x.Above, x.Loss, x.LastYear, x.Average)
	}
	t.Log(row.TookMS, "ms;", b.Silent, "figures not given")
	if rate := float64(all.Held) / float64(all.Cases); all.Cases < 150 || rate < .65 || rate > .92 {
		t.Errorf("%d of %d held", all.Held, all.Cases)
	}
	if all.Loss > .5*all.LastYear || all.Loss > .5*all.Average {
		t.Errorf("loss %.3f; the baselines have %.3f and %.3f", all.Loss, all.LastYear, all.Average)
	}
}

// TestForecastIsKeptAndRepeatable: the same seed gives the same bytes, targets are met with a chance, a county sees its own, on both engines.
func TestForecastIsKeptAndRepeatable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := city(t, d, 240)
		ctx := t.Context()
		if _, _, err := s.Get(ctx, program.Scope, ""); errs.CodeOf(err) != errs.NotFound {
			t.Fatalf("nothing was forecast, but %v", err)
		}
		if err := s.SetTargets(ctx, program, "2026", []forecast.Target{{Measure: "started", Value: 1}, {Measure: "signed_amount", Value: 1e15, Source: "文件"}}); err != nil {
			t.Fatal(err)
		}
		p := s.Default()
		p.Runs = 500
		one, err := s.Forecast(ctx, program, p)
		if err != nil {
			t.Fatal(err)
		}
		two, err := s.Forecast(ctx, program, p)
		if err != nil || one.Digest != two.Digest || one.ID == two.ID {
			t.Fatalf("the same parameters gave %s and %s, %v", one.Digest, two.Digest, err)
		}
		p.Seed++
		if three, err := s.Forecast(ctx, program, p); err != nil || three.Digest == one.Digest {
			t.Fatalf("another seed gives the same: %v", err)
		}
		_, r, err := s.Get(ctx, program.Scope, one.ID)
		if err != nil {
			t.Fatal(err)
		}
		byMeasure := map[string]forecast.Line{}
		for _, l := range r.Lines {
			if l.All {
				byMeasure[l.Measure] = l
			}
		}
		if l := byMeasure["started"]; l.Chance != 1 || l.Done < 1 || l.Band.P10 < l.Done {
			t.Errorf("one start is certain: %+v", l)
		}
		if l := byMeasure["signed_amount"]; l.Chance != 0 || l.Source != "文件" || l.Goal != 1e15 {
			t.Errorf("no city signs that much: %+v", l)
		}
		if l := byMeasure["produced"]; l.Goal != 0 {
			t.Errorf("a target out of nowhere: %+v", l)
		}
		items, err := s.Items(ctx, program.Scope, new(db.Where), "ORDER BY t.push_signed DESC, t.id")
		if err != nil || len(items) != r.Basis.Open || items[0].Next != project.Signed || items[0].PushSigned <= 0 || items[0].MedianSigned <= 0 {
			t.Fatalf("%d items of %d open projects: %+v, %v", len(items), r.Basis.Open, items[0], err)
		}
		for i := range items {
			it := &items[i]
			for _, path := range it.Paths() {
				if len(path) != len(r.Months) || !slices.IsSorted(path) {
					t.Fatalf("%s: %v for %v", it.Name, path, r.Months)
				}
			}
		}
		county := authz.Scope{Regions: []string{items[0].Region}}
		mine, err := s.Items(ctx, county, new(db.Where), "")
		if err != nil || len(mine) == 0 || len(mine) == len(items) {
			t.Errorf("a county sees %d of %d, %v", len(mine), len(items), err)
		}
		if _, err := s.Forecast(ctx, authz.Actor{ID: "x", Roles: []authz.Role{authz.RoleChief}}, p); errs.CodeOf(err) != errs.Forbidden {
			t.Errorf("a chief ran it: %v", err)
		}
	})
}

// TestNothingIsForecastOfNothing: an empty site says so and gives no numbers; a site before its first record too.
func TestNothingIsForecastOfNothing(t *testing.T) {
	d := dbtest.SQLite(t)
	run := &change.Runner{DB: d, Journal: journal.New(d), Clock: clock.At(today).Now}
	o := org.New(run, org.Options{})
	if _, err := o.Bootstrap(t.Context(), org.Setup{Site: "空城", RegionCode: "349900", RegionName: "空城", Office: "办", Password: demo.Password, Settled: true}); err != nil {
		t.Fatal(err)
	}
	s := &forecast.Service{Run: run, Projects: &project.Service{Run: run}, Org: o}
	if _, err := s.Forecast(t.Context(), program, s.Default()); err != nil {
		t.Fatal(err)
	}
	_, r, err := s.Get(t.Context(), program.Scope, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range r.Lines {
		if l.Silent == "" || l.Band.P90 != 0 {
			t.Errorf("a number of nothing: %+v", l)
		}
	}
	if _, err := s.BackTest(t.Context(), program, 1); err != nil {
		t.Error(err)
	}
	if _, b, err := s.LatestBackTest(t.Context()); err != nil || len(b.Cases) != 0 {
		t.Errorf("%+v %v", b, err)
	}
}

// TestTargets: bad ones are named at their field, one from elsewhere gives way to one entered here, 0 takes away.
func TestTargets(t *testing.T) {
	d := dbtest.SQLite(t)
	s := city(t, d, 40)
	ctx := t.Context()
	for _, bad := range []forecast.Target{{Measure: "happiness", Value: 1}, {Measure: "started", Value: -1}} {
		if err := s.SetTargets(ctx, program, "2026", []forecast.Target{bad}); errs.CodeOf(err) != errs.Invalid {
			t.Errorf("%+v: %v", bad, err)
		}
	}
	if err := s.SetTargets(ctx, program, "今年", nil); errs.CodeOf(err) != errs.Invalid {
		t.Error("a year of letters")
	}
	s.Targets = func(context.Context, string) ([]forecast.Target, error) {
		return []forecast.Target{{Region: "349900", Measure: "started", Value: 7}, {Region: "349900", Measure: "produced", Value: 8}}, nil
	}
	set := func(v int64) {
		if err := s.SetTargets(ctx, program, "2026", []forecast.Target{{Measure: "started", Value: v}}); err != nil {
			t.Fatal(err)
		}
	}
	goals := func() (started, produced int64) {
		p := s.Default()
		p.Runs = 100
		if _, err := s.Forecast(ctx, program, p); err != nil {
			t.Fatal(err)
		}
		_, r, err := s.Get(ctx, program.Scope, "")
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range r.Lines {
			if l.All && l.Measure == "started" {
				started = l.Goal
			}
			if l.All && l.Measure == "produced" {
				produced = l.Goal
			}
		}
		return started, produced
	}
	for _, want := range []int64{9, 11, 0} {
		set(want)
		started, produced := goals()
		if want == 0 {
			want = 7
		}
		if started != want || produced != 8 {
			t.Errorf("targets %d and %d, want %d and 8", started, produced, want)
		}
	}
}
