// Package routing suggests by the words of a message where it belongs, learning from messages that found their place: naive
// Bayes over pairs of characters, with the words that speak for a suggestion. It is pure: no database, no clock.
package routing

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
)

// Model counts in how many messages of each label a feature stood. It is not safe for use while it learns.
type Model struct {
	labels map[string]*label
	docs   map[string]float64 // messages with the feature
	n      float64
}

type label struct {
	n     float64            // messages
	total float64            // features in them
	docs  map[string]float64 // messages with the feature
}

// New makes a model that knows nothing.
func New() *Model { return &Model{labels: map[string]*label{}, docs: map[string]float64{}} }

// Size is how many messages the model has learnt from.
func (m *Model) Size() int { return int(m.n) }

// Labels are the labels that were met, sorted.
func (m *Model) Labels() []string {
	var out []string
	for name := range m.labels {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// Learn adds a message whose label is known. weight is 1 for a message; less for hints such as the name of a category.
func (m *Model) Learn(name, text string, weight float64) {
	fs := Features(text)
	if name == "" || len(fs) == 0 {
		return
	}
	l := m.labels[name]
	if l == nil {
		l = &label{docs: map[string]float64{}}
		m.labels[name] = l
	}
	l.n += weight
	m.n += weight
	for _, f := range fs {
		l.docs[f] += weight
		l.total += weight
		m.docs[f] += weight
	}
}

// Guess is a label with its probability under the model and the features that speak most for it.
type Guess struct {
	Label string
	Share float64
	Words []string
}

// smooth is added to every count, so that a feature not met with a label does not rule it out.
const smooth = 0.3

// Suggest gives the n likeliest labels of a text, likeliest first; nil when the model knows none. The result does not depend
// on the order in which messages were learnt.
func (m *Model) Suggest(text string, n int) []Guess {
	fs := m.known(Features(text))
	if m.n == 0 {
		return nil
	}
	names := m.Labels()
	scores := make([]float64, len(names))
	vocabulary := float64(len(m.docs))
	for i, name := range names {
		l := m.labels[name]
		scores[i] = math.Log((l.n + smooth) / (m.n + smooth*float64(len(names))))
		for _, f := range fs {
			scores[i] += m.weight(f) * math.Log((l.docs[f]+smooth)/(l.total+smooth*vocabulary))
		}
	}
	out := make([]Guess, len(names))
	top := slices.Max(scores)
	sum := 0.0
	for i := range scores {
		scores[i] = math.Exp((scores[i] - top) / temper(len(fs)))
		sum += scores[i]
	}
	for i, name := range names {
		out[i] = Guess{Label: name, Share: scores[i] / sum}
	}
	slices.SortStableFunc(out, func(a, b Guess) int {
		return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Label, b.Label))
	})
	out = out[:min(n, len(out))]
	for i := range out {
		out[i].Words = m.reasons(out[i].Label, fs)
	}
	return out
}

// temper flattens the probabilities of long texts: their features are far from independent.
func temper(features int) float64 { return math.Max(1, math.Sqrt(float64(features))/2) }

// weight is less for features that stand in most messages: 您好 and 请 tell nothing.
func (m *Model) weight(f string) float64 {
	return math.Log(1+m.n/(1+m.docs[f])) / math.Log(1+m.n)
}

func (m *Model) known(fs []string) []string {
	return slices.DeleteFunc(fs, func(f string) bool { return m.docs[f] == 0 })
}

// reasons are the features that speak most for the label, as people read them.
func (m *Model) reasons(name string, fs []string) []string {
	type reason struct {
		word string
		gain float64
	}
	l := m.labels[name]
	var all []reason
	for _, f := range fs {
		here, there := (l.docs[f]+smooth)/(l.n+smooth), (m.docs[f]-l.docs[f]+smooth)/(m.n-l.n+smooth)
		if gain := m.weight(f) * math.Log(here/there); gain > 0 && l.docs[f] > 0 {
			all = append(all, reason{f, gain})
		}
	}
	slices.SortFunc(all, func(a, b reason) int { return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.word, b.word)) })
	var out []string
	for _, r := range all {
		if len(out) < 4 && !slices.ContainsFunc(out, func(w string) bool { return overlap(w, r.word) }) {
			out = append(out, r.word)
		}
	}
	return out
}

// overlap reports whether one pair begins with the character that ends the other.
func overlap(a, b string) bool {
	x, y := []rune(a), []rune(b)
	return x[0] == y[len(y)-1] || y[0] == x[len(x)-1] || a == b
}

// Features are the pairs of Chinese characters and the words in letters of a text, each once, in order of appearance.
func Features(text string) []string {
	var out []string
	seen := map[string]bool{}
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	var before rune
	var word strings.Builder
	for _, r := range text + " " {
		han := unicode.Is(unicode.Han, r)
		if !han && unicode.IsLetter(r) {
			word.WriteRune(unicode.ToLower(r))
			before = 0
			continue
		}
		if word.Len() > 1 {
			add(word.String())
		}
		word.Reset()
		switch {
		case !han:
			before = 0
			continue
		case before != 0:
			add(string([]rune{before, r}))
		}
		before = r
	}
	return out
}

// Alike is the share of features that two texts have in common (Jaccard), 0 to 1.
func Alike(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	in := make(map[string]bool, len(a))
	for _, f := range a {
		in[f] = true
	}
	both := 0
	for _, f := range b {
		if in[f] {
			both++
		}
	}
	return float64(both) / float64(len(a)+len(b)-both)
}
