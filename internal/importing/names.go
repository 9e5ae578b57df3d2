package importing

import (
	"slices"
	"strings"

	"lianzhang/internal/platform/intake"
)

// nameIndex finds names that resemble each other without comparing all with all. Only names with the same numerals are
// compared: 一期 and 二期, 1号 and 2号 are never the same project, however alike the rest. Where many names share their
// numerals, or have none, they are found by their rarest pairs of characters.
type nameIndex struct {
	keyer   *keyer
	names   []indexed
	buckets map[uint64]*bucket
}

type indexed struct {
	id    int32    // interned text
	pairs []uint32 // neighbouring characters, hashed and sorted
}

// bucket holds the names with the same numerals.
type bucket struct {
	names []int32
	posts map[uint32][]int32 // by pair; nil while the bucket is small
}

// How large a bucket is looked through name by name; in larger ones, how many of a name's rarest pairs are looked up, and
// how many names a pair may have before it says nothing.
const (
	smallBucket = 24
	probes      = 4
	maxPosts    = 64
	nameFloor   = 0.6
)

func newNameIndex(k *keyer) *nameIndex { return &nameIndex{keyer: k, buckets: map[uint64]*bucket{}} }

// hollow are the words that most names share and that therefore tell nothing.
var hollow = strings.NewReplacer("股份有限公司", "", "有限责任公司", "", "有限公司", "", "分公司", "分", "集团", "", "公司", "", "建设项目", "", "项目", "")

// pairsOf gives the sorted pairs of a name without its hollow words.
func pairsOf(text string) []uint32 {
	if core := hollow.Replace(text); len(core) >= 6 {
		text = core
	}
	out := make([]uint32, 0, len(text)/3)
	prev := rune(0)
	for _, r := range text {
		if prev != 0 {
			out = append(out, uint32(prev)*2654435761^uint32(r))
		}
		prev = r
	}
	slices.Sort(out)
	return out
}

func (x *nameIndex) add(id int32) {
	text := x.keyer.texts[id]
	marks, n := numerals(text), int32(len(x.names))
	x.names = append(x.names, indexed{id, pairsOf(text)})
	b := x.buckets[marks]
	if b == nil {
		b = &bucket{}
		x.buckets[marks] = b
	}
	b.names = append(b.names, n)
	switch {
	case b.posts != nil:
		x.post(b, n)
	case len(b.names) > smallBucket:
		b.posts = map[uint32][]int32{}
		for _, n := range b.names {
			x.post(b, n)
		}
	}
}

func (x *nameIndex) post(b *bucket, n int32) {
	pairs := x.names[n].pairs
	for i, p := range pairs {
		if i == 0 || p != pairs[i-1] {
			if posts := b.posts[p]; len(posts) <= maxPosts { // beyond that the pair is too common to be looked at
				b.posts[p] = append(posts, n)
			}
		}
	}
}

// near calls fn with each name that resembles the text, and how much.
func (x *nameIndex) near(text string, fn func(id int32, score float64)) {
	b := x.buckets[numerals(text)]
	if b == nil {
		return
	}
	pairs := pairsOf(text)
	for _, n := range b.candidates(pairs) {
		if s := common(pairs, x.names[n].pairs); s >= nameFloor {
			fn(x.names[n].id, s)
		}
	}
}

func (b *bucket) candidates(pairs []uint32) []int32 {
	if b.posts == nil {
		return b.names
	}
	rare := make([][]int32, 0, len(pairs))
	for _, p := range pairs {
		if posts := b.posts[p]; len(posts) > 0 && len(posts) <= maxPosts {
			rare = append(rare, posts)
		}
	}
	slices.SortFunc(rare, func(a, b []int32) int { return len(a) - len(b) })
	var out []int32
	for _, posts := range rare[:min(probes, len(rare))] {
		for _, n := range posts {
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	return out
}

// common is the share of pairs that two sorted lists have in common.
func common(a, b []uint32) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	n, i, j := 0, 0, 0
	for i < len(a) && j < len(b) {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
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

// nameOnly is how alike names must be when nothing else is known of their records.
const nameOnly = 0.88

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
	if weight == 0.6 && name < nameOnly {
		return 0
	}
	return sum / weight
}

func equal(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}
