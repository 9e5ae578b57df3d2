package graph

import (
	"strings"

	"lianzhang/internal/platform/industry"
)

// Codes reads industry codes of GB/T 4754: those of 2017 are written plainly, those that only the edition of 2011 has are
// converted and said in notes, everything else is told in bad. Divisions, groups and classes will do; sections say too little.
func Codes(words []string) (codes, notes, bad []string) {
	for _, w := range Split(strings.Join(words, "、")) {
		w, _, _ = strings.Cut(w, " ") // "3251 铜压延加工"
		if c, ok := industry.Lookup(w); ok {
			if c.Level() == 1 {
				bad = append(bad, "“"+w+"”是门类，写到大类以下")
				continue
			}
			codes = append(codes, c.Code)
			continue
		}
		old, ok := industry.From2011(w)
		switch {
		case !ok:
			bad = append(bad, "GB/T 4754-2017没有代码“"+w+"”")
		case len(old.To) == 0:
			bad = append(bad, "“"+w+"”是2011版的“"+old.From.Name+"”，2017版没有对应的类，请改选")
		case old.Sure:
			codes = append(codes, old.To[0].Code)
			notes = append(notes, "行业代码"+w+"（2011版“"+old.From.Name+"”）已换成2017版"+old.To[0].Code)
		default:
			codes = append(codes, old.To[0].Code)
			notes = append(notes, "行业代码"+w+"（2011版“"+old.From.Name+"”）暂换成2017版"+old.To[0].Code+"“"+old.To[0].Name+"”，待核")
		}
	}
	return Split(strings.Join(codes, "、")), notes, bad
}

// CodeNames are the names behind the codes: "3251 铜压延加工".
func CodeNames(codes []string) []string {
	var out []string
	for _, code := range codes {
		if c, ok := industry.Lookup(code); ok {
			code += " " + c.Name
		}
		out = append(out, code)
	}
	return out
}
