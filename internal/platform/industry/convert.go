package industry

import (
	"cmp"
	"slices"
	"strings"
)

// Conversion is what can be said of a code of 2011 in the edition of 2017.
type Conversion struct {
	From Class
	// To are the entries of 2017: the one that took over when Sure, else up to three candidates, the likeliest first, maybe
	// none. An entry may be a group where the old class was divided.
	To   []Class
	Sure bool
}

// From2011 converts a code of GB/T 4754-2011; ok is false when that edition has no such code.
//
// It works by names, from the two lists alone: an entry which bears the same name in 2017 is Sure, whether its code stayed
// (0111) or moved (4412 水力发电 → 4413); everything else is a suggestion by likeness of names within the section, for a person
// to confirm. It does not know the standard's own table of old and new classes, so it cannot tell that an unchanged name now
// covers less, nor find all parts of a class that was divided under new names. A code alone does not tell its edition: 4412
// is 水力发电 in one and 热电联产 in the other, so compare the names (Lookup2011) before converting a register.
func From2011(code string) (c Conversion, ok bool) {
	old, ok := Lookup2011(code)
	if !ok {
		return Conversion{}, false
	}
	c.From = old
	if to, ok := sameName(old); ok {
		c.To, c.Sure = []Class{to}, true
		return c, true
	}
	c.To = likely(old)
	return c, true
}

// Lookup2011 gives an entry of the edition of 2011.
func Lookup2011(code string) (Class, bool) { return edition2011().lookup(code) }

// sameName finds the entry of 2017 with the old name: at the same code, else the only one at the same level, else the only
// one at all.
func sameName(old Class) (Class, bool) {
	named := edition2017().named(plain(old.Name))
	var level []Class
	for _, c := range named {
		if c.Code == old.Code {
			return c, true
		}
		if c.Level() == old.Level() {
			level = append(level, c)
		}
	}
	switch {
	case len(level) == 1:
		return level[0], true
	case len(level) == 0 && len(named) == 1:
		return named[0], true
	}
	return Class{}, false
}

// How alike two names must be to be suggested, and how much an unchanged code adds.
const (
	leastLikeness = 0.5
	sameCodeBonus = 0.1
	suggestions   = 3
)

// likely ranks the entries of the same section and level by likeness. Entries whose name an old entry bears elsewhere are
// left out: they come from there.
func likely(old Class) []Class {
	type candidate struct {
		Class
		score float64
	}
	var found []candidate
	for _, c := range edition2017().list {
		if c.Section != old.Section || c.Level() != old.Level() || len(edition2011().byName[plain(c.Name)]) > 0 {
			continue
		}
		score := likeness(old.Name, c.Name)
		if c.Code == old.Code {
			score += sameCodeBonus
		}
		if score >= leastLikeness {
			found = append(found, candidate{c, score})
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	var out []Class
	for _, c := range found[:min(len(found), suggestions)] {
		out = append(out, c.Class)
	}
	return out
}

// likeness is the share of character pairs that two names have in common (Dice), from 0 to 1, after taking off the words
// that the edition of 2017 changed throughout.
func likeness(a, b string) float64 {
	words := strings.NewReplacer("服务", "", "活动", "", "专业及辅助性", "辅助", "经营租赁", "租赁", "设备", "")
	x, y := pairs(words.Replace(a)), pairs(words.Replace(b))
	if len(x)+len(y) == 0 {
		return 0
	}
	common := 0
	for p, n := range x {
		common += min(n, y[p])
	}
	total := 0
	for _, n := range x {
		total += n
	}
	for _, n := range y {
		total += n
	}
	return 2 * float64(common) / float64(total)
}

func pairs(s string) map[[2]rune]int {
	out := map[[2]rune]int{}
	r := []rune(s)
	for i := 1; i < len(r); i++ {
		out[[2]rune{r[i-1], r[i]}]++
	}
	return out
}
