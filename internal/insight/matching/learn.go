package matching

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// Labelled is a text of which the label is known.
type Labelled struct {
	Label string
	Text  string
}

// How words are learnt.
const (
	learnShortest = 2
	learnLongest  = 6
	learnLeast    = 2   // texts of the label that must hold the word
	learnMost     = 80  // words a label
	learnLift     = 6.0 // times its usual share that a label must have among the texts with the word
	learnPrior    = 1.0 // texts of the average kind by which a share is drawn to the middle
)

// Learn finds the words of each label in labelled texts: runs of two to six characters that stand in texts of the label far
// more often than elsewhere. Weight is the share of the texts with the word that bear the label, drawn towards the label's
// share in all texts. Of words that always stand together only the longest is kept.
func Learn(docs []Labelled) map[string][]Word {
	size := map[string]int{}
	count := map[string]map[string]int{} // word → label → texts
	for _, d := range docs {
		size[d.Label]++
		for w := range grams(d.Text) {
			if count[w] == nil {
				count[w] = map[string]int{}
			}
			count[w][d.Label]++
		}
	}
	type candidate struct {
		Word
		n, total int
		gain     float64
	}
	byLabel := map[string][]candidate{}
	for w, labels := range count {
		total := 0
		for _, n := range labels {
			total += n
		}
		for label, n := range labels {
			prior := float64(size[label]) / float64(len(docs))
			share := (float64(n) + learnPrior*prior) / (float64(total) + learnPrior)
			if n >= learnLeast && share > learnLift*prior {
				byLabel[label] = append(byLabel[label], candidate{Word{w, share, true}, n, total, float64(n) * share * math.Log(share/prior)})
			}
		}
	}
	out := map[string][]Word{}
	for label, all := range byLabel {
		slices.SortFunc(all, func(a, b candidate) int {
			return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(len(b.Text), len(a.Text)), cmp.Compare(a.Text, b.Text))
		})
		var kept []candidate
		for _, c := range all {
			if len(kept) == learnMost {
				break
			}
			if !slices.ContainsFunc(kept, func(k candidate) bool {
				return k.n == c.n && k.total == c.total && (strings.Contains(k.Text, c.Text) || strings.Contains(c.Text, k.Text))
			}) {
				kept = append(kept, c)
			}
		}
		for _, c := range kept {
			out[label] = append(out[label], c.Word)
		}
	}
	return out
}

// grams are the runs of characters of a text, each once.
func grams(text string) map[string]bool {
	out := map[string]bool{}
	for _, run := range strings.Fields(plain(text)) {
		r := []rune(run)
		for i := range r {
			for n := learnShortest; n <= learnLongest && i+n <= len(r); n++ {
				out[string(r[i:i+n])] = true
			}
		}
	}
	return out
}
