package ranking

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"

	"lianzhang/internal/platform/industry"
)

// textIndex finds the firms whose products or business have a pair of characters: most Chinese product words have two to four
// characters, so that pairs tell them apart without a dictionary.
type textIndex struct {
	postings map[uint64][]int32 // ascending; a product's pairs are in own as well
	own      map[uint64][]int32 // pairs of the stated products alone
	firms    int
}

func pair(a, b rune) uint64 { return uint64(a)<<32 | uint64(b) }

// pairs gives the different pairs of letters of the text; a pair never spans a mark of punctuation.
func pairs(text string, into []uint64) []uint64 {
	into = into[:0]
	var last rune
	for _, r := range text {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			last = 0
			continue
		}
		r = unicode.ToLower(r)
		if last != 0 {
			into = append(into, pair(last, r))
		}
		last = r
	}
	slices.Sort(into)
	return slices.Compact(into)
}

func newTextIndex(firms []Firm) *textIndex {
	x := &textIndex{postings: map[uint64][]int32{}, own: map[uint64][]int32{}, firms: len(firms)}
	var buf []uint64
	for i := range firms {
		f := &firms[i]
		buf = pairs(f.Products, buf)
		for _, p := range buf {
			x.own[p] = append(x.own[p], int32(i))
		}
		buf = pairs(f.Products+"，"+f.Business+"，"+f.Name, buf)
		for _, p := range buf {
			x.postings[p] = append(x.postings[p], int32(i))
		}
	}
	return x
}

// rarity weighs a pair by how few firms have it, as in information retrieval.
func (x *textIndex) rarity(p uint64) float64 {
	return math.Log(1 + float64(x.firms)/float64(1+len(x.postings[p])))
}

// The shares of a product word that must be found, and what finding it in the stated products or elsewhere is worth.
const (
	found       = 0.6
	inProducts  = 1.0
	inBusiness  = 0.7
	moreProduct = 0.3  // of what remains, for each further product that is met
	partOfWord  = 0.03 // a word that is met in part is a weak hint
)

// words are the products by which a node is looked for: those it states, and its name.
func (n Need) words() []string {
	var out []string
	for _, w := range append(slices.Clone(n.Products), n.Name) {
		if w = strings.TrimSpace(w); len([]rune(w)) >= 2 && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	return out[:min(len(out), 40)]
}

// fit gives for each firm how well it meets the need, 0 to 1: code and text are independent grounds, each lessens what
// remains to be shown.
func (x *Index) fit(need Need) []float32 {
	rest := make([]float32, len(x.Firms))
	for i := range rest {
		rest[i] = 1
	}
	share := make([]float32, len(x.Firms))
	var touched []int32
	for _, w := range need.words() {
		touched = x.text.match(w, share, touched[:0])
		for _, i := range touched {
			switch s := min(share[i], 1); {
			case s < found: // met in part
				rest[i] *= 1 - partOfWord*s*s
			case rest[i] > 0.6:
				rest[i] *= 1 - 0.8*s*s
			default:
				rest[i] *= 1 - moreProduct*s*s
			}
			share[i] = 0
		}
	}
	for i, c := range x.codeFit(need.Codes) {
		rest[i] *= 1 - c
	}
	for i := range rest {
		rest[i] = 1 - rest[i]
	}
	return rest
}

// match adds to share how much of the word each firm has, by rarity of its pairs, and gives the firms that have any.
func (x *textIndex) match(word string, share []float32, touched []int32) []int32 {
	ps := pairs(word, nil)
	total := 0.0
	for _, p := range ps {
		total += x.rarity(p)
	}
	if total == 0 {
		return touched
	}
	for _, p := range ps {
		weight := x.rarity(p) / total
		for _, i := range x.postings[p] {
			if share[i] == 0 {
				touched = append(touched, i)
			}
			share[i] += float32(weight * inBusiness)
		}
		for _, i := range x.own[p] {
			share[i] += float32(weight * (inProducts - inBusiness))
		}
	}
	return touched
}

// codeFit is what an industry code shows: the same class says more than the same group, that more than the same division.
func (x *Index) codeFit(codes []string) map[int32]float32 {
	out := map[int32]float32{}
	for _, c := range codes {
		for n, worth := range map[int]float32{4: 0.5, 3: 0.3, 2: 0.12} {
			if len(c) < n {
				continue
			}
			for _, i := range x.byCode[c[:n]] {
				out[i] = max(out[i], worth)
			}
		}
	}
	return out
}

// fitWords names the products and the code that were met.
func (x *Index) fitWords(need Need, i int) string {
	f := &x.Firms[i]
	var met []string
	for _, w := range need.words() {
		if x.has(w, f) {
			met = append(met, w)
		}
	}
	var parts []string
	if len(met) > 0 {
		parts = append(parts, "主营有"+strings.Join(met[:min(4, len(met))], "、"))
	}
	for n := 4; n >= 2; n-- {
		if len(f.Code) >= n && slices.ContainsFunc(need.Codes, func(c string) bool { return len(c) >= n && c[:n] == f.Code[:n] }) {
			c, _ := industry.Lookup(f.Code[:n])
			parts = append(parts, fmt.Sprintf("行业%s%s", f.Code[:n], c.Name))
			break
		}
	}
	if len(parts) == 0 {
		return "主营相近"
	}
	return strings.Join(parts, "，")
}

// has reports whether most of the word stands in the firm's text.
func (x *Index) has(word string, f *Firm) bool {
	have := pairs(f.Products+"，"+f.Business+"，"+f.Name, nil)
	hit, total := 0.0, 0.0
	for _, p := range pairs(word, nil) {
		r := x.text.rarity(p)
		total += r
		if _, ok := slices.BinarySearch(have, p); ok {
			hit += r
		}
	}
	return total > 0 && hit/total >= found/inBusiness
}
