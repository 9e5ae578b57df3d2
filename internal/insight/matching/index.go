package matching

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"lianzhang/internal/platform/number"
)

// The weights of the method. They were chosen on another split of the labelled data than the published one (seed 3), so some of
// the firms held out there were seen.
const (
	scale       = 1.0  // e₀
	rivalry     = 2.0  // γ
	nearFactor  = 0.5  // what a near word counts, beside the share of its pairs found
	nearShare   = 0.5  // least share of pairs
	inside      = 0.7  // a product of the firm that is part of a node's word
	loose       = 0.15 // a pair of characters in common, where nothing else was found, times its rarity
	looseMost   = 0.35 // of all such pairs together
	nearLength  = 4    // least characters of a word that may be found nearly
	sameChain   = 1.25 // a firm kept under this chain
	otherChain  = 0.8  // a firm kept under another chain
	otherStream = 0.9  // a firm kept under another stream
	abroad      = 0.6  // what the best node of another chain counts as a rival
	learnedWord = 0.6  // what a learnt word counts, beside its own weight
	commonness  = 1.6  // a word that more than the 1/1.6-th power of the firms' number use begins to count less
)

var fieldWeight = map[string]float64{ByProduct: 1, ByBusiness: 0.9, ByName: 0.7}

// lengthWeight is what a word of n characters is worth.
func lengthWeight(n int) float64 {
	switch {
	case n <= 2:
		return 0.30
	case n == 3:
		return 0.55
	case n == 4:
		return 0.75
	case n == 5:
		return 0.9
	}
	return 1
}

// codeWeight is what codes that agree in n digits are worth.
func codeWeight(n int) float64 {
	switch n {
	case 4:
		return 1.2
	case 3:
		return 0.5
	case 2:
		return 0.12
	}
	return 0
}

type pair [2]rune

// posting is a word of a node.
type posting struct {
	node    int32
	weight  float64
	learned bool // its weight says how telling it is; length and rarity have no more to say
}

// word is a word of the index, at whichever nodes.
type word struct {
	text  string
	runes []rune
	at    []posting
	worth float64 // length × rarity
	pairs []pair
	mass  float64 // Σ rarity of its pairs
	seen  int     // firms whose text holds it, as observed
}

// Index holds the words of the nodes. Build it by NewIndex, let it Observe the firms' texts if there are many of them, then
// Match. After the last Observe it is safe for concurrent use.
type Index struct {
	nodes    []Node
	words    []*word
	byStart  map[pair][]*word // words by their first pair, longest first
	byPair   map[pair][]int32 // words of nearLength and more by their pairs
	pairMass map[pair]float64
	atPair   map[pair][]int32   // nodes that people's words lead to, by pair
	byCode   map[string][]int32 // codes → nodes
	observed int
}

// NewIndex indexes the nodes.
func NewIndex(nodes []Node) *Index {
	x := &Index{nodes: nodes, byStart: map[pair][]*word{}, byPair: map[pair][]int32{}, pairMass: map[pair]float64{}, atPair: map[pair][]int32{}, byCode: map[string][]int32{}}
	byText := map[string]*word{}
	for i := range nodes {
		for _, c := range nodes[i].Codes {
			c = strings.TrimLeft(strings.ToUpper(strings.TrimSpace(c)), "ABCDEFGHIJKLMNOPQRST")
			for n := 2; n <= min(len(c), 4); n++ {
				x.byCode[c[:n]] = append(x.byCode[c[:n]], int32(i))
			}
		}
		for _, w := range nodes[i].Words {
			text := plain(w.Text)
			runes := []rune(text)
			if len(runes) < 2 {
				continue
			}
			own := byText[text]
			if own == nil {
				own = &word{text: text, runes: runes, pairs: pairsOf(runes)}
				byText[text] = own
				x.words = append(x.words, own)
			}
			if n := len(own.at); n > 0 && own.at[n-1].node == int32(i) {
				own.at[n-1].weight = max(own.at[n-1].weight, w.Weight)
				continue
			}
			own.at = append(own.at, posting{int32(i), w.Weight, w.Learned})
		}
	}
	x.link()
	x.weigh()
	return x
}

// link makes the ways into the words.
func (x *Index) link() {
	for i, w := range x.words {
		start := pair{w.runes[0], w.runes[1]}
		list := x.byStart[start]
		at := len(list)
		for at > 0 && len(list[at-1].runes) < len(w.runes) {
			at--
		}
		list = append(list, nil)
		copy(list[at+1:], list[at:])
		list[at] = w
		x.byStart[start] = list
		for _, p := range w.pairs {
			x.pairMass[p]++
			if len(w.runes) >= nearLength {
				x.byPair[p] = append(x.byPair[p], int32(i))
			}
			for _, at := range w.at {
				if nodes := x.atPair[p]; !at.learned && !slices.Contains(nodes, at.node) {
					x.atPair[p] = append(nodes, at.node)
				}
			}
		}
	}
	for p, n := range x.pairMass {
		x.pairMass[p] = math.Log(1+float64(len(x.words))/n) / math.Log(1+float64(len(x.words)))
	}
	for _, w := range x.words {
		for _, p := range w.pairs {
			w.mass += x.pairMass[p]
		}
	}
}

// weigh sets what the words are worth.
func (x *Index) weigh() {
	for _, w := range x.words {
		rare := 1 / math.Sqrt(float64(len(w.at)))
		if x.observed > 0 {
			rare *= min(1, math.Log(float64(x.observed+1)/float64(w.seen+1))/math.Log(float64(x.observed+1))*commonness)
		}
		w.worth = lengthWeight(len(w.runes)) * rare
	}
}

// Observe counts the words in the texts of firms, so that those which most firms use count less. Few firms (under 200) teach
// nothing and leave the weights as they are.
func (x *Index) Observe(firms []Firm) {
	if len(firms) < 200 {
		return
	}
	for i := range firms {
		f := &firms[i]
		seen := map[*word]bool{}
		for _, text := range []string{f.Products, f.Business} {
			x.scan([]rune(plain(text)), func(w *word, _ int) { seen[w] = true })
		}
		for w := range seen {
			w.seen++
		}
	}
	x.observed += len(firms)
	x.weigh()
}

// scan calls found for each word that begins at each place of the text, longest first.
func (x *Index) scan(text []rune, found func(w *word, at int)) {
	for i := 0; i+1 < len(text); i++ {
		for _, w := range x.byStart[pair{text[i], text[i+1]}] {
			if len(w.runes) <= len(text)-i && equal(w.runes, text[i:i+len(w.runes)]) {
				found(w, i)
			}
		}
	}
}

func equal(a, b []rune) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// plain is a text as it is compared: half width, lower case, with one blank for whatever is neither letter nor digit.
func plain(s string) string {
	var b strings.Builder
	gap := false
	for _, r := range number.Tidy(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if gap && b.Len() > 0 {
				b.WriteByte(' ')
			}
			gap = false
			b.WriteRune(unicode.ToLower(r))
			continue
		}
		gap = true
	}
	return b.String()
}

func pairsOf(runes []rune) []pair {
	var out []pair
	for i := 0; i+1 < len(runes); i++ {
		if runes[i] != ' ' && runes[i+1] != ' ' {
			out = append(out, pair{runes[i], runes[i+1]})
		}
	}
	return out
}
