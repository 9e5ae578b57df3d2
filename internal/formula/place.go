package formula

import (
	"net/url"
	"strings"
)

// rollUp adds what lies below to regions and units.
func (q *question) rollUp(rows map[string][]tally) map[string][]tally {
	if q.by != ByRegion && q.by != ByUnit {
		return rows
	}
	out := map[string][]tally{}
	for key, tallies := range rows {
		for _, at := range q.above(key) {
			if out[at] == nil {
				out[at] = make([]tally, len(tallies))
			}
			for i, t := range tallies {
				out[at][i].add(t)
			}
		}
	}
	return out
}

// above are the key and what it belongs to. Records outside the tree belong to the site's own region alone.
func (q *question) above(key string) []string {
	out := []string{key}
	for at := key; len(out) < 32; {
		if q.by == ByUnit {
			if u := q.dir.Unit(at); u != nil {
				at = u.ParentID
			} else {
				at = ""
			}
		} else if r := q.dir.Region(at); r != nil {
			at = r.Parent
		} else if root := q.dir.Root(); root != nil && at == key {
			at = root.ID
		} else {
			at = ""
		}
		if at == "" {
			break
		}
		out = append(out, at)
	}
	return out
}

// links gives the addresses of the lists behind a definition's numbers, by key.
func (q *question) links(b *Bound) func(key string) (num, den string) {
	base := q.source.Base
	if base == "" {
		return func(string) (string, string) { return "", "" }
	}
	num, den := b.Where(b.Num), ""
	switch {
	case b.Den == nil && b.Shape != Count && b.Shape != Sum, b.Den != nil && !b.Shape.Rate():
		den = num // the rows of a mean or a percentile are those with a value
	case b.Den != nil:
		den = b.Where(b.Den)
	}
	places := q.filters()
	return func(key string) (string, string) {
		v := url.Values{}
		for _, f := range places {
			v.Set(f.column, strings.Join(f.values, ","))
		}
		if q.by != "" {
			if values := q.below(key); values != nil {
				v.Set(columnBy(q.by), strings.Join(values, ","))
			}
		}
		at := func(where string) string {
			if where == "" {
				return ""
			}
			v.Set("where", where)
			return base + "?" + v.Encode()
		}
		return at(num), at(den)
	}
}

// below are the values of the key's column that the key takes in; nil = all.
func (q *question) below(key string) []string {
	switch {
	case key == "":
		return []string{"-"}
	case q.by == ByUnit && q.dir.Unit(key) != nil:
		return q.dir.UnitSubtree(key)
	case q.by == ByRegion && q.dir.Root() != nil && key == q.dir.Root().ID:
		return nil
	case q.by == ByRegion && q.dir.Region(key) != nil:
		return q.dir.RegionSubtree(key)
	}
	return []string{key}
}
