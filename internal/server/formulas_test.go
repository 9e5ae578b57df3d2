package server_test

import (
	"math"
	"net/url"
	"os"
	"strings"
	"testing"

	"lianzhang/internal/catalog"
	"lianzhang/internal/formula"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/db/dbtest"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/server"
)

// TestFormulasOnTheCity asks the registry of one demonstration city on each engine at hand.
func TestFormulasOnTheCity(t *testing.T) {
	all := func(t *testing.T, app *server.App) {
		t.Run("memory", func(t *testing.T) { sameInMemory(t, app) })
		t.Run("lists", func(t *testing.T) { listsBehindNumbers(t, app) })
		t.Run("past", func(t *testing.T) { stagesOfThePast(t, app) })
		t.Run("places", func(t *testing.T) { placesAddUp(t, app) })
	}
	t.Run("sqlite", func(t *testing.T) { all(t, open(t, t.TempDir(), "", 150)) })
	if dsn := os.Getenv("TEST_POSTGRES"); dsn != "" {
		t.Run("postgres", func(t *testing.T) { all(t, open(t, t.TempDir(), dbtest.Schema(t, dsn), 150)) })
	}
}

// compiled is the whole registry, all versions.
func compiled(t *testing.T, app *server.App) []*formula.Compiled {
	t.Helper()
	defs, err := app.Formulas.All(t.Context())
	if err != nil || len(defs) < 40 {
		t.Fatalf("%d definitions, %v", len(defs), err)
	}
	out := make([]*formula.Compiled, len(defs))
	for i, d := range defs {
		if out[i], err = app.Formulas.Get(t.Context(), d.Code, int(d.Number)); err != nil {
			t.Fatalf("%s: %v", d.Label(), err)
		}
	}
	return out
}

var asks = []formula.Ask{
	{},
	{AsOf: "2026-06-30"},
	{From: "2025-01-01", To: "2026-03-31", AsOf: "2026-09-30"},
	{From: "2026-01-01"},
	{AsOf: "2025-03-15"},
	{AsOf: "2026-12-31"},
}

