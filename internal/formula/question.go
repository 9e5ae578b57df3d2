package formula

import (
	"context"
	"sync"

	"lianzhang/internal/org"
	"lianzhang/internal/platform/authz"
	"lianzhang/internal/platform/db"
	"lianzhang/internal/platform/rule"
)

// base is the condition of every scan: the asker's scope and the places asked for.
func (q *question) base() (*db.Where, error) {
	spec := q.source.Spec
	w := new(db.Where).Scope(q.scope.On(authz.Keys(spec.Scope)), "t")
	for _, f := range q.filters() {
		c := spec.Column(f.column)
		if c == nil {
			return nil, noColumn(spec, f.by)
		}
		w.In(c.Expr(), f.values...)
	}
	return w, nil
}

// question is one question of several definitions over one list.
type question struct {
	source *Source
	scope  authz.Scope
	ask    Ask
	by     string // "" = all together
	dir    *org.Directory
	bounds []*Bound
}

type placeFilter struct {
	by, column string
	values     []string
}

// filters are the places asked for: a region and a unit with all below them. The site's own region is no limit.
func (q *question) filters() []placeFilter {
	var out []placeFilter
	if q.ask.Region != "" && (q.dir.Root() == nil || q.dir.Root().ID != q.ask.Region) {
		out = append(out, placeFilter{ByRegion, "region", q.dir.RegionSubtree(q.ask.Region)})
	}
	if q.ask.Unit != "" {
		out = append(out, placeFilter{ByUnit, "unit_id", q.dir.UnitSubtree(q.ask.Unit)})
	}
	if q.ask.Chain != "" {
		out = append(out, placeFilter{ByChain, "chain_id", []string{q.ask.Chain}})
	}
	return out
}

// run asks all definitions: one scan for everything that adds up, and one for the values of percentiles, side by side. The
// result is by key and definition; the key is "" when nothing tells rows apart.
func (q *question) run(ctx context.Context, d db.Queryer) (map[string][]tally, error) {
	listed := q.listed()
	parts := []map[string][]tally{{}, {}}
	faults := make([]error, len(parts))
	var wait sync.WaitGroup
	for i, ask := range []func(context.Context, db.Queryer, [][]int, func(string) []tally) error{q.sums, q.spread} {
		wait.Go(func() {
			faults[i] = ask(ctx, d, listed, func(key string) []tally {
				if parts[i][key] == nil {
					parts[i][key] = make([]tally, len(q.bounds))
				}
				return parts[i][key]
			})
		})
	}
	wait.Wait()
	for _, err := range faults {
		if err != nil {
			return nil, err
		}
	}
	out := parts[0]
	if q.by == "" && out[""] == nil {
		out[""] = make([]tally, len(q.bounds))
	}
	for key, tallies := range parts[1] {
		if out[key] == nil {
			out[key] = make([]tally, len(q.bounds))
		}
		for i, t := range tallies {
			out[key][i].add(t)
		}
	}
	return out, nil
}

// listed are the definitions whose values must be read one by one, those of the same values together: percentiles, and means
// of the same.
func (q *question) listed() [][]int {
	text := func(b *Bound) string {
		out := b.Num.String()
		for _, r := range []*rule.Rule{b.Den, b.Rows} {
			out += "\n"
			if r != nil {
				out += r.String()
			}
		}
		return out
	}
	var out [][]int
	at := map[string]int{}
	for _, means := range []bool{false, true} {
		for i, b := range q.bounds {
			n, ok := at[text(b)]
			switch {
			case means && b.Shape == Mean && ok, !means && b.Shape.percent() > 0 && ok:
				out[n] = append(out[n], i)
			case !means && b.Shape.percent() > 0:
				at[text(b)] = len(out)
				out = append(out, []int{i})
			}
		}
	}
	return out
}
