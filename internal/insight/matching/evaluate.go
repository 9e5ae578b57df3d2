package matching

import (
	"math"
	"math/rand/v2"
	"strings"
)

// Case is a firm of which the node is known.
type Case struct {
	Firm  Firm
	Label string // ID of the node
}

// Point is the quality at one threshold, over pairs of firm and node: Suggested pairs, Right ones among them, Cases in all.
type Point struct {
	Threshold float64 `json:"threshold"`
	Suggested int     `json:"suggested"`
	Right     int     `json:"right"`
	Cases     int     `json:"cases"`
}

// Precision is the share of suggestions that are right; 0 without suggestions.
func (p Point) Precision() float64 { return ratio(p.Right, p.Suggested) }

// Recall is the share of cases whose node was suggested.
func (p Point) Recall() float64 { return ratio(p.Right, p.Cases) }

// F1 is the harmonic mean of both.
func (p Point) F1() float64 {
	a, b := p.Precision(), p.Recall()
	if a+b == 0 {
		return 0
	}
	return 2 * a * b / (a + b)
}

func ratio(a, b int) float64 {
	if b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// Halves parts cases into two halves by a seed, the same each time.
func Halves(cases []Case, seed uint64) (train, test []Case) {
	order := rand.New(rand.NewPCG(seed, 0x6c69616e)).Perm(len(cases))
	for i, at := range order {
		if i%2 == 0 {
			train = append(train, cases[at])
		} else {
			test = append(test, cases[at])
		}
	}
	return train, test
}

// Curve measures an index on cases at the thresholds: everything that scores at least as much is a suggestion.
func Curve(x *Index, cases []Case, thresholds []float64) []Point {
	out := make([]Point, len(thresholds))
	for i, t := range thresholds {
		out[i] = Point{Threshold: t, Cases: len(cases)}
	}
	least := math.Inf(1)
	for _, t := range thresholds {
		least = min(least, t)
	}
	for i := range cases {
		for _, m := range x.Match(&cases[i].Firm, least) {
			right := x.nodes[m.Node].ID == cases[i].Label
			for j := range out {
				if m.Score >= out[j].Threshold {
					out[j].Suggested++
					if right {
						out[j].Right++
					}
				}
			}
		}
	}
	return out
}

// MostFrequent is the baseline that gives every firm the label that is most frequent in train.
func MostFrequent(train, test []Case) Point {
	count, best := map[string]int{}, ""
	for i := range train {
		l := train[i].Label
		if count[l]++; best == "" || count[l] > count[best] || count[l] == count[best] && l < best {
			best = l
		}
	}
	p := Point{Cases: len(test), Suggested: len(test)}
	for i := range test {
		if test[i].Label == best {
			p.Right++
		}
	}
	return p
}

// NameContains is the baseline that suggests every label whose name stands in the firm's name, products or main business.
func NameContains(names map[string]string, test []Case) Point {
	p := Point{Cases: len(test)}
	for i := range test {
		f := &test[i].Firm
		text := plain(f.Name + "、" + f.Products + "、" + f.Business)
		for label, name := range names {
			if name = plain(name); name != "" && strings.Contains(text, name) {
				p.Suggested++
				if label == test[i].Label {
					p.Right++
				}
			}
		}
	}
	return p
}
