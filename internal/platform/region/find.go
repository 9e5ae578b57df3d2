package region

import (
	"cmp"
	"slices"
	"strings"

	"lianzhang/internal/platform/number"
)

// Find gives the divisions in force that a name may mean within a scope ("" is the whole nation), the higher level first,
// then by code. It takes the full name ("铜官区"), else the name without the word for its kind ("铜官", "恩施", "浦东"), else names
// along a path ("安徽省铜陵市铜官区", "安徽铜陵"), else the name of a retired division ("射洪县"), for which it gives the successors. Nothing
// fits a site's own zones; several fit a name such as 朝阳 or 鼓楼区 when the scope is wide.
func Find(name, under string) []Region {
	name = strings.Join(strings.Fields(number.Tidy(name)), "")
	t := national()
	if out := t.pick(t.byName[name], under); len(out) > 0 {
		return out
	}
	if out := t.pick(t.byShort[name], under); len(out) > 0 {
		return out
	}
	if out := t.along(name, under); len(out) > 0 {
		return out
	}
	return t.successors(name, under)
}

// pick gives the regions of the list that the scope covers.
func (t *table) pick(list []int, under string) []Region {
	var out []Region
	for _, i := range list {
		if r := t.list[i]; Covers(under, r.Code) {
			out = append(out, r)
		}
	}
	return ordered(out)
}

// longest bounds the bytes of one name; the longest, 积石山保安族东乡族撒拉族自治县, has 45.
const longest = 48

// along reads a path: the first name is a province or city, the rest lies in it.
func (t *table) along(name, under string) []Region {
	var out []Region
	for i := range name {
		if i < 2*len("中") {
			continue
		}
		if i > longest {
			break
		}
		head, rest := name[:i], name[i:]
		for _, r := range slices.Concat(t.pick(t.byName[head], under), t.pick(t.byShort[head], under)) {
			if r.Level() == County || r.Code == under {
				continue
			}
			for _, below := range Find(rest, r.Code) {
				if below.Code != r.Code { // "吉林吉林" is no path to the province
					out = append(out, below)
				}
			}
		}
	}
	return ordered(out)
}

func (t *table) successors(name, under string) []Region {
	var out []Region
	for _, old := range t.oldName[name] {
		for _, code := range t.retired[old].Now {
			if r, ok := Lookup(code); ok && Covers(under, code) {
				out = append(out, r)
			}
		}
	}
	return ordered(out)
}

// ordered sorts by level and code and drops repetitions.
func ordered(list []Region) []Region {
	slices.SortFunc(list, func(a, b Region) int {
		return cmp.Or(cmp.Compare(a.Level(), b.Level()), strings.Compare(a.Code, b.Code))
	})
	return slices.Compact(list)
}
