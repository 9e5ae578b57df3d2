package listing

import (
	"net/url"
	"slices"
	"strings"

	"lianzhang/internal/platform/list"
)

// A filter bar is a plain form: it sends every box of a name by itself, both ends of a range under names of their own, in
// the unit of the field, and all fields that were left empty. fold puts that into the one form in which list.Spec reads
// addresses, so that an address that is copied, saved or bookmarked is short and always says the same.
func (l *List) fold(raw url.Values) url.Values {
	v := url.Values{}
	for _, name := range append([]string{"q", "where", "sort", "page", "size"}, l.Keep...) {
		if text := strings.TrimSpace(raw.Get(name)); text != "" {
			v.Set(name, text)
		}
	}
	if v.Get("page") == "1" {
		v.Del("page")
	}
	if v.Get("sort") == l.Spec.Sort {
		v.Del("sort")
	}
	for i := range l.Spec.Columns {
		c := &l.Spec.Columns[i]
		if text := foldColumn(c, raw); text != "" && !c.NoFilter {
			v.Set(c.Name, text)
		}
	}
	if cols := l.foldCols(raw["cols"]); cols != nil && !slices.Equal(cols, l.Columns) {
		v.Set("cols", strings.Join(cols, ","))
	}
	return v
}

func foldColumn(c *list.Column, raw url.Values) string {
	if lo, hi := bound(c, raw.Get(c.Name+"_from"), false), bound(c, raw.Get(c.Name+"_to"), true); lo != "" || hi != "" {
		if lo == hi {
			return lo
		}
		return lo + ".." + hi
	}
	var values []string
	for _, text := range raw[c.Name] {
		for _, one := range strings.Split(text, ",") {
			if one = strings.TrimSpace(one); one != "" && !slices.Contains(values, one) {
				values = append(values, one)
			}
		}
	}
	if len(raw[c.Name]) > 1 { // boxes ticked beside "not" or "absent": the boxes count
		if plain := slices.DeleteFunc(slices.Clone(values), func(s string) bool { return s == "-" || s[0] == '!' }); len(plain) > 0 {
			values = plain
		}
	}
	return strings.Join(values, ",")
}

// foldCols puts the chosen columns in order: as the page shows them, then as they are offered. nil when none is named.
func (l *List) foldCols(raw []string) []string {
	var chosen []string
	for _, text := range raw {
		chosen = append(chosen, strings.Split(text, ",")...)
	}
	chosen = slices.DeleteFunc(chosen, func(s string) bool { return s == "" || !slices.Contains(l.Offer, s) })
	if len(chosen) == 0 {
		return nil
	}
	chosen = append(chosen, l.Fixed...)
	var out []string
	for _, name := range l.offered() {
		if slices.Contains(chosen, name) {
			out = append(out, name)
		}
	}
	return out
}

// offered are the columns that can be shown, in the order in which they stand.
func (l *List) offered() []string {
	out := slices.Clone(l.Columns)
	for _, name := range l.Offer {
		if !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// conditions are the parts of a query that say which rows it means: without order, page, columns and the page's own.
func (l *List) conditions(v url.Values) url.Values {
	out := url.Values{}
	for name, values := range v {
		if name == "q" || name == "where" || l.Spec.Column(name) != nil {
			out[name] = values
		}
	}
	return out
}
