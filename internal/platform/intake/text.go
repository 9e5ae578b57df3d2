package intake

import (
	"strings"
	"unicode"
)

// narrow turns full-width characters into half-width ones; the ideographic space becomes a space.
func narrow(s string) string {
	for _, r := range s {
		if r == '\u3000' || r >= '！' && r <= '～' {
			return strings.Map(narrowRune, s)
		}
	}
	return s
}

func narrowRune(r rune) rune {
	switch {
	case r == '\u3000':
		return ' '
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	}
	return r
}

// invisible are the characters that nobody typed on purpose.
func invisible(r rune) bool {
	return r == '\u00ad' || r >= '\u200b' && r <= '\u200f' || r >= '\u202a' && r <= '\u202e' || r == '\u2060' || r == '\ufeff'
}

func space(r rune) bool { return unicode.IsSpace(r) || invisible(r) || unicode.IsControl(r) }

// trim takes off spaces of every kind, also those that nobody sees.
func trim(s string) string { return strings.TrimFunc(s, space) }

// tight drops all spaces and folds width: the form in which marks and labels are compared.
func tight(s string) string {
	return strings.Map(func(r rune) rune {
		if space(r) || r == '\u3000' {
			return -1
		}
		return narrowRune(r)
	}, s)
}

// Fold keeps letters and digits, folds their width and case: the form in which names are the same.
func Fold(s string) string {
	return strings.Map(func(r rune) rune {
		r = narrowRune(r)
		if r < 0x80 {
			switch {
			case r >= 'A' && r <= 'Z':
				return r + 'a' - 'A'
			case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
				return r
			}
			return -1
		}
		if r >= '一' && r <= '鿿' || unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}

// oneLine joins the lines of a text and drops spaces between Chinese characters, where they only align.
func oneLine(s string) string {
	words := strings.FieldsFunc(s, func(r rune) bool { return space(r) || r == '\u3000' })
	var b strings.Builder
	for i, w := range words {
		if i > 0 && (latinEnd(words[i-1]) || latinStart(w)) {
			b.WriteByte(' ')
		}
		b.WriteString(w)
	}
	return b.String()
}

func latinStart(s string) bool { return s[0] < 0x80 }

func latinEnd(s string) bool { return s[len(s)-1] < 0x80 }

// narrowWords makes full-width letters and digits half-width and leaves punctuation, which is Chinese by right.
func narrowWords(s string) string {
	return strings.Map(func(r rune) rune {
		if n := narrowRune(r); n != r && (n >= '0' && n <= '9' || n >= 'A' && n <= 'Z' || n >= 'a' && n <= 'z') {
			return n
		}
		return r
	}, s)
}

// Similar is the likeness of two folded names, 0 to 1: the share of neighbouring pairs of characters that they have in common.
func Similar(a, b string) float64 {
	if a == b {
		return 1
	}
	x, y := pairs(a), pairs(b)
	if len(x) == 0 || len(y) == 0 {
		return 0
	}
	common := 0
	for _, p := range x {
		for j, q := range y {
			if p == q {
				common++
				y[j] = [2]rune{} // each pair counts once
				break
			}
		}
	}
	return 2 * float64(common) / float64(len(x)+len(y))
}

func pairs(s string) [][2]rune {
	r := []rune(s)
	if len(r) == 1 {
		return [][2]rune{{r[0], r[0]}}
	}
	out := make([][2]rune, 0, len(r))
	for i := 1; i < len(r); i++ {
		out = append(out, [2]rune{r[i-1], r[i]})
	}
	return out
}

// clip shortens a text for a message.
func clip(s string, n int) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) <= n {
		return string(r)
	}
	return string(r[:n-1]) + "…"
}

// letter is the name of a sheet column from 0: A, B, …, AA.
func letter(col int) string {
	name := ""
	for col++; col > 0; col = (col - 1) / 26 {
		name = string(rune('A'+(col-1)%26)) + name
	}
	return name
}
