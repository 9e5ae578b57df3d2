package importing

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/intake"
)

// nameIndex finds names that resemble each other without comparing all with all: by their rarest pairs of characters,
// among names with the same numerals. 一期 and 二期, 1号 and 2号 are never the same project, however alike the rest.
type nameIndex struct {
	keyer *keyer
	names []indexed
	posts map[gram][]int32
}

type indexed struct {
	id    int32 // interned text
	marks uint64
	grams []gram
}

// gram is a pair of neighbouring characters together with the numerals of its name.
type gram struct {
	pair  uint64
	marks uint64
}

// How many of a name's rarest pairs are looked up, and how many names a pair may have before it says nothing.
const (
	probes    = 4
	maxPosts  = 64
	nameFloor = 0.6
)

func newNameIndex(k *keyer) *nameIndex { return &nameIndex{keyer: k, posts: map[gram][]int32{}} }

func (x *nameIndex) describe(text string) indexed {
	d := indexed{marks: numerals(text)}
	prev := rune(0)
	for _, r := range text {
		if prev != 0 {
			d.grams = append(d.grams, gram{uint64(prev)<<32 | uint64(r), d.marks})
		}
		prev = r
	}
	slices.SortFunc(d.grams, func(a, b gram) int {
		switch {
		case a.pair < b.pair:
			return -1
		case a.pair > b.pair:
			return 1
		}
		return 0
	})
	return d
}

func (x *nameIndex) add(id int32) {
	d := x.describe(x.keyer.texts[id])
	d.id = id
	n := int32(len(x.names))
	x.names = append(x.names, d)
	for i, g := range d.grams {
		if i == 0 || g != d.grams[i-1] {
			if posts := x.posts[g]; len(posts) <= maxPosts { // beyond that the pair is too common to be looked at
				x.posts[g] = append(posts, n)
			}
		}
	}
}

// near calls fn with each name that resembles the text, and how much.
func (x *nameIndex) near(text string, fn func(id int32, score float64)) {
	d := x.describe(text)
	rare := make([][]int32, 0, len(d.grams))
	for _, g := range d.grams {
		if p := x.posts[g]; len(p) > 0 && len(p) <= maxPosts {
			rare = append(rare, p)
		}
	}
	slices.SortFunc(rare, func(a, b []int32) int { return len(a) - len(b) })
	var seen []int32
	for _, posts := range rare[:min(probes, len(rare))] {
		for _, n := range posts {
			if slices.Contains(seen, n) {
				continue
			}
			seen = append(seen, n)
			if s := common(d.grams, x.names[n].grams); s >= nameFloor {
				fn(x.names[n].id, s)
			}
		}
	}
}

// common is the share of pairs that two sorted lists have in common.
func common(a, b []gram) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i].pair == b[j].pair:
			n, i, j = n+1, i+1, j+1
		case a[i].pair < b[j].pair:
			i++
		default:
			j++
		}
	}
	return 2 * float64(n) / float64(len(a)+len(b))
}

// numerals is a mark of the numbers in a folded name: digits, and Chinese numerals before a counter word.
func numerals(text string) uint64 {
	h := uint64(offset)
	r := []rune(text)
	for i, c := range r {
		switch {
		case c >= '0' && c <= '9':
			h = (h ^ uint64(c)) * prime
		case i+1 < len(r) && strings.ContainsRune("一二三四五六七八九十abcdefgh", c) && strings.ContainsRune("期号批标区线厂组段栋座", r[i+1]):
			h = (h ^ uint64(c) ^ 1) * prime
		default:
			continue
		}
		if i+1 < len(r) && (r[i+1] < '0' || r[i+1] > '9') {
			h = (h ^ 2) * prime // 1,2 is not 12
		}
	}
	return h
}

// similarity of two keys whose names have the likeness: what both know of party, place and amount counts with it.
func (k *keyer) similarity(name float64, a, b key) float64 {
	sum, weight := 0.6*name, 0.6
	add := func(w, s float64) { sum, weight = sum+w*s, weight+w }
	if a.party != 0 && b.party != 0 {
		add(0.2, intake.Similar(k.texts[a.party], k.texts[b.party]))
	}
	if a.place != 0 && b.place != 0 {
		add(0.1, equal(a.place == b.place))
	}
	if a.amount > 0 && b.amount > 0 {
		add(0.1, float64(min(a.amount, b.amount))/float64(max(a.amount, b.amount)))
	}
	return sum / weight
}

func equal(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
