package report

import (
	"cmp"
	"net/url"
	"slices"
	"strings"

	"lianzhang/internal/platform/errs"
	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/rule"
	"lianzhang/internal/project"
)

// Selection is the records behind a figure.
type Selection struct {
	Query *list.Query
	Items []*Item // largest first
	Line  Line    // their sums
}

// selectItems gives the items that a figure's path asks for. The parameters are those of the list of projects, read over
// the items as they stood on the day, and some of the papers' own: was (light one month or week before), problem (kind
// told in the report), stage dates such as signed_actual, all=1 (also what the paper does not report on), and those that
// own answers for.
func selectItems(items []Item, v url.Values, day string, names *Names, own func(it *Item, name, value string) bool) (*Selection, error) {
	q, err := project.Spec.Parse(withoutCounty(v))
	if err != nil {
		return nil, err
	}
	var where *rule.Rule
	if q.Where != "" {
		if where, err = rule.Compile(q.Where, project.Spec.Vars(), rule.Bool); err != nil {
			return nil, err
		}
	}
	s := &Selection{Query: q}
	env := rule.Env{Today: day}
	for i := range items {
		it := &items[i]
		if !it.In && v.Get("all") != "1" || where != nil && !where.True(env, it.Value) || !it.found(q.Search) ||
			!it.passes(v, names, own) || slices.ContainsFunc(q.Filters, func(f list.Filter) bool { return !holds(f, it) }) {
			continue
		}
		s.Items = append(s.Items, it)
		s.Line.add(it, day)
	}
	slices.SortFunc(s.Items, func(a, b *Item) int {
		return cmp.Or(cmp.Compare(b.TotalInvest, a.TotalInvest), cmp.Compare(a.ID, b.ID))
	})
	return s, nil
}

// withoutCounty takes out the region, which means the county with all below it in a paper.
func withoutCounty(v url.Values) url.Values {
	c := url.Values{}
	for name, values := range v {
		if name != "region" {
			c[name] = values
		}
	}
	return c
}

// passes asks the parameters that are no columns.
func (it *Item) passes(v url.Values, names *Names, own func(it *Item, name, value string) bool) bool {
	for name := range v {
		value := v.Get(name)
		ok := true
		switch name {
		case "was":
			ok = slices.Contains(strings.Split(value, ","), it.Was)
		case "problem":
			ok = slices.Contains(it.Kinds, value) || value == "any" && len(it.Kinds) > 0
		case "region":
			ok = slices.Contains(strings.Split(value, ","), names.county(it.Region))
		default:
			ok = own == nil || own(it, name, value)
		}
		if !ok {
			return false
		}
	}
	return true
}

func (it *Item) found(words string) bool {
	return words == "" || strings.Contains(it.Name, words) || strings.Contains(it.Investor, words) || strings.Contains(it.Code, words)
}

// holds asks one filter of the list in memory. Dates that name only a month stand for its 28th, as in rules.
func holds(f list.Filter, it *Item) bool {
	value := it.Value(f.Column.Name)
	var ok bool
	switch {
	case f.Empty:
		ok = value == nil || value == ""
	case f.Values != nil:
		ok = slices.Contains(f.Values, text(value))
	default:
		ok = value != nil && within(f, value)
	}
	return ok != f.Not
}

func text(v any) string {
	switch v := v.(type) {
	case string:
		return v
	case bool:
		if v {
			return "true"
		}
		return "false"
	}
	return ""
}

// within compares with the bounds of a filter: numbers as numbers, dates and periods as text.
func within(f list.Filter, value any) bool {
	switch v := value.(type) {
	case int64:
		return number(f.Min, float64(v), 1) && number(f.Max, float64(v), -1)
	case float64:
		return number(f.Min, v, 1) && number(f.Max, v, -1)
	case string:
		return (f.Min == "" || v >= f.Min) && (f.Max == "" || v <= f.Max || strings.HasPrefix(v, f.Max))
	}
	return false
}

// number reports whether v lies on the right side of a bound: above for 1, below for −1.
func number(bound string, v, side float64) bool {
	if bound == "" {
		return true
	}
	b, err := parseFloat(bound)
	return err == nil && (v-b)*side >= 0
}

// errNoItems is what an empty paper gives.
func errNoItems(format string, args ...any) error { return errs.New(errs.Invalid, format, args...) }
