package forecast

import (
	"slices"
	"testing"

	"lianzhang/internal/insight/forecast"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/errs"
	"lianzhang/internal/project"
)

func TestSpellsOfAProject(t *testing.T) {
	day := func(s string) int {
		d, ok := dayOf(s)
		if !ok {
			t.Fatal(s)
		}
		return d
	}
	asOf := day("2026-11-22")
	for _, c := range []struct {
		name  string
		p     project.Project
		want  []forecast.Spell
		dirty int
	}{
		{"on its way", project.Project{TalksActual: "2026-01-01", SignedActual: "2026-02-01"}, []forecast.Spell{{From: forecast.Talks, To: forecast.Signed, Days: 31}, {From: forecast.Signed, To: forecast.Open, Days: 294}}, 0},
		{"a stage skipped", project.Project{StartedActual: "2026-01-01", ProducedActual: "2026-03-02"}, []forecast.Spell{{From: forecast.Started, To: forecast.Produced, Days: 60}, {From: forecast.Produced, To: forecast.Open, Days: 265}}, 0},
		{"withdrawn", project.Project{SignedActual: "2026-01-01", EndedOn: "2026-01-11"}, []forecast.Spell{{From: forecast.Signed, To: forecast.Exit, Days: 10}}, 0},
		{"a month only", project.Project{SignedActual: "2026-01", EndedOn: "2026-01-25"}, []forecast.Spell{{From: forecast.Signed, To: forecast.Exit, Days: 10}}, 0},
		{"backwards", project.Project{SignedActual: "2026-05-01", StartedActual: "2026-04-01"}, []forecast.Spell{{From: forecast.Started, To: forecast.Open, Days: 235}}, 1},
		{"not a date", project.Project{SignedActual: "去年", StartedActual: "2026-11-12"}, []forecast.Spell{{From: forecast.Started, To: forecast.Open, Days: 10}}, 1},
		{"ahead of us", project.Project{SignedActual: "2026-11-12", StartedActual: "2027-01-01"}, []forecast.Spell{{From: forecast.Signed, To: forecast.Open, Days: 10}}, 1},
		{"at capacity", project.Project{CapacityActual: "2026-11-12"}, nil, 0},
		{"nothing known", project.Project{}, nil, 0},
	} {
		got, dirty := spellsOf(&c.p, asOf)
		if len(dirty) != c.dirty || len(got) != len(c.want) {
			t.Errorf("%s: %+v, dirty %q", c.name, got, dirty)
			continue
		}
		for i := range got {
			if got[i].From != c.want[i].From || got[i].To != c.want[i].To || got[i].Days != c.want[i].Days {
				t.Errorf("%s: %+v, want %+v", c.name, got[i], c.want[i])
			}
		}
	}
}

func TestCalendar(t *testing.T) {
	if monthEnd("2024-02-10") != "2024-02-29" || monthName(monthOf("2026-12")+1) != "2027-01" || monthName(lastMonth("2026-11-22")) != "2026-10" || monthName(lastMonth("2026-11-30")) != "2026-11" {
		t.Error("months")
	}
	cuts := cutOffs("2026-11-22")
	if len(cuts) != quarters || cuts[len(cuts)-1] != "2026-09-30" || cuts[0] != "2023-12-31" {
		t.Errorf("%v", cuts)
	}
	if cuts := cutOffs("2026-12-31"); cuts[len(cuts)-1] != "2026-12-31" {
		t.Errorf("%v", cuts)
	}
	g := ground{setup: &forecast.Setup{}}
	p := pace{}
	from, _ := dayOf("2026-11-22")
	to, _ := dayOf("2027-01-10")
	g.calendar(from, to, &p)
	if !slices.Equal(g.setup.Bounds, []int{0, 8, 39, 49}) {
		t.Errorf("%v", g.setup.Bounds)
	}
}

func TestParams(t *testing.T) {
	today := "2026-11-22"
	good := Params{AsOf: today, Until: "2026-12-31", Runs: 1000, Seed: 1, Shock: -1}
	if err := good.check(today); err != nil {
		t.Error(err)
	}
	for name, bad := range map[string]func(*Params){"future": func(p *Params) { p.AsOf = "2026-11-23" }, "no date": func(p *Params) { p.AsOf = "昨天" }, "backwards": func(p *Params) { p.Until = today },
		"too far": func(p *Params) { p.Until = "2029-12-31" }, "no runs": func(p *Params) { p.Runs = 0 }, "too many runs": func(p *Params) { p.Runs = MostRuns + 1 }, "seed": func(p *Params) { p.Seed = -1 },
		"shock": func(p *Params) { p.Shock = 2 }, "no end": func(p *Params) { p.Until = "" }} {
		p := good
		bad(&p)
		if errs.CodeOf(p.check(today)) != errs.Invalid {
			t.Errorf("%s is taken: %+v", name, p)
		}
	}
	if (&Params{AsOf: "2026-12-31"}).since() != "2027-01-01" || (&Params{AsOf: today}).since() != "2026-01-01" {
		t.Error("the year of a span")
	}
}

func TestScopeOfAResult(t *testing.T) {
	r := Result{Lines: []Line{{All: true}, {Region: "1"}, {Region: "2"}, {Chain: "a"}, {Chain: "b"}}, Dirty: []Dirty{{Region: "1"}, {Region: "2"}, {Unit: "u"}}}
	for _, c := range []struct {
		scope        authz.Scope
		lines, dirty int
	}{{authz.Scope{All: true}, 5, 3}, {authz.Scope{Regions: []string{"2"}}, 1, 1}, {authz.Scope{Regions: []string{"0", "1", "2"}}, 3, 2}, {authz.Scope{Chains: []string{"b"}}, 1, 0},
		{authz.Scope{Units: []string{"u"}}, 0, 1}, {authz.Scope{}, 0, 0}} {
		x := r
		x.within(c.scope, "0")
		if len(x.Lines) != c.lines || len(x.Dirty) != c.dirty {
			t.Errorf("%+v sees %d lines and %d dirty, want %d and %d", c.scope, len(x.Lines), len(x.Dirty), c.lines, c.dirty)
		}
	}
}

func TestTempoLasts(t *testing.T) {
	var spells []forecast.Spell
	var tempos []tempo
	for i := range 100 {
		days := 50 + i
		spells = append(spells, forecast.Spell{From: forecast.Signed, To: forecast.Started, Days: days})
		tempos = append(tempos, tempo{float64(days), 100})
	}
	got := persistence(spells, tempos)
	if got.all < .97 || got.of(forecast.Signed) != got.all || got.of(forecast.Talks) != got.all {
		t.Errorf("who was slow is slow again by %+v, want 1", got)
	}
	if got := persistence(spells[:10], tempos[:10]); got.all != 0 {
		t.Errorf("ten stays tell %+v", got)
	}
	if (tempo{}).ratio() != 1 || (tempo{1e9, 1}).ratio() != 2.5 {
		t.Error("bounds of the tempo")
	}
}
