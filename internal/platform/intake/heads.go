package intake

import (
	"regexp"
	"strings"

	"lianzhang/internal/platform/list"
	"lianzhang/internal/platform/money"
)

// How sure a match must be.
const (
	sureScore = 0.85 // taken
	askScore  = 0.72 // taken, and pointed out
	hintScore = 0.4  // offered
)

var (
	// A year before a planned or done amount means "of the year"; months only say up to when.
	yearHead  = regexp.MustCompile(`^(?:截至|截止)?(?:今年|本年度|本年|当年|年内|(?:20)?(\d\d)年度?)`)
	monthHead = regexp.MustCompile(`\d{1,2}(?:[-—~～至到]\d{1,2})?月(?:份|底|末)?`)
	brackets  = regexp.MustCompile(`[(\[【〔][^)\]】〕]*[)\]】〕]`)
	unitTail  = regexp.MustCompile(`(?:[(\[【〔/:,_-]|单位:?)*(?:人民币)?(?:百万|千万|万|亿|千|十亿)?(?:元|亩|平方米|公顷|㎡|人|家|个|项|吨|%|‰)[)\]】〕]*$`)
	serials   = map[string]bool{"序号": true, "序": true, "no": true, "顺序号": true, "行号": true, "顺序": true}
)

// headKeys are the forms under which a head is looked up, the most telling first.
func headKeys(text string) []string {
	t := strings.Trim(tight(text), "*★☆※#")
	bare := brackets.ReplaceAllString(t, "")
	if cut := unitTail.ReplaceAllString(bare, ""); len([]rune(cut)) >= 2 {
		bare = cut
	}
	var out []string
	add := func(s string) {
		k := Fold(s)
		for _, have := range out {
			if have == k {
				return
			}
		}
		if k != "" {
			out = append(out, k)
		}
	}
	add(t)
	add(bare)
	add(yearOf(bare))
	return out
}

// yearOf writes 2026年1—5月完成投资 and 今年完成投资 as 年度完成投资.
func yearOf(t string) string {
	loc := yearHead.FindString(t)
	if loc == "" {
		return t
	}
	rest := monthHead.ReplaceAllString(t[len(loc):], "")
	return "年度" + strings.TrimPrefix(rest, "度")
}

// headYear is the year that a head names, "2026", or "".
func headYear(text string) string {
	if m := yearHead.FindStringSubmatch(tight(text)); m != nil && m[1] != "" {
		return "20" + m[1]
	}
	return ""
}

// lexicon knows the heads of a list.
type lexicon struct {
	spec  *list.Spec
	cols  []*list.Column // importable
	terms [][]string     // folded label and synonyms of each
	exact map[string]int // folded term → column; 0 is kept for none
}

func newLexicon(spec *list.Spec) *lexicon {
	l := &lexicon{spec: spec, exact: map[string]int{}}
	for i := range spec.Columns {
		c := &spec.Columns[i]
		if !c.Import {
			continue
		}
		l.cols = append(l.cols, c)
		var terms []string
		for _, t := range append([]string{c.Label}, c.Synonyms...) {
			for _, k := range headKeys(t) {
				terms = append(terms, k)
				if l.exact[k] == 0 {
					l.exact[k] = len(l.cols)
				}
			}
		}
		l.terms = append(l.terms, terms)
	}
	for i, c := range l.cols { // what a program calls it
		if k := Fold(c.Name); l.exact[k] == 0 {
			l.exact[k] = i + 1
		}
	}
	// A label always means its own column, whatever synonyms others claim.
	for i, c := range l.cols {
		l.exact[Fold(c.Label)] = i + 1
	}
	return l
}

// scores gives how well each importable column fits a head with the given texts, outer first.
func (l *lexicon) scores(parts []string) []float64 {
	out := make([]float64, len(l.cols))
	take := func(text string, most float64) {
		for n, key := range headKeys(text) {
			weight := most - 0.02*float64(n)
			if i := l.exact[key]; i > 0 {
				out[i-1] = max(out[i-1], weight)
			}
			for i, terms := range l.terms {
				for _, t := range terms {
					out[i] = max(out[i], weight*alike(key, t))
				}
			}
		}
	}
	leaf := parts[len(parts)-1]
	take(leaf, 0.97)
	if len(parts) > 1 {
		take(strings.Join(parts, ""), 1) // 计划 + 开工时间 says more than 开工时间
		take(parts[0]+leaf, 1)
		take(leaf+parts[0], 0.99) // 开工时间 over 计划
	}
	return out
}

// alike is how well a head that is not a known term resembles one: below certainty.
func alike(head, term string) float64 {
	if head == term {
		return 1
	}
	h, t := []rune(head), []rune(term)
	if len(h) < 2 || len(t) < 2 {
		return 0
	}
	score := 0.85 * Similar(head, term)
	short, long := min(len(h), len(t)), max(len(h), len(t))
	if strings.HasSuffix(head, term) || strings.HasPrefix(head, term) || strings.HasSuffix(term, head) {
		score = max(score, 0.5+0.36*float64(short)/float64(long))
	}
	return score
}

// serial tells whether the head is that of the sequence numbers.
func serial(parts []string) bool { return serials[Fold(parts[len(parts)-1])] }

// units are the units of money that a head names: its own words before those above it.
func units(parts []string) []money.Unit {
	for i := len(parts) - 1; i >= 0; i-- {
		t := tight(parts[i])
		if strings.Contains(t, "万元/亿元") || strings.Contains(t, "亿元/万元") {
			return []money.Unit{money.Wan, money.Yi} // not a rate
		}
		if u := money.Units(t); u != nil {
			return u
		}
	}
	return nil
}
