// Package matching finds the nodes of a chain to which a firm belongs, by its industry code, its products and the text of its
// main business, and says by which words. It knows no database.
//
// The nodes are indexed once; firms are streamed past the index. For each node that a firm touches, evidence is added up
//
//	e = Σ words  weight × field × length × rarity  +  Σ near words  (the same) × share of pairs found × 0.5  +  code
//
// where field is 1 for the firm's list of products, 0.9 for its main business and 0.7 for its name; length grows from 0.30 for
// two characters to 1 for six and more, since long product words hardly ever mean something else; rarity falls with the number
// of nodes that bear the word and, when the texts of the firms were observed, with the share of firms that use it; code is the
// agreement of the codes of GB/T 4754, by the digits in common. The score is
//
//	score = (1 − exp(−e/e₀)) × (e / e of the firm's best node)^γ
//
// the first factor says how much was found, the second whether another node fits better: the best node of the same chain, or
// that of another chain at 0.6 of its evidence. e₀ = 1, γ = 2. A firm that the office keeps under the node's chain has its
// evidence there multiplied by 1.25, under another by 0.8. Learnt words bring their own weight in place of length and
// rarity, and are never found nearly.
package matching

import (
	"strings"

	"lianzhang/internal/platform/industry"
)

// Word is a word by which a node is known. Weight is 1 for what a person wrote. A learnt word's weight says how telling it is.
type Word struct {
	Text    string
	Weight  float64
	Learned bool
}

// Node is a node as it is matched. Products stand for its synonyms too.
type Node struct {
	ID     string
	Group  string // the chain; "" compares with nothing
	Stream string
	Codes  []string // GB/T 4754-2017 without letter, any level
	Words  []Word   // its name and products
}

// Firm is a firm as it is matched.
type Firm struct {
	ID       string
	Group    string // the chain under which the office keeps it; "" = none
	Stream   string // as the office writes it; "" = unknown
	Code     string // GB/T 4754-2017; "" = unknown
	Name     string
	Products string
	Business string
}

// The kinds of evidence.
const (
	ByCode     = "code"
	ByProduct  = "product"
	ByBusiness = "business"
	ByName     = "name"
	ByNear     = "near" // most of the word's pairs of characters stand in the text
)

// Part is one piece of evidence: what was found, where, and what it adds to e.
type Part struct {
	Kind  string
	Text  string
	Value float64
}

// Match is a firm's agreement with one node. Score is 0 to 1; Evidence is e before it was set in relation.
type Match struct {
	Node     int // position among the nodes of the index
	Score    float64
	Evidence float64
	Parts    []Part // largest first
}

// Words are the words that matched, largest share first, without repetition.
func (m *Match) Words() []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range m.Parts {
		if p.Kind != ByCode && !seen[p.Text] {
			seen[p.Text] = true
			out = append(out, p.Text)
		}
	}
	return out
}

// Split parts a list of products as people write it into words of at least two characters.
func Split(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(text, separator) {
		if w = strings.TrimSpace(w); len([]rune(w)) >= 2 {
			out = append(out, w)
		}
	}
	return out
}

func separator(r rune) bool {
	return strings.ContainsRune("、，,；;/|\n\r\t（）()。：:", r)
}

// What words count that were not written as such.
const (
	partWeight  = 0.6 // a part of a name: 物流 of 物流与输送装备
	classWeight = 0.8 // the name of a class of GB/T 4754 that the node bears
)

// NodeWords are the words of a node from its name, its product text and the names of the classes of GB/T 4754 under which it falls.
func NodeWords(name, products string, codes ...string) []Word {
	var out []Word
	at := map[string]int{}
	add := func(text string, weight float64) {
		if i, known := at[text]; known {
			out[i].Weight = max(out[i].Weight, weight)
			return
		}
		at[text] = len(out)
		out = append(out, Word{Text: text, Weight: weight})
	}
	for _, w := range append(Split(name), Split(products)...) {
		for i, part := range parts(w) {
			add(part, map[bool]float64{true: 1, false: partWeight}[i == 0])
		}
	}
	for _, code := range codes {
		c, ok := industry.Lookup(code)
		if !ok || c.Level() < 4 || strings.HasPrefix(c.Name, "其他") {
			continue
		}
		for _, w := range Split(c.Name) {
			for _, part := range parts(bare(w)) {
				if len([]rune(part)) >= 3 {
					add(part, classWeight)
				}
			}
		}
	}
	return out
}

// bare takes off what names of classes end in: 建筑陶瓷制品制造 → 建筑陶瓷.
func bare(w string) string {
	for _, end := range []string{"制造", "加工", "生产", "批发", "零售", "服务", "活动", "制品", "未列明"} {
		w = strings.TrimSuffix(w, end)
	}
	return w
}

// parts are a word and the parts that it joins by 与, 和 or 及.
func parts(w string) []string {
	out := []string{w}
	fields := strings.FieldsFunc(w, func(r rune) bool { return r == '与' || r == '和' || r == '及' })
	if len(fields) > 1 {
		for _, f := range fields {
			if len([]rune(f)) >= 2 {
				out = append(out, f)
			}
		}
	}
	return out
}
