package rule

import (
	"strings"
	"unicode"
)

// similar gives the label or function nearest to an unknown name, or "".
func (vs *Vars) similar(name string) string {
	size := len([]rune(name))
	best, least := "", min(2+size/3, size) // beyond which two names are not similar
	try := func(candidate, answer string) {
		d := distance([]rune(name), []rune(candidate))
		if size > 1 && len([]rune(candidate)) > 1 && (strings.Contains(candidate, name) || strings.Contains(name, candidate)) {
			d = min(d, 1)
		}
		if d < least {
			best, least = answer, d
		}
	}
	for _, v := range vs.list {
		for _, known := range append([]string{v.Label, v.Name}, v.Aliases...) {
			try(known, quoteName(v.Label))
		}
	}
	for i := range functions {
		try(functions[i].zh, functions[i].zh+"()")
		try(functions[i].en, functions[i].zh+"()")
	}
	return best
}

// distance is the Levenshtein distance.
func distance(a, b []rune) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i, x := range a {
		diagonal := row[0]
		row[0] = i + 1
		for j, y := range b {
			cost := diagonal
			if x != y {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, diagonal+1)
		}
	}
	return row[len(b)]
}

// fold gives the ASCII form of full-width characters and of the Chinese marks that stand for operators.
func fold(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == 0x3000 || r == 0xA0:
		return ' '
	}
	switch r {
	case '、':
		return ','
	case '×':
		return '*'
	case '÷':
		return '/'
	case '−', '–':
		return '-'
	case '【':
		return '['
	case '】':
		return ']'
	}
	return r
}

func foldText(s string) string { return strings.Map(fold, strings.TrimSpace(s)) }

// nameRune reports whether a folded character may stand in a name that is not quoted.
func nameRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
