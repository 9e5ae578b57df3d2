package org

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/width"
)

// names finds records by the names that officers write: exact beats loose, and a loose spelling that fits two records finds none.
type names[T comparable] struct{ exact, loose map[string][]T }

func newNames[T comparable]() names[T] {
	return names[T]{exact: map[string][]T{}, loose: map[string][]T{}}
}

func put[T comparable](m map[string][]T, key string, v T) {
	if key == "" {
		return
	}
	for _, have := range m[key] {
		if have == v {
			return
		}
	}
	m[key] = append(m[key], v)
}

func (n names[T]) find(keys ...string) (v T, ok bool) {
	for _, m := range []map[string][]T{n.exact, n.loose} {
		for _, k := range keys {
			switch found := m[k]; len(found) {
			case 0:
			case 1:
				return found[0], true
			default:
				return v, false
			}
		}
	}
	return v, false
}

// fold drops spaces, brackets and marks and folds width and case: "市发展改革委 （能源局）" and "市发展改革委(能源局)" are one.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, width.Fold.String(s))
}

// outside drops what stands in brackets.
func outside(s string) string {
	depth := 0
	return strings.Map(func(r rune) rune {
		switch r {
		case '(', '（', '[', '〔', '【':
			depth++
			return -1
		case ')', '）', ']', '〕', '】':
			depth = max(0, depth-1)
			return -1
		}
		if depth > 0 {
			return -1
		}
		return r
	}, s)
}

var zoneWords = strings.NewReplacer("高新技术产业开发区", "高新区", "经济技术开发区", "经开区", "经济开发区", "经开区", "高新技术产业园区", "高新区")

// foldRegion folds a region's name and the long names of development zones.
func foldRegion(s string) string { return zoneWords.Replace(fold(s)) }

// bare drops the word for the kind of region; a name of one character keeps it (歙县 is no 歙).
func bare(name string) string {
	for _, suffix := range []string{"自治州", "自治县", "自治区", "地区", "新区", "省", "市", "区", "县", "盟", "旗"} {
		if rest, ok := strings.CutSuffix(name, suffix); ok && len([]rune(rest)) >= 2 {
			return rest
		}
	}
	return name
}

// nameRegions files each region under its name, alone and behind the name of the region above, each with and without the
// word for its kind; a zone whose own name begins with that of the region above also without it.
func (d *Directory) nameRegions() names[*Region] {
	n := newNames[*Region]()
	for _, r := range d.regions {
		own := foldRegion(r.Name)
		put(n.exact, own, r)
		put(n.loose, bare(own), r)
		var above []string
		for _, p := range d.regionPath(r.Parent) {
			name := foldRegion(p.Name)
			above = append(above, name, bare(name))
		}
		for _, a := range above {
			put(n.loose, a+own, r)
			put(n.loose, a+bare(own), r)
			if rest, ok := strings.CutPrefix(own, a); ok && len([]rune(rest)) >= 2 {
				put(n.loose, rest, r)
			}
		}
	}
	return n
}

// nameUnits files each unit under its names; loosely without what stands in brackets and without the region in front.
// A merged unit's names lead to its successor.
func (d *Directory) nameUnits() names[*Unit] {
	n := newNames[*Unit]()
	for _, active := range []bool{true, false} {
		for _, u := range d.units {
			to := d.current(u)
			if u.Active != active || to == nil {
				continue
			}
			for _, name := range append([]string{u.Name, u.Short}, strings.Split(u.Alias, "、")...) {
				if _, taken := n.exact[fold(name)]; taken && !active {
					continue
				}
				put(n.exact, fold(name), to)
				core := fold(outside(name))
				put(n.loose, core, to)
				d.fileWithoutRegion(n, core, u.Region, to)
			}
		}
	}
	return n
}

// fileWithoutRegion files 铜陵市农业农村局 as 市农业农村局 and 农业农村局 too.
func (d *Directory) fileWithoutRegion(n names[*Unit], core, region string, to *Unit) {
	for _, r := range d.regionPath(region) {
		place := []rune(fold(r.Name))
		rest, ok := strings.CutPrefix(core, string(place))
		if ok && len([]rune(rest)) >= 2 {
			put(n.loose, rest, to)
			put(n.loose, string(place[len(place)-1:])+rest, to)
		}
	}
}

// regionPath is the region and those above it.
func (d *Directory) regionPath(code string) []*Region {
	var out []*Region
	for r := d.regionByID[code]; r != nil && !slices.Contains(out, r); r = d.regionByID[r.Parent] {
		out = append(out, r)
	}
	return out
}

// current follows a merged unit to the active one that took it over; nil when there is none.
func (d *Directory) current(u *Unit) *Unit {
	for range 20 {
		if u == nil || u.Active {
			return u
		}
		u = d.unitByID[u.SuccessorID]
	}
	return nil
}

// UnitByName finds an active unit by its full, short or former name, tolerant of spaces, brackets and a region in front;
// false when none or more than one fits.
func (d *Directory) UnitByName(name string) (*Unit, bool) {
	return d.unitNames.find(fold(name), fold(outside(name)))
}

// RegionByName finds a region by its code or name, with or without 市, 区 or 县 and the region above in front; false when
// none or more than one fits.
func (d *Directory) RegionByName(name string) (*Region, bool) {
	if r := d.regionByID[strings.TrimSpace(name)]; r != nil {
		return r, true
	}
	text := foldRegion(name)
	if r, ok := d.regionNames.find(text); ok || d.root == nil {
		return r, ok
	}
	// 安徽省铜陵市铜官区 on a site whose tree begins with 铜陵市
	if i := strings.Index(text, foldRegion(d.root.Name)); i > 0 {
		return d.regionNames.find(text[i:])
	}
	return nil, false
}
