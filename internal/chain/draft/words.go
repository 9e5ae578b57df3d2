package draft

import (
	"strings"
	"unicode"
)

// endings are what offices put behind a product when they name an investment; without them the product remains.
var endings = []string{"研发生产基地", "生产基地", "产业基地", "制造基地", "生产项目", "产业化项目", "建设项目", "产业园", "项目", "基地", "生产线", "产线", "工厂"}

// core is the product in the name of an investment.
func core(name string) string {
	name = strings.TrimSpace(name)
	for _, end := range endings {
		if rest, ok := strings.CutSuffix(name, end); ok && len([]rune(rest)) >= 2 {
			return rest
		}
	}
	return name
}

// words are the parts of a line of business that stand between strokes and commas.
func words(line string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune("/、，,;；（）()+ 　", r) }) {
		if len([]rune(w)) >= 2 {
			out = append(out, w)
		}
	}
	return out
}

// grams are the pairs of neighbouring characters.
func grams(s string) map[[2]rune]bool {
	out := map[[2]rune]bool{}
	var last rune
	for _, r := range s {
		if !unicode.Is(unicode.Han, r) {
			last = 0
			continue
		}
		if last != 0 {
			out[[2]rune{last, r}] = true
		}
		last = r
	}
	return out
}

func shared(a, b map[[2]rune]bool) (n int) {
	for g := range a {
		if b[g] {
			n++
		}
	}
	return n
}
