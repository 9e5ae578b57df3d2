// Package industry is the classification of national economic activities, GB/T 4754-2017: 20 sections (门类 A–T), 97
// divisions (大类, two digits), 473 groups (中类, three) and 1,381 classes (小类, four), without amendment 1 of 2019. Counts of
// 1,380 classes come from a list in circulation that has lost 3741 飞机制造.
//
// Codes are written with or without the section's letter, "C3251" or "3251". The edition before, of 2011, is kept to read
// old registers: see From2011.
package industry

import (
	"cmp"
	"slices"
	"strings"

	"lianzhang/internal/platform/number"
)

// Class is an entry of the classification at any level.
type Class struct {
	Code    string // without letter: "3251"; the letter itself for a section
	Name    string // "铜压延加工"
	Section string // "C"
}

// Level is the depth of an entry: 1 section, 2 division, 3 group, 4 class.
func (c Class) Level() int {
	if len(c.Code) == 1 {
		return 1
	}
	return len(c.Code)
}

// FullCode is the code with the section's letter, "C3251", the way official forms write it.
func (c Class) FullCode() string {
	if c.Level() == 1 {
		return c.Code
	}
	return c.Section + c.Code
}

// Lookup gives the entry of a code at any level: "C", "32", "C325", "3251". A letter that contradicts the digits finds nothing.
func Lookup(code string) (Class, bool) { return edition2017().lookup(code) }

// Path is the way from the section down to the entry, itself last; nil for an unknown code.
func Path(code string) []Class {
	e := edition2017()
	c, ok := e.lookup(code)
	if !ok {
		return nil
	}
	path := []Class{e.byCode[c.Section]}
	for n := 2; n <= len(c.Code); n++ {
		path = append(path, e.byCode[c.Code[:n]])
	}
	return path
}

// Children lists the entries directly below, in the standard's order; those of "" are the sections.
func Children(code string) []Class {
	e := edition2017()
	parent, ok := e.lookup(code)
	if !ok && code != "" {
		return nil
	}
	var out []Class
	for _, c := range e.list {
		var below bool
		switch parent.Level() {
		case 0:
			below = c.Level() == 1
		case 1:
			below = c.Level() == 2 && c.Section == parent.Code
		default:
			below = len(c.Code) == len(parent.Code)+1 && strings.HasPrefix(c.Code, parent.Code)
		}
		if below {
			out = append(out, c)
		}
	}
	return out
}

// Prefix is what the codes below an entry begin with, for a search of stored four-digit codes: the digits of the code; "" for
// a section, whose divisions share no prefix, and for unknown codes.
func Prefix(code string) string {
	c, ok := Lookup(code)
	if !ok || c.Level() == 1 {
		return ""
	}
	return c.Code
}

// Find gives the entries that bear a name, classes first; when none does, those whose names contain it, the shortest
// names first. Spaces and the width of characters do not matter.
func Find(name string) []Class {
	name = plain(name)
	if name == "" {
		return nil
	}
	e := edition2017()
	if exact := e.named(name); len(exact) > 0 {
		return exact
	}
	var out []Class
	for _, c := range e.list {
		if strings.Contains(plain(c.Name), name) {
			out = append(out, c)
		}
	}
	slices.SortStableFunc(out, func(a, b Class) int { return cmp.Compare(len(a.Name), len(b.Name)) })
	return out
}

// plain is a name as it is compared.
func plain(name string) string {
	return strings.ToUpper(strings.Join(strings.Fields(number.Tidy(name)), ""))
}
