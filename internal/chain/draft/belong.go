package draft

import (
	"lianzhang/internal/chain"
	"lianzhang/internal/enterprise"
)

// Circle is a chain with the words of those who are in it: its name and the lines of business of its firms.
type Circle struct {
	ID   string
	Name string

	grams map[[2]rune]bool
}

// NewCircle gathers the words of a chain.
func NewCircle(id, name string, firms []enterprise.Enterprise) Circle {
	text := name
	for i := range firms {
		text += " " + firms[i].Name + " " + firms[i].Trade + " " + firms[i].Subtrade + " " + firms[i].Products
	}
	return Circle{ID: id, Name: name, grams: grams(text)}
}

// inName is how much more a pair of characters tells that stands in the chain's own name.
const inName = 3

// Belong says to which chain a wanted investment belongs that names none, by the pairs of characters that it shares with the
// chains, those counting most that few chains have. "" = no words tell, or two chains share them alike.
func Belong(circles []Circle, o *chain.Opportunity) string {
	own := grams(o.Name + "，" + o.Category + "，" + o.Note)
	score := make([]float64, len(circles))
	for g := range own {
		having := 0
		for i := range circles {
			if circles[i].grams[g] {
				having++
			}
		}
		for i := range circles {
			if circles[i].grams[g] {
				w := 1 / float64(having*having)
				if grams(circles[i].Name)[g] {
					w *= inName
				}
				score[i] += w
			}
		}
	}
	best, next := -1, 0.0
	for i, s := range score {
		switch {
		case best < 0 && s > 0, best >= 0 && s > score[best]:
			if best >= 0 {
				next = score[best]
			}
			best = i
		case s > next:
			next = s
		}
	}
	if best < 0 || score[best] <= next {
		return ""
	}
	return circles[best].ID
}
