package graph

import (
	"strings"
	"sync"

	"lianzhang/internal/insight/inputoutput"
	"lianzhang/internal/platform/industry"
)

// knownCodes are the codes of sectors of the table of 2020 whose names do not tell them: they join or divide groups of
// GB/T 4754-2017, or call them otherwise.
const knownCodes = `
005 05
011 11 12
015 134
017 136
018 137 139
023 151
027 171 175
029 173 174
031 177 178
033 191 192 193 194
034 195
039 243
040 241 242 244 245 246
041 251 253
048 266 267
057 304 305 306
061 312
063 311 314
064 321 322 323 324
078 353 354 355 356 359
081 371 372
083 374 375 376 377 378 379
088 385 386
089 387 389
092 393 394
093 395
094 397 398
095 396 399
098 42
104 472 479
112 532 533
113 541 542
114 543 544
116 552 553
117 561
118 562 563
126 632 633
128 651
129 652 653 654 655 656 657 659
130 66 69
141 78 79
143 81 82
153 91 92 93 95 96
`

// hollow are the words by which the names of sectors and of classes differ without meaning anything else.
var hollow = strings.NewReplacer("制造业", "", "制造", "", "加工业", "", "加工", "", "生产", "", "产品", "", "制品", "", "服务业", "", "服务", "", "业", "",
	"和", "", "及", "", "、", "", "品", "", "的", "")

// leastAlike is how alike the names of a sector and a class must be.
const leastAlike = 0.72

// sectorCodes are the codes of all sectors.
var sectorCodes = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(knownCodes) {
		if f := strings.Fields(line); len(f) > 1 {
			out[f[0]] = f[1:]
		}
	}
	for _, s := range inputoutput.National().Sectors() {
		if out[s.Code] == nil {
			out[s.Code] = matchCodes(s.Name)
		}
	}
	return out
})

// SectorCodes are the groups or divisions of GB/T 4754-2017 that a sector of the national table covers; none when it is not
// known.
func SectorCodes(s inputoutput.Sector) []string { return sectorCodes()[s.Code] }

// FindSectors finds sectors of the national table by code or part of the name, all of them for "".
func FindSectors(words string) []inputoutput.Sector {
	words = strings.TrimSpace(words)
	var out []inputoutput.Sector
	for _, s := range inputoutput.National().Sectors() {
		if s.Code == words || strings.Contains(s.Name, words) {
			out = append(out, s)
		}
	}
	return out
}

// matchCodes finds the division or group whose name is most like a sector's.
func matchCodes(name string) []string {
	best, score := "", leastAlike
	for _, section := range industry.Children("") {
		for _, division := range industry.Children(section.Code) {
			for _, c := range append([]industry.Class{division}, industry.Children(division.Code)...) {
				if s := alike(hollow.Replace(name), hollow.Replace(c.Name)); s > score {
					best, score = c.Code, s
				}
			}
		}
	}
	if best == "" {
		return nil
	}
	return []string{best}
}

// alike is the share of character pairs that two names have in common (Dice); equal names go before all others.
func alike(a, b string) float64 {
	if a == b && a != "" {
		return 2
	}
	x, y := pairs(a), pairs(b)
	common := 0
	for p, n := range x {
		common += min(n, y[p])
	}
	all := len([]rune(a)) + len([]rune(b)) - 2
	if all <= 0 {
		return 0
	}
	return 2 * float64(common) / float64(all)
}

func pairs(s string) map[string]int {
	out := map[string]int{}
	r := []rune(s)
	for i := 1; i < len(r); i++ {
		out[string(r[i-1:i+1])]++
	}
	return out
}
