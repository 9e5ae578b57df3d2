package formula

import (
	"context"
	"slices"

	"lianzhang/internal/platform/authz"
)

// Value is what a definition gives inside a scope.
func (s *Service) Value(ctx context.Context, scope authz.Scope, code string, version int, ask Ask) (Value, error) {
	c, err := s.Get(ctx, code, version)
	if err != nil {
		return Value{}, err
	}
	return s.Of(ctx, scope, c, ask)
}

// Of is Value for a definition at hand, which may be a draft.
func (s *Service) Of(ctx context.Context, scope authz.Scope, c *Compiled, ask Ask) (Value, error) {
	rows, err := s.Table(ctx, scope, []*Compiled{c}, ask, "")
	if err != nil {
		return Value{}, err
	}
	return rows[""][0], nil
}

// By is Value by "region", "unit" or "chain". Regions and units take in all below them, so the site's own region has
// everything; the key "" has what names none.
func (s *Service) By(ctx context.Context, scope authz.Scope, code string, version int, ask Ask, by string) (map[string]Value, error) {
	c, err := s.Get(ctx, code, version)
	if err != nil {
		return nil, err
	}
	rows, err := s.Table(ctx, scope, []*Compiled{c}, ask, by)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Value, len(rows))
	for key, values := range rows {
		out[key] = values[0]
	}
	return out, nil
}

// Table asks several definitions at once: one scan of each list. The values of a key stand in the order of defs; by "" gives
// the one key "".
func (s *Service) Table(ctx context.Context, scope authz.Scope, defs []*Compiled, ask Ask, by string) (map[string][]Value, error) {
	d, err := s.Org.Directory(ctx)
	if err != nil {
		return nil, err
	}
	lists := map[*Source][]int{}
	var order []*Source
	for i, c := range defs {
		if lists[c.source] == nil {
			order = append(order, c.source)
		}
		lists[c.source] = append(lists[c.source], i)
	}
	out := map[string][]Value{}
	blank := make([]Value, len(defs))
	links := make([]func(key string) (num, den string), len(defs))
	for _, src := range order {
		q := &question{source: src, scope: scope, ask: ask, by: by, dir: d}
		for _, i := range lists[src] {
			b, err := defs[i].Bind(ask, s.Run.Clock.Today())
			if err != nil {
				return nil, err
			}
			q.bounds = append(q.bounds, b)
			blank[i], links[i] = b.value(tally{}), q.links(b)
		}
		rows, err := q.run(ctx, s.Run.DB)
		if err != nil {
			return nil, err
		}
		for key, tallies := range q.rollUp(rows) {
			if out[key] == nil {
				out[key] = slices.Clone(blank)
			}
			for n, i := range lists[src] {
				out[key][i] = q.bounds[n].value(tallies[n])
			}
		}
	}
	for key, values := range out {
		for i := range values {
			if values[i].Formula == "" { // nothing of its list under this key
				values[i] = blank[i]
			}
			values[i].NumURL, values[i].DenURL = links[i](key)
		}
	}
	return out, nil
}
