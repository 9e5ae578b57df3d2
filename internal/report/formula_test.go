package report

import (
	"fmt"
	"testing"

	"lianzhang/internal/catalog"
	"lianzhang/internal/formula"
	"lianzhang/internal/platform/period"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// shippedAs is a shipped definition of the registry.
func shippedAs(t *testing.T, name string, version int64) *formula.Compiled {
	t.Helper()
	defs, err := formula.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all, err := formula.Compile(catalog.FormulaSources(), defs)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if c.Name == name && c.Number == version {
			return c
		}
	}
	t.Fatalf("no %sv%d", name, version)
	return nil
}

// of is what a definition counts of items as of a day; a count is over the number of all.
func of(t *testing.T, c *formula.Compiled, items []Item, day string) Share {
	t.Helper()
	b, err := c.Bind(formula.Ask{}, day)
	if err != nil {
		t.Fatal(err)
	}
	v := b.Over(func(yield func(rule.Row)) {
		for i := range items {
			yield(items[i].Value)
		}
	})
	if c.Shape == formula.Count {
		v.Den = float64(len(items))
	}
	return Share{int64(v.Num), int64(v.Den)}
}

// TestPublishedRates: the cases that offices have published.
func TestPublishedRates(t *testing.T) {
	cohort := func(counts map[string]int) []Item {
		var out []Item
		for stage, n := range counts {
			for i := range n {
				out = append(out, Item{Project: project.Project{ID: fmt.Sprint(stage, i), Stage: stage}})
			}
		}
		return out
	}
	for _, c := range []struct {
		place, name string
		version     int64
		items       []Item
		want        Share
		decimals    int
		text        string
	}{
		{"安徽", "开工率", 2, cohort(map[string]int{project.Signed: 237, project.Started: 653, project.Produced: 443, project.Capacity: 419}), Share{1515, 1752}, 1, "86.5%"},
		{"渭南", "履约率", 1, cohort(map[string]int{project.Signed: 100, project.Started: 191, project.Withdrawn: 1}), Share{291, 292}, 1, "99.7%"},
		{"思南", "开工率", 3, cohort(map[string]int{project.Signed: 6, project.Started: 21, project.Produced: 5}), Share{26, 32}, 2, "81.25%"},
		{"思南", "投产率", 2, cohort(map[string]int{project.Signed: 6, project.Started: 21, project.Produced: 5}), Share{5, 26}, 2, "19.23%"},
	} {
		f := shippedAs(t, c.name, c.version)
		got := of(t, f, c.items, cityDay)
		if got != c.want {
			t.Errorf("%s %s = %v; want %v", c.place, f.Label(), got, c.want)
		}
		if text := (Style{Decimals: c.decimals}).share(got); text != c.text {
			t.Errorf("%s %s = %s, want %s", c.place, f.Label(), text, c.text)
		}
	}
}

// TestFormulasAgree: what the bulletin counts is what the registry's rules count over the same projects.
func TestFormulasAgree(t *testing.T) {
	s := smallCity(t)
	for _, month := range []period.Period{"2026-10", "2025-12", "2025-03"} {
		b, err := s.Bulletin(t.Context(), office(), string(month))
		if err != nil {
			t.Fatal(err)
		}
		f := b.Figures
		var in []Item
		for i := range b.items {
			if b.items[i].In {
				in = append(in, b.items[i])
			}
		}
		a, c := f.All, f.Cohort
		for _, x := range []struct {
			name    string
			version int64
			items   []Item
			want    Share
		}{
			{"通报范围", 1, b.items, Share{a.N, int64(len(b.items))}},
			{"完成率", 1, in, a.Rate()}, {"序时进度", 1, in, a.Schedule()},
			{"开工率", 1, in, Share{a.Started, a.StartDue}}, {"入统率", 1, in, Share{a.Library, a.Started}}, {"资金到位率", 1, in, Share{a.FundsIn, a.TotalInvest}},
			{"履约率", 1, b.items, Share{c.Fulfilled, c.Signed}}, {"开工率", 3, b.items, Share{c.Started, c.Fulfilled}},
			{"开工率", 2, b.items, Share{c.Started, c.Signed}},
			{"投产率", 2, b.items, Share{c.Produced, c.Started}}, {"达产率", 2, b.items, Share{c.Capacity, c.Produced}},
			{"投产率", 1, b.items, Share{c.Produced, c.Signed}}, {"达产率", 1, b.items, Share{c.Capacity, c.Signed}},
		} {
			c := shippedAs(t, x.name, x.version)
			if got := of(t, c, x.items, f.Day); got != x.want {
				t.Errorf("%s %s: the rule gives %v, the bulletin %v", month, c.Label(), got, x.want)
			}
		}
		// and the two lists of unknown order hold the same projects as the rule
		bulletin := shippedAs(t, "通报范围", 1)
		for i := range b.items {
			got := of(t, bulletin, b.items[i:i+1], f.Day)
			if (got.Num == 1) != b.items[i].In {
				t.Errorf("%s %s (%s): the rule says %v, the bulletin %v", month, b.items[i].Name, b.items[i].Stage, got, b.items[i].In)
			}
		}
	}
}
