// Package ranking orders firms by how worthwhile it is to call them for a step of a chain. The score is a product of five
// terms, each between 0 and 1 and each told in words, so that a person can object to any of them:
//
//	score = fit × capacity × appetite × nearness × need
//
// fit is how well the firm's products and industry code meet the node, capacity what it could build, appetite dated evidence
// that it is on the move (fading with age), nearness distance and ties, need how badly the chain wants the node. The weights
// are stated conventions, not estimates: nobody publishes outcomes of calls from which they could be learnt. What can be
// tested out of sample is the order by fit and the order of gaps; Figures holds those results.
package ranking

import (
	"cmp"
	"math"
	"slices"
)

// Firm is what the ranking knows of one firm. Absent figures are 0, absent text is "".
type Firm struct {
	ID       string
	Name     string
	Products string // main products, parted by 、
	Business string // main business in words
	Code     string // GB/T 4754-2017
	Place    string // GB/T 2260 of the seat
	Revenue  int64  // yuan a year
	Capital  int64  // yuan
	Staff    int64
	Ladder   string // step of the growth ladder, as labelled: 上市, 单项冠军, 小巨人, 专精特新, 规上
	Ties     int    // supply links to firms of the place and other recorded ties
	Signals  []Signal
}

// The kinds of dated evidence.
const (
	Growth  = "growth"  // expansion, rising revenue, new product
	Outside = "outside" // has invested outside its home
	Tender  = "tender"  // tenders, purchases, land inquiries
	Tie     = "tie"     // native of the place, supplier or client here
	News    = "news"    // anything else that was in the papers
)

// Signal is a piece of dated evidence. Weight is how much it would tell on its day, 0 to 1.
type Signal struct {
	Kind   string
	On     string // "2026-09-30"
	Weight float64
}

// Need is the node that is to be filled.
type Need struct {
	Name     string
	Products []string
	Codes    []string
	Urgency  float64 // 0 to 1, from the gap's own score
	Place    string  // GB/T 2260 of the place that calls
	Today    string
}

// Term is one factor of a score with its grounds in words.
type Term struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"` // 0 to 1
	Words string  `json:"words"`
}

// The names of the terms, in the order in which they stand.
const (
	TermFit      = "对口"
	TermCapacity = "实力"
	TermAppetite = "投资意愿"
	TermNear     = "距离与联系"
	TermNeed     = "环节需要"
)

// Scored is a firm with its score. Firm is the position in the firms that the index was made of.
type Scored struct {
	Firm  int
	Score float64
	Terms []Term
}

// Index is the firms with all that does not depend on the node worked out. It is immutable.
type Index struct {
	Firms    []Firm
	text     *textIndex
	byCode   map[string][]int32 // by two, three and four digits
	capacity []float32
	appetite []float32
	today    string
}

// New works out the features of the firms as of a day. It keeps firms.
func New(firms []Firm, today string) *Index {
	x := &Index{Firms: firms, text: newTextIndex(firms), byCode: map[string][]int32{}, today: today,
		capacity: make([]float32, len(firms)), appetite: make([]float32, len(firms))}
	for i := range firms {
		f := &firms[i]
		x.capacity[i] = float32(capacity(f).Value)
		x.appetite[i] = float32(appetite(f, today).Value)
		for n := 2; n <= 4 && n <= len(f.Code); n++ {
			x.byCode[f.Code[:n]] = append(x.byCode[f.Code[:n]], int32(i))
		}
	}
	return x
}

// Rank gives the n best firms for the need, best first; firms whose products and code have nothing to do with it are left out.
// skip tells firms that are not wanted at all; nil skips none.
func (x *Index) Rank(need Need, n int, skip func(i int) bool) []Scored {
	if n <= 0 {
		return nil
	}
	fit := x.fit(need)
	type pair struct {
		i int32
		s float64
	}
	near := nearnessBy(need.Place)
	want := urgency(need.Urgency)
	best := make([]pair, 0, 2*n+1)
	low := 0.0
	cut := func() {
		slices.SortFunc(best, func(a, b pair) int {
			return cmp.Or(cmp.Compare(b.s, a.s), cmp.Compare(x.Firms[a.i].ID, x.Firms[b.i].ID))
		})
		best = best[:min(n, len(best))]
		if len(best) == n {
			low = best[n-1].s
		}
	}
	for i, f := range fit {
		if f < least || skip != nil && skip(i) {
			continue
		}
		firm := &x.Firms[i]
		s := float64(f) * float64(x.capacity[i]) * float64(x.appetite[i]) * withTies(near(firm.Place), ties(firm)) * want
		if s < low || s == 0 {
			continue
		}
		if best = append(best, pair{int32(i), s}); len(best) > 2*n {
			cut()
		}
	}
	cut()
	out := make([]Scored, len(best))
	for k, p := range best {
		out[k] = x.explain(need, int(p.i), float64(fit[p.i]))
	}
	return out
}

// least is the fit below which a firm is not considered: one that shares no more than the division of industries with the node
// has nothing to do with it.
const least = 0.2

// explain puts the terms of one firm into words.
func (x *Index) explain(need Need, i int, fit float64) Scored {
	f := &x.Firms[i]
	terms := []Term{{TermFit, fit, x.fitWords(need, i)}, capacity(f), appetite(f, x.today), nearness(f, need.Place), needTerm(need)}
	score := 1.0
	for k := range terms {
		score *= terms[k].Value
		terms[k].Value = round3(terms[k].Value)
	}
	return Scored{Firm: i, Score: score, Terms: terms}
}

func round3(v float64) float64 { return math.Round(v*1000) / 1000 }
