package drawing

import "strings"

// em is the width of a character in shares of the type size: East Asian ones fill a square; Latin ones are taken a little
// wider than common faces have them, so that a name never leaves its box.
func em(r rune) float64 {
	switch {
	case r >= 0x1100, r == '—', r == '…', r == '·', r == '×', r == '“', r == '”', r == '‘', r == '’':
		return 1
	case strings.ContainsRune("iIjl.,:;'|!()[] ", r):
		return 0.36
	case strings.ContainsRune("mwMW@%", r):
		return 0.95
	case r >= 'A' && r <= 'Z':
		return 0.7
	default:
		return 0.59
	}
}

// Width is how wide a line of text is at a type size.
func Width(s string, size float64) float64 {
	w := 0.0
	for _, r := range s {
		w += em(r)
	}
	return w * size
}

// wrap breaks text into at most n lines of a width; what does not fit ends in an ellipsis. Words of Latin letters and digits
// stay whole where a line has room for them.
func wrap(s string, size, width float64, n int) []string {
	rest := []rune(strings.TrimSpace(s))
	var out []string
	for len(rest) > 0 && len(out) < n {
		k := fit(rest, size, width)
		if k == len(rest) {
			return append(out, string(rest))
		}
		if len(out) == n-1 {
			k = max(fit(rest, size, width-size), 0)
			return append(out, strings.TrimRight(string(rest[:k]), " （(、")+"…")
		}
		k = breakAt(rest, max(k, 1))
		out = append(out, strings.TrimSpace(string(rest[:k])))
		rest = []rune(strings.TrimLeft(string(rest[k:]), " 　"))
	}
	return out
}

// fit is how many characters stand within a width.
func fit(rs []rune, size, width float64) int {
	w := 0.0
	for i, r := range rs {
		if w += em(r) * size; w > width+0.01 {
			return i
		}
	}
	return len(rs)
}

// breakAt moves a break at k back to where a line may end: not inside a Latin word, not before a closing mark, not after an
// opening one. With nothing better it stays.
func breakAt(rs []rune, k int) int {
	latin := func(r rune) bool { return r < 0x250 && r != ' ' }
	for i := k; i > max(k-8, 0); i-- {
		bad := latin(rs[i-1]) && latin(rs[i]) || strings.ContainsRune("）)、，。》”", rs[i]) || strings.ContainsRune("（(《“", rs[i-1])
		if !bad {
			return i
		}
	}
	return k
}
