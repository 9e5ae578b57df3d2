// Package region is the national table of administrative divisions by GB/T 2260: provinces, cities and counties as of
// April 2026, and the codes that were in force before them.
//
// A code has six digits: two of the province, two of the city, two of the county, "340705". Functional zones (高新区, 经开区)
// are not in the standard; a site's own zones and their codes are kept by package org, which follows the same form, so
// Prefix and Covers serve them too. Lookup, Path and Children know the national table only.
//
// The table tells which codes came after a retired code, not in which year, and names only codes retired in recent years.
package region

import (
	"slices"
	"strings"
)

// Region is one division of the table.
type Region struct {
	Code string // "340705"
	Name string // "铜官区"
}

// Outside stands in the place of a region for what lies outside a site, such as firms from elsewhere. It is no division of the
// table; everybody's scope includes it.
const (
	Outside     = "000000"
	OutsideName = "市外"
)

// Level is the rank of a division.
type Level int

// The levels. Municipalities (北京, 上海, 天津, 重庆) are provinces; cities administered by a province directly (济源) are counties.
const (
	Nation Level = iota
	Province
	City
	County
)

// LevelOf tells the level of any code by its form; "" is the nation.
func LevelOf(code string) Level {
	switch len(Prefix(code)) {
	case 0:
		return Nation
	case 2:
		return Province
	case 4:
		return City
	}
	return County
}

// Level is the rank of r.
func (r Region) Level() Level { return LevelOf(r.Code) }

// Prefix is the part of a code that says something: "34" of "340000", "3407" of "340700", "340705" itself. A code lies in the
// subtree of another exactly when it begins with the other's prefix. A code that has not six characters is its own prefix.
func Prefix(code string) string {
	if len(code) != 6 {
		return code
	}
	if strings.HasSuffix(code, "0000") {
		return code[:2]
	}
	return strings.TrimSuffix(code, "00")
}

// Covers reports whether code is scope or lies in its subtree; the scope "" covers everything.
func Covers(scope, code string) bool { return strings.HasPrefix(code, Prefix(scope)) }

// Lookup gives the division of a code in force.
func Lookup(code string) (Region, bool) {
	t := national()
	i, ok := t.byCode[code]
	if !ok {
		return Region{}, false
	}
	return t.list[i], true
}

// Parent is the code of the division above: the city of a county, or its province where the table has no such city (counties
// of municipalities and 省直辖), the province of a city; "" above a province. It works on codes that are not in the table,
// such as a site's own zones.
func Parent(code string) string {
	switch LevelOf(code) {
	case County:
		if len(code) < 6 {
			return ""
		}
		if _, ok := Lookup(code[:4] + "00"); ok {
			return code[:4] + "00"
		}
		return code[:2] + "0000"
	case City:
		return code[:2] + "0000"
	}
	return ""
}

// Path is the way from the province down to the division, itself last; nil for a code that is not in force.
func Path(code string) []Region {
	r, ok := Lookup(code)
	if !ok {
		return nil
	}
	path := []Region{r}
	for up := Parent(code); up != ""; up = Parent(up) {
		if r, ok := Lookup(up); ok {
			path = append(path, r)
		}
	}
	slices.Reverse(path)
	return path
}

// FullName joins the names of the path, "安徽省铜陵市铜官区"; "" for a code that is not in force.
func FullName(code string) string {
	var b strings.Builder
	for _, r := range Path(code) {
		b.WriteString(r.Name)
	}
	return b.String()
}

// Children lists the divisions directly below, by code; those of "" are the provinces.
func Children(code string) []Region {
	var out []Region
	t := national()
	prefix := Prefix(code)
	from, _ := slices.BinarySearchFunc(t.list, prefix, func(r Region, p string) int { return strings.Compare(r.Code, p) })
	for _, r := range t.list[from:] {
		if !strings.HasPrefix(r.Code, prefix) {
			break
		}
		if r.Code != code && Parent(r.Code) == code {
			out = append(out, r)
		}
	}
	return out
}

// Former is a division that is no more, or whose code was replaced.
type Former struct {
	Code string
	Name string   // "" when the table does not know it
	Now  []string // the codes in force that came after it: several when it was divided, none when unknown
}

// Retired gives what the table knows of a code that is no longer in force.
func Retired(code string) (Former, bool) {
	f, ok := national().retired[code]
	return f, ok
}

// Current gives the codes in force for a code of any time: itself when it is in force, its successors when it is retired,
// nil when it is unknown or its successors are. A successor may be a city, when the old county was divided among several.
func Current(code string) []string {
	if _, ok := Lookup(code); ok {
		return []string{code}
	}
	return national().retired[code].Now
}