// rows are all rows of a list as a rule sees them in memory.
func rows(t *testing.T, app *server.App, spec *list.Spec) []rule.Row {
	t.Helper()
	cols := make([]*list.Column, len(spec.Columns))
	for i := range spec.Columns {
		cols[i] = &spec.Columns[i]
	}
	ask, err := spec.Parse(url.Values{})
	if err != nil {
		t.Fatal(err)
	}
	var out []rule.Row
	err = spec.Each(t.Context(), app.DB, ask, list.Asker{Scope: authz.Scope{All: true}, Today: today}, cols, func(r list.Row) error {
		vals := map[string]any{}
		for i, c := range cols {
			vals[c.Name] = c.RuleValue(r.At(i))
		}
		out = append(out, func(name string) any { return vals[name] })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// sameInMemory: for every version in the registry and several windows and days, the database counts what
// the same rules count over the rows one by one.
func sameInMemory(t *testing.T, app *server.App) {
	t.Helper()
	all := compiled(t, app)
	memory := map[string][]rule.Row{}
	known := 0
	for _, c := range all {
		if memory[c.List] == nil {
			memory[c.List] = rows(t, app, c.Source().Spec)
		}
	}
	for _, ask := range asks {
		table, err := app.Formulas.Table(t.Context(), authz.Scope{All: true}, all, ask, "")
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range all {
			got := table[""][i]
			b, err := c.Bind(ask, today)
			if err != nil {
				t.Fatal(err)
			}
			want := b.Over(func(yield func(rule.Row)) {
				for _, r := range memory[c.List] {
					yield(r)
				}
			})
			if got.OK != want.OK || !near(got.Num, want.Num) || !near(got.Den, want.Den) || !near(got.Rate, want.Rate) {
				t.Errorf("%s %+v: the database says %v/%v=%v, memory %v/%v=%v", c.Label(), ask, got.Num, got.Den, got.Rate, want.Num, want.Den, want.Rate)
			}
			if got.OK && got.Rate != 0 {
				known++
			}
		}
	}
	if known < len(all)*len(asks)/2 {
		t.Errorf("only %d of %d values are known and not 0: the city is too empty to prove anything", known, len(all)*len(asks))
	}
}

func near(a, b float64) bool {
	return math.Abs(a-b) <= 1e-9*math.Max(1, math.Max(math.Abs(a), math.Abs(b)))
}

// listsBehindNumbers: the address behind every numerator and denominator opens a list with exactly those records, or
// exactly that sum; by county as well.
func listsBehindNumbers(t *testing.T, app *server.App) {
	t.Helper()
	all := compiled(t, app)
	opened := 0
	for _, ask := range asks[:4] {
		for _, by := range []string{"", formula.ByRegion} {
			table, err := app.Formulas.Table(t.Context(), authz.Scope{All: true}, all, ask, by)
			if err != nil {
				t.Fatal(err)
			}
			for key, values := range table {
				for i, c := range all {
					b, err := c.Bind(ask, today)
					if err != nil {
						t.Fatal(err)
					}
					v := values[i]
					opened += follow(t, app, c, key, v.NumURL, b.Num, v.Num, v.Den)
					opened += follow(t, app, c, key, v.DenURL, b.Den, v.Den, v.Den)
				}
			}
		}
	}
	if opened < 1000 {
		t.Errorf("only %d addresses were opened", opened)
	}
}

// follow opens an address as the list's page does, and compares what stands there with the number.
func follow(t *testing.T, app *server.App, c *formula.Compiled, key, address string, side *rule.Rule, number, values float64) int {
	t.Helper()
	if address == "" {
		return 0
	}
	u, err := url.Parse(address)
	if err != nil || u.Path != catalog.Find(c.List).Base {
		t.Fatalf("%s: address %q, %v", c.Label(), address, err)
	}
	spec := c.Source().Spec
	ask, err := spec.Parse(u.Query())
	if err != nil {
		t.Fatalf("%s: %s: %v", c.Label(), address, err)
	}
	if ask.Where == "" {
		t.Fatalf("%s: %s has no rule", c.Label(), address)
	}
	n, err := spec.Count(t.Context(), app.DB, ask, list.Asker{Scope: authz.Scope{All: true}, Today: today})
	if err != nil {
		t.Fatalf("%s: %s: %v", c.Label(), address, err)
	}
	switch {
	case !c.Shape.Rate() && c.Shape != formula.Count && c.Shape != formula.Sum:
		number = values // the list has the rows with a value
	case side != nil && side.Type() != rule.Bool:
		sum := 0.0
		cols := make([]*list.Column, len(spec.Columns))
		for i := range spec.Columns {
			cols[i] = &spec.Columns[i]
		}
		if err := spec.Each(t.Context(), app.DB, ask, list.Asker{Scope: authz.Scope{All: true}, Today: today}, cols, func(r list.Row) error {
			switch v := side.Eval(rule.Env{}, func(name string) any { return spec.Column(name).RuleValue(r.Value(name)) }).(type) {
			case int64:
				sum += float64(v)
			case float64:
				sum += v
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		if !near(sum, number) {
			t.Errorf("%s %q: the records behind %s add up to %v, the figure is %v", c.Label(), key, address, sum, number)
		}
		return 1
	}
	if float64(n) != number {
		t.Errorf("%s %q: %s has %d records, the figure is %v", c.Label(), key, address, n, number)
	}
	return 1
}

// stagesOfThePast: as of a day, the database finds every project in the stage in which project.AsOf puts it.
func stagesOfThePast(t *testing.T, app *server.App) {
	t.Helper()
	projects, err := app.Projects.Select(t.Context(), app.DB, authz.Scope{All: true}, new(db.Where), "")
	if err != nil {
		t.Fatal(err)
	}
	moved := 0
	for _, code := range []string{"fulfilled_rate", "produced_rate", "signed_count", "signed_amount"} {
		c, err := app.Formulas.Get(t.Context(), code, 1)
		if err != nil {
			t.Fatal(err)
		}
		now, err := app.Formulas.Of(t.Context(), authz.Scope{All: true}, c, formula.Ask{})
		if err != nil {
			t.Fatal(err)
		}
		for _, day := range []string{"2026-10-31", "2026-06-30", "2025-12-31", "2024-12-31"} {
			got, err := app.Formulas.Of(t.Context(), authz.Scope{All: true}, c, formula.Ask{AsOf: day})
			if err != nil {
				t.Fatal(err)
			}
			b, err := c.Bind(formula.Ask{}, day) // the rows are already those of the day
			if err != nil {
				t.Fatal(err)
			}
			want := b.Over(func(yield func(rule.Row)) {
				for i := range projects {
					p := projects[i]
					if p.Undated() {
						yield(p.Value)
					} else if past, ok := p.AsOf(day, 0, nil); ok {
						yield(past.Value)
					}
				}
			})
			if got.Num != want.Num || got.Den != want.Den {
				t.Errorf("%s on %s: the database says %v/%v, project.AsOf %v/%v", c.Label(), day, got.Num, got.Den, want.Num, want.Den)
			}
			if got.Num != now.Num {
				moved++
			}
		}
	}
	if moved < 8 {
		t.Errorf("only %d values of the past differ from today's", moved)
	}
}

// placesAddUp: counties and the site's own region make the whole, and a county takes in what lies below it.
func placesAddUp(t *testing.T, app *server.App) {
	t.Helper()
	dir, err := app.Org.Directory(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole, err := app.Formulas.Value(t.Context(), authz.Scope{All: true}, "开工率", 2, formula.Ask{})
	if err != nil {
		t.Fatal(err)
	}
	by, err := app.Formulas.By(t.Context(), authz.Scope{All: true}, "start_rate", 2, formula.Ask{}, formula.ByRegion)
	if err != nil {
		t.Fatal(err)
	}
	if got := by[dir.Root().ID]; got.Num != whole.Num || got.Den != whole.Den || got.Formula != "开工率v2" {
		t.Errorf("the site's region has %v/%v of %s, the whole is %v/%v", got.Num, got.Den, got.Formula, whole.Num, whole.Den)
	}
	sum := 0.0
	for _, r := range dir.Regions() {
		one, err := app.Formulas.Value(t.Context(), authz.Scope{All: true}, "start_rate", 2, formula.Ask{Region: r.ID})
		if err != nil {
			t.Fatal(err)
		}
		if by[r.ID].Num != one.Num || by[r.ID].Den != one.Den {
			t.Errorf("%s: %v/%v among all, %v/%v alone", r.Name, by[r.ID].Num, by[r.ID].Den, one.Num, one.Den)
		}
		if r.Parent == dir.Root().ID {
			sum += one.Den
		}
	}
	if sum > whole.Den || sum < whole.Den/2 {
		t.Errorf("the counties have %v of %v", sum, whole.Den)
	}
	if strings.Contains(by[dir.Root().ID].NumURL, "region=") {
		t.Errorf("the site's own list is narrowed: %s", by[dir.Root().ID].NumURL)
	}
	small := authz.Scope{Regions: dir.RegionSubtree(dir.Regions()[1].ID)}
	part, err := app.Formulas.Value(t.Context(), small, "start_rate", 2, formula.Ask{})
	if err != nil || part.Den >= whole.Den || part.Den != by[dir.Regions()[1].ID].Den {
		t.Errorf("a county's person sees %v of %v, %v", part.Den, whole.Den, err)
	}

}
