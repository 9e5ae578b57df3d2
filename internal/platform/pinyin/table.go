package pinyin

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// read makes a table from an embedded text, whose head tells the form. It panics on a line that breaks it.
func read(text string) table {
	t := table{}
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) == 0 || f[0] == "#" {
			continue
		}
		p := phrase{text: f[0], syllables: f[1:]}
		if utf8.RuneCountInString(p.text) != len(p.syllables) {
			panic("pinyin: " + line)
		}
		first, _ := utf8.DecodeRuneInString(p.text)
		t[first] = append(t[first], p)
	}
	for _, list := range t {
		slices.SortFunc(list, func(a, b phrase) int { return len(b.text) - len(a.text) })
	}
	return t
}
